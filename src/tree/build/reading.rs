//! A make that has read everything goes in; the account of it comes out, and what would have to be asked for a fuller one.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use super::{Absent, Account, Place, Removed, Request, Unknown, Word};
use crate::{
    diagnostic::Advice,
    source::lossy,
    tree::make::{Kind, Line, Make, Wanted},
};

/// What one reading leaves open.
#[derive(Default)]
pub(super) struct Pass {
    pub(super) account: Account,
    /// commands that watched lines hang on, or whose output those lack
    pub(super) needed: BTreeSet<Vec<u8>>,
    /// commands that decide about conditionals
    pub(super) decisive: BTreeSet<Vec<u8>>,
}

/// A make that has read everything.
pub(super) struct Reading<'r, 'm> {
    pub(super) make: Make<'m>,
    pub(super) tree: &'r Path,
    pub(super) refused: &'r BTreeMap<Vec<u8>, String>,
    pub(super) request: &'r Request<'r>,
    /// the Makefiles are a tree's own
    pub(super) is_tree: bool,
    pub(super) absent: Vec<Absent>,
}

impl Reading<'_, '_> {
    /// Takes the account.
    pub(super) fn pass(mut self) -> Pass {
        let wanted = self.request.wanted;
        let exported = self.make.exports.iter().filter(|(_, wanted)| **wanted).map(|(name, _)| lossy(name)).collect();
        let absent = std::mem::take(&mut self.absent);
        let mut account = Account { exported, absent, ..Account::default() };
        let mut open: BTreeSet<usize> = BTreeSet::new();
        let names: BTreeSet<_> = self.make.set_by_files().into_iter().chain(self.make.possible()).collect();
        for name in names.into_iter().filter(|name| wanted(name)) {
            let (words, wants) = self.make.words(&name);
            let name = lossy(&name);
            for want in wants.into_iter().filter(|want| want.steered) {
                open.insert(want.command);
                account.unknown.push(self.unknown(&name, want));
            }
            let words = words.into_iter().map(|word| Word {
                text: lossy(&word.text),
                place: self.place(word.line),
                steered: word.steered,
            });
            account.variables.insert(name, words.collect());
        }
        account.removed = std::mem::take(&mut self.make.removed)
            .into_iter()
            .filter(|removed| wanted(&removed.variable))
            .map(|removed| Removed {
                variable: lossy(&removed.variable),
                word: lossy(&removed.word),
                place: self.place(removed.line),
            })
            .collect();
        let sure = std::mem::take(&mut self.make.complaints).into_iter().filter(|(_, sure)| *sure);
        account.complaints = sure.map(|(text, _)| text).collect();
        self.name_missing(&mut account);
        let decisive = self.make.decisive.clone();
        Pass { account, needed: self.runnable(open), decisive: self.runnable(decisive) }
    }

    /// The commands that can be asked now, for those to be known later.
    fn runnable(&self, open: BTreeSet<usize>) -> BTreeSet<Vec<u8>> {
        let (mut found, mut seen) = (BTreeSet::new(), BTreeSet::new());
        let mut todo: Vec<usize> = open.into_iter().collect();
        while let Some(number) = todo.pop() {
            if seen.insert(number) {
                let (text, kind, needs) = self.make.lack(number);
                if kind == Kind::Command && needs.is_empty() {
                    found.insert(text.to_vec());
                }
                todo.extend(needs);
            }
        }
        found
    }

    /// Files that a watched line would include.
    fn name_missing(&self, account: &mut Account) {
        for missing in self.make.missing.iter().filter(|missing| missing.steered) {
            let name = lossy(&missing.name);
            account.unknown.push(Unknown {
                variable: String::new(),
                place: self.place(missing.line),
                text: self.text(missing.line),
                wants: name.clone(),
                reason: format!("'{name}' cannot be read"),
            });
        }
    }

    fn unknown(&mut self, variable: &str, want: Wanted) -> Unknown {
        // the first reason is the one behind the others
        let mut number = want.command;
        let (text, kind) = loop {
            match self.make.lack(number) {
                (_, _, [first, ..]) if *first != number => number = *first,
                (text, kind, _) => break (text, kind),
            }
        };
        let reason = match (kind, self.refused.get(text)) {
            (Kind::Command, Some(reason)) => reason.clone(),
            (Kind::Command, None) => {
                let llvm = (self.request.words)(Advice::Llvm(None));
                format!("no tool is asked unless it is named ({llvm}, or LD in the environment)")
            }
            (Kind::Function, _) => "ltoconf does not evaluate this function of make".to_owned(),
            (Kind::Value, _) if text == b"CURDIR" => {
                "nothing says in which folder the build works, as a .config in it does".to_owned()
            }
            (Kind::Value, _) if text == super::LEVEL => "it hangs on how make is started".to_owned(),
            (Kind::Value, _) if text == b"SUBLEVEL" => {
                let tree = (self.request.words)(Advice::Tree);
                format!("nothing says which release it is, or what a vendor added to it: the tree itself does ({tree})")
            }
            (Kind::Value, _) if !text.starts_with(b"CONFIG_") => {
                format!("nothing says the architecture ({})", (self.request.words)(Advice::Arch))
            }
            (Kind::Value, _) if self.request.unknown.names.contains(text) => {
                "its value hangs on a probe without an answer".to_owned()
            }
            (Kind::Value, _) => "the configuration does not say it".to_owned(),
        };
        let wants = lossy(text);
        let (place, text) = (self.place(want.line), self.text(want.line));
        Unknown { variable: variable.to_owned(), place, text, wants, reason }
    }

    fn place(&self, line: Line) -> Option<Place> {
        let (path, line) = self.make.place(line)?;
        let path = path.strip_prefix(self.tree).unwrap_or(path);
        Some(Place { path: path.display().to_string(), line: self.is_tree.then_some(line) })
    }

    /// The line as it stands.
    fn text(&self, line: Line) -> String {
        let Some((path, number)) = self.make.place(line) else { return String::new() };
        let text = self.make.text_of(path);
        let line = text.split(|&byte| byte == b'\n').nth(number as usize - 1).unwrap_or_default();
        lossy(line.trim_ascii())
    }
}
