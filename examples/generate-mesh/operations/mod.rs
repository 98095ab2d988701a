//! Exports of operations: what ran, what was asked, what broke. Everything streams to disk.

mod airflow;
mod events;
mod jobs;
mod mlflow;
mod moment;
mod monte_carlo;
mod queries;

use std::io::{self, Write};
use std::path::Path;

use crate::export_file::Format;
use crate::json::{Row, object};
use crate::manifests::create;
use crate::mesh::Mesh;
use crate::warehouse::Counts;

/// More entries for the settings.
pub(crate) const SETTINGS: &str = r#"
[[exports]]
format = "openlineage"
path = "exports/openlineage/**"

[[exports]]
format = "monte-carlo"
path = "exports/monte-carlo/**"

[[exports]]
format = "airflow"
path = "exports/airflow/**"

[[exports]]
format = "mlflow"
path = "exports/mlflow/**"
"#;

/// How much there is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Amounts {
    pub(crate) jobs: usize,
    /// Two for each table and day where `None`.
    pub(crate) events: Option<usize>,
    pub(crate) days: usize,
}

pub(crate) fn write(
    mesh: &Mesh,
    exports: &Path,
    amounts: Amounts,
    format: Format,
) -> io::Result<Counts> {
    let quality = exports.join("monte-carlo");
    let science = exports.join("mlflow");
    Ok(vec![
        (
            "JOBS",
            jobs::write(mesh, &exports.join("bigquery"), amounts.jobs, format)?,
        ),
        (
            "OpenLineage",
            events::write(mesh, &exports.join("openlineage/events.ndjson"), amounts)?,
        ),
        (
            "alerts",
            monte_carlo::alerts(mesh, &quality.join("alerts.json"))?,
        ),
        (
            "uptime",
            monte_carlo::uptime(mesh, &quality.join("uptime.json"))?,
        ),
        (
            "DAG runs",
            airflow::runs(mesh, &exports.join("airflow/dag_runs.json"), amounts.days)?,
        ),
        (
            "models",
            mlflow::models(mesh, &science.join("registered_models.json"))?,
        ),
        (
            "training runs",
            mlflow::runs(mesh, &science.join("runs.json"))?,
        ),
    ])
}

/// A list in the envelope of an API's answer, an element a line.
fn answer(
    path: &Path,
    (before, after): (&str, &str),
    count: usize,
    mut element: impl FnMut(usize, &mut Row<'_>),
) -> io::Result<usize> {
    let mut out = create(path)?;
    let mut line = String::new();
    out.write_all(before.as_bytes())?;
    for number in 0..count {
        line.clear();
        line.push_str(if number == 0 { "\n" } else { ",\n" });
        object(&mut line, |row| element(number, row));
        out.write_all(line.as_bytes())?;
    }
    writeln!(out, "\n{after}")?;
    out.flush()?;
    Ok(count)
}
