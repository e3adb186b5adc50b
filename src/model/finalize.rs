//! A freshly built model enters; inherited dependencies, reverse dependencies, automatic submenus and choice members
//! leave. Behaviour of `menu_finalize` in menu.c under both rule sets; nesting is followed with a stack of our own.

use crate::syntax::ast::Type;

use super::{
    Model,
    arena::Arena,
    choice,
    expr::{ExprId, Joint},
    memory::Memory,
    menu::{MenuId, children},
    properties,
    simplify::Simplifier,
    submenu::{base_of, belongs_below, depends_at_all},
    symbol::{PropertyKind, SymbolId},
    tested::tell_tested,
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
    let mut memory = Memory::for_exprs(model.exprs.len());
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
