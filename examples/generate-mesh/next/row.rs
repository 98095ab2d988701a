//! What changes in a row of each export, and what tells a new one from the one it was made after.

use serde_json::Value;

use super::{Key, Row, key, text};
use crate::random::{Random, hash};

/// A line that bounds what a view gives; a bound that is there grows.
const LIMIT: &str = "\nLIMIT ";

/// SQL that isn't what it was.
pub(super) fn limited(sql: &str) -> String {
    if let Some((before, bound)) = sql.rsplit_once(LIMIT)
        && let Ok(bound) = bound.parse::<u64>()
    {
        return format!("{before}{LIMIT}{}", bound + 1);
    }
    format!("{}{LIMIT}1000000", sql.trim_end_matches([';', '\n', ' ']))
}

/// Rows of these change with the relation, so that one export doesn't deny what another says.
pub(super) fn has_plan(export: &str) -> bool {
    matches!(export, "bigquery/TABLES" | "bigquery/VIEWS")
}

/// Whether a row that is new can be made after another.
pub(super) fn can_copy(export: &str) -> bool {
    // Of a table there is one uptime.
    export != "monte-carlo/uptime"
}

/// Whether the row has what [`change`] changes.
pub(super) fn can_change(export: &str, row: &Row) -> bool {
    match export {
        "bigquery/TABLE_OPTIONS" => {
            matches!(text(row, "option_name"), "description" | "friendly_name")
        }
        "bigquery/OBJECT_PRIVILEGES" => [VIEWER, EDITOR].contains(&text(row, "privilege_type")),
        "airflow/dag_runs" => row.get("end_date").is_some_and(Value::is_string),
        _ => true,
    }
}

/// Whether the row has what [`change`] does and nothing else in a mesh.
pub(super) fn is_changed(export: &str, row: &Row) -> bool {
    match export {
        "bigquery/OBJECT_PRIVILEGES" => text(row, "privilege_type") == EDITOR,
        "bigquery/COLUMN_FIELD_PATHS" => text(row, "description").ends_with(CHECKED),
        _ => false,
    }
}

const VIEWER: &str = "roles/bigquery.dataViewer";
const EDITOR: &str = "roles/bigquery.dataEditor";
const CHECKED: &str = "Checked again.";

/// Changes a row; of views, SQL before and after is given by the relation.
pub(super) fn change<'p>(
    export: &str,
    row: &mut Row,
    sql: impl Fn(&Key) -> Option<&'p (String, String)>,
) {
    let sql = key(row).and_then(|key| sql(&key));
    let mut edit = |key: &str, edited: &dyn Fn(&str) -> String| {
        let text = text(row, key);
        let edited = edited(text);
        row.insert(key.to_owned(), Value::String(edited));
    };
    match export {
        "bigquery/TABLES" => match sql {
            Some((before, after)) => edit("ddl", &|ddl| ddl.replace(before, after)),
            None => edit("creation_time", &later),
        },
        "bigquery/VIEWS" => {
            if let Some((_, after)) = sql {
                edit("view_definition", &|_| after.clone());
            }
        }
        "bigquery/SCHEMATA" => edit("creation_time", &later),
        "bigquery/COLUMNS" => edit("column_default", &|default| {
            if default == "NULL" { "0" } else { "NULL" }.to_owned()
        }),
        "bigquery/COLUMN_FIELD_PATHS" => {
            edit("description", &|text| match text.strip_suffix(CHECKED) {
                Some(before) => before.trim_end().to_owned(),
                None => format!("{text} {CHECKED}").trim_start().to_owned(),
            })
        }
        "bigquery/TABLE_OPTIONS" => edit("option_value", &|literal| {
            format!("{} (checked)\"", literal.trim_end_matches('"'))
        }),
        "bigquery/TABLE_STORAGE" => {
            edit("total_rows", &|rows| format!("{rows}0"));
            edit("storage_last_modified_time", &later);
        }
        "bigquery/OBJECT_PRIVILEGES" => {
            edit("privilege_type", &|role| {
                if role == EDITOR { VIEWER } else { EDITOR }.to_owned()
            });
        }
        "bigquery/JOBS" => {
            let cached = row.get("cache_hit") == Some(&Value::Bool(true));
            row.insert("cache_hit".to_owned(), Value::Bool(!cached));
        }
        "openlineage/events" => edit("eventTime", &later),
        "airflow/dag_runs" => edit("end_date", &later),
        "monte-carlo/alerts" => inside(row, "node", |node| {
            let time = later(text(node, "updatedTime"));
            node.insert("updatedTime".to_owned(), Value::String(time));
        }),
        "monte-carlo/uptime" => {
            let low = row.get("overallValue").and_then(Value::as_f64) == Some(0.5);
            row.insert(
                "overallValue".to_owned(),
                Value::from(if low { 1.0 } else { 0.5 }),
            );
        }
        "mlflow/registered_models" => add_second(row, "last_updated_timestamp"),
        "mlflow/runs" => inside(row, "info", |info| add_second(info, "end_time")),
        _ => {}
    }
}

