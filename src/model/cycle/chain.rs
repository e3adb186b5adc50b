//! An open symbol that is met again enters; the chain of dependencies from it back to itself leaves, as an error.
//! Behaviour of `sym_check_print_recursive` in symbol.c.

use crate::{
    diagnostic::Diagnostic,
    model::symbol::{PropertyId, PropertyKind, SymbolId},
    source::Span,
};

use super::{Search, Via};

impl Search<'_> {
    /// Behaviour of `sym_check_print_recursive`: the chain from the symbol back to itself.
    pub(super) fn tell(&self, last: SymbolId) -> Diagnostic {
        let model = self.model;
        let choice = model.choice_of(last).and_then(|menu| model.menus[menu].symbol);
        let mut chain: Vec<(SymbolId, Option<Via>)> = self.stack.iter().map(|step| (step.symbol, step.via)).collect();
        let last = match choice {
            Some(choice) => {
                chain.push((last, None));
                choice
            }
            None => last,
        };
        let start = chain.iter().rposition(|&(symbol, _)| symbol == last).unwrap_or(0);
        let message = "recursive dependency detected".to_owned();
        let mut error = Diagnostic::error("ltoconf::kconfig::dependency-cycle", message).about(model.show(last));
        error.help = Some("break the circle: a symbol's value cannot depend on itself".into());
        let told = chain.get(start..).unwrap_or_default();
        for (at, &(symbol, via)) in told.iter().enumerate() {
            let next = told.get(at + 1).map_or(last, |&(symbol, _)| symbol);
            if at == 0 {
                error.span = self.place(symbol, via);
            }
            // a choice is told by its place, since it has no name
            let span = if self.is_block(next) { self.place(next, None) } else { self.place(symbol, via) };
            error = error.related(span, self.link(symbol, via, next));
        }
        error
    }

    fn is_block(&self, symbol: SymbolId) -> bool {
        self.model.symbols[symbol].choice && !self.model.dialect.old_choices
    }

    /// Where a link of the chain is written.
    fn place(&self, symbol: SymbolId, via: Option<Via>) -> Option<Span> {
        let model = self.model;
        let found = &model.symbols[symbol];
        match via {
            Some(Via::Condition(id) | Via::Default(id)) if !found.choice && found.member_of.is_none() => {
                Some(model.properties[id].span)
            }
            Some(Via::Definition(menu)) if !found.choice && found.member_of.is_none() => Some(model.menus[menu].span),
            _ => found.menus.first().map(|&menu| model.menus[menu].span),
        }
    }

    fn link(&self, symbol: SymbolId, via: Option<Via>, next: SymbolId) -> String {
        let model = self.model;
        let (from, to) = (model.show(symbol), model.show(next));
        if self.is_block(next) {
            return format!("symbol {from} is part of choice block");
        }
        let kind = |id: PropertyId| match model.properties[id].kind {
            PropertyKind::Prompt { menu: false, .. } => "prompt",
            PropertyKind::Title { menu: false, .. } => "comment",
            PropertyKind::Prompt { .. } | PropertyKind::Title { .. } => "menu",
            PropertyKind::Default(_) => "default",
            PropertyKind::Select(_) => "select",
            PropertyKind::Imply(_) => "imply",
            PropertyKind::Range(..) => "range",
        };
        let property_first = !model.dialect.implies_circles;
        match via {
            Some(Via::Default(id)) if property_first => format!("symbol {from} {} value contains {to}", kind(id)),
            Some(Via::Condition(_) | Via::Definition(_)) if property_first => format!("symbol {from} depends on {to}"),
            _ if model.dialect.old_choices && model.symbols[symbol].choice => {
                format!("choice {from} contains symbol {to}")
            }
            _ if model.dialect.old_choices && model.symbols[symbol].member_of.is_some() => {
                format!("symbol {from} is part of choice {to}")
            }
            Some(Via::Direct) => format!("symbol {from} depends on {to}"),
            Some(Via::Select) => format!("symbol {from} is selected by {to}"),
            Some(Via::Imply) => format!("symbol {from} is implied by {to}"),
            Some(Via::Default(id)) => format!("symbol {from} {} value contains {to}", kind(id)),
            Some(Via::Condition(id)) => format!("symbol {from} {} is visible depending on {to}", kind(id)),
            Some(Via::Definition(_)) => format!("symbol {from} symbol is visible depending on {to}"),
            None => format!("symbol {from} unknown is visible depending on {to}"),
        }
    }
}
