//! A menu entry enters, the help text that the reference shows of it leaves.

use crate::{model::menu::MenuId, source::Sources, syntax::help};

use super::Evaluator;

impl Evaluator<'_> {
    /// Help and relations of an entry. Behaviour of `print_help` in conf.c.
    pub fn help(&mut self, sources: &Sources, prefix: &[u8], menu: MenuId) -> Vec<u8> {
        let mut out = b"\n".to_vec();
        let model = self.model;
        let node = &model.menus[menu];
        match node.help {
            Some(span) => {
                if let Some(name) = node.symbol.and_then(|symbol| model.name(symbol)) {
                    out.extend_from_slice(prefix);
                    out.extend_from_slice(name);
                    out.extend_from_slice(b":\n\n");
                }
                let raw = sources.file(span.file).text();
                out.extend_from_slice(&help::text(raw.get(span.start as usize..span.end as usize).unwrap_or_default()));
            }
            None => out.extend_from_slice(b"There is no help available for this option."),
        }
        out.push(b'\n');
        out
    }
}
