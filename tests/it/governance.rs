//! The figures of the governance pages as files: CSV and JSON say the same, and no cell is a formula.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::html;
use crate::support::{Mesh, Site, files_below};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/manifests");

/// A cell that a spreadsheet would take for a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// The tables of a site: `page/table`, from the names of its files.
#[track_caller]
fn tables(site: &Site) -> Vec<String> {
    let of = |extension: &str| -> BTreeSet<String> {
        site.files()
            .iter()
            .filter_map(|path| path.strip_prefix("governance/")?.strip_suffix(extension))
            .filter(|name| name.contains('/'))
            .map(str::to_owned)
            .collect()
    };
    let csv = of(".csv");
    assert_eq!(csv, of(".json"), "each table is there in both forms");
    csv.into_iter().collect()
}

/// Headers and rows of a table's CSV.
#[track_caller]
fn csv(site: &Site, table: &str) -> Vec<Vec<String>> {
    let path = site.dir.join(format!("governance/{table}.csv"));
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_path(path)
        .unwrap();
    let rows = reader.records().map(Result::unwrap);
    rows.map(|row| row.iter().map(str::to_owned).collect())
        .collect()
}

#[track_caller]
fn json_of(site: &Site, table: &str) -> Value {
    serde_json::from_str(&site.page(&format!("governance/{table}.json"))).unwrap()
}

/// A value of the JSON as the CSV writes it.
fn cell(value: &Value) -> String {
    let text = match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(all) => {
            let names: Vec<&str> = all.iter().map(|v| v.as_str().unwrap()).collect();
            names.join("; ")
        }
        Value::Number(number) => {
            // 50.0 and 50 are one number.
            return number.as_f64().unwrap().to_string();
        }
        other => return other.to_string(),
    };
    if text.starts_with(FORMULA) {
        format!("'{text}")
    } else {
        text
    }
}

/// Both forms of every table hold the same; returns the numbers of rows by table.
#[track_caller]
fn compared(site: &Site) -> Vec<(String, usize)> {
    let mut counts = Vec::new();
    for table in tables(site) {
        let csv = csv(site, &table);
        let json = json_of(site, &table);
        let keys: Vec<&str> = json["columns"]
            .as_array()
            .unwrap()
            .iter()
            .map(|column| column["key"].as_str().unwrap())
            .collect();
        assert_eq!(csv[0], keys, "{table}");
        let rows = json["rows"].as_array().unwrap();
        assert_eq!(csv.len() - 1, rows.len(), "{table}");
        for (line, row) in csv[1..].iter().zip(rows) {
            assert_eq!(row.as_object().unwrap().len(), keys.len(), "{table}");
            for (found, key) in line.iter().zip(&keys) {
                assert_eq!(*found, cell(&row[*key]), "{table} {key}: {row}");
                assert!(!found.starts_with(FORMULA), "{table} {key}: {found}");
            }
        }
        counts.push((table, rows.len()));
    }
    counts
}

fn sample() -> Mesh {
    let mut mesh = Mesh::new();
    for path in files_below(Path::new(SAMPLE)) {
        let bytes = fs::read(Path::new(SAMPLE).join(&path)).unwrap();
        mesh = mesh.file(&path, bytes);
    }
    mesh
}

/// A mesh in which everything that a table shows may begin like a formula.
fn hostile() -> Mesh {
    let statement = |id: &str, project: &str| {
        json!({"job_id": id, "creation_time": "2026-01-13 09:00:00 UTC",
               "start_time": "2026-01-13 09:00:00 UTC", "project_id": project,
               "user_email": "ana@example.com", "statement_type": "SELECT", "state": "DONE",
               "query": "SELECT * FROM `p.store.orders`", "cache_hit": false})
    };
    Mesh::new()
        .bigquery()
        .table("p.store.orders", &[("id", "INT64")])
        .table("p.store.=cmd|calc", &[("id", "INT64")])
        .ndjson(
            "JOBS",
            &[
                statement("j1", "@evil"),
                statement("j2", "=2+3"),
                statement("j3", "-1"),
                statement("j4", "science"),
            ],
        )
        .file(
            "mesh.yaml",
            "\
apiVersion: vitrina/v1
kind: DataMeshEnvironment
id: \"=store\"
servers:
  - {type: bigquery, project: p, dataset: store}
---
apiVersion: vitrina/v1
kind: DataProduct
id: \"@sum\"
name: \"=1+1\"
environment: \"=store\"
status: deprecated
criticality: tier_1
masterData: true
tables:
  - {name: orders, physicalName: p.store.orders}
---
apiVersion: vitrina/v1
kind: Domain
id: \"+plus\"
status: retired
",
        )
}

