//! The name of a file for a picture enters; it leaves with the form that its suffix says.

use std::path::{Path, PathBuf};

use clap::builder::{PathBufValueParser, TypedValueParser};

/// Where a picture goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// the file
    pub path: PathBuf,
    /// how it is drawn
    pub drawing: Drawing,
}

/// How a picture is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawing {
    /// a graph in Graphviz's language
    Dot,
    /// a drawing
    Svg,
    /// a page for browsers
    Html,
}

fn drawing(path: &Path) -> Option<Drawing> {
    let suffix = path.extension()?.to_str()?.to_ascii_lowercase();
    match suffix.as_str() {
        "dot" => Some(Drawing::Dot),
        "svg" => Some(Drawing::Svg),
        "html" => Some(Drawing::Html),
        _ => None,
    }
}

/// Takes files whose suffix says how a picture is drawn.
pub(super) fn parser() -> impl TypedValueParser<Value = Picture> {
    PathBufValueParser::new().try_map(|path| {
        let drawing = drawing(&path).ok_or("a name that ends in .dot, .svg or .html is needed")?;
        Ok::<_, &'static str>(Picture { path, drawing })
    })
}
