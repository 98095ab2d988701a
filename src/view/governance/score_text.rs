//! The score of a DME in words: points, each with the place that would raise it.

use crate::catalog::AssetIx;
use crate::insight::{Need, Part, PartFinding, Point, Score};
use crate::view::model::{Cell, Fact, Link, Section};
use crate::view::{Views, chart, counted, grouped};

use super::links::{address, place_link};

/// What a part of the score is for.
pub(super) const fn label(part: Part) -> &'static str {
    match part {
        Part::Readiness => "Readiness",
        Part::BehindView => "Tables behind a unified view",
        Part::Described => "Tables described",
        Part::Contract => "Tables with a contract",
        Part::ServiceLevel => "Tables with a service level",
        Part::ViewsDescribed => "Unified views described",
        Part::ColumnsDescribed => "Columns described",
        Part::FreeOfContradictions => "Free of contradictions",
        Part::Fresh => "As fresh as promised",
    }
}

/// What a DME needs, on its page.
pub(in crate::view) const fn need_label(need: Need) -> &'static str {
    match need {
        Need::Infrastructure => "Infrastructure",
        Need::Access => "Access",
        Need::Sdks => "SDKs",
        Need::Support => "Support",
        Need::IncidentManagement => "Incident management",
        Need::Training => "Training",
        Need::Rules => "Rules",
    }
}

/// What was found of a part, in words.
pub(super) fn detail(found: &PartFinding, part: Part) -> String {
    let of = |yes: usize, total: usize, what: &str| match total {
        0 => format!("no {what}"),
        _ => format!("{} of {}", grouped(yes), counted(total, what)),
    };
    match found {
        PartFinding::Needs { met, missing } => {
            let met = of(*met, Need::ALL.len(), "item");
            match missing.as_slice() {
                [] => met,
                missing => {
                    let missing: Vec<&str> = missing.iter().map(|need| need_label(*need)).collect();
                    format!("{met}; missing: {}", missing.join(", "))
                }
            }
        }
        PartFinding::Share { yes, total } => of(
            *yes,
            *total,
            match part {
                Part::Readiness => "item",
                Part::BehindView | Part::Described | Part::Contract | Part::ServiceLevel => {
                    "productive table"
                }
                Part::ViewsDescribed => "unified view",
                Part::ColumnsDescribed => "column",
                Part::FreeOfContradictions => "asset",
                Part::Fresh => "table",
            },
        ),
        PartFinding::Attained { permille, measured } => match permille {
            Some(attained) => format!(
                "{} of the time, {} measured",
                chart::percent(*attained),
                counted(*measured, "table")
            ),
            None => "no promise can be measured".to_owned(),
        },
    }
}

/// Page and anchor of what would raise it.
pub(super) fn raise(point: &Point) -> Option<(AssetIx, &'static str)> {
    let anchor = match point.part {
        Part::Readiness => "readiness",
        Part::BehindView => "points",
        Part::Contract => "contract",
        Part::ServiceLevel => "sla",
        Part::ColumnsDescribed => "columns",
        Part::FreeOfContradictions => "findings",
        Part::Fresh => "trust",
        Part::Described | Part::ViewsDescribed => "",
    };
    point.raise.map(|ix| (ix, anchor))
}

/// The score as a fact near the top of the DME's page.
pub(in crate::view) fn score_fact(views: &Views<'_>, of: &Score) -> Fact {
    let score = of.total();
    Fact {
        label: "Governance score".into(),
        values: vec![Link::to(
            score.map_or_else(|| "–".to_owned(), |s| format!("{s} of 100")),
            format!("{}#score", views.reader.href(of.dme)),
        )],
        note: None,
        note_link: Some(Link::to("all DMEs", address("scorecard"))),
        empty: score.is_none(),
    }
}

/// The score point by point on the DME's page.
pub(in crate::view) fn score_section(views: &Views<'_>, score: &Score) -> Section {
    let rows = score
        .points
        .iter()
        .map(|p| {
            let earned = if p.possible == 0 {
                "–".to_owned()
            } else {
                format!("{} of {}", p.earned, p.possible)
            };
            let raise = raise(p)
                .filter(|_| p.earned < p.possible)
                .map(|place| place_link(views, place))
                .unwrap_or_default();
            [label(p.part).to_owned(), earned, detail(&p.found, p.part)]
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
