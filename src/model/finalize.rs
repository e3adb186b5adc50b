//! A freshly built model enters; inherited dependencies, reverse dependencies, automatic submenus and choice members
//! leave. Behaviour of `menu_finalize` in menu.c under both rule sets; nesting is followed with a stack of our own.

use crate::{
    diagnostic::Diagnostic,
    syntax::ast::{Relation, Type},
};

use super::{
    Model,
    arena::Arena,
    choice, compare,
    expr::{Expr, ExprId, Exprs, Joint},
    menu::{MenuId, children},
    properties,
    simplify::{Memory, Simplifier},
    symbol::{PropertyKind, SymbolId},
};

/// Where the work on a node stands.
enum Phase {
    Start,
    /// its children are worked on, one after the other
    Child(MenuId),
    /// what follows it is looked at, and becomes its submenu while it depends on it
    Follower {
        basedep: ExprId,
        at: Option<MenuId>,
        last: Option<MenuId>,
    },
    /// the follower `at` has become a child
    Taken {
        basedep: ExprId,
        at: MenuId,
    },
    Tail,
}

struct Frame {
    menu: MenuId,
    inside_choice: bool,
    phase: Phase,
}

/// Finishes a model.
pub(super) fn finalize(model: &mut Model) {
    let mut memory = Memory::default();
    let mut retyped = false;
    let mut looked_at = Arena::filled(false, model.symbols.len());
    let mut stack = vec![Frame { menu: MenuId::ROOT, inside_choice: false, phase: Phase::Start }];
    while let Some(frame) = stack.last_mut() {
        let menu = frame.menu;
        match std::mem::replace(&mut frame.phase, Phase::Tail) {
            Phase::Start => {
                if let Some(first) = model.menus[menu].list {
                    if choice::set_types(model, menu) {
                        // what was simplified so far may look simpler now
                        memory = Memory::default();
                        retyped = true;
                    }
                    memory = inherit(model, menu, memory);
                    frame.phase = Phase::Child(first);
                    stack.push(child(model, menu, first));
                } else if let Some(symbol) = model.menus[menu].symbol
                    && !frame.inside_choice
                {
                    let at = model.menus[menu].next;
                    let contained = at.is_some_and(|next| depends_at_all(model, next, symbol));
                    // where members got their types late, tests of these for m are first told here
                    if contained || retyped {
                        let basedep = base_of(model, menu, &mut memory);
                        frame.phase = Phase::Follower { basedep, at, last: None };
                    } else {
                        add_direct_dependency(model, menu, symbol);
                    }
                }
            }
            Phase::Child(done) => {
                if let Some(next) = model.menus[done].next {
                    frame.phase = Phase::Child(next);
                    let next = child(model, menu, next);
                    stack.push(next);
                }
            }
            Phase::Follower { basedep, at, last } => {
                let symbol = model.menus[menu].symbol;
                if let (Some(next), Some(symbol)) = (at, symbol)
                    && belongs_below(model, next, symbol, basedep, &mut memory)
                {
                    frame.phase = Phase::Taken { basedep, at: next };
                    stack.push(Frame { menu: next, inside_choice: false, phase: Phase::Start });
                } else {
                    if let Some(last) = last {
                        model.menus[menu].list = model.menus[menu].next;
                        model.menus[menu].next = model.menus[last].next;
                        model.menus[last].next = None;
                    }
                    if let Some(symbol) = symbol {
                        add_direct_dependency(model, menu, symbol);
                    }
                }
            }
            Phase::Taken { basedep, at } => {
                model.menus[at].parent = Some(menu);
                frame.phase = Phase::Follower { basedep, at: model.menus[at].next, last: Some(at) };
            }
            Phase::Tail => {
                flatten(model, menu);
                if let Some(symbol) = model.menus[menu].symbol
                    && !std::mem::replace(&mut looked_at[symbol], true)
                {
                    properties::check(model, menu, symbol);
                }
                choice::require(model, menu);
                stack.pop();
            }
        }
    }
}

fn child(model: &Model, parent: MenuId, menu: MenuId) -> Frame {
    let parent_is_choice = model.menus[parent].symbol.is_some_and(|symbol| model.symbols[symbol].choice);
    Frame { menu, inside_choice: parent_is_choice && model.dialect.flat_choices, phase: Phase::Start }
}

