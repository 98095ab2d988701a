//! Alerts and table uptime, as Monte Carlo's GraphQL API answers.

use std::io;
use std::path::Path;

use super::answer;
use super::moment::{DAY, iso};
use crate::mesh::Mesh;
use crate::random::Random;
use crate::shape::LATE_DAYS;
use crate::text::{TODAY, day};

/// Days that both go back.
const DAYS: usize = 90;

/// Alerts of tables, those that many use more often than others; in some meshes of late ones too.
pub(super) fn alerts(mesh: &Mesh, path: &Path) -> io::Result<usize> {
    let count = (mesh.tables / mesh.shape.tables_per_alert()).max(4);
    let before = format!(
        "{{\"data\":{{\"getAlerts\":{{\"pageInfo\":{{\"hasNextPage\":false,\"endCursor\":\"{count}\"}},\"edges\":["
    );
    answer(path, (before.as_str(), "]}}}"), count, |number, row| {
        let mut random = Random::of(mesh.seed, "alert", number);
        let id = random.uuid();
        let late = mesh.shape.late_table(mesh, number);
        let table = late.unwrap_or_else(|| mesh.popularity.apply(random.rank(mesh.tables)));
        let table = table_id(mesh, table);
        let days = if late.is_some() { LATE_DAYS.0 } else { DAYS };
        let created = TODAY * DAY - 1 - random.below(days * DAY);
        let age = TODAY * DAY - created;
        let updated = created + random.between(600, 40 * 3600).min(age - 1);
        let severity = 1 + random.rank(4);
        let kind = random.pick(&["FRESHNESS", "VOLUME", "FIELD_HEALTH", "SCHEMA_CHANGE"]);
        let kind = if late.is_some() { "FRESHNESS" } else { kind };
        // Whatever is a week old is over.
        let over = age > 7 * DAY || random.in_thousand(600);
        let over = over && late.is_none();
        let status = if over {
            Some(random.pick_ranked(&["FIXED", "NO_ACTION_NEEDED", "EXPECTED", "FALSE_POSITIVE"]))
        } else {
            [None, Some("ACKNOWLEDGED"), Some("WORK_IN_PROGRESS")][random.below(3)]
        };
        row.object("node", |row| {
            row.text("id", &id);
            row.text("title", &format!("{} of {table}", sentence(kind)));
            row.text("type", kind);
            row.text("severity", &format!("SEV_{severity}"));
            row.text("priority", &format!("P{severity}"));
            match status {
                Some(status) => row.text("status", status),
                None => row.null("status"),
            }
            row.list("tables", [&table], |table, row| {
                row.text("tableId", table);
                row.boolean("isKeyAsset", severity == 1);
            });
            row.text("createdTime", &iso(created));
            row.text("updatedTime", &iso(updated));
            row.text("url", &format!("https://quality.example.com/alerts/{id}"));
        });
    })
}

/// Freshness by day of a table in ten.
pub(super) fn uptime(mesh: &Mesh, path: &Path) -> io::Result<usize> {
    const BEFORE: &str = "{\"data\":{\"getDataProductMetricsV2\":[";
    let count = mesh.tables.div_ceil(10);
    answer(path, (BEFORE, "]}}"), count, |number, row| {
        let mut random = Random::of(mesh.seed, "uptime", number);
        let weak = random.in_thousand(100);
        let values: Vec<usize> = (0..DAYS)
            .map(|_| match random.below(1000) {
                0..15 => random.between(300, 999),
                15..120 if weak => random.between(0, 900),
                _ => 1000,
            })
            .collect();
        row.text("tableId", &table_id(mesh, mesh.popularity.apply(number)));
        row.text("metric", "TABLE_UPTIME_FOR_FRESHNESS_BY_DAY");
        row.thousandths("overallValue", values.iter().sum::<usize>() / DAYS);
        row.list(
            "dataPoints",
            values.iter().enumerate(),
            |(ago, value), row| {
                row.text("label", &day(TODAY - DAYS + ago));
                row.thousandths("value", *value);
            },
        );
    })
}

/// `project:dataset.table`.
fn table_id(mesh: &Mesh, table: usize) -> String {
    mesh.table_path(table).replacen('.', ":", 1)
}

fn sentence(kind: &str) -> &str {
    match kind {
        "FRESHNESS" => "Late load",
        "VOLUME" => "Fewer rows than usual",
        "FIELD_HEALTH" => "More nulls than usual",
        _ => "Change of schema",
    }
}
