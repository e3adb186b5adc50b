//! Calculated values enter; the files that a build reads leave as bytes, with the list of dependency files to touch.
//! Behaviour of `conf_write_autoconf` and what it calls in confdata.c.

use crate::{
    model::{
        arena::Arena,
        number_text,
        symbol::{SymbolId, Tristate},
    },
    syntax::{
        ast::Type,
        dotconfig::{self, LineKind},
    },
};

use super::{Evaluator, write::quoted};

/// The files that the version writes, and what changed since the last time.
#[derive(Clone, Debug, Default)]
pub struct Auto {
    /// names below the folder of auto.conf, to be made or emptied
    pub touched: Vec<Vec<u8>>,
    /// `include/generated/autoconf.h`
    pub header: Vec<u8>,
    /// `include/generated/rustc_cfg`
    pub rustc: Option<Vec<u8>>,
    /// `include/config/tristate.conf`
    pub tristates: Option<Vec<u8>>,
    /// `include/config/auto.conf`
    pub conf: Vec<u8>,
}

/// What a file of [`Auto`] looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// lines of a `.config` without those that are n
    Conf,
    /// `#define`
    Header,
    /// `--cfg`
    Rustc,
    /// tristates that are not n, their values in capitals
    Tristates,
}

/// A value of the last time.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Former {
    Tristate(Tristate),
    Text(Vec<u8>),
}

