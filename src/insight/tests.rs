//! A part of a catalog: what follows from it says nothing of the rest, in words or in numbers.

#![allow(
    clippy::disallowed_methods,
    reason = "the mesh root is a folder of the test's own"
)]

use std::fmt::Write as _;
use std::fs;

use serde_json::{Value, json};

use super::{Insight, Question, insight, scores};
use crate::catalog::{AssetIx, Catalog};
use crate::pipeline;

/// A mesh root: its files by path.
#[derive(Default)]
struct Mesh(std::collections::BTreeMap<String, String>);

impl Mesh {
    fn file(mut self, path: &str, text: &str) -> Self {
        self.0.insert(path.to_owned(), text.to_owned());
        self
    }

    /// Appends rows to an export of BigQuery.
    fn ndjson(mut self, name: &str, rows: &[Value]) -> Self {
        let path = format!("exports/bigquery/{name}.ndjson");
        let text = self.0.entry(path).or_default();
        for row in rows {
            writeln!(text, "{row}").unwrap();
        }
        self
    }

    fn view(self, full: &str, sql: &str) -> Self {
        let mut view = row(full);
        view["view_definition"] = json!(sql);
        view["use_standard_sql"] = json!("YES");
        self.listed(full, "VIEW").ndjson("VIEWS", &[view])
    }

    /// With columns of `(name, type)`.
    fn table(self, full: &str, columns: &[(&str, &str)]) -> Self {
        let columns = columns.iter().enumerate().map(|(i, (name, data_type))| {
            let mut column = row(full);
            column["column_name"] = json!(name);
            column["ordinal_position"] = json!(i + 1);
            column["data_type"] = json!(data_type);
            column["is_nullable"] = json!("YES");
            column
        });
        let columns: Vec<Value> = columns.collect();
        self.listed(full, "BASE TABLE").ndjson("COLUMNS", &columns)
    }

    fn listed(self, full: &str, table_type: &str) -> Self {
        let mut table = row(full);
        table["table_type"] = json!(table_type);
        self.ndjson("TABLES", &[table])
    }
}

/// What each row about `project.dataset.name` has.
fn row(full: &str) -> Value {
    let parts: Vec<&str> = full.split('.').collect();
    json!({"table_catalog": parts[0], "table_schema": parts[1], "table_name": parts[2]})
}

/// In the name of each asset of the DME that is left out.
const MARK: &str = "zulu";

