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
use super::unseen::{UNSEEN, names_of, unseen_links};
use crate::catalog::{AssetIx, Kind, day};
use layout::{BOX_H, BOX_W, STUB_H};
use neighbourhood::{Neighbourhood, What};

pub(crate) use lineage_export::{lineage_answer, lineage_csv, lineage_dot, lineage_mermaid};
pub(crate) use lineage_tree::lineage_text;
pub(crate) use walk::Ask;

/// Longest list a side.
const LIST: usize = 200;
/// Most ways of knowing an edge that are told.
const WAYS: usize = 3;

pub(super) fn lineage<'a>(views: &Views<'a>, ix: AssetIx) -> Option<Lineage<'a>> {
    let (up, down) = (views.reader.upstream(ix), views.reader.downstream(ix));
    if up.is_empty() && down.is_empty() && views.reader.stub_of(ix).is_none() {
        return None;
    }
    let up = by_name(views, up);
    let down = by_name(views, down);
    let (upstream_all, downstream_all) = reach(views, ix);
    let mut upstream = neighbours(views, &up, ix, false);
    upstream.extend(unseen_links(views.reader, ix));
    Some(Lineage {
        picture: picture(views, ix, &up, &down),
        upstream_all,
        downstream_all,
        upstream_more: up.len().saturating_sub(LIST),
        downstream_more: down.len().saturating_sub(LIST),
        upstream,
        downstream: neighbours(views, &down, ix, true),
        explorer: explorer_href(&views.reader.id(ix)),
    })
}

/// All that is reachable upstream, and downstream.
pub(super) fn reach(views: &Views<'_>, ix: AssetIx) -> (usize, usize) {
    let impact = views.reader.impact_of(ix);
    (impact.upstream as usize, impact.assets as usize)
}

fn by_name(views: &Views<'_>, assets: &[AssetIx]) -> Vec<AssetIx> {
    let mut sorted = assets.to_vec();
    sorted.sort_by(|a, b| views.reader.name(*a).cmp(views.reader.name(*b)));
    sorted
}

fn picture<'a>(views: &Views<'a>, ix: AssetIx, up: &[AssetIx], down: &[AssetIx]) -> Picture<'a> {
    let c = views.reader;
    let compare = |a: &AssetIx, b: &AssetIx| c.name(*a).cmp(c.name(*b));
    let mut shown = Neighbourhood::around(|of, down| c.neighbours(of, down), ix, up, down, compare);
    if c.part().is_some() {
        shown.add_unseen(|of| c.stub_of(of).is_some());
    }
    let height = |what: &What| match what {
        What::Asset(_) | What::Unseen => BOX_H,
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
            What::Asset(asset) if asset == ix => here(views, ix),
            What::Asset(asset) => asset_node(views, asset),
            What::Stub { of, more, down } => {
                let of = match shown.nodes[of].what {
                    What::Asset(of) => of,
                    What::Stub { .. } | What::Unseen => ix,
                };
                stub(views, of, more, down)
            }
            What::Unseen => unseen(views, &shown),
        }
    });
    let side = |at: usize| {
        let (x, y) = placed.corners[at];
        (x, y + heights[at] / 2)
    };
    let edges = shown.edges.iter().zip(&placed.ways);
    Picture {
        label: format!(
            "Lineage of {}: {} upstream, {} downstream{}",
            c.title(ix),
            up.len(),
            down.len(),
            match views.is_part() {
                true => " that you may see",
                false => "",
            }
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
fn here<'a>(views: &Views<'a>, ix: AssetIx) -> PictureNode<'a> {
    PictureNode {
        text: shorten(&box_name(views, ix), 29),
        sub: format!("this {}", box_kind(views, ix)),
        title: views.reader.name(ix).into(),
        href: None,
        kind: "here",
        ..PictureNode::default()
    }
}

fn stub<'a>(views: &Views<'a>, of: AssetIx, more: usize, down: bool) -> PictureNode<'a> {
    let word = if down { "downstream" } else { "upstream" };
    let more = super::grouped(more);
    let name = views.reader.name(of);
    PictureNode {
        text: format!("+{more} more {word}"),
        title: format!("{more} more directly {word} of {name}, in the explorer").into(),
        href: Some(explorer_href(&views.reader.id(of)).into()),
        kind: "stub",
        ..PictureNode::default()
    }
}

