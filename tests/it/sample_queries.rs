//! Every sample query on every page: it parses, names only columns that exist, gives no two the
//! same name, filters what tables are partitioned by, compares each column once, and with a literal
//! of its type.

mod texts;
mod truth;

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use crate::html;
use crate::support::{Mesh, Site, files_below};
use truth::Truth;

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/manifests");

/// The sample queries of a page, on one line each.
pub(crate) fn samples(site: &Site, page: &str) -> Vec<String> {
    let tokens = html::tokens(&site.page(page), page);
    html::elements(html::inside(&tokens, "query"), "pre")
        .into_iter()
        .filter(|pre| pre[0].attribute("class") == Some("sql"))
        .map(html::text)
        .collect()
}

/// What was seen on the pages of a mesh.
#[derive(Debug, Default)]
struct Seen {
    queries: usize,
    filtered: usize,
    joined: usize,
    conditions: usize,
    partitions: usize,
}

/// Checks each query of each view.
fn check(mesh: &Mesh) -> Seen {
    let truth = Truth::of(mesh);
    let site = mesh.build();
    let mut seen = Seen::default();
    let mut wrong = Vec::new();
    for (view, page) in truth.pages() {
        let queries = samples(&site, page);
        seen.queries += queries.len();
        for sql in &queries {
            match truth.check(view, sql) {
                Ok(of) => {
                    seen.filtered += usize::from(of.conditions > of.partitions);
                    seen.joined += usize::from(of.relations > 1);
                    seen.conditions += of.conditions;
                    seen.partitions += of.partitions;
                }
                Err(why) => wrong.push(format!("{view}: {why}: {sql}")),
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}: {:#?}",
        wrong.len(),
        seen.queries,
        &wrong[..wrong.len().min(20)]
    );
    seen
}

fn copied(from: &Path) -> Mesh {
    files_below(from)
        .into_iter()
        .fold(Mesh::new(), |mesh, path| {
            let bytes = std::fs::read(from.join(&path)).unwrap();
            mesh.file(&path, bytes)
        })
}

#[test]
fn those_of_the_sample_mesh_run() {
    let seen = check(&copied(Path::new(SAMPLE)));
    assert!(
        seen.queries > 100 && seen.filtered > 10 && seen.joined > 10 && seen.partitions > 20,
        "{seen:?}"
    );
}

/// The program of `examples/generate-mesh`.
pub(crate) fn generator() -> PathBuf {
    // Cargo builds examples for the tests of a package, but not for one of them alone.
    let bin = Path::new(env!("CARGO_BIN_EXE_vitrina"));
    let folder = bin.parent().unwrap();
    let program = folder.join(format!(
        "examples/generate-mesh{}",
        std::env::consts::EXE_SUFFIX
    ));
    if !program.is_file() {
        let mut cargo = Command::new(env!("CARGO"));
        cargo
            .args(["build", "--quiet", "--example", "generate-mesh"])
            .args(folder.ends_with("release").then_some("--release"))
            .arg("--target-dir")
            .arg(folder.parent().unwrap())
            .current_dir(env!("CARGO_MANIFEST_DIR"));
        assert!(cargo.status().unwrap().success());
    }
    program
}

/// A mesh by that program, with statements.
pub(crate) fn generated(tables: usize) -> Mesh {
    let mesh = Mesh::new();
    let status = Command::new(generator())
        .args([
            "--tables",
            &tables.to_string(),
            "--dmes",
            "9",
            "--operations",
        ])
        .arg(mesh.root())
        .stderr(std::process::Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
    mesh
}

#[test]
fn those_of_a_generated_mesh_run() {
    let seen = check(&generated(300));
    assert!(
        seen.queries > 300 && seen.filtered > 50 && seen.joined > 5 && seen.conditions > 100,
        "{seen:?}"
    );
}

#[test]
#[ignore = "a large mesh: minutes where the binary isn't optimized; `.ci/nightly` runs it"]
fn those_of_a_large_mesh_run() {
    let seen = check(&generated(6000));
    assert!(
        seen.queries > 10_000 && seen.filtered > 2_000 && seen.joined > 400,
        "{seen:?}"
    );
}

#[test]
#[cfg_attr(not(real_data), ignore = "no real data in $VITRINA_REAL_DATA")]
fn those_of_a_real_warehouse_run() {
    let seen = check(&crate::real_data::mozilla::mesh());
    // Few of its views have columns that an export lists.
    assert!(seen.queries >= 10, "{seen:?}");
}

#[test]
fn what_only_documentation_names_is_not_selected() {
    let manifest = json!({
        "metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/manifest/v12.json",
                     "adapter_type": "bigquery"},
        "nodes": {"model.shop.v": {
            "unique_id": "model.shop.v", "resource_type": "model", "name": "v", "alias": "v",
            "database": "p", "schema": "unified", "relation_name": "`p`.`unified`.`v`",
            "config": {"materialized": "view"}, "depends_on": {"nodes": []},
            "columns": {"id": {"name": "id"}, "ghost": {"name": "ghost"}}}},
        "sources": {}
    });
    let mesh = Mesh::new()
        .file(
            "vitrina.toml",
            "[entry_points]\ndatasets = [\"p.unified\"]\n",
        )
        .table("p.d.t", &[("id", "INT64")])
        .view("p.unified.v", "SELECT id, 1 AS one FROM `p.d.t`")
        .file("exports/dbt/manifest.json", manifest.to_string());
    let queries = samples(&mesh.build(), "views/unified/v.html");
    assert!(!queries.is_empty());
    for sql in queries {
        assert!(sql.contains("one") && !sql.contains("ghost"), "{sql}");
    }
}
