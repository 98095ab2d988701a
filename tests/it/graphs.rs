//! Graphs that no mesh should have and some do: circles, very wide tables, unions, stars and chains.
//! Each is built, counted exactly, drawn small, and told in the terminal.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::html::{self, Token};
use crate::support::{Mesh, Site};

/// No page is larger, in bytes.
const PAGE: u64 = 600_000;
/// No picture shows more, stubs included.
const NODES: usize = 50;

/// Nodes of the lineage picture of a page: boxes and stubs.
#[track_caller]
fn boxes(site: &Site, path: &str) -> usize {
    let page = html::tokens(&site.page(path), path);
    let lineage = html::inside(&page, "lineage");
    let picture = html::elements(lineage, "svg")
        .into_iter()
        .find(|svg| svg[0].attribute("class") == Some("lineage"))
        .unwrap_or_else(|| panic!("{path} has no picture"));
    let is_text = |token: &Token| {
        matches!(token, Token::Open { name, .. } if name == "text")
            && token.attribute("class") != Some("s")
    };
    let shown = picture.iter().filter(|token| is_text(token)).count();
    assert!((1..=NODES).contains(&shown), "{path}: {shown} nodes");
    shown
}

/// Builds; no page is too large.
#[track_caller]
fn built(mesh: &Mesh) -> Site {
    let site = mesh.build();
    for path in site.files().iter().filter(|path| path.ends_with(".html")) {
        let size = site.dir.join(path).metadata().unwrap().len();
        assert!(size <= PAGE, "{path} has {size} bytes");
    }
    site
}

/// What `vitrina lineage` says, as JSON.
#[track_caller]
fn lineage(mesh: &Mesh, asset: &str, more: &[&str]) -> Value {
    let ask = ["lineage", asset, "--root", "mesh", "--format", "json"];
    let args = [&ask[..], more].concat();
    let output = mesh.run(&args);
    assert_eq!(output.status, 0, "{}", output.stderr);
    output.json()
}

/// Numbers of all assets upstream and downstream.
#[track_caller]
fn reach(mesh: &Mesh, asset: &str) -> (u64, u64) {
    let answer = lineage(mesh, asset, &[]);
    let count = |key: &str| answer[key].as_u64().unwrap();
    (count("upstream"), count("downstream"))
}

/// The line of a view or table.
#[track_caller]
fn line(mesh: &Mesh, what: &str, name: &str) -> Value {
    let all = mesh.list(what);
    let found = all.into_iter().find(|line| line["name"] == name);
    found.unwrap_or_else(|| panic!("no {name} in {what}"))
}

/// Assets and unified views downstream, and assets upstream, as a line of `/api/v1` has them.
fn reached(line: &Value) -> [u64; 3] {
    ["assets", "views", "upstream"].map(|key| line["impact"][key].as_u64().unwrap())
}

/// The same of a view or table by name.
#[track_caller]
fn impact(mesh: &Mesh, what: &str, name: &str) -> [u64; 3] {
    reached(&line(mesh, what, name))
}

/// Many views at once, a file a view of INFORMATION_SCHEMA.
fn views(mesh: Mesh, all: impl Iterator<Item = (String, String)>) -> Mesh {
    let (mut tables, mut definitions) = (String::new(), String::new());
    for (name, sql) in all {
        let table = json!({"table_catalog": "p", "table_schema": "unified", "table_name": name,
                           "table_type": "VIEW"});
        let definition = json!({"table_catalog": "p", "table_schema": "unified",
                                "table_name": name, "view_definition": sql,
                                "use_standard_sql": "YES"});
        writeln!(tables, "{table}").unwrap();
        writeln!(definitions, "{definition}").unwrap();
    }
    mesh.append("exports/bigquery/TABLES.ndjson", tables)
        .append("exports/bigquery/VIEWS.ndjson", definitions)
}

