//! What a former run found, wherever that stands: a mesh root, a built site, or a file of findings.

use std::path::Path;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use super::audience_errors::{OtherAudienceError, Whose};
use super::audiences::audience_of_line;
use super::build_error::BuildError;
use crate::gate::FormerFindings;
use crate::lines::{FILES, FindingLine, LineFiles, LinesIn};
use crate::mesh::Mesh;
use crate::output::{self, FormerSite};

const FINDINGS: &str = "findings";
const MESH: &str = "api/v1/mesh.ndjson";
const PRODUCTS: &str = "products";

/// Why it can't be told what a former run found.
#[derive(Debug)]
pub(crate) enum PreviousError {
    /// It is a mesh root that can't be used.
    Build(BuildError),
    /// What is wrong with it.
    Unread(String),
}

/// What of a product's line is read.
#[derive(Deserialize)]
struct Version {
    id: String,
    version: Option<String>,
}

/// What is found in the mesh root `old`, or was found when the site or the file of that name was
/// written. Rules of a site are those that it has pages of; a file is taken to have known all, and to be
/// of the same audience. `and` is shown the mesh of a root, which isn't kept.
///
/// # Errors
/// Where it can't be read as any of the three, or the site is of another audience.
pub(crate) fn previous_findings(
    old: &Path,
    audience: Option<&str>,
    and: &mut dyn FnMut(&Mesh),
) -> Result<FormerFindings, PreviousError> {
    if let Some(site) = output::site_at(old) {
        let mut of_site_is = None;
        site.lines(MESH, &mut |line| of_site_is = audience_of_line(line));
        if of_site_is.as_deref() != audience {
            let error = OtherAudienceError {
                what: old.display().to_string(),
                is_record: true,
                found: Whose::of(of_site_is.as_deref()),
                asked: Whose::of(audience),
            };
            return Err(PreviousError::Build(error.into()));
        }
        return of_site(&site);
    }
    let file = match output::is_file(old) {
        true => output::previous(old, "").map_err(|e| PreviousError::Unread(e.to_string()))?,
        false => None,
    };
    if let Some(bytes) = file {
        return Ok(FormerFindings {
            lines: findings_of_file(&bytes)?,
            ..FormerFindings::default()
        });
    }
    let mesh = super::load(old, None, &|_| {}).map_err(PreviousError::Build)?;
    let mesh = super::seen_by(mesh, audience).map_err(PreviousError::Build)?;
    if mesh.is_empty {
        let why = "it holds no manifest, no export that describes a table, and no portal";
        return Err(PreviousError::Unread(why.to_owned()));
    }
    and(&mesh);
    let catalog = &mesh.catalog;
    let versions = catalog.products.iter().filter_map(|product| {
        let version = product.version_at(&catalog.operations.clock)?.to_owned();
        Some((catalog.subject(product.asset).id, version))
    });
    Ok(FormerFindings {
        versions: versions.collect(),
        lines: mesh.findings().collect(),
        rules: None,
    })
}

fn of_site(site: &FormerSite<'_>) -> Result<FormerFindings, PreviousError> {
    let files = files_of(site)?;
    let rules: FxHashSet<String> = site
        .files()
        .iter()
        .filter_map(|path| path.strip_prefix("rules/")?.strip_suffix(".html"))
        .map(str::to_owned)
        .collect();
    let mut versions = FxHashMap::default();
    for product in lines_of::<Version>(site, &files, PRODUCTS)? {
        if let Some(version) = product.version {
            versions.insert(product.id, version);
        }
    }
    Ok(FormerFindings {
        lines: lines_of(site, &files, FINDINGS)?,
        rules: Some(rules),
        versions,
    })
}

/// Which files hold the lines of a site.
fn files_of(site: &FormerSite<'_>) -> Result<LineFiles, PreviousError> {
    let unread = |what: String| PreviousError::Unread(format!("{FILES}{what}"));
    let bytes = site.bytes(FILES);
    let bytes = bytes.map_err(|error| unread(format!(": {error}")))?;
    let text = bytes.map(String::from_utf8).transpose();
    let text = text.map_err(|error| unread(format!(": {error}")))?;
    let files = LineFiles::of_site(text.as_deref());
    files.map_err(|wrong| unread(format!(" line {}: {}", wrong.line, wrong.error)))
}

/// The lines of a kind.
fn lines_of<T: for<'de> Deserialize<'de>>(
    site: &FormerSite<'_>,
    files: &LineFiles,
    kind: &str,
) -> Result<Vec<T>, PreviousError> {
    let mut all = Vec::new();
    for LinesIn { path, lines } in files.of(kind) {
        let bytes = site.bytes(&path);
        let bytes = bytes.map_err(|e| PreviousError::Unread(format!("{path}: {e}")))?;
        let bytes =
            bytes.ok_or_else(|| PreviousError::Unread(format!("the site has no {path}")))?;
        let read = read(&path, &bytes)?;
        if let Some(expected) = lines.filter(|lines| *lines != read.len()) {
            let there = read.len();
            let what = format!("{path} has {there} lines, and {FILES} says {expected}");
            return Err(PreviousError::Unread(what));
        }
        all.extend(read);
    }
    Ok(all)
}

/// Findings as one JSON array, or a line each.
///
/// # Errors
/// Where the bytes are neither.
pub(crate) fn findings_of_file(bytes: &[u8]) -> Result<Vec<FindingLine>, PreviousError> {
    if bytes.trim_ascii_start().starts_with(b"[") {
        let wrong = |error: serde_json::Error| PreviousError::Unread(error.to_string());
        return serde_json::from_slice(bytes).map_err(wrong);
    }
    read("", bytes)
}

/// The lines of a file of a site; a file that somebody names goes by no other name.
fn read<T: for<'de> Deserialize<'de>>(file: &str, bytes: &[u8]) -> Result<Vec<T>, PreviousError> {
    let lines = bytes.split(|byte| *byte == b'\n').enumerate();
    let lines = lines.filter(|(_, line)| !line.trim_ascii().is_empty());
    let read = lines.map(|(i, line)| {
        serde_json::from_slice(line).map_err(|error| {
            PreviousError::Unread(
                format!("{file} line {}: {error}", i + 1)
                    .trim_start()
                    .to_owned(),
            )
        })
    });
    read.collect()
}
