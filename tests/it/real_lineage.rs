//! Lineage of real systems, found through `$VITRINA_REAL_DATA`: OpenLineage's events and dbt's
//! artifacts give exactly the edges that their files state, and the columns of Mozilla's views come
//! from where their SQL takes them. Each is compared with a plain walk over the files.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{Mesh, Site, files_below};

const MOZILLA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/mozilla");
/// Share of the output columns of Mozilla's views of which the sources are found, at least.
const RESOLVED: f64 = 0.9;

const NONE: &[Value] = &[];

type Pairs = BTreeSet<(String, String)>;

/// A path below the folder of real data.
fn data(path: &str) -> PathBuf {
    let root = std::env::var_os("VITRINA_REAL_DATA").unwrap();
    Path::new(env!("CARGO_MANIFEST_DIR")).join(root).join(path)
}

#[track_caller]
fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().map_or(NONE, Vec::as_slice)
}

/// Files of one export in a root of their own.
fn mesh(format: &str, files: &[PathBuf]) -> Mesh {
    let mut mesh = Mesh::new().file(
        "vitrina.toml",
        format!("[[exports]]\nformat = \"{format}\"\npath = \"exports/{format}/**\"\n"),
    );
    for path in files {
        let name = path.file_name().unwrap().to_str().unwrap();
        mesh = mesh.file(&format!("exports/{format}/{name}"), read(path));
    }
    mesh
}

/// The edges of a mesh by full name; each has to be known by this alone, and be listed once.
#[track_caller]
fn edges(mesh: &Mesh, by: &str) -> Pairs {
    let all = mesh.list("edges");
    let bare = |id: &str| match id.split_once(':') {
        Some(("table" | "view" | "exposure", name)) => name.to_owned(),
        _ => panic!("{id}"),
    };
    let mut pairs = Pairs::new();
    for edge in &all {
        assert!(!list(edge, "provenance").is_empty(), "{edge}");
        for known in list(edge, "provenance") {
            assert_eq!(known["by"], by, "{edge}");
        }
        pairs.insert((bare(text(edge, "from")), bare(text(edge, "to"))));
    }
    assert_eq!(pairs.len(), all.len(), "an edge is listed once");
    pairs
}

/// A dataset of an event as the catalog names it: names of three parts stand for themselves, others
/// within their namespace.
fn dataset(value: &Value) -> String {
    let (namespace, name) = (text(value, "namespace"), text(value, "name"));
    if name.split('.').count() >= 3 {
        name.to_owned()
    } else {
        format!("{namespace}.{name}")
    }
}

/// What the events of a file state: edges by run, and sources of columns.
struct Events {
    edges: Pairs,
    /// Target and column, with its sources in the same form.
    columns: BTreeMap<(String, String), Pairs>,
}

fn events(path: &Path) -> Events {
    let all: Vec<Value> = serde_json::from_str(&read(path)).unwrap();
    // Inputs may come with the start of a run, outputs with its end.
    let mut runs: BTreeMap<[String; 3], (BTreeSet<String>, BTreeSet<String>)> = BTreeMap::new();
    let mut columns: BTreeMap<(String, String), Pairs> = BTreeMap::new();
    for event in &all {
        let job = &event["job"];
        let run = [
            text(&event["run"], "runId"),
            text(job, "namespace"),
            text(job, "name"),
        ];
        let (reads, writes) = runs.entry(run.map(str::to_owned)).or_default();
        reads.extend(list(event, "inputs").iter().map(dataset));
        writes.extend(list(event, "outputs").iter().map(dataset));
        for output in list(event, "outputs") {
            let Some(fields) = output["facets"]["columnLineage"]["fields"].as_object() else {
                continue;
            };
            for (column, of) in fields {
                let sources = columns
                    .entry((dataset(output), column.clone()))
                    .or_default();
                for field in list(of, "inputFields") {
                    // A relation that column lineage names is read, whether it is an input or not.
                    reads.insert(dataset(field));
                    sources.insert((dataset(field), text(field, "field").to_owned()));
                }
            }
        }
    }
    let mut edges = Pairs::new();
    for (reads, writes) in runs.values() {
        for from in reads {
            for to in writes.iter().filter(|to| *to != from) {
                edges.insert((from.clone(), to.clone()));
            }
        }
    }
    Events { edges, columns }
}

