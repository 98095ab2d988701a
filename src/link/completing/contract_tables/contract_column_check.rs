//! Columns that a contract states, against those of its table.

use rustc_hash::FxHashSet;

use crate::catalog::{Column, ContractTable, Presence, Registry, Relation, type_fields};
use crate::diagnostic::{Finding, Rule, nearest, text};

/// Columns for which the nearest one is looked for; where more are missing, it isn't the names.
const GUESSED: usize = 64;

/// What a contract states of a table and the table doesn't have: columns, and fields of columns
/// whose fields are known.
pub(super) fn missing_columns(
    registry: &Registry,
    table: &ContractTable,
    relation: &Relation,
    findings: &mut Vec<Finding>,
) {
    let mut paths: Vec<&str> = registry
        .columns_of(relation)
        .iter()
        .filter(|k| k.presence == Presence::Listed)
        .map(|k| registry.str(k.path))
        .collect();
    // Where no warehouse lists the columns, there may be more.
    if paths.is_empty() || !relation.columns_complete {
        return;
    }
    let typed = typed_paths(registry, registry.columns_of(relation));
    paths.extend(typed.iter().map(String::as_str));
    let known: FxHashSet<String> = paths.iter().map(|path| path.to_lowercase()).collect();
    // Columns whose fields are known: not all exports list them, or write whole types.
    let parents: FxHashSet<&str> = known
        .iter()
        .filter_map(|path| path.rsplit_once('.'))
        .map(|(parent, _)| parent)
        .collect();
    let name = registry.name(relation.asset);
    let mut guesses = 0..GUESSED;
    for column in &table.columns {
        let written = [
            Some(&column.path),
            Some(&column.physical_path),
            column
                .physical_name
                .as_ref()
                .filter(|n| column.depth == 0 || n.contains('.')),
        ];
        let names: Vec<String> = written
            .into_iter()
            .flatten()
            .map(|n| n.to_lowercase())
            .collect();
        if names.iter().any(|n| known.contains(n)) {
            continue;
        }
        let parent = names
            .iter()
            .filter_map(|n| n.rsplit_once('.'))
            .map(|(parent, _)| parent)
            .find(|parent| parents.contains(parent));
        let top = names[0].split('.').next().unwrap_or_default();
        if parent.is_none() && (column.depth > 0 || known.contains(top)) {
            continue;
        }
        let beside = |path: &&str| match (path.rsplit_once('.'), parent) {
            (Some((of, _)), Some(parent)) => of.eq_ignore_ascii_case(parent),
            (None, None) => true,
            _ => false,
        };
        let guess = |_| nearest(&column.path, paths.iter().copied().filter(beside));
        let near = guesses.next().and_then(guess);
        let help = match near {
            Some(near) => {
                text!(
                    "did you mean `{near}`? Else correct the contract, or restore the column",
                    near
                )
            }
            None => "correct the contract, or restore the column".into(),
        };
        findings.push(
            Finding::new(
                Rule::ContractColumn,
                text!(
                    "the contract states column `{column}`, which `{name}` doesn't have",
                    column = column.path,
                    name
                ),
            )
            .at(column.pos.0)
            .about(registry.subject(relation.asset))
            .help(help),
        );
    }
}

/// Paths of fields that only the types of their columns tell of.
fn typed_paths(registry: &Registry, columns: &[Column]) -> Vec<String> {
    let mut paths = Vec::new();
    for (at, column) in columns.iter().enumerate() {
        let listed = columns.get(at + 1).is_some_and(|next| next.depth > 0);
        if column.depth > 0 || listed || column.presence != Presence::Listed {
            continue;
        }
        let data_type = registry.str(column.data_type);
        // Some systems cut long types off, and what a map holds has no path of its own.
        if data_type.contains("...") || data_type.to_ascii_lowercase().contains("map") {
            continue;
        }
        let mut steps = vec![registry.str(column.path)];
        for (depth, own) in type_fields(data_type) {
            steps.truncate(depth);
            steps.push(own);
            paths.push(steps.join("."));
        }
    }
    paths
}
