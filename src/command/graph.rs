//! An explanation and the name of a file enter; a picture of the causes is written there, with links to the files that
//! they stand in.

use std::{
    fmt::Write as _,
    path::{Path, absolute},
};

use crate::{
    cli::{Drawing, Picture},
    report::{
        explanation::Explanation,
        graph::{self, Graph},
    },
};

use super::files;

/// Draws the causes.
///
/// # Errors
/// The file cannot be written, for a reason.
pub(super) fn draw(explanation: &Explanation, picture: &Picture) -> Result<(), String> {
    let graph = Graph::of(explanation, &link);
    let text = match picture.drawing {
        Drawing::Dot => graph::dot(&graph),
        Drawing::Svg => graph::svg(&graph),
        Drawing::Html => graph::html(&graph),
    };
    files::write(&picture.path, text.as_bytes())
}

/// A file as a browser opens it; `None` for what is no file here, such as the rules that ltoconf carries. Browsers do
/// not go to a line of a plain text, editors and services that serve the same link do.
fn link(path: &str, line: u32) -> Option<String> {
    let path = Path::new(path);
    if !path.is_file() {
        return None;
    }
    let mut link = String::from("file://");
    for &byte in absolute(path).ok()?.as_os_str().as_encoded_bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            link.push(char::from(byte));
        } else {
            let _infallible = write!(link, "%{byte:02X}");
        }
    }
    let _infallible = write!(link, "#L{line}");
    Some(link)
}
