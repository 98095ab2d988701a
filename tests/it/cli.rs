//! The command line: exit statuses, formats, searching.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::support::{Mesh, files_below};

/// Something of each kind that can be listed.
fn full() -> Mesh {
    Mesh::new()
        .bigquery()
        .append(
            "vitrina.toml",
            "\n[[exports]]\nformat = \"dbt\"\npath = \"exports/dbt/**\"\n\n[[audiences]]\nid = \"analysts\"\nlabel = \"Analysts\"\ngrantees = [\"group:a@example.com\"]\n",
        )
        .file(
            "mesh.yaml",
            "\
apiVersion: vitrina/v1
kind: Domain
id: sales
---
apiVersion: vitrina/v1
kind: Team
id: sellers
---
apiVersion: vitrina/v1
kind: DataMeshEnvironment
id: store
domains: [sales]
created: 2024-05-01
team: {name: sellers}
servers: [{type: bigquery, project: p, dataset: store}]
---
apiVersion: vitrina/v1
kind: DataMeshEnvironment
id: depot
servers: [{type: bigquery, project: p, dataset: depot}]
---
apiVersion: vitrina/v1
kind: DataProduct
id: orders
name: Devoluções e órdenes
environment: store
domain: sales
tables: [{name: orders, physicalName: p.store.orders, contractId: 'urn:orders'}]
outputPorts:
  - name: orders
    physicalName: p.unified.orders
    description: One row, \"quoted\", per order
    audiences: [{name: analysts}]
---
apiVersion: vitrina/v1
kind: GlossaryTerm
id: order
description: A promise to pay.
---
apiVersion: v3.0.2
kind: DataContract
id: 'urn:orders'
version: 1.0.0
status: active
servers: [{server: prod, type: bigquery, project: p, dataset: store}]
schema:
  - {name: orders, physicalName: orders, properties: [{name: order_id, logicalType: integer}]}
",
        )
        .file("guides/start.md", "# Getting started\n\nSee [[view:p.unified.orders]].\n")
        .file(
            "exports/dbt/manifest.json",
            json!({
                "metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/manifest/v12.json"},
                "nodes": {"model.x.orders": {"unique_id": "model.x.orders", "resource_type": "model", "database": "p",
                    "schema": "store", "alias": "orders", "name": "orders", "config": {"materialized": "table"},
                    "depends_on": {"nodes": []}, "columns": {}}},
                "exposures": {"exposure.x.board": {"unique_id": "exposure.x.board", "name": "board", "type": "dashboard",
                    "owner": {"name": "Ana", "email": "ana@example.com"}, "depends_on": {"nodes": ["model.x.orders"]}, "url": "https://bi.example.com/1"}}
            })
            .to_string(),
        )
        .table("p.store.orders", &[("order_id", "INT64"), ("buyer_email", "STRING")])
        .table("p.depot.parcels", &[("parcel_id", "INT64"), ("order_id", "INT64")])
        .view("p.unified.orders", "SELECT order_id, buyer_email FROM `p.store.orders`")
        .view("p.unified.order_parcels", "SELECT parcel_id, order_id FROM `p.depot.parcels`")
        .view(
            "p.unified.zigzag",
            "SELECT * FROM `p.store.orders` JOIN `p.depot.parcels` USING (order_id) JOIN `p.unified.order_parcels` USING (order_id)",
        )
        .ndjson(
            "COLUMNS",
            &["order_id", "buyer_email"].map(|column| {
                json!({"table_catalog": "p", "table_schema": "unified", "table_name": "orders",
                       "column_name": column, "ordinal_position": 1, "data_type": "STRING"})
            }),
        )
        .file("exports/bigquery/more/VIEWS.ndjson", "{}\n")
}

const KINDS: [&str; 12] = [
    "views",
    "tables",
    "products",
    "dmes",
    "domains",
    "teams",
    "terms",
    "guides",
    "contracts",
    "exposures",
    "edges",
    "findings",
];

