//! The built-in functions: a name and expanded arguments enter, a text leaves, or something to be said, or a probe.
//! Behaviour of `function_table` in preprocess.c.

use super::{
    Expander, Here,
    expanded::{Expanded, Said, Stop, UNKNOWN, error},
};

impl Expander<'_> {
    /// The built-in functions.
    pub(super) fn function(
        &mut self,
        name: &[u8],
        arguments: &[Expanded],
        here: Here<'_>,
    ) -> Result<Option<Expanded>, Stop> {
        let wanted = match name {
            b"error-if" | b"warning-if" => 2,
            b"info" | b"shell" => 1,
            b"filename" | b"lineno" => 0,
            _ => return Ok(None),
        };
        if arguments.len() != wanted {
            let size = if arguments.len() < wanted { "few" } else { "many" };
            let message = format!("too {size} function arguments passed to '{}'", crate::source::lossy(name));
            return error("ltoconf::macros::arguments", message, name);
        }
        let mut value = Expanded::default();
        match (name, arguments) {
            (b"filename", _) => value.text = here.source.name().to_vec(),
            (b"lineno", _) => value.text = here.source.place(here.at).line.to_string().into_bytes(),
            (b"info", [text]) => self.said.push(Said::Info(text.text.clone())),
            (b"shell", [command]) => value = self.shell(command),
            (b"warning-if", [condition, text]) if condition.text == b"y" => {
                self.said.push(Said::Warning(text.text.clone()));
            }
            (b"error-if", [condition, text]) => {
                if condition.unknown() || (condition.text == b"y" && text.unknown()) {
                    return Err(Stop::Unknown);
                }
                if condition.text == b"y" {
                    let message = crate::source::lossy(&text.text);
                    return Err(Stop::Error { code: "ltoconf::macros::error-if", message, name: None });
                }
            }
            _ => {}
        }
        Ok(Some(value))
    }

    /// Whether a probe that went into a text has no answer and never will in this run.
    pub fn lacks_answers(&self, value: &Expanded) -> bool {
        let commands = value.probes.iter().filter_map(|&probe| self.probes.get_index(probe as usize));
        commands.into_iter().any(|command| !self.answers.is_real(command))
    }

    fn shell(&mut self, command: &Expanded) -> Expanded {
        let mut value = Expanded { text: vec![UNKNOWN], probes: command.probes.clone() };
        if command.unknown() {
            self.incomplete = true;
            return value;
        }
        let (index, _) = self.probes.insert_full(command.text.clone());
        let index = index as u32;
        if let Err(at) = value.probes.binary_search(&index) {
            value.probes.insert(at, index);
        }
        match self.answers.answer(&command.text) {
            Some(text) => value.text = text,
            None => self.incomplete = true,
        }
        value
    }
}
