//! Words, texts and variables enter with their macros, plain bytes leave, with the probes that decided them.
//! Behaviour of preprocess.c. A probe whose answer is not known yet expands to [`UNKNOWN`], which spreads through
//! everything made of it, so that no command is ever started with a text that is not final.

mod expanded;
mod function;
mod variable;

use std::rc::Rc;

use indexmap::{IndexMap, IndexSet};

use crate::{
    source::SourceFile,
    syntax::macros::{self, Piece},
};

pub use expanded::{Expanded, Said, Stop, UNKNOWN};

use super::environment::Environment;
use expanded::error;
use variable::Variable;

/// Most references that one tree may expand: a kernel needs some ten thousand, a macro bomb any number.
const MOST_REFERENCES: usize = 1_000_000;
/// Longest text that one expansion may give, in bytes.
const LONGEST: usize = 1 << 20;
/// Most text that the expansions of one tree may give in all, to statements and to each other, in bytes.
const MOST_TEXT: usize = 64 << 20;
/// Deepest nesting of references and variables.
const DEEPEST: usize = 20_000;
/// Most text that open references may hold together, in bytes: each holds what stands inside of it.
const MOST_HELD: usize = 64 << 20;
/// As the reference has it.
const MOST_ARGUMENTS: usize = 16;
/// As the reference has it: how often a function may be open at once.
const MOST_OPEN: u32 = 1000;

/// Where an expansion stands.
#[derive(Clone, Copy)]
pub struct Here<'a> {
    /// the file, for `$(filename)`
    pub source: &'a SourceFile,
    /// the offset in it, for `$(lineno)`
    pub at: u32,
}

/// Answers for `$(shell,…)`; the walk's side of the probe room.
pub trait Answers {
    /// What the command prints, if that is known.
    fn answer(&self, command: &[u8]) -> Option<Vec<u8>>;

    /// Whether that is what the command said, and not the nothing that stands for an answer that cannot be had.
    fn is_real(&self, _command: &[u8]) -> bool {
        true
    }
}

/// The variables of one walk and all that their use has brought up.
pub struct Expander<'a> {
    environment: &'a Environment,
    answers: &'a dyn Answers,
    variables: IndexMap<Vec<u8>, Variable>,
    references: usize,
    /// bytes that expansions gave so far
    given: usize,
    /// environment variables that were read, in order of their first use
    pub read: IndexMap<Vec<u8>, Vec<u8>>,
    /// commands in order of their first use; an expansion's probes are indices into it
    pub probes: IndexSet<Vec<u8>>,
    /// what macros said, not yet fetched
    pub said: Vec<Said>,
    /// whether anything was unknown
    pub incomplete: bool,
}

type Arguments = Rc<Vec<Expanded>>;

/// What is being expanded; frames wait on a stack of our own.
enum Frame {
    /// pieces of a text are put together
    Text { pieces: std::vec::IntoIter<Owned>, out: Expanded, arguments: Arguments, closes: Option<Vec<u8>> },
    /// the parts of a reference are expanded one by one
    Call { parts: std::vec::IntoIter<Vec<u8>>, done: Vec<Expanded>, arguments: Arguments },
}

enum Owned {
    Literal(Vec<u8>),
    Reference(Vec<u8>),
}

impl<'a> Expander<'a> {
    /// No variables yet.
    pub fn new(environment: &'a Environment, answers: &'a dyn Answers) -> Self {
        Self {
            environment,
            answers,
            variables: IndexMap::new(),
            references: 0,
            given: 0,
            read: IndexMap::new(),
            probes: IndexSet::new(),
            said: Vec::new(),
            incomplete: false,
        }
    }

    /// Expands a bare word or a value.
    pub fn word(&mut self, word: &[u8], here: Here<'_>) -> Result<Expanded, Stop> {
        let pieces = cut(macros::pieces(word))?;
        self.run(pieces, here)
    }

    /// Expands what stands between quotes.
    pub fn quoted(&mut self, inner: &[u8], here: Here<'_>) -> Result<Expanded, Stop> {
        let pieces = cut(macros::text_pieces(inner))?;
        self.run(pieces, here)
    }

    fn run(&mut self, pieces: Vec<Owned>, here: Here<'_>) -> Result<Expanded, Stop> {
        let result = self.steps(pieces, here);
        if result.is_err() {
            for variable in self.variables.values_mut() {
                variable.open = 0;
            }
        }
        result
    }

