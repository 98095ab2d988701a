//! Characters that aren't seen but act on what shows them, formulas, private-use characters and
//! impossible dates: from every place of the input to every place of the output.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{Mesh, Site};

/// A control of every kind, marks and overrides of direction, a byte-order mark, a separator, and a
/// private-use character as the frame of pages uses them.
const ACTING: &str = "\u{1b}[31m\u{7f}\u{85}\u{9b}\u{202e}\u{2066}\u{200f}\u{61c}\u{2028}\u{feff}x\u{f0007}\u{f0001}";

fn acts(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// A string for YAML and TOML with everything but plain ASCII escaped, as those forbid it raw.
fn quoted(text: &str) -> String {
    let escape = |c: char| match c {
        ' '..='~' if !matches!(c, '"' | '\\') => c.to_string(),
        c => format!("\\U{:08X}", u32::from(c)),
    };
    format!("\"{}\"", text.chars().map(escape).collect::<String>())
}

fn named(name: &str) -> String {
    quoted(&format!("{name} {ACTING}"))
}

fn mesh() -> Mesh {
    let table = format!("p.store.orders{ACTING}");
    let column = format!("c{ACTING}");
    let manifests = format!(
        "apiVersion: vitrina/v1
kind: Domain
id: sales
name: {sales}
description: {markdown}
---
apiVersion: vitrina/v1
kind: Team
id: sellers
name: {team}
---
apiVersion: vitrina/v1
kind: DataMeshEnvironment
id: store
name: {store}
created: 2026-01-02
description: {plain}
domains: [sales]
team: {{name: sellers}}
servers:
  - {{type: bigquery, project: p, dataset: store}}
---
apiVersion: vitrina/v1
kind: DataProduct
id: orders
name: {orders}
environment: store
domain: sales
outputPorts:
  - {{name: orders, physicalName: p.unified.v}}
releases:
  - {{version: {version}, date: 2026-01-01, notes: {notes}}}
---
apiVersion: vitrina/v1
kind: DataProduct
id: lost
environment: {unknown}
",
        sales = named("Sales"),
        markdown = named("All *sales*"),
        team = named("Sellers"),
        store = named("Store"),
        plain = named("Plain"),
        orders = named("Orders"),
        version = named("1"),
        notes = named("first"),
        unknown = named("unknown"),
    );
    Mesh::new()
        .file(
            "vitrina.toml",
            format!(
                "title = {}\nbase_url = \"https://data.example.com/\"\n[entry_points]\ndatasets = [\"p.unified\"]\n\n[[exports]]\nformat = \"bigquery\"\npath = \"exports/bigquery/**\"\n",
                named("Data")
            ),
        )
        .file("mesh.yaml", manifests)
        .file(
            "guides/start.md",
            format!("# Start {ACTING}\n\nA {ACTING} and &#x202e; and &#x9b; [[dme:store]] [[no{ACTING}]]\n\n## Then {ACTING}\n"),
        )
        .table(&table, &[(&column, "STRING")])
        .view("p.unified.v", &format!("SELECT `{column}`\r\nFROM `{table}` -- {ACTING}"))
        .ndjson(
            "COLUMNS",
            &[json!({"table_catalog": "p", "table_schema": "unified", "table_name": "v", "column_name": column,
                     "ordinal_position": 1, "data_type": "STRING", "is_nullable": "YES"})],
        )
        .ndjson(
            "COLUMN_FIELD_PATHS",
            &[json!({"table_catalog": "p", "table_schema": "unified", "table_name": "v", "column_name": column,
                     "field_path": column, "data_type": "STRING", "description": format!("d {ACTING}")})],
        )
}

/// All files of a site that are text, with their paths: the index is none.
fn texts(site: &Site) -> Vec<(String, String)> {
    site.files()
        .into_iter()
        .filter(|path| !path.starts_with("search/c/") && !path.starts_with("assets/search"))
        .filter_map(|path| {
            let text = String::from_utf8(std::fs::read(site.dir.join(&path)).unwrap()).ok()?;
            Some((path, text))
        })
        .collect()
}

#[test]
fn nothing_that_acts_is_published() {
    let mesh = mesh();
    let site = mesh.build();
    let texts = texts(&site);
    let kinds: BTreeSet<&str> = texts
        .iter()
        .filter_map(|(path, _)| path.rsplit_once('.').map(|(_, kind)| kind))
        .collect();
    for kind in ["html", "json", "ndjson", "csv", "xml", "atom"] {
        assert!(kinds.contains(kind), "{kind} in {kinds:?}");
    }
    for (path, text) in &texts {
        let raw: BTreeSet<char> = text.chars().filter(|c| acts(*c)).collect();
        assert!(raw.is_empty(), "{path}: {raw:?}");
    }
    // What is seen is there.
    assert!(site.page("dmes/store.html").contains("Store \u{fffd}[31m"));
    assert!(site.page("views/unified/v.html").contains("\u{fffd}[31m"));
}

#[test]
fn nothing_that_acts_is_printed() {
    let mesh = mesh();
    mesh.build();
    for args in [
        &["check"][..],
        &["check", "--all"],
        &["check", "--format", "json"],
        &["check", "--format", "sarif"],
        &["check", "--format", "github"],
        &["check", "--format", "junit"],
        &["check", "--format", "markdown"],
        &["check", "--rendered"],
        &["build"],
        &["list", "tables"],
        &["list", "tables", "--format", "json"],
        &["list", "tables", "--format", "ndjson"],
        &["list", "tables", "--format", "csv"],
        &["list", "dmes", "--format", "csv"],
        &["list", "findings", "--format", "ndjson"],
        &["search", "orders"],
        &["search", "orders", "--format", "json"],
        &["lineage", "v", "--root", "mesh"],
        &["lineage", "v", "--root", "mesh", "--columns"],
        &["lineage", "v", "--root", "mesh", "--format", "json"],
        &["lineage", "v", "--root", "mesh", "--format", "dot"],
        &["lineage", "v", "--root", "mesh", "--format", "mermaid"],
        &["lineage", "v", "--root", "mesh", "--format", "csv"],
        &["lineage", ACTING, "--root", "mesh"],
    ] {
        let output = mesh.run(args);
        for text in [&output.stdout, &output.stderr] {
            let raw: BTreeSet<char> = text.chars().filter(|c| acts(*c)).collect();
            assert!(raw.is_empty(), "{args:?}: {raw:?}");
        }
    }
}

#[test]
fn json_is_exact() {
    let names = mesh().names("tables");
    assert_eq!(names, [format!("p.store.orders{ACTING}")]);
}

#[test]
fn private_use_characters_do_not_repeat_a_page() {
    let mesh = mesh();
    let site = mesh.build();
    for (path, text) in texts(&site) {
        if path.ends_with(".html") {
            for once in ["<main ", "</main>", "</head>", "<h1"] {
                assert!(text.matches(once).count() <= 1, "{path}: {once}");
            }
        }
    }
    let page = site.page("views/unified/v.html");
    // They stay what they are.
    let end = "x\u{f0007}\u{f0001}</title>\n<meta name=\"description\"";
    assert!(page.contains(end), "{page}");
}

#[test]
fn no_id_stands_twice() {
    let text = "## Columns\n\n## Findings\n\n## Main\n\n## q\n\n## Query\n\n## Results\n\n## Lists\n\n## About\n";
    let mesh = Mesh::new()
        .bigquery()
        .file(
            "mesh.yaml",
            format!(
                "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: store\ndescription: {0}\nservers:\n  - {{type: bigquery, project: p, dataset: store}}\n---\napiVersion: vitrina/v1\nkind: DataProduct\nid: about\nenvironment: store\ndescription: {0}\noutputPorts:\n  - {{name: id, physicalName: p.unified.q, description: {0}}}\n",
                quoted(text)
            ),
        )
        .file("guides/results.md", format!("# Results\n\n{text}"))
        .table("p.store.main", &[("id", "STRING"), ("q", "STRING"), ("columns", "STRING")])
        .view("p.unified.q", "SELECT id, q, columns FROM `p.store.main`");
    for (path, html) in texts(&mesh.build()) {
        if !path.ends_with(".html") {
            continue;
        }
        let mut seen = BTreeSet::new();
        for part in html.split(" id=\"").skip(1) {
            let id = part.split('"').next().unwrap();
            assert!(seen.insert(id), "{path}: {id}");
        }
        assert!(seen.contains("main"), "{path}");
    }
}

/// The cells of all CSV files that are written, and of what is printed.
fn cells(text: &str) -> Vec<String> {
    let mut csv = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    csv.records()
        .flat_map(|record| {
            record
                .unwrap()
                .iter()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn no_cell_of_csv_is_a_formula() {
    let formulas = [
        "=1+1",
        "  =2+2",
        "@SUM(A1)",
        "+cmd|x",
        "-2+3",
        "\"=1",
        "\u{ff1d}1",
    ];
    let mut manifests = String::new();
    for (i, formula) in formulas.iter().enumerate() {
        manifests += &format!(
            "apiVersion: vitrina/v1\nkind: Team\nid: t{i}\nname: {}\n---\n",
            quoted(formula)
        );
    }
    let columns: Vec<(&str, &str)> = formulas.iter().map(|f| (*f, "STRING")).collect();
    let selected: Vec<String> = formulas.iter().map(|f| format!("`{f}`")).collect();
    let mesh = Mesh::new()
        .bigquery()
        .file("teams.yaml", manifests)
        .table("=p.store.orders", &columns)
        .view(
            "p.unified.v",
            &format!("SELECT {} FROM `=p.store.orders`", selected.join(", ")),
        );
    let mut all = Vec::new();
    for args in [
        &["list", "teams", "--format", "csv"][..],
        &["list", "tables", "--format", "csv"],
        &[
            "lineage",
            "p.unified.v",
            "--root",
            "mesh",
            "--columns",
            "--format",
            "csv",
        ],
    ] {
        let output = mesh.run(args);
        output.assert_ran();
        all.extend(cells(&output.stdout));
    }
    for (path, text) in texts(&mesh.build()) {
        if path.ends_with(".csv") {
            all.extend(cells(&text));
        }
    }
    for cell in &all {
        let bare = cell.trim_start_matches([' ', '"', '\t']);
        let formula = bare.starts_with(['=', '+', '-', '@', '\u{ff1d}']);
        assert!(!formula || cell.parse::<f64>().is_ok(), "{cell:?}");
    }
    for formula in formulas {
        assert!(all.contains(&format!("'{formula}")), "{formula}: {all:?}");
    }
}

#[test]
fn no_impossible_date_reaches_the_front_page() {
    let releases: String = [
        "2026-13-01",
        "2026-02-30",
        "yesterday, I think",
        "31.12.2026",
        "99999-01-01",
        "2026-01-15",
    ]
    .iter()
    .enumerate()
    .map(|(i, date)| format!("  - {{version: \"{i}\", date: \"{date}\"}}\n"))
    .collect();
    let mesh = Mesh::new()
        .bigquery()
        .env("SOURCE_DATE_EPOCH", "1780000000")
        .file(
            "mesh.yaml",
            format!("apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: store\n---\napiVersion: vitrina/v1\nkind: DataProduct\nid: orders\nenvironment: store\nreleases:\n{releases}  - {{version: \"9\", date: \"9999-12-31\"}}\n"),
        );
    let site = mesh.build();
    let home = site.page("index.html");
    // Its foot says when it was built.
    let (above, _) = home.split_once("id=\"as-of\"").unwrap();
    let days: Vec<&str> = above
        .split("<time datetime=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    assert_eq!(days, ["2026-01-15"], "{home}");
    assert!(!site.page("feed.atom").contains("<entry>"));
}

/// Readers of feeds keep one entry of an id.
#[test]
fn entries_of_the_feed_have_ids_of_their_own() {
    let product = "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: store\n---\napiVersion: vitrina/v1\nkind: DataProduct\nid: orders\nenvironment: store\n";
    let mesh = |releases: &str| {
        let text = format!("{product}{releases}");
        Mesh::new().bigquery().file("mesh.yaml", text)
    };
    let before = mesh("");
    before.build();
    let after = mesh(
        "releases:\n  - {version: \"1.0\", date: 2026-01-15}\n  - {version: \"1.0.1\", date: 2026-01-15}\n  - {version: \"1.0.2\", date: \" 2026-01-16 \"}\n",
    );
    let previous = before.out();
    after
        .run(&["build", "--previous", previous.to_str().unwrap()])
        .assert_ran();
    let feed = std::fs::read_to_string(after.out().join("feed.atom")).unwrap();
    let ids: std::collections::BTreeSet<&str> = feed
        .split("<id>")
        .skip(1)
        .map(|rest| rest.split("</id>").next().unwrap())
        .collect();
    assert_eq!(ids.len(), 4, "{feed}");
    assert!(ids.iter().all(|id| id.starts_with("urn:uuid:")), "{feed}");
}

#[test]
fn the_index_names_nothing_that_acts() {
    let mesh = mesh();
    let site = mesh.build();
    let top: Value = serde_json::from_str(&site.page("search/top.json")).unwrap();
    assert!(
        top[0]["dme"].as_str().unwrap().starts_with("Store "),
        "{top}"
    );
}
