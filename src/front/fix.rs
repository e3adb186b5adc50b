//! Wishes enter; the smallest changes of a configuration that meet them leave, in each of the forms that they can be
//! written in.

use std::collections::HashSet;

use crate::{
    eval::{self, Evaluator, Fill, Probability},
    model::symbol::SymbolId,
    remedy::{
        self, Fix, Found, Gentler, Search,
        write::{self, Lands, Writing},
    },
    report::explanation::FixTold,
    solve::fix::Unsure,
    user::UserValues,
};

use super::{
    base::Base,
    impossible::{PROVING, Proof, impossible},
    other_tools::{self, Question},
    script::script,
    told::Teller,
    unanswered,
    unsettled::Unsettled,
    wishes::{SearchError, Sought, Wishes},
};

/// How far a search goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Depth {
    /// as many ways as there are, up to 256, in place of the first few
    pub all: bool,
    /// with a proof where nothing meets the wishes
    pub proof: bool,
}

/// What meets wishes.
#[derive(Debug)]
pub enum Fixed<'c> {
    /// changes of the configuration; none, where the wishes are met already
    Here(Fixes<'c>),
    /// with the tools of now nothing does, with others that are installed something does
    Elsewhere(Elsewhere),
}

/// Changes that need other tools than those of now.
#[derive(Debug)]
pub struct Elsewhere {
    /// the ways, each with what make is to be given
    pub fixes: Vec<FixTold>,
    /// whether these are all smallest ones
    pub complete: bool,
    /// the tools, as make is given them: `LLVM=-19`
    pub able: Vec<String>,
    /// a proof that the tools of now do not do, where it was asked for
    pub proof: Option<Proof>,
}

/// Changes of a configuration, the best first.
#[derive(Debug)]
pub struct Fixes<'c> {
    wishes: &'c Wishes<'c>,
    user: UserValues,
    found: Vec<Fix>,
    told: Vec<FixTold>,
    complete: bool,
    unknown: HashSet<SymbolId>,
}

/// Lines or bytes of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// which of [`Fixes::ways`] it is: the best that can be written so
    pub way: usize,
    /// what is to be written
    pub bytes: Vec<u8>,
}

/// Finds the smallest changes that meet wishes.
///
/// ```
/// use ltoconf::{Config, ConfigFile, Depth, Fixed, Options, Tree, Wishes, fix};
///
/// let folder = tempfile::tempdir()?;
/// std::fs::write(folder.path().join("Kconfig"), "config A\n\tbool \"a\"\nconfig B\n\tbool \"b\"\n\tdepends on A\n")?;
/// let options = Options { dialect: Some("linux-6.12".into()), ..Options::default() };
/// let config = Tree::open(folder.path(), &options)?.read(ConfigFile::of(".config", "# CONFIG_A is not set\n"))?;
/// let wishes = Wishes::of(&config, ["B=y"])?;
/// let Fixed::Here(fixes) = fix(&wishes, Depth::default())? else { panic!("no tool has a say here") };
/// let changes: Vec<String> = fixes.ways()[0].changes.iter().map(|to| format!("{}={}", to.symbol, to.to)).collect();
/// assert_eq!(changes, ["A=y", "B=y"]);
/// assert_eq!(fixes.fragment().unwrap().bytes, b"CONFIG_A=y\nCONFIG_B=y\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Nothing meets them, or nothing is known to, see [`SearchError`].
pub fn fix<'c>(wishes: &'c Wishes<'c>, depth: Depth) -> Result<Fixed<'c>, SearchError> {
    let base = wishes.base;
    let kept = wishes.fixed();
    let (unknown, user) = known(wishes)?;
    let limits = other_tools::limits(depth.all);
    let search = Search { user: &user, wishes: &wishes.list, kept: &kept, limits };
    let at_work = base.options.begin("searching for the smallest change");
    let found = remedy::search(&base.loaded.model, &search)?;
    drop(at_work);
    let (fixes, gentler, complete) = match found {
        Found::Held => (Vec::new(), Gentler::default(), true),
        Found::Fixes { fixes, .. } if fixes.is_empty() => return Err(SearchError::NotFound(Sought::Change)),
        Found::Fixes { fixes, gentler, complete, .. } => (fixes, gentler, complete),
        Found::Unknown(unsure) => return Err(proves_nothing(base, &unsure)),
        Found::Impossible(together) => {
            let at_work = base.options.begin(PROVING);
            let proof = if depth.proof {
                Some(Proof::of(&remedy::refusal(&base.loaded.model, &user, &wishes.list, &kept)?))
            } else {
                None
            };
            drop(at_work);
            let others = other_tools::look(&Question { base, wishes: &wishes.list, kept: &wishes.keep, limits });
            if others.able.is_empty() {
                let mut impossible = impossible(base, &together, &user, &kept, &wishes.keep)?;
                impossible.proof = proof;
                return Err(SearchError::Impossible(Box::new(impossible)));
            }
            let other_tools::OtherTools { fixes, complete, able, .. } = others;
            return Ok(Fixed::Elsewhere(Elsewhere { fixes, complete, able, proof }));
        }
    };
    let mut told = Teller::of(base).fixes(&fixes, &gentler);
    unanswered::keep_known_effects(base, &mut told, &unknown);
    // what cannot be written in the smallest way may be in a gentler one
    let found = fixes.into_iter().chain(gentler.fixes).collect();
    Ok(Fixed::Here(Fixes { wishes, user, found, told, complete, unknown }))
}

