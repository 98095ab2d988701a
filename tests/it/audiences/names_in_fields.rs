//! Full names of hidden things where no prose is: titles, ids, names of files, keys of labels, settings;
//! and words that look like such names and are none.

use std::fs;

use serde_json::json;

use super::two_audiences::mesh;
use crate::support::{Mesh, files_below};

/// A table that analysts know nothing of.
const HIDDEN: &str = "hr.people.pay_roll";
const REDACT: &str = "\n[access]\nredact = true\n";

fn with_payroll() -> Mesh {
    mesh().table(HIDDEN, &[("salary", "INT64")])
}

fn product(lines: &str) -> Mesh {
    with_payroll().file(
        "sales.yaml",
        format!(
            "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: store\n---\napiVersion: vitrina/v1\nkind: DataProduct\nenvironment: store\noutputPorts:\n  - {{name: orders, physicalName: p.unified.orders}}\n{lines}\n"
        ),
    )
}

fn term(lines: &str) -> Mesh {
    with_payroll().file(
        "terms.yaml",
        format!("apiVersion: vitrina/v1\nkind: GlossaryTerm\n{lines}\n"),
    )
}

fn option_of_view(name: &str, kind: &str, value: &str) -> Mesh {
    with_payroll().ndjson(
        "TABLE_OPTIONS",
        &[
            json!({"table_catalog": "p", "table_schema": "unified", "table_name": "orders",
                 "option_name": name, "option_type": kind, "option_value": value}),
        ],
    )
}

/// Nothing is published, and where the name stands is told.
#[track_caller]
fn refused_at(mesh: &Mesh, place: &str) {
    let output = mesh.run(&["build", "--audience", "analysts"]);
    assert_eq!(output.status, 2, "{place}: {}", output.stderr);
    assert!(!mesh.out().exists(), "{place}");
    for told in ["error[names-hidden-asset]", place] {
        assert!(output.stderr.contains(told), "{told}: {}", output.stderr);
    }
}

#[track_caller]
fn built(mesh: &Mesh) {
    let output = mesh.run(&["build", "--audience", "analysts"]);
    assert_eq!(output.status, 0, "{}", output.stderr);
}

#[test]
fn titles_are_texts() {
    let guide = |text: &str| with_payroll().file("guides/pay.md", text);
    for (mesh, place) in [
        (guide("# hr.people.pay_roll\n\nx\n"), "guides/pay.md:1"),
        (guide("# How people.pay_roll is made\n"), "guides/pay.md:1"),
        (
            guide("---\ntitle: hr.people.pay_roll\n---\n\nx\n"),
            "guides/pay.md:",
        ),
        (
            product("id: sales\nname: hr.people.pay_roll"),
            "sales.yaml:",
        ),
        (term("id: pay\nname: hr.people.pay_roll"), "terms.yaml:"),
        (
            option_of_view("friendly_name", "STRING", "\"hr.people.pay_roll\""),
            "exports/bigquery/TABLES.ndjson:",
        ),
    ] {
        refused_at(&mesh, place);
        let mesh = mesh.append("vitrina.toml", REDACT);
        built(&mesh);
        for path in files_below(&mesh.out()) {
            let bytes = fs::read(mesh.out().join(&path)).unwrap();
            let text = String::from_utf8_lossy(&bytes);
            assert!(!text.contains("people.pay_roll"), "{place}: {path}");
        }
    }
}

#[test]
fn nothing_takes_the_place_of_ids_and_keys() {
    let file = |path: &str| with_payroll().file(path, "# Pay\n\nx\n");
    let labels = "[STRUCT(\"people.pay_roll\", \"x\")]";
    for (mesh, place) in [
        (file("guides/hr.people.pay_roll.md"), "pay_roll.md:1"),
        (file("guides/people.pay_roll.md"), "pay_roll.md:1"),
        (file("guides/hr.people.pay_roll.2/a.md"), "a.md:1"),
        (product("id: hr.people.pay_roll"), "sales.yaml:"),
        (term("id: people.pay_roll\nname: Pay"), "terms.yaml:"),
        (
            option_of_view("labels", "ARRAY<STRUCT<STRING, STRING>>", labels),
            "exports/bigquery/TABLES.ndjson:",
        ),
    ] {
        refused_at(&mesh, place);
        refused_at(&mesh.append("vitrina.toml", REDACT), place);
    }
}

#[test]
fn settings_name_portals_and_audiences() {
    let settings = |from: &str, to: &str| {
        let mesh = with_payroll();
        let written = fs::read_to_string(mesh.root().join("vitrina.toml")).unwrap();
        let edited = written.replacen(from, to, 1);
        assert_ne!(written, edited);
        mesh.file("vitrina.toml", edited)
    };
    let title = "title = \"hr.people.pay_roll\"\n[entry_points]";
    refused_at(&settings("[entry_points]", title), "vitrina.toml");
    let label = "label = \"Of hr.people.pay_roll\"";
    refused_at(
        &settings("label = \"Data analysts\"", label),
        "vitrina.toml:",
    );
}

/// Whatever vitrina says in any mesh, and addresses that settings and visible things have.
#[test]
fn words_of_vitrina_and_addresses_are_no_names() {
    let mesh = mesh()
        // Paths of every portal, the host of this one, and words of the search client.
        .table("p.api.v1", &[("x", "INT64")])
        .table("example.com.t1", &[("x", "INT64")])
        .table("data.example.com", &[("x", "INT64")])
        .table("a.b.c", &[("x", "INT64")])
        // Examples of rules, and the ids of what is visible.
        .table("q.unified.sales", &[("x", "INT64")])
        .table("q.shop.orders", &[("x", "INT64")])
        .table("q.product.sales_x", &[("x", "INT64")])
        .file(
            "sales.yaml",
            "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: store\n---\napiVersion: vitrina/v1\nkind: DataProduct\nid: sales_x\nenvironment: store\noutputPorts:\n  - {name: orders, physicalName: p.unified.orders}\n",
        );
    let written = fs::read_to_string(mesh.root().join("vitrina.toml")).unwrap();
    let url = "base_url = \"https://data.example.com/mesh/\"\n";
    built(&mesh.file("vitrina.toml", [url, &written].concat()));
}

/// Examples of rules are called like views of many a mesh.
#[test]
fn a_view_of_a_usual_name_can_be_hidden() {
    let mesh = mesh()
        .view("p.unified.sales", "SELECT id FROM p.core.orders")
        .append("vitrina.toml", "\n[access]\nhidden = [\"p.unified\"]\n");
    built(&mesh);
}

/// The part gives an address and an id to the version that readers see.
#[test]
fn a_hidden_version_of_a_contract_has_the_name_of_the_visible_one() {
    let contract = |version: &str, table: &str| {
        format!(
            "apiVersion: v3.1.0\nkind: DataContract\nid: sales\nversion: {version}\nstatus: active\nschema:\n  - {{name: t, physicalName: {table}}}\n"
        )
    };
    let mesh = with_payroll()
        .file("contracts/a.yaml", contract("1.0.0", "p.unified.orders"))
        .file("contracts/b.yaml", contract("3.0.0", HIDDEN));
    built(&mesh);
}
