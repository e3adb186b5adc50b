//! A picture of causes enters; a page leaves that needs nothing else: causes fold and unfold, by keys as well, and lead
//! to the lines that they stand in. All that came from files is text in it, and no script but its own runs.

use std::fmt::Write as _;

use crate::model::arena::{Arena, Id as _};

use super::{
    super::explanation::FixTold,
    super::ways::{self, side_effects, steps},
    Edge, Graph, NodeId,
    words::escaped,
};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// What the browser lets run: SHA-256 of the script, in base 64. A test in a browser fails where it is another's.
const SCRIPT_HASH: &str = "gdW+6ueVQD0iK0ZLrJqZvYdDe3rjwVv/fh4qCaOYHIM=";

/// What is left to write, the next thing last.
enum Part {
    Cause(Edge),
    Close(&'static str),
}

/// The picture as a page.
pub fn html(graph: &Graph<'_>) -> String {
    let answer = &graph.nodes[graph.answer];
    let title = escaped(&answer.text);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
         script-src 'sha256-{SCRIPT_HASH}'; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n"
    );
    out.push_str("<p><button id=\"fold\">fold all</button><button id=\"unfold\">unfold all</button>");
    if let Some(legend) = graph.legend() {
        let _infallible = write!(out, "<span class=\"dim\">dashed: {legend}</span>");
    }
    out.push_str("</p>\n<section class=\"causes\" aria-label=\"causes\">\n<ul>\n");
    causes(graph, &mut out);
    out.push_str("</section>\n");
    ways(graph, &mut out);
    for note in &graph.explanation.notes {
        let _infallible = writeln!(out, "<p>note: {}</p>", escaped(note));
    }
    let _infallible = writeln!(out, "</main>\n<script>{SCRIPT}</script>\n</body>\n</html>");
    out
}

/// The causes as lists in lists; what was told above is a link to it.
fn causes(graph: &Graph<'_>, out: &mut String) {
    let mut told = Arena::<NodeId, bool>::filled(false, graph.nodes.len());
    let below = |edges: &[Edge]| edges.iter().rev().map(|&edge| Part::Cause(edge)).collect::<Vec<_>>();
    let mut open = vec![Part::Close("</ul>\n")];
    open.extend(below(&graph.nodes[graph.answer].causes));
    while let Some(part) = open.pop() {
        let edge = match part {
            Part::Cause(edge) => edge,
            Part::Close(text) => {
                out.push_str(text);
                continue;
            }
        };
        let (number, edges) = (edge.cause.index(), &graph.nodes[edge.cause].causes);
        out.push_str(if edge.beside { "<li class=\"beside\">" } else { "<li>" });
        if std::mem::replace(&mut told[edge.cause], true) {
            let text = escaped(&graph.nodes[edge.cause].text);
            let link = format!("<a class=\"same\" href=\"#n{number}\">{text}</a>");
            let _infallible =
                writeln!(out, "<div><div class=\"head\" tabindex=\"0\">{link}, as told there</div></div></li>");
        } else if edges.is_empty() {
            let _infallible = write!(out, "<div id=\"n{number}\"><div class=\"head\" tabindex=\"0\">");
            head(graph, edge.cause, out);
            out.push_str("</div></div></li>\n");
        } else {
            let _infallible = write!(out, "<details open id=\"n{number}\"><summary class=\"head\">");
            head(graph, edge.cause, out);
            out.push_str("</summary>\n<ul>\n");
            open.push(Part::Close("</ul>\n</details></li>\n"));
            open.extend(below(edges));
        }
    }
}

/// What a cause says of itself.
fn head(graph: &Graph<'_>, id: NodeId, out: &mut String) {
    let node = &graph.nodes[id];
    let _infallible = write!(out, "<span class=\"kind\">{}</span>{}", node.kind, escaped(&node.text));
    if let Some(place) = &node.place {
        let place = escaped(place);
        let place = match &node.link {
            Some(link) => format!("<a href=\"{}\">{place}</a>", escaped(link)),
            None => place,
        };
        let excerpt = escaped(node.excerpt.as_deref().unwrap_or_default());
        let _infallible = write!(out, "<span class=\"place\">{place} <code>{excerpt}</code></span>");
    }
    if let Some((command, said)) = &node.probe {
        let _infallible = write!(out, "<pre>$ {}\n{}</pre>", escaped(command), escaped(said));
    }
}

/// What would give the symbol the wanted value.
fn ways(graph: &Graph<'_>, out: &mut String) {
    let explanation = graph.explanation;
    if explanation.fixes.is_empty() {
        return;
    }
    out.push_str("<section aria-label=\"ways\">\n");
    for ways in ways::ways(&explanation.fixes, explanation.complete, explanation.wish().as_deref()) {
        let start = if ways.first == 1 { String::new() } else { format!(" start=\"{}\"", ways.first) };
        let _infallible = writeln!(out, "<h2>{}</h2>\n<ol{start}>", escaped(&ways.title));
        ways.fixes.iter().for_each(|fix| way(fix, out));
        out.push_str("</ol>\n");
    }
    out.push_str("</section>\n");
}

fn way(fix: &FixTold, out: &mut String) {
    out.push_str("<li><ul>\n");
    for step in steps(fix) {
        let _infallible = writeln!(out, "<li><code>{}</code></li>", escaped(&step));
    }
    out.push_str("</ul>");
    if let Some(effects) = side_effects(fix, true) {
        let _infallible = write!(out, "<p class=\"dim\">also: {}</p>", escaped(&effects));
    }
    out.push_str("</li>\n");
}
