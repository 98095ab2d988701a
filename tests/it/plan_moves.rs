//! After a move `vitrina diff` says what its plan expected, and after its undo nothing: over random tables,
//! views and moves. A warehouse of a few lines stands for the real one: it runs the plan's own statements.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{Mesh, Output};

type Columns = Vec<(String, String)>;

/// A view: its query, whether its whole statement is exported, and its columns as of its creation.
#[derive(Debug, Clone)]
struct View {
    query: String,
    has_ddl: bool,
    listed: Columns,
}

#[derive(Debug, Clone, Default)]
struct Warehouse {
    tables: BTreeMap<String, Columns>,
    views: BTreeMap<String, View>,
    /// The table that the port of the first view leads to, where products declare anything.
    declared: Option<String>,
}

/// What a query of the form `SELECT … FROM `name` …` gives.
fn source(query: &str) -> (Vec<String>, String) {
    let (list, rest) = query.split_once(" FROM `").unwrap();
    let list = list.strip_prefix("SELECT ").unwrap();
    let names = list
        .split(", ")
        .map(|name| name.rsplit('.').next().unwrap().to_owned());
    (names.collect(), rest.split_once('`').unwrap().0.to_owned())
}

impl Warehouse {
    fn columns(&self, name: &str) -> &Columns {
        self.tables
            .get(name)
            .unwrap_or_else(|| &self.views[name].listed)
    }

    fn create(&mut self, name: &str, query: &str, has_ddl: bool) {
        let (names, from) = source(query);
        let there = self.columns(&from);
        let listed = match names.as_slice() {
            [star] if star == "*" => there.clone(),
            names => names
                .iter()
                .map(|name| there.iter().find(|(of, _)| of == name).unwrap().clone())
                .collect(),
        };
        let query = query.to_owned();
        self.views.insert(
            name.to_owned(),
            View {
                query,
                has_ddl,
                listed,
            },
        );
    }

    /// Runs a statement of a plan.
    fn run(&mut self, sql: &str) {
        let rest = sql.strip_prefix("CREATE OR REPLACE VIEW `").unwrap();
        let (name, rest) = rest.split_once('`').unwrap();
        let (header, query) = rest.split_once("AS\n").unwrap();
        let has_ddl = self.views[name].has_ddl;
        assert_eq!(has_ddl, header.contains("OPTIONS"), "{sql}");
        self.create(name, query.strip_suffix(';').unwrap().trim_end(), has_ddl);
    }

    fn export(&self, root: &Path) {
        let mut files: BTreeMap<&str, String> = BTreeMap::new();
        let mut add = |file, row: Value| {
            files.entry(file).or_default().push_str(&format!("{row}\n"));
        };
        let views = self
            .views
            .iter()
            .map(|(name, view)| (name, &view.listed, Some(view)));
        let tables = self
            .tables
            .iter()
            .map(|(name, columns)| (name, columns, None));
        for (name, columns, view) in tables.chain(views) {
            let parts: Vec<&str> = name.split('.').collect();
            let named = |mut row: Value| {
                row["table_catalog"] = json!(parts[0]);
                row["table_schema"] = json!(parts[1]);
                row["table_name"] = json!(parts[2]);
                row
            };
            let ddl = view.filter(|view| view.has_ddl).map(|view| {
                format!(
                    "CREATE VIEW `{name}`\nOPTIONS(\n  description=\"a view as such\"\n)\nAS {};",
                    view.query
                )
            });
            let of = if view.is_some() { "VIEW" } else { "BASE TABLE" };
            add("TABLES", named(json!({"table_type": of, "ddl": ddl})));
            if let Some(view) = view {
                let row = json!({"view_definition": view.query, "use_standard_sql": "YES"});
                add("VIEWS", named(row));
            }
            for (at, (column, data_type)) in columns.iter().enumerate() {
                add(
                    "COLUMNS",
                    named(json!({"column_name": column, "ordinal_position": at + 1,
                    "data_type": data_type, "is_nullable": "YES"})),
                );
            }
        }
        fs::create_dir_all(root.join("exports/bigquery")).unwrap();
        for (file, text) in files {
            fs::write(root.join(format!("exports/bigquery/{file}.ndjson")), text).unwrap();
        }
        fs::write(
            root.join("vitrina.toml"),
            "[entry_points]\ndatasets = [\"shop.unified\"]\n",
        )
        .unwrap();
        let dme = |id: &str| {
            format!(
                "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: {id}\nservers:\n  - {{type: bigquery, project: shop, dataset: {id}}}\n"
            )
        };
        let mut manifests = vec![dme("store"), dme("sales")];
        manifests.extend(self.products());
        fs::write(root.join("mesh.yaml"), manifests.join("---\n")).unwrap();
    }

    /// The products of a mesh that has any: the old table's, and the one that the new table came to.
    fn products(&self) -> Vec<String> {
        let product = |id: &str, dme: &str, tables: &[&str], has_port: bool| {
            let mut text = format!(
                "apiVersion: vitrina/v1\nkind: DataProduct\nid: {id}\nname: Orders\nenvironment: {dme}\nslaProperties:\n  - {{property: latency, value: 1, unit: d}}\ntables:\n"
            );
            for table in tables {
                let name = table.rsplit('.').next().unwrap();
                text.push_str(&format!("  - {{name: {name}, physicalName: {table}}}\n"));
            }
            if has_port {
                text.push_str("outputPorts:\n  - {name: v, type: unifiedView, physicalName: shop.unified.v0}\n");
            }
            text
        };
        let Some(declared) = &self.declared else {
            return Vec::new();
        };
        match declared.as_str() {
            FROM => vec![product("orders", "store", &[FROM], true)],
            to if to.contains(".store.") => vec![product("orders", "store", &[FROM, to], true)],
            to => vec![
                product("orders", "store", &[FROM], false),
                product("sold", "sales", &[to], true),
            ],
        }
    }
}

