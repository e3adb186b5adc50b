//! A picture of causes enters; a graph in Graphviz's language leaves.

use std::fmt::Write as _;

use crate::model::arena::Id as _;

use super::{
    Graph, Node, NodeId,
    words::{escaped, wrapped},
};

/// Columns of a box.
const ROOM: usize = 48;
/// Lines of each of its texts.
const MOST_LINES: usize = 8;

/// The picture for Graphviz. Each line of a label ends in `\l`, which sets it flush left.
pub fn dot(graph: &Graph<'_>) -> String {
    let mut out = String::from("digraph causes {\n  rankdir=LR\n  node [shape=box fontname=monospace fontsize=10]\n");
    if let Some(legend) = graph.legend() {
        let _infallible = writeln!(out, "  label=\"dashed: {legend}\"");
    }
    for (id, node) in graph.nodes.iter() {
        let link = node.link.as_ref().map_or_else(String::new, |link| format!(" URL=\"{}\"", quoted(link)));
        let style = if id == graph.answer { " style=bold" } else { "" };
        let _infallible = writeln!(out, "  {} [label=\"{}\"{link}{style}]", name(id), label(node));
    }
    for (id, node) in graph.nodes.iter() {
        for edge in &node.causes {
            let style = if edge.beside { " [style=dashed]" } else { "" };
            let _infallible = writeln!(out, "  {} -> {}{style}", name(id), name(edge.cause));
        }
    }
    out.push_str("}\n");
    out
}

fn name(id: NodeId) -> String {
    format!("n{}", id.index())
}

fn label(node: &Node) -> String {
    let kind = Some(node.kind.to_owned()).filter(|kind| !kind.is_empty());
    let mut lines: Vec<String> = kind.into_iter().collect();
    let probe = node.probe.as_ref().map(|(command, said)| [format!("$ {command}"), said.clone()]);
    let texts = [Some(&node.text), node.place.as_ref(), node.excerpt.as_ref()];
    for text in texts.into_iter().flatten().chain(probe.iter().flatten()) {
        lines.extend(wrapped(text, ROOM, MOST_LINES));
    }
    lines.iter().map(|line| quoted(line) + "\\l").collect()
}

/// A text between quotes. Graphviz reads `\N` and the like, and the names of characters (`&lt;`), in any label.
fn quoted(text: &str) -> String {
    escaped(&text.replace('\\', "\\\\"))
}
