//! `vitrina diff`: what one side doesn't tell is neither gone nor new, and is said once.

use std::fs;

use serde_json::Value;

use crate::support::{Mesh, Output};

/// `class[rule] key` of each change from one state to the other.
fn told(mesh: &Mesh, old: &str, new: &str) -> Vec<String> {
    changes(mesh, old, new)
        .iter()
        .map(|change| {
            let field = |name: &str| change[name].as_str().unwrap_or_default().to_owned();
            format!("{}[{}] {}", field("class"), field("rule"), field("asset"))
        })
        .collect()
}

fn changes(mesh: &Mesh, old: &str, new: &str) -> Vec<Value> {
    let mut command = mesh.command();
    command.arg("diff").args([old, new]);
    command.args(["--format", "ndjson"]);
    let output = Output::of(command);
    output.assert_ran();
    output.ndjson()
}

const SETTINGS: &str = "[entry_points]\ndatasets = [\"u.unified\"]\n";
const TABLES: &str = "table_catalog,table_schema,table_name,table_type\n";
const VIEWS: &str = "table_catalog,table_schema,table_name,view_definition\n";
const COLUMNS: &str = "table_catalog,table_schema,table_name,column_name,ordinal_position,data_type,is_nullable,is_partitioning_column\n";
const PATHS: &str = "table_catalog,table_schema,table_name,field_path,data_type,policy_tags\n";
const OPTIONS: &str =
    "table_catalog,table_schema,table_name,option_name,option_type,option_value\n";
const GRANTS: &str =
    "object_catalog,object_schema,object_name,object_type,privilege_type,grantee\n";
const SCHEMATA: &str = "catalog_name,schema_name,location\n";

const MANIFESTS: [(&str, &str); 3] = [
    (
        "dme.yaml",
        "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: store\nservers:\n  - {type: bigquery, project: a, dataset: store}\n",
    ),
    (
        "product.yaml",
        "apiVersion: vitrina/v1\nkind: DataProduct\nid: orders\nenvironment: store\noutputPorts:\n  - {name: orders, physicalName: u.unified.orders}\nslaProperties:\n  - {property: frequency, value: 1, unit: d}\n",
    ),
    (
        "contract.yaml",
        "apiVersion: v3.0.2\nkind: DataContract\nid: orders-contract\nname: orders\nversion: 1.0.0\nstatus: active\nservers:\n  - {server: bq, type: bigquery, project: u, dataset: unified}\nschema:\n  - {name: orders, physicalName: orders}\n",
    ),
];

/// What each export tells of the projects of the mesh, a line a row: two that hold tables, one of views.
const EXPORTS: [(&str, &str, &str); 6] = [
    (
        "TABLES",
        TABLES,
        "a,store,orders,BASE TABLE\na,store,lines,BASE TABLE\nb,stock,items,BASE TABLE\nu,unified,orders,VIEW\nu,unified,items,VIEW\n",
    ),
    (
        "VIEWS",
        VIEWS,
        "u,unified,orders,SELECT id FROM a.store.orders\nu,unified,items,SELECT id FROM b.stock.items\n",
    ),
    (
        "COLUMNS",
        COLUMNS,
        "a,store,orders,id,1,INT64,NO,NO\na,store,orders,day,2,DATE,YES,YES\na,store,lines,id,1,INT64,NO,NO\na,store,lines,n,2,INT64,NO,NO\nb,stock,items,id,1,INT64,NO,NO\nb,stock,items,day,2,DATE,NO,YES\nu,unified,orders,id,1,INT64,YES,NO\nu,unified,items,id,1,INT64,YES,NO\n",
    ),
    (
        "COLUMN_FIELD_PATHS",
        PATHS,
        "a,store,orders,id,INT64,\"[\"\"projects/p/locations/eu/taxonomies/1/policyTags/2\"\"]\"\nb,stock,items,id,INT64,\"[\"\"projects/p/locations/eu/taxonomies/1/policyTags/2\"\"]\"\nb,stock,items,day,DATE,\n",
    ),
    (
        "TABLE_OPTIONS",
        OPTIONS,
        "a,store,orders,require_partition_filter,BOOL,true\nb,stock,items,require_partition_filter,BOOL,true\n",
    ),
    (
        "OBJECT_PRIVILEGES",
        GRANTS,
        "a,store,orders,TABLE,roles/bigquery.dataViewer,group:a@example.com\nb,stock,items,TABLE,roles/bigquery.dataViewer,group:b@example.com\nu,unified,orders,VIEW,roles/bigquery.dataViewer,group:u@example.com\n",
    ),
];

