//! A part of a catalog: what follows from it says nothing of the rest, in words or in numbers.

#![allow(
    clippy::disallowed_methods,
    reason = "the mesh root is a folder of the test's own"
)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use serde_json::{Value, json};

use super::verdict::Fault;
use super::{
    Cause, Insight, Part, PartFinding, Question, RelationServiceLevel, ServiceLevelSummary, Wrong,
    insight, scores,
};
use crate::catalog::{AssetIx, Catalog, Completeness, Kind};
use crate::link::part_where;
use crate::{mesh, pipeline};

/// A mesh root: its files by path.
#[derive(Default)]
pub(crate) struct Mesh(std::collections::BTreeMap<String, String>);

impl Mesh {
    pub(crate) fn file(mut self, path: &str, text: &str) -> Self {
        self.0.insert(path.to_owned(), text.to_owned());
        self
    }

    /// Appends rows to an export of BigQuery.
    pub(crate) fn ndjson(self, name: &str, rows: &[Value]) -> Self {
        self.rows(&format!("exports/bigquery/{name}.ndjson"), rows)
    }

    /// Appends rows to an export.
    pub(crate) fn rows(mut self, path: &str, rows: &[Value]) -> Self {
        let text = self.0.entry(path.to_owned()).or_default();
        for row in rows {
            writeln!(text, "{row}").unwrap();
        }
        self
    }

    /// Appends to a file.
    fn more(mut self, path: &str, text: &str) -> Self {
        self.0.entry(path.to_owned()).or_default().push_str(text);
        self
    }

    pub(crate) fn view(self, full: &str, sql: &str) -> Self {
        let mut view = row(full);
        view["view_definition"] = json!(sql);
        view["use_standard_sql"] = json!("YES");
        self.listed(full, "VIEW").ndjson("VIEWS", &[view])
    }

