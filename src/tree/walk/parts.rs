//! A statement enters; its words and texts leave in the order in which they stand, which is that of its expansions.

use crate::syntax::ast::{Expr, File, Kind, Operand, Step, Text, Word};

/// A word or a text of a statement.
pub(crate) enum Part<'s> {
    /// a bare word
    Word(&'s Word),
    /// a quoted text
    Text(&'s Text),
}

fn of_operand(operand: &Operand) -> Part<'_> {
    match operand {
        Operand::Word(word) => Part::Word(word),
        Operand::Text(text) => Part::Text(text),
    }
}

fn of_expr<'s>(file: &'s File, expr: &Expr, out: &mut Vec<Part<'s>>) {
    for step in file.steps(expr) {
        match step {
            Step::Operand(operand) => out.push(of_operand(operand)),
            Step::Compare(compared) => out.extend([of_operand(&compared.left), of_operand(&compared.right)]),
            Step::Not | Step::And | Step::Or => {}
        }
    }
}

/// A statement's words and texts in the order in which they stand: the order of its expansions.
pub(super) fn parts<'s>(file: &'s File, kind: &'s Kind) -> Vec<Part<'s>> {
    let mut out = Vec::new();
    let mut condition = None;
    match kind {
        Kind::MainMenu(text) | Kind::Menu(text) | Kind::Comment(text) => out.push(Part::Text(text)),
        Kind::Config { name, .. } => out.push(Part::Word(name)),
        Kind::Choice(name) => out.extend(name.as_ref().map(Part::Word)),
        Kind::If(expr) => of_expr(file, expr, &mut out),
        Kind::Type(_, prompt) => {
            if let Some(prompt) = prompt {
                out.push(Part::Text(&prompt.text));
                condition = prompt.condition.as_ref();
            }
        }
        Kind::Prompt(prompt) => {
            out.push(Part::Text(&prompt.text));
            condition = prompt.condition.as_ref();
        }
        Kind::Default { value, condition: when, .. } => {
            of_expr(file, value, &mut out);
            condition = when.as_ref();
        }
        Kind::Select(word, when) | Kind::Imply(word, when) => {
            out.push(Part::Word(word));
            condition = when.as_ref();
        }
        Kind::Range(bounds, when) => {
            out.extend(bounds.iter().map(of_operand));
            condition = when.as_ref();
        }
        Kind::Depends(expr, when) => {
            of_expr(file, expr, &mut out);
            condition = when.as_ref();
        }
        Kind::Visible(when) => condition = when.as_ref(),
        Kind::Option(_, value) => out.extend(value.as_ref().map(Part::Text)),
        Kind::Source(_)
        | Kind::Assign { .. }
        | Kind::Macros(_)
        | Kind::Unsettled(_)
        | Kind::EndChoice
        | Kind::EndMenu
        | Kind::EndIf
        | Kind::Help(_)
        | Kind::Modules
        | Kind::Optional
        | Kind::Transitional => {}
    }
    if let Some(expr) = condition {
        of_expr(file, expr, &mut out);
    }
    out
}
