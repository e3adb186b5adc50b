//! An expression's tokens enter, its steps in postfix order leave, at the end of the file's list of steps.
//! Precedence of parser.y: `!` binds closest, then `&&`, then `||`, both to the left; comparisons take two symbols.
//! Parentheses and operators wait on a stack of our own, so no depth of nesting can exhaust the machine's.

use std::num::NonZeroU32;

use smallvec::SmallVec;

use super::{
    ast::{Comparison, Expr, Operand, Step, Word},
    height,
    kconfig::{Parser, Part, Reported},
    lex,
};

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

    /// The symbols that the reference's parser holds for it: an operator stands on its left side.
    fn height(self) -> usize {
        match self {
            Self::Paren | Self::Not => 1,
            Self::Or | Self::And => 2,
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

/// Operators and parentheses that wait, and how high they stand.
struct Stack {
    waiting: SmallVec<[Waiting; 16]>,
    parens: usize,
    height: usize,
}

impl Stack {
    fn push(&mut self, waiting: Waiting) {
        self.height += waiting.height();
        self.parens += usize::from(waiting == Waiting::Paren);
        self.waiting.push(waiting);
    }

    fn pop(&mut self) -> Option<Waiting> {
        let waiting = self.waiting.pop()?;
        self.height -= waiting.height();
        self.parens -= usize::from(waiting == Waiting::Paren);
        Some(waiting)
    }

    /// Moves operators that bind at least so closely to the steps.
    fn reduce(&mut self, steps: &mut Vec<Step>, binds: u8) {
        while self.waiting.last().is_some_and(|top| top.binds() >= binds) {
            steps.extend(self.pop().and_then(Waiting::step));
        }
    }
}

/// Reads an expression up to where no operator follows. `below` symbols of its statement are open in the reference's
/// parser where it starts.
pub(super) fn parse(parser: &mut Parser<'_>, below: usize) -> Part<Expr> {
    let start = parser.file.steps.len();
    let mut stack = Stack { waiting: SmallVec::new(), parens: 0, height: below };
    loop {
        prefixes(parser, &mut stack)?;
        operand(parser)?;
        let own = if matches!(parser.file.steps.last(), Some(Step::Compare(..))) { 3 } else { 1 };
        parser.height = parser.height.max(stack.height + own);
        loop {
            parser.skip();
            match parser.rest {
                [b')', rest @ ..] if stack.parens > 0 => {
                    parser.rest = rest;
                    stack.reduce(&mut parser.file.steps, 1);
                    parser.height = parser.height.max(stack.height + 2);
                    stack.pop();
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
        stack.reduce(&mut parser.file.steps, operator.binds());
        stack.push(operator);
    }
    stack.reduce(&mut parser.file.steps, 1);
    if stack.waiting.is_empty() { Ok(parser.expr_from(start)) } else { Err(parser.unexpected("')'")) }
}

fn prefixes(parser: &mut Parser<'_>, stack: &mut Stack) -> Part<()> {
    loop {
        parser.skip();
        let open = match parser.rest {
            [b'!', next, ..] if *next != b'=' => Waiting::Not,
            [b'(', ..] => Waiting::Paren,
            _ => return Ok(()),
        };
        if stack.height >= height::HIGHEST {
            let at = parser.offset();
            parser.report(height::TOO_DEEP, height::MESSAGE.into(), at..at + 1, Some(height::HELP));
            return Err(Reported);
        }
        parser.rest = parser.rest.get(1..).unwrap_or_default();
        stack.push(open);
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