fn add_direct_dependency(model: &mut Model, menu: MenuId, symbol: SymbolId) {
    let dep = model.menus[menu].dep;
    let before = model.symbols[symbol].dir_dep;
    model.symbols[symbol].dir_dep = model.exprs.join_some(Joint::Or, before, dep);
}

/// Hands the parent's dependencies down to its children and their properties.
fn inherit(model: &mut Model, parent: MenuId, memory: Memory) -> Memory {
    let Model { menus, symbols, properties, exprs, dialect, .. } = model;
    let inherited = match menus[parent].symbol {
        // before 6.11 a choice's mode bounds its members
        Some(symbol) if symbols[symbol].choice && dialect.old_choices => Some(exprs.symbol(symbol)),
        _ => menus[parent].dep,
    };
    let mut simplifier = Simplifier::new(exprs, symbols, model.modules, dialect, memory);
    // selects are added when the symbols are no longer looked at
    let mut selected: Vec<(SymbolId, bool, ExprId)> = Vec::new();
    let mut tested = Vec::new();
    let mut at = menus[parent].list;
    while let Some(menu) = at {
        at = menus[menu].next;
        let own = simplifier.rewrite_m(menus[menu].dep);
        let own = simplifier.transform(own);
        let joined = simplifier.exprs.join_some(Joint::And, inherited, own);
        let base = simplifier.eliminate_dups(joined);
        menus[menu].dep = base;
        let is_tristate = menus[menu].symbol.is_none_or(|symbol| symbols[symbol].ty == Some(Type::Tristate));
        for &id in &menus[menu].properties {
            let property = &mut properties[id];
            let condition = simplifier.rewrite_m(property.visible);
            let condition = simplifier.transform(condition);
            let joined = simplifier.exprs.join_some(Joint::And, base, condition);
            let condition = simplifier.eliminate_dups(joined);
            let condition =
                if dialect.bool_conditions && !is_tristate { simplifier.as_bools(condition) } else { condition };
            property.visible = condition;
            let (target, select) = match property.kind {
                PropertyKind::Select(target) => (target, true),
                PropertyKind::Imply(target) => (target, false),
                _ => continue,
            };
            if let Some(owner) = menus[menu].symbol {
                let owner = simplifier.exprs.symbol(owner);
                let term = simplifier.exprs.join_some(Joint::And, Some(owner), condition);
                selected.extend(term.map(|term| (target, select, term)));
            }
        }
        tested.extend(simplifier.memory.tested_for_m.drain(..).map(|found| (menu, found)));
    }
    let memory = simplifier.into_memory();
    for (target, select, term) in selected {
        let symbol = &mut symbols[target];
        let sum = if select { &mut symbol.rev_dep } else { &mut symbol.implied };
        *sum = exprs.join_some(Joint::Or, *sum, Some(term));
    }
    for (menu, found) in tested {
        tell_tested(model, menu, found);
    }
    memory
}

/// A bool is never m: the test was replaced by what it comes to.
fn tell_tested(model: &mut Model, menu: MenuId, (symbol, passed): (SymbolId, bool)) {
    let name = model.show(symbol);
    let letter = if passed { 'y' } else { 'n' };
    let message = format!("boolean symbol {name} tested for 'm'? test forced to '{letter}'");
    let warning = Diagnostic::warning("ltoconf::kconfig::bool-tested-for-m", message);
    model.warnings.push(warning.at(model.menus[menu].span).about(name));
}

/// The condition under which a following entry is shown.
fn shown_if(model: &Model, menu: MenuId) -> Option<ExprId> {
    let node = &model.menus[menu];
    match node.prompt {
        Some(prompt) => model.properties[prompt].visible,
        None => node.dep,
    }
}

fn contains(exprs: &Exprs, expr: ExprId, symbol: SymbolId) -> bool {
    let mut found = false;
    exprs.symbols(expr, |seen| {
        found |= seen == symbol;
        !found
    });
    found
}

fn depends_at_all(model: &Model, menu: MenuId, symbol: SymbolId) -> bool {
    shown_if(model, menu).is_some_and(|dep| contains(&model.exprs, dep, symbol))
}

