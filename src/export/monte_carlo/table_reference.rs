//! How Monte Carlo names tables: `project:dataset.table`, and its own ids, which wrap that.

use std::collections::BTreeSet;

use crate::diagnostic::{Finding, Pos, Rule};
use crate::export::fact::FactSink;
use crate::export::row_problems::{Problems, excerpt};
use crate::export::table_name::TableName;

/// How to mend what names no table.
pub(super) const NAMES: &str =
    "name tables `project:dataset.table`, as Monte Carlo's tableId does, or by their MCON";

/// What a reference names.
enum Reference {
    Table(TableName),
    /// Something that is no table: a dashboard, a field, a job.
    Other,
    Unknown,
}

/// Reads `project:dataset.table` or `MCON++account++warehouse++table++project:dataset.table`.
fn reference(text: &str) -> Reference {
    let text = text.trim();
    if let Some(rest) = text.strip_prefix("MCON++") {
        let mut parts = rest.splitn(4, "++").skip(2);
        let kind = parts.next().unwrap_or_default();
        let table = ["table", "view", "external"].iter().any(|k| {
            kind == *k || kind.ends_with(&format!("-{k}")) || kind.starts_with(&format!("{k}-"))
        });
        return match parts.next().and_then(TableName::parse) {
            Some(name) if table => Reference::Table(name),
            _ => Reference::Other,
        };
    }
    match TableName::parse(text) {
        Some(name) => Reference::Table(name),
        None => Reference::Unknown,
    }
}

/// The table that a text names; nothing where it names none.
pub(super) fn one(text: &str) -> Option<TableName> {
    match reference(text) {
        Reference::Table(name) => Some(name),
        Reference::Other | Reference::Unknown => None,
    }
}

/// The tables that these texts name. A text that names nothing is a finding; the row is used
/// without it.
pub(super) fn all<'t>(
    texts: impl IntoIterator<Item = &'t str>,
    pos: Pos,
    problems: &mut Problems,
    sink: &mut dyn FactSink,
) -> BTreeSet<TableName> {
    let mut tables = BTreeSet::new();
    for text in texts {
        match reference(text) {
            Reference::Table(name) => {
                tables.insert(name);
            }
            Reference::Other => {}
            Reference::Unknown => problems.value(sink, || {
                Finding::new(
                    Rule::ExportRow,
                    "this isn't the full name of a table; the row is used without it",
                )
                .at(pos)
                .excerpt(excerpt(text, 0, text.len()))
                .help(NAMES)
            }),
        }
    }
    tables
}

/// The names in a field of a CSV file, however they are listed: `a, b`, `a;b`, `["a", "b"]`.
pub(super) fn listed(field: &str) -> impl Iterator<Item = &str> {
    field
        .split([',', ';', '|', '\n'])
        .map(|part| part.trim_matches(|c: char| c.is_whitespace() || "[]{}'\"".contains(c)))
        .filter(|part| !part.is_empty())
}