impl Evaluator<'_> {
    /// Calculates everything and says what is to be written. `former` is the text of auto.conf as it is.
    pub fn auto(&mut self, prefix: &[u8], former: Option<&[u8]>) -> Auto {
        if self.model.dialect.auto_calculated_first {
            self.calculate_all();
        } else if former.is_some() {
            // reading auto.conf makes older versions forget all values
            self.forget();
            self.calculate(self.model.modules);
        }
        self.calculate_all();
        Auto {
            touched: self.touched(prefix, former),
            header: self.auto_file(prefix, Style::Header),
            rustc: self.model.dialect.rustc_cfg.then(|| self.auto_file(prefix, Style::Rustc)),
            tristates: self.model.dialect.tristate_conf.then(|| self.auto_file(prefix, Style::Tristates)),
            conf: self.auto_file(prefix, Style::Conf),
        }
    }

    fn touched(&self, prefix: &[u8], former: Option<&[u8]>) -> Vec<Vec<u8>> {
        let mut touched = Vec::new();
        let mut known: Arena<SymbolId, Option<Former>> = Arena::filled(None, self.model.symbols.len());
        let text = former.unwrap_or_default();
        for line in dotconfig::parse(text, prefix) {
            let cut = |at: &crate::syntax::ast::Bytes| text.get(at.start as usize..at.end as usize).unwrap_or_default();
            let (name, value): (_, &[u8]) = match &line.kind {
                LineKind::Set { name, value } => (cut(name), cut(value)),
                LineKind::NotSet { name, .. } => (cut(name), b"n"),
                _ => continue,
            };
            match self.model.find(name) {
                // before 4.19 a text between quotes is no value of what nothing declares
                None if self.model.dialect.old_sync && value.starts_with(b"\"") => {}
                None => touched.push(self.dep_file(name)),
                Some(symbol) => {
                    if let Some(former) = self.former(symbol, value) {
                        known[symbol] = Some(former);
                    }
                }
            }
        }
        for &symbol in &self.order {
            let Some(name) = self.model.name(symbol).filter(|_| !self.model.is_internal(symbol)) else { continue };
            let state = &self.states[symbol];
            let former = known[symbol].as_ref();
            let same = match (state.write, former) {
                (true, Some(Former::Tristate(value))) => *value == state.value,
                (true, Some(Former::Text(value))) => self.is_tristate(symbol) || value == self.bytes(state.text),
                (true, None) => self.is_tristate(symbol) && state.value == Tristate::No,
                (false, former) => former.is_none(),
            };
            if !same {
                touched.push(self.dep_file(name));
            }
        }
        touched
    }

    fn former(&self, symbol: SymbolId, value: &[u8]) -> Option<Former> {
        let ty = self.model.symbols[symbol].ty?;
        match (ty, value.first()) {
            (Type::Tristate, Some(b'm')) => Some(Former::Tristate(Tristate::Mod)),
            (Type::Bool | Type::Tristate, Some(b'y')) => Some(Former::Tristate(Tristate::Yes)),
            (Type::Bool | Type::Tristate, Some(b'n')) => Some(Former::Tristate(Tristate::No)),
            (Type::Bool | Type::Tristate, _) => None,
            (Type::String, _) if !self.model.dialect.raw_auto => {
                dotconfig::unquote(value).ok().flatten().map(Former::Text)
            }
            _ => number_text::valid(ty, value).then(|| Former::Text(value.to_vec())),
        }
    }

    /// The name of a symbol's dependency file.
    fn dep_file(&self, name: &[u8]) -> Vec<u8> {
        if self.model.dialect.flat_dep_files {
            return name.to_vec();
        }
        let mut path: Vec<u8> =
            name.iter().map(|&byte| if byte == b'_' { b'/' } else { byte.to_ascii_lowercase() }).collect();
        path.extend_from_slice(b".h");
        path
    }

    fn auto_file(&self, prefix: &[u8], style: Style) -> Vec<u8> {
        let mut out = Vec::with_capacity(1 << 16);
        let short = self.model.dialect.short_headings;
        match style {
            Style::Conf | Style::Tristates => self.heading("#", "#", "#", &mut out),
            Style::Header if short => self.heading("/*", " *", " */", &mut out),
            Style::Header => self.heading("/*\n *", " *", " *\n */", &mut out),
            Style::Rustc => {}
        }
        for &symbol in &self.order {
            if self.states[symbol].write && self.has_type(symbol) {
                self.auto_line(prefix, symbol, style, &mut out);
            }
        }
        out
    }

    fn auto_line(&self, prefix: &[u8], symbol: SymbolId, style: Style, out: &mut Vec<u8>) {
        let (Some(name), Some(ty)) = (self.model.name(symbol), self.model.symbols[symbol].ty) else { return };
        let value = self.value_text(symbol);
        let tristate = matches!(ty, Type::Bool | Type::Tristate);
        if tristate && value == b"n" || style == Style::Tristates && ty != Type::Tristate {
            return;
        }
        let lacks_prefix = ty == Type::Hex && !value.starts_with(b"0x") && !value.starts_with(b"0X");
        match style {
            Style::Conf => {
                out.extend_from_slice(prefix);
                out.extend_from_slice(name);
                out.push(b'=');
                if ty == Type::String && !self.model.dialect.raw_auto {
                    quoted(value, out);
                } else {
                    out.extend_from_slice(value);
                }
            }
            Style::Header => {
                out.extend_from_slice(b"#define ");
                out.extend_from_slice(prefix);
                out.extend_from_slice(name);
                if tristate && value == b"m" {
                    out.extend_from_slice(b"_MODULE");
                }
                out.push(b' ');
                match ty {
                    Type::Bool | Type::Tristate => out.push(b'1'),
                    Type::String => quoted(value, out),
                    _ => {
                        out.extend_from_slice(if lacks_prefix { b"0x" } else { b"" });
                        out.extend_from_slice(value);
                    }
                }
            }
            Style::Tristates => {
                out.extend_from_slice(prefix);
                out.extend_from_slice(name);
                out.push(b'=');
                out.extend_from_slice(&value.to_ascii_uppercase());
            }
            Style::Rustc => {
                let mut cfg = b"--cfg=".to_vec();
                cfg.extend_from_slice(prefix);
                cfg.extend_from_slice(name);
                if tristate {
                    out.extend_from_slice(&cfg);
                    out.push(b'\n');
                }
                out.extend_from_slice(&cfg);
                out.push(b'=');
                let mut text = if lacks_prefix { b"0x".to_vec() } else { Vec::new() };
                text.extend_from_slice(value);
                quoted(&text, out);
            }
        }
        out.push(b'\n');
    }
}
