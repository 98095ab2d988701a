//! Registered models and the runs that trained them, as MLflow's REST API answers.

use std::io;
use std::path::Path;

use super::answer;
use super::moment::{DAY, epoch};
use crate::mesh::Mesh;
use crate::random::Random;
use crate::text::{TODAY, identifier, meaning};

/// Versions of each model.
const VERSIONS: usize = 3;
/// Experiment of all runs.
const EXPERIMENT: &str = "7";

fn count(mesh: &Mesh) -> usize {
    (mesh.tables / 100).max(2)
}

/// A model is about the topic of a table.
fn name(mesh: &Mesh, model: usize) -> String {
    let table = mesh.popularity.apply(model % mesh.tables);
    let task = Random::of(mesh.seed, "model", model).pick(&["score", "forecast", "ranker"]);
    format!("{}_{task}_{model}", identifier(mesh.dme_of(table).topic))
}

fn run_id(mesh: &Mesh, run: usize) -> String {
    let mut random = Random::of(mesh.seed, "training run", run);
    format!("{:016x}{:016x}", random.next(), random.next())
}

/// When a version was trained.
fn trained(mesh: &Mesh, run: usize) -> usize {
    let ago = 1 + 30 * (VERSIONS - 1 - run % VERSIONS);
    (TODAY - ago) * DAY + Random::of(mesh.seed, "training", run).below(DAY)
}

pub(super) fn models(mesh: &Mesh, path: &Path) -> io::Result<usize> {
    answer(
        path,
        ("{\"registered_models\":[", "]}"),
        count(mesh),
        |model, row| {
            let name = name(mesh, model);
            let table = mesh.popularity.apply(model % mesh.tables);
            let mut random = Random::of(mesh.seed, "model text", model);
            let first = model * VERSIONS;
            let team = &mesh.teams[mesh.dme_of(table).team].id;
            row.text("name", &name);
            row.number("creation_timestamp", epoch(trained(mesh, first)));
            let last = first + VERSIONS - 1;
            row.number("last_updated_timestamp", epoch(trained(mesh, last)));
            let text = meaning(mesh.words_of(table), &mut random);
            row.text("description", &text);
            row.list("latest_versions", first..=last, |run, row| {
                let id = run_id(mesh, run);
                row.text("name", &name);
                row.text("version", &(run % VERSIONS + 1).to_string());
                row.number("creation_timestamp", epoch(trained(mesh, run)));
                row.text("current_stage", "None");
                row.text(
                    "source",
                    &format!("mlflow-artifacts:/{EXPERIMENT}/{id}/artifacts/model"),
                );
                row.text("run_id", &id);
                row.text("status", "READY");
            });
            row.list("tags", [team], |team, row| {
                row.text("key", "team");
                row.text("value", team);
            });
            row.list("aliases", [VERSIONS], |version, row| {
                row.text("alias", "champion");
                row.text("version", &version.to_string());
            });
        },
    )
}

/// A run for each version, which read some views.
pub(super) fn runs(mesh: &Mesh, path: &Path) -> io::Result<usize> {
    let count = count(mesh) * VERSIONS;
    answer(path, ("{\"runs\":[", "]}"), count, |run, row| {
        let model = run / VERSIONS;
        let end = trained(mesh, run);
        let mut random = Random::of(mesh.seed, "training data", model);
        let views: Vec<usize> = (0..random.between(1, 4))
            .map(|_| mesh.popularity.apply(random.rank(mesh.tables)))
            .collect();
        row.object("info", |row| {
            row.text("run_id", &run_id(mesh, run));
            row.text("run_name", &format!("train-{}", name(mesh, model)));
            row.text("experiment_id", EXPERIMENT);
            row.text("status", "FINISHED");
            row.number("start_time", epoch(end - 3600));
            row.number("end_time", epoch(end));
            row.text("lifecycle_stage", "active");
        });
        row.object("data", |row| row.list("tags", [(); 0], |(), _| {}));
        row.object("inputs", |row| {
            row.list("dataset_inputs", &views, |view, row| {
                row.list("tags", [mesh.view_path(*view)], |view, row| {
                    row.text("key", "table");
                    row.text("value", &view);
                });
                row.object("dataset", |row| {
                    row.text("name", &mesh.name(*view));
                    row.text("digest", &format!("{:08x}", run * 31 + *view));
                    row.text("source_type", "code");
                    row.text("source", "{\"tags\":{\"mlflow.source.name\":\"train.py\"}}");
                });
            });
        });
    })
}
