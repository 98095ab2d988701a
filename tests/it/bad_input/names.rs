//! Names that would break paths, pages or terminals.

use std::collections::HashSet;
use std::fmt::Write as _;

use insta::assert_snapshot;
use serde_json::json;

use super::{good, rest_is_used};
use crate::support::files_below;

/// Names that lead out of a folder, that file systems refuse, or that steer a terminal.
fn hostile() -> Vec<String> {
    vec![
        "a/b".into(),
        "../../../../escape".into(),
        "..".into(),
        ".".into(),
        "/etc/passwd".into(),
        "C:\\windows".into(),
        "a b".into(),
        "índice".into(),
        "🛒🛒".into(),
        "x".repeat(300),
        "é".repeat(300),
        "index".into(),
        "page-2".into(),
        "con".into(),
        "nul.html".into(),
        "trailing.".into(),
        "?query=1&b#fragment".into(),
        "%2e%2e%2f".into(),
        "\u{1b}[31mred\u{7}".into(),
        "\u{202e}desrever".into(),
        "two\nlines\r\n\ttab".into(),
        "[[product:orders]] | `code` * _".into(),
        "'; DROP TABLE x; --".into(),
        "-rf".into(),
        "~".into(),
        "__proto__".into(),
    ]
}

/// All that is printed and written may hold no character that steers a terminal.
fn steers(text: &str) -> bool {
    text.chars().any(|c| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    })
}

#[test]
fn hostile_ids_of_every_kind() {
    let mut text = String::new();
    for name in hostile() {
        let id = json!(name); // a JSON string is a YAML string
        for (kind, more) in [
            ("Domain", ""),
            ("Team", ""),
            ("DataMeshEnvironment", ""),
            ("DataProduct", "environment: store\n"),
            ("GlossaryTerm", ""),
        ] {
            write!(
                text,
                "---\napiVersion: vitrina/v1\nkind: {kind}\nid: {id}\n{more}"
            )
            .unwrap();
        }
    }
    let mesh = good().file("bad.yaml", text);
    let before = files_below(mesh.base());
    for what in ["domains", "teams", "dmes", "products", "terms"] {
        let lines = mesh.list(what);
        assert_eq!(lines.len(), hostile().len() + 1, "{what}");
        let names: HashSet<String> = mesh.names(what).into_iter().collect();
        assert!(
            hostile().iter().all(|n| names.contains(n)),
            "{what}: {names:?}"
        );
        let table = mesh.run(&["list", what]);
        assert!(!steers(&table.stdout), "{}", table.stdout);
        let urls: HashSet<String> = lines
            .iter()
            .map(|l| l["url"].as_str().unwrap().to_lowercase())
            .collect();
        assert_eq!(
            urls.len(),
            lines.len(),
            "addresses differ even where case is folded: {urls:?}"
        );
    }
    assert!(!steers(&mesh.check()));
    let site = mesh.build();
    for what in ["domains", "teams", "dmes", "products", "terms"] {
        for line in mesh.list(what) {
            let url = line["url"].as_str().unwrap();
            assert!(site.exists(url), "{url}");
            assert!(
                url.split('/')
                    .all(|part| part.len() <= 200 && !part.starts_with('.')),
                "{url}"
            );
        }
    }
    let inside = |p: &String| p.starts_with("site/");
    let after: Vec<String> = files_below(mesh.base())
        .into_iter()
        .filter(|p| !inside(p))
        .collect();
    assert_eq!(
        before, after,
        "nothing is written outside of the output folder"
    );
    rest_is_used(&mesh);
}

#[test]
fn hostile_names_in_exports() {
    let mut mesh = good();
    for name in hostile() {
        let row = |kind: &str| json!({"table_catalog": "p", "table_schema": "store", "table_name": name, "table_type": kind});
        mesh = mesh
            .ndjson("TABLES", &[row("BASE TABLE")])
            .ndjson(
                "COLUMNS",
                &[json!({"table_catalog": "p", "table_schema": "store", "table_name": name, "column_name": name,
                         "ordinal_position": 1, "data_type": name})],
            )
            .ndjson(
                "VIEWS",
                &[json!({"table_catalog": "p", "table_schema": "unified", "table_name": name,
                         "view_definition": format!("SELECT * FROM `p.store.{name}`"), "use_standard_sql": "YES"})],
            )
            // Projects and datasets may be called anything as well.
            .ndjson("TABLES", &[json!({"table_catalog": name, "table_schema": name, "table_name": "t", "table_type": "BASE TABLE"})]);
    }
    let before = files_below(mesh.base());
    let tables = mesh.list("tables");
    let described = tables.iter().filter(|t| t["described"] == true).count();
    assert_eq!(described, 2 * hostile().len() + 1);
    for what in ["tables", "views"] {
        assert!(!steers(&mesh.run(&["list", what]).stdout));
    }
    assert!(!steers(&mesh.check()));
    let output = mesh.run(&["build"]);
    output.assert_ran();
    assert!(!steers(&output.stderr), "{}", output.stderr);
    let site = crate::support::Site { dir: mesh.out() };
    let mut urls = HashSet::new();
    for line in tables.iter().chain(&mesh.list("views")) {
        let url = line["url"].as_str().unwrap();
        assert!(site.exists(url), "{url}");
        assert!(urls.insert(url.to_lowercase()), "{url}");
    }
    let after: Vec<String> = files_below(mesh.base())
        .into_iter()
        .filter(|p| !p.starts_with("site/"))
        .collect();
    assert_eq!(before, after);
    rest_is_used(&mesh);
}

