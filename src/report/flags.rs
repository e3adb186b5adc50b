//! Flags enter; a fragment for make, assignments for a shell or one JSON object leaves.

use std::fmt::Write as _;

use serde::{Serialize, Serializer, ser::SerializeMap as _};

use super::{JsonModel, Lto, ModelName, Origin};
use crate::{
    lto::{
        Mode,
        flags::{Flag, Flags, Purpose, is_whole},
    },
    tree::build::Unknown,
};

/// Flags with what they are for.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// the flags
    pub flags: &'a Flags,
    /// what they are for
    pub purpose: &'a Purpose,
    /// what the LTO choice comes to
    pub lto: &'a Lto,
    /// what they were made from
    pub model: &'a ModelName,
}

impl Told<'_> {
    /// What a person should know beside the flags, one line each.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = self.flags.notes.clone();
        // one line for each line of a Makefile and each reason
        let mut lines: Vec<(&Unknown, Vec<&str>)> = Vec::new();
        for unknown in &self.flags.unknown {
            let same = |found: &Unknown| found.place == unknown.place && found.reason == unknown.reason;
            match lines.iter_mut().find(|(found, _)| same(found)) {
                Some((_, wants)) if wants.contains(&unknown.wants.as_str()) => {}
                Some((_, wants)) => wants.push(&unknown.wants),
                None => lines.push((unknown, vec![&unknown.wants])),
            }
        }
        notes.extend(lines.into_iter().map(|(unknown, wants)| told(unknown, &wants)));
        notes
    }

    /// Whether a build may rely on them: where the mode is not known, a tree's own Makefiles may know what to make of the
    /// symbol that says it.
    pub fn is_known(&self) -> bool {
        self.lto.mode != Mode::Unknown || (self.model.origin == Origin::Tree && self.lto.symbol.is_some())
    }

    /// The variables that a build may rely on.
    fn told_variables(&self) -> &[(String, Vec<Flag>)] {
        if self.is_known() { &self.flags.variables } else { &[] }
    }

    fn headline(&self) -> String {
        let symbol = self.lto.symbol.as_ref().map_or_else(String::new, |symbol| format!(" ({symbol})"));
        let purpose = match &self.purpose.folder {
            Some(folder) => format!("; the module in {folder}"),
            None if self.purpose.module => "; a module".to_owned(),
            None => String::new(),
        };
        let model = format!("{} {}", self.model.name, self.model.arch);
        one_line(&format!("LTO {}{symbol}; {}{purpose}", self.lto.mode, model.trim_end()))
    }
}

/// A place as editors jump to it.
fn at(path: &str, line: Option<u32>) -> String {
    line.map_or_else(|| path.to_owned(), |line| format!("{path}:{line}"))
}

fn told(unknown: &Unknown, wants: &[&str]) -> String {
    let Unknown { place, text, reason, .. } = unknown;
    let place = place.as_ref().map_or_else(String::new, |place| format!("{}: ", at(&place.path, place.line)));
    let wants = wants.iter().map(|text| format!("'{text}'")).collect::<Vec<_>>().join(", ");
    one_line(&format!("not known: {place}{text}: it hangs on {wants}: {reason}"))
}

/// A text without what would end a line or a comment.
fn one_line(text: &str) -> String {
    text.chars().map(|char| if char.is_control() { ' ' } else { char }).collect()
}

