//! Coverage: what productive tables and unified views have of what they should have.

use std::cmp::Reverse;

use crate::catalog::{AssetIx, Kind, Relation};
use crate::insight::{Answers, Question};
use crate::view::Views;
use crate::view::model::{KeyFigure, Share, SheetColumn};

use super::figure_table::{Table, Value, numbers, words};
use super::figures_draft::{Draft, NO_DME, neutral, permille, share};

const fn words_of(question: Question) -> &'static str {
    match question {
        Question::BehindView => "Productive tables behind a unified view",
        Question::Owned => "Productive tables owned by a DME",
        Question::Described => "Productive tables described",
        Question::Contract => "Productive tables with a contract",
        Question::ServiceLevel => "Productive tables with a service level",
        Question::Monitor => "Productive tables with a monitor",
    }
}

const TABLES: [SheetColumn; 9] = [
    words("table", "Table"),
    words("dme", "Owner DME"),
    words("behind_view", "Behind a view"),
    words("owned", "Owned"),
    words("described", "Described"),
    words("contract", "Contract"),
    words("service_level", "Service level"),
    words("monitor", "Monitor"),
    numbers("users", "Users, 30 days"),
];

const DMES: [SheetColumn; 9] = [
    words("dme", "DME"),
    numbers("tables", "Tables"),
    numbers("behind_view", "Behind a view"),
    numbers("owned", "Owned"),
    numbers("described", "Described"),
    numbers("contract", "Contract"),
    numbers("service_level", "Service level"),
    numbers("monitor", "Monitor"),
    numbers("findings", "Findings"),
];

pub(super) fn coverage_figures(views: &Views<'_>) -> Draft {
    let c = views.reader;
    let coverage = views.reader.coverage();
    let by_dme = &coverage.by_dme;
    // A view that the reader doesn't see may stand before the table.
    let mut questions = Question::ALL.to_vec();
    questions.retain(|q| !views.is_part() || *q != Question::BehindView);
    let mut lacking: Vec<(&Relation, Answers)> = c.covered_tables().collect();
    lacking.retain(|(_, answers)| !questions.iter().all(|q| answers.has(*q)));
    let users = |r: &Relation| c.usage_of(r.asset).map_or(0, |u| u.users.len());
    lacking.sort_by_cached_key(|(relation, answers)| {
        (
            answers.count(),
            Reverse(users(relation)),
            c.name(relation.asset),
        )
    });
    let mut dmes = c.sorted(Kind::Dme);
    dmes.retain(|d| !views.is_part() || by_dme.contains_key(d));
    dmes.sort_by_key(|d| Reverse(by_dme.get(d).map_or(0, |k| k.tables)));
    let mut tables = Table::new(
        "tables",
        "Tables that lack something",
        &TABLES,
        "None: every productive table has all six.",
    )
    .note("Those that lack most come first, and among them those with the most users. A monitor is one of Monte Carlo's that isn't paused, dbt's source freshness, or quality rules in a contract.")
    .rows(lacking.iter().map(|(relation, answers)| {
        let mut row = vec![Value::Asset(relation.asset), Value::asset(c.owner(relation))];
        row.extend(Question::ALL.map(|q| Value::Has(answers.has(q))));
        row.push(if !c.knows_use() {
            Value::Unknown
        } else {
            Value::count(users(relation))
        });
        row
    }));
    let all = &coverage.all;
    let mut by_dme = Table::new("dmes", "By DME", &DMES, NO_DME)
        .note("Shares of the productive tables that a DME owns.")
        .rows(dmes.iter().map(|dme| {
            let counts = by_dme.get(dme).copied().unwrap_or_default();
            let mut row = vec![Value::Asset(*dme), Value::count(counts.tables)];
            row.extend(Question::ALL.map(|q| Value::share(permille(counts.of(q), counts.tables))));
            row.push(Value::count(findings_in(views, *dme)));
            row
        }));
    if views.is_part() {
        by_dme = by_dme.without("behind_view");
        tables = tables.without("behind_view");
    }
    Draft {
        intro: views.is_part().then_some(
            "Is every productive table owned, described, under contract, with a service level and a monitor?",
        ),
        key: match views.is_part() {
            true => neutral(all.tables, "productive tables that you may see"),
            false => KeyFigure {
                value: match (all.of(Question::BehindView) * 100).checked_div(all.tables) {
                    Some(percent) => format!("{percent} %"),
                    None => "–".to_owned(),
                },
                label: "of the productive tables are behind a unified view".to_owned(),
                tone: None,
            },
        },
        shares: questions
            .iter()
            .map(|q| share(words_of(*q), all.of(*q), all.tables))
            .collect(),
        tables: vec![by_dme, tables],
        ..Draft::default()
    }
}

/// Shares of the unified views.
pub(super) fn view_shares(views: &Views<'_>) -> Vec<Share> {
    let of = &views.reader.coverage().views;
    let labels = match views.is_part() {
        true => [
            "Views that you may query with one owner DME",
            "Views that you may query described",
            "Views that you may query with a known audience",
        ],
        false => [
            "Unified views with one owner DME",
            "Unified views described",
            "Unified views with a known audience",
        ],
    };
    let counts = [of.owned, of.described, of.audience];
    let shares = labels.into_iter().zip(counts);
    shares
        .map(|(label, count)| share(label, count, of.views))
        .collect()
}

/// Number of findings about a DME and what it holds.
fn findings_in(views: &Views<'_>, dme: AssetIx) -> usize {
    views.reader.environment(dme).map_or(0, |e| {
        std::iter::once(dme)
            .chain(e.products.iter().copied())
            .chain(e.views.iter().copied())
            .chain(e.tables.iter().copied())
            .map(|ix| views.findings_of(ix).count())
            .sum()
    })
}
