//! A small mesh drawn at random, with rights: what hangs on what is kept by number, so that things
//! can be renamed, added and taken away.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

/// Numbers that look random, the same for the same seed.
#[derive(Debug, Clone)]
pub(super) struct Dice(pub u64);

impl Dice {
    /// Below `n`.
    pub(super) fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % n.max(1) as u64).unwrap()
    }

    /// In so many of a hundred cases.
    pub(super) fn percent(&mut self, n: usize) -> bool {
        self.below(100) < n
    }

    pub(super) fn of<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        all.get(self.below(all.len()))
    }
}

/// Audiences; the first one is looked at, and is also of the second.
pub(super) const AUDIENCES: [&str; 4] = ["looking", "everybody", "others", "insiders"];

#[derive(Debug, Clone)]
pub(super) struct Dme {
    pub name: String,
    pub is_hidden: bool,
    pub publish: Option<&'static str>,
    pub text: String,
    pub framework: usize,
}

#[derive(Debug, Clone)]
pub(super) struct Column {
    pub name: String,
    pub data_type: &'static str,
    pub text: String,
    /// Which policy tag.
    pub tag: Option<usize>,
}

/// A table, or a view of what `reads` names.
#[derive(Debug, Clone)]
pub(super) struct Relation {
    pub dataset: String,
    pub name: String,
    pub dme: usize,
    pub columns: Vec<Column>,
    pub text: String,
    pub is_view: bool,
    pub reads: Vec<usize>,
    pub is_star: bool,
    /// By audience; those of persons and services apart.
    pub grants: Vec<usize>,
    pub services: usize,
    pub hidden_label: bool,
    pub owner_label: Option<usize>,
    pub rows: usize,
    pub is_gone: bool,
}

impl Relation {
    pub(super) fn full(&self) -> String {
        format!("p.{}.{}", self.dataset, self.name)
    }
}

#[derive(Debug, Clone)]
pub(super) struct Product {
    pub name: String,
    pub dme: usize,
    pub is_hidden: bool,
    pub text: String,
    pub ports: Vec<usize>,
    pub inputs: Vec<usize>,
    pub tables: Vec<usize>,
}

/// A statement of a warehouse, or a run of a job.
#[derive(Debug, Clone)]
pub(super) struct Run {
    pub name: String,
    pub reads: Vec<usize>,
    pub writes: Option<usize>,
    pub day: usize,
    pub user: usize,
}

#[derive(Debug, Clone)]
pub(super) struct Alert {
    pub name: String,
    pub on: Vec<usize>,
    pub is_open: bool,
}

/// A term of the glossary, or a guide.
#[derive(Debug, Clone)]
pub(super) struct Text {
    pub name: String,
    pub is_guide: bool,
    pub text: String,
    pub audience: Option<usize>,
    pub about: Vec<usize>,
}

#[derive(Debug, Clone)]
pub(super) struct RandomMesh {
    pub dmes: Vec<Dme>,
    pub relations: Vec<Relation>,
    pub products: Vec<Product>,
    pub statements: Vec<Run>,
    pub runs: Vec<Run>,
    pub alerts: Vec<Alert>,
    pub texts: Vec<Text>,
    /// Relations that a contract of a DME is about.
    pub contracts: Vec<(String, usize)>,
    pub is_reversed: bool,
    /// Names given so far.
    pub named: usize,
}

/// So many of them are those of the audience that is looked at.
pub(super) const OWN: usize = 2;

const TYPES: [&str; 4] = ["INT64", "STRING", "TIMESTAMP", "NUMERIC"];
const READER: &str = "roles/bigquery.dataViewer";

