//! Lines of which Kconfig reads a part enter; what of them is lost leaves: settings behind another one, what follows the
//! closing quote of a text, backslashes. Behaviour of `conf_read_simple` and `conf_set_sym_val` in confdata.c, which drop
//! all that without a word.

use crate::{
    diagnostic::Diagnostic,
    source::{Span, lossy},
    syntax::{
        ast::{Bytes, Type},
        dotconfig::{Line, LineKind, unquote},
    },
};

use super::{Context, lines::clip};

const CODE: &str = "ltoconf::config::unread-rest";

/// What is lost of single lines, of any symbols.
pub(super) fn check(context: &Context<'_, '_>) -> Vec<Diagnostic> {
    // of a line that is refused as a whole nothing more is to be said
    let refused: Vec<u32> = context.config.reading.remarks.iter().map(|remark| remark.line).collect();
    let lines = (0_u32..).zip(context.config.lines).filter(|(index, _)| !refused.contains(index));
    lines.filter_map(|(_, line)| settings_behind(context, line).or_else(|| of_text(context, line))).collect()
}

/// Settings that stand on a line behind what is read of it.
fn settings_behind(context: &Context<'_, '_>, line: &Line) -> Option<Diagnostic> {
    let whole = whole(context, line);
    let from = read_to(context, line)?;
    let behind = from..whole.end;
    let setting = setting_in(context, &behind)?;
    let between = context.config.cut(&(from..setting.start));
    let text = lossy(context.config.cut(&setting));
    // what is turned off behind another line's end is no remark of its author
    let is_remark = between.trim_ascii_start().starts_with(b"#") && !text.contains(" is not set");
    if is_remark && !between.contains(&b'\r') {
        return None;
    }
    let shown = clip(text.split(['\r', '\0']).next().unwrap_or_default());
    let (why, help) = if between.contains(&b'\r') {
        (
            "carriage returns alone end no line",
            format!("tr '\\r' '\\n' < '{0}' > new, and use that file", context.path()),
        )
    } else if between.contains(&0) {
        ("a line ends at its NUL byte", "remove the byte".to_owned())
    } else {
        ("it stands behind another one", format!("begin a new line before '{shown}'"))
    };
    let message = format!("'{shown}' is not read: {why}");
    Some(Diagnostic::warning(CODE, message).at(Span::new(context.config.file, &setting)).help(help))
}

/// A line up to its line feed: what follows a NUL byte is no part of it for the reader.
fn whole(context: &Context<'_, '_>, line: &Line) -> Bytes {
    let rest = context.config.text.get(line.at.start as usize..).unwrap_or_default();
    let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    line.at.start..line.at.start + length as u32
}

/// Up to where a line is read; `None` where that is told otherwise.
fn read_to(context: &Context<'_, '_>, line: &Line) -> Option<u32> {
    match &line.kind {
        LineKind::Blank | LineKind::NotSet { exact: true, .. } => Some(line.at.end),
        // a comment that goes on in prose may well name a symbol
        LineKind::Comment => {
            let text = context.config.cut(&line.at);
            Some(memchr::memchr(b'\r', text).map_or(line.at.end, |at| line.at.start + at as u32))
        }
        LineKind::NotSet { name, .. } => {
            let strict = context.evaluator.model().dialect.strict_reader;
            (!strict).then_some(name.end + " is not set".len() as u32)
        }
        LineKind::Set { value, .. } => match context.config.cut(value) {
            [b'y' | b'm' | b'n', ..] => Some(value.start + 1),
            text @ [b'"', ..] => Some(value.start + closing(text)? as u32 + 1),
            _ => Some(value.end),
        },
        LineKind::NoValue | LineKind::Foreign => None,
    }
}

/// Where the quote stands that closes a text.
fn closing(text: &[u8]) -> Option<usize> {
    let mut bytes = text.iter().enumerate().skip(1);
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => return Some(at),
            b'\\' => _ = bytes.next(),
            _ => {}
        }
    }
    None
}

/// The first setting in a range: the prefix, a name, and a value or `is not set`.
fn setting_in(context: &Context<'_, '_>, range: &Bytes) -> Option<Bytes> {
    let (text, prefix) = (context.config.cut(range), context.config.prefix);
    if prefix.is_empty() {
        return None;
    }
    memchr::memmem::find_iter(text, prefix).find_map(|at| {
        let after = text.get(at + prefix.len()..)?;
        let name = after.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
        let value = after.get(name..)?;
        let sets = name > 0 && (value.starts_with(b"=") || value.starts_with(b" is not set"));
        sets.then_some(range.start + at as u32..range.end)
    })
}

/// What of a quoted text is lost: what follows its closing quote, or its backslashes.
fn of_text(context: &Context<'_, '_>, line: &Line) -> Option<Diagnostic> {
    let LineKind::Set { name, value } = &line.kind else { return None };
    let model = context.evaluator.model();
    let symbol = model.find(context.config.cut(name))?;
    let text = context.config.cut(value);
    let closing =
        closing(text).filter(|_| model.symbols[symbol].ty == Some(Type::String) && text.starts_with(b"\""))?;
    let behind = text.get(closing + 1..)?.trim_ascii();
    let name = lossy(context.config.cut(name));
    let read = || lossy(&unquote(text).ok().flatten().unwrap_or_default());
    // a remark was not meant for the value
    let (message, help, from) = if !behind.is_empty() && !behind.starts_with(b"#") {
        let message = format!(
            "{name} is '{}' alone: '{}' behind the closing quote is not read",
            clip(&read()),
            clip(&lossy(behind))
        );
        (message, "a quote within a text is written \\\"", closing as u32 + 1)
    } else {
        let at = lone_backslash(text.get(..closing)?)?;
        let next: String = lossy(text.get(at + 1..)?).chars().take(1).collect();
        let message = format!("{name} is '{}': the backslash before '{next}' is not read", clip(&read()));
        (message, "a backslash within a text is written \\\\", at as u32)
    };
    let span = Span::new(context.config.file, &(value.start + from..value.end));
    Some(Diagnostic::warning(CODE, message).at(span).about(name).help(help))
}

/// The first backslash that no text needs: before anything but a quote or a backslash.
fn lone_backslash(text: &[u8]) -> Option<usize> {
    let mut bytes = text.iter().enumerate();
    while let Some((at, byte)) = bytes.next() {
        if *byte == b'\\' && !bytes.next().is_some_and(|(_, next)| matches!(next, b'"' | b'\\')) {
            return Some(at);
        }
    }
    None
}