fn strings(value: &Value) -> Vec<String> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|v| v.as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn exit_status_of_check() {
    let error = full();
    assert_eq!(error.run(&["check"]).status, 1);
    for (threshold, status) in [("info", 1), ("warning", 1), ("error", 1), ("never", 0)] {
        assert_eq!(
            error.run(&["check", "--fail-on", threshold]).status,
            status,
            "{threshold}"
        );
    }
    let warning = Mesh::new().file(
        "vitrina.toml",
        "[[exports]]\nformat = \"bigquery\"\npath = \"rows/**\"\n",
    );
    for (threshold, status) in [("info", 1), ("warning", 1), ("error", 0), ("never", 0)] {
        assert_eq!(
            warning.run(&["check", "--fail-on", threshold]).status,
            status,
            "{threshold}"
        );
    }
    assert_eq!(warning.run(&["check"]).status, 0);
    // A gate that looked at nothing isn't open.
    assert_eq!(Mesh::new().run(&["check"]).status, 2);
    assert_eq!(warning.run(&["check", "--root", "nowhere"]).status, 2);
    assert_eq!(warning.run(&["check", "--fail-on", "sometimes"]).status, 2);
    assert_eq!(warning.run(&["chekc"]).status, 2);
}

#[test]
fn exit_status_of_build() {
    let mesh = full();
    assert_eq!(mesh.run(&["build"]).status, 0);
    fs::remove_dir_all(mesh.out()).unwrap();
    assert_eq!(mesh.run(&["build", "--fail-on", "error"]).status, 1);
    assert!(
        mesh.out().join("index.html").is_file(),
        "it is built all the same"
    );
    assert_eq!(mesh.run(&["build", "--root", "nowhere"]).status, 2);
    assert_eq!(mesh.run(&["build", "--out", "mesh"]).status, 2);
}