impl RandomMesh {
    pub(super) fn new(dice: &mut Dice) -> Self {
        let mut mesh = Self {
            dmes: Vec::new(),
            relations: Vec::new(),
            products: Vec::new(),
            statements: Vec::new(),
            runs: Vec::new(),
            alerts: Vec::new(),
            texts: Vec::new(),
            contracts: Vec::new(),
            is_reversed: false,
            named: 0,
        };
        for _ in 0..3 {
            let dme = Dme {
                name: mesh.name("dme"),
                is_hidden: dice.percent(40),
                publish: dice
                    .of(&[
                        None,
                        None,
                        Some("[]"),
                        Some("[owner, state]"),
                        Some("[freshness, sql, columns]"),
                    ])
                    .copied()
                    .flatten(),
                text: mesh.name("mission"),
                framework: dice.below(3),
            };
            mesh.dmes.push(dme);
        }
        for dme in 0..mesh.dmes.len() {
            for _ in 0..=dice.below(3) {
                mesh.add_table(dme, dice);
            }
        }
        for n in 0..2 + dice.below(4) {
            mesh.add_view(n > 0 && dice.percent(30), dice);
        }
        for dme in 0..mesh.dmes.len() {
            mesh.add_product(dme, dice);
        }
        for _ in 0..dice.below(5) {
            mesh.add_statement(dice);
        }
        for _ in 0..dice.below(4) {
            mesh.add_run(dice);
        }
        for _ in 0..dice.below(3) {
            mesh.add_alert(dice);
        }
        for _ in 0..dice.below(4) {
            mesh.add_text(dice);
        }
        for _ in 0..dice.below(3) {
            let of = dice.below(mesh.relations.len());
            let name = mesh.name("contract");
            mesh.contracts.push((name, of));
        }
        mesh
    }

    /// A word that nothing else has in it.
    pub(super) fn name(&mut self, kind: &str) -> String {
        self.named += 1;
        format!("{kind}zq{}x", self.named)
    }

    fn columns(&mut self, dice: &mut Dice) -> Vec<Column> {
        (0..=dice.below(3))
            .map(|_| Column {
                name: self.name("col"),
                data_type: TYPES[dice.below(TYPES.len())],
                text: self.name("says"),
                tag: dice.percent(15).then(|| dice.below(2)),
            })
            .collect()
    }

    fn grants(dice: &mut Dice, percent: usize) -> Vec<usize> {
        let all = 0..AUDIENCES.len();
        all.filter(|_| dice.percent(percent)).collect()
    }

    /// A table of a DME; gives its number.
    pub(super) fn add_table(&mut self, dme: usize, dice: &mut Dice) -> usize {
        let table = Relation {
            dataset: format!("lake{dme}"),
            name: self.name("tab"),
            dme,
            columns: self.columns(dice),
            text: self.name("about"),
            is_view: false,
            reads: Vec::new(),
            is_star: false,
            grants: Self::grants(dice, 15),
            services: dice.below(3),
            hidden_label: dice.percent(10),
            owner_label: dice.percent(20).then(|| dice.below(self.dmes.len())),
            rows: dice.below(90_000),
            is_gone: false,
        };
        self.relations.push(table);
        self.relations.len() - 1
    }

    /// A view of one or two of what is there; gives its number.
    pub(super) fn add_view(&mut self, is_internal: bool, dice: &mut Dice) -> usize {
        let reads: Vec<usize> = (0..=dice.below(2))
            .map(|_| dice.below(self.relations.len()))
            .collect();
        let view = Relation {
            dataset: if is_internal { "inner" } else { "unified" }.into(),
            name: self.name("view"),
            dme: self.relations[reads[0]].dme,
            // Its columns are made of what it reads, and listed as such.
            columns: self.relations[reads[0]].columns.clone(),
            text: self.name("about"),
            is_view: true,
            is_star: reads.len() == 1 && dice.percent(30),
            reads,
            grants: Self::grants(dice, 45),
            services: dice.below(3),
            hidden_label: dice.percent(20),
            owner_label: None,
            rows: 0,
            is_gone: false,
        };
        self.relations.push(view);
        self.relations.len() - 1
    }

    pub(super) fn add_product(&mut self, dme: usize, dice: &mut Dice) {
        let of = |wanted: &dyn Fn(&Relation) -> bool| -> Vec<usize> {
            let all = self.relations.iter().enumerate();
            all.filter(|(_, r)| wanted(r)).map(|(n, _)| n).collect()
        };
        let is_unified = |r: &Relation| r.dataset == "unified";
        let mut ports = of(&|r| is_unified(r) && r.dme == dme);
        // A view is a port of one product.
        ports.retain(|port| !self.products.iter().any(|p| p.ports.contains(port)));
        let views = of(&is_unified);
        let tables = of(&|r| !r.is_view && r.dme == dme);
        let inputs = dice
            .of(&views)
            .copied()
            .filter(|input| !ports.contains(input));
        let product = Product {
            is_hidden: dice.percent(20),
            text: format!("does{}", self.named),
            name: self.name("product"),
            dme,
            ports,
            inputs: inputs.into_iter().collect(),
            tables: dice.of(&tables).copied().into_iter().collect(),
        };
        self.products.push(product);
    }

    fn some(&self, dice: &mut Dice) -> Vec<usize> {
        let all = 0..=dice.below(2);
        all.map(|_| dice.below(self.relations.len())).collect()
    }