/// The box of all that the reader may not see, with the names that its owners publish.
fn unseen<'a>(views: &Views<'a>, shown: &Neighbourhood) -> PictureNode<'a> {
    let c = views.reader;
    let stubs = shown.nodes.iter().filter_map(|node| match node.what {
        What::Asset(ix) if node.step <= 0 => c.stub_of(ix),
        _ => None,
    });
    let mut names: Vec<&str> = stubs.flat_map(|stub| names_of(c, stub)).collect();
    names.sort_unstable();
    names.dedup();
    let sub = match names.len() {
        0 | 1 => "that you may not see".to_owned(),
        n => format!("and {} more that you may not see", n - 1),
    };
    let text = names.first().copied().unwrap_or("something");
    PictureNode {
        text: shorten(text, 29),
        sub: shorten(&sub, 36),
        title: match names.is_empty() {
            true => UNSEEN.into(),
            false => names.join(", ").into(),
        },
        kind: "unseen",
        ..PictureNode::default()
    }
}

fn asset_node<'a>(views: &Views<'a>, ix: AssetIx) -> PictureNode<'a> {
    let what = box_kind(views, ix);
    let sub = match lineage_owner(views, ix) {
        Some(dme) => format!("{} · {what}", views.reader.title(dme)),
        None => what.to_owned(),
    };
    PictureNode {
        text: shorten(&box_name(views, ix), 29),
        sub: shorten(&sub, 36),
        title: views.reader.name(ix).into(),
        href: Some(views.reader.href(ix).into()),
        kind: box_class(views, ix),
        ..PictureNode::default()
    }
}

/// The DME that an asset in lineage belongs to.
pub(super) fn lineage_owner(views: &Views<'_>, ix: AssetIx) -> Option<AssetIx> {
    match views.reader.relation_kind(ix) {
        Some(_) => views.reader.owner_of(ix),
        None => views.reader.product(ix)?.environment,
    }
}

/// Class of a box: its outline.
pub(super) fn box_class(views: &Views<'_>, ix: AssetIx) -> &'static str {
    match views.reader.is_outside(ix) {
        true => "external",
        false => match views.reader.asset(ix).kind {
            kind @ (Kind::View | Kind::Table | Kind::Job | Kind::Model | Kind::Product) => {
                kind.as_str()
            }
            _ => "exposure",
        },
    }
}

fn box_name(views: &Views<'_>, ix: AssetIx) -> String {
    views.called(ix)
}

/// What an asset is, in words.
pub(super) fn box_kind(views: &Views<'_>, ix: AssetIx) -> &'static str {
    lineage_kind(views.reader, ix).as_str()
}

/// Kind and owner in words.
pub(super) fn described_as(views: &Views<'_>, ix: AssetIx) -> String {
    let kind = box_kind(views, ix);
    match lineage_owner(views, ix) {
        Some(dme) => format!("{kind}, DME {}", views.reader.name(dme)),
        None => kind.to_owned(),
    }
}

/// Links with how each edge is known.
fn neighbours(views: &Views<'_>, assets: &[AssetIx], here: AssetIx, down: bool) -> Vec<Link> {
    assets
        .iter()
        .take(LIST)
        .map(|ix| {
            let (from, to) = if down { (here, *ix) } else { (*ix, here) };
            views.link_with(*ix, known_by(views, from, to))
        })
        .collect()
}

/// How an edge is known: "view SQL, OpenLineage run (load_orders, seen 2026-03-01)".
pub(super) fn known_by(views: &Views<'_>, from: AssetIx, to: AssetIx) -> String {
    // The same job is known from many events; the last time counts.
    let mut ways: Vec<(&'static str, Option<AssetIx>, Option<i64>)> = Vec::new();
    let mut more = 0;
    for known in views.reader.provenances(from, to) {
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
            remarks.extend(job.map(|j| views.reader.title(j).to_owned()));
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
pub(super) fn known_briefly(views: &Views<'_>, from: AssetIx, to: AssetIx) -> String {
    let mut words: Vec<&str> = Vec::new();
    // Sorted by how, so that equals are neighbours.
    for known in views.reader.provenances(from, to) {
        if words.last() != Some(&known.how.words()) {
            words.push(known.how.words());
        }
    }
    words.join(", ")
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
    let place = |chars| {
        let mut places = text.char_indices();
        places.nth(chars).map_or(text.len(), |(at, _)| at)
    };
    let (head, tail) = (place(limit / 2), place(n - (limit - limit / 2 - 1)));
    [&text[..head], "…", &text[tail..]].concat()
}
