//! The walk's statements enter; which entry stands in which block, and which macros stand in which statement, leave.
//! The model's menus are rearranged as menus; causes are told in the order of the text.

use std::{collections::HashMap, ops::Range};

use crate::{
    model::{
        Model,
        arena::Id as _,
        menu::MenuId,
        symbol::{PropertyId, PropertyKind, SymbolId},
    },
    source::{FileId, Span},
    syntax::ast::Kind,
    tree::Tree,
};

/// The blocks around entries and the expansions of statements.
#[derive(Debug, Default)]
pub struct Outline {
    parents: Vec<Option<MenuId>>,
    expansions: HashMap<(FileId, u32), Range<u32>>,
    selects: HashMap<SymbolId, Vec<PropertyId>>,
}

impl Outline {
    /// Follows the statements once more. Each entry has one menu node, made in this same order; the root is the first.
    pub fn of(tree: &Tree, model: &Model) -> Self {
        let mut outline = Self { parents: vec![None], ..Self::default() };
        for (id, property) in model.properties.iter() {
            if let PropertyKind::Select(target) = property.kind {
                outline.selects.entry(target).or_default().push(id);
            }
        }
        let mut open = vec![MenuId::ROOT];
        let runs = &tree.walk.runs;
        for (at, run) in runs.iter().enumerate() {
            let (file, id) = tree.files.parsed(run.file as usize);
            let statements = file.statements.get(run.statements.start as usize..run.statements.end as usize);
            let end = runs.get(at + 1).map_or(tree.walk.expansions.len() as u32, |next| next.expansion);
            if let Some([first, ..]) = statements.filter(|_| end > run.expansion) {
                outline.expansions.insert((id, first.at.start), run.expansion..end);
            }
            statements.unwrap_or_default().iter().for_each(|statement| outline.follow(&statement.kind, &mut open));
        }
        outline
    }

    /// Follows blocks; `open` are those around the next entry.
    fn follow(&mut self, kind: &Kind, open: &mut Vec<MenuId>) {
        let opens = match kind {
            Kind::If(_) | Kind::Menu(_) | Kind::Choice(_) => true,
            Kind::Config { .. } | Kind::Comment(_) => false,
            Kind::EndIf | Kind::EndMenu | Kind::EndChoice => {
                open.pop();
                return;
            }
            _ => return,
        };
        self.parents.push(open.last().copied());
        if opens {
            open.push(MenuId::from_index(self.parents.len() - 1));
        }
    }

    /// An entry and the blocks around it, innermost first.
    pub fn around(&self, menu: MenuId) -> impl Iterator<Item = MenuId> {
        std::iter::successors(Some(menu), |&menu| self.parents.get(menu.index()).copied().flatten())
    }

    /// The selects of a symbol, in the order of the text.
    pub fn selects(&self, symbol: SymbolId) -> &[PropertyId] {
        self.selects.get(&symbol).map_or(&[], Vec::as_slice)
    }

    /// The expansions of the statement at a place.
    pub fn expansions(&self, span: Span) -> Range<u32> {
        self.expansions.get(&(span.file, span.start)).cloned().unwrap_or(0..0)
    }
}