    pub(super) fn add_statement(&mut self, dice: &mut Dice) {
        let writes = dice.percent(20).then(|| dice.below(self.relations.len()));
        let run = Run {
            name: self.name("stmt"),
            reads: self.some(dice),
            writes: writes.filter(|to| !self.relations[*to].is_view),
            day: dice.below(9),
            user: dice.below(4),
        };
        self.statements.push(run);
    }

    pub(super) fn add_run(&mut self, dice: &mut Dice) {
        let run = Run {
            name: self.name("job"),
            reads: self.some(dice),
            writes: Some(dice.below(self.relations.len())),
            day: dice.below(9),
            user: dice.below(4),
        };
        self.runs.push(run);
    }

    pub(super) fn add_alert(&mut self, dice: &mut Dice) {
        let alert = Alert {
            name: self.name("alert"),
            on: self.some(dice),
            is_open: dice.percent(60),
        };
        self.alerts.push(alert);
    }

    pub(super) fn add_text(&mut self, dice: &mut Dice) {
        let text = Text {
            is_guide: dice.percent(50),
            name: self.name("text"),
            text: self.name("tells"),
            audience: dice.percent(60).then(|| dice.below(AUDIENCES.len())),
            about: dice
                .percent(50)
                .then(|| self.some(dice))
                .unwrap_or_default(),
        };
        self.texts.push(text);
    }

    /// Its files, by path.
    pub(super) fn files(&self) -> BTreeMap<String, String> {
        let mut files = BTreeMap::from([("vitrina.toml".to_owned(), settings())]);
        self.manifests(&mut files);
        let mut rows: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
        let mut relations: Vec<&Relation> = self.relations.iter().filter(|r| !r.is_gone).collect();
        let (mut statements, mut runs): (Vec<&Run>, Vec<&Run>) =
            (self.statements.iter().collect(), self.runs.iter().collect());
        if self.is_reversed {
            relations.reverse();
            statements.reverse();
            runs.reverse();
        }
        for relation in relations {
            self.relation_rows(relation, &mut rows);
        }
        // The newest moment, whatever else happens.
        let at = "2026-01-20 12:00:00 UTC";
        rows.entry("bigquery/JOBS").or_default().push(json!({
            "job_id": "newest", "creation_time": at, "start_time": at, "project_id": "p", "query": "SELECT 1",
            "user_email": "u0@example.com", "statement_type": "SELECT", "state": "DONE", "cache_hit": false,
        }));
        for statement in statements {
            rows.entry("bigquery/JOBS")
                .or_default()
                .push(self.statement(statement));
        }
        for run in runs {
            rows.entry("openlineage/events")
                .or_default()
                .push(self.run(run));
        }
        for alert in &self.alerts {
            rows.entry("monte-carlo/alerts")
                .or_default()
                .push(self.alert(alert));
        }
        for (name, rows) in rows {
            let lines: String = rows.iter().map(|row| format!("{row}\n")).collect();
            files.insert(format!("exports/{name}.ndjson"), lines);
        }
        files
    }