fn words(flags: &[Flag]) -> String {
    flags.iter().map(|flag| flag.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// A fragment to be included by a Makefile: what LTO makes is set, what it adds is added.
pub fn make(told: &Told<'_>) -> String {
    let mut out = format!("# {}\n", told.headline());
    for (name, flags) in told.told_variables() {
        let sets = is_whole(name);
        if flags.is_empty() && !sets {
            continue;
        }
        let mut places: Vec<String> = Vec::new();
        for flag in flags {
            let place = at(&flag.path, flag.line);
            if !places.contains(&place) {
                places.push(place);
            }
        }
        if !places.is_empty() {
            let _infallible = writeln!(out, "# {}", one_line(&places.join(", ")));
        }
        let operator = if sets { ":=" } else { "+=" };
        let line = format!("{name} {operator} {}", for_make(&words(flags)));
        let _infallible = writeln!(out, "{}", line.trim_end());
    }
    for removed in &told.flags.removed {
        let (name, word) = (&removed.variable, for_make(&removed.word));
        let place = removed.place.as_ref().map_or_else(String::new, |place| at(&place.path, place.line));
        let _infallible = writeln!(out, "# {}\n{name} := $(filter-out {word},$({name}))", one_line(&place));
    }
    for note in told.notes() {
        let _infallible = writeln!(out, "# {}", note.trim_end_matches('\\'));
    }
    out
}

/// Words as make reads them back.
fn for_make(words: &str) -> String {
    let mut text = words.replace('$', "$$").replace('#', "\\#");
    if text.ends_with('\\') {
        // nothing, which keeps the line end out of it
        text.push_str("$()");
    }
    text
}

/// Assignments that a POSIX shell can evaluate.
pub fn shell(told: &Told<'_>) -> String {
    let mut out = String::new();
    for (name, flags) in told.told_variables() {
        let _infallible = writeln!(out, "{name}='{}'", words(flags).replace('\'', "'\\''"));
    }
    out
}

#[derive(Serialize)]
struct Json<'a> {
    version: u32,
    mode: Mode,
    symbol: Option<&'a str>,
    model: JsonModel<'a>,
    module: bool,
    extmod: Option<&'a str>,
    #[serde(serialize_with = "in_order")]
    variables: &'a [(String, Vec<Flag>)],
    origin: Vec<JsonOrigin<'a>>,
    removed: Vec<JsonRemoved<'a>>,
    unknown: Vec<JsonUnknown<'a>>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct JsonOrigin<'a> {
    flag: &'a str,
    path: &'a str,
    line: Option<u32>,
    variable: &'a str,
}

#[derive(Serialize)]
struct JsonRemoved<'a> {
    flag: &'a str,
    path: Option<&'a str>,
    line: Option<u32>,
    variable: &'a str,
}

#[derive(Serialize)]
struct JsonUnknown<'a> {
    variable: &'a str,
    path: Option<&'a str>,
    line: Option<u32>,
    text: &'a str,
    wants: &'a str,
    reason: &'a str,
}

fn in_order<S: Serializer>(variables: &[(String, Vec<Flag>)], serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(variables.len()))?;
    for (name, flags) in variables {
        map.serialize_entry(name, &flags.iter().map(|flag| flag.text.as_str()).collect::<Vec<_>>())?;
    }
    map.end()
}

/// One JSON object, as it is promised.
///
/// # Errors
/// None that can come of flags.
pub fn json(told: &Told<'_>) -> serde_json::Result<String> {
    let Told { flags, purpose, lto, model } = told;
    let origin = flags.variables.iter().flat_map(|(variable, flags)| {
        flags.iter().map(move |flag| JsonOrigin { flag: &flag.text, path: &flag.path, line: flag.line, variable })
    });
    let unknown = flags.unknown.iter().map(|unknown| JsonUnknown {
        variable: &unknown.variable,
        path: unknown.place.as_ref().map(|place| place.path.as_str()),
        line: unknown.place.as_ref().and_then(|place| place.line),
        text: &unknown.text,
        wants: &unknown.wants,
        reason: &unknown.reason,
    });
    let removed = flags.removed.iter().map(|removed| JsonRemoved {
        flag: &removed.word,
        path: removed.place.as_ref().map(|place| place.path.as_str()),
        line: removed.place.as_ref().and_then(|place| place.line),
        variable: &removed.variable,
    });
    let json = Json {
        version: 1,
        mode: lto.mode,
        symbol: lto.symbol.as_deref(),
        model: (*model).into(),
        module: purpose.module,
        extmod: purpose.folder.as_deref(),
        variables: &flags.variables,
        origin: origin.collect(),
        removed: removed.collect(),
        unknown: unknown.collect(),
        notes: &flags.notes,
    };
    Ok(serde_json::to_string_pretty(&json)? + "\n")
}