#[test]
fn a_circle_of_views() {
    let mesh = Mesh::new()
        .bigquery()
        .table("p.store.t", &[("id", "INT64")])
        .view("p.unified.a", "SELECT id FROM p.unified.c")
        .view("p.unified.b", "SELECT id FROM p.unified.a")
        .view(
            "p.unified.c",
            "SELECT id FROM p.unified.b UNION ALL SELECT id FROM p.store.t",
        );
    assert_eq!(mesh.rules(), ["view-cycle exports/bigquery/VIEWS.ndjson:1"]);
    let site = built(&mesh);
    for view in ["a", "b", "c"] {
        let name = format!("p.unified.{view}");
        // Itself isn't counted.
        assert_eq!(impact(&mesh, "views", &name), [2, 2, 3], "{name}");
        assert_eq!(reach(&mesh, &name), (3, 2), "{name}");
        assert_eq!(
            line(&mesh, "views", &name)["targets"],
            json!(["p.store.t"]),
            "{name}"
        );
        assert_eq!(boxes(&site, &format!("views/unified/{view}.html")), 4);
    }
    assert_eq!(impact(&mesh, "tables", "p.store.t"), [3, 3, 0]);
    // The walk ends, with and without columns, in every format.
    for format in ["text", "json", "dot", "mermaid", "csv"] {
        for columns in [&[][..], &["--columns"][..]] {
            let ask = ["lineage", "p.unified.a", "--root", "mesh", "--depth", "0"];
            let args = [&ask[..], &["--format", format][..], columns].concat();
            let output = mesh.run(&args);
            assert_eq!(output.status, 0, "{format}: {}", output.stderr);
            assert!(output.stdout.contains("p.store.t"), "{format}");
        }
    }
}

#[test]
fn a_view_of_itself() {
    let mesh = Mesh::new()
        .bigquery()
        .table("p.store.t", &[("id", "INT64")])
        .view(
            "p.unified.a",
            "SELECT id FROM p.unified.a UNION ALL SELECT id FROM p.store.t",
        );
    assert_eq!(mesh.rules(), ["view-cycle exports/bigquery/VIEWS.ndjson:1"]);
    assert_eq!(impact(&mesh, "views", "p.unified.a"), [0, 0, 1]);
    assert_eq!(impact(&mesh, "tables", "p.store.t"), [1, 1, 0]);
    assert_eq!(reach(&mesh, "p.unified.a"), (1, 0));
    let site = built(&mesh);
    assert_eq!(boxes(&site, "views/unified/a.html"), 2);
    let text = mesh.run(&["lineage", "p.unified.a", "--root", "mesh", "--depth", "0"]);
    assert!(
        text.stdout.contains("(where this began)"),
        "{}",
        text.stdout
    );
}

#[test]
fn a_table_of_a_thousand_columns() {
    let names: Vec<String> = (0..1000).map(|i| format!("c{i:04}")).collect();
    let columns: Vec<(&str, &str)> = names.iter().map(|n| (n.as_str(), "STRING")).collect();
    let mesh = Mesh::new()
        .bigquery()
        .table("p.store.wide", &columns)
        .view("p.unified.wide", "SELECT * FROM p.store.wide");
    assert_eq!(mesh.rules(), [""; 0]);
    let table = line(&mesh, "tables", "p.store.wide");
    let all = table["columns"].as_array().unwrap();
    assert_eq!(all.len(), 1000);
    assert!(all.iter().all(|column| column["impact"]["views"] == 1));
    let answer = lineage(&mesh, "view:p.unified.wide", &["--columns", "--up"]);
    let derived = answer["columns"].as_array().unwrap();
    assert_eq!(derived.len(), 1000);
    for (column, name) in derived.iter().zip(&names) {
        assert_eq!(
            *column,
            json!({"id": "view:p.unified.wide", "column": name, "how": "identity",
                   "by": "view SQL", "why": null,
                   "sources": [{"id": "table:p.store.wide", "column": name}]})
        );
    }
    let site = built(&mesh);
    for page in ["views/unified/wide.html", "tables/p/store/wide.html"] {
        assert_eq!(boxes(&site, page), 2, "{page}");
        assert!(site.page(page).contains("c0999"), "{page}");
    }
}

#[test]
fn a_union_of_fifty_tables() {
    let mut mesh = Mesh::new().bigquery();
    let mut parts = Vec::new();
    for i in 0..50 {
        mesh = mesh.table(&format!("p.store.part_{i:02}"), &[("id", "INT64")]);
        parts.push(format!("SELECT id FROM p.store.part_{i:02}"));
    }
    let mesh = mesh.view("p.unified.all", &parts.join("\nUNION ALL\n"));
    assert_eq!(mesh.rules(), [""; 0]);
    let view = line(&mesh, "views", "p.unified.all");
    assert_eq!(view["targets"].as_array().unwrap().len(), 50);
    assert_eq!(impact(&mesh, "views", "p.unified.all"), [0, 0, 50]);
    for i in [0, 17, 49] {
        let part = format!("p.store.part_{i:02}");
        assert_eq!(impact(&mesh, "tables", &part), [1, 1, 0], "{part}");
    }
    let answer = lineage(&mesh, "p.unified.all", &["--columns"]);
    assert_eq!(answer["nodes"].as_array().unwrap().len(), 51);
    let columns = answer["columns"].as_array().unwrap();
    assert_eq!(columns.len(), 1);
    assert_eq!(columns[0]["sources"].as_array().unwrap().len(), 50);
    assert_eq!(columns[0]["how"], "identity");
    let site = built(&mesh);
    assert!(boxes(&site, "views/unified/all.html") > 10);
    let lineage = html::tokens(&site.page("views/unified/all.html"), "all");
    let words = html::text(html::inside(&lineage, "lineage"));
    // What isn't drawn is counted.
    assert!(words.contains("+39 more"), "{words}");
    assert_eq!(boxes(&site, "tables/p/store/part_07.html"), 2);
}

