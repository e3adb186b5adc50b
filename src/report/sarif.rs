//! Files and their findings enter, a SARIF 2.1.0 log leaves, as code scanning services take it.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use crate::{
    diagnostic::{Diagnostic, Severity},
    pages,
    source::{Place, Sources, Span},
};

use super::{Judged, place};

/// Where the schema that the log follows is found.
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// All files of a run as one log; `executed`: whether all of them could be judged.
///
/// # Errors
/// Those of the serializer, for which there is no reason here.
pub fn sarif(files: &[Judged<'_>], executed: bool) -> Result<String, serde_json::Error> {
    let mut codes: Vec<(&'static str, Severity)> = Vec::new();
    let mut results = Vec::new();
    for judged in files {
        for finding in judged.findings {
            let known = codes.iter().position(|&(code, _)| code == finding.code);
            let index = known.unwrap_or_else(|| {
                codes.push((finding.code, finding.severity));
                codes.len() - 1
            });
            results.push(result(judged, finding, index));
        }
    }
    let rules: Vec<Value> = codes.iter().map(|&(code, severity)| described(code, severity)).collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "ltoconf",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "invocations": [{"executionSuccessful": executed}],
            "results": results,
        }],
    });
    serde_json::to_string_pretty(&log).map(|text| text + "\n")
}

/// A rule, by which services group and explain findings.
fn described(code: &str, severity: Severity) -> Value {
    let mut rule = Map::new();
    rule.insert("id".into(), code.into());
    rule.insert("name".into(), name(code).into());
    rule.insert("defaultConfiguration".into(), json!({"level": severity.word()}));
    if let Ok(page) = pages::find(code) {
        rule.insert("shortDescription".into(), json!({"text": page.summary()}));
        rule.insert("help".into(), json!({"text": page.text, "markdown": page.text}));
    }
    Value::Object(rule)
}

/// `ltoconf::config::choice-lost` as `ConfigChoiceLost`: names of rules are written so.
fn name(code: &str) -> String {
    let words = code.split([':', '-', '_']).filter(|word| !word.is_empty()).skip(1);
    words.flat_map(|word| word.chars().take(1).flat_map(char::to_uppercase).chain(word.chars().skip(1))).collect()
}

fn result(judged: &Judged<'_>, finding: &Diagnostic, index: usize) -> Value {
    let (path, at) = place(judged, finding);
    let at = finding.span.map_or(at, |span| in_letters(judged.sources, span));
    let mut message = finding.message.clone();
    if let Some(help) = &finding.help {
        message = format!("{message}\nhelp: {help}");
    }
    let related: Vec<Value> = (1..)
        .zip(&finding.related)
        .map(|(id, related)| {
            let message = related.message.trim_start();
            let place = related
                .span
                .map(|span| (judged.sources.path(span).display().to_string(), in_letters(judged.sources, span)));
            let (path, at) = place.unwrap_or_else(|| (path.clone(), at));
            json!({"id": id, "message": {"text": message}, "physicalLocation": physical(&path, at)})
        })
        .collect();
    let mut result = Map::new();
    result.insert("ruleId".into(), finding.code.into());
    result.insert("ruleIndex".into(), index.into());
    result.insert("level".into(), finding.severity.word().into());
    result.insert("message".into(), json!({"text": message}));
    result.insert("locations".into(), json!([{"physicalLocation": physical(&path, at)}]));
    if !related.is_empty() {
        result.insert("relatedLocations".into(), related.into());
    }
    if let Some(symbol) = &finding.symbol {
        result.insert("properties".into(), json!({"symbol": symbol}));
    }
    Value::Object(result)
}

/// A place whose column counts letters, not bytes.
fn in_letters(sources: &Sources, span: Span) -> Place {
    let file = sources.file(span.file);
    let place = file.place(span.start);
    let start = span.start as usize + 1 - place.column as usize;
    let before = file.text().get(start..span.start as usize).unwrap_or_default();
    Place { column: String::from_utf8_lossy(before).chars().count() as u32 + 1, ..place }
}

fn physical(path: &str, at: Place) -> Value {
    json!({"artifactLocation": {"uri": uri(path)}, "region": {"startLine": at.line, "startColumn": at.column}})
}

/// A path as a reference: what a URI cannot hold is escaped (RFC 3986), a full path gets its scheme.
fn uri(path: &str) -> String {
    let scheme = if path.starts_with('/') { "file://" } else { "" };
    let mut out = String::from(scheme);
    for (at, &byte) in path.as_bytes().iter().enumerate() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' | b'+' | b'@' | b'=' | b',' => {
                out.push(char::from(byte));
            }
            // a reference whose first part has a colon would name a scheme
            b':' if at > path.find('/').unwrap_or(path.len()) => out.push(':'),
            _ => {
                let _infallible = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}