/// Finds a complete configuration that meets wishes and gives its bytes: near the base, or near one that is drawn at
/// random from a seed.
///
/// # Errors
/// Nothing meets them, or nothing is known to, see [`SearchError`].
pub fn solve(wishes: &Wishes<'_>, seed: Option<u32>) -> Result<Vec<u8>, SearchError> {
    let base = wishes.base;
    let (unknown, own) = known(wishes)?;
    let user = seed.map_or(own, |seed| drawn(base, seed));
    let limits = other_tools::limits(false);
    let kept = wishes.fixed();
    let search = Search { user: &user, wishes: &wishes.list, kept: &kept, limits };
    let at_work = base.options.begin("searching for a configuration");
    let found = remedy::search(&base.loaded.model, &search)?;
    drop(at_work);
    match found {
        Found::Held => whole(base, &unknown, &user),
        Found::Impossible(together) => {
            let impossible = impossible(base, &together, &user, &kept, &wishes.keep)?;
            Err(SearchError::Impossible(Box::new(impossible)))
        }
        Found::Unknown(unsure) => Err(proves_nothing(base, &unsure)),
        Found::Fixes { fixes, .. } if fixes.is_empty() => Err(SearchError::NotFound(Sought::Configuration)),
        // near is what differs in the fewest values, by however few decisions
        Found::Fixes { fixes, gentler, .. } => {
            let mut nearest: Vec<Fix> = gentler.fixes.into_iter().chain(fixes).collect();
            nearest.sort_by_key(|fix| fix.changes.len() + fix.side_effects.len());
            best(base, &unknown, &user, &nearest).map(|written| written.bytes)
        }
    }
}

/// What the user says, and what is not known beside.
fn known(wishes: &Wishes<'_>) -> Result<(HashSet<SymbolId>, UserValues), SearchError> {
    let unknown = unanswered::unknown(wishes.base);
    match unanswered::refuse(wishes.base, &unknown, &wishes.list) {
        Some(refusal) => Err(refusal.into()),
        None => Ok((unknown, wishes.base.user())),
    }
}

fn drawn(base: &Base, seed: u32) -> UserValues {
    let mut evaluator = Evaluator::new(&base.loaded.model);
    evaluator.start_over();
    evaluator.fill(Fill::Random { seed, probability: Probability::default() });
    let mut user = evaluator.user_values();
    // members were drawn, which is all that choices go by
    user.values.retain(|&symbol, _| !base.loaded.model.symbols[symbol].choice);
    user
}

/// That nothing was found, and why that proves nothing.
pub(super) fn proves_nothing(base: &Base, unsure: &Unsure) -> SearchError {
    let names = unsure.untried.iter().map(|&symbol| base.loaded.model.show(symbol)).collect();
    Unsettled::of(base, &unsure.unsettled).map_or(SearchError::NotTried(names), SearchError::Unsettled)
}