/// A state with all exports, of whose rows `keeps` says which, and its manifests.
fn state(mesh: Mesh, side: &str, keeps: impl Fn(&str, &str) -> bool) -> Mesh {
    let mut mesh = mesh.file(&format!("{side}/vitrina.toml"), SETTINGS);
    for (file, text) in MANIFESTS {
        mesh = mesh.file(&format!("{side}/{file}"), text);
    }
    for (name, head, rows) in EXPORTS {
        let rows = rows.lines().filter(|row| keeps(name, row));
        let rows: Vec<&str> = rows.collect();
        if !rows.is_empty() {
            let text = format!("{head}{}\n", rows.join("\n"));
            mesh = mesh.file(&format!("{side}/exports/bigquery/{name}.csv"), text);
        }
    }
    mesh
}

fn all(mesh: Mesh, side: &str) -> Mesh {
    state(mesh, side, |_, _| true)
}

#[test]
fn an_export_that_one_project_lacks_is_said_once() {
    let whole = all(Mesh::new(), "whole");
    for (export, ..) in EXPORTS {
        let project = if export == "VIEWS" { "u," } else { "b," };
        let mesh = state(all(Mesh::new(), "whole"), "part", |name, row| {
            name != export || !row.starts_with(project)
        });
        for (old, new) in [("mesh/whole", "mesh/part"), ("mesh/part", "mesh/whole")] {
            let told = told(&mesh, old, new);
            // Nothing of that project is missed without TABLES: columns tell of its table.
            let is_fine = |one: &String| one.starts_with("unknown[not-compared] ");
            let is_once = told.len() == usize::from(export != "TABLES") && told.iter().all(is_fine);
            assert!(
                is_once,
                "{export}, {old} to {new}: {:#?}",
                changes(&mesh, old, new)
            );
        }
    }
    assert_eq!(told(&whole, "mesh/whole", "mesh/whole"), [""; 0]);
}

#[test]
fn columns_that_no_export_lists_are_one_line() {
    let mesh = state(all(Mesh::new(), "old"), "new", |name, row| {
        !name.starts_with("COLUMN") || !row.starts_with("a,store,")
    });
    assert_eq!(
        told(&mesh, "mesh/old", "mesh/new")
            .iter()
            .filter(|line| line.contains("column"))
            .count(),
        0
    );
    let mesh = state(all(Mesh::new(), "old"), "new", |name, row| {
        name != "COLUMNS" || !row.starts_with("a,store,lines,")
    });
    assert_eq!(
        told(&mesh, "mesh/old", "mesh/new"),
        ["unknown[column-unseen] relation:a.store.lines"]
    );
    assert_eq!(told(&mesh, "mesh/new", "mesh/old"), [""; 0]);
}

