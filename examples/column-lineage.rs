//! Prints where each column of the views of a `BigQuery` export comes from, one step back, as
//! tab-separated `view`, `column`, `kind` and `sources`.
//!
//! Sources are `project.dataset.relation:column.path`, sorted, a space between them. Where the
//! sources aren't known, `kind` is `unknown` and `sources` is `!` and the reason; where a `*` stands
//! for columns that aren't known, `column` is `*` and `kind` is `open`; where a statement can't be
//! read, `column` is `*` and `kind` is `error`. Counts and seconds go to standard error.
//!
//! ```text
//! cargo run --release --example column-lineage -- INFORMATION_SCHEMA_FOLDER > columns.tsv
//! ```
//!
//! The folder holds `VIEWS.ndjson` and `COLUMN_FIELD_PATHS.ndjson`, `COLUMNS.ndjson` or both. With
//! `--views` the columns that come out of a view serve the views that read it, where the export
//! doesn't tell the columns of that view.
#![allow(
    clippy::disallowed_methods,
    reason = "reads files of its own, outside the library"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use serde_json::Value;
use sql::{self, Columns, Defaults, Derivation, Dialect, Schema};

fn main() -> ExitCode {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let before = arguments.len();
    arguments.retain(|argument| argument != "--views");
    let with_views = arguments.len() != before;
    let [folder] = arguments.as_slice() else {
        eprintln!("usage: column-lineage [--views] INFORMATION_SCHEMA_FOLDER");
        return ExitCode::from(2);
    };
    match print(Path::new(folder), with_views) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn print(folder: &Path, with_views: bool) -> io::Result<()> {
    let start = Instant::now();
    let mut known = Known::read(folder)?;
    let views = views(&folder.join("VIEWS.ndjson"))?;
    let loaded = Instant::now();
    let order = if with_views {
        in_order_of_reading(&views)
    } else {
        (0..views.len()).collect()
    };
    let mut found: Vec<Option<Columns>> = views.iter().map(|_| None).collect();
    for place in order {
        let view = &views[place];
        let columns = view.columns(&known);
        if with_views && columns.open.is_empty() && columns.error.is_none() {
            known.add(view, &columns);
        }
        found[place] = Some(columns);
    }
    let ended = Instant::now();

    let mut lines = BTreeSet::new();
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for (view, columns) in views.iter().zip(&found) {
        for (column, kind, sources) in columns.iter().flat_map(rows) {
            *kinds.entry(kind).or_default() += 1;
            let sources = sources.replace(['\t', '\n', '\r'], " ");
            lines.insert(format!("{}\t{column}\t{kind}\t{sources}", view.name));
        }
    }
    let mut out = BufWriter::new(io::stdout().lock());
    writeln!(out, "view\tcolumn\tkind\tsources")?;
    for line in &lines {
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    let kinds: Vec<String> = kinds
        .iter()
        .map(|(kind, count)| format!("{count} {kind}"))
        .collect();
    eprintln!(
        "{} views; {}; load {:.3} s, lineage {:.3} s",
        views.len(),
        kinds.join(", "),
        (loaded - start).as_secs_f64(),
        (ended - loaded).as_secs_f64()
    );
    Ok(())
}

/// Column, kind and sources of each line.
fn rows(columns: &Columns) -> Vec<(String, &'static str, String)> {
    let mut rows: Vec<(String, &'static str, String)> = columns
        .columns
        .iter()
        .map(|column| match &column.lineage {
            Ok(lineage) => {
                let sources: BTreeSet<String> = lineage
                    .sources
                    .iter()
                    .map(|source| format!("{}:{}", source.relation, source.column))
                    .collect();
                let sources: Vec<String> = sources.into_iter().collect();
                (column.name.clone(), kind(lineage.how), sources.join(" "))
            }
            Err(why) => (column.name.clone(), "unknown", format!("!{why}")),
        })
        .collect();
    rows.extend(columns.open.iter().map(|open| {
        // A relation by name, or else the reason.
        let sources = if open.contains('.') && !open.contains(' ') {
            format!("{open}:*")
        } else {
            format!("!{open}")
        };
        ("*".to_owned(), "open", sources)
    }));
    if let Some(error) = &columns.error {
        let text = format!("!{}:{}: {}", error.line, error.column, error.message);
        rows.push(("*".to_owned(), "error", text));
    }
    rows
}

fn kind(how: Derivation) -> &'static str {
    match how {
        Derivation::Constant => "constant",
        Derivation::Identity => "identity",
        Derivation::Transformation => "transformation",
        Derivation::Aggregation => "aggregation",
    }
}

struct View {
    name: String,
    project: String,
    dataset: String,
    sql: String,
    dialect: Dialect,
}

impl View {
    fn defaults(&self) -> Defaults<'_> {
        Defaults {
            project: Some(&self.project),
            dataset: Some(&self.dataset),
        }
    }

    fn columns(&self, known: &Known) -> Columns {
        sql::columns(&self.sql, self.dialect, self.defaults(), known)
    }
}

fn views(path: &Path) -> io::Result<Vec<View>> {
    let mut views = Vec::new();
    each(path, |row| {
        let text = |key: &str| row.get(key).and_then(Value::as_str).unwrap_or("");
        if !text("view_definition").trim().is_empty() {
            views.push(View {
                name: full_name(row),
                project: text("table_catalog").to_owned(),
                dataset: text("table_schema").to_owned(),
                sql: text("view_definition").to_owned(),
                dialect: if text("use_standard_sql") == "NO" {
                    Dialect::BigQueryLegacy
                } else {
                    Dialect::BigQuery
                },
            });
        }
    })?;
    Ok(views)
}

fn full_name(row: &Value) -> String {
    let part = |key: &str| row.get(key).and_then(Value::as_str).unwrap_or("");
    format!(
        "{}.{}.{}",
        part("table_catalog"),
        part("table_schema"),
        part("table_name")
    )
}

/// Each row of newline-delimited JSON.
fn each(path: &Path, mut row: impl FnMut(&Value)) -> io::Result<()> {
    let named = |error: io::Error| io::Error::other(format!("{}: {error}", path.display()));
    for line in BufReader::new(File::open(path).map_err(named)?).lines() {
        let line = line.map_err(named)?;
        if !line.trim().is_empty() {
            row(&serde_json::from_str(&line).map_err(|error| named(error.into()))?);
        }
    }
    Ok(())
}

/// Places of the views, each after those that it reads; in a cycle, any order.
fn in_order_of_reading(views: &[View]) -> Vec<usize> {
    let places: BTreeMap<&str, usize> = views
        .iter()
        .enumerate()
        .map(|(place, view)| (view.name.as_str(), place))
        .collect();
    let mut readers: Vec<Vec<usize>> = vec![Vec::new(); views.len()];
    let mut waits = vec![0usize; views.len()];
    for (place, view) in views.iter().enumerate() {
        let references = sql::references(&view.sql, view.dialect, view.defaults());
        for name in &references.tables {
            if let Some(read) = places.get(name.as_str()).filter(|read| **read != place) {
                readers[*read].push(place);
                waits[place] += 1;
            }
        }
    }
    let mut order: Vec<usize> = (0..views.len())
        .filter(|place| waits[*place] == 0)
        .collect();
    let mut next = 0;
    while let Some(read) = order.get(next).copied() {
        next += 1;
        for place in &readers[read] {
            waits[*place] -= 1;
            if waits[*place] == 0 {
                order.push(*place);
            }
        }
    }
    order.extend((0..views.len()).filter(|place| waits[*place] > 0));
    order
}

/// Columns of relations, as the export tells them.
#[derive(Default)]
struct Known {
    relations: BTreeMap<String, Relation>,
}

#[derive(Default)]
struct Relation {
    /// Top-level columns by position, where it is told, and in the order of rows.
    columns: Vec<(u64, String)>,
    /// Paths of fields in columns.
    fields: Vec<String>,
    /// Whether all fields are known.
    has_paths: bool,
}

impl Known {
    fn read(folder: &Path) -> io::Result<Self> {
        let mut known = Self::default();
        let (columns, paths) = (
            folder.join("COLUMNS.ndjson"),
            folder.join("COLUMN_FIELD_PATHS.ndjson"),
        );
        if columns.exists() {
            each(&columns, |row| {
                let relation = known.relations.entry(full_name(row)).or_default();
                let position = row.get("ordinal_position");
                let position = position
                    .and_then(|p| p.as_u64().or_else(|| p.as_str()?.parse().ok()))
                    .unwrap_or(u64::MAX);
                if let Some(name) = row.get("column_name").and_then(Value::as_str) {
                    relation.columns.push((position, name.to_owned()));
                }
            })?;
        }
        if paths.exists() {
            each(&paths, |row| {
                let relation = known.relations.entry(full_name(row)).or_default();
                relation.has_paths = true;
                let Some(path) = row.get("field_path").and_then(Value::as_str) else {
                    return;
                };
                if path.contains('.') {
                    relation.fields.push(path.to_owned());
                } else if !relation.columns.iter().any(|(_, name)| name == path) {
                    relation.columns.push((u64::MAX, path.to_owned()));
                }
            })?;
        }
        for relation in known.relations.values_mut() {
            relation.columns.sort_by_key(|(position, _)| *position);
        }
        Ok(known)
    }

    /// Adds what came out of a view, unless the export tells its columns.
    fn add(&mut self, view: &View, columns: &Columns) {
        let relation = self.relations.entry(view.name.clone()).or_default();
        if relation.columns.is_empty() {
            let names = columns.columns.iter().map(|column| &column.name);
            relation.columns = (0..).zip(names.cloned()).collect();
        }
    }

    fn relation(&self, name: &str) -> Option<&Relation> {
        let found = self.relations.get(name).or_else(|| {
            // Tables of one wildcard are alike: the newest tells.
            let prefix = name.strip_suffix('*')?;
            self.relations
                .range(prefix.to_owned()..)
                .take_while(|(other, _)| other.starts_with(prefix))
                .last()
                .map(|(_, relation)| relation)
        });
        found.filter(|relation| !relation.columns.is_empty())
    }
}

impl Schema for Known {
    fn columns(&self, relation: &str) -> Option<Vec<&str>> {
        let columns = self.relation(relation)?.columns.iter();
        Some(columns.map(|(_, name)| name.as_str()).collect())
    }

    fn has_field(&self, relation: &str, path: &str) -> Option<bool> {
        let relation = self.relation(relation)?;
        if path.contains('.') {
            let known = relation
                .fields
                .iter()
                .any(|field| field.eq_ignore_ascii_case(path));
            (known || relation.has_paths).then_some(known)
        } else {
            let mut columns = relation.columns.iter();
            Some(columns.any(|(_, name)| name.eq_ignore_ascii_case(path)))
        }
    }

    fn fields(&self, relation: &str, path: &str) -> Option<Vec<&str>> {
        let relation = self.relation(relation).filter(|known| known.has_paths)?;
        let mut names = Vec::new();
        for field in &relation.fields {
            if let Some((above, name)) = field.rsplit_once('.')
                && above.eq_ignore_ascii_case(path)
            {
                names.push(name);
            }
        }
        Some(names)
    }
}
