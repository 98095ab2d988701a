//! What a warehouse exports of a mesh.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::random_mesh::{AUDIENCES, Form, RandomMesh, Relation, Run};

const READER: &str = "roles/bigquery.dataViewer";

/// Rows by the view that they are of.
type Rows = BTreeMap<&'static str, Vec<Value>>;

pub(super) fn tag_name(tag: usize) -> String {
    format!("projects/p/locations/us/taxonomies/7/policyTags/{tag}")
}

impl RandomMesh {
    pub(super) fn warehouse(&self, files: &mut BTreeMap<String, String>) {
        let mut rows = Rows::new();
        for n in 0..self.datasets.len() {
            self.dataset_rows(n, &mut rows, files);
        }
        for n in self.rows() {
            self.relation_rows(n, &mut rows);
        }
        // The newest moment, whatever else happens.
        let at = "2026-01-20 12:00:00 UTC";
        rows.entry("JOBS").or_default().push(json!({
            "job_id": "newest", "creation_time": at, "start_time": at, "project_id": "p", "query": "SELECT 1",
            "user_email": "u0@example.com", "statement_type": "SELECT", "state": "DONE", "cache_hit": false,
        }));
        for statement in &self.statements {
            let row = self.statement(statement);
            rows.entry("JOBS").or_default().push(row);
        }
        for (name, rows) in rows {
            let lines: String = rows.iter().map(|row| format!("{row}\n")).collect();
            files.insert(format!("exports/bigquery/{name}.ndjson"), lines);
        }
    }

    fn dataset_rows(&self, n: usize, rows: &mut Rows, files: &mut BTreeMap<String, String>) {
        let dataset = &self.datasets[n];
        // One that is empty is none that anybody knows.
        let is_there = |r: &Relation| r.dataset == n && !r.is_gone;
        if !self.relations.iter().any(is_there) {
            return;
        }
        let row = |more: Value| {
            let mut row = json!({"catalog_name": "p", "schema_name": dataset.name});
            for (key, value) in more.as_object().unwrap() {
                row[key] = value.clone();
            }
            row
        };
        let schemata = rows.entry("SCHEMATA").or_default();
        schemata.push(row(json!({"location": "EU"})));
        let options = rows.entry("SCHEMATA_OPTIONS").or_default();
        let text = format!("\"{}\"", dataset.text);
        options.push(row(
            json!({"option_name": "description", "option_value": text}),
        ));
        if dataset.is_hidden {
            let label = "[STRUCT(\"visibility\", \"hidden\")]";
            options.push(row(json!({"option_name": "labels", "option_value": label})));
        }
        for audience in &dataset.grants {
            rows.entry("OBJECT_PRIVILEGES").or_default().push(json!({
                "object_catalog": "p", "object_name": dataset.name, "object_type": "SCHEMA",
                "privilege_type": READER,
                "grantee": format!("group:{}@example.com", AUDIENCES[*audience]),
            }));
        }
        if dataset.is_shown {
            let views = dataset.views.iter().map(|view| {
                let view = &self.relations[*view];
                let dataset = &self.datasets[view.dataset].name;
                json!({"view": {"projectId": "p", "datasetId": dataset, "tableId": view.name}})
            });
            let datasets = dataset.datasets.iter().map(|of| {
                let name = &self.datasets[*of].name;
                json!({"dataset": {"dataset": {"projectId": "p", "datasetId": name},
                                   "targetTypes": ["VIEWS"]}})
            });
            let shown = json!({
                "kind": "bigquery#dataset", "location": "EU",
                "datasetReference": {"projectId": "p", "datasetId": dataset.name},
                "access": views.chain(datasets).collect::<Vec<_>>(),
            });
            let path = format!("exports/bigquery/datasets/{}.json", dataset.name);
            files.insert(path, shown.to_string());
        }
    }

    /// A row about a relation, with more in it.
    fn row(&self, n: usize, more: Value) -> Value {
        let r = &self.relations[n];
        let mut row = json!({
            "table_catalog": "p", "table_schema": self.datasets[r.dataset].name, "table_name": r.name,
        });
        for (key, value) in more.as_object().unwrap() {
            row[key] = value.clone();
        }
        row
    }