    fn steps(&mut self, pieces: Vec<Owned>, here: Here<'_>) -> Result<Expanded, Stop> {
        let top = Frame::Text {
            pieces: pieces.into_iter(),
            out: Expanded::default(),
            arguments: Rc::default(),
            closes: None,
        };
        let mut stack = vec![top];
        // what the frame that was just closed gives to the one below it
        let mut given: Option<Expanded> = None;
        let mut held = 0_usize;
        while let Some(frame) = stack.last_mut() {
            if let Some(part) = &given {
                self.given += part.text.len();
            }
            if self.given > MOST_TEXT {
                let message = format!("macros expand to more than {} MiB of text up to here", MOST_TEXT >> 20);
                return Err(too_large(message, &stack));
            }
            match frame {
                Frame::Text { pieces, out, arguments, closes } => {
                    if let Some(part) = given.take() {
                        out.add(&part);
                    }
                    if out.text.len() > LONGEST {
                        let message = format!("this expands to more than {} MiB of text", LONGEST >> 20);
                        return Err(too_large(message, &stack));
                    }
                    match pieces.next() {
                        Some(Owned::Literal(text)) => out.text.extend_from_slice(&text),
                        Some(Owned::Reference(inner)) => {
                            let arguments = Rc::clone(arguments);
                            match argument(&inner, &arguments) {
                                Some(value) => given = Some(value.clone()),
                                None => {
                                    held += inner.len();
                                    self.references += 1;
                                    if self.references > MOST_REFERENCES {
                                        let message =
                                            format!("macros expand more than {MOST_REFERENCES} times up to here");
                                        return Err(too_large(message, &stack));
                                    }
                                    stack.push(call(&inner, arguments)?);
                                }
                            }
                        }
                        None => {
                            if let Some(variable) = closes.take().and_then(|name| self.variables.get_mut(&name)) {
                                variable.open -= 1;
                            }
                            given = Some(std::mem::take(out));
                            stack.pop();
                            continue;
                        }
                    }
                }
                Frame::Call { parts, done, arguments } => {
                    done.extend(given.take());
                    if let Some(part) = parts.next() {
                        let pieces = cut(macros::pieces(&part))?.into_iter();
                        let arguments = Rc::clone(arguments);
                        stack.push(Frame::Text { pieces, out: Expanded::default(), arguments, closes: None });
                    } else {
                        let done = std::mem::take(done);
                        stack.pop();
                        match self.apply(done, here)? {
                            Applied::Value(value) => given = Some(value),
                            Applied::Open(frame) => stack.push(frame),
                        }
                    }
                }
            }
            if stack.len() == 1 {
                held = 0;
            }
            if stack.len() > DEEPEST || held > MOST_HELD {
                return error("ltoconf::macros::too-deep", "macros are nested too deeply".into(), b"");
            }
        }
        Ok(given.unwrap_or_default())
    }

    /// A reference whose name and arguments are expanded: a variable, a built-in function, or the environment.
    fn apply(&mut self, mut parts: Vec<Expanded>, here: Here<'_>) -> Result<Applied, Stop> {
        let arguments = parts.split_off(1.min(parts.len()));
        let name = parts.pop().unwrap_or_default();
        if name.unknown() {
            self.incomplete = true;
            return Ok(Applied::Value(name));
        }
        if let Some(variable) = self.variables.get_mut(&name.text) {
            if arguments.is_empty() && variable.open > 0 {
                let message = format!("variable '{}' references itself (eventually)", crate::source::lossy(&name.text));
                return error("ltoconf::macros::recursive", message, &name.text);
            }
            if variable.open > MOST_OPEN {
                return error("ltoconf::macros::too-deep", "too deep recursive expansion".into(), &name.text);
            }
            if variable.simple {
                return Ok(Applied::Value(variable.value.clone()));
            }
            variable.open += 1;
            let pieces = cut(macros::pieces(&variable.value.text))?.into_iter();
            let out = Expanded { text: Vec::new(), probes: variable.value.probes.clone() };
            let arguments = Rc::new(arguments);
            return Ok(Applied::Open(Frame::Text { pieces, out, arguments, closes: Some(name.text) }));
        }
        if let Some(value) = self.function(&name.text, &arguments, here)? {
            return Ok(Applied::Value(value));
        }
        let mut value = Expanded::default();
        if arguments.is_empty()
            && !name.text.is_empty()
            && let Ok(asked) = std::str::from_utf8(&name.text)
            && let Some(found) = self.environment.get(asked)
        {
            value.text = found.to_vec();
            self.read.entry(name.text).or_insert_with(|| found.to_vec());
        }
        Ok(Applied::Value(value))
    }
}

enum Applied {
    Value(Expanded),
    Open(Frame),
}

/// `$(1)` and so on, while a function is open that has so many arguments.
fn argument<'v>(inner: &[u8], arguments: &'v [Expanded]) -> Option<&'v Expanded> {
    let number: usize = std::str::from_utf8(inner).ok()?.trim_start().parse().ok()?;
    arguments.get(number.checked_sub(1)?)
}

/// Splits a reference; behaviour of `eval_clause`.
fn call(inner: &[u8], arguments: Arguments) -> Result<Frame, Stop> {
    let parts: Vec<Vec<u8>> = macros::arguments(inner).into_iter().map(<[u8]>::to_vec).collect();
    if parts.len() > MOST_ARGUMENTS {
        return error("ltoconf::macros::arguments", "too many function arguments".into(), inner);
    }
    Ok(Frame::Call { parts: parts.into_iter(), done: Vec::new(), arguments })
}

/// That a limit is passed, and the variable or function that the tree's text asked for.
fn too_large(message: String, stack: &[Frame]) -> Stop {
    let outermost = stack.iter().find_map(|frame| match frame {
        Frame::Text { closes, .. } => closes.as_ref(),
        Frame::Call { .. } => None,
    });
    let name = outermost.map(|name| crate::source::lossy(name));
    Stop::Error { code: "ltoconf::macros::too-large", message, name }
}

fn cut(pieces: macros::Pieces<'_>) -> Result<Vec<Owned>, Stop> {
    pieces
        .map(|piece| match piece {
            Piece::Literal(text) => Ok(Owned::Literal(text.to_vec())),
            Piece::Reference(inner) => Ok(Owned::Reference(inner.to_vec())),
            Piece::Unterminated(rest) => {
                let message = format!("unterminated reference to '{}': missing ')'", crate::source::lossy(rest));
                error("ltoconf::macros::unterminated", message, rest)
            }
        })
        .collect()
}

#[cfg(test)]
mod tests;
