//! DAG runs, as Airflow's REST API answers.

use std::io;
use std::path::Path;

use super::answer;
use super::moment::{DAY, iso};
use crate::mesh::Mesh;
use crate::random::Random;
use crate::text::TODAY;

/// The DAG that loads a dataset.
pub(super) fn dag(dataset: &str) -> String {
    format!("{dataset}_daily")
}

/// A run of each dataset's DAG for each day.
pub(super) fn runs(mesh: &Mesh, path: &Path, days: usize) -> io::Result<usize> {
    let datasets: Vec<&str> = mesh
        .dmes
        .iter()
        .flat_map(|dme| dme.datasets.iter().map(String::as_str))
        .collect();
    let count = datasets.len() * days;
    let after = format!("],\"total_entries\":{count}}}");
    let envelope = ("{\"dag_runs\":[", after.as_str());
    answer(path, envelope, count, |number, row| {
        let place = number / days;
        let mut same = Random::of(mesh.seed, "schedule", place);
        let mut random = Random::of(mesh.seed, "DAG run", number);
        let due = (TODAY - days + number % days) * DAY + same.below(32) * 900;
        let start = due + random.below(60);
        let duration = random.between(30, 3000);
        let dag = dag(datasets[place]);
        let running = number % days == days - 1 && random.in_thousand(20);
        row.text("dag_id", &dag);
        row.text("dag_run_id", &format!("scheduled__{}", iso(due)));
        row.text("logical_date", &iso(due));
        row.text("run_after", &iso(due));
        row.text("start_date", &iso(start));
        if running {
            row.null("end_date");
            row.text("state", "running");
        } else {
            row.text("end_date", &iso(start + duration));
            row.number("duration", duration);
            let failed = random.in_thousand(25);
            row.text("state", if failed { "failed" } else { "success" });
        }
        row.text("run_type", "scheduled");
    })
}
