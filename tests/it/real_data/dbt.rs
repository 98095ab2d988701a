//! dbt artifacts against an oracle: a plain walk over the JSON, written without a look at the reader.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use super::{data, read};
use crate::support::Mesh;

type Pairs = BTreeSet<(String, String)>;

/// What a project holds, as the catalog names it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Project {
    tables: BTreeSet<String>,
    views: BTreeSet<String>,
    exposures: BTreeSet<String>,
    edges: Pairs,
}

/// Reads the artifacts again, by themselves.
struct Oracle {
    /// Every node, source and exposure by its unique id.
    nodes: BTreeMap<String, Value>,
    catalog: Value,
}

impl Oracle {
    fn new(folder: &Path) -> Self {
        let parse = |name| serde_json::from_str::<Value>(&read(&folder.join(name))).unwrap();
        let manifest = parse("manifest.json");
        let mut nodes = BTreeMap::new();
        for group in ["nodes", "sources", "exposures"] {
            for (id, node) in manifest[group].as_object().unwrap() {
                nodes.insert(id.clone(), node.clone());
            }
        }
        Self {
            nodes,
            catalog: parse("catalog.json"),
        }
    }

    fn kind<'a>(&'a self, id: &'a str) -> &'a str {
        self.nodes[id]["resource_type"]
            .as_str()
            .unwrap_or_else(|| id.split('.').next().unwrap())
    }

    fn is_ephemeral(&self, id: &str) -> bool {
        self.nodes[id]["config"]["materialized"] == "ephemeral"
    }

    /// `kind:name` of what is in the warehouse or reads from it.
    fn asset(&self, id: &str) -> Option<String> {
        if self.is_ephemeral(id) {
            return None;
        }
        match self.kind(id) {
            "exposure" => Some(format!("exposure:{id}")),
            "model" | "seed" | "snapshot" | "source" => Some(self.relation(id)),
            _ => None,
        }
    }

    fn relation(&self, id: &str) -> String {
        let node = &self.nodes[id];
        let part = |key: &str| node[key].as_str();
        let name = part("alias")
            .or(part("identifier"))
            .or(part("name"))
            .unwrap();
        let full = format!(
            "{}.{}.{name}",
            part("database").unwrap(),
            part("schema").unwrap()
        );
        if let Some(quoted) = part("relation_name") {
            let plain: String = quoted.chars().filter(|c| !"`\"".contains(*c)).collect();
            assert_eq!(plain, full, "{id}: relation_name agrees");
        }
        let is_view = node["config"]["materialized"] == "view"
            || self.catalog["nodes"][id]["metadata"]["type"] == "VIEW";
        format!("{}:{full}", if is_view { "view" } else { "table" })
    }

    /// What a node reads, through ephemeral models to what is in the warehouse.
    fn reads(&self, id: &str, out: &mut BTreeSet<String>) {
        let Some(parents) = self.nodes[id]["depends_on"]["nodes"].as_array() else {
            return;
        };
        for parent in parents {
            let parent = parent.as_str().unwrap();
            if self.is_ephemeral(parent) {
                self.reads(parent, out);
            } else {
                out.extend(self.asset(parent));
            }
        }
    }

    fn project(&self) -> Project {
        let mut project = Project::default();
        for id in self.nodes.keys() {
            let Some(asset) = self.asset(id) else {
                continue;
            };
            let mut parents = BTreeSet::new();
            self.reads(id, &mut parents);
            for parent in parents {
                project.edges.insert((parent, asset.clone()));
            }
            match asset.split_once(':').unwrap().0 {
                "table" => &mut project.tables,
                "view" => &mut project.views,
                _ => &mut project.exposures,
            }
            .insert(asset);
        }
        project
    }
}

fn mesh(project: &str) -> Mesh {
    let mut mesh = Mesh::new().file(
        "vitrina.toml",
        "[[exports]]\nformat = \"dbt\"\npath = \"exports/dbt/**\"\n",
    );
    for file in super::files(&data("dbt").join(project), "json") {
        let name = file.file_name().unwrap().to_str().unwrap();
        mesh = mesh.file(&format!("exports/dbt/{name}"), read(&file));
    }
    mesh
}

