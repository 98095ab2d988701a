//! The tables that a run read. MLflow has no source of its own for warehouse tables: names stand in
//! the source of a dataset, or in a tag.

use std::collections::BTreeSet;

use crate::export::json_object::{Object, list};
use crate::export::table_name::TableName;

/// Keys of a dataset's source that name a table; Delta's and Spark's are among them.
const KEYS: &[&str] = &[
    "table",
    "table_name",
    "full_table_id",
    "delta_table_name",
    "path",
    "uri",
    "url",
];

/// The tables that the inputs and tags of a run name.
pub(super) fn tables(run: &Object<'_>, table_key: &str) -> BTreeSet<TableName> {
    let mut tables = BTreeSet::new();
    if let Some(data) = run.object("data") {
        tagged(&data, table_key, &mut tables);
    }
    let inputs = run.object("inputs");
    let inputs = inputs.map_or_else(Vec::new, |i| i.list("dataset_inputs"));
    for input in inputs.into_iter().filter_map(Object::read) {
        tagged(&input, table_key, &mut tables);
        if let Some(dataset) = input.object("dataset") {
            tagged(&dataset, table_key, &mut tables);
            source(&dataset, &mut tables);
        }
    }
    tables
}

/// Takes what tags name: a list of `key` and `value`, or an object.
fn tagged(of: &Object<'_>, table_key: &str, tables: &mut BTreeSet<TableName>) {
    for (key, value) in tags(of) {
        if key == table_key {
            tables.extend(value.split([',', ';', '\n']).filter_map(table));
        }
    }
}

/// The tags of something, whichever way they are written.
pub(super) fn tags(of: &Object<'_>) -> Vec<(String, String)> {
    let Some(raw) = of.get("tags") else {
        return Vec::new();
    };
    if let Some(items) = list(raw) {
        return items
            .into_iter()
            .filter_map(Object::read)
            .filter_map(|tag| {
                let value = tag.text("value").unwrap_or_default();
                Some((tag.text("key")?.into_owned(), value.into_owned()))
            })
            .collect();
    }
    let Some(object) = Object::read(raw) else {
        return Vec::new();
    };
    object
        .entries()
        .iter()
        .map(|(key, _)| {
            let value = object.text(key).unwrap_or_default();
            (key.as_ref().to_owned(), value.into_owned())
        })
        .collect()
}

/// Takes what the source of a dataset names. It is JSON within a string.
fn source(dataset: &Object<'_>, tables: &mut BTreeSet<TableName>) {
    if let Some(source) = dataset.object("source") {
        return of_keys(&source, tables);
    }
    let Some(text) = dataset.text("source") else {
        return;
    };
    match Object::of_text(&text) {
        Some(source) => of_keys(&source, tables),
        None => {
            // A bare name might be one of a file, `train.v1.csv`.
            let kind = dataset.text("source_type").unwrap_or_default();
            let kind = kind.to_ascii_lowercase();
            let warehouse = ["table", "bigquery", "delta", "sql"]
                .iter()
                .any(|word| kind.contains(word));
            tables.extend(if warehouse {
                table(&text)
            } else {
                located(&text)
            });
        }
    }
}

fn of_keys(source: &Object<'_>, tables: &mut BTreeSet<TableName>) {
    for key in KEYS {
        let Some(text) = source.text(key) else {
            continue;
        };
        tables.extend(if matches!(*key, "path" | "uri" | "url") {
            located(&text)
        } else {
            table(&text)
        });
    }
}

/// A name, or a location of a table.
fn table(text: &str) -> Option<TableName> {
    located(text).or_else(|| TableName::parse(text))
}

/// `bigquery://project/dataset/table`, `bq://project.dataset.table`.
fn located(text: &str) -> Option<TableName> {
    let text = text.trim();
    let rest = text
        .strip_prefix("bigquery://")
        .or_else(|| text.strip_prefix("bq://"))?;
    TableName::parse(&rest.trim_matches('/').replace('/', "."))
}
