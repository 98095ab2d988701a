//! The picture as an `svg` element that reads without a script. Colours and strokes are the style
//! sheet's.

use super::layout::{BOX_W, Placed};
use crate::markdown::escape_into;

/// A box of the picture.
pub(super) struct Node {
    pub(super) height: u32,
    /// First line.
    pub(super) text: String,
    /// Second line.
    pub(super) sub: String,
    /// Full name, for the tooltip.
    pub(super) title: String,
    /// Address from the page; none for the asset itself.
    pub(super) href: Option<String>,
    /// `here`, `stub`, `view`, `table`, `exposure`, `external`, `job`, `model` or `product`.
    pub(super) kind: &'static str,
}

impl Node {
    fn write(&self, (x, y): (u32, u32), out: &mut String) {
        let Self { height, kind, .. } = self;
        match &self.href {
            Some(href) => {
                out.push_str("\n<a href=\"");
                escape_into(href, out);
                append!(out, "\" class=\"{kind}\">");
            }
            None => {
                append!(out, "\n<g class=\"{kind}\">");
            }
        }
        append!(
            out,
            "<svg x=\"{x}\" y=\"{y}\" width=\"{BOX_W}\" height=\"{height}\"><title>"
        );
        escape_into(&self.title, out);
        out.push_str("</title><rect width=\"100%\" height=\"100%\"/><text x=\"14\" y=\"19\">");
        escape_into(&self.text, out);
        out.push_str("</text>");
        if !self.sub.is_empty() {
            out.push_str("<text class=\"s\" x=\"14\" y=\"35\">");
            escape_into(&self.sub, out);
            out.push_str("</text>");
        }
        out.push_str(if self.href.is_some() {
            "</svg></a>"
        } else {
            "</svg></g>"
        });
    }
}

/// Draws the nodes and the edges between them; `loops` are nodes that read themselves.
pub(super) fn draw(
    label: &str,
    nodes: &[Node],
    edges: &[(usize, usize)],
    loops: &[usize],
    placed: &Placed,
) -> String {
    let Placed { width, height, .. } = placed;
    let mut out = String::with_capacity(300 + nodes.len() * 360 + edges.len() * 60);
    append!(
        out,
        "<svg class=\"lineage\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"group\" aria-label=\""
    );
    escape_into(label, &mut out);
    out.push_str("\"><path class=\"edge\" d=\"");
    let corner = |at: usize| {
        let (x, y) = placed.corners[at];
        (x, y + nodes[at].height / 2)
    };
    for ((from, to), way) in edges.iter().zip(&placed.ways) {
        edge(corner(*from), corner(*to), way, &mut out);
    }
    for at in loops {
        let (x, y) = placed.corners[*at];
        let (left, right) = (x + BOX_W - 48, x + BOX_W - 20);
        let high = y.saturating_sub(13);
        append!(
            out,
            "M{left} {y}C{left} {high} {right} {high} {right} {y}m-4 -6l4 6l4 -6"
        );
    }
    out.push_str("\"/>");
    for (node, corner) in nodes.iter().zip(&placed.corners) {
        node.write(*corner, &mut out);
    }
    out.push_str("\n</svg>");
    out
}

/// A curve from the middle of one box's side to another's, straight where it passes boxes, with
/// an arrow head. Leads from right to left where it closes a cycle.
fn edge(from: (u32, u32), to: (u32, u32), way: &[(u32, u32)], out: &mut String) {
    let forward = from.0 < to.0;
    let sides = |left: u32| {
        if forward {
            (left, left + BOX_W)
        } else {
            (left + BOX_W, left)
        }
    };
    let (mut x, mut y) = (sides(from.0).1, from.1);
    append!(out, "M{x} {y}");
    for (left, at) in way {
        let (enter, leave) = sides(*left);
        curve((x, y), (enter, *at), out);
        append!(out, "H{leave}");
        (x, y) = (leave, *at);
    }
    curve((x, y), (sides(to.0).0, to.1), out);
    out.push_str(if forward {
        "m-6 -4l6 4l-6 4"
    } else {
        "m6 -4l-6 4l6 4"
    });
}

fn curve((x1, y1): (u32, u32), (x2, y2): (u32, u32), out: &mut String) {
    let middle = x1.midpoint(x2);
    append!(out, "C{middle} {y1} {middle} {y2} {x2} {y2}");
}
