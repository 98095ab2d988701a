//! dbt: `manifest.json`, with the types and columns of the `catalog.json` beside it, and what
//! `run_results.json` and `sources.json` say about its nodes.

mod artifact;
mod catalog;
mod json_file;
mod manifest;
mod manifest_entry;
mod manifest_nodes;
mod node_columns;
mod node_graph;
mod node_names;
mod node_relation;
mod run_results;
mod schema;
mod source_freshness;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use self::artifact::Artifact;
use self::catalog::Catalog;
use self::json_file::Held;
use self::run_results::Results;
use self::schema::Kind;
use super::fact::FactSink;
use super::row_problems::Problems;
use crate::diagnostic::{FileId, Finding, Pos, Rule, text};
use crate::source::SourceTree;

/// Artifacts that carry no schema version; they are known, and nothing of them is read.
const UNVERSIONED: &[&str] = &[
    "semantic_manifest",
    "graph_summary",
    "graph",
    "perf_info",
    "partial_parse",
    "osi_document",
    "package-lock",
];

/// Reads the artifacts that one `[[exports]]` entry of format dbt matches. A manifest goes with
/// the catalog and all results in its folder.
pub(crate) fn read(tree: &SourceTree, files: &[FileId], sink: &mut dyn FactSink) {
    let mut folders: BTreeMap<&str, Vec<FileId>> = BTreeMap::new();
    for file in files {
        let path = tree.path(*file);
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        folders.entry(folder).or_default().push(*file);
    }
    // What one project builds may be installed in another.
    let projects: BTreeSet<String> = match folders.len() {
        0 | 1 => BTreeSet::new(),
        _ => files
            .iter()
            .filter(|file| classify(tree, **file) == Some(Kind::Manifest))
            .filter_map(|file| json_file::project_in_head(tree, *file))
            .collect(),
    };
    for files in folders.values() {
        folder(tree, files, &projects, sink);
    }
}

fn folder(
    tree: &SourceTree,
    files: &[FileId],
    projects: &BTreeSet<String>,
    sink: &mut dyn FactSink,
) {
    let mut manifests = Vec::new();
    let mut catalogs = Vec::new();
    let mut results = Vec::new();
    for file in files {
        match classify(tree, *file) {
            Some(Kind::Manifest) => manifests.push(*file),
            Some(Kind::Catalog) => catalogs.push(*file),
            Some(Kind::RunResults | Kind::Sources) => results.push(*file),
            Some(Kind::Ignored) => {}
            // What it is shows only when it is read whole.
            None => manifests.push(*file),
        }
    }
    let mut held = None;
    for file in catalogs {
        if held.is_some() {
            sink.problem(
                Finding::new(
                    Rule::ExportFile,
                    text!(
                        "`{path}` is a second catalog in its folder and isn't used",
                        path = tree.path(file)
                    ),
                )
                .at(Pos::start(file))
                .help("keep each manifest.json in a folder of its own, with its catalog.json"),
            );
        } else if manifests.is_empty() {
            sink.problem(catalog_without_manifest(tree, file));
        } else {
            held = Held::read(tree, file, sink);
        }
    }
    let mut problems = held.as_ref().map(|h| Problems::new(h.file));
    let catalog = match (&held, &mut problems) {
        (Some(held), Some(problems)) => Catalog::read(held, problems, sink),
        _ => None,
    };
    if manifests.is_empty() {
        for file in results.drain(..) {
            sink.problem(catalog_without_manifest(tree, file));
        }
    }
    let mut documents = Vec::new();
    for file in results {
        documents.extend(Held::read(tree, file, sink));
    }
    let mut artifacts = Vec::new();
    for held in &documents {
        if let Some(artifact) = Artifact::read(held, sink) {
            artifacts.push((held, artifact));
        }
    }
    let mut results = Vec::new();
    for (held, artifact) in &artifacts {
        results.push(Results::read(held, artifact, sink));
    }
    let mut any_known = false;
    for file in manifests {
        if let Some(held) = Held::read(tree, file, sink)
            && let Some(artifact) = Artifact::read(&held, sink)
        {
            let catalog = catalog.as_ref();
            let known =
                manifest::read(&held, &artifact, projects, catalog, problems.as_mut(), sink);
            if let Some(known) = known {
                any_known = true;
                for results in &mut results {
                    results.emit(&known, sink);
                }
            }
        }
    }
    for results in results {
        results.finish(any_known, sink);
    }
    if let Some(problems) = problems {
        problems.finish(sink);
    }
}

fn catalog_without_manifest(tree: &SourceTree, file: FileId) -> Finding {
    Finding::new(
        Rule::ExportFile,
        text!(
            "`{path}` has no manifest beside it and isn't used",
            path = tree.path(file)
        ),
    )
    .at(Pos::start(file))
    .help("put the manifest.json of the same run into its folder")
}

/// What a file is, without reading all of it; nothing where that takes reading it.
fn classify(tree: &SourceTree, file: FileId) -> Option<Kind> {
    let path = tree.path(file).to_ascii_lowercase();
    let name = path.rsplit_once('/').map_or(path.as_str(), |(_, n)| n);
    let name = [".gz", ".zst"]
        .iter()
        .find_map(|e| name.strip_suffix(e))
        .unwrap_or(name);
    // `target/` holds SQL, logs and pages as well.
    let Some(stem) = name.strip_suffix(".json") else {
        return Some(Kind::Ignored);
    };
    match json_file::schema_in_head(tree, file) {
        Some(kind) => Some(kind),
        None if UNVERSIONED.contains(&stem) => Some(Kind::Ignored),
        None if stem == "run_results" => Some(Kind::RunResults),
        None if stem == "sources" => Some(Kind::Sources),
        None => None,
    }
}