#[track_caller]
fn compare(project: &str, tables: usize, views: usize, exposures: usize, missing: usize) {
    let oracle = Oracle::new(&data("dbt").join(project));
    let expected = oracle.project();
    let mesh = mesh(project);
    let ids = |what| mesh.field(what, "id").into_iter().collect::<BTreeSet<_>>();
    let edges: Vec<(String, String)> = mesh
        .list("edges")
        .iter()
        .map(|e| {
            let end = |key: &str| e[key].as_str().unwrap().to_owned();
            (end("from"), end("to"))
        })
        .collect();
    let found = Project {
        tables: ids("tables"),
        views: ids("views"),
        exposures: ids("exposures"),
        edges: edges.iter().cloned().collect(),
    };
    assert_eq!(found.tables, expected.tables);
    assert_eq!(found.views, expected.views);
    assert_eq!(found.exposures, expected.exposures);
    assert_eq!(found.edges, expected.edges);
    assert_eq!(edges.len(), found.edges.len(), "an edge is listed once");
    // Counted by hand, so that an oracle that finds nothing isn't believed.
    assert_eq!(
        (found.tables.len(), found.views.len(), found.exposures.len()),
        (tables, views, exposures)
    );
    // Nothing else is in the catalog.
    for what in [
        "products",
        "dmes",
        "domains",
        "contracts",
        "teams",
        "terms",
        "guides",
    ] {
        assert_eq!(mesh.names(what), [""; 0], "{what}");
    }
    texts(&oracle, &mesh);
    mesh.build();
    // Relations with columns that are documented and that their catalog lacks.
    let rules = mesh.field("findings", "rule");
    assert_eq!(rules, vec!["documented-column-missing"; missing]);
}

/// Descriptions and columns arrive with the relation that they are about.
fn texts(oracle: &Oracle, mesh: &Mesh) {
    let lines: BTreeMap<String, Value> = [mesh.list("tables"), mesh.list("views")]
        .concat()
        .into_iter()
        .map(|line| (line["id"].as_str().unwrap().to_owned(), line))
        .collect();
    let mut described = BTreeSet::new();
    for (id, node) in &oracle.nodes {
        let Some(asset) = oracle.asset(id) else {
            continue;
        };
        let Some(line) = lines.get(&asset) else {
            continue; // an exposure
        };
        let text = node["description"].as_str().unwrap_or_default();
        if !text.trim().is_empty() && oracle.kind(id) != "source" {
            assert_eq!(
                line["description"].as_str().map(str::trim),
                Some(text.trim()),
                "{id}"
            );
            described.insert(asset);
        }
        let columns: BTreeSet<String> = line["columns"]
            .as_array()
            .unwrap()
            .iter()
            .map(|c| c["name"].as_str().unwrap().to_lowercase())
            .collect();
        for (column, told) in node["columns"].as_object().unwrap() {
            let name = told["name"].as_str().unwrap_or(column).to_lowercase();
            assert!(columns.contains(&name), "{id} has column {name}");
        }
    }
    assert!(!described.is_empty());
}

#[test]
#[cfg_attr(not(real_data), ignore = "no real data in $VITRINA_REAL_DATA")]
fn a_project_under_dbt_1_12() {
    compare("bouncer_dbt_112", 41, 13, 2, 0);
}

#[test]
#[cfg_attr(not(real_data), ignore = "no real data in $VITRINA_REAL_DATA")]
fn the_same_project_under_dbt_2_0() {
    compare("bouncer_dbt_20", 40, 13, 2, 0);
}

#[test]
#[cfg_attr(not(real_data), ignore = "no real data in $VITRINA_REAL_DATA")]
fn a_package_of_many_models() {
    compare("fivetran_jira", 33, 37, 0, 3);
}

#[test]
#[cfg_attr(not(real_data), ignore = "no real data in $VITRINA_REAL_DATA")]
fn a_manifest_of_version_10() {
    compare("jaffle_v10_bigquery", 6, 3, 0, 0);
}