/// Columns of one asset as `vitrina lineage` tells them.
#[track_caller]
fn columns_of(mesh: &Mesh, id: &str) -> BTreeMap<(String, String), Pairs> {
    let output = mesh.run(&[
        "lineage",
        id,
        "--root",
        "mesh",
        "--columns",
        "--up",
        "--depth",
        "1",
        "--format",
        "json",
    ]);
    assert_eq!(output.status, 0, "{}", output.stderr);
    let bare = |id: &str| id.split_once(':').unwrap().1.to_owned();
    let mut out = BTreeMap::new();
    for line in list(&output.json(), "columns") {
        // What the facet states; a job's SQL may tell of more columns, and is marked as that.
        if text(line, "id") != id || text(line, "by") != "OpenLineage" {
            continue;
        }
        let sources = list(line, "sources").iter();
        out.insert(
            (bare(id), text(line, "column").to_owned()),
            sources
                .map(|s| (bare(text(s, "id")), text(s, "column").to_owned()))
                .collect(),
        );
    }
    out
}

/// Compares; the numbers were counted by hand, so that an oracle that finds nothing isn't believed.
#[track_caller]
fn openlineage(file: &str, edge_count: usize, column_count: usize, from_sql: &[[&str; 2]]) {
    let path = data("openlineage").join(file);
    let stated = events(&path);
    let mesh = mesh("openlineage", &[path]);
    assert_eq!(stated.edges.len(), edge_count);
    // Columns that only the text of a job tells of come from relations all the same.
    let mut expected = stated.edges;
    for [from, to] in from_sql {
        let new = expected.insert(((*from).to_owned(), (*to).to_owned()));
        assert!(new, "{from} is an input, so that its edge is stated");
    }
    assert_eq!(edges(&mesh, "openlineage"), expected);
    let targets: BTreeSet<&String> = stated.columns.keys().map(|(of, _)| of).collect();
    let mut found = BTreeMap::new();
    for target in targets {
        found.extend(columns_of(&mesh, &format!("table:{target}")));
    }
    assert_eq!(found, stated.columns);
    assert_eq!(stated.columns.len(), column_count);
}

#[test]
#[cfg_attr(not(real_data), ignore = "no real data in $VITRINA_REAL_DATA")]
fn events_of_dbt_on_bigquery() {
    openlineage("dbt_bigquery_run_events.json", 1, 3, &[]);
}

#[test]
#[cfg_attr(not(real_data), ignore = "no real data in $VITRINA_REAL_DATA")]
fn events_of_dbt_on_postgres() {
    openlineage("dbt_postgres_run_events.json", 8, 0, &[]);
}

#[test]
#[cfg_attr(not(real_data), ignore = "no real data in $VITRINA_REAL_DATA")]
fn events_of_a_food_delivery() {
    const FROM_SQL: [[&str; 2]; 8] = [
        [
            "food_delivery.public.tmp_categories",
            "food_delivery.public.categories",
        ],
        [
            "food_delivery.public.tmp_customers",
            "food_delivery.public.customers",
        ],
        [
            "food_delivery.public.tmp_drivers",
            "food_delivery.public.drivers",
        ],
        [
            "food_delivery.public.tmp_menu_items",
            "food_delivery.public.menu_items",
        ],
        [
            "food_delivery.public.tmp_menus",
            "food_delivery.public.menus",
        ],
        [
            "food_delivery.public.tmp_order_status",
            "food_delivery.public.order_status",
        ],
        [
            "food_delivery.public.tmp_orders",
            "food_delivery.public.orders",
        ],
        [
            "food_delivery.public.tmp_restaurants",
            "food_delivery.public.restaurants",
        ],
    ];
    openlineage("marquez_food_delivery_events.json", 14, 31, &FROM_SQL);
}

