//! A plan enters; numbered steps for people or one JSON object leaves.

use std::fmt::Write as _;

use serde::Serialize;

use super::{Human, JsonModel, Lto, ModelName};
use crate::lto::{
    Mode,
    plan::{Excluded, Plan, Planned, Site},
};

/// A plan with what it was made for.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// the plan
    pub plan: &'a Plan,
    /// what the LTO choice comes to
    pub lto: &'a Lto,
    /// what it was made from
    pub model: &'a ModelName,
    /// what else is to be said
    pub notes: &'a [String],
}

/// A place as editors jump to it.
fn at(site: &Site) -> String {
    match site.line {
        Some(line) => format!("{}:{line}", site.path),
        None => site.path.clone(),
    }
}

/// Text in lines of a width, all but the first with an indent. A word that is longer stands alone.
fn wrapped(text: &str, width: usize, indent: usize) -> String {
    let mut out = String::new();
    let mut column = indent;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if column > indent && column + 1 + length > width {
            let _infallible = write!(out, "\n{:indent$}", "");
            column = indent;
        } else if column > indent {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out
}

impl Human {
    /// The plan for people.
    pub fn plan(self, told: &Told<'_>) -> String {
        let symbol = told.lto.symbol.as_ref().map_or_else(String::new, |symbol| format!(" ({symbol})"));
        let model = format!("{} {}", told.model.name, told.model.arch);
        let mut out = format!("LTO {}{symbol}; {}\n", told.lto.mode, model.trim_end());
        let Plan { steps, excluded, own_flags, cache } = told.plan;
        if steps.is_empty() {
            out.push_str("\nThe build does nothing differently.\n");
        }
        let mut stage = None;
        for (number, step) in (1..).zip(steps) {
            if stage != Some(step.stage) {
                stage = Some(step.stage);
                self.heading(&mut out, step.stage.title());
            }
            self.step(&mut out, number, step);
        }
        if let Some(cache) = cache {
            self.heading(&mut out, "cache");
            let _infallible = writeln!(out, "    {}   {}", cache.folder, self.dim(&at(&cache.site)));
        }
        self.list(&mut out, "built without LTO on purpose", excluded);
        self.list(&mut out, "built without LTO, by flags of its own", own_flags);
        out
    }

    fn heading(self, out: &mut String, text: &str) {
        let (on, off) = if self.colour { ("\x1b[1m", "\x1b[0m") } else { ("", "") };
        let _infallible = writeln!(out, "\n{on}{text}{off}");
    }

    fn dim(self, text: &str) -> String {
        if self.colour { format!("\x1b[2m{text}\x1b[0m") } else { text.to_owned() }
    }

    fn step(self, out: &mut String, number: usize, step: &Planned) {
        let mut what = step.what.clone();
        if !step.only_if.is_empty() {
            let _infallible = write!(what, " (if {})", step.only_if.join(", and "));
        }
        let _infallible = writeln!(out, "{number:>3} {}", wrapped(&what, self.width, 4));
        let _infallible = writeln!(out, "    {}", self.dim(&at(&step.site)));
    }

    fn list(self, out: &mut String, heading: &str, items: &[Excluded]) {
        if items.is_empty() {
            return;
        }
        self.heading(out, heading);
        let widest = items.iter().map(|item| item.what.chars().count()).max().unwrap_or(0);
        // places in a column of their own where there is room for it
        let beside = items.iter().all(|item| 4 + widest + 3 + at(&item.site).len() <= self.width);
        for item in items {
            let place = self.dim(&at(&item.site));
            let _infallible = if beside {
                writeln!(out, "    {:widest$}   {place}", item.what)
            } else {
                writeln!(out, "    {}\n      {place}", item.what)
            };
        }
    }
}

#[derive(Serialize)]
struct Json<'a> {
    version: u32,
    mode: Mode,
    symbol: Option<&'a str>,
    model: JsonModel<'a>,
    steps: Vec<JsonStep<'a>>,
    excluded: Vec<JsonExcluded<'a>>,
    own_flags: Vec<JsonExcluded<'a>>,
    cache: Option<JsonCache<'a>>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct JsonStep<'a> {
    id: &'a str,
    stage: &'a str,
    text: &'a str,
    path: &'a str,
    line: Option<u32>,
    only_if: &'a [String],
}

#[derive(Serialize)]
struct JsonExcluded<'a> {
    what: &'a str,
    path: &'a str,
    line: Option<u32>,
}

#[derive(Serialize)]
struct JsonCache<'a> {
    folder: &'a str,
    path: &'a str,
    line: Option<u32>,
}

fn shown(items: &[Excluded]) -> Vec<JsonExcluded<'_>> {
    let shown = items.iter().map(|Excluded { what, site }| JsonExcluded { what, path: &site.path, line: site.line });
    shown.collect()
}

/// One JSON object.
///
/// # Errors
/// None that can come of a plan.
pub fn json(told: &Told<'_>) -> serde_json::Result<String> {
    let steps = told.plan.steps.iter().map(|step| JsonStep {
        id: step.id,
        stage: step.stage.word(),
        text: &step.what,
        path: &step.site.path,
        line: step.site.line,
        only_if: &step.only_if,
    });
    let cache = told.plan.cache.as_ref();
    let json = Json {
        version: 1,
        mode: told.lto.mode,
        symbol: told.lto.symbol.as_deref(),
        model: told.model.into(),
        steps: steps.collect(),
        excluded: shown(&told.plan.excluded),
        own_flags: shown(&told.plan.own_flags),
        cache: cache.map(|cache| JsonCache { folder: &cache.folder, path: &cache.site.path, line: cache.site.line }),
        notes: told.notes,
    };
    Ok(serde_json::to_string_pretty(&json)? + "\n")
}
