//! The direct neighbourhood of an asset: sources at the left, dependents at the right.

use std::fmt::Write as _;

use super::Views;
use super::model::{Lineage, Link};
use crate::catalog::{AssetIx, Kind, RelationKind};
use crate::markdown::escape_into;

const BOX_W: u32 = 240;
const BOX_H: u32 = 46;
const STUB_H: u32 = 30;
const GAP_X: u32 = 70;
const GAP_Y: u32 = 14;
const MARGIN: u32 = 10;
/// Boxes a side; with the middle and two stubs a picture stays under 50 nodes.
const SIDE: usize = 12;
/// Longest list a side.
const LIST: usize = 200;
/// Beyond this many, "reachable" is said to be more.
const REACH: usize = 5000;

/// A box of the picture.
struct LineageBox {
    x: u32,
    y: u32,
    w: u32,
    h: u32,
    /// First line.
    text: String,
    /// Second line.
    sub: String,
    /// Full name, for the tooltip.
    title: String,
    /// Site-relative address; none for the asset itself and stubs.
    href: Option<String>,
    /// `here`, `stub`, `view`, `table`, `exposure` or `external`.
    kind: &'static str,
}

impl LineageBox {
    fn write(&self, root: &str, out: &mut String) {
        let Self {
            x, y, w, h, kind, ..
        } = self;
        match &self.href {
            Some(href) => {
                let _ = write!(out, "\n<a href=\"{root}{href}\" class=\"{kind}\">");
            }
            None => {
                let _ = write!(out, "\n<g class=\"{kind}\">");
            }
        }
        let _ = write!(
            out,
            "<svg x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\"><title>"
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

impl Views<'_> {
    pub(super) fn lineage(&self, ix: AssetIx) -> Option<Lineage> {
        let graph = &self.catalog.graph;
        let (up, down) = (graph.upstream(ix), graph.downstream(ix));
        if up.is_empty() && down.is_empty() {
            return None;
        }
        let up = self.by_name(up);
        let down = self.by_name(down);
        let (left, left_height) = self.side(&up, "upstream");
        let (right, right_height) = self.side(&down, "downstream");
        let height = left_height.max(right_height).max(BOX_H) + 2 * MARGIN;
        let mut columns = Vec::new();
        let mut x = MARGIN;
        if !left.is_empty() {
            columns.push((left, left_height, x));
            x += BOX_W + GAP_X;
        }
        let here_x = x;
        let here = LineageBox {
            x: here_x,
            y: (height - BOX_H) / 2,
            w: BOX_W,
            h: BOX_H,
            text: shorten(&self.box_name(ix), 29),
            sub: format!("this {}", self.box_kind(ix)),
            title: self.catalog.name(ix).to_owned(),
            href: None,
            kind: "here",
        };
        x += BOX_W;
        if !right.is_empty() {
            x += GAP_X;
            columns.push((right, right_height, x));
            x += BOX_W;
        }
        let mut boxes = Vec::new();
        let mut edges = String::new();
        for (side, side_height, x) in columns {
            let mut y = (height - side_height) / 2;
            for mut node in side {
                (node.x, node.y) = (x, y);
                y += node.h + GAP_Y;
                let (from, to) = if x < here_x {
                    (&node, &here)
                } else {
                    (&here, &node)
                };
                let (x1, y1) = (from.x + from.w, from.y + from.h / 2);
                let (x2, y2) = (to.x, to.y + to.h / 2);
                let mid = (x1 + x2) / 2;
                let _ = write!(edges, "M{x1} {y1}C{mid} {y1} {mid} {y2} {x2} {y2}");
                boxes.push(node);
            }
        }
        boxes.push(here);
        let width = x + MARGIN;
        let mut picture_html = String::with_capacity(300 + boxes.len() * 360 + edges.len());
        let _ = write!(
            picture_html,
            "<svg class=\"lineage\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"group\" aria-label=\"Lineage of "
        );
        escape_into(self.catalog.title(ix), &mut picture_html);
        let _ = write!(
            picture_html,
            ": {} upstream, {} downstream\"><path class=\"edge\" d=\"{edges}\"/>",
            up.len(),
            down.len()
        );
        let root = super::root(self.catalog.href(ix));
        for node in &boxes {
            node.write(&root, &mut picture_html);
        }
        picture_html.push_str("\n</svg>");
        Some(Lineage {
            picture_html,
            upstream_all: self.catalog.reachable(ix, false, REACH),
            downstream_all: self.catalog.reachable(ix, true, REACH),
            upstream_more: up.len().saturating_sub(LIST),
            downstream_more: down.len().saturating_sub(LIST),
            upstream: self.neighbours(&up, ix, false),
            downstream: self.neighbours(&down, ix, true),
        })
    }

    fn by_name(&self, assets: &[AssetIx]) -> Vec<AssetIx> {
        let mut sorted = assets.to_vec();
        sorted.sort_by(|a, b| self.catalog.name(*a).cmp(self.catalog.name(*b)));
        sorted
    }

    fn side(&self, assets: &[AssetIx], word: &str) -> (Vec<LineageBox>, u32) {
        let shown = if assets.len() > SIDE {
            SIDE - 1
        } else {
            assets.len()
        };
        let mut boxes: Vec<LineageBox> = assets[..shown].iter().map(|ix| self.node(*ix)).collect();
        if assets.len() > shown {
            boxes.push(LineageBox {
                x: 0,
                y: 0,
                w: BOX_W,
                h: STUB_H,
                text: format!("+ {} more {word}", assets.len() - shown),
                sub: String::new(),
                title: format!("{} more {word}, in the list below", assets.len() - shown),
                href: None,
                kind: "stub",
            });
        }
        let height = boxes
            .iter()
            .map(|b| b.h + GAP_Y)
            .sum::<u32>()
            .saturating_sub(GAP_Y);
        (boxes, height)
    }

    fn node(&self, ix: AssetIx) -> LineageBox {
        let asset = self.catalog.asset(ix);
        let relation = self.catalog.relation(ix);
        let kind = match asset.kind {
            Kind::View => "view",
            Kind::Table if relation.is_some_and(|r| !r.is_described()) => "external",
            Kind::Table => "table",
            _ => "exposure",
        };
        let owner = relation
            .and_then(crate::catalog::Relation::owner)
            .or(self.catalog.product(ix).and_then(|p| p.environment))
            .map(|d| self.catalog.title(d));
        let what = self.box_kind(ix);
        LineageBox {
            x: 0,
            y: 0,
            w: BOX_W,
            h: BOX_H,
            text: shorten(&self.box_name(ix), 29),
            sub: shorten(
                &owner.map_or_else(|| what.to_owned(), |o| format!("{o} · {what}")),
                36,
            ),
            title: self.catalog.name(ix).to_owned(),
            href: Some(self.catalog.href(ix).to_owned()),
            kind,
        }
    }

    fn box_name(&self, ix: AssetIx) -> String {
        match self.catalog.relation(ix) {
            Some(_) => self.short_name(ix),
            None => self.catalog.title(ix).to_owned(),
        }
    }

    fn box_kind(&self, ix: AssetIx) -> &'static str {
        match self.catalog.relation(ix) {
            Some(r) if r.unified => "unified view",
            Some(r) => match r.kind {
                RelationKind::View => "view",
                RelationKind::MaterializedView => "materialized view",
                RelationKind::External => "external",
                RelationKind::Missing => "missing",
                _ => "table",
            },
            None => match self.catalog.asset(ix).kind {
                Kind::Product => "data product",
                Kind::Exposure => "exposure",
                other => other.as_str(),
            },
        }
    }

    /// Links with how each edge is known.
    fn neighbours(&self, assets: &[AssetIx], here: AssetIx, down: bool) -> Vec<Link> {
        assets
            .iter()
            .take(LIST)
            .map(|ix| {
                let (from, to) = if down { (here, *ix) } else { (*ix, here) };
                let mut how: Vec<&str> = self
                    .catalog
                    .graph
                    .provenances(from, to)
                    .map(|p| match p.how {
                        crate::catalog::How::Sql => "view SQL",
                        crate::catalog::How::SqlInferred => "view SQL, inferred",
                        crate::catalog::How::Dbt => "dbt",
                        crate::catalog::How::InputPort => "input port",
                        crate::catalog::How::Declared => "declared input",
                        crate::catalog::How::Copy => "copy",
                    })
                    .collect();
                how.dedup();
                self.link_with(*ix, how.join(", "))
            })
            .collect()
    }
}

/// Cuts in the middle: the end of a table's name tells as much as its start.
fn shorten(text: &str, limit: usize) -> String {
    let n = text.chars().count();
    if n <= limit {
        return text.to_owned();
    }
    let head: String = text.chars().take(limit / 2).collect();
    let tail: String = text.chars().skip(n - (limit - limit / 2 - 1)).collect();
    format!("{head}…{tail}")
}
