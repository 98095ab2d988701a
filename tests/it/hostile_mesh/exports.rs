//! Exports of every system, made of those of the sample mesh and of the fixtures: few rows of each
//! shape, and for each text of a row a copy of it that is attacked there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::{Map, Value};

use super::attacks::{Attacks, leaves};
use crate::support::files_below;

/// Where exports are taken from.
const ROOTS: [(&str, &str); 2] = [
    ("manifests/exports", ""),
    ("tests/fixtures/canaries/exports", "more/"),
];

/// What is read of the views of `INFORMATION_SCHEMA`, and of an `information_schema`.
const BIGQUERY: &str = include_str!("../../../src/export/bigquery/bigquery_view.rs");
const OTHERS: &str =
    include_str!("../../../src/export/information_schema/information_schema_view.rs");

/// Files by their path below the mesh root. `fields` are those that were attacked, by the file's kind.
pub struct Exports {
    pub files: BTreeMap<String, String>,
    fields: BTreeSet<String>,
}

/// Makes all exports.
pub fn exports(attacks: &mut Attacks) -> Exports {
    let mut all = Exports {
        files: BTreeMap::new(),
        fields: BTreeSet::new(),
    };
    for (root, folder) in ROOTS {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(root);
        for path in files_below(&root) {
            let (system, name) = path.split_once('/').unwrap();
            let text = fs::read_to_string(root.join(&path)).unwrap();
            all.file(&format!("exports/{system}/{folder}{name}"), &text, attacks);
        }
    }
    for (view, columns) in columns(BIGQUERY) {
        all.more_columns("bigquery", &view, &columns, attacks);
    }
    for (view, columns) in columns(OTHERS) {
        all.more_columns("information-schema", &view, &columns, attacks);
    }
    all
}

impl Exports {
    fn file(&mut self, path: &str, text: &str, attacks: &mut Attacks) {
        let (stem, extension) = path.rsplit_once('.').unwrap();
        let kind = kind_of(stem);
        let text = match extension {
            "ndjson" => {
                let rows = text
                    .lines()
                    .filter_map(|line| serde_json::from_str(line).ok());
                lines(&self.attacked(rows.collect(), &kind, attacks))
            }
            "csv" => {
                let (header, rows) = csv_rows(text);
                csv(&header, &self.attacked(rows, &kind, attacks))
            }
            "yaml" => {
                let documents = self.attacked(yaml_documents(text), &kind, attacks);
                let documents: Vec<String> = documents.iter().map(Value::to_string).collect();
                documents.join("\n---\n")
            }
            _ => {
                let Ok(mut document) = serde_json::from_str(text) else {
                    return;
                };
                self.document(&mut document, &kind, "", attacks);
                document.to_string()
            }
        };
        self.files.insert(path.to_owned(), text);
    }

    /// Adds attacked copies to each list of a document, and to what dbt keeps by id.
    fn document(&mut self, value: &mut Value, kind: &str, key: &str, attacks: &mut Attacks) {
        match value {
            Value::Array(items) if items.iter().any(Value::is_object) => {
                let kind = format!("{kind}.{key}[]");
                *items = self.attacked(std::mem::take(items), &kind, attacks);
            }
            Value::Object(members) if !key.is_empty() && is_by_id(members) => {
                let kind = format!("{kind}.{key}.*");
                let units: Vec<Value> = members.values().cloned().collect();
                let ids: Vec<String> = members.keys().cloned().collect();
                let kept = self.attacked(units, &kind, attacks);
                members.clear();
                for (i, unit) in kept.into_iter().enumerate() {
                    let own = unit["unique_id"].as_str().map(str::to_owned);
                    let id = own.or_else(|| ids.get(i).cloned());
                    let mut id = id.unwrap_or_default();
                    while members.contains_key(&id) {
                        id.push('x');
                    }
                    members.insert(id, unit);
                }
            }
            Value::Object(members) => {
                for (key, item) in members {
                    self.document(item, kind, key, attacks);
                }
            }
            Value::Array(_)
            | Value::String(_)
            | Value::Null
            | Value::Bool(_)
            | Value::Number(_) => {}
        }
    }

    /// Those units that have a text where no former one has, and after each a copy for each of these
    /// texts that is attacked in it.
    fn attacked(&mut self, units: Vec<Value>, kind: &str, attacks: &mut Attacks) -> Vec<Value> {
        let mut kept = Vec::new();
        for unit in units {
            let mut copies = Vec::new();
            for (path, pointer) in leaves(&unit) {
                let field = format!("{kind}{path}");
                if self.fields.insert(field.clone()) {
                    let mut copy = unit.clone();
                    *copy.pointer_mut(&pointer).unwrap() = attacks.on(&field).into();
                    copies.push(copy);
                }
            }
            if !copies.is_empty() || kept.is_empty() {
                kept.push(unit);
                kept.append(&mut copies);
            }
        }
        kept
    }