#[test]
fn exit_status_of_search() {
    let mesh = full();
    let output = mesh.run(&["search", "orders"]);
    assert_eq!(output.status, 2);
    assert_snapshot!(output.stderr, @r"
    error: there is no search index in `site`
    help: run `vitrina build` first, or name the portal with --out
    ");
    mesh.build();
    assert_eq!(mesh.run(&["search", "orders"]).status, 0);
    assert_eq!(mesh.run(&["search", "xyzzyplugh"]).status, 1);
    assert_eq!(mesh.run(&["search"]).status, 2);
    let head = mesh.out().join("search/head.bin");
    let whole = fs::read(&head).unwrap();
    fs::write(&head, &whole[..whole.len() / 2]).unwrap();
    let output = mesh.run(&["search", "orders"]);
    assert_eq!(output.status, 2);
    assert_snapshot!(output.stderr, @r"
    error: the search index in `site` can't be read: the head of the search index is cut off
    help: run `vitrina build` first, or name the portal with --out
    ");
    let mut newer = Vec::new();
    flate2::read::GzDecoder::new(&*whole)
        .read_to_end(&mut newer)
        .unwrap();
    newer[8] = 99;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(&newer).unwrap();
    fs::write(&head, packed.finish().unwrap()).unwrap();
    let output = mesh.run(&["search", "orders"]);
    assert_eq!(output.status, 2);
    assert_snapshot!(output.stderr, @r"
    error: the search index in `site` can't be read: the search index has format 99, and this reads format 3
    help: run `vitrina build` first, or name the portal with --out
    ");
    // Pieces that hold something else, that are cut off, that are gone.
    fs::write(&head, whole).unwrap();
    let below = mesh.out().join("search/c");
    let pieces: Vec<PathBuf> = files_below(&below)
        .into_iter()
        .map(|piece| below.join(piece))
        .collect();
    type Damage<'a> = (&'a dyn Fn(&Path), &'a str);
    let damage: [Damage<'_>; 3] = [
        (
            &|piece| fs::write(piece, vec![0xff; fs::read(piece).unwrap().len()]).unwrap(),
            "holds something else",
        ),
        (
            &|piece| {
                let bytes = fs::read(piece).unwrap();
                fs::write(piece, &bytes[..bytes.len() - 1]).unwrap();
            },
            "a piece of the search index has ",
        ),
        (&|piece| fs::remove_file(piece).unwrap(), "can't be read: "),
    ];
    for (damage, message) in damage {
        pieces.iter().for_each(|piece| damage(piece));
        let output = mesh.run(&["search", "orders"]);
        assert_eq!(output.status, 2);
        assert!(output.stderr.contains(message), "{}", output.stderr);
    }
}

#[test]
fn rules_can_be_silenced() {
    let mesh = full().append(
        "vitrina.toml",
        "\n[rules]\nexport-row = \"off\"\ndrift-spans-environments = \"error\"\n",
    );
    let rules: Vec<String> = mesh.field("findings", "rule");
    assert!(!rules.contains(&"export-row".to_owned()), "{rules:?}");
    let findings = mesh.list("findings");
    let spans = findings
        .iter()
        .find(|f| f["rule"] == "drift-spans-environments")
        .unwrap();
    assert_eq!(spans["severity"], "error");
}

#[test]
fn findings_in_every_format() {
    let mesh = full();
    let findings = mesh.list("findings");
    assert!(findings.len() >= 2, "{findings:?}");
    assert_eq!(
        mesh.run(&["check", "--format", "json"]).json(),
        Value::Array(findings.clone())
    );

    let sarif = mesh.run(&["check", "--format", "sarif"]).json();
    assert_eq!(sarif["version"], "2.1.0");
    let run = &sarif["runs"][0];
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), findings.len());
    let known: BTreeSet<&str> = run["tool"]["driver"]["rules"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["id"].as_str().unwrap())
        .collect();
    for (result, finding) in results.iter().zip(&findings) {
        assert_eq!(result["ruleId"], finding["rule"]);
        assert!(known.contains(result["ruleId"].as_str().unwrap()));
        let place = &result["locations"][0]["physicalLocation"];
        // From the folder that the command ran in, since there is no repository.
        let path = format!("mesh/{}", finding["file"].as_str().unwrap());
        assert_eq!(place["artifactLocation"]["uri"], path);
        assert_eq!(place["region"]["startLine"], finding["line"]);
    }

    let github = mesh.run(&["check", "--format", "github"]).stdout;
    assert_eq!(github.lines().count(), findings.len());
    // Few annotations of a run are shown, so that the loudest come first.
    let loudest = |f: &&Value| {
        ["error", "warning", "info"]
            .iter()
            .position(|s| f["severity"] == *s)
    };
    let mut findings: Vec<&Value> = findings.iter().collect();
    findings.sort_by_key(loudest);
    for (line, finding) in github.lines().zip(findings) {
        let start = format!(
            "::{} file=mesh/{},line={}",
            match finding["severity"].as_str().unwrap() {
                "info" => "notice",
                severity => severity,
            },
            finding["file"].as_str().unwrap(),
            finding["line"]
        );
        assert!(line.starts_with(&start), "{line}\n{start}");
    }
}

#[test]
fn lists_in_every_format() {
    let mesh = full();
    for what in KINDS {
        let lines = mesh.list(what);
        assert!(!lines.is_empty(), "{what}");
        assert_eq!(
            mesh.run(&["list", what, "--format", "json"]).json(),
            Value::Array(lines.clone()),
            "{what}"
        );

        let csv = mesh.run(&["list", what, "--format", "csv"]).stdout;
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .from_reader(csv.as_bytes());
        let head: Vec<String> = reader
            .headers()
            .unwrap()
            .iter()
            .map(str::to_owned)
            .collect();
        let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(records.len(), lines.len(), "{what}");
        for (record, line) in records.iter().zip(&lines) {
            if record.len() != head.len() {
                continue; // see csv_columns_are_the_same_in_every_record
            }
            for (key, cell) in head.iter().zip(record) {
                if let Some(text) = line[key].as_str() {
                    assert_eq!(cell, text, "{what}.{key}");
                }
            }
        }

        let table = mesh.run(&["list", what]).stdout;
        assert_eq!(table.lines().count(), lines.len() + 1, "{what}: {table}");
    }
}

#[test]
fn lists_of_nothing() {
    let mesh = Mesh::new();
    for what in KINDS.iter().filter(|w| **w != "findings") {
        assert_eq!(mesh.list(what), Vec::<Value>::new(), "{what}");
        assert_eq!(
            mesh.run(&["list", what, "--format", "json"]).json(),
            json!([]),
            "{what}"
        );
        assert_eq!(
            mesh.run(&["list", what]).stdout.lines().count(),
            1,
            "{what}"
        );
    }
}

#[test]
fn csv_columns_are_the_same_in_every_record() {
    // Kinds whose lines leave out what they don't have would shift columns.
    let mesh = full();
    for what in KINDS {
        let csv = mesh.run(&["list", what, "--format", "csv"]).stdout;
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .from_reader(csv.as_bytes());
        let head = reader.headers().unwrap().len();
        for record in reader.records() {
            assert_eq!(record.unwrap().len(), head, "{what}");
        }
    }
}

#[test]
fn keys_of_the_lines() {
    let mesh = full();
    let expected: [(&str, &[&str]); 5] = [
        (
            "views",
            &[
                "id",
                "name",
                "url",
                "title",
                "references",
                "targets",
                "dmes",
                "owner",
                "audiences",
                "columns",
                "product",
                "status",
                "description",
            ],
        ),
        (
            "findings",
            &[
                "rule", "severity", "message", "asset", "file", "line", "column", "help",
            ],
        ),
        ("edges", &["from", "to", "provenance"]),
        (
            "products",
            &["id", "name", "url", "title", "status", "dme", "domains"],
        ),
        ("dmes", &["id", "name", "url", "title", "status"]),
    ];
    for (what, keys) in expected {
        for line in mesh.list(what) {
            let line = line.as_object().unwrap();
            for key in keys {
                assert!(line.contains_key(*key), "{what} has no {key}: {line:?}");
            }
        }
    }
    let views = mesh.list("views");
    let orders = views
        .iter()
        .find(|v| v["name"] == "p.unified.orders")
        .unwrap();
    assert_eq!(orders["id"], "view:p.unified.orders");
    assert_eq!(orders["url"], "views/unified/orders.html");
    assert_eq!(orders["references"], json!(["p.store.orders"]));
    assert_eq!(orders["targets"], json!(["p.store.orders"]));
    assert_eq!(orders["dmes"], json!(["store"]));
    assert_eq!(orders["product"], "orders");
    assert_eq!(orders["audiences"], json!(["analysts"]));
    assert_eq!(orders["owner"]["dme"], "store");
    assert_eq!(orders["owner"]["decided_by"], "infrastructure");
    assert_eq!(orders["owner"]["at"], "mesh.yaml:15");
    assert_eq!(orders["owner"]["team"], "sellers");
    let columns: Vec<&str> = orders["columns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["name"].as_str().unwrap())
        .collect();
    assert_eq!(columns, ["order_id", "buyer_email"]);
    let zigzag = views
        .iter()
        .find(|v| v["name"] == "p.unified.zigzag")
        .unwrap();
    assert_eq!(
        strings(&zigzag["references"]),
        [
            "p.depot.parcels",
            "p.store.orders",
            "p.unified.order_parcels"
        ]
    );
    assert_eq!(
        strings(&zigzag["targets"]),
        ["p.depot.parcels", "p.store.orders"]
    );
    assert_eq!(strings(&zigzag["dmes"]), ["depot", "store"]);
    assert_eq!(zigzag["owner"]["decided_by"], "several");
    let edges = mesh.list("edges");
    let edge = edges
        .iter()
        .find(|e| e["from"] == "table:p.store.orders" && e["to"] == "view:p.unified.orders")
        .unwrap();
    assert_eq!(edge["provenance"][0]["by"], "sql");
    assert_eq!(edge["provenance"][0]["at"], "exports/bigquery/VIEWS.ndjson");
}

#[test]
fn the_published_lines_are_those_of_list() {
    let mesh = full();
    let site = mesh.build();
    for what in ["views", "tables", "products", "dmes", "edges", "findings"] {
        let published: Vec<Value> = site
            .page(&format!("api/v1/{what}.ndjson"))
            .lines()
            .map(|l| serde_json::from_str(l).unwrap())
            .collect();
        assert_eq!(published, mesh.list(what), "{what}");
    }
}

#[test]
fn schemas() {
    let mesh = Mesh::new();
    let all = mesh.run(&["schema"]).json();
    let kinds: Vec<&String> = all.as_object().unwrap().keys().collect();
    assert_eq!(
        kinds,
        [
            "Domain",
            "DataMeshEnvironment",
            "DataProduct",
            "Team",
            "GlossaryTerm"
        ]
    );
    for kind in kinds {
        let one = mesh.run(&["schema", kind]);
        assert_eq!(one.status, 0);
        assert_eq!(one.json(), all[kind]);
        assert!(
            strings(&one.json()["required"]).contains(&"id".to_owned()),
            "{kind}"
        );
    }
    let output = mesh.run(&["schema", "DataMeshEnviroment"]);
    assert_eq!((output.status, output.stdout.as_str()), (2, ""));
    assert_snapshot!(output.stderr, @r"
    error: there is no manifest kind `DataMeshEnviroment`
    help: did you mean `DataMeshEnvironment`?
    ");
}

/// Ids of the hits.
fn hits(mesh: &Mesh, query: &[&str]) -> Vec<String> {
    let mut args = vec!["search", "--format", "json", "--"];
    args.extend(query);
    let output = mesh.run(&args);
    assert!(
        matches!(output.status, 0 | 1),
        "{query:?}: {}",
        output.stderr
    );
    output.json()["hits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|h| h["id"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn search() {
    let mesh = full();
    mesh.build();
    // An exact name first.
    assert_eq!(
        hits(&mesh, &["order_parcels"])[0],
        "view:p.unified.order_parcels"
    );
    assert_eq!(
        hits(&mesh, &["p.unified.order_parcels"])[0],
        "view:p.unified.order_parcels"
    );
    assert_eq!(hits(&mesh, &["orders"])[0], "view:p.unified.orders");
    // By parts, as a prefix, by column, with a typo, without accents.
    assert!(hits(&mesh, &["parcels"]).contains(&"view:p.unified.order_parcels".into()));
    assert!(hits(&mesh, &["parc"]).contains(&"table:p.depot.parcels".into()));
    assert!(hits(&mesh, &["buyer_email"]).contains(&"view:p.unified.orders".into()));
    assert!(hits(&mesh, &["column:buyer"]).contains(&"view:p.unified.orders".into()));
    assert!(hits(&mesh, &["zigzga"]).contains(&"view:p.unified.zigzag".into()));
    assert!(hits(&mesh, &["devolucoes"]).contains(&"product:orders".into()));
    assert!(hits(&mesh, &["DEVOLUÇÕES"]).contains(&"product:orders".into()));
    // Filters.
    let views = hits(&mesh, &["kind:view"]);
    assert!(
        views.len() == 3 && views.iter().all(|id| id.starts_with("view:")),
        "{views:?}"
    );
    let ids = hits(&mesh, &["kind:view", "dme:store"]);
    // The second reaches tables of several DMEs, that one among them.
    assert_eq!(ids, ["view:p.unified.orders", "view:p.unified.zigzag"]);
    assert!(
        !hits(&mesh, &["orders", "-kind:view"])
            .iter()
            .any(|id| id.starts_with("view:"))
    );
    assert!(hits(&mesh, &["kind:nothing"]).is_empty());
    // Phrases, alternatives, what may not match.
    assert!(hits(&mesh, &["\"order parcels\""]).contains(&"view:p.unified.order_parcels".into()));
    assert!(!hits(&mesh, &["\"parcels order\""]).contains(&"view:p.unified.order_parcels".into()));
    let either = hits(&mesh, &["zigzag", "OR", "order_parcels"]);
    for id in ["view:p.unified.zigzag", "view:p.unified.order_parcels"] {
        assert!(either.contains(&id.into()), "{either:?}");
    }
    assert!(!hits(&mesh, &["orders -parcels"]).contains(&"view:p.unified.order_parcels".into()));
    // -n bounds the hits, not the total.
    let one = mesh
        .run(&["search", "--format", "json", "-n", "1", "order"])
        .json();
    assert_eq!(one["hits"].as_array().unwrap().len(), 1);
    assert!(one["total"].as_u64().unwrap() > 1);
}

/// What people type by accident, and what attackers type: answered in bounded time, never refused.
#[test]
fn strange_queries_are_answered() {
    let mesh = full();
    mesh.build();
    let long = "a".repeat(10_000);
    let many = (0..100).map(|n| format!("w{n}")).collect::<Vec<_>>();
    let strange = [
        long.as_str(),
        &many.join(" "),
        &"(((a+)+)+)+$".repeat(50),
        "!?.,;:()[]{}",
        "🎉🎊",
        "مرحبا بالعالم",
        "注文",
        "\u{202e}orders",
        "\"",
        "\"\"",
        "-",
        "-a",
        "OR OR",
        "owner:",
        "kind:\"",
        "colour:red",
        "a:b:c:d",
        "\u{1}view",
        "*",
        "..",
        "' OR 1=1 --",
    ];
    let file = mesh.base().join("queries.txt");
    fs::write(&file, strange.join("\n")).unwrap();
    let output = mesh.run(&["search", "--queries", file.to_str().unwrap()]);
    assert_eq!(output.status, 0, "{}", output.stderr);
    assert_eq!(output.stdout.lines().count(), strange.len());
    for (query, start) in [
        (
            long.as_str(),
            "note: Only the first 1000 characters were used.",
        ),
        (&many.join(" "), "note: Only the first 32 words were used."),
        ("!?", "note: There is no word to look for."),
        ("\"daily orders", "note: A quote isn't closed"),
        ("colour:red", "note: There is no field “colour”"),
    ] {
        let output = mesh.run(&["search", "--", query]);
        assert!(output.stderr.starts_with(start), "{}", output.stderr);
    }
}

#[test]
fn options_after_the_query() {
    let mesh = full();
    mesh.build();
    let output = mesh.run(&["search", "orders", "--format", "json", "-n", "1"]);
    assert_eq!(output.status, 0, "{}", output.stderr);
    assert_eq!(output.json()["hits"].as_array().unwrap().len(), 1);
}

#[test]
fn queries_that_are_no_queries() {
    let mesh = full();
    mesh.build();
    for query in [
        "a".repeat(10_000),
        "a ".repeat(5_000),
        "é".repeat(10_000),
        "\"".repeat(501),
        "-".into(),
        "--".into(),
        "-n".into(),
        "()[]{}^~*?:\\/+!&|".into(),
        ":".into(),
        "kind:".into(),
        ":view".into(),
        "kind:kind:kind:view".into(),
        "\"unclosed".into(),
        "-\"".into(),
        " ".into(),
        String::new(),
        "\u{1b}[31m".into(),
        "🛒".into(),
        "\u{202e}".into(),
        "-kind:view".into(),
        "AND OR NOT".into(),
        "*".into(),
        "((((((((((".into(),
        "column:\"a b\" -\"c d\" e:f".into(),
    ] {
        let output = mesh.run(&["search", "--format", "json", "--", &query]);
        assert!(
            matches!(output.status, 0 | 1),
            "{query:.40?}: {} {}",
            output.status,
            output.stderr
        );
        output.json();
    }
    for limit in ["0", "1000000", "18446744073709551615"] {
        assert_eq!(
            mesh.run(&["search", "-n", limit, "orders"]).status,
            0,
            "{limit}"
        );
    }
}

#[test]
fn no_colour_without_a_terminal() {
    let mesh = full();
    mesh.build();
    for args in [
        &["check"][..],
        &["build"],
        &["list", "views"],
        &["search", "orders"],
        &["schema", "Domian"],
        &["check", "--root", "nowhere"],
        &["--help"],
        &["nonsense"],
    ] {
        let output = mesh.run(args);
        assert!(
            !output.stdout.contains('\u{1b}') && !output.stderr.contains('\u{1b}'),
            "{args:?}"
        );
    }
}

#[test]
fn a_reader_that_went_away_is_no_error() {
    let mut mesh = full();
    // More than a pipe holds.
    for i in 0..2000 {
        mesh = mesh.table(
            &format!("p.store.a_table_with_quite_a_long_name_{i}"),
            &[("id", "INT64")],
        );
    }
    for args in [
        &["list", "tables", "--root", "mesh"][..],
        &["list", "tables", "--format", "ndjson", "--root", "mesh"],
        &["list", "tables", "--format", "json", "--root", "mesh"],
        &["list", "tables", "--format", "csv", "--root", "mesh"],
        &["check", "--root", "mesh"],
        &["check", "--format", "sarif", "--root", "mesh"],
        &["schema"],
    ] {
        let mut child = mesh
            .command()
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(
            !stderr.contains("panicked") && !stderr.contains("Broken pipe"),
            "{args:?}: {stderr}"
        );
        assert!(
            output.status.code().is_some(),
            "{args:?}: a signal ended it"
        );
    }
}

#[test]
fn exports_in_the_usual_folder_need_no_setting() {
    let mesh = Mesh::new().table("p.store.orders", &[("id", "INT64")]);
    assert_eq!(mesh.names("tables"), ["p.store.orders"]);
}

/// Whoever passes on the program, or a portal, passes on what its parts' licences ask for.
#[test]
fn notices_of_third_parties_are_shipped() {
    let mesh = Mesh::new().table("p.store.orders", &[("id", "INT64")]);
    let printed = mesh.run(&["notices"]);
    assert_eq!(printed.status, 0, "{}", printed.stderr);
    for part in [
        "Mozilla Public License 2.0",
        "cssparser",
        "https://github.com/servo/rust-cssparser",
        "tantivy",
        "Permission is hereby granted, free of charge",
    ] {
        assert!(printed.stdout.contains(part), "{part}");
    }
    let published = mesh.build().page("assets/search-notices.txt");
    assert!(published.contains("tantivy") && !published.contains("cssparser"));
}
