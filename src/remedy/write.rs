//! A fix and the file that it is for enter; the lines that bring it about leave: in the file itself, behind it, or as
//! calls of `scripts/config`. Of several ways the one that touches the fewest lines is taken, and none that the reader
//! of the result has not confirmed: the order of lines and what is said twice may count.

use crate::{
    eval::{self, Evaluator},
    model::{
        Model,
        symbol::{SymbolId, Tristate},
    },
    solve::fix::Wish,
    source::lossy,
    syntax::{ast::Type, dotconfig::Line},
    user::{UserValue, UserValues},
};

use super::{
    Fix,
    edit::{self, Earlier, NewLine, NewLines},
};

/// Whether a text, read as the file, comes to what is told.
pub type Lands<'l> = dyn Fn(&[u8]) -> bool + 'l;

/// What is written, and for which file.
#[derive(Clone, Copy, Debug)]
pub struct Writing<'a> {
    /// whose symbols
    pub model: &'a Model,
    /// of symbols in the file
    pub prefix: &'a [u8],
    /// the file
    pub text: &'a [u8],
    /// its lines
    pub lines: &'a [Line],
    /// what the user says in it
    pub before: &'a UserValues,
    /// what is to be brought about
    pub fix: &'a Fix,
    /// what for
    pub wishes: &'a [Wish],
    /// whose lines stay
    pub kept: &'a [SymbolId],
}

/// Whether a configuration is what a fix makes of another, in all symbols.
pub fn comes_to(before: &Evaluator<'_>, fix: &Fix, after: &Evaluator<'_>) -> bool {
    let told = |symbol: SymbolId| fix.changes.iter().chain(&fix.side_effects).find(|change| change.symbol == symbol);
    let model = before.model();
    let mut symbols = model.symbols.ids().filter(|&symbol| super::is_told(model, symbol));
    symbols.all(|symbol| {
        let value = after.value_text(symbol);
        match told(symbol) {
            Some(change) => lossy(value) == change.to,
            None => value == before.value_text(symbol),
        }
    })
}

impl Writing<'_> {
    /// Symbols about which something is said: those with another value, then with them those that are decided although
    /// the last line about them says so already, those that are wished for, and the other members of their choices.
    fn extents(&self) -> Vec<Vec<SymbolId>> {
        let model = self.model;
        let after = &self.fix.user;
        let can_be_said = |symbol: &SymbolId| {
            !model.symbols[*symbol].choice && after.values.contains_key(symbol) && !self.kept.contains(symbol)
        };
        let differs = |symbol: &SymbolId| self.before.values.get(symbol) != after.values.get(symbol);
        let mut extent: Vec<SymbolId> = model.symbols.ids().filter(differs).collect();
        let mut extents = vec![extent.clone()];
        let mut choices: Vec<SymbolId> = self.fix.said.iter().filter_map(|&symbol| self.choice(symbol)).collect();
        choices.dedup();
        let members = choices.iter().flat_map(|&choice| model.symbols[choice].members.clone()).collect();
        for more in [self.fix.said.clone(), self.wishes.iter().map(Wish::symbol).collect(), members] {
            extent.extend(more);
            extents.push(extent.clone());
        }
        for extent in &mut extents {
            extent.retain(can_be_said);
            extent.sort_unstable();
            extent.dedup();
        }
        extents.dedup();
        extents
    }

    fn choice(&self, symbol: SymbolId) -> Option<SymbolId> {
        self.model.choice_of(symbol).and_then(|menu| self.model.menus[menu].symbol)
    }

    fn name(&self, symbol: SymbolId) -> Vec<u8> {
        [self.prefix, self.model.name(symbol).unwrap_or_default()].concat()
    }

    /// A line of a `.config`, without its end.
    fn line(&self, symbol: SymbolId) -> Vec<u8> {
        let name = self.name(symbol);
        match self.fix.user.values.get(&symbol) {
            Some(UserValue::Switch(Tristate::No)) | None => [b"# ", name.as_slice(), b" is not set"].concat(),
            Some(UserValue::Switch(value)) => [&name, b"=".as_slice(), value.word().as_bytes()].concat(),
            Some(UserValue::Text(text)) if self.model.symbols[symbol].ty == Some(Type::String) => {
                [&name, b"=".as_slice(), &eval::quote(text)].concat()
            }
            Some(UserValue::Text(text)) => [&name, b"=".as_slice(), text].concat(),
        }
    }

    /// The file with lines of its own changed; `None` where nothing tried `lands`.
    pub fn in_place(&self, lands: &Lands<'_>) -> Option<Vec<u8>> {
        let extents = self.extents();
        // the order of lines counts among those about members of one choice; all others change where they stand
        let of_members = |earlier: Earlier| {
            move |symbol: SymbolId| if self.choice(symbol).is_some() { earlier } else { Earlier::Stay }
        };
        for earlier in [Earlier::Stay, Earlier::Go, Earlier::GoWithTheLast] {
            for extent in &extents {
                let text = self.edited_by(extent, of_members(earlier));
                if lands(&text) {
                    return Some(text);
                }
            }
        }
        let mut moved = [Earlier::Go, Earlier::GoWithTheLast].into_iter();
        moved.find_map(|earlier| {
            let mut texts = extents.iter().map(|extent| self.edited(extent, earlier));
            texts.find(|text| lands(text))
        })
    }

    fn edited(&self, extent: &[SymbolId], earlier: Earlier) -> Vec<u8> {
        self.edited_by(extent, |_| earlier)
    }

    fn edited_by(&self, extent: &[SymbolId], earlier: impl Fn(SymbolId) -> Earlier) -> Vec<u8> {
        let bare = |symbol: SymbolId| self.model.name(symbol).unwrap_or_default().to_vec();
        let line = |symbol: SymbolId| NewLine { text: self.line(symbol), earlier: earlier(symbol) };
        let new: NewLines = extent.iter().map(|&symbol| (bare(symbol), line(symbol))).collect();
        let order: Vec<Vec<u8>> = extent.iter().map(|&symbol| bare(symbol)).collect();
        edit::edited(self.text, self.lines, &new, &order)
    }

    /// Lines to be merged behind the file: appended, or by `merge_config.sh`, which first takes out what the file says
    /// of the same symbols.
    pub fn fragment(&self, lands: &Lands<'_>) -> Option<Vec<u8>> {
        self.extents().into_iter().find_map(|extent| {
            let mut lines = Vec::new();
            for &symbol in &extent {
                lines.extend(self.line(symbol));
                lines.push(b'\n');
            }
            let mut appended = self.text.to_vec();
            if !appended.is_empty() && !appended.ends_with(b"\n") {
                appended.push(b'\n');
            }
            appended.extend_from_slice(&lines);
            (lands(&appended) && lands(&self.edited(&extent, Earlier::GoWithTheLast))).then_some(lines)
        })
    }

    /// What calls of `scripts/config` have to say: it changes each line about a symbol, and adds one where there is none.
    pub fn script(&self, lands: &Lands<'_>) -> Option<Calls> {
        let extents = self.extents();
        for (earlier, undefine) in [(Earlier::ChangeToo, false), (Earlier::GoWithTheLast, true)] {
            for symbols in &extents {
                if lands(&self.edited(symbols, earlier)) {
                    return Some(Calls { symbols: symbols.clone(), undefine });
                }
            }
        }
        None
    }
}

/// What calls of `scripts/config` have to say.
#[derive(Clone, Debug)]
pub struct Calls {
    /// about which symbols, in this order
    pub symbols: Vec<SymbolId>,
    /// their lines are taken out first, so that the new ones stand behind all others
    pub undefine: bool,
}
