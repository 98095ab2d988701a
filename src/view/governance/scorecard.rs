//! The scorecard of all DMEs.

use std::cmp::Reverse;

use crate::catalog::Kind;
use crate::insight::Part;
use crate::view::model::{KeyFigure, SheetColumn};
use crate::view::{Views, chart};

use super::figure_table::{Table, Value, numbers, words};
use super::figures_draft::{Draft, NO_DME, unknown};
use super::score_text::{detail, label, raise};

const DMES: [SheetColumn; 11] = [
    words("dme", "DME"),
    numbers("score", "Score"),
    numbers("readiness", "Readiness, of 28"),
    numbers("behind_view", "Behind a view, of 12"),
    numbers("described", "Described, of 8"),
    numbers("contract", "Contract, of 10"),
    numbers("service_level", "Service level, of 8"),
    numbers("views_described", "Views described, of 6"),
    numbers("columns_described", "Columns described, of 10"),
    numbers("without_drift", "Free of drift, of 10"),
    numbers("attainment", "Fresh, of 8"),
];

const POINTS: [SheetColumn; 6] = [
    words("dme", "DME"),
    words("point", "For"),
    numbers("earned", "Points"),
    numbers("possible", "Of"),
    words("found", "What there is"),
    words("raise", "Raise it here"),
];

pub(super) fn score_figures(views: &Views<'_>) -> Draft {
    let c = views.reader;
    let mut scores: Vec<u64> = Vec::new();
    let mut dmes = Vec::new();
    let mut lost = Vec::new();
    for ix in c.sorted(Kind::Dme) {
        let Some(of) = c.score_of(ix) else {
            continue;
        };
        let score = of.total();
        scores.extend(score);
        let mut row = vec![Value::Asset(ix), score.map_or(Value::Unknown, Value::Count)];
        row.extend(of.points.iter().map(|p| {
            if p.possible == 0 {
                Value::Unknown
            } else {
                Value::Count(p.earned)
            }
        }));
        dmes.push((Reverse(score), row));
        for p in of.points.iter().filter(|p| p.earned < p.possible) {
            let row = vec![
                Value::Asset(ix),
                Value::Word(label(p.part), None),
                Value::Count(p.earned),
                Value::Count(p.possible),
                Value::Text(detail(&p.found, p.part)),
                raise(p).map_or(Value::Unknown, |(ix, anchor)| Value::At(ix, anchor)),
            ];
            lost.push((Reverse(p.possible - p.earned), row));
        }
    }
    // Stable: DMEs of one score stay in the order of their names.
    dmes.sort_by_key(|(score, _)| *score);
    lost.sort_by_key(|(points, _)| *points);
    scores.sort_unstable();
    let mut tens = [0u64; 10];
    for score in &scores {
        if let Some(n) = tens.get_mut(usize::try_from(score / 10).unwrap_or(9).min(9)) {
            *n += 1;
        }
    }
    let by_tens: Vec<(String, u64)> = (0u64..)
        .zip(tens)
        .map(|(i, n)| {
            let to = if i == 9 { 100 } else { i * 10 + 9 };
            (format!("{} to {to} points", i * 10), n)
        })
        .collect();
    let picture = if scores.is_empty() {
        None
    } else {
        chart::bars(&by_tens, "DMEs by score")
    };
    let parts = Part::ALL.map(|p| format!("{} {}", label(p).to_lowercase(), p.points()));
    Draft {
        key: match scores.get(scores.len() / 2) {
            Some(median) => KeyFigure {
                value: median.to_string(),
                label: "of 100 is the median score of a DME".to_owned(),
                tone: None,
            },
            None => unknown("no DME yet"),
        },
        charts: super::figures_draft::chart("scores", "DMEs by score", picture)
            .into_iter()
            .collect(),
        tables: vec![
            Table::new("dmes", "By DME", &DMES, NO_DME)
                .note(format!(
                    "Points: {}. What can't be judged doesn't count, and the score is the share of the rest.",
                    parts.join(", ")
                ))
                .rows(dmes.into_iter().map(|(_, row)| row)),
            Table::new("points", "Points to be had", &POINTS, "None: every DME has all points.")
                .note("The most points first, each with the place that would raise it.")
                .rows(lost.into_iter().map(|(_, row)| row)),
        ],
        ..Draft::default()
    }
}