#[test]
fn what_a_broken_manifest_may_say_is_neither_gone_nor_new() {
    for (file, text) in MANIFESTS {
        let mesh = all(all(Mesh::new(), "old"), "new");
        let broken = format!("{text}  : [broken\n");
        let mesh = mesh.file(&format!("new/{file}"), broken);
        for side in ["old", "new"] {
            let (root, out) = (format!("mesh/{side}"), format!("{side}-site"));
            mesh.run(&["build", "--root", &root, "--out", &out])
                .assert_ran();
        }
        for (old, new) in [
            ("mesh/old", "mesh/new"),
            ("mesh/new", "mesh/old"),
            ("old-site", "new-site"),
            ("new-site", "mesh/old"),
        ] {
            let found = told(&mesh, old, new);
            assert_eq!(
                found,
                [format!("unknown[not-compared] file:{file}")],
                "{old} to {new}"
            );
        }
        let found = changes(&mesh, "mesh/old", "mesh/new");
        let message = found[0]["message"].as_str().unwrap();
        assert!(message.starts_with(&format!("{file}:")), "{message}");
        assert_eq!(told(&mesh, "mesh/new", "new-site"), [""; 0]);
    }
}

#[test]
fn a_document_without_an_id_is_not_gone() {
    let pay = "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: pay\n";
    let product = "apiVersion: vitrina/v1\nkind: DataProduct\n";
    let text = format!("{product}id: orders\ntables: [{{name: a, physicalName: u.d.a}}]\n");
    for broken in [
        text.replace("id: orders\n", ""),
        text.replace("[{name: a, physicalName: u.d.a}]", "7"),
    ] {
        let mesh = Mesh::new()
            .file("old/vitrina.toml", SETTINGS)
            .file("old/pay.yaml", pay)
            .file("new/pay.yaml", pay)
            .file("old/orders.yaml", &text)
            .file("new/vitrina.toml", SETTINGS)
            .file("new/orders.yaml", broken);
        for (old, new) in [("mesh/old", "mesh/new"), ("mesh/new", "mesh/old")] {
            assert_eq!(
                told(&mesh, old, new),
                ["unknown[not-compared] file:orders.yaml"]
            );
        }
    }
}

#[test]
fn sql_that_is_lost_or_cannot_be_parsed_leaves_a_view_unknown() {
    let mesh = state(all(Mesh::new(), "old"), "new", |name, row| {
        name != "VIEWS" || !row.starts_with("u,unified,orders")
    });
    for (old, new) in [("mesh/old", "mesh/new"), ("mesh/new", "mesh/old")] {
        assert_eq!(
            told(&mesh, old, new),
            ["unknown[not-compared] relation:u.unified.orders"]
        );
    }
    let mesh = all(all(Mesh::new(), "old"), "new");
    let path = mesh.root().join("new/exports/bigquery/VIEWS.csv");
    let text = fs::read_to_string(&path).unwrap();
    let garbled = text.replace(
        "SELECT id FROM a.store",
        "SELECT id FRM WHERE ) FROM a.store",
    );
    assert_ne!(text, garbled);
    fs::write(&path, garbled).unwrap();
    for (old, new) in [("mesh/old", "mesh/new"), ("mesh/new", "mesh/old")] {
        assert_eq!(
            told(&mesh, old, new),
            ["unknown[pointer-unknown] relation:u.unified.orders"]
        );
    }
}

#[test]
fn a_dataset_that_is_there_and_empty_may_not_be_listed() {
    let schemata = format!("{SCHEMATA}u,unified,EU\nu,other,EU\n");
    let tables = |rows: &str| format!("{TABLES}u,unified,orders,VIEW\n{rows}");
    let new = |mesh: Mesh, schemata: &str| {
        mesh.file("old/vitrina.toml", SETTINGS)
            .file(
                "old/exports/bigquery/TABLES.csv",
                tables("u,other,t,BASE TABLE\n"),
            )
            .file("new/vitrina.toml", SETTINGS)
            .file("new/exports/bigquery/TABLES.csv", tables(""))
            .file("new/exports/bigquery/SCHEMATA.csv", schemata)
    };
    // Exports may be of one dataset each: that of the empty one may be missing.
    for schemata in [schemata, format!("{SCHEMATA}u,unified,EU\n")] {
        let mesh = new(Mesh::new(), &schemata);
        assert_eq!(
            told(&mesh, "mesh/old", "mesh/new"),
            ["unknown[relation-unseen] relation:u.other.t"]
        );
    }
}
