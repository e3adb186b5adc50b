//! An expression's tokens enter, its steps in postfix order leave.
//! Precedence of parser.y: `!` binds closest, then `&&`, then `||`, both to the left; comparisons take two symbols.
//! Parentheses and operators wait on a stack of our own, so no depth of nesting can exhaust the machine's.

use super::{
    ast::{Expr, Operand, Step, Word},
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

impl Expr {
    /// A symbol alone.
    pub(super) fn symbol(word: Word) -> Self {
        Self { at: word.at.clone(), steps: vec![Step::Operand(Operand::Word(word))] }
    }

    /// The symbol, where the expression is nothing else.
    pub fn as_operand(&self) -> Option<&Operand> {
        match self.steps.as_slice() {
            [Step::Operand(operand)] => Some(operand),
            _ => None,
        }
    }
}

/// Reads an expression up to where no operator follows.
pub(super) fn parse(parser: &mut Parser<'_>) -> Part<Expr> {
    parser.skip();
    let start = parser.offset();
    // nine in ten are a single symbol
    let mut steps = Vec::with_capacity(1);
    let mut waiting: Vec<Waiting> = Vec::new();
    let mut end;
    loop {
        prefixes(parser, &mut waiting)?;
        operand(parser, &mut steps)?;
        end = parser.offset();
        loop {
            parser.skip();
            match parser.rest {
                [b')', rest @ ..] if waiting.contains(&Waiting::Paren) => {
                    parser.rest = rest;
                    end = parser.offset();
                    reduce(&mut waiting, &mut steps, 1);
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
        reduce(&mut waiting, &mut steps, operator.binds());
        waiting.push(operator);
    }
    reduce(&mut waiting, &mut steps, 1);
    if waiting.is_empty() { Ok(Expr { at: start..end, steps }) } else { Err(parser.unexpected("')'")) }
}

/// Moves operators that bind at least so closely to the steps.
fn reduce(waiting: &mut Vec<Waiting>, steps: &mut Vec<Step>, binds: u8) {
    while waiting.last().is_some_and(|top| top.binds() >= binds) {
        steps.extend(waiting.pop().and_then(Waiting::step));
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

fn operand(parser: &mut Parser<'_>, steps: &mut Vec<Step>) -> Part<()> {
    let Some(left) = parser.operand()? else { return Err(parser.unexpected("a symbol or a value")) };
    parser.skip();
    let step = match parser.lexed(lex::relation)? {
        Some(relation) => match parser.operand()? {
            Some(right) => Step::Compare(left, relation, right),
            None => return Err(parser.unexpected("a symbol or a value")),
        },
        None => Step::Operand(left),
    };
    steps.push(step);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::syntax::{ast::Kind, kconfig, show};

    fn check(input: &str, expected: &str) {
        let text = format!("if {input}\nendif\n");
        let file = kconfig::parse(text.as_bytes());
        let Some(Kind::If(expr)) = file.statements.first().map(|s| &s.kind) else { panic!("{:?}", file.errors) };
        assert_eq!(show::expr(text.as_bytes(), expr), expected);
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
