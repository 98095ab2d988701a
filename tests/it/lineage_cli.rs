//! `vitrina lineage`: which assets and columns it names in each format, whatever they are called.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::support::{Mesh, Output};

/// Names that would mean something else where they aren't escaped.
const HOSTILE: [&str; 4] = [
    "p.store.=cmd, x",
    "p.store.]; x -> y [label=b",
    "p.store.esc\u{1b}[31m\u{202e}red",
    "p.store.we\"ird|<b>&amp;",
];

/// A table, three views in a row over it, and one that reads tables with hostile names.
fn mesh() -> Mesh {
    let mut mesh = Mesh::new()
        .bigquery()
        .table("p.store.t", &[("id", "INT64"), ("v", "STRING")])
        .view("p.unified.a", "SELECT id, UPPER(v) AS v FROM p.store.t")
        .view("p.unified.b", "SELECT id, v FROM p.unified.a")
        .view("p.unified.c", "SELECT SUM(id) AS total FROM p.unified.b");
    let mut parts = Vec::new();
    for name in HOSTILE {
        mesh = mesh.table(name, &[("id", "INT64")]);
        parts.push(format!("SELECT id FROM `{name}`"));
    }
    mesh.view("p.unified.hostile", &parts.join(" UNION ALL "))
}

fn ask(mesh: &Mesh, asset: &str, more: &[&str]) -> Output {
    let ask = ["lineage", asset, "--root", "mesh"];
    mesh.run(&[&ask[..], more].concat())
}

#[track_caller]
fn answer(mesh: &Mesh, asset: &str, more: &[&str]) -> Output {
    let output = ask(mesh, asset, more);
    assert_eq!(output.status, 0, "{}", output.stderr);
    assert_eq!(output.stderr, "");
    output
}

/// `id step` of the assets in an answer.
#[track_caller]
fn nodes(mesh: &Mesh, more: &[&str]) -> Vec<String> {
    let more = [&["--format", "json"][..], more].concat();
    let answer = answer(mesh, "p.unified.b", &more).json();
    let nodes = answer["nodes"].as_array().unwrap().iter();
    nodes
        .map(|n| format!("{} {}", n["id"].as_str().unwrap(), n["step"]))
        .collect()
}

#[test]
fn directions_and_depth() {
    let mesh = mesh();
    let here = "view:p.unified.b 0";
    let (a, t, c) = (
        "view:p.unified.a -1",
        "table:p.store.t -2",
        "view:p.unified.c 1",
    );
    assert_eq!(nodes(&mesh, &[]), [here, a, t, c]);
    assert_eq!(nodes(&mesh, &["--up", "--down"]), [here, a, t, c]);
    assert_eq!(nodes(&mesh, &["--up"]), [here, a, t]);
    assert_eq!(nodes(&mesh, &["--down"]), [here, c]);
    assert_eq!(nodes(&mesh, &["--depth", "1"]), [here, a, c]);
    assert_eq!(nodes(&mesh, &["--up", "--depth", "1"]), [here, a]);
    assert_eq!(nodes(&mesh, &["--depth", "0"]), [here, a, t, c]);
    for wrong in [
        &["--depth", "-1"][..],
        &["--depth", "many"][..],
        &["--format", "xml"][..],
    ] {
        assert_eq!(ask(&mesh, "p.unified.b", wrong).status, 2, "{wrong:?}");
    }
}

