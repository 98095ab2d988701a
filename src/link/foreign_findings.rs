//! What other tools found, said of the assets of the catalog.

use std::collections::BTreeMap;

use super::asset_ids::resolve_id;
use super::facts::RawForeign;
use crate::catalog::{AssetIx, Catalog};
use crate::diagnostic::{FileId, Finding, Pos, Rule, Suppressed, Text, text};
use crate::privacy::without_folders;

/// Says what other tools found: about the asset that they name, in the file that they name, or else
/// where the export says it.
pub(super) fn tell(catalog: &Catalog, foreign: Vec<RawForeign>, findings: &mut Vec<Finding>) {
    if foreign.is_empty() {
        return;
    }
    let files = (0..).zip(&catalog.files);
    let files: BTreeMap<&str, FileId> = files
        .map(|(id, path)| (path.as_str(), FileId(id)))
        .collect();
    findings.extend(foreign.into_iter().map(|raw| finding(catalog, &files, raw)));
}

fn finding(catalog: &Catalog, files: &BTreeMap<&str, FileId>, raw: RawForeign) -> Finding {
    let below_root = |path: &str| {
        known_file(files, path).and_then(|file| catalog.files.get(file.0 as usize).cloned())
    };
    let cut = |text: &str| without_folders(text, &below_root).into_owned();
    let mut detail = raw.detail.as_deref().map(cut);
    let mut message = text!("{message}", message = cut(&raw.message));
    let mut place = Place::InExport;
    if let Some((path, line, column)) = &raw.file {
        let at = |file| Pos {
            file,
            line: line.unwrap_or(1).max(1),
            column: column.unwrap_or(1).max(1),
        };
        if let Some(file) = known_file(files, path) {
            place = Place::InTree(at(file));
        } else if is_below_the_root(path) {
            if let Some(line) = line {
                message = text!("{message} (line {line})", message, line);
            }
            place = Place::Elsewhere(path.clone());
        }
    }
    let mut finding = Finding::new(Rule::ForeignFinding, message).help(help(
        raw.help.as_deref().map(cut),
        raw.rule.address.as_deref(),
        &raw.rule.tool,
    ));
    finding = match place {
        Place::InExport => finding.at(raw.pos),
        Place::InTree(pos) => finding.at(pos),
        Place::Elsewhere(path) => finding.at_path(path),
    };
    finding.severity = raw.severity;
    if let Some((asset, column)) = about(catalog, &raw.assets) {
        finding = finding.about(catalog.subject(asset));
        detail = detail.or(column);
    }
    if let Some(detail) = detail {
        finding = finding.detail(&detail);
    }
    if let Some((reason, until)) = raw.set_aside {
        finding.standing_mut().suppressed = Some(Suppressed {
            reason: cut(&reason),
            until,
            pos: Some(raw.pos),
        });
    }
    finding.foreign = Some(Box::new(raw.rule));
    finding
}

enum Place {
    InExport,
    InTree(Pos),
    Elsewhere(String),
}

fn help(help: Option<String>, address: Option<&str>, tool: &str) -> Text {
    match (help, address) {
        (Some(help), Some(address)) => text!("{help} ({address})", help, address),
        (Some(help), None) => text!("{help}", help),
        (None, Some(address)) => text!("see {address}", address),
        (None, None) => text!("mend it where `{tool}` found it", tool),
    }
}

/// The asset that the first name that means one means; and the column of it, where a name goes on
/// with that.
fn about(catalog: &Catalog, names: &[String]) -> Option<(AssetIx, Option<String>)> {
    let named = |name: &str| {
        let name = name.trim_matches(['`', '"', ' ']);
        let full = name.strip_prefix("relation:").unwrap_or(name);
        let is_id = full.len() == name.len() && name.contains(':');
        catalog
            .find_relation(full)
            .or_else(|| resolve_id(catalog, name).filter(|_| is_id))
    };
    let whole = names.iter().find_map(|name| Some((named(name)?, None)));
    whole.or_else(|| {
        names.iter().find_map(|name| {
            let (relation, column) = name.rsplit_once('.')?;
            let asset = named(relation)?;
            catalog.relation(asset)?;
            Some((asset, Some(column.to_owned())))
        })
    })
}

/// A file of the mesh root. Tools count paths from the root of the repository, or from that of the
/// disk: folders that lead to the mesh root are left out, as long as one is left, since a name alone
/// may be that of any file.
fn known_file(files: &BTreeMap<&str, FileId>, path: &str) -> Option<FileId> {
    let path = path.strip_prefix("./").unwrap_or(path);
    if let Some(file) = files.get(path) {
        return Some(*file);
    }
    let starts = path.match_indices('/').map(|(at, _)| at + 1);
    let rests = starts.filter_map(|start| path.get(start..));
    rests
        .filter(|rest| rest.contains('/'))
        .find_map(|rest| files.get(rest).copied())
}

/// Whether a path that isn't of the tree may be shown as one of a file beside it: no address, no
/// folder of somebody's disk, nothing that leads up.
fn is_below_the_root(path: &str) -> bool {
    const LONGEST: usize = 512;
    let odd = |c: char| c.is_control() || matches!(c, '\\' | ':' | '?' | '#');
    !path.is_empty()
        && path.len() <= LONGEST
        && !path.starts_with(['/', '~'])
        && !["home/", "Users/"]
            .iter()
            .any(|home| path.starts_with(home))
        && !path.contains(odd)
        && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{is_below_the_root, known_file};
    use crate::diagnostic::FileId;

    #[test]
    fn paths_from_elsewhere_lead_to_files_of_the_mesh() {
        let files: BTreeMap<&str, FileId> = [
            ("sales/orders.yaml", FileId(3)),
            ("vitrina.toml", FileId(4)),
        ]
        .into();
        for (path, found) in [
            ("sales/orders.yaml", Some(FileId(3))),
            ("./sales/orders.yaml", Some(FileId(3))),
            ("manifests/sales/orders.yaml", Some(FileId(3))),
            ("/builds/repo/sales/orders.yaml", Some(FileId(3))),
            ("other/vitrina.toml", None),
            ("orders.yaml", None),
            ("../sales/orders.yaml", Some(FileId(3))),
        ] {
            assert_eq!(known_file(&files, path), found, "{path}");
        }
    }

    #[test]
    fn only_paths_below_the_root_are_shown() {
        assert!(is_below_the_root("models/orders.sql"));
        for path in [
            "",
            "/etc/passwd",
            "../x",
            "a/../../x",
            "C:/x",
            "file:///x",
            "home/ana/x",
            "Users/ana/x",
            "a\\b",
            "a//b",
            "a/\u{7}b",
        ] {
            assert!(!is_below_the_root(path), "{path}");
        }
    }
}
