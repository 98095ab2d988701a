//! Service levels: freshness kept, uptime, and incidents that are open.

use std::cmp::Reverse;

use crate::catalog::Kind;
use crate::insight::{RelationServiceLevel, ServiceLevelSummary};
use crate::view::model::{KeyFigure, SheetColumn};
use crate::view::{Views, chart};

use super::figure_table::{Table, Value, numbers, words};
use super::figures_draft::{Draft, unknown};
use super::verdict_page::verdict_table;

/// DMEs in the chart.
const CHARTED: usize = 25;

const DMES: [SheetColumn; 7] = [
    words("dme", "DME"),
    numbers("promised", "Tables with a promise"),
    numbers("measured", "Measured"),
    numbers("attainment", "Kept, 90 days"),
    numbers("uptime", "Uptime"),
    numbers("open_incidents", "Open incidents"),
    words("worst", "Worst table"),
];

const TABLES: [SheetColumn; 8] = [
    words("table", "Table or view"),
    words("dme", "DME"),
    numbers("attainment", "Kept, 90 days"),
    words("promise", "Promise"),
    words("by", "Said by"),
    words("loaded", "Last load"),
    numbers("uptime", "Uptime"),
    numbers("open_incidents", "Open incidents"),
];

pub(super) fn service_figures(views: &Views<'_>) -> Draft {
    let c = views.reader;
    let service = views.reader.service();
    let (by_dme, open) = (&service.by_dme, &service.open_incidents);
    let mut all = service.relations.clone();
    all.sort_by_cached_key(|s| {
        // What isn't measured comes last.
        let attained = s.attained.or(s.uptime).unwrap_or(u16::MAX);
        (
            Reverse(s.open > 0),
            attained,
            Reverse(s.open),
            c.name(s.asset),
        )
    });
    let none = ServiceLevelSummary::default();
    let mut dmes = c.sorted(Kind::Dme);
    dmes.retain(|d| by_dme.contains_key(d) || open.contains_key(d));
    dmes.sort_by_key(|d| {
        let served = by_dme.get(d).unwrap_or(&none);
        let attained = served.attained().unwrap_or(u16::MAX);
        (attained, Reverse(open.get(d).copied().unwrap_or(0)))
    });
    let meters: Vec<(String, u16, String)> = dmes
        .iter()
        .filter_map(|d| {
            let served = by_dme.get(d)?;
            let attained = served.attained()?;
            let more = format!(
                "{} of {} tables measured",
                served.measured, served.with_objective
            );
            Some((c.title(*d).to_owned(), attained, more))
        })
        .take(CHARTED)
        .collect();
    let empty = "Nothing to measure: it takes a promise (`slaProperties` of a product or contract, dbt's source freshness) and an export that tells when data was loaded, or Monte Carlo's uptime and incidents.";
    let rows = dmes.iter().map(|dme| {
        let served = by_dme.get(dme).unwrap_or(&none);
        vec![
            Value::Asset(*dme),
            Value::count(served.with_objective),
            Value::count(served.measured),
            Value::graded(served.attained()),
            Value::graded(served.uptime()),
            Value::count(open.get(dme).copied().unwrap_or(0)),
            Value::asset(served.worst.map(|(_, ix)| ix)),
        ]
    });
    let tables = vec![
        Table::new("dmes", "By DME", &DMES, empty)
            .note("Worst first. All tables of a DME weigh the same; time of which nothing is known doesn't count.")
            .rows(rows),
        Table::new("tables", "By table", &TABLES, empty)
            .note("Those with an open incident come first, then those that kept their promise least.")
            .rows(all.iter().map(|s| service_row(views, s))),
        verdict_table(views),
    ];
    let by_day = service.mesh.by_day();
    Draft {
        key: match service.mesh.permille() {
            Some(attained) => KeyFigure {
                value: chart::percent(attained),
                label: "of the time as fresh as promised".to_owned(),
                tone: Some(chart::tone(attained)),
            },
            None if views.is_part() => unknown("no promise that you may see is measured"),
            None => unknown("no promise can be measured"),
        },
        charts: super::figures_draft::chart(
            "days",
            "As fresh as promised, day by day",
            chart::days(
                &by_day,
                "Share of the time in which data was as fresh as promised",
            ),
        )
        .into_iter()
        .chain(super::figures_draft::chart(
            "by-dme",
            "By DME, worst first",
            chart::rows(&meters),
        ))
        .collect(),
        missing: service_missing(views),
        tables,
        ..Draft::default()
    }
}

fn service_row(views: &Views<'_>, s: &RelationServiceLevel) -> Vec<Value> {
    let health = views.reader.health_of(s.asset);
    let objective = health.and_then(|h| h.objective.as_ref());
    vec![
        Value::Asset(s.asset),
        Value::asset(s.dme),
        Value::graded(s.attained),
        Value::text(objective.map(|p| p.text.as_str())),
        Value::text(objective.map(|p| p.by.as_str())),
        Value::moment(views.reader.loaded(s.asset).map(|(at, _)| at)),
        Value::graded(s.uptime),
        Value::count(s.open),
    ]
}

fn service_missing(views: &Views<'_>) -> Vec<&'static str> {
    let c = views.reader;
    let mut missing = Vec::new();
    if !c.knows_loads() {
        missing.push("OpenLineage, Airflow or dbt's `sources.json`: when data was loaded.");
    }
    if !c.knows_uptime() {
        missing.push("Monte Carlo's table uptime.");
    }
    if !c.knows_incidents() {
        missing.push("Monte Carlo's incidents.");
    }
    missing
}