/// The own prompt's condition, in the form in which followers are compared with it.
fn base_of(model: &mut Model, menu: MenuId, memory: &mut Memory) -> ExprId {
    let own = model.menus[menu].prompt.and_then(|prompt| model.properties[prompt].visible);
    normal_form(model, menu, own, memory)
}

fn normal_form(model: &mut Model, menu: MenuId, expr: Option<ExprId>, memory: &mut Memory) -> ExprId {
    let compared = compare::with_no(&mut model.exprs, expr, Relation::Unequal);
    let taken = std::mem::take(memory);
    let mut simplifier = Simplifier::new(&mut model.exprs, &model.symbols, model.modules, &model.dialect, taken);
    let plain = simplifier.transform(Some(compared));
    let result = simplifier.eliminate_dups(plain).unwrap_or(compared);
    *memory = simplifier.into_memory();
    for found in std::mem::take(&mut memory.tested_for_m) {
        tell_tested(model, menu, found);
    }
    result
}

/// Whether a following entry becomes part of the submenu of `symbol`.
fn belongs_below(model: &mut Model, menu: MenuId, symbol: SymbolId, basedep: ExprId, memory: &mut Memory) -> bool {
    let Some(dep) = shown_if(model, menu) else { return false };
    if !contains(&model.exprs, dep, symbol) {
        return false;
    }
    if needs(&model.exprs, dep, symbol) {
        return true;
    }
    if model.dialect.no_negated_submenu && contains_negated(&model.exprs, dep, symbol) {
        return false;
    }
    let given = normal_form(model, menu, Some(dep), memory);
    let taken = std::mem::take(memory);
    let mut simplifier = Simplifier::new(&mut model.exprs, &model.symbols, model.modules, &model.dialect, taken);
    let covered = simplifier.covers(given, basedep);
    *memory = simplifier.into_memory();
    covered
}

/// Whether an expression is n where the symbol is; behaviour of `expr_depends_symbol`.
fn needs(exprs: &Exprs, dep: ExprId, symbol: SymbolId) -> bool {
    exprs.operands(Joint::And, dep).into_iter().any(|operand| match exprs.get(operand) {
        Expr::Symbol(found) => found == symbol,
        Expr::Compare(Relation::Equal, left, right) => left == symbol && matches!(right, SymbolId::YES | SymbolId::MOD),
        Expr::Compare(Relation::Unequal, left, right) => left == symbol && right == SymbolId::NO,
        _ => false,
    })
}

/// Whether an expression holds the symbol under a negation, or in a comparison that it passes by being off.
/// The text of `expr_contains_symbol_negated` is not known here: this is its name taken at its word.
fn contains_negated(exprs: &Exprs, dep: ExprId, symbol: SymbolId) -> bool {
    let mut open = vec![(dep, false)];
    while let Some((id, negated)) = open.pop() {
        let found = match exprs.get(id) {
            Expr::Symbol(found) => negated && found == symbol,
            Expr::Not(inner) => {
                open.push((inner, !negated));
                false
            }
            Expr::And(left, right) | Expr::Or(left, right) => {
                open.extend([(right, negated), (left, negated)]);
                false
            }
            Expr::Compare(relation, left, right) => {
                let off = matches!(
                    (relation, right),
                    (Relation::Equal, SymbolId::NO) | (Relation::Unequal, SymbolId::YES | SymbolId::MOD)
                );
                left == symbol && off != negated
            }
        };
        if found {
            return true;
        }
    }
    false
}

/// Entries of `if` blocks and of promptless symbols move up one level; members of an old choice are found here.
fn flatten(model: &mut Model, parent: MenuId) {
    let mut at = model.menus[parent].list;
    while let Some(menu) = at {
        choice::adopt(model, parent, menu);
        if let Some(first) = model.menus[menu].list
            && model.menus[menu].prompt.is_none()
        {
            let nodes: Vec<MenuId> = children(&model.menus, menu).collect();
            for &node in &nodes {
                model.menus[node].parent = Some(parent);
            }
            if let Some(&last) = nodes.last() {
                model.menus[last].next = model.menus[menu].next;
            }
            model.menus[menu].next = Some(first);
            model.menus[menu].list = None;
        }
        at = model.menus[menu].next;
    }
}