const ALPHA: &str = "\
apiVersion: vitrina/v1
kind: DataMeshEnvironment
id: alpha
servers: [{type: bigquery, project: p, dataset: alpha}]
support: [{channel: \"#alpha\"}]
---
apiVersion: vitrina/v1
kind: DataProduct
id: orders
environment: alpha
criticality: tier_3
masterData: true
slaProperties: [{property: latency, value: 24, unit: h}]
tables: [{name: orders, physicalName: p.alpha.orders}]
outputPorts: [{name: orders, physicalName: p.unified.orders}]
";

const ZULU: &str = "\
apiVersion: vitrina/v1
kind: DataMeshEnvironment
id: zulu
servers: [{type: bigquery, project: zulu-p, dataset: zulu}]
---
apiVersion: vitrina/v1
kind: DataProduct
id: zulu-facts
environment: zulu
tables: [{name: zulu_facts, physicalName: zulu-p.zulu.zulu_facts}]
inputPorts: [{name: orders, physicalName: p.unified.orders}]
";

fn statement(id: &str, project: &str, user: &str, query: &str) -> Value {
    json!({"job_id": id, "creation_time": "2026-01-13 09:00:00 UTC",
           "start_time": "2026-01-13 09:00:00 UTC", "project_id": project,
           "user_email": user, "statement_type": "SELECT", "state": "DONE",
           "query": query, "cache_hit": false})
}

/// The DME `alpha`.
fn alone() -> Mesh {
    let columns = [("customer_id", "INT64"), ("amount", "INT64")];
    Mesh::default()
        .file(
            "vitrina.toml",
            "[entry_points]\ndatasets = [\"p.unified\"]\n",
        )
        .file("alpha.yaml", ALPHA)
        .table("p.alpha.orders", &columns)
        .table("p.alpha.customers", &[("customer_id", "INT64")])
        .view(
            "p.unified.orders",
            "SELECT customer_id, amount FROM `p.alpha.orders`",
        )
        .ndjson(
            "JOBS",
            &[
                statement(
                    "j1",
                    "p",
                    "ana@example.com",
                    "SELECT * FROM `p.unified.orders`",
                ),
                statement(
                    "j2",
                    "else",
                    "bo@example.com",
                    "SELECT * FROM `p.alpha.orders`",
                ),
            ],
        )
}

/// `alpha` beside `zulu`, which reads it in each way that there is.
fn beside() -> Mesh {
    let columns = [("customer_id", "INT64"), ("amount", "INT64")];
    let mut mesh = alone().file("zulu.yaml", ZULU);
    for n in 0..6 {
        mesh = mesh.table(&format!("zulu-p.zulu.zulu_{n}"), &columns);
    }
    mesh.table("zulu-p.zulu.zulu_facts", &columns)
        .view(
            "p.unified.zulu_orders",
            "SELECT customer_id, amount FROM `p.unified.orders`",
        )
        .view(
            "p.unified.zulu_facts",
            "SELECT o.customer_id, f.amount FROM `p.alpha.orders` o JOIN `zulu-p.zulu.zulu_facts` f ON o.customer_id = f.customer_id",
        )
        .ndjson(
            "JOBS",
            &[
                statement("j3", "zulu-p", "cy@example.com", "SELECT * FROM `p.unified.zulu_orders`"),
                statement("j4", "p", "ana@example.com", "SELECT * FROM `zulu-p.zulu.zulu_1`"),
            ],
        )
}

fn loaded(mesh: &Mesh) -> Catalog {
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in &mesh.0 {
        let full = dir.path().join(path);
        fs::create_dir_all(full.parent().unwrap()).unwrap();
        fs::write(full, text).unwrap();
    }
    pipeline::load(dir.path(), None, &|_| {})
        .unwrap_or_else(|error| panic!("{error}"))
        .catalog
}

/// The part of a catalog in which no name has the mark.
fn without_zulu(c: &Catalog) -> Catalog {
    c.restricted(|ix| !c.id(ix).contains(MARK))
}

/// All that an insight says, by names and in a fixed order.
fn told(c: &Catalog, insight: &Insight) -> Vec<String> {
    let name = |ix: AssetIx| c.id(ix);
    let mut all = Vec::new();
    let assets = (0u32..).zip(&c.assets).map(|(i, _)| AssetIx(i));
    for ix in assets {
        let id = name(ix);
        let verdict = insight.verdict_of(ix).unwrap();
        let wrong = verdict.wrong.map(|w| (w.fault, name(w.at), w.steps));
        all.push(format!(
            "{id}: {:?} {wrong:?} {:?} {}; {:?}; {:?}",
            verdict.state,
            verdict.known,
            verdict.outdated,
            insight.impact_of(ix),
            insight.loaded(c, ix)
        ));
        if let Some(answers) = insight.coverage.answers(c, ix) {
            all.push(format!("{id}: {:?}", Question::ALL.map(|q| answers.has(q))));
        }
        for column in c.relation(ix).iter().flat_map(|r| c.columns_of(r)) {
            let impact = insight.column_impact(ix, column.path);
            all.push(format!("{id}: {}: {impact:?}", c.str(column.path)));
        }
    }
    for of in &insight.criticality {
        let (asset, dme) = (name(of.asset), of.dme.map(name));
        all.push(format!(
            "{asset}: {dme:?} {:?} {:?}",
            of.declared, of.computed
        ));
    }
    for of in &insight.bypass.direct {
        let (table, instead) = (name(of.table), of.instead.map(name));
        all.push(format!("{table}: {} from outside, {instead:?}", of.outside));
    }
    for of in &insight.bypass.readers {
        let owners: Vec<String> = of.owners.iter().map(|d| name(*d)).collect();
        let project = c.str(of.project);
        all.push(format!(
            "{project}: {} {} {owners:?}",
            of.tables, of.queries
        ));
    }
    for of in &insight.master_data.declared {
        all.push(format!("{}: {:?}", name(of.product), of.impact));
    }
    for of in &insight.master_data.candidates {
        all.push(format!(
            "{}: {} {}",
            name(of.table),
            c.str(of.key),
            of.tables
        ));
    }
    for of in scores(c, insight, |_| false) {
        for p in of.points {
            let raise = p.raise.map(name);
            let (dme, part, found) = (name(of.dme), p.part, p.found);
            all.push(format!("{dme}: {part:?} {} {found:?} {raise:?}", p.earned));
        }
    }
    all.sort();
    all.push(format!(
        "{:?} {:?}",
        insight.coverage.all, insight.coverage.views
    ));
    all.push(format!("{:?}", insight.states.all));
    all
}

#[test]
fn nothing_of_the_rest_can_be_told() {
    let whole = loaded(&beside());
    let of_whole = told(&whole, &insight(&whole));
    assert!(of_whole.iter().any(|line| line.contains(MARK)));
    let part = without_zulu(&whole);
    let of_part = told(&part, &insight(&part));
    let leaked: Vec<&String> = of_part.iter().filter(|l| l.contains(MARK)).collect();
    assert!(leaked.is_empty(), "{leaked:#?}");
    // In numbers neither: it is as if the rest had never been there.
    let alone = loaded(&alone());
    assert_eq!(of_part, told(&alone, &insight(&alone)));
    // The rest did have a say.
    assert!(of_part.iter().any(|line| !of_whole.contains(line)));
}

#[test]
fn what_reads_the_rest_keeps_nothing_of_it() {
    let mesh = beside()
        .view(
            "p.unified.mixed",
            "SELECT o.customer_id, f.amount FROM `p.alpha.orders` o JOIN `p.unified.zulu_facts` f ON o.customer_id = f.customer_id",
        )
        .ndjson(
            "JOBS",
            &[statement(
                "j5",
                "zulu-p",
                "cy@example.com",
                "SELECT * FROM `p.unified.orders` o JOIN `p.unified.zulu_facts` f ON o.customer_id = f.customer_id",
            )],
        );
    let part = without_zulu(&loaded(&mesh));
    let found = insight(&part);
    let lines = told(&part, &found);
    assert!(lines.iter().any(|line| line.contains("p.unified.mixed")));
    assert!(!lines.iter().any(|line| line.contains(MARK)), "{lines:#?}");
    for relation in &part.relations {
        let query = relation.query.as_ref().map_or("", |q| part.str(q.text));
        assert!(!query.contains(MARK), "{query}");
        let usage = part.operations.usage.get(&relation.asset);
        for (project, _) in usage.iter().flat_map(|u| &u.projects) {
            assert!(!part.str(*project).contains(MARK));
        }
    }
}