#[test]
fn assets_that_differ_by_case_alone() {
    let mesh = good()
        .table("p.store.Orders", &[("id", "INT64")])
        .table("p.store.ORDERS", &[("id", "INT64")])
        .view("p.unified.Orders", "SELECT id FROM `p.store.Orders`")
        .file(
            "bad.yaml",
            "apiVersion: vitrina/v1\nkind: Domain\nid: Sales\n---\napiVersion: vitrina/v1\nkind: DataProduct\nid: ORDERS\nenvironment: store\n",
        );
    assert_snapshot!(mesh.check(), @r"
    info[slug-collision]: `table:p.store.Orders` and `table:p.store.ORDERS` would share a page address on file systems that fold case; the page of the first has a suffix
    --> exports/bigquery/TABLES.ndjson:3:1
     = help: nothing is lost; rename one of them if people mix them up

    info[slug-collision]: `table:p.store.ORDERS` and `table:p.store.orders` would share a page address on file systems that fold case; the page of the first has a suffix
    --> exports/bigquery/TABLES.ndjson:4:1
     = help: nothing is lost; rename one of them if people mix them up

    info[slug-collision]: `view:p.unified.Orders` and `view:p.unified.orders` would share a page address on file systems that fold case; the page of the first has a suffix
    --> exports/bigquery/TABLES.ndjson:5:1
     = help: nothing is lost; rename one of them if people mix them up
    ");
    let site = mesh.build();
    let mut folded = HashSet::new();
    for what in ["tables", "views", "domains", "products"] {
        for line in mesh.list(what) {
            let url = line["url"].as_str().unwrap();
            assert!(site.exists(url), "{url}");
            assert!(folded.insert(url.to_lowercase()), "{url}");
        }
    }
    // No two files of the site share a name where case is folded.
    let files = site.files();
    let all: HashSet<String> = files.iter().map(|f| f.to_lowercase()).collect();
    assert_eq!(all.len(), files.len());
    rest_is_used(&mesh);
}

#[test]
fn table_without_a_name() {
    let mesh = good().ndjson(
        "TABLES",
        &[json!({"table_catalog": "p", "table_schema": "store", "table_name": "", "table_type": "BASE TABLE"})],
    );
    assert_snapshot!(mesh.check(), @r#"
    error[export-row]: the row has no `table_name`
     --> exports/bigquery/TABLES.ndjson:3:1
      |
    3 | {"table_catalog":"p","table_schema":"store","table_name":"","table_type":"BASE TABLE"}
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: each row of TABLES needs `table_catalog`, `table_schema` and `table_name`
    "#);
    rest_is_used(&mesh);
}

#[test]
fn empty_id() {
    let mesh = good().file(
        "bad.yaml",
        "apiVersion: vitrina/v1\nkind: Domain\nid: ''\n---\napiVersion: vitrina/v1\nkind: Team\nid: ' '\n",
    );
    assert_eq!(
        mesh.rules(),
        ["missing-field bad.yaml:3", "missing-field bad.yaml:7"]
    );
    rest_is_used(&mesh);
}

#[test]
fn domains_far_below_each_other() {
    let id = |i: usize| format!("{i:0100}");
    let text: String = (0..60)
        .map(|i| {
            let parent = if i == 0 {
                "sales".to_owned()
            } else {
                id(i - 1)
            };
            format!(
                "---\napiVersion: vitrina/v1\nkind: Domain\nid: '{}'\nparent: '{parent}'\n",
                id(i)
            )
        })
        .collect();
    let mesh = good().file("bad.yaml", text);
    assert_eq!(mesh.names("domains").len(), 61);
    rest_is_used(&mesh);
}
