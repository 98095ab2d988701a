//! What is read and written of baselines, and entries taken out of manifests.

use std::collections::BTreeMap;
use std::io;
use std::ops::RangeInclusive;
use std::path::Path;

use crate::diagnostic::{Finding, Pos};
use crate::document::without_entry;
use crate::gate::{BaselineFile, ENDING, FOLDER, Unneeded};
use crate::mesh::Mesh;
use crate::output::{read_authored, replace_authored};
use crate::source::SourceTree;

/// What was taken out of a mesh root.
#[derive(Debug, Default)]
pub(crate) struct Pruned {
    /// Number of suppressions.
    pub suppressions: usize,
    /// Number of lines of baselines.
    pub lines: usize,
    /// What stays although nothing is found of it, `path:line`, and why.
    pub left: Vec<(String, String)>,
}

/// The baselines of a mesh root; one that can't be read is a finding.
pub(super) fn baselines(tree: &SourceTree, findings: &mut Vec<Finding>) -> Vec<BaselineFile> {
    let is_baseline = |path: &str| {
        let name = path.strip_prefix(FOLDER);
        name.is_some_and(|name| name.ends_with(ENDING) && !name.contains('/'))
    };
    let mut read = Vec::new();
    for (file, path) in tree.iter().filter(|(_, path)| is_baseline(path)) {
        match tree.text(file) {
            Ok(text) => read.push(BaselineFile {
                file,
                path: path.to_owned(),
                text,
            }),
            Err(finding) => findings.push(*finding),
        }
    }
    read
}

/// Adds findings to the baselines of a mesh root. Gives the paths of the files that changed.
///
/// # Errors
/// The path of the first file that can't be written, and why.
pub(crate) fn write_baselines<'f>(
    root: &Path,
    mesh: &Mesh,
    findings: impl Iterator<Item = &'f Finding>,
) -> Result<Vec<String>, (String, io::Error)> {
    let changed = mesh.set_aside.baselines.with(&mesh.catalog, findings);
    let mut written = Vec::new();
    for (path, text) in changed {
        let former = read_authored(root, &path);
        let done = match former {
            Ok(former) => replace_authored(root, &path, former.as_deref(), text.as_bytes()),
            // The folder isn't there yet.
            Err(error) => Err(error),
        };
        done.map_err(|error| (path.clone(), error))?;
        written.push(path);
    }
    Ok(written)
}

/// Takes the suppressions that suppress nothing out of the manifests, and the lines that stand for
/// nothing out of the baselines. What can't be taken out stays as it is and is told.
pub(crate) fn prune(root: &Path, mesh: &Mesh) -> Pruned {
    let mut pruned = Pruned::default();
    let mut by_file: BTreeMap<&str, Vec<&Unneeded>> = BTreeMap::new();
    for unneeded in &mesh.set_aside.unneeded {
        let path = mesh.catalog.path(unneeded.pos.file);
        by_file.entry(path).or_default().push(unneeded);
    }
    for (path, mut entries) in by_file {
        // From the end: what stands before keeps its place.
        entries.sort_by_key(|entry| std::cmp::Reverse((entry.pos.line, entry.pos.column)));
        match prune_file(root, path, &entries) {
            Ok(left) => {
                pruned.suppressions += entries.len() - left.len();
                pruned.left.extend(left);
            }
            Err(error) => {
                let all = entries.iter().rev();
                let all = all.map(|entry| (place(path, entry.pos), error.to_string()));
                pruned.left.extend(all);
            }
        }
    }
    let baselines = &mesh.set_aside.baselines;
    let mut lines = baselines.spent();
    for (path, text) in baselines.pruned() {
        let done = read_authored(root, path)
            .and_then(|former| replace_authored(root, path, former.as_deref(), text.as_bytes()));
        if let Err(error) = done {
            lines -= baselines.spent_in(path);
            pruned.left.push((path.to_owned(), error.to_string()));
        }
    }
    pruned.lines = lines;
    pruned
}

/// Takes lines out of a file, counted from 1; gives how many. All others stay as they are.
///
/// # Errors
/// As the file system says.
pub(crate) fn without_lines(
    root: &Path,
    path: &str,
    lines: &[RangeInclusive<usize>],
) -> io::Result<usize> {
    if lines.is_empty() {
        return Ok(0);
    }
    let Some(former) = read_authored(root, path)? else {
        return Ok(0);
    };
    let text = String::from_utf8_lossy(&former);
    let is_gone = |at: usize| lines.iter().any(|range| range.contains(&at));
    let numbered = (1..).zip(text.split_inclusive('\n'));
    let kept: String = numbered
        .filter(|(at, _)| !is_gone(*at))
        .map(|(_, line)| line)
        .collect();
    replace_authored(root, path, Some(&former), kept.as_bytes())?;
    Ok(lines.iter().map(|range| range.clone().count()).sum())
}

/// Gives the entries that stay.
fn prune_file(root: &Path, path: &str, entries: &[&Unneeded]) -> io::Result<Vec<(String, String)>> {
    let former = read_authored(root, path)?;
    let bytes = former.as_deref().unwrap_or_default();
    let source = std::str::from_utf8(bytes).map_err(|_| io::Error::other("it isn't UTF-8"))?;
    let (mark, source) = match source.strip_prefix('\u{feff}') {
        Some(rest) => ("\u{feff}", rest),
        None => ("", source),
    };
    let mut text = source.to_owned();
    let mut left = Vec::new();
    for entry in entries {
        let at = (entry.pos.line, entry.pos.column);
        match without_entry(&text, at, "rule", &entry.rule) {
            Some(shorter) => text = shorter,
            None => {
                let why = "it can't be taken out line by line; remove it by hand";
                left.push((place(path, entry.pos), why.to_owned()));
            }
        }
    }
    left.reverse();
    if text != source {
        let text = format!("{mark}{text}");
        replace_authored(root, path, former.as_deref(), text.as_bytes())?;
    }
    Ok(left)
}

fn place(path: &str, pos: Pos) -> String {
    format!("{path}:{}", pos.line)
}