    fn relation_rows(&self, n: usize, rows: &mut Rows) {
        let r = &self.relations[n];
        let mut add = |to: &'static str, more: Value| {
            let row = self.row(n, more);
            rows.entry(to).or_default().push(row);
        };
        let kind = match r.form {
            Form::Table | Form::Shard => "BASE TABLE",
            Form::View => "VIEW",
            Form::Materialized => "MATERIALIZED VIEW",
        };
        let created = "2025-01-01 00:00:00 UTC";
        add(
            "TABLES",
            json!({"table_type": kind, "creation_time": created}),
        );
        for (place, column) in r.columns.iter().enumerate() {
            add(
                "COLUMNS",
                json!({"column_name": column.name, "ordinal_position": place + 1,
                       "data_type": column.data_type, "is_nullable": "YES"}),
            );
            let tag = column.tag.filter(|_| !r.is_view());
            add(
                "COLUMN_FIELD_PATHS",
                json!({"column_name": column.name, "field_path": column.name,
                       "data_type": column.data_type, "description": column.text,
                       "policy_tags": tag.map_or(json!([]), |tag| json!([tag_name(tag)]))}),
            );
        }
        let mut option = |name: &str, value: String| {
            add(
                "TABLE_OPTIONS",
                json!({"option_name": name, "option_value": value}),
            );
        };
        option("description", format!("\"{}\"", r.text));
        let hidden = r
            .hidden_label
            .then_some("STRUCT(\"visibility\", \"hidden\")");
        let owner = r
            .owner_label
            .map(|dme| format!("STRUCT(\"dme\", \"{}\")", self.dmes[dme].name));
        let labels: Vec<String> = hidden.map(str::to_owned).into_iter().chain(owner).collect();
        if !labels.is_empty() {
            option("labels", format!("[{}]", labels.join(", ")));
        }
        if r.is_view() {
            add(
                "VIEWS",
                json!({"view_definition": self.sql(r), "use_standard_sql": "YES"}),
            );
        } else {
            add(
                "TABLE_STORAGE",
                json!({"total_rows": r.rows.to_string(), "total_logical_bytes": (r.rows * 9).to_string(),
                       "storage_last_modified_time": "2026-01-09 05:00:00 UTC"}),
            );
        }
        if let Some(policy) = &r.policy {
            add(
                "ROW_ACCESS_POLICIES",
                json!({"row_access_policy_name": policy, "filter_predicate": format!("{} = 1", r.columns[0].name)}),
            );
        }
        self.grant_rows(r, kind, rows);
    }

    fn grant_rows(&self, r: &Relation, kind: &str, rows: &mut Rows) {
        let groups = r.grants.iter();
        let groups = groups.map(|a| format!("group:{}@example.com", AUDIENCES[*a]));
        let services =
            (0..r.services).map(|n| format!("serviceAccount:s{n}@p.iam.gserviceaccount.com"));
        for grantee in groups.chain(services) {
            rows.entry("OBJECT_PRIVILEGES").or_default().push(json!({
                "object_catalog": "p", "object_schema": self.datasets[r.dataset].name,
                "object_name": r.name, "object_type": kind.trim_start_matches("BASE "),
                "privilege_type": READER, "grantee": grantee,
            }));
        }
    }

    fn sql(&self, view: &Relation) -> String {
        let mut sql = String::from("SELECT ");
        if view.is_star {
            sql.push('*');
        } else {
            let names = view.columns.iter().map(|c| format!("t0.{}", c.name));
            sql.push_str(&names.collect::<Vec<_>>().join(", "));
        }
        for (place, from) in view.reads.iter().enumerate() {
            let word = if place == 0 { "FROM" } else { "CROSS JOIN" };
            let mut name = self.full(*from);
            if place == 0 && view.is_wildcard {
                name = name.trim_end_matches(|c: char| c != '_').to_owned() + "*";
            }
            write!(sql, " {word} `{name}` AS t{place}").unwrap();
        }
        sql
    }

    fn statement(&self, run: &Run) -> Value {
        let read = run.reads.iter().map(|n| format!("`{}`", self.full(*n)));
        let from: Vec<String> = read.collect();
        let mut query = format!("SELECT COUNT(*) FROM {}", from.join(" CROSS JOIN "));
        if let Some(to) = run.writes {
            query = format!("INSERT INTO `{}` {query}", self.full(to));
        }
        let at = format!("2026-01-0{} 09:00:00 UTC", run.day + 1);
        json!({"job_id": run.name, "creation_time": at, "start_time": at, "project_id": format!("proj{}", run.user),
               "user_email": format!("u{}@example.com", run.user), "statement_type": "SELECT", "state": "DONE",
               "query": query, "cache_hit": false})
    }
}
