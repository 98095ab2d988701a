//! The neighbourhood of an asset in the lineage, laid out.

use std::borrow::Cow;

use serde::Serialize;

/// A picture of boxes and arrows. Coordinates begin at the top left.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Picture<'a> {
    /// What it shows, in words.
    pub label: String,
    /// Width of all.
    pub width: u32,
    /// Height of all.
    pub height: u32,
    /// Width of each box.
    pub box_width: u32,
    /// Boxes.
    pub nodes: Vec<PictureNode<'a>>,
    /// Arrows.
    pub edges: Vec<PictureEdge>,
    /// Left and top of the boxes that lead to themselves.
    pub loops: Vec<(u32, u32)>,
}

/// A box of a [`Picture`].
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct PictureNode<'a> {
    /// Left.
    pub x: u32,
    /// Top.
    pub y: u32,
    /// Height.
    pub height: u32,
    /// First line.
    pub text: String,
    /// Second line; may be empty.
    pub sub: String,
    /// Full name, for the tooltip.
    pub title: Cow<'a, str>,
    /// Site-relative address; none for the asset itself.
    pub href: Option<Cow<'a, str>>,
    /// `here`, `stub`, `unseen`, `view`, `table`, `exposure`, `external`, `job`, `model` or `product`.
    pub kind: &'static str,
}

/// An arrow of a [`Picture`].
#[derive(Debug, Clone, Serialize)]
pub(crate) struct PictureEdge {
    /// Left and middle of the box that it leads from.
    pub from: (u32, u32),
    /// Left and middle of the box that it leads to.
    pub to: (u32, u32),
    /// Left and height of the boxes that it passes, from its source on.
    pub passing: Vec<(u32, u32)>,
}
