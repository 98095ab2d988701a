//! Lineage of an asset, as a picture and as lists.

mod column_graph;
mod diagram;
mod layout;
mod layout_cache;
mod lineage_export;
mod lineage_tree;
mod neighbourhood;
#[cfg(test)]
mod tests;
mod walk;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::Views;
use super::api::lineage_kind;
use super::model::{Lineage, Link, Picture, PictureEdge, PictureNode};
use crate::catalog::{AssetIx, Kind, day};
use layout::{BOX_H, BOX_W, STUB_H};
use neighbourhood::{Neighbourhood, What};

pub(crate) use walk::Ask;

/// Longest list a side.
const LIST: usize = 200;
/// Most ways of knowing an edge that are told.
const WAYS: usize = 3;

impl<'a> Views<'a> {
    pub(super) fn lineage(&self, ix: AssetIx) -> Option<Lineage<'a>> {
        let (up, down) = (self.reader.upstream(ix), self.reader.downstream(ix));
        if up.is_empty() && down.is_empty() {
            return None;
        }
        let up = self.by_name(up);
        let down = self.by_name(down);
        let (upstream_all, downstream_all) = self.reach(ix);
        Some(Lineage {
            picture: self.picture(ix, &up, &down),
            upstream_all,
            downstream_all,
            upstream_more: up.len().saturating_sub(LIST),
            downstream_more: down.len().saturating_sub(LIST),
            upstream: self.neighbours(&up, ix, false),
            downstream: self.neighbours(&down, ix, true),
            explorer: explorer_href(&self.reader.id(ix)),
        })
    }

    /// All that is reachable upstream, and downstream.
    pub(super) fn reach(&self, ix: AssetIx) -> (usize, usize) {
        let impact = self.reader.impact_of(ix);
        (impact.upstream as usize, impact.assets as usize)
    }

    fn by_name(&self, assets: &[AssetIx]) -> Vec<AssetIx> {
        let mut sorted = assets.to_vec();
        sorted.sort_by(|a, b| self.reader.name(*a).cmp(self.reader.name(*b)));
        sorted
    }

    fn picture(&self, ix: AssetIx, up: &[AssetIx], down: &[AssetIx]) -> Picture<'a> {
        let c = self.reader;
        let compare = |a: &AssetIx, b: &AssetIx| c.name(*a).cmp(c.name(*b));
        let shown = Neighbourhood::around(|of, down| c.neighbours(of, down), ix, up, down, compare);
        let height = |what: &What| match what {
            What::Asset(_) => BOX_H,
            What::Stub { .. } => STUB_H,
        };
        let heights: Vec<u32> = shown.nodes.iter().map(|n| height(&n.what)).collect();
        let placed = layout_cache::placed(&shown, &heights);
        let nodes = shown.nodes.iter().zip(&placed.corners).zip(&heights);
        let nodes = nodes.map(|((node, (x, y)), height)| PictureNode {
            x: *x,
            y: *y,
            height: *height,
            ..match node.what {
                What::Asset(asset) if asset == ix => self.here(ix),
                What::Asset(asset) => self.node(asset),
                What::Stub { of, more, down } => {
                    let of = match shown.nodes[of].what {
                        What::Asset(of) => of,
                        What::Stub { .. } => ix,
                    };
                    self.stub(of, more, down)
                }
            }
        });
        let side = |at: usize| {
            let (x, y) = placed.corners[at];
            (x, y + heights[at] / 2)
        };
        let edges = shown.edges.iter().zip(&placed.ways);
        Picture {
            label: format!(
                "Lineage of {}: {} upstream, {} downstream",
                c.title(ix),
                up.len(),
                down.len()
            ),
            width: placed.width,
            height: placed.height,
            box_width: BOX_W,
            nodes: nodes.collect(),
            edges: edges
                .map(|((from, to), way)| PictureEdge {
                    from: side(*from),
                    to: side(*to),
                    passing: way.clone(),
                })
                .collect(),
            loops: shown.loops.iter().map(|at| placed.corners[*at]).collect(),
        }
    }

    /// The asset itself, not yet placed.
    fn here(&self, ix: AssetIx) -> PictureNode<'a> {
        PictureNode {
            text: shorten(&self.box_name(ix), 29),
            sub: format!("this {}", self.box_kind(ix)),
            title: self.reader.name(ix).into(),
            href: None,
            kind: "here",
            ..PictureNode::default()
        }
    }

    fn stub(&self, of: AssetIx, more: usize, down: bool) -> PictureNode<'a> {
        let word = if down { "downstream" } else { "upstream" };
        let more = super::grouped(more);
        let name = self.reader.name(of);
        PictureNode {
            text: format!("+{more} more {word}"),
            title: format!("{more} more directly {word} of {name}, in the explorer").into(),
            href: Some(explorer_href(&self.reader.id(of)).into()),
            kind: "stub",
            ..PictureNode::default()
        }
    }

    fn node(&self, ix: AssetIx) -> PictureNode<'a> {
        let what = self.box_kind(ix);
        let sub = match self.lineage_owner(ix) {
            Some(dme) => format!("{} · {what}", self.reader.title(dme)),
            None => what.to_owned(),
        };
        PictureNode {
            text: shorten(&self.box_name(ix), 29),
            sub: shorten(&sub, 36),
            title: self.reader.name(ix).into(),
            href: Some(self.reader.href(ix).into()),
            kind: self.box_class(ix),
            ..PictureNode::default()
        }
    }

    /// The DME that an asset in lineage belongs to.
    pub(super) fn lineage_owner(&self, ix: AssetIx) -> Option<AssetIx> {
        match self.reader.relation(ix) {
            Some(relation) => self.reader.owner(relation),
            None => self.reader.product(ix)?.environment,
        }
    }

    /// Class of a box: its outline.
    pub(super) fn box_class(&self, ix: AssetIx) -> &'static str {
        match self.reader.relation(ix) {
            Some(relation) if !relation.is_described() => "external",
            _ => match self.reader.asset(ix).kind {
                kind @ (Kind::View | Kind::Table | Kind::Job | Kind::Model | Kind::Product) => {
                    kind.as_str()
                }
                _ => "exposure",
            },
        }
    }

    fn box_name(&self, ix: AssetIx) -> String {
        match self.reader.relation(ix) {
            Some(_) => self.short_name(ix),
            None => self.reader.title(ix).to_owned(),
        }
    }

    /// What an asset is, in words.
    pub(super) fn box_kind(&self, ix: AssetIx) -> &'static str {
        lineage_kind(self.reader.asset(ix).kind, self.reader.relation(ix)).as_str()
    }

    /// Kind and owner in words.
    pub(super) fn described_as(&self, ix: AssetIx) -> String {
        let kind = self.box_kind(ix);
        match self.lineage_owner(ix) {
            Some(dme) => format!("{kind}, DME {}", self.reader.name(dme)),
            None => kind.to_owned(),
        }
    }

    /// Links with how each edge is known.
    fn neighbours(&self, assets: &[AssetIx], here: AssetIx, down: bool) -> Vec<Link> {
        assets
            .iter()
            .take(LIST)
            .map(|ix| {
                let (from, to) = if down { (here, *ix) } else { (*ix, here) };
                self.link_with(*ix, self.known_by(from, to))
            })
            .collect()
    }

    /// How an edge is known: "view SQL, OpenLineage run (load_orders, seen 2026-03-01)".
    pub(super) fn known_by(&self, from: AssetIx, to: AssetIx) -> String {
        // The same job is known from many events; the last time counts.
        let mut ways: Vec<(&'static str, Option<AssetIx>, Option<i64>)> = Vec::new();
        let mut more = 0;
        for known in self.reader.provenances(from, to) {
            let words = known.how.words();
            let same = ways.iter().position(|w| (w.0, w.1) == (words, known.job));
            match same {
                Some(at) => ways[at].2 = ways[at].2.max(known.seen),
                None if ways.len() < WAYS => ways.push((words, known.job, known.seen)),
                None => more += 1,
            }
        }
        let mut text: Vec<String> = ways
            .into_iter()
            .map(|(words, job, seen)| {
                let mut remarks = Vec::new();
                remarks.extend(job.map(|j| self.reader.title(j).to_owned()));
                remarks.extend(seen.and_then(day).map(|d| format!("seen {d}")));
                if remarks.is_empty() {
                    words.to_owned()
                } else {
                    format!("{words} ({})", remarks.join(", "))
                }
            })
            .collect();
        if more > 0 {
            text.push(format!("and {more} more"));
        }
        text.join(", ")
    }

    /// How an edge is known, in a word or two.
    pub(super) fn known_briefly(&self, from: AssetIx, to: AssetIx) -> String {
        let mut words: Vec<&str> = Vec::new();
        // Sorted by how, so that equals are neighbours.
        for known in self.reader.provenances(from, to) {
            if words.last() != Some(&known.how.words()) {
                words.push(known.how.words());
            }
        }
        words.join(", ")
    }
}

/// Site-relative address of the explorer with an asset in its focus.
pub(super) fn explorer_href(id: &str) -> String {
    const VALUE: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'.')
        .remove(b'_')
        .remove(b'~');
    let mut href = String::from("lineage/index.html?focus=");
    href.extend(utf8_percent_encode(id, VALUE));
    href
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
