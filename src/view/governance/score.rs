//! The score of a DME: documented points, each with the place that would raise it.

use std::cmp::Reverse;

use crate::catalog::{AssetIx, Environment};
use crate::diagnostic::Severity;
use crate::view::dme::checklist;
use crate::view::model::{Cell, Fact, Link, Section};
use crate::view::{Views, chart, counted, grouped};

use super::drift::DRIFT;
use super::{address, site_link};

/// A part of the score.
pub(in crate::view) struct Point {
    /// What it is for.
    pub(super) label: &'static str,
    /// Points earned.
    pub(super) earned: u64,
    /// Points to be had; 0 where there is nothing to judge, and then it doesn't count.
    pub(super) possible: u64,
    /// What was found.
    pub(super) detail: String,
    /// Page and anchor of what would raise it.
    pub(super) raise: Option<(AssetIx, &'static str)>,
}

/// The parts and their points; they make 100.
pub(super) const PARTS: [(&str, u64); 9] = [
    ("Readiness", 28),
    ("Tables behind a unified view", 12),
    ("Tables described", 8),
    ("Tables with a contract", 10),
    ("Tables with a service level", 8),
    ("Unified views described", 6),
    ("Columns described", 10),
    ("Free of contradictions", 10),
    ("As fresh as promised", 8),
];

/// How many of a set have something, and what to mend first.
#[derive(Default)]
struct Part {
    total: usize,
    yes: usize,
    /// Weight and name of the first that lacks it.
    first: Option<AssetIx>,
    weight: usize,
}

impl Part {
    /// Counts one; of those that lack it, the one with the most weight is kept, the first of equals.
    fn add(&mut self, ix: AssetIx, yes: bool, weight: usize) {
        self.total += 1;
        self.yes += usize::from(yes);
        if !yes && (self.first.is_none() || weight > self.weight) {
            self.first = Some(ix);
            self.weight = weight;
        }
    }

    fn point(&self, part: usize, what: &str, anchor: &'static str) -> Point {
        let (label, points) = PARTS[part];
        Point {
            label,
            earned: scaled(self.yes, self.total, points),
            possible: if self.total == 0 { 0 } else { points },
            detail: if self.total == 0 {
                format!("no {what}")
            } else {
                format!("{} of {}", grouped(self.yes), counted(self.total, what))
            },
            raise: self.first.map(|ix| (ix, anchor)),
        }
    }
}

/// The share of `points` that `n` of `total` earn, rounded down.
fn scaled(n: usize, total: usize, points: u64) -> u64 {
    let (n, total) = (n as u64, total as u64);
    (n * points).checked_div(total).unwrap_or(0)
}

/// The score in percent of what can be had.
pub(super) fn total(points: &[Point]) -> Option<u64> {
    let possible: u64 = points.iter().map(|p| p.possible).sum();
    let earned: u64 = points.iter().map(|p| p.earned).sum();
    (earned * 100).checked_div(possible)
}

impl Views<'_> {
    /// The score of a DME, point by point, in the order of [`PARTS`].
    pub(in crate::view) fn scorecard(&self, dme: &Environment) -> Vec<Point> {
        let c = self.catalog;
        let items = checklist(dme);
        let open: Vec<&str> = items.iter().filter(|i| !i.done).map(|i| i.label).collect();
        let mut readiness = Part {
            total: items.len(),
            yes: items.len() - open.len(),
            ..Part::default()
        }
        .point(0, "item", "");
        if !open.is_empty() {
            readiness.detail = format!("{}; missing: {}", readiness.detail, open.join(", "));
            readiness.raise = Some((dme.asset, "readiness"));
        }
        let mut tables: [Part; 4] = Default::default();
        let (mut views, mut columns, mut drift) =
            (Part::default(), Part::default(), Part::default());
        let mut all: Vec<AssetIx> = dme.tables.iter().chain(&dme.views).copied().collect();
        // What is used most is mended first.
        all.sort_by_cached_key(|ix| {
            let users = c.operations.usage.get(ix).map_or(0, |u| u.users.len());
            (Reverse(users), c.name(*ix))
        });
        all.dedup();
        for relation in all.iter().filter_map(|ix| c.relation(*ix)) {
            let ix = relation.asset;
            if Self::is_productive(relation) {
                let [behind, _, described, contract, sla, _] = self.answers(relation);
                for (part, yes) in tables.iter_mut().zip([behind, described, contract, sla]) {
                    part.add(ix, yes, 0);
                }
            }
            if relation.unified {
                views.add(ix, c.asset(ix).description.is_some(), 0);
            }
            let top = || c.columns_of(relation).iter().filter(|k| k.depth == 0);
            let bare = top().filter(|k| k.description.is_none()).count();
            for column in top() {
                columns.add(ix, column.description.is_some(), bare);
            }
            drift.add(ix, !self.contradicted(ix), 0);
        }
        drift.add(dme.asset, !self.contradicted(dme.asset), 0);
        for ix in &dme.products {
            drift.add(*ix, !self.contradicted(*ix), 0);
        }
        let [behind, described, contract, sla] = &tables;
        vec![
            readiness,
            behind.point(1, "productive table", "points"),
            described.point(2, "productive table", ""),
            contract.point(3, "productive table", "contract"),
            sla.point(4, "productive table", "sla"),
            views.point(5, "unified view", ""),
            columns.point(6, "column", "columns"),
            drift.point(7, "asset", "findings"),
            self.attainment_point(&all),
        ]
    }