    fn manifests(&self, files: &mut BTreeMap<String, String>) {
        for (n, dme) in self.dmes.iter().enumerate() {
            let publish = dme.publish.map(|p| format!("publish: {p}\n"));
            files.insert(
                format!("dmes/{}.yaml", dme.name),
                format!(
                    "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: {}\nhidden: {}\n{}\
                     description: {}\nframework: {{name: kit, version: \"1.{}\"}}\n\
                     servers: [{{type: bigquery, project: p, dataset: lake{n}}}]\n\
                     support: [{{channel: \"#{}\"}}]\n",
                    dme.name,
                    dme.is_hidden,
                    publish.unwrap_or_default(),
                    dme.text,
                    dme.framework,
                    dme.name,
                ),
            );
        }
        let full = |all: &[usize]| {
            let all = all.iter().map(|n| &self.relations[*n]);
            all.map(|r| format!("{{name: {}, physicalName: {}}}", r.name, r.full()))
                .collect::<Vec<_>>()
                .join(", ")
        };
        for product in &self.products {
            files.insert(
                format!("products/{}.yaml", product.name),
                format!(
                    "apiVersion: vitrina/v1\nkind: DataProduct\nid: {}\nenvironment: {}\nhidden: {}\n\
                     description: {}\noutputPorts: [{}]\ninputPorts: [{}]\ntables: [{}]\n",
                    product.name, self.dmes[product.dme].name, product.is_hidden, product.text,
                    full(&product.ports), full(&product.inputs), full(&product.tables),
                ),
            );
        }
        for text in &self.texts {
            let audience = text
                .audience
                .map(|a| format!("audience: [{}]\n", AUDIENCES[a]));
            let audience = audience.unwrap_or_default();
            let about = text.about.iter().map(|n| &self.relations[*n]);
            let (path, all) = if text.is_guide {
                // A text that our audience reads names nothing that it may not know.
                let links = about
                    .map(|r| format!("[[{}]]", r.full()))
                    .collect::<Vec<_>>();
                let is_others = text.audience.is_some_and(|a| a >= OWN);
                let links = if is_others {
                    links.join(" ")
                } else {
                    String::new()
                };
                let head = format!("---\ntitle: {}\n{audience}---\n", text.name);
                (
                    format!("guides/{}.md", text.name),
                    format!("{head}{} {links}\n", text.text),
                )
            } else {
                let about = about
                    .map(|r| format!("{}:{}", if r.is_view { "view" } else { "table" }, r.full()));
                let about = about.collect::<Vec<_>>().join(", ");
                let id = &text.name;
                (
                    format!("glossary/{id}.yaml"),
                    format!(
                        "apiVersion: vitrina/v1\nkind: GlossaryTerm\nid: {id}\nname: {id}\n{audience}\
                         description: {}\nassets: [{about}]\n",
                        text.text
                    ),
                )
            };
            files.insert(path, all);
        }
        for (name, of) in &self.contracts {
            let relation = &self.relations[*of];
            files.insert(
                format!("contracts/{name}.odcs.yaml"),
                format!(
                    "apiVersion: v3.1.0\nkind: DataContract\nid: {name}\nversion: 1.0.0\nstatus: active\n\
                     schema: [{{name: {}, physicalName: {}}}]\n\
                     servers: [{{server: s, type: bigquery, project: p, dataset: {}}}]\n",
                    relation.name, relation.name, relation.dataset,
                ),
            );
        }
    }