/// A table that comes in place of `orders`: it has what views name, and the rest as it likes.
fn target() -> impl Strategy<Value = Columns> {
    let types = prop::sample::select(vec!["INT64", "NUMERIC", "STRING", "INTEGER"]);
    let others = prop::sample::subsequence(vec!["a", "b", "c"], 0..=3);
    (types, others, any::<bool>()).prop_map(|(id, others, first)| {
        let column = |name: &str, of: &str| (name.to_owned(), of.to_owned());
        let mut columns = vec![column("id", id), column("day", "DATE")];
        let rest = others.into_iter().map(|name| column(name, "STRING"));
        match first {
            true => columns
                .splice(0..0, rest.collect::<Vec<_>>())
                .for_each(drop),
            false => columns.extend(rest),
        }
        columns
    })
}

/// Views over `orders` and over each other: what each reads, by number, and how.
fn views() -> impl Strategy<Value = Vec<(usize, u8, bool)>> {
    prop::collection::vec((0..4_usize, 0..3_u8, any::<bool>()), 1..5)
}

const FROM: &str = "shop.store.orders";

fn warehouse(views: &[(usize, u8, bool)], to: &str, target: Columns) -> Warehouse {
    let mut warehouse = Warehouse::default();
    let column = |(name, of): (&str, &str)| (name.to_owned(), of.to_owned());
    let own = [
        ("id", "INT64"),
        ("day", "DATE"),
        ("a", "STRING"),
        ("b", "STRING"),
    ];
    warehouse
        .tables
        .insert(FROM.to_owned(), own.map(column).to_vec());
    warehouse.tables.insert(to.to_owned(), target);
    for (at, (reads, form, has_ddl)) in views.iter().enumerate() {
        let from = match reads.checked_sub(1) {
            Some(below) if below < at => format!("shop.unified.v{below}"),
            _ => FROM.to_owned(),
        };
        let short = from.rsplit('.').next().unwrap();
        let query = match form {
            0 => format!("SELECT * FROM `{from}` WHERE TRUE"),
            1 => format!("SELECT id, day FROM `{from}`"),
            _ => format!("SELECT {short}.day, {short}.id FROM `{from}` -- `{FROM}`"),
        };
        warehouse.create(&format!("shop.unified.v{at}"), &query, *has_ddl);
    }
    warehouse
}

/// What differs of views: which product the new table comes to, and in which words it promises what the
/// former one did, no plan can tell.
fn diff(mesh: &Mesh) -> Vec<Value> {
    let mut command = mesh.command();
    command.args(["diff", "old", "new", "--format", "ndjson"]);
    let output = Output::of(command);
    output.assert_ran();
    let mut changes = output.ndjson();
    changes.retain(|change| {
        let key = change["asset"].as_str().unwrap_or_default();
        key.starts_with("relation:shop.unified.")
    });
    changes
}

fn set(changes: &[Value]) -> BTreeSet<String> {
    let of = |change: &Value| {
        let fields =
            ["rule", "asset", "column", "class", "old", "new"].map(|f| change[f].to_string());
        fields.join(" ")
    };
    changes.iter().map(of).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn what_a_plan_expects_comes_true_and_is_undone(
        views in views(),
        to in prop::sample::select(vec!["shop.store.orders_new", "shop.sales.orders", "shop.sales.sold"]),
        target in target(),
        all in any::<bool>(),
        has_products in any::<bool>(),
    ) {
        let mesh = Mesh::new();
        let (old, new) = (mesh.base().join("old"), mesh.base().join("new"));
        let mut warehouse = warehouse(&views, to, target);
        warehouse.declared = has_products.then(|| FROM.to_owned());
        warehouse.export(&old);
        let mut command = mesh.command();
        command.args(["plan", "move", "--root", "old", "--format", "json"]);
        match all {
            true => command.arg("--map").arg(format!("{FROM}={to}")),
            // The first view reads the table.
            false => command.args(["shop.unified.v0", "--to", to]),
        };
        let output = Output::of(command);
        prop_assert_eq!(output.status, 0, "{}", output.stderr);
        let plan = output.json();
        let steps: Vec<&Value> = plan["steps"].as_array().unwrap().iter().collect();
        let made: Vec<&&Value> = steps
            .iter()
            .filter(|step| step["sql"].as_str().is_some_and(|sql| sql.starts_with("CREATE OR REPLACE")))
            .collect();
        prop_assert!(!made.is_empty());
        for step in &made {
            warehouse.run(step["sql"].as_str().unwrap());
        }
        let manifests = steps.iter().any(|step| step["what"].as_str().is_some_and(|what| what.starts_with("List ")));
        prop_assert_eq!(manifests, has_products, "{:#?}", steps);
        warehouse.declared = has_products.then(|| to.to_owned());
        warehouse.export(&new);
        let expected = set(plan["expects"].as_array().unwrap());
        prop_assert!(expected.iter().any(|change| change.contains("pointer-moved")), "{:?}", expected);
        prop_assert_eq!(set(&diff(&mesh)), expected);
        warehouse.declared = has_products.then(|| FROM.to_owned());
        for step in &made {
            warehouse.run(step["undo"]["sql"].as_str().unwrap());
        }
        warehouse.export(&new);
        prop_assert_eq!(diff(&mesh), Vec::<Value>::new());
    }
}
