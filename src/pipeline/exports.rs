//! Exports to facts, and the files that look like exports and that no setting takes.

use std::collections::BTreeMap;

use super::settings::bad_alias;
use crate::config::{ExportFormat, Settings, WarehouseDialect};
use crate::diagnostic::{FileId, Finding, Pos, Rule};
use crate::export::recognize::{self, Likeness};
use crate::export::system::System;
use crate::export::{
    airflow, backstage, bigquery, dbt, information_schema, mlflow, monte_carlo, openlineage,
    tool_error,
};
use crate::link::{Aliases, Export, Facts};
use crate::manifest::Manifests;
use crate::source::SourceTree;

/// Reads all exports.
pub(super) fn read(
    settings: &Settings,
    manifests: &Manifests,
    tree: &SourceTree,
    findings: &mut Vec<Finding>,
) -> Facts {
    let mut aliases = Aliases::default();
    for (from, to) in &settings.config.aliases {
        // Those that make no sense were refused with the settings.
        aliases.add(from, to.as_str());
    }
    for document in &manifests.environments {
        for alias in &document.body.aliases {
            if !aliases.add(alias.from.as_str(), &alias.to) {
                let pos = alias.from.pos(document.pos.file);
                findings.push(bad_alias(alias.from.as_str(), &alias.to, pos));
            }
        }
    }
    let mut facts = Facts::new(aliases).allowing(&settings.published);
    for export in &settings.exports {
        let glob = &export.glob;
        let files: Vec<FileId> = tree
            .iter()
            .filter(|(_, path)| glob.is_match(path))
            .map(|(id, _)| id)
            .collect();
        if let (true, Some(pos)) = (files.is_empty(), export.pos) {
            findings.push(
                Finding::new(
                    Rule::ExportUnmatched,
                    format!("no file matches `{}`", glob.glob()),
                )
                .at(pos)
                .help("correct the path, or remove the entry"),
            );
        }
        if files.is_empty() {
            continue;
        }
        facts.begin(Export {
            format: export.format.as_str(),
            path: glob.glob().to_string(),
            files: files.len(),
            max_age: export.max_age,
            pos: export.pos,
        });
        let files = tool_error::without(tree, files, &mut facts);
        if files.is_empty() {
            facts.end();
            continue;
        }
        match export.format {
            ExportFormat::Bigquery => {
                for file in files {
                    bigquery::read(tree, file, &mut facts);
                }
            }
            ExportFormat::InformationSchema => {
                // Settings without a dialect were refused, and both know all of its words.
                let word = export.dialect.map(WarehouseDialect::as_str);
                if let Some((word, system)) = word.and_then(|w| Some((w, System::of(w)?))) {
                    let dialect = sql::Dialect::from_adapter(word);
                    information_schema::read(tree, &files, (system, dialect), &mut facts);
                }
            }
            ExportFormat::Dbt => dbt::read(tree, &files, &mut facts),
            ExportFormat::Openlineage => openlineage::read(tree, &files, &mut facts),
            ExportFormat::MonteCarlo => {
                monte_carlo::read(tree, &files, &export.columns, &mut facts);
            }
            ExportFormat::Airflow => airflow::read(tree, &files, &mut facts),
            ExportFormat::Mlflow => {
                mlflow::read(tree, &files, export.table_key.as_deref(), &mut facts);
            }
            ExportFormat::Backstage => backstage::read(tree, &files, &mut facts),
        }
        facts.end();
    }
    facts
}

/// Files that look like exports and that no setting takes, those of a folder together.
pub(super) fn outside(settings: &Settings, tree: &SourceTree, findings: &mut Vec<Finding>) {
    let mut found: BTreeMap<(&str, Likeness), (FileId, usize)> = BTreeMap::new();
    for (file, path) in tree.iter() {
        // Extensions first: nearly all files are manifests, guides or taken.
        if !recognize::may_be_export(path) || settings.is_export(path) {
            continue;
        }
        if let Some(likeness) = recognize::likeness(tree, file) {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let (_, count) = found.entry((folder, likeness)).or_insert((file, 0));
            *count += 1;
        }
    }
    for ((folder, likeness), (file, count)) in found {
        findings.push(
            untaken(settings, tree.path(file), folder, &likeness, count).at(Pos::start(file)),
        );
    }
}

fn untaken(
    settings: &Settings,
    path: &str,
    folder: &str,
    likeness: &Likeness,
    count: usize,
) -> Finding {
    let more = match count {
        1 => String::new(),
        2 => ", like another file of its folder,".to_owned(),
        n => format!(", like {} other files of its folder,", n - 1),
    };
    let format = likeness.format();
    let takes = settings
        .exports
        .iter()
        .find(|e| Some(e.format.as_str()) == format)
        .map(|e| e.glob.glob().to_string());
    let glob = match folder {
        "" => path.to_owned(),
        folder => format!("{folder}/**"),
    };
    let entry = match format {
        Some(format) => format!("[[exports]] with format = \"{format}\" and path = \"{glob}\""),
        None => format!("[[exports]] with its format and path = \"{glob}\""),
    };
    let help = match takes {
        Some(takes) => {
            format!(
                "move it to where `{takes}` finds it, add {entry}, or exclude it in vitrina.toml"
            )
        }
        None => format!("add {entry}, or exclude it in vitrina.toml"),
    };
    Finding::new(
        Rule::ExportOutside,
        format!(
            "`{path}`{more} looks like {} and is read by no entry of [[exports]]",
            likeness.name()
        ),
    )
    .help(help)
}
