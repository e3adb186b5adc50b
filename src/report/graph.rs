//! An explanation enters; its causes leave as a picture: for Graphviz, as a drawing, or as a page that folds.

mod dot;
mod html;
mod layers;
mod place;
mod svg;
mod words;

pub use dot::dot;
pub use html::html;
pub use svg::svg;

use std::collections::HashMap;

use crate::{
    finding::cause::CauseKind,
    model::arena::{Arena, id},
};

use super::{
    explanation::{Explanation, Status, Told, probe_said},
    text::{clipped, path},
};

id! {
    /// A box of a picture.
    NodeId
}

id! {
    /// A box in its layer, or a bend of a line that passes the layer.
    SpotId
}

/// The answer that all starts from, or a cause.
#[derive(Clone, Debug)]
struct Node {
    /// the word of its kind; empty for the answer
    kind: &'static str,
    /// one line
    text: String,
    /// `path:line`
    place: Option<String>,
    /// what stands there
    excerpt: Option<String>,
    /// what a browser opens for it
    link: Option<String>,
    /// a command, and what it said
    probe: Option<(String, String)>,
    /// why that is so
    causes: Vec<Edge>,
}

/// From what is so to why.
#[derive(Clone, Copy, Debug)]
struct Edge {
    cause: NodeId,
    /// it is not among what is enough, and stands in the way as well
    beside: bool,
}

/// Causes as a picture: what is told in several places is one box. Invariant: no box leads back to itself.
#[derive(Debug)]
pub struct Graph<'a> {
    explanation: &'a Explanation,
    nodes: Arena<NodeId, Node>,
    answer: NodeId,
}

/// What makes two causes one: kind, text, path, line, and the command that was asked.
type Same<'a> = (CauseKind, &'a str, Option<&'a str>, Option<u32>, Option<&'a str>);

impl<'a> Graph<'a> {
    /// Joins causes that are the same. `link` gives what a browser opens for a path and a line, if there is anything.
    pub fn of(explanation: &'a Explanation, link: &dyn Fn(&str, u32) -> Option<String>) -> Self {
        let mut nodes: Arena<NodeId, Node> = Arena::default();
        let text = clipped(&explanation.headline());
        let answer = nodes.push(Node {
            kind: "",
            text,
            place: None,
            excerpt: None,
            link: None,
            probe: None,
            causes: Vec::new(),
        });
        let mut graph = Self { explanation, nodes, answer };
        let mut known: HashMap<Same<'a>, Vec<NodeId>> = HashMap::new();
        let told = |causes: &'a [Told], beside| causes.iter().rev().map(move |cause| (cause, answer, beside));
        let mut open: Vec<(&Told, NodeId, bool)> = told(&explanation.also, true).collect();
        open.extend(told(&explanation.causes, false));
        while let Some((cause, owner, beside)) = open.pop() {
            let command = cause.probe.as_ref().map(|probe| probe.command.as_str());
            let same = known.entry((cause.kind, &cause.text, cause.path.as_deref(), cause.line, command)).or_default();
            let found = same.iter().copied().find(|&one| !graph.leads_to(one, owner));
            let id = found.unwrap_or_else(|| {
                let id = graph.nodes.push(node(cause, link));
                same.push(id);
                id
            });
            let causes = &mut graph.nodes[owner].causes;
            if !causes.iter().any(|edge| edge.cause == id) {
                causes.push(Edge { cause: id, beside });
            }
            open.extend(cause.causes.iter().rev().map(|cause| (cause, id, beside)));
        }
        graph
    }

    /// Whether a box is another one, or has it among its causes' causes.
    fn leads_to(&self, from: NodeId, to: NodeId) -> bool {
        let mut seen = Arena::<NodeId, bool>::filled(false, self.nodes.len());
        let mut open = vec![from];
        while let Some(id) = open.pop() {
            if id == to {
                return true;
            }
            if !std::mem::replace(&mut seen[id], true) {
                open.extend(self.nodes[id].causes.iter().map(|edge| edge.cause));
            }
        }
        false
    }

    /// What a broken line means, where there is one.
    fn legend(&self) -> Option<&'static str> {
        let beside = self.nodes.iter().any(|(_, node)| node.causes.iter().any(|edge| edge.beside));
        beside.then_some(if self.explanation.status == Status::Held { "also leads to it" } else { "also in the way" })
    }
}

fn node(cause: &Told, link: &dyn Fn(&str, u32) -> Option<String>) -> Node {
    let place = cause.path.as_deref().zip(cause.line);
    let probe = cause.probe.as_ref().map(|probe| {
        let (command, said) = probe_said(probe);
        (clipped(command), clipped(&said))
    });
    Node {
        kind: cause.kind.word(),
        text: clipped(&cause.text),
        place: place.map(|(name, line)| format!("{}:{line}", path(name))),
        excerpt: cause.excerpt.as_deref().filter(|_| place.is_some()).map(clipped),
        link: place.and_then(|(name, line)| link(name, line)),
        probe,
        causes: Vec::new(),
    }
}
