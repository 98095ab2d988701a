//! The line of the mesh as a whole.

use std::collections::BTreeMap;

use crate::catalog::{day, rfc3339};
use crate::lines::{ExportLine, MeshLine, StatementWindowLine};
use crate::view::{Views, list_pages};

/// What has to be known to compare the lines of two builds.
#[must_use]
pub(crate) fn mesh_line(views: &Views<'_>) -> MeshLine {
    let c = views.reader;
    let entry_points = views.settings.config.entry_points.datasets.iter();
    let exports = c.exports().iter().map(|export| ExportLine {
        format: export.format.as_str().to_owned(),
        path: export.path.clone(),
        newest: export.newest.and_then(rfc3339),
        stale: export.stale,
    });
    let date = |days: i32| day(i64::from(days) * 86_400);
    let usage = c.statement_windows().iter().filter_map(|window| {
        Some(StatementWindowLine {
            project: c.str(window.project).to_owned(),
            from: date(window.from)?,
            until: date(window.until)?,
            unknown: window.unknown.and_then(date),
        })
    });
    MeshLine {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        audience: c.part().map(|part| part.audience.clone()),
        as_of: c.as_of().map(str::to_owned),
        entry_points: entry_points.map(|of| of.value.clone()).collect(),
        exports: exports.collect(),
        usage: usage.collect(),
        lines: line_counts(views),
    }
}

/// How many lines there are of each kind.
fn line_counts(views: &Views<'_>) -> BTreeMap<String, usize> {
    let lists = list_pages::ALL.iter().filter(|spec| spec.api);
    let listed = lists.map(|spec| (spec.folder, list_pages::listed(views, spec).len()));
    let others = [
        ("datasets", views.reader.datasets().len()),
        ("findings", views.reader.findings().len()),
    ];
    let all = listed.chain(others);
    all.map(|(kind, count)| (kind.to_owned(), count)).collect()
}
