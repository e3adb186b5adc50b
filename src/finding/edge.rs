//! A symbol at the edge of the carried rules enters: one that a probe or the architecture sets in a kernel, and a line of
//! the file here. What the file says of it leaves as a cause, in words that hold in a kernel.

use crate::{
    lto::{
        embedded,
        said::{LTO_OF_ARCHITECTURE, OF_ARCHITECTURE},
    },
    model::symbol::SymbolId,
};

use super::{
    Context,
    cause::{Cause, CauseKind, cause},
};

impl Context<'_, '_> {
    /// Why a symbol at the edge is what it is; `None` for all others, and on a tree.
    pub(super) fn at_the_edge(&self, symbol: SymbolId) -> Option<Cause> {
        let choice = self.config.embedded?;
        let name = self.show(symbol);
        if !embedded::is_at_the_edge(&name) {
            return None;
        }
        let (value, line) = (self.value(symbol), self.line_of(symbol));
        let of_architecture = OF_ARCHITECTURE.contains(&name.as_str());
        let asked = self.config.llvm_asked && !of_architecture;
        let of_lto = LTO_OF_ARCHITECTURE.contains(&name.as_str());
        let (kind, text) = if let Some(arch) = self.without_lto().filter(|_| of_lto) {
            (CauseKind::Environment, format!("{} has no LTO on {arch}: nothing there selects {name}", choice.name))
        } else if name == embedded::UTILITIES {
            let text = "nm and ar are not LLVM's: HAS_LTO_CLANG is off in this file, and all else that it needs is met";
            (CauseKind::Environment, text.to_owned())
        } else if of_architecture && !self.has_prompt(symbol) {
            let text = match (value.as_str(), self.config.arch) {
                ("y", "") => format!("{name} is taken to be y: nothing says which architecture it is"),
                ("y", arch) => format!("{arch} selects {name}"),
                _ => format!("the architecture has to select {name}, and does not"),
            };
            (CauseKind::Environment, text)
        } else if line.is_some() && !asked {
            (CauseKind::User, format!("{name} is {value} by this line"))
        } else if asked {
            (CauseKind::Environment, format!("{name} is {value}, since LLVM's tools are asked for"))
        } else if self.config.complete {
            (CauseKind::Environment, format!("{name} is {value}: this file has no line for it"))
        } else if of_architecture && value == "n" {
            (CauseKind::Environment, format!("the architecture has to select {name}, and does not"))
        } else {
            (CauseKind::Environment, format!("{name} is taken to be {value}: no line says otherwise"))
        };
        let span = line.filter(|_| kind == CauseKind::User);
        Some(cause(kind, Some(symbol), text, span))
    }

    /// The architecture, where it is known and has no LTO at all by the carried rules.
    pub fn without_lto(&self) -> Option<String> {
        self.config.setting?.without_lto().map(str::to_owned)
    }
}