/// The edges that `parent_map` of a manifest states, through what has no relation.
fn parents(manifest: &Value) -> Pairs {
    let node = |id: &str| {
        let groups = ["nodes", "sources", "exposures"].iter();
        let mut all = groups.map(|group| &manifest[*group][id]);
        all.find(|node| !node.is_null())
    };
    let name = |id: &str, node: &Value| -> String {
        if id.starts_with("exposure.") {
            return id.to_owned();
        }
        let table = ["alias", "identifier", "name"].map(|key| text(node, key));
        let table = table.into_iter().find(|name| !name.is_empty()).unwrap();
        format!(
            "{}.{}.{table}",
            text(node, "database"),
            text(node, "schema")
        )
    };
    let has_relation = |id: &str, node: &Value| {
        let kind = id.split('.').next().unwrap();
        ["model", "seed", "snapshot", "source", "exposure"].contains(&kind)
            && node["config"]["materialized"] != "ephemeral"
    };
    let mut edges = Pairs::new();
    for (id, direct) in manifest["parent_map"].as_object().unwrap() {
        let Some(child) = node(id).filter(|n| has_relation(id, n)) else {
            continue;
        };
        let mut left: Vec<&str> = direct
            .as_array()
            .unwrap()
            .iter()
            .map(|p| p.as_str().unwrap())
            .collect();
        while let Some(parent) = left.pop() {
            let Some(of) = node(parent) else { continue };
            if has_relation(parent, of) {
                edges.insert((name(parent, of), name(id, child)));
            } else if of["config"]["materialized"] == "ephemeral" {
                let above = list(&manifest["parent_map"], parent).iter();
                left.extend(above.map(|p| p.as_str().unwrap()));
            }
        }
    }
    edges
}

#[test]
#[cfg_attr(not(real_data), ignore = "no real data in $VITRINA_REAL_DATA")]
fn projects_of_dbt() {
    for (project, count) in [
        ("bouncer_dbt_112", 63),
        ("bouncer_dbt_20", 62),
        ("fivetran_jira", 92),
        ("jaffle_v10_bigquery", 8),
    ] {
        let files: Vec<PathBuf> = files_below(&data("dbt").join(project))
            .iter()
            .filter(|name| name.ends_with(".json"))
            .map(|name| data("dbt").join(project).join(name))
            .collect();
        let manifest: Value =
            serde_json::from_str(&read(&data("dbt").join(project).join("manifest.json"))).unwrap();
        let stated = parents(&manifest);
        assert_eq!(edges(&mesh("dbt", &files), "dbt"), stated, "{project}");
        assert_eq!(stated.len(), count, "{project}");
    }
}

/// Mozilla's warehouse under our manifests, built.
fn mozilla() -> (Mesh, Site) {
    let mut mesh = Mesh::new();
    for path in files_below(Path::new(MOZILLA)) {
        mesh = mesh.file(&path, read(&Path::new(MOZILLA).join(&path)));
    }
    let exports = data("bigquery-etl/information_schema");
    for path in files_below(&exports) {
        if path.ends_with(".ndjson") {
            mesh = mesh.file(
                &format!("exports/bigquery/{path}"),
                read(&exports.join(&path)),
            );
        }
    }
    let site = mesh.build();
    (mesh, site)
}

/// How a column comes about, and its sources as `relation:column`.
type Told = (String, BTreeSet<String>);