/// A row as another one has it, under a name of its own.
pub(super) fn copy(export: &str, row: &Row, day: usize, seed: u64) -> Row {
    let mut row = row.clone();
    let mut random = Random::of(
        seed,
        "copy",
        hash(&Value::Object(row.clone()).to_string()) as usize,
    );
    random = Random::of(random.next(), export, day);
    let put = |row: &mut Row, key: &str, text: String| {
        row.insert(key.to_owned(), Value::String(text));
    };
    match export {
        "bigquery/JOBS" => {
            let id = format!("{}_{day}", text(&row, "job_id"));
            put(&mut row, "job_id", id);
        }
        "openlineage/events" => inside(&mut row, "run", |run| put(run, "runId", random.uuid())),
        "airflow/dag_runs" => {
            let id = format!("{}_{day}", text(&row, "dag_run_id"));
            put(&mut row, "dag_run_id", id);
        }
        "monte-carlo/alerts" => inside(&mut row, "node", |node| put(node, "id", random.uuid())),
        "mlflow/registered_models" => {
            let name = format!("{}_{day}", text(&row, "name"));
            put(&mut row, "name", name);
        }
        "mlflow/runs" => inside(&mut row, "info", |info| {
            put(info, "run_id", random.uuid().replace('-', ""));
        }),
        _ => rename(&mut row, day),
    }
    row
}

/// Gives the relation of a row of the warehouse another name.
fn rename(row: &mut Row, day: usize) {
    for key in ["table_name", "object_name"] {
        if let Some(Value::String(name)) = row.get_mut(key) {
            let new = format!("{name}_day_{day}");
            let old = std::mem::replace(name, new.clone());
            if let Some(Value::String(ddl)) = row.get_mut("ddl") {
                // The first is the one that is made.
                *ddl = ddl.replacen(&format!(".{old}`"), &format!(".{new}`"), 1);
            }
        }
    }
}

/// Whether a line of an export of operations names a relation.
pub(super) fn names(line: &str, [_, dataset, name]: &Key) -> bool {
    let path = format!("{dataset}.{name}");
    let object = format!("\"dataset_id\":\"{dataset}\",\"table_id\":\"{name}\"");
    let path_at = line.match_indices(&path).any(|(at, _)| {
        let after = line[at + path.len()..].chars().next();
        !after.is_some_and(|c| c.is_alphanumeric() || c == '_')
    });
    path_at || line.contains(&object)
}

fn inside(row: &mut Row, key: &str, edit: impl FnOnce(&mut Row)) {
    if let Some(Value::Object(inner)) = row.get_mut(key) {
        edit(inner);
    }
}

fn add_second(row: &mut Row, key: &str) {
    if let Some(time) = row.get(key).and_then(Value::as_u64) {
        row.insert(key.to_owned(), Value::from(time + 1000));
    }
}

/// A moment some seconds off: the last digit of its seconds is the next one.
fn later(moment: &str) -> String {
    // `2026-10-29T00:07:12Z`
    moment
        .chars()
        .enumerate()
        .map(|(at, c)| match c.to_digit(10) {
            Some(digit) if at == 18 => char::from_digit((digit + 1) % 10, 10).unwrap_or(c),
            _ => c,
        })
        .collect()
}