/// A whole configuration, after reading it back came to the same.
fn whole(base: &Base, unknown: &HashSet<SymbolId>, user: &UserValues) -> Result<Vec<u8>, SearchError> {
    unanswered::refuse_file(base, unknown, "a complete configuration")?;
    let bytes = eval::evaluated(&base.loaded.model, user).dotconfig(base.prefix());
    let again = base.replayed(&bytes).dotconfig(base.prefix());
    if again == bytes { Ok(bytes) } else { Err(SearchError::NotKept) }
}

/// The best of the fixes whose configuration stays as it is when it is read back, or what is there where none is needed.
fn best(base: &Base, unknown: &HashSet<SymbolId>, user: &UserValues, fixes: &[Fix]) -> Result<Written, SearchError> {
    let mut failed = None;
    for (way, fix) in fixes.iter().enumerate() {
        match whole(base, unknown, &fix.user) {
            Ok(bytes) => return Ok(Written { way, bytes }),
            Err(error) => failed = failed.or(Some(error)),
        }
    }
    failed.map_or_else(|| whole(base, unknown, user).map(|bytes| Written { way: 0, bytes }), Err)
}

impl Fixes<'_> {
    /// The ways, the smallest ones first, then gentler ones; none where the wishes are met already.
    pub fn ways(&self) -> &[FixTold] {
        &self.told
    }

    /// Whether these are all smallest ones.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// That something is not known of what else changes, since probes have no answer.
    pub fn open_effects(&self) -> Option<String> {
        (!self.unknown.is_empty() && !self.found.is_empty()).then(|| unanswered::open_effects(&self.unknown))
    }

    /// The whole configuration as Kconfig would write it, after reading it back came to the same.
    ///
    /// # Errors
    /// There is no tree, or a part of the configuration is not known.
    pub fn whole(&self) -> Result<Written, SearchError> {
        best(self.wishes.base, &self.unknown, &self.user, &self.found)
    }

    /// The configuration's own text with the lines changed that are to change; `None` where no change of lines comes to
    /// what was found.
    pub fn in_place(&self) -> Option<Written> {
        if self.found.is_empty() {
            return Some(Written { way: 0, bytes: self.wishes.base.text().to_vec() });
        }
        self.written(|writing, lands| writing.in_place(lands))
    }

    /// Lines to put behind the configuration's; `None` where nothing behind them comes to what was found.
    pub fn fragment(&self) -> Option<Written> {
        if self.found.is_empty() {
            return Some(Written { way: 0, bytes: Vec::new() });
        }
        let text = self.wishes.base.text();
        // behind a file without an end of its last line as well
        let end: &[u8] = if text.is_empty() || text.ends_with(b"\n") { b"" } else { b"\n" };
        self.written(|writing, lands| writing.fragment(lands).map(|lines| [end, lines.as_slice()].concat()))
    }

    /// Calls of the kernel's `scripts/config`; `None` where no calls come to what was found.
    ///
    /// # Errors
    /// The script cannot write a value, for a reason.
    pub fn script(&self) -> Option<Result<Written, String>> {
        if self.found.is_empty() {
            return Some(Ok(Written { way: 0, bytes: Vec::new() }));
        }
        let base = self.wishes.base;
        let (way, text) = self.first(|writing, lands| {
            let calls = writing.script(lands)?;
            Some(script(base, &self.user, &writing.fix.user, &calls))
        })?;
        Some(text.map(|text| Written { way, bytes: text.into_bytes() }))
    }

    fn written(&self, write: impl Fn(&Writing<'_>, &Lands<'_>) -> Option<Vec<u8>>) -> Option<Written> {
        self.first(write).map(|(way, bytes)| Written { way, bytes })
    }

    /// The best fix that can be written so, and which it is.
    fn first<T>(&self, write: impl Fn(&Writing<'_>, &Lands<'_>) -> Option<T>) -> Option<(usize, T)> {
        let base = self.wishes.base;
        let before = eval::evaluated(&base.loaded.model, &self.user);
        let kept = self.wishes.fixed();
        self.found.iter().enumerate().find_map(|(way, fix)| {
            let writing = Writing {
                model: &base.loaded.model,
                prefix: base.prefix(),
                text: base.text(),
                lines: &base.input.lines,
                before: &self.user,
                fix,
                wishes: &self.wishes.list,
                kept: &kept,
            };
            let lands = |text: &[u8]| write::comes_to(&before, fix, &base.replayed(text));
            Some((way, write(&writing, &lands)?))
        })
    }
}
