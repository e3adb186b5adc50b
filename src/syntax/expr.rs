//! An expression's tokens enter, its steps in postfix order leave, at the end of the file's list of steps.
//! Precedence of parser.y: `!` binds closest, then `&&`, then `||`, both to the left; comparisons take two symbols.
//! Parentheses and operators wait on a stack of our own, so no depth of nesting can exhaust the machine's.

use std::num::NonZeroU32;

use super::{
    ast::{Comparison, Expr, Operand, Step, Word},
    kconfig::{Parser, Part},
    lex,
};

/// How many operators and parentheses may be open at once. The reference's parser gives up at a depth of 10,000.
const DEEPEST: usize = 10_000;

/// What waits for its right side.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Waiting {
    Paren,
    Or,
    And,
    Not,
}

impl Waiting {
    fn binds(self) -> u8 {
        match self {
            Self::Paren => 0,
            Self::Or => 1,
            Self::And => 2,
            Self::Not => 3,
        }
    }

    fn step(self) -> Option<Step> {
        match self {
            Self::Paren => None,
            Self::Or => Some(Step::Or),
            Self::And => Some(Step::And),
            Self::Not => Some(Step::Not),
        }
    }
}

impl Parser<'_> {
    /// The expression of all steps from `start` on, of which there is at least one.
    fn expr_from(&self, start: usize) -> Expr {
        let end = NonZeroU32::new(self.file.steps.len() as u32).unwrap_or(NonZeroU32::MIN);
        Expr { start: start as u32, end }
    }

    /// A symbol alone.
    pub(super) fn symbol_expr(&mut self, word: Word) -> Expr {
        let start = self.file.steps.len();
        self.file.steps.push(Step::Operand(Operand::Word(word)));
        self.expr_from(start)
    }
}

/// Reads an expression up to where no operator follows.
pub(super) fn parse(parser: &mut Parser<'_>) -> Part<Expr> {
    let start = parser.file.steps.len();
    let mut waiting: Vec<Waiting> = Vec::new();
    loop {
        prefixes(parser, &mut waiting)?;
        operand(parser)?;
        loop {
            parser.skip();
            match parser.rest {
                [b')', rest @ ..] if waiting.contains(&Waiting::Paren) => {
                    parser.rest = rest;
                    reduce(parser, &mut waiting, 1);
                    waiting.pop();
                }
                _ => break,
            }
        }
        let operator = match parser.rest {
            [b'&', b'&', ..] => Waiting::And,
            [b'|', b'|', ..] => Waiting::Or,
            _ => break,
        };
        parser.rest = parser.rest.get(2..).unwrap_or_default();
        reduce(parser, &mut waiting, operator.binds());
        waiting.push(operator);
    }
    reduce(parser, &mut waiting, 1);
    if waiting.is_empty() { Ok(parser.expr_from(start)) } else { Err(parser.unexpected("')'")) }
}

/// Moves operators that bind at least so closely to the steps.
fn reduce(parser: &mut Parser<'_>, waiting: &mut Vec<Waiting>, binds: u8) {
    while waiting.last().is_some_and(|top| top.binds() >= binds) {
        parser.file.steps.extend(waiting.pop().and_then(Waiting::step));
    }
}

fn prefixes(parser: &mut Parser<'_>, waiting: &mut Vec<Waiting>) -> Part<()> {
    loop {
        parser.skip();
        let open = match parser.rest {
            [b'!', next, ..] if *next != b'=' => Waiting::Not,
            [b'(', ..] => Waiting::Paren,
            _ => return Ok(()),
        };
        if waiting.len() >= DEEPEST {
            return Err(parser.unexpected("an expression that is not nested so deeply"));
        }
        parser.rest = parser.rest.get(1..).unwrap_or_default();
        waiting.push(open);
    }
}

fn operand(parser: &mut Parser<'_>) -> Part<()> {
    let Some(left) = parser.operand()? else { return Err(parser.unexpected("a symbol or a value")) };
    parser.skip();
    let relation = match parser.rest.first() {
        Some(b'=' | b'!' | b'<' | b'>') => parser.lexed(lex::relation)?,
        _ => None,
    };
    let step = match relation {
        Some(relation) => match parser.operand()? {
            Some(right) => Step::Compare(Box::new(Comparison { left, relation, right })),
            None => return Err(parser.unexpected("a symbol or a value")),
        },
        None => Step::Operand(left),
    };
    parser.file.steps.push(step);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::syntax::{ast::Kind, kconfig, show};

    fn check(input: &str, expected: &str) {
        let text = format!("if {input}\nendif\n");
        let file = kconfig::parse(text.as_bytes());
        let Some(Kind::If(expr)) = file.statements.first().map(|s| &s.kind) else { panic!("{:?}", file.errors) };
        assert_eq!(show::expr(text.as_bytes(), &file, expr), expected);
    }

    #[test]
    fn precedence_and_associativity() {
        check("A || B && C", "A B C && ||");
        check("A && B || C && D", "A B && C D && ||");
        check("!A && B", "A ! B &&");
        check("!A = B", "A=B !");
        check("!(A || !B) && C", "A B ! || ! C &&");
        check("A || B || C", "A B || C ||");
    }
}