    fn attainment_point(&self, relations: &[AssetIx]) -> Point {
        let served = self.served(relations.iter().copied());
        let kept = served.attainment.permille();
        let (label, points) = PARTS[8];
        Point {
            label,
            earned: kept.map_or(0, |k| u64::from(k) * points / 1000),
            possible: kept.map_or(0, |_| points),
            detail: match kept {
                Some(kept) => format!(
                    "{} of the time, {} measured",
                    chart::percent(kept),
                    counted(served.measured, "table")
                ),
                None => "no promise can be measured".to_owned(),
            },
            raise: served.worst.map(|(_, ix)| (ix, "trust")),
        }
    }

    /// Whether sources contradict each other about an asset.
    fn contradicted(&self, ix: AssetIx) -> bool {
        self.findings_of(ix)
            .any(|f| f.severity >= Severity::Warning && DRIFT.contains(&f.rule))
    }

    /// The score as a fact near the top of the DME's page.
    pub(in crate::view) fn score_fact(&self, dme: &Environment, points: &[Point]) -> Fact {
        let score = total(points);
        Fact {
            label: "Governance score",
            values: vec![site_link(
                &score.map_or_else(|| "–".to_owned(), |s| format!("{s} of 100")),
                format!("{}#score", self.catalog.href(dme.asset)),
            )],
            note: None,
            note_link: Some(site_link("all DMEs", address("scorecard"))),
            empty: score.is_none(),
        }
    }

    /// The score point by point on the DME's page.
    pub(in crate::view) fn score_section(&self, points: &[Point]) -> Section {
        let rows = points
            .iter()
            .map(|p| {
                let earned = if p.possible == 0 {
                    "–".to_owned()
                } else {
                    format!("{} of {}", p.earned, p.possible)
                };
                let raise = p
                    .raise
                    .filter(|_| p.earned < p.possible)
                    .map(|place| self.place_link(place))
                    .unwrap_or_default();
                [p.label.to_owned(), earned, p.detail.clone()]
                    .into_iter()
                    .map(|text| Cell {
                        text,
                        ..Cell::default()
                    })
                    .chain(std::iter::once(Cell {
                        text: raise.text,
                        href: raise.href,
                        ..Cell::default()
                    }))
                    .collect()
            })
            .collect();
        Section {
            title: "Governance score",
            id: "score",
            head: vec!["For", "Points", "What there is", "Raise it here"],
            rows,
        }
    }

    /// A link to a place on an asset's page; to its head where the anchor is empty.
    pub(super) fn place_link(&self, (ix, anchor): (AssetIx, &str)) -> Link {
        let mut link = self.link(ix);
        if !anchor.is_empty() {
            link.href = link.href.map(|href| format!("{href}#{anchor}"));
        }
        link
    }
}

#[cfg(test)]
mod tests {
    use super::{PARTS, scaled};

    #[test]
    fn the_points_make_a_hundred() {
        assert_eq!(PARTS.iter().map(|(_, points)| points).sum::<u64>(), 100);
        assert_eq!((scaled(1, 3, 10), scaled(0, 0, 10)), (3, 0));
    }
}