    /// Rows for the columns that are read of a view and stand in none of its rows yet.
    fn more_columns(
        &mut self,
        system: &str,
        view: &str,
        columns: &[String],
        attacks: &mut Attacks,
    ) {
        let kind = format!("{system}/{view}");
        let is_there = |column: &&String| !self.fields.contains(&format!("{kind}.{column}"));
        let more: Vec<&String> = columns.iter().filter(is_there).collect();
        let plain: Map<String, Value> = columns
            .iter()
            .map(|column| (column.clone(), usual(column).into()))
            .collect();
        let mut rows = vec![Value::Object(plain.clone())];
        for column in more {
            let field = format!("{kind}.{column}");
            let mut row = plain.clone();
            row.insert(column.clone(), attacks.on(&field).into());
            rows.push(Value::Object(row));
            self.fields.insert(field);
        }
        let path = format!("exports/{system}/columns/{view}.ndjson");
        self.files.insert(path, lines(&rows));
    }

    /// The columns that are read of any view and attacked in no row.
    pub fn left_out(&self) -> Vec<String> {
        let of = |system: &str, source: &str| -> Vec<String> {
            let views = columns(source).into_iter();
            let fields = views.flat_map(|(view, columns)| {
                let of_view = move |column| format!("{system}/{view}.{column}");
                columns.into_iter().map(of_view).collect::<Vec<_>>()
            });
            fields.filter(|f| !self.fields.contains(f)).collect()
        };
        [of("bigquery", BIGQUERY), of("information-schema", OTHERS)].concat()
    }
}

/// `system/stem`, whatever folder the file lies in.
fn kind_of(stem: &str) -> String {
    let (_, system) = stem.split_once('/').unwrap();
    let (system, name) = system.split_once('/').unwrap();
    let name = name.rsplit('/').next().unwrap();
    // One file a dataset or table, as `bq show` prints them.
    let name = if name.contains('.') { "dataset" } else { name };
    format!("{system}/{name}")
}

fn is_by_id(members: &Map<String, Value>) -> bool {
    !members.is_empty() && members.values().all(|m| m["unique_id"].is_string())
}

/// The documents of a file that can be read; some are broken on purpose.
pub fn yaml_documents(text: &str) -> Vec<Value> {
    let documents = text.split("\n---\n");
    documents
        .filter_map(|document| serde_saphyr::from_str(document).ok())
        .collect()
}

fn lines(rows: &[Value]) -> String {
    rows.iter().map(|row| format!("{row}\n")).collect()
}

/// A value that a row of a view may have.
fn usual(column: &str) -> &str {
    match column {
        "ordinal_position" | "row_count" | "bytes" | "total_rows" => "1",
        "data_type" | "full_data_type" => "text",
        "table_type" => "BASE TABLE",
        "constraint_type" => "PRIMARY KEY",
        "is_nullable" => "YES",
        "view_definition" => "SELECT c FROM s.t",
        "table_catalog" | "catalog_name" | "object_catalog" => "p",
        "table_schema" | "schema_name" | "object_schema" | "view_schema" => "s",
        "table_name" | "object_name" => "t",
        "column_name" => "c",
        "grantee" => "readers",
        "privilege_type" => "SELECT",
        _ => "",
    }
}

fn csv_rows(text: &str) -> (Vec<String>, Vec<Value>) {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.as_bytes());
    let header: Vec<String> = reader
        .headers()
        .unwrap()
        .iter()
        .map(str::to_owned)
        .collect();
    let rows = reader.records().map(|record| {
        let record = record.unwrap();
        let cells = header.iter().zip(record.iter());
        Value::Object(cells.map(|(h, cell)| (h.clone(), cell.into())).collect())
    });
    let rows = rows.collect();
    (header, rows)
}

fn csv(header: &[String], rows: &[Value]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(header).unwrap();
    for row in rows {
        let cells = header
            .iter()
            .map(|column| row[column].as_str().unwrap_or(""));
        writer.write_record(cells).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

/// The columns that a source says are read of each view: what its functions `name` and `columns` list.
fn columns(source: &str) -> Vec<(String, Vec<String>)> {
    let body = |function: &str| {
        let start = source
            .split_once(&format!("fn {function}(self)"))
            .unwrap()
            .1;
        start.split_once("\n    }\n").unwrap().0
    };
    let quoted = |text: &str| -> Vec<String> {
        text.split('"')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect()
    };
    let mut columns: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut variants = Vec::new();
    for arm in body("columns").split("Self::").skip(1) {
        // `A | B => …` is of both.
        let Some((variant, listed)) = arm.split_once("=>") else {
            variants.push(arm.trim().trim_end_matches('|').trim());
            continue;
        };
        variants.push(variant.trim());
        let mut of_view = quoted(listed);
        // Constants of the file.
        for name in listed.split(|c: char| !c.is_ascii_uppercase() && c != '_') {
            let definition = source.split_once(&format!("const {name}: &"));
            if let Some((_, rest)) = definition.filter(|_| name.len() > 1) {
                of_view.extend(quoted(rest.split_once(';').unwrap().0));
            }
        }
        for variant in variants.drain(..) {
            columns.insert(variant, of_view.clone());
        }
    }
    let mut views = Vec::new();
    for arm in body("name").split("Self::").skip(1) {
        let (variant, name) = arm.split_once("=>").unwrap();
        let of_view = columns.get(variant.trim()).cloned().unwrap_or_default();
        views.push((quoted(name).remove(0), of_view));
    }
    views
}