/// Columns of all relations, from the explorer's files.
fn told(site: &Site) -> BTreeMap<(String, String), Told> {
    let mut out = BTreeMap::new();
    for path in site.files() {
        if !path.starts_with("lineage/data/columns/") {
            continue;
        }
        let block: Value = serde_json::from_str(&site.page(&path)).unwrap();
        for (id, columns) in block.as_object().unwrap() {
            let name = id.split_once(':').unwrap().1;
            for column in columns.as_array().unwrap() {
                let part = |i: usize| column[i].as_str().unwrap().to_owned();
                let sources = column[2].as_array().unwrap().iter().map(|source| {
                    let of = source[0].as_str().unwrap().split_once(':').unwrap().1;
                    format!("{of}:{}", source[1].as_str().unwrap())
                });
                let of = (name.to_owned(), part(0));
                let known = out.insert(of, (part(1), sources.collect()));
                assert!(known.is_none(), "{id} {} twice", part(0));
            }
        }
    }
    out
}

/// The entries of a list that was checked by hand.
fn checked(list: &str) -> BTreeMap<(String, String), Told> {
    let mut out = BTreeMap::new();
    for row in read(&Path::new(MOZILLA).join(list)).lines().skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let sources = cells.get(3).copied().unwrap_or_default();
        let sources = sources.split_whitespace().map(str::to_owned).collect();
        let of = (cells[0].to_owned(), cells[1].to_owned());
        let twice = out.insert(of, (cells[2].to_owned(), sources));
        assert!(twice.is_none(), "{list}: {row}");
    }
    out
}

#[test]
#[cfg_attr(not(real_data), ignore = "no real data in $VITRINA_REAL_DATA")]
fn columns_of_mozilla_are_those_that_were_checked_by_hand() {
    let (_mesh, site) = mozilla();
    let told = told(&site);
    for (file, count, unknown) in [
        ("column_lineage.tsv", 200, 0),
        // Picked for what is hard in them: one stays unknown, none may be wrong.
        ("column_lineage_hard.tsv", 86, 1),
    ] {
        let checked = checked(file);
        assert_eq!(checked.len(), count, "{file}");
        let (mut wrong, mut open) = (String::new(), 0);
        for (of, expected) in &checked {
            match told.get(of) {
                Some(got) if got == expected => {}
                Some((how, _)) if how == "unknown" => open += 1,
                got => {
                    let (view, column) = of;
                    writeln!(
                        wrong,
                        "{view} {column}\n  expected {expected:?}\n  got      {got:?}"
                    )
                    .unwrap();
                }
            }
        }
        assert!(wrong.is_empty(), "{file}:\n{wrong}");
        assert!(open <= unknown, "{file}: {open} unknown");
    }
}

#[test]
#[cfg_attr(not(real_data), ignore = "no real data in $VITRINA_REAL_DATA")]
fn most_columns_of_mozilla_are_resolved() {
    let (mesh, site) = mozilla();
    let views: BTreeSet<String> = mesh.names("views").into_iter().collect();
    assert_eq!(views.len(), 73);
    let (mut all, mut resolved) = (0.0, 0.0);
    let mut with_columns = BTreeSet::new();
    for ((view, column), (how, sources)) in &told(&site) {
        if !views.contains(view) {
            continue;
        }
        with_columns.insert(view.clone());
        all += 1.0;
        match how.as_str() {
            "unknown" => assert!(sources.is_empty(), "{view} {column}"),
            "constant" => resolved += 1.0,
            _ => {
                // COUNT(*) is of rows, not of a column.
                let counts = how == "aggregation" && column.ends_with("count");
                assert!(
                    counts || !sources.is_empty(),
                    "{view} {column}: {how} of nothing"
                );
                resolved += 1.0;
            }
        }
    }
    assert!(all > 1000.0, "{all} columns");
    // The others select all of tables whose columns aren't exported.
    assert!(with_columns.len() >= 58, "{}", with_columns.len());
    let share = resolved / all;
    assert!(share >= RESOLVED, "{resolved} of {all}: {share}");
}