    /// With columns of `(name, type)`.
    pub(crate) fn table(self, full: &str, columns: &[(&str, &str)]) -> Self {
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
pub(crate) const MARK: &str = "zulu";

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
slaProperties: [{property: latency, value: 24, unit: h}]
tables: [{name: zulu_facts, physicalName: zulu-p.zulu.zulu_facts}]
inputPorts: [{name: orders, physicalName: p.unified.orders}]
";

fn statement(id: &str, project: &str, user: &str, query: &str) -> Value {
    json!({"job_id": id, "creation_time": "2026-01-13 09:00:00 UTC",
           "start_time": "2026-01-13 09:00:00 UTC", "project_id": project,
           "user_email": user, "statement_type": "SELECT", "state": "DONE",
           "query": query, "cache_hit": false})
}

pub(crate) const EVENTS: &str = "exports/openlineage/events.ndjson";
const ALERTS: &str = "exports/monte-carlo/alerts.ndjson";
const UPTIME: &str = "exports/monte-carlo/table_uptime.csv";

/// A run of a job that ended on this day of January, at six.
pub(crate) fn run(kind: &str, job: &str, day: u32, reads: &[&str], writes: &str) -> Value {
    let dataset = |name: &&str| json!({"namespace": "bigquery", "name": name});
    json!({"eventTime": format!("2026-01-{day:02}T06:00:00Z"), "eventType": kind,
           "run": {"runId": format!("{job}-{day}")}, "job": {"namespace": "etl", "name": job},
           "inputs": reads.iter().map(dataset).collect::<Vec<_>>(),
           "outputs": [dataset(&writes)], "producer": "https://example.com/etl"})
}

/// A run that asserts something of what it reads.
fn asserted(table: &str, assertion: &str) -> Value {
    let mut run = run("COMPLETE", "assert", 14, &[table], "p.alpha.asserted");
    let assertions = json!([{"assertion": assertion, "success": false}]);
    run["inputs"][0]["inputFacets"] = json!({"dataQualityAssertions": {"assertions": assertions}});
    run
}

fn alert(id: &str, tables: &[&str]) -> Value {
    let tables = tables.iter().map(|table| json!({"tableId": table}));
    json!({"id": id, "title": format!("Alert {id}"), "type": "VOLUME", "severity": "SEV_4",
           "status": "WORK_IN_PROGRESS", "tables": tables.collect::<Vec<_>>(),
           "createdTime": "2026-01-14T00:00:00Z", "updatedTime": "2026-01-14T01:00:00Z"})
}

/// The DME `alpha`.
pub(crate) fn alone() -> Mesh {
    let columns = [("customer_id", "INT64"), ("amount", "INT64")];
    Mesh::default()
        .file(
            "vitrina.toml",
            "[entry_points]\ndatasets = [\"p.unified\"]\n[[audiences]]\nid = \"all\"\nlabel = \"All\"\ngrantees = [\"group:all@example.com\"]\n",
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
        .table("p.alpha.payments", &[("amount", "INT64")])
        .view(
            "p.unified.payments",
            "SELECT amount FROM `p.alpha.payments`",
        )
        .view("p.unified.paid", "SELECT amount FROM `p.unified.payments`")
        .rows(
            EVENTS,
            &[
                // Not loaded on two of five days.
                run("COMPLETE", "load_orders", 10, &[], "p.alpha.orders"),
                run("COMPLETE", "load_orders", 13, &[], "p.alpha.orders"),
                run("COMPLETE", "load_orders", 14, &[], "p.alpha.orders"),
                run("COMPLETE", "load_customers", 14, &[], "p.alpha.customers"),
                run("FAIL", "load_payments", 14, &[], "p.alpha.payments"),
                asserted("p.alpha.orders", "not_null"),
            ],
        )
        .rows(ALERTS, &[alert("a1", &["p:alpha.customers"])])
        .file(
            UPTIME,
            "table,date,uptime\np:alpha.orders,2026-01-13,100\np:alpha.orders,2026-01-14,50\n",
        )
}

/// `alpha` beside `zulu`, which reads it in each way that there is.
pub(crate) fn beside() -> Mesh {
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
        .rows(
            EVENTS,
            &[
                run("COMPLETE", "load_zulu", 10, &["p.alpha.orders"], "zulu-p.zulu.zulu_facts"),
                run("COMPLETE", "load_zulu", 11, &["p.alpha.orders"], "zulu-p.zulu.zulu_facts"),
                run("FAIL", "load_zulu", 14, &["p.alpha.orders"], "zulu-p.zulu.zulu_facts"),
                // What `alpha` reads of it is late, and has failed.
                run("COMPLETE", "load_customers", 14, &["zulu-p.zulu.zulu_facts"], "p.alpha.customers"),
                asserted("zulu-p.zulu.zulu_1", "zulu_unique"),
            ],
        )
        .rows(
            ALERTS,
            &[
                alert("zulu", &["zulu-p:zulu.zulu_facts"]),
                alert("a2", &["zulu-p:zulu.zulu_2"]),
            ],
        )
        .more(UPTIME, "zulu-p:zulu.zulu_facts,2026-01-14,25\n")
}

fn loaded(mesh: &Mesh) -> Catalog {
    read(mesh).catalog
}

pub(crate) fn read(mesh: &Mesh) -> mesh::Mesh {
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in &mesh.0 {
        let full = dir.path().join(path);
        fs::create_dir_all(full.parent().unwrap()).unwrap();
        fs::write(full, text).unwrap();
    }
    pipeline::load(dir.path(), None, &|_| {}).unwrap_or_else(|error| panic!("{error}"))
}

/// The part of a catalog in which no name has the mark.
fn without_zulu(mesh: &Mesh) -> Catalog {
    let mesh = read(mesh);
    let c = &mesh.catalog;
    part_where(c, &mesh.ledger, |ix| !c.id(ix).contains(MARK))
}

/// What is wrong, where, and the way there.
fn wrong(c: &Catalog, insight: &Insight, ix: AssetIx, wrong: &Wrong) -> String {
    let name = |ix: AssetIx| c.id(ix);
    let cause = match wrong.cause {
        Cause::Late | Cause::Retired | Cause::Missing => String::new(),
        Cause::Run { job, at } => format!("{} {at:?}", name(job)),
        Cause::Stuck { job, since } => format!("{} {since}", name(job)),
        Cause::Incident(i) => c.operations.incidents[i as usize].title.clone(),
        Cause::Check(i) => c.operations.checks[i as usize].id.clone(),
    };
    let (way, more) = insight.ways.between(ix, wrong, 9);
    let way: Vec<String> = way.into_iter().map(name).collect();
    let (fault, at, steps) = (wrong.fault, name(wrong.at), wrong.steps);
    format!("{fault:?} {cause} {at} {steps} {way:?} {more}")
}

/// What an insight says of each asset.
fn of_assets(c: &Catalog, insight: &Insight) -> Vec<String> {
    let mut all = Vec::new();
    let assets = (0u32..).zip(&c.assets).map(|(i, _)| AssetIx(i));
    for ix in assets {
        let id = c.id(ix);
        let verdict = insight.verdict_of(ix).unwrap();
        let wrong = verdict.wrong.map(|it| wrong(c, insight, ix, &it));
        all.push(format!(
            "{id}: {:?} {wrong:?} {:?} {}; {:?}; {:?}",
            verdict.state,
            verdict.known,
            verdict.outdated,
            insight.impact_of(ix),
            insight.loaded(c, ix)
        ));
        all.push(format!(
            "{id}: {:?} {} {:?}",
            insight.loads(c, ix),
            insight.is_superseded(ix),
            insight.attainment(c, ix).map(|of| of.by_day())
        ));
        if let Some(answers) = insight.coverage.answers(c, ix) {
            all.push(format!("{id}: {:?}", Question::ALL.map(|q| answers.has(q))));
        }
        for column in c.relation(ix).iter().flat_map(|r| c.columns_of(r)) {
            let impact = insight.column_impact(ix, column.path);
            let jobs = insight.column_jobs(ix, column.path);
            all.push(format!("{id}: {}: {impact:?} {jobs}", c.str(column.path)));
        }
    }
    all
}

/// What an insight says of relations that promise something, and of each DME.
fn of_service_levels(c: &Catalog, insight: &Insight) -> Vec<String> {
    let name = |ix: AssetIx| c.id(ix);
    let mut all = Vec::new();
    for of in &insight.service.relations {
        let (asset, dme) = (name(of.asset), of.dme.map(name));
        let (attained, uptime, open) = (of.attained, of.uptime, of.open);
        all.push(format!("{asset}: {dme:?} {attained:?} {uptime:?} {open}"));
    }
    let summary = |of: &ServiceLevelSummary| {
        let worst = of.worst.map(|(least, ix)| (least, name(ix)));
        let (attained, uptime) = (of.attained(), of.uptime());
        let (promised, measured) = (of.with_objective, of.measured);
        format!("{promised} {measured} {worst:?} {attained:?} {uptime:?}")
    };
    for dme in c.environments.iter().map(|dme| dme.asset) {
        let service = &insight.service;
        all.push(format!(
            "{}: {:?} {} {:?} {:?} {:?}",
            name(dme),
            service.by_dme.get(&dme).map(summary),
            summary(&service.scored(dme)),
            service.open_incidents.get(&dme),
            insight.states.by_dme.get(&dme),
            insight.coverage.by_dme.get(&dme)
        ));
    }
    all
}

/// All that an insight says, by names and in a fixed order.
pub(crate) fn told(c: &Catalog, insight: &Insight) -> Vec<String> {
    let name = |ix: AssetIx| c.id(ix);
    let names = |all: &[AssetIx]| -> Vec<String> { all.iter().map(|ix| name(*ix)).collect() };
    let mut all = of_assets(c, insight);
    all.extend(of_service_levels(c, insight));
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
        let (dmes, owners) = (names(&of.dmes), names(&of.owners));
        let project = c.str(of.project);
        all.push(format!(
            "{project}: {dmes:?} {} {} {owners:?}",
            of.tables, of.queries
        ));
    }
    for of in &insight.master_data.declared {
        all.push(format!("{}: {:?}", name(of.product), of.impact));
    }
    for of in &insight.master_data.candidates {
        let (table, dme, others) = (name(of.table), of.dme.map(name), names(&of.others));
        let (key, tables, dmes) = (c.str(of.key), of.tables, of.dmes);
        all.push(format!(
            "{table}: {dme:?} {key} {tables} {dmes} {:?} {others:?}",
            of.home
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
    all.push(format!("{:?}", insight.service.mesh));
    all
}

#[test]
fn nothing_of_the_rest_can_be_told() {
    let whole = loaded(&beside());
    let of_whole = told(&whole, &insight(&whole));
    assert!(of_whole.iter().any(|line| line.contains(MARK)));
    let part = without_zulu(&beside());
    let of_part = told(&part, &insight(&part));
    let leaked: Vec<&String> = of_part.iter().filter(|l| l.contains(MARK)).collect();
    assert!(leaked.is_empty(), "{leaked:#?}");
    // In numbers neither: it is as if the rest had never been there.
    let alone = without_zulu(&alone());
    assert_eq!(of_part, told(&alone, &insight(&alone)));
    // The rest did have a say.
    assert!(of_part.iter().any(|line| !of_whole.contains(line)));
    // There is something to tell of each kind.
    let found = insight(&part);
    let faults = part.relations.iter().filter_map(|relation| {
        let wrong = found.verdict_of(relation.asset)?.wrong?;
        Some(wrong.fault)
    });
    let faults: BTreeSet<Fault> = faults.collect();
    let expected = [Fault::Failed, Fault::SmallIncident, Fault::Check];
    assert_eq!(faults, BTreeSet::from(expected));
    let served = |has: fn(&RelationServiceLevel) -> bool| {
        assert!(found.service.relations.iter().any(has));
    };
    served(|of| of.attained.is_some_and(|permille| permille < 1000));
    served(|of| of.uptime.is_some());
    served(|of| of.open > 0);
    let way = r#"[\"view:p.unified.payments\"]"#;
    assert!(of_part.iter().any(|line| line.contains(way)));
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
        )
        .ndjson(
            "JOBS",
            &[
                statement("j6", "p", "a@zulu-p.iam.gserviceaccount.com", "SELECT * FROM `zulu-p.zulu.zulu_1`"),
                statement("j7", "p", "b@p.iam.gserviceaccount.com", "SELECT * FROM `p.alpha.orders`"),
            ],
        );
    let part = without_zulu(&mesh);
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
    // Nor do datasets, projects and service accounts tell of it.
    let operations = &part.operations;
    assert!(operations.service_accounts.is_empty() && operations.statements.is_empty());
    let orders = part.find_relation("p.alpha.orders").unwrap();
    assert!(operations.named_by[&orders].services.is_empty());
    assert!(operations.named_by[&orders].last.is_some());
    let datasets = part.datasets.iter();
    let datasets = datasets.map(|of| (part.str(of.dataset), of.listed));
    assert_eq!(
        datasets.collect::<Vec<_>>(),
        [
            ("alpha", Completeness::Unlisted),
            ("unified", Completeness::Unlisted),
        ]
    );
}

#[test]
fn what_contradicts_itself_costs_points_unless_its_rule_is_off() {
    let contract = "\
apiVersion: v3.0.2
kind: DataContract
id: orders
version: 1.0.0
status: active
schema: [{name: orders, physicalName: p.alpha.orders, properties: [{name: gone, logicalType: integer}]}]
";
    let free = |settings: &str| {
        let mesh = alone().file("orders.odcs.yaml", contract);
        let mesh = read(&mesh.more("vitrina.toml", settings));
        let dme = mesh.catalog.find(Kind::Dme, "alpha").unwrap();
        let score = mesh.readable().reader().score_of(dme).unwrap();
        let mut points = score.points.iter();
        let point = points
            .find(|p| p.part == Part::FreeOfContradictions)
            .unwrap();
        match point.found {
            PartFinding::Share { yes, total } => (total - yes, point.raise),
            _ => panic!("{point:?}"),
        }
    };
    let (contradicted, raise) = free("");
    assert_eq!((contradicted, raise.is_some()), (1, true));
    assert_eq!(free("[rules]\ncontract-column = \"off\"\n"), (0, None));
}