#[test]
fn a_tree_for_people() {
    let mesh = mesh();
    assert_snapshot!(answer(&mesh, "p.unified.b", &[]).stdout, @r"
    view:p.unified.b  unified view

    upstream (2 in all)
      view:p.unified.a  unified view  [view SQL]
        table:p.store.t  table  [view SQL]

    downstream (1 in all)
      view:p.unified.c  unified view  [view SQL]
    ");
    let up = answer(&mesh, "p.unified.b", &["--columns", "--up"]).stdout;
    assert_snapshot!(up, @r"
    view:p.unified.b  unified view

    upstream, by column (2 assets in all)
      id  [identity, view SQL]
        view:p.unified.a id  [identity, view SQL]
          table:p.store.t id
      v  [identity, view SQL]
        view:p.unified.a v  [transformation, view SQL]
          table:p.store.t v
    ");
    // What isn't followed is counted.
    let near = answer(&mesh, "table:p.store.t", &["--down", "--depth", "1"]).stdout;
    assert_snapshot!(near, @r"
    table:p.store.t  table

    downstream (3 in all)
      view:p.unified.a  unified view  [view SQL]  +1 more
    ");
}

#[test]
fn json_says_what_is_known_of_each_edge() {
    let mesh = mesh();
    let found = answer(&mesh, "p.unified.b", &["--format", "json", "--columns"]).json();
    assert_eq!(found["asset"], "view:p.unified.b");
    assert_eq!(
        (&found["upstream"], &found["downstream"]),
        (&json!(2), &json!(1))
    );
    let edges = found["edges"].as_array().unwrap();
    assert_eq!(edges.len(), 3);
    let edge = edges
        .iter()
        .find(|e| e["from"] == "table:p.store.t")
        .unwrap();
    assert_eq!(
        *edge,
        json!({"from": "table:p.store.t", "to": "view:p.unified.a", "provenance": [
            {"by": "sql", "job": null, "at": "exports/bigquery/VIEWS.ndjson:1", "seen": null}]})
    );
    let of = |id: &str, column: &str| -> Value {
        let all = found["columns"].as_array().unwrap();
        let line = all.iter().find(|c| c["id"] == id && c["column"] == column);
        let line = line.unwrap_or_else(|| panic!("{id} {column}"));
        json!([line["how"], line["sources"]])
    };
    let source = |id: &str, column: &str| json!([{"id": id, "column": column}]);
    for (id, column, how, sources) in [
        (
            "view:p.unified.b",
            "v",
            "identity",
            source("view:p.unified.a", "v"),
        ),
        (
            "view:p.unified.a",
            "v",
            "transformation",
            source("table:p.store.t", "v"),
        ),
        (
            "view:p.unified.c",
            "total",
            "aggregation",
            source("view:p.unified.b", "id"),
        ),
    ] {
        assert_eq!(of(id, column), json!([how, sources]), "{id} {column}");
    }
    let plain = answer(&mesh, "p.unified.b", &["--format", "json"]).json();
    assert_eq!(plain["columns"], json!([]));
}

#[test]
fn diagrams_and_csv() {
    let mesh = mesh();
    let of = |format: &str| answer(&mesh, "p.unified.b", &["--up", "--format", format]).stdout;
    assert_snapshot!(of("dot"), @r#"
    digraph lineage {
      rankdir=LR;
      node [shape=box];
      n0 [label="p.unified.b\nunified view"];
      n1 [label="p.unified.a\nunified view"];
      n2 [label="p.store.t\ntable"];
      n1 -> n0 [label="view SQL"];
      n2 -> n1 [label="view SQL"];
    }
    "#);
    assert_snapshot!(of("mermaid"), @r#"
    flowchart LR
      n0["p.unified.b<br/>unified view"]
      n1["p.unified.a<br/>unified view"]
      n2["p.store.t<br/>table"]
      n1 -->|"view SQL"| n0
      n2 -->|"view SQL"| n1
    "#);
    assert_snapshot!(of("csv"), @r"
    from,to,by,job,at,seen
    view:p.unified.a,view:p.unified.b,sql,,exports/bigquery/VIEWS.ndjson:2,
    table:p.store.t,view:p.unified.a,sql,,exports/bigquery/VIEWS.ndjson:1,
    ");
}

#[test]
fn every_name_that_only_one_asset_has_will_do() {
    let mesh = mesh();
    for name in [
        "view:p.unified.b",
        "p.unified.b",
        "unified.b",
        " p.unified.b ",
    ] {
        let found = answer(&mesh, name, &["--format", "json"]).json();
        assert_eq!(found["asset"], "view:p.unified.b", "{name}");
    }
}

#[test]
fn an_unknown_name_is_refused_with_the_nearest() {
    let mesh = mesh();
    for (name, help) in [
        ("p.unified.bb", "similar: view:p.unified.b"),
        ("unified.bx", "similar: view:p.unified.b"),
        ("P.UNIFIED.B", "similar: view:p.unified.b"),
        (
            "nowhere near it",
            "`vitrina search` finds assets by words, `vitrina list views` lists them",
        ),
        (
            "",
            "`vitrina search` finds assets by words, `vitrina list views` lists them",
        ),
    ] {
        let output = ask(&mesh, name, &[]);
        assert_eq!(output.status, 2, "{name}");
        assert_eq!(output.stdout, "");
        let wanted = format!("error: no asset is called `{name}`\nhelp: {help}\n");
        assert_eq!(output.stderr, wanted);
    }
    // One that several have is asked back.
    let twice = mesh.table("other.unified.b", &[("id", "INT64")]);
    let output = ask(&twice, "unified.b", &[]);
    assert_eq!(output.status, 2);
    assert_eq!(
        output.stderr,
        "error: `unified.b` may be one of 2 assets\n\
         help: write which of them: table:other.unified.b, view:p.unified.b\n"
    );
}

#[test]
fn no_control_character_reaches_the_terminal() {
    let mesh = mesh();
    let is_control = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
    for format in ["text", "dot", "mermaid", "csv"] {
        for columns in [&[][..], &["--columns"][..]] {
            let more = [&["--format", format][..], columns].concat();
            let output = answer(&mesh, "p.unified.hostile", &more).stdout;
            assert!(output.contains("red"), "{format}: {output}");
            assert!(!output.contains(is_control), "{format}: {output:?}");
        }
    }
    let output = ask(&mesh, "p.store.\u{1b}[31mt\u{202e}", &[]);
    assert_eq!(output.status, 2);
    assert!(!output.stderr.contains(is_control), "{:?}", output.stderr);
}

#[test]
fn hostile_names_stay_names() {
    let mesh = mesh();
    let read = answer(&mesh, "p.unified.hostile", &["--format", "json"]).json();
    let mut ids: Vec<&str> = read["nodes"].as_array().unwrap()[1..]
        .iter()
        .map(|n| n["id"].as_str().unwrap())
        .collect();
    ids.sort_unstable();
    let mut wanted = HOSTILE.map(|name| format!("table:{name}"));
    wanted.sort_unstable();
    assert_eq!(ids, wanted);

    // A line a node and a line an edge, whatever the names hold.
    let dot = answer(&mesh, "p.unified.hostile", &["--format", "dot"]).stdout;
    let lines: Vec<&str> = dot.lines().collect();
    assert_eq!(lines.len(), 3 + 5 + 4 + 1, "{dot}");
    for line in &lines[3..12] {
        assert_eq!(
            outside_quotes(line, '"').matches(['[', ']']).count(),
            2,
            "{line}"
        );
        assert!(line.ends_with("\"];"), "{line}");
    }
    let mermaid = answer(&mesh, "p.unified.hostile", &["--format", "mermaid"]).stdout;
    assert_eq!(mermaid.lines().count(), 1 + 5 + 4, "{mermaid}");
    for line in mermaid.lines().skip(1) {
        assert_eq!(line.matches('"').count(), 2, "{line}");
        let label = line.split('"').nth(1).unwrap().replace("<br/>", "");
        assert!(!label.contains(['<', '>', '|', '[', ']']), "{line}");
    }
    for columns in [&[][..], &["--columns"][..]] {
        let more = [&["--format", "csv"][..], columns].concat();
        let text = answer(&mesh, "p.unified.hostile", &more).stdout;
        let mut csv = csv::Reader::from_reader(text.as_bytes());
        let rows: Vec<csv::StringRecord> = csv.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 4, "{text}");
        for row in &rows {
            // No cell of an asset is a formula.
            assert!(row[0].starts_with("table:p.store."), "{row:?}");
        }
        assert!(rows.iter().any(|row| &row[0] == "table:p.store.=cmd, x"));
    }
}

/// What stands outside of quotes; a backslash keeps the next character.
fn outside_quotes(line: &str, quote: char) -> String {
    let (mut out, mut inside, mut kept) = (String::new(), false, false);
    for c in line.chars() {
        match c {
            _ if kept => kept = false,
            '\\' => kept = true,
            c if c == quote => inside = !inside,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}
