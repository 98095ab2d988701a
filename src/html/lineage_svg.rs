//! The neighbourhood of an asset as an `svg` element that reads without a script. Colours and
//! strokes are the style sheet's.

use super::writer::Writer;
use crate::view::model::{Picture, PictureEdge, PictureNode};

impl Writer {
    pub(super) fn picture(&mut self, picture: &Picture<'_>) -> &mut Self {
        let (width, height) = (picture.width, picture.height);
        self.raw("<svg class=\"lineage\" viewBox=\"0 0 ")
            .coordinate(width)
            .raw(" ")
            .coordinate(height)
            .raw("\" width=\"")
            .coordinate(width)
            .raw("\" height=\"")
            .coordinate(height)
            .raw("\" role=\"group\" aria-label=\"")
            .text(&picture.label)
            .raw("\"><path class=\"edge\" d=\"");
        for edge in &picture.edges {
            self.edge(edge, picture.box_width);
        }
        for (x, y) in &picture.loops {
            let right = x + picture.box_width;
            let (from, to) = (right.saturating_sub(48), right.saturating_sub(20));
            let high = y.saturating_sub(13);
            self.raw("M").point((from, *y));
            self.raw("C").point((from, high));
            self.raw(" ").point((to, high));
            self.raw(" ").point((to, *y)).raw("m-4 -6l4 6l4 -6");
        }
        self.raw("\"/>");
        for node in &picture.nodes {
            self.node(node, picture.box_width);
        }
        self.raw("\n</svg>")
    }

    fn node(&mut self, node: &PictureNode<'_>, width: u32) {
        match &node.href {
            Some(href) => self
                .raw("\n<a href=\"")
                .address(href)
                .raw("\" class=\"")
                .raw(node.kind)
                .raw("\">"),
            None => self.raw("\n<g class=\"").raw(node.kind).raw("\">"),
        };
        self.raw("<svg x=\"")
            .coordinate(node.x)
            .raw("\" y=\"")
            .coordinate(node.y)
            .raw("\" width=\"")
            .coordinate(width)
            .raw("\" height=\"")
            .coordinate(node.height)
            .raw("\"><title>")
            .text(&node.title)
            .raw("</title><rect width=\"100%\" height=\"100%\"/><text x=\"14\" y=\"19\">")
            .text(&node.text)
            .raw("</text>")
            .some(
                "<text class=\"s\" x=\"14\" y=\"35\">",
                Some(&node.sub),
                "</text>",
            )
            .raw(match node.href {
                Some(_) => "</svg></a>",
                None => "</svg></g>",
            });
    }

    /// A curve from the middle of one box's side to another's, straight where it passes boxes, with
    /// an arrow head. Leads from right to left where it closes a cycle.
    fn edge(&mut self, edge: &PictureEdge, box_width: u32) {
        let forward = edge.from.0 < edge.to.0;
        let sides = |left: u32| match forward {
            true => (left, left + box_width),
            false => (left + box_width, left),
        };
        let mut at = (sides(edge.from.0).1, edge.from.1);
        self.raw("M").point(at);
        for (left, height) in &edge.passing {
            let (enter, leave) = sides(*left);
            self.curve(at, (enter, *height)).raw("H").coordinate(leave);
            at = (leave, *height);
        }
        self.curve(at, (sides(edge.to.0).0, edge.to.1))
            .raw(match forward {
                true => "m-6 -4l6 4l-6 4",
                false => "m6 -4l-6 4l6 4",
            });
    }

    fn curve(&mut self, from: (u32, u32), to: (u32, u32)) -> &mut Self {
        let middle = from.0.midpoint(to.0);
        self.raw("C").point((middle, from.1));
        self.raw(" ").point((middle, to.1));
        self.raw(" ").point(to)
    }

    fn point(&mut self, (x, y): (u32, u32)) -> &mut Self {
        self.coordinate(x).raw(" ").coordinate(y)
    }
}