#[test]
fn both_forms_of_each_table_of_the_sample_say_the_same() {
    let mesh = sample();
    let site = mesh.build();
    let counts = compared(&site);
    assert!(counts.len() >= 15, "{counts:?}");
    for wanted in [
        "bypass/projects",
        "bypass/tables",
        "coverage/dmes",
        "coverage/tables",
        "criticality/assets",
        "drift/contradictions",
        "growth/months",
        "lifecycle/statuses",
        "master-data/declared",
        "scorecard/dmes",
        "scorecard/points",
        "sla/dmes",
        "sla/tables",
        "sla/verdicts",
    ] {
        let found = counts.iter().find(|(table, _)| table == wanted);
        assert!(
            found.is_some_and(|(_, rows)| *rows > 0),
            "{wanted}: {counts:?}"
        );
    }
    // As many as the catalog has.
    let dmes = sample().list("dmes").len();
    for table in ["coverage/dmes", "scorecard/dmes"] {
        assert!(
            counts.contains(&(table.to_owned(), dmes)),
            "{table} of {dmes} DMEs: {counts:?}"
        );
    }
}

#[test]
fn coverage_tells_which_tables_have_a_monitor() {
    let mesh = sample();
    let site = mesh.build();
    let shares: Vec<f64> = json_of(&site, "coverage/dmes")["rows"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|row| row["monitor"].as_f64())
        .collect();
    assert!(shares.iter().any(|s| *s > 0.0), "{shares:?}");
    let lacking = json_of(&site, "coverage/tables");
    let rows = lacking["rows"].as_array().unwrap();
    assert!(rows.iter().any(|row| row["monitor"] == false));
}

#[test]
fn no_cell_is_a_formula() {
    let mesh = hostile();
    let site = mesh.build();
    compared(&site);
    let all: Vec<String> = tables(&site)
        .iter()
        .flat_map(|table| csv(&site, table))
        .flatten()
        .collect();
    // They are there all the same, told apart by a quote.
    for text in ["'=store", "'@sum", "'+plus", "'@evil", "'=2+3", "-1"] {
        assert!(all.iter().any(|found| found == text), "{text}: {all:?}");
    }
    // JSON has them as they are.
    let projects = json_of(&site, "bypass/projects");
    let named: BTreeSet<&str> = projects["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["project"].as_str().unwrap())
        .collect();
    assert_eq!(named, BTreeSet::from(["-1", "=2+3", "@evil", "science"]));
}

#[test]
fn pages_show_their_tables_and_link_both_forms() {
    let mesh = sample();
    let site = mesh.build();
    for table in tables(&site) {
        let (page, id) = table.split_once('/').unwrap();
        let path = format!("governance/{page}.html");
        let tokens = html::tokens(&site.page(&path), &path);
        let links: Vec<&str> = html::elements(html::inside(&tokens, "main"), "a")
            .into_iter()
            .filter_map(|a| a[0].attribute("href"))
            .collect();
        let rows = json_of(&site, &table)["rows"].as_array().unwrap().len();
        if rows == 0 {
            continue;
        }
        for extension in ["csv", "json"] {
            let link = format!("../governance/{page}/{id}.{extension}");
            assert!(links.contains(&link.as_str()), "{path}: {link} {links:?}");
        }
    }
}
