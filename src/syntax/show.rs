//! Statements enter, one line each of plain text leaves: what tests of the parser compare, and people debug with.

use super::{
    ast::{Bytes, Expr, File, Kind, Operand, Relation, Statement, Step},
    help,
};

fn cut(text: &[u8], at: &Bytes) -> String {
    String::from_utf8_lossy(text.get(at.start as usize..at.end as usize).unwrap_or_default()).into_owned()
}

fn operand(text: &[u8], operand: &Operand) -> String {
    cut(text, &operand.at())
}

impl Relation {
    /// As it is written.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::Unequal => "!=",
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::Greater => ">",
            Self::GreaterEqual => ">=",
        }
    }
}

/// An expression's steps, in postfix order.
pub fn expr(text: &[u8], file: &File, expr: &Expr) -> String {
    let step = |step: &Step| match step {
        Step::Operand(symbol) => operand(text, symbol),
        Step::Compare(compared) => {
            format!("{}{}{}", operand(text, &compared.left), compared.relation.sign(), operand(text, &compared.right))
        }
        Step::Not => "!".into(),
        Step::And => "&&".into(),
        Step::Or => "||".into(),
    };
    file.steps(expr).iter().map(step).collect::<Vec<_>>().join(" ")
}

/// A statement on one line; a help text with its line ends escaped.
pub fn statement(text: &[u8], file: &File, statement: &Statement) -> String {
    let expr = |found: &Expr| expr(text, file, found);
    let condition = |found: &Option<Expr>| found.as_ref().map_or(String::new(), |c| format!(" if [{}]", expr(c)));
    match &statement.kind {
        Kind::MainMenu(title) => format!("mainmenu {}", cut(text, &title.at)),
        Kind::Config { name, menu } => {
            format!("{} {}", if *menu { "menuconfig" } else { "config" }, cut(text, &name.at))
        }
        Kind::Choice(name) => name.as_ref().map_or("choice".into(), |n| format!("choice {}", cut(text, &n.at))),
        Kind::EndChoice => "endchoice".into(),
        Kind::Menu(title) => format!("menu {}", cut(text, &title.at)),
        Kind::EndMenu => "endmenu".into(),
        Kind::If(c) => format!("if [{}]", expr(c)),
        Kind::EndIf => "endif".into(),
        Kind::Comment(title) => format!("comment {}", cut(text, &title.at)),
        Kind::Source(path) => format!("source {}", cut(text, &path.at)),
        Kind::Assign { name, flavor, value } => {
            format!("assign {} {flavor:?} {:?}", cut(text, &name.at), cut(text, value))
        }
        Kind::Macros(words) => {
            format!("macros {}", words.iter().map(|w| cut(text, &w.at)).collect::<Vec<_>>().join(" "))
        }
        Kind::Unsettled(_) => format!("unsettled {}", cut(text, &statement.at)),
        Kind::Type(ty, prompt) => match prompt {
            Some(p) => format!("  {} {}{}", ty.word(), cut(text, &p.text.at), condition(&p.condition)),
            None => format!("  {}", ty.word()),
        },
        Kind::Prompt(p) => format!("  prompt {}{}", cut(text, &p.text.at), condition(&p.condition)),
        Kind::Default { sets, value, condition: c } => {
            let word = sets.map_or("default".into(), |ty| format!("def_{}", ty.word()));
            format!("  {word} [{}]{}", expr(value), condition(c))
        }
        Kind::Select(word, c) => format!("  select {}{}", cut(text, &word.at), condition(c)),
        Kind::Imply(word, c) => format!("  imply {}{}", cut(text, &word.at), condition(c)),
        Kind::Range(bounds, c) => {
            let [low, high] = &**bounds;
            format!("  range {} {}{}", operand(text, low), operand(text, high), condition(c))
        }
        Kind::Depends(on, c) => format!("  depends on [{}]{}", expr(on), condition(c)),
        Kind::Visible(c) => format!("  visible{}", condition(c)),
        Kind::Help(at) => {
            let raw = text.get(at.start as usize..at.end as usize).unwrap_or_default();
            format!("  help {:?}", String::from_utf8_lossy(&help::text(raw)))
        }
        Kind::Modules => "  modules".into(),
        Kind::Optional => "  optional".into(),
        Kind::Transitional => "  transitional".into(),
        Kind::Option(name, value) => {
            let value = value.as_ref().map_or(String::new(), |v| format!("={}", cut(text, &v.at)));
            format!("  option {}{value}", cut(text, name))
        }
    }
}
