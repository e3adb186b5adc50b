//! A walk's statements enter, the model leaves. Behaviour of the actions of parser.y and of menu.c up to
//! `menu_finalize`, which follows in `finalize`. Here is the order of the work; `entry` opens menu nodes, `attribute`
//! adds what is said of them, `words` reads names and expressions.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::{
    diagnostic::{Diagnostic, Severity},
    dialect::Dialect,
    source::Span,
    syntax::ast::{File, Kind, Statement, Type},
    tree::{Tree, walk::Run},
};

use super::{
    Model,
    arena::Arena,
    cover,
    expr::{ExprId, Exprs},
    finalize,
    menu::{Menu, MenuId},
    sanity,
    symbol::{Symbol, SymbolId},
    text::{Text, Texts},
};

/// Builds the model of a tree.
///
/// # Errors
/// Everything for which the reference refuses to evaluate a tree: misplaced or missing prompts and types in choices,
/// and cycles of dependencies; with the warnings before and between, in the order in which they came up.
pub fn build(tree: &Tree, dialect: Dialect) -> Result<Model, Vec<Diagnostic>> {
    let mut builder = Builder::new(tree, dialect);
    for run in &tree.walk.runs {
        builder.run(run);
    }
    builder.finish_entry(None);
    builder.name_root();
    let mut model = sound(builder.model)?;
    finalize::finalize(&mut model);
    sanity::check(&mut model);
    sound(model)
}

/// A model of which nothing but warnings is to be told.
fn sound(mut model: Model) -> Result<Model, Vec<Diagnostic>> {
    if model.warnings.iter().any(|told| told.severity == Severity::Error) {
        return Err(std::mem::take(&mut model.warnings));
    }
    Ok(model)
}

/// Where the next node is hung.
#[derive(Clone, Copy)]
pub(super) enum Slot {
    FirstOf(MenuId),
    After(MenuId),
}

pub(super) struct Builder<'t> {
    pub(super) tree: &'t Tree,
    pub(super) parsed: &'t File,
    pub(super) text: &'t [u8],
    pub(super) next_expansion: u32,
    pub(super) model: Model,
    pub(super) slot: Slot,
    /// the open block
    pub(super) block: MenuId,
    /// the entry that attributes belong to
    pub(super) entry: MenuId,
    /// written as `menuconfig`
    pub(super) menuconfig: bool,
    /// not yet checked by `finish_entry`
    pub(super) unfinished: bool,
    /// the open choice
    pub(super) choice: Option<SymbolId>,
    /// choices that have a name, by rules before 6.9
    pub(super) choices: HashMap<Text, SymbolId, FixedState>,
    /// what deeply nested menus show on, with all that is around them
    pub(super) visibilities: HashMap<MenuId, Option<ExprId>, FixedState>,
    pub(super) span: Span,
    /// the last statement: indices of its file and of itself
    last: Option<(u32, u32)>,
}

impl<'t> Builder<'t> {
    fn new(tree: &'t Tree, dialect: Dialect) -> Self {
        let (parsed, file) = tree.files.parsed(0);
        let span = Span { file, start: 0, end: 0 };
        // a kernel has a little less of each
        let statements: usize = tree.walk.runs.iter().map(|run| run.statements.len()).sum();
        let mut model = Model {
            dialect,
            texts: Texts::default(),
            symbols: Arena::with_capacity(statements / 4),
            properties: Arena::with_capacity(statements / 2),
            menus: Arena::with_capacity(statements / 4),
            exprs: Exprs::with_capacity(statements),
            modules: SymbolId::NO,
            defconfig_list: None,
            warnings: Vec::new(),
            by_name: Vec::with_capacity(statements),
            constants: Vec::with_capacity(statements),
        };
        for name in [b"n", b"m", b"y"] {
            let text = model.texts.intern(name);
            let id = model.symbols.push(Symbol { ty: Some(Type::Tristate), ..Symbol::new(Some(text), true) });
            for table in [&mut model.by_name, &mut model.constants] {
                table.resize(text.index() + 1, None);
                if let Some(slot) = table.get_mut(text.index()) {
                    *slot = Some(id);
                }
            }
        }
        let root = model.menus.push(Menu::new(None, None, span));
        Self {
            tree,
            parsed,
            text: &[],
            next_expansion: 0,
            model,
            slot: Slot::FirstOf(root),
            block: root,
            entry: root,
            menuconfig: false,
            unfinished: false,
            choice: None,
            choices: HashMap::default(),
            visibilities: HashMap::default(),
            span,
            last: None,
        }
    }

    fn run(&mut self, run: &Run) {
        let (parsed, file) = self.tree.files.parsed(run.file as usize);
        let text = self.tree.files.sources.file(file).text();
        (self.parsed, self.text) = (parsed, text);
        self.next_expansion = run.expansion;
        for index in run.statements.clone() {
            if let Some(statement) = parsed.statements.get(index as usize) {
                self.statement(statement, Span::new(file, &statement.at));
                self.last = Some((run.file, index));
            }
        }
    }

    fn statement(&mut self, statement: &Statement, span: Span) {
        let entry = !statement.kind.is_attribute();
        if entry {
            self.finish_entry(Some(span));
        }
        self.span = span;
        let from = self.next_expansion;
        if entry {
            self.open_entry(&statement.kind, from);
        } else {
            self.attribute(&statement.kind, from);
        }
        let seen = from..self.next_expansion;
        if !seen.is_empty() && (entry || matches!(statement.kind, Kind::Depends(..))) {
            let menu = &mut self.model.menus[self.entry];
            menu.expansions = cover(&menu.expansions, &seen);
        }
    }

    /// Where the reference stands when it has seen that an entry is complete: at the statement that follows it.
    pub(super) fn lookahead(&self, next: Option<Span>) -> Span {
        let Some((file, last)) = self.last else { return self.span };
        let (file, id) = self.tree.files.parsed(file as usize);
        match (file.statements.get(last as usize + 1), next) {
            (Some(follows), _) => Span::new(id, &follows.at),
            (None, Some(next)) => next,
            (None, None) => {
                let end = self.tree.files.sources.file(id).text().len() as u32;
                Span { file: id, start: end, end }
            }
        }
    }

    pub(super) fn warn(&mut self, code: &'static str, message: String) {
        self.model.warnings.push(Diagnostic::warning(code, message).at(self.span));
    }

    /// A warning, or an error by rules that are stricter since 6.13.
    pub(super) fn warn_or_refuse(&mut self, code: &'static str, message: String, span: Span) {
        let strict = self.model.dialect.strict_parser;
        let told = if strict { Diagnostic::error(code, message) } else { Diagnostic::warning(code, message) };
        self.model.warnings.push(told.at(span));
    }

    pub(super) fn refuse(&mut self, code: &'static str, message: &str, span: Span) {
        self.model.warnings.push(Diagnostic::error(code, message).at(span));
    }
}
