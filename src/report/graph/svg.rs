//! A picture of causes enters; a drawing leaves, from the answer at the left to the causes at the right. It holds all
//! that it needs, and follows the reader's light or dark.

use std::fmt::Write as _;

use crate::model::arena::Arena;

use super::{
    Graph, Node, NodeId, SpotId,
    layers::{Layers, Line, spot_of},
    place::middles,
    words::{escaped, wrapped},
};

/// Columns of a box, and the most lines of each of its texts.
const ROOM: usize = 40;
const MOST_LINES: usize = 8;

/// In pixels: the advance of a fixed font of 12 pixels, and what is added to it since fonts differ.
const COLUMN: i64 = 8;
const LINE: i64 = 17;
const PADDING: i64 = 12;
const BOX: i64 = 40 * COLUMN + 2 * PADDING;
const BETWEEN_LAYERS: i64 = 56;
const MARGIN: i64 = 20;
/// Room for a line that passes a layer.
const BEND: i64 = 8;

const STYLE: &str = "\
.page{fill:#fff}.box{fill:#f6f8fa;stroke:#9aa4af}.answer{fill:#ddf4ff;stroke:#0969da;stroke-width:2}
.line{fill:none;stroke:#6e7781;stroke-width:1.5}.beside{stroke-dasharray:5 4}.head{fill:#6e7781}
text{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;fill:#1f2328;white-space:pre}
.kind{fill:#8250df}.dim{fill:#57606a}.strong{font-weight:bold}a text{fill:#0550ae;text-decoration:underline}
@media(prefers-color-scheme:dark){
.page{fill:#0d1117}.box{fill:#161b22;stroke:#6e7681}.answer{fill:#0c2d4f;stroke:#58a6ff}
.line{stroke:#8b949e}.head{fill:#8b949e}
text{fill:#e6edf3}.kind{fill:#d2a8ff}.dim{fill:#9aa4af}a text{fill:#79c0ff}}";

/// A row of text, with the class that it is shown by.
struct Row {
    class: &'static str,
    text: String,
    linked: bool,
}

fn rows(node: &Node) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut add = |class, text: &str, linked| {
        rows.extend(wrapped(text, ROOM, MOST_LINES).into_iter().map(|text| Row { class, text, linked }));
    };
    if !node.kind.is_empty() {
        add("kind", node.kind, false);
    }
    add("strong", &node.text, false);
    if let Some(place) = &node.place {
        add("dim", place, true);
    }
    if let Some(excerpt) = &node.excerpt {
        add("", excerpt, false);
    }
    if let Some((command, said)) = &node.probe {
        add("dim", &format!("$ {command}"), false);
        add("", said, false);
    }
    rows
}

fn height(rows: &[Row]) -> i64 {
    i64::try_from(rows.len()).unwrap_or(0) * LINE + PADDING
}

fn left(layer: usize) -> i64 {
    MARGIN + i64::try_from(layer).unwrap_or(0) * (BOX + BETWEEN_LAYERS)
}

/// The picture as a drawing.
pub fn svg(graph: &Graph<'_>) -> String {
    let layers = Layers::of(graph);
    let mut texts: Arena<NodeId, Vec<Row>> = Arena::default();
    graph.nodes.iter().for_each(|(_, node)| _ = texts.push(rows(node)));
    let mut heights: Arena<SpotId, i64> = Arena::filled(BEND, layers.spots.len());
    texts.iter().for_each(|(id, rows)| heights[spot_of(id)] = height(rows));
    let middles = middles(&layers, &heights);

    let lowest = middles.iter().map(|(id, middle)| middle + heights[id]).max().unwrap_or(0);
    let bottom = middles.iter().map(|(id, middle)| MARGIN + middle + heights[id] / 2).max().unwrap_or(lowest);
    let legend = graph.legend();
    let (width, high) = (left(layers.rows.len()) - BETWEEN_LAYERS + MARGIN, bottom + MARGIN);
    let high = if legend.is_some() { high + 2 * LINE } else { high };
    let title = graph.nodes.iter().next().map_or_else(String::new, |(_, node)| escaped(&node.text));
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{high}\" viewBox=\"0 0 {width} {high}\" \
         role=\"img\" aria-label=\"{title}\">\n<title>{title}</title>\n<style>\n{STYLE}\n</style>\n\
         <defs><marker id=\"head\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" \
         orient=\"auto\" markerUnits=\"userSpaceOnUse\"><path class=\"head\" d=\"M0 0L8 4L0 8z\"/></marker></defs>\n\
         <rect class=\"page\" width=\"{width}\" height=\"{high}\"/>\n"
    );
    for line in &layers.lines {
        let class = if line.beside { "line beside" } else { "line" };
        let way = way(&layers, &middles, line);
        let _infallible = writeln!(out, "<path class=\"{class}\" marker-end=\"url(#head)\" d=\"{way}\"/>");
    }
    for (id, node) in graph.nodes.iter() {
        let spot = spot_of(id);
        let (x, y) = (left(layers.spots[spot].layer), MARGIN + middles[spot] - heights[spot] / 2);
        let class = if id == graph.answer { "answer" } else { "box" };
        draw(&mut out, node, &texts[id], class, [x, y, heights[spot]]);
    }
    if let Some(legend) = legend {
        let (y, end, text) = (high - MARGIN, MARGIN + 40, MARGIN + 50);
        let _infallible = writeln!(out, "<path class=\"line beside\" d=\"M{MARGIN} {}H{end}\"/>", y - 4);
        let _infallible = writeln!(out, "<text class=\"dim\" x=\"{text}\" y=\"{y}\">{legend}</text>");
    }
    out.push_str("</svg>\n");
    out
}

/// A line that leaves each spot, and meets the next one, level.
fn way(layers: &Layers, middles: &Arena<SpotId, i64>, line: &Line) -> String {
    let mut out = String::new();
    let mut last: Option<(i64, i64)> = None;
    for &spot in &line.spots {
        let (x, y) = (left(layers.spots[spot].layer), MARGIN + middles[spot]);
        match last {
            None => {
                let _infallible = write!(out, "M{} {y}", x + BOX);
            }
            Some((from, above)) => {
                let bend = i64::midpoint(from, x);
                let _infallible = write!(out, "C{bend} {above} {bend} {y} {x} {y}");
                if layers.spots[spot].node.is_none() {
                    let _infallible = write!(out, "H{}", x + BOX);
                }
            }
        }
        last = Some((x + BOX, y));
    }
    out
}

/// One box, at its left and upper edge, so high.
fn draw(out: &mut String, node: &Node, rows: &[Row], class: &str, [x, y, height]: [i64; 3]) {
    let _infallible =
        writeln!(out, "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{BOX}\" height=\"{height}\" rx=\"6\"/>");
    let mut base = y + PADDING / 2 - 4;
    for row in rows {
        base += LINE;
        let class = if row.class.is_empty() { String::new() } else { format!(" class=\"{}\"", row.class) };
        let text = format!("<text{class} x=\"{}\" y=\"{base}\">{}</text>", x + PADDING, escaped(&row.text));
        let _infallible = match node.link.as_ref().filter(|_| row.linked) {
            Some(link) => writeln!(out, "<a href=\"{}\">{text}</a>", escaped(link)),
            None => writeln!(out, "{text}"),
        };
    }
}