#[test]
fn a_star_of_ten_thousand_views() {
    let mesh = Mesh::new()
        .bigquery()
        .table("p.store.hub", &[("id", "INT64"), ("v", "STRING")]);
    let sql = "SELECT id, v FROM `p.store.hub`";
    let mesh = views(
        mesh,
        (0..10_000).map(|i| (format!("v{i:05}"), sql.to_owned())),
    );
    let hub = line(&mesh, "tables", "p.store.hub");
    assert_eq!(reached(&hub), [10_000, 10_000, 0]);
    for column in hub["columns"].as_array().unwrap() {
        assert_eq!(column["impact"]["views"], 10_000, "{column}");
    }
    assert_eq!(impact(&mesh, "views", "p.unified.v00042"), [0, 0, 1]);
    assert_eq!(reach(&mesh, "p.store.hub"), (0, 10_000));
    assert_eq!(reach(&mesh, "p.unified.v09999"), (1, 0));
    let answer = lineage(&mesh, "p.store.hub", &["--down", "--depth", "1"]);
    assert_eq!(answer["nodes"].as_array().unwrap().len(), 10_001);
    assert_eq!(answer["edges"].as_array().unwrap().len(), 10_000);

    let site = built(&mesh);
    let page = "tables/p/store/hub.html";
    let size = site.dir.join(page).metadata().unwrap().len();
    assert!(size <= 400_000, "{page} has {size} bytes");
    assert!(boxes(&site, page) <= NODES);
    let tokens = html::tokens(&site.page(page), page);
    let words = html::text(html::inside(&tokens, "lineage"));
    assert!(words.contains("+9,989 more"), "{words}");
    let words = html::text(html::inside(&tokens, "impact"));
    let plain = words.replace(',', "");
    assert!(plain.contains("10000 unified views"), "{words}");
    assert_eq!(boxes(&site, "views/unified/v00042.html"), 2);
}

#[test]
fn a_chain_of_two_hundred_views() {
    let mesh = Mesh::new()
        .bigquery()
        .table("p.store.base", &[("id", "INT64")]);
    let below = |i: usize| match i {
        0 => "p.store.base".to_owned(),
        i => format!("p.unified.c{:03}", i - 1),
    };
    let mesh = views(
        mesh,
        (0..200).map(|i| (format!("c{i:03}"), format!("SELECT id FROM `{}`", below(i)))),
    );
    assert_eq!(mesh.rules(), [""; 0]);
    assert_eq!(impact(&mesh, "tables", "p.store.base"), [200, 200, 0]);
    assert_eq!(
        line(&mesh, "tables", "p.store.base")["columns"][0]["impact"]["views"],
        200
    );
    for i in [0, 1, 99, 100, 199_u64] {
        let name = format!("p.unified.c{i:03}");
        let down = 199 - i;
        assert_eq!(impact(&mesh, "views", &name), [down, down, i + 1], "{name}");
        assert_eq!(reach(&mesh, &name), (i + 1, down), "{name}");
    }
    let last = line(&mesh, "views", "p.unified.c199");
    assert_eq!(last["targets"], json!(["p.store.base"]));
    let answer = lineage(
        &mesh,
        "p.unified.c199",
        &["--up", "--depth", "0", "--columns"],
    );
    let nodes = answer["nodes"].as_array().unwrap();
    assert_eq!(nodes.len(), 201);
    assert_eq!(nodes[200]["id"], "table:p.store.base");
    assert_eq!(nodes[200]["step"], -200);
    assert_eq!(answer["columns"].as_array().unwrap().len(), 200);
    let site = built(&mesh);
    for page in [
        "tables/p/store/base.html",
        "views/unified/c000.html",
        "views/unified/c100.html",
        "views/unified/c199.html",
    ] {
        boxes(&site, page);
    }
}