    fn relation_rows<'a>(&self, r: &Relation, rows: &mut BTreeMap<&'a str, Vec<Value>>) {
        let row = |more: &[(&str, Value)]| {
            let mut row =
                json!({"table_catalog": "p", "table_schema": r.dataset, "table_name": r.name});
            for (key, value) in more {
                row[key] = value.clone();
            }
            row
        };
        let mut add = |to: &'a str, row: Value| rows.entry(to).or_default().push(row);
        let kind = if r.is_view { "VIEW" } else { "BASE TABLE" };
        add(
            "bigquery/TABLES",
            row(&[
                ("table_type", json!(kind)),
                ("creation_time", json!("2025-01-01 00:00:00 UTC")),
            ]),
        );
        for (n, column) in r.columns.iter().enumerate() {
            let name = ("column_name", json!(column.name));
            add(
                "bigquery/COLUMNS",
                row(&[
                    name.clone(),
                    ("ordinal_position", json!(n + 1)),
                    ("data_type", json!(column.data_type)),
                    ("is_nullable", json!("YES")),
                ]),
            );
            let tags = column
                .tag
                .filter(|_| !r.is_view)
                .map(|tag| json!([tag_name(tag)]));
            add(
                "bigquery/COLUMN_FIELD_PATHS",
                row(&[
                    name,
                    ("field_path", json!(column.name)),
                    ("data_type", json!(column.data_type)),
                    ("description", json!(column.text)),
                    ("policy_tags", tags.unwrap_or(json!([]))),
                ]),
            );
        }
        let mut option = |name: &str, value: String| {
            add(
                "bigquery/TABLE_OPTIONS",
                row(&[("option_name", json!(name)), ("option_value", json!(value))]),
            );
        };
        option("description", format!("\"{}\"", r.text));
        let hidden = r
            .hidden_label
            .then(|| "STRUCT(\"visibility\", \"hidden\")".to_owned());
        let owner = r
            .owner_label
            .map(|dme| format!("STRUCT(\"dme\", \"{}\")", self.dmes[dme].name));
        let labels: Vec<String> = hidden.into_iter().chain(owner).collect();
        if !labels.is_empty() {
            option("labels", format!("[{}]", labels.join(", ")));
        }
        if r.is_view {
            add(
                "bigquery/VIEWS",
                row(&[
                    ("view_definition", json!(self.sql(r))),
                    ("use_standard_sql", json!("YES")),
                ]),
            );
        } else {
            add(
                "bigquery/TABLE_STORAGE",
                row(&[
                    ("total_rows", json!(r.rows.to_string())),
                    ("total_logical_bytes", json!((r.rows * 9).to_string())),
                    (
                        "storage_last_modified_time",
                        json!("2026-01-09 05:00:00 UTC"),
                    ),
                ]),
            );
        }
        let grantees = r
            .grants
            .iter()
            .map(|a| format!("group:{}@example.com", AUDIENCES[*a]));
        let services =
            (0..r.services).map(|n| format!("serviceAccount:s{n}@p.iam.gserviceaccount.com"));
        for grantee in grantees.chain(services) {
            add(
                "bigquery/OBJECT_PRIVILEGES",
                json!({
                    "object_catalog": "p", "object_schema": r.dataset, "object_name": r.name,
                    "object_type": kind.trim_start_matches("BASE "), "privilege_type": READER, "grantee": grantee,
                }),
            );
        }
    }

    fn sql(&self, view: &Relation) -> String {
        let read = |n: usize| &self.relations[n];
        let mut sql = String::from("SELECT ");
        if view.is_star {
            sql.push('*');
        } else {
            let names: Vec<String> = view
                .columns
                .iter()
                .map(|c| format!("t0.{}", c.name))
                .collect();
            sql.push_str(&names.join(", "));
        }
        for (n, from) in view.reads.iter().enumerate() {
            let word = if n == 0 { "FROM" } else { "CROSS JOIN" };
            write!(sql, " {word} `{}` AS t{n}", read(*from).full()).unwrap();
        }
        sql
    }

    fn statement(&self, run: &Run) -> Value {
        let read = run.reads.iter().map(|n| &self.relations[*n]);
        let from: Vec<String> = read.map(|r| format!("`{}`", r.full())).collect();
        let mut query = format!("SELECT COUNT(*) FROM {}", from.join(" CROSS JOIN "));
        if let Some(to) = run.writes {
            query = format!("INSERT INTO `{}` {query}", self.relations[to].full());
        }
        let at = format!("2026-01-0{} 09:00:00 UTC", run.day + 1);
        json!({"job_id": run.name, "creation_time": at, "start_time": at, "project_id": format!("proj{}", run.user),
               "user_email": format!("u{}@example.com", run.user), "statement_type": "SELECT", "state": "DONE",
               "query": query, "cache_hit": false})
    }

    fn run(&self, run: &Run) -> Value {
        let dataset =
            |n: &usize| json!({"namespace": "bigquery", "name": self.relations[*n].full()});
        json!({"eventTime": format!("2026-01-0{}T06:00:00Z", run.day + 1), "eventType": "COMPLETE",
               "run": {"runId": format!("{}-1", run.name)}, "job": {"namespace": "etl", "name": run.name},
               "inputs": run.reads.iter().map(dataset).collect::<Vec<_>>(),
               "outputs": run.writes.iter().map(dataset).collect::<Vec<_>>(),
               "producer": "https://example.com/etl"})
    }

    fn alert(&self, alert: &Alert) -> Value {
        let on = alert
            .on
            .iter()
            .map(|n| json!({"tableId": self.relations[*n].full()}));
        json!({"id": alert.name, "title": format!("Alert {}", alert.name), "type": "VOLUME", "severity": "SEV_2",
               "status": if alert.is_open { "WORK_IN_PROGRESS" } else { "FIXED" },
               "tables": on.collect::<Vec<_>>(), "createdTime": "2026-01-08T00:00:00Z",
               "updatedTime": "2026-01-08T01:00:00Z"})
    }
}

fn tag_name(tag: usize) -> String {
    format!("projects/p/locations/us/taxonomies/7/policyTags/{tag}")
}

fn settings() -> String {
    let mut text = String::from(
        "base_url = \"https://data.example.com/\"\n[entry_points]\ndatasets = [\"p.unified\"]\n\
         [labels]\ndme = \"dme\"\nhidden = [\"visibility\"]\n",
    );
    for (n, id) in AUDIENCES.iter().enumerate() {
        let includes = if n == 0 {
            "includes = [\"everybody\"]\n"
        } else {
            ""
        };
        write!(
            text,
            "[[audiences]]\nid = \"{id}\"\ngrantees = [\"group:{id}@example.com\"]\n{includes}"
        )
        .unwrap();
    }
    write!(
        text,
        "[access.policy_tags]\n\"{}\" = [\"looking\"]\n",
        tag_name(0)
    )
    .unwrap();
    text
}
