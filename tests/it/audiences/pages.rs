//! What pages, lines and the explorer of a part show of what is open, of what is listed, and of what is
//! hidden: the latter is one thing without a name, and only where the SQL of something open names it.

use serde_json::{Value, json};

use crate::support::{Mesh, Site};

const SETTINGS: &str = r#"
title = "Ours"
base_url = "https://data.example.com/"
[entry_points]
datasets = ["p.unified"]
[[exports]]
format = "bigquery"
path = "exports/bigquery/**"
[[audiences]]
id = "analysts"
label = "Data analysts"
grantees = ["group:analysts@example.com"]
[[audiences]]
id = "auditors"
label = "The auditors"
grantees = ["group:auditors@example.com"]
[access]
audience_list = "/audiences.json"
"#;

const DME: &str = r##"
apiVersion: vitrina/v1
kind: DataMeshEnvironment
id: sales
name: Sales
description: Orders and what they cost.
servers:
  - { type: bigquery, project: p, dataset: core }
roles:
  - { role: sales.reader, access: read, requestUrl: "https://iam.example.com/ask?role=sales", firstLevelApprovers: line manager }
support:
  - { channel: "#sales", url: "https://chat.example.com/sales" }
"##;

fn grant(name: &str, grantee: &str) -> Value {
    json!({"object_catalog": "p", "object_schema": "unified", "object_name": name,
           "object_type": "VIEW", "privilege_type": "roles/bigquery.dataViewer", "grantee": grantee})
}

fn mesh() -> Mesh {
    let columns = &[("id", "STRING"), ("amount", "NUMERIC")];
    Mesh::new()
        .file("vitrina.toml", SETTINGS)
        .file("dmes/sales.yaml", DME)
        .table("p.core.quarryorders", columns)
        .table("p.core.quarrypayments", columns)
        .view(
            "p.unified.orders",
            "SELECT o.id, p.amount FROM p.core.quarryorders o JOIN p.core.quarrypayments p ON o.id = p.id",
        )
        .view("p.unified.costs", "SELECT id, amount FROM p.unified.orders")
        .view("p.unified.salaries", "SELECT id FROM p.core.quarrypayments")
        .ndjson(
            "OBJECT_PRIVILEGES",
            &[
                grant("orders", "group:analysts@example.com"),
                grant("costs", "group:analysts@example.com"),
                grant("orders", "group:auditors@example.com"),
            ],
        )
}

fn portal(mesh: &Mesh) -> Site {
    mesh.run(&["build", "--audience", "analysts"]).assert_ran();
    Site { dir: mesh.out() }
}

fn sections(page: &str) -> Vec<&str> {
    let sections = page.split("<section id=\"").skip(1);
    sections.filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn a_listed_view_can_be_found_and_says_how_to_ask() {
    let mesh = mesh();
    let site = portal(&mesh);
    let page = site.page("views/unified/salaries.html");
    assert!(page.contains("You can't query it yet."), "{page}");
    assert!(
        page.contains("href=\"https://iam.example.com/ask?role=sales\"")
            && page.contains("approved by line manager"),
        "{page}"
    );
    assert!(page.contains("https://chat.example.com/sales"), "{page}");
    assert_eq!(sections(&page), ["access", "support"]);
    assert!(!page.contains("class=\"empty\""), "{page}");
    assert!(site.page("views/index.html").contains("ask for access"));
    let found = mesh.run(&["search", "salaries", "--format", "json"]);
    assert!(
        found.stdout.contains("views/unified/salaries.html"),
        "{found:?}"
    );
    // It is marked, so that results tell it from what can be used.
    let found = mesh.run(&["search", "verdict:listed", "--format", "json"]);
    assert!(
        found.stdout.contains("salaries") && !found.stdout.contains("orders.html"),
        "{found:?}"
    );
    // Nothing of it that can't be known from its page is found.
    let found = mesh.run(&["search", "column:amount", "--format", "json"]);
    assert!(!found.stdout.contains("salaries"), "{found:?}");
    // Who else may use what is open is theirs to know.
    let page = site.page("views/unified/orders.html");
    assert!(
        page.contains("Data analysts") && !page.contains("auditors"),
        "{page}"
    );
}

#[test]
fn what_is_hidden_is_one_thing_without_a_name() {
    let mesh = mesh();
    let site = portal(&mesh);
    let page = site.page("views/unified/orders.html");
    // Two tables, one box; nothing of them anywhere.
    assert_eq!(page.matches("<g class=\"unseen\">").count(), 1, "{page}");
    assert!(page.contains("something that you may not see"), "{page}");
    for path in site.files() {
        if [".html", ".json", ".ndjson", ".xml"]
            .iter()
            .any(|end| path.ends_with(end))
        {
            assert!(!site.page(&path).contains("quarry"), "{path}");
        }
    }
    // A view that reads it through another one says so as well.
    let page = site.page("views/unified/costs.html");
    assert!(page.contains("something that you may not see"), "{page}");
    let head: Value = serde_json::from_str(&site.page("lineage/data/head.json")).unwrap();
    let entries = (0..head["blocks"].as_u64().unwrap())
        .map(|n| site.page(&format!("lineage/data/{n}.json")))
        .map(|text| serde_json::from_str::<Value>(&text).unwrap())
        .find_map(|block| block.get("view:p.unified.orders").cloned());
    assert_eq!(entries.unwrap()["s"], json!([]));
    let line = |site: &Site, name: &str| {
        let lines = site.page("api/v1/views.ndjson");
        let lines = lines
            .lines()
            .map(|line| serde_json::from_str(line).unwrap());
        let mut lines = lines.filter(|line: &Value| line["name"] == name);
        lines.next().unwrap()
    };
    let orders = line(&site, "p.unified.orders");
    assert_eq!(
        (&orders["level"], &orders["stub"]),
        (&json!("open"), &json!(true))
    );
    assert_eq!(
        (&orders["references"], &orders["targets"]),
        (&json!([]), &json!([]))
    );
    let salaries = line(&site, "p.unified.salaries");
    assert_eq!(
        (&salaries["level"], &salaries["stub"]),
        (&json!("listed"), &json!(false))
    );
    assert_eq!(
        (&salaries["columns"], &salaries["verdict"]),
        (&json!([]), &json!(null))
    );
}

#[test]
fn a_part_says_whose_it_is_and_holds_no_place_of_a_file_and_no_hint_for_operators() {
    let mesh = mesh();
    let site = portal(&mesh);
    assert_eq!(site.page("robots.txt"), "User-agent: *\nDisallow: /\n");
    let line: Value = serde_json::from_str(&site.page("api/v1/mesh.ndjson")).unwrap();
    assert_eq!(line["audience"], "analysts");
    assert_eq!(line["exports"], json!([]));
    for path in site.files().iter().filter(|path| path.ends_with(".html")) {
        let page = site.page(path);
        assert!(
            page.contains("data-audiences=\"/audiences.json\""),
            "{path}"
        );
        if path.starts_with("rules/") {
            continue;
        }
        for told in [
            "Export <code>",
            "Add <code>",
            "vitrina.toml",
            "sales.yaml",
            ".ndjson:",
        ] {
            assert!(!page.contains(told), "{told} in {path}");
        }
    }
    // The whole mesh's own portal has none of it.
    let whole = mesh.run(&["build", "--out", "whole"]);
    whole.assert_ran();
    assert!(!mesh.base().join("whole/robots.txt").exists());
}
