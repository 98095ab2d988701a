#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests write their input"
)]

use std::io::Write;

use crate::diagnostic::{FileId, Finding, Pos};
use crate::export::fact::{Fact, FactSink, OperationFact};
use crate::source::SourceTree;

/// Keeps what it is told, each fact as its place and its debug form.
#[derive(Default)]
struct Collected {
    facts: Vec<String>,
    places: Vec<(u32, u32)>,
    problems: Vec<Finding>,
}

impl FactSink for Collected {
    fn fact(&mut self, pos: Pos, fact: Fact<'_>) {
        self.facts.push(match fact {
            Fact::Operation(OperationFact::Check(check)) => format!("{check:?}"),
            fact => format!("{fact:?}"),
        });
        self.places.push((pos.line, pos.column));
    }

    fn problem(&mut self, finding: Finding) {
        assert!(finding.help.is_some(), "{finding:?}");
        self.problems.push(finding);
    }
}

impl Collected {
    fn messages(&self) -> Vec<String> {
        self.problems
            .iter()
            .map(|f| {
                let pos = f.pos().unwrap();
                format!("{}:{} {}", pos.line, pos.column, f.message)
            })
            .collect()
    }

    /// The facts that begin with a word.
    fn of(&self, word: &str) -> Vec<&str> {
        let head = format!("{word} {{ ");
        self.facts
            .iter()
            .filter_map(|f| f.strip_prefix(&head)?.strip_suffix(" }"))
            .collect()
    }
}

fn read(files: &[(&str, &[u8])]) -> Collected {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
    let tree = SourceTree::walk(folder.path(), &[], None, &mut Vec::new()).unwrap();
    let ids: Vec<FileId> = tree.iter().map(|(id, _)| id).collect();
    let mut sink = Collected::default();
    super::read(&tree, &ids, &mut sink);
    sink
}

fn schema(artifact: &str, version: &str) -> String {
    format!("https://schemas.getdbt.com/dbt/{artifact}/{version}.json")
}

/// A manifest of dbt 1.8 and newer with these sections.
fn manifest(adapter: &str, sections: &str) -> String {
    let comma = if sections.is_empty() { "" } else { ",\n" };
    format!(
        "{{\"metadata\": {{\"dbt_schema_version\": \"{}\", \"adapter_type\": \"{adapter}\"}}{comma}{sections}}}",
        schema("manifest", "v12")
    )
}

fn catalog(nodes: &str) -> String {
    format!(
        "{{\"metadata\": {{\"dbt_schema_version\": \"{}\"}}, \"nodes\": {{{nodes}}}, \"sources\": {{}}}}",
        schema("catalog", "v1")
    )
}

/// Reads a manifest without any finding.
fn facts(sections: &str) -> Collected {
    let found = read(&[("manifest.json", manifest("postgres", sections).as_bytes())]);
    assert_eq!(found.messages(), [""; 0]);
    found
}

/// A model without anything but a name, its materialization and its inputs.
fn model(name: &str, materialized: &str, inputs: &[&str]) -> String {
    let inputs: Vec<String> = inputs.iter().map(|i| format!("\"{i}\"")).collect();
    format!(
        r#""model.a.{name}": {{"resource_type": "model", "database": "db", "schema": "s", "name": "{name}", "config": {{"materialized": "{materialized}"}}, "depends_on": {{"nodes": [{}]}}}}"#,
        inputs.join(", ")
    )
}

fn nodes(models: &[String]) -> String {
    format!("\"nodes\": {{\n{}\n}}", models.join(",\n"))
}

const ORDERS: &str = r#""nodes": {
  "model.shop.orders.v2": {
    "resource_type": "model", "unique_id": "model.shop.orders.v2",
    "database": "db", "schema": "Marts", "name": "orders", "alias": "orders_v2",
    "description": "All \"orders\"", "relation_name": null,
    "tags": ["a", "b"], "meta": {"owner": "x", "n": 1, "deep": {"k": ["é", null]}, "none": null, "old": "top"},
    "config": {"materialized": "incremental", "tags": ["b", "c"], "meta": {"old": "config", "more": true}},
    "columns": {"ID": {"name": "id", "description": "", "data_type": "integer"}, "note": {"name": "note", "description": "free text"}},
    "depends_on": {"macros": ["macro.x"], "nodes": ["source.shop.raw.orders"]},
    "group": "sales", "access": "public", "contract": {"enforced": true}, "version": 2, "latest_version": 2,
    "deprecation_date": "2027-01-01T00:00:00", "compiled_code": "select\n1", "language": "sql", "unknown": [{}]
  }
}, "sources": {
  "source.shop.raw.orders": {
    "resource_type": "source", "database": null, "schema": "raw", "source_name": "raw", "name": "orders", "identifier": "ORDERS",
    "description": "", "columns": {}, "config": {"enabled": true}
  }
}"#;

const NAME: &str = r#"name: Name { project: "db", dataset: "Marts", table: "orders_v2" }"#;

#[test]
fn a_model_says_all_of_itself() {
    let found = facts(ORDERS);
    let source = r#"Name { project: "", dataset: "raw", table: "ORDERS" }"#;
    let label =
        |key: &str, value: &str| format!("Label {{ {NAME}, key: \"{key}\", value: {value:?} }}");
    let tag = |tag: &str| format!("Tag {{ {NAME}, tag: \"{tag}\" }}");
    let (_, target) = NAME.split_once(' ').unwrap();
    assert_eq!(
        found.facts,
        [
            format!("Relation {{ {NAME}, kind: Some(Table), created: None, base: None }}"),
            format!(
                "Dbt {{ {NAME}, resource_type: Model, unique_id: \"model.shop.orders.v2\", access: Some(\"public\"), group: Some(\"sales\"), contract_enforced: true, version: Some(\"2\"), deprecation_date: Some(\"2027-01-01T00:00:00\") }}"
            ),
            format!("Description {{ {NAME}, text: \"All \\\"orders\\\"\" }}"),
            tag("a"),
            tag("b"),
            tag("c"),
            label("owner", "x"),
            label("n", "1"),
            label("deep", r#"{"k":["é",null]}"#),
            label("old", "config"),
            label("more", "true"),
            format!(
                "Documented(DocumentedColumn {{ {NAME}, path: \"id\", data_type: \"integer\", description: None, exact: false }})"
            ),
            format!(
                "Documented(DocumentedColumn {{ {NAME}, path: \"note\", data_type: \"\", description: Some(\"free text\"), exact: false }})"
            ),
            format!("Query {{ {NAME}, sql: \"select\\n1\", dialect: Postgres, ddl: false }}"),
            format!("Relation {{ name: {source}, kind: None, created: None, base: None }}"),
            format!(
                "Dbt {{ name: {source}, resource_type: Source, unique_id: \"source.shop.raw.orders\", access: None, group: None, contract_enforced: false, version: None, deprecation_date: None }}"
            ),
            format!("LineageEdge {{ from: Relation({source}), to: Relation({target}) }}"),
        ]
    );
    // The places of the keys, of the edge that of its target.
    assert!(found.places[..14].iter().all(|p| *p == (3, 3)));
    assert_eq!(found.places[14..], [(15, 3), (15, 3), (3, 3)]);
    // On one line, as dbt writes it.
    let one_line = manifest("postgres", ORDERS).replace('\n', " ");
    let found = read(&[("manifest.json", one_line.as_bytes())]);
    let key = one_line.find("\"model.shop.orders.v2\"").unwrap() + 1;
    assert_eq!(found.places[0], (1, u32::try_from(key).unwrap()));
}

#[test]
fn the_catalog_adds_types_and_columns() {
    let entry = r#""MODEL.SHOP.Orders.V2": {"metadata": {"type": "VIEW", "comment": "unused"}, "columns": {"EXTRA": {"type": "TEXT", "index": "3", "name": "EXTRA", "comment": "c"}, "NOTE": {"type": "VARCHAR", "index": 2, "name": "NOTE"}, "ID": {"type": "NUMBER", "index": 1, "name": "ID"}}}"#;
    let found = read(&[
        ("t/catalog.json", catalog(entry).as_bytes()),
        ("t/manifest.json", manifest("snowflake", ORDERS).as_bytes()),
    ]);
    assert_eq!(found.messages(), [""; 0]);
    assert_eq!(
        found.of("Relation")[0],
        format!("{NAME}, kind: Some(View), created: None, base: None")
    );
    let column = |rest: &str, ordinal: u8| {
        format!(
            "{NAME}, {rest}, ordinal: Some({ordinal}), nullable: None, partitioning: false, clustering: None"
        )
    };
    assert_eq!(
        found.of("Column"),
        [
            column(
                "path: \"EXTRA\", data_type: \"TEXT\", description: Some(\"c\")",
                3
            ),
            column(
                "path: \"NOTE\", data_type: \"VARCHAR\", description: Some(\"free text\")",
                2
            ),
            // The type of the warehouse, not the declared one.
            column("path: \"ID\", data_type: \"NUMBER\", description: None", 1),
        ]
    );
    // A field of a struct has no place among the columns.
    let nested = r#""model.a.m": {"metadata": {"type": "table"}, "columns": {"s.f": {"type": "INT64", "index": 2, "name": "s.f"}}}"#;
    let found = read(&[
        ("catalog.json", catalog(nested).as_bytes()),
        (
            "manifest.json",
            manifest("bigquery", &nodes(&[model("m", "view", &[])])).as_bytes(),
        ),
    ]);
    assert!(
        found.of("Column")[0]
            .contains("path: \"s.f\", data_type: \"INT64\", description: None, ordinal: None")
    );
}

#[test]
fn kinds() {
    let kind = |text: &str, catalog_type: Option<&str>| {
        let mut files = vec![("manifest.json", manifest("postgres", text).into_bytes())];
        if let Some(t) = catalog_type {
            let entry = format!(r#""model.a.m": {{"metadata": {{"type": "{t}"}}}}"#);
            files.push(("catalog.json", catalog(&entry).into_bytes()));
        }
        let files: Vec<(&str, &[u8])> = files.iter().map(|(n, c)| (*n, c.as_slice())).collect();
        let found = read(&files);
        let relation = found.of("Relation").first().map(|f| (*f).to_owned());
        relation.map(|f| {
            f.split_once("kind: ")
                .unwrap()
                .1
                .split_once(", created")
                .unwrap()
                .0
                .to_owned()
        })
    };
    for (materialized, expected) in [
        ("view", Some("Some(View)")),
        ("table", Some("Some(Table)")),
        ("incremental", Some("Some(Table)")),
        ("materialized_view", Some("Some(MaterializedView)")),
        ("external", Some("Some(External)")),
        ("custom", Some("Some(Table)")),
        ("ephemeral", None),
    ] {
        let text = nodes(&[model("m", materialized, &[])]);
        assert_eq!(kind(&text, None).as_deref(), expected, "{materialized}");
    }
    for (catalog_type, expected) in [
        ("BASE TABLE", "Some(Table)"),
        ("table", "Some(Table)"),
        ("VIEW", "Some(View)"),
        ("materialized view", "Some(MaterializedView)"),
        ("MATERIALIZED_VIEW", "Some(MaterializedView)"),
        ("EXTERNAL TABLE", "Some(External)"),
        ("something", "Some(View)"),
    ] {
        let text = nodes(&[model("m", "view", &[])]);
        assert_eq!(
            kind(&text, Some(catalog_type)).as_deref(),
            Some(expected),
            "{catalog_type}"
        );
    }
    // Fusion leaves `materialized` out for seeds; a model of another project has no config.
    for (resource_type, expected) in [
        ("seed", "Some(Table)"),
        ("snapshot", "Some(Table)"),
        ("model", "None"),
    ] {
        let text = format!(
            r#""nodes": {{"x": {{"resource_type": "{resource_type}", "schema": "s", "name": "x"}}}}"#
        );
        assert_eq!(kind(&text, None).as_deref(), Some(expected));
    }
    let external = r#""sources": {"source.a.b.c": {"schema": "s", "name": "c", "external": {"location": "gs://x"}}}"#;
    assert_eq!(kind(external, None).as_deref(), Some("Some(External)"));
}

#[test]
fn what_has_no_relation_is_left_out() {
    let others = r#""nodes": {
        "test.a.t": {"resource_type": "test", "schema": "s", "name": "t", "config": {"materialized": "test"}, "depends_on": {"nodes": []}},
        "operation.a.o": {"resource_type": "operation", "schema": "s", "name": "o"},
        "analysis.a.y": {"resource_type": "analysis", "schema": "s", "name": "y", "config": {"materialized": "table"}, "compiled_code": "select 1"},
        "model.a.off": {"resource_type": "model", "schema": "s", "name": "off", "config": {"enabled": false}}
    },
    "unit_tests": {"u": {"name": "u"}}, "macros": {"m": {"name": "m"}}, "docs": {"d": {}},
    "disabled": {"model.a.d": [{"resource_type": "model", "schema": "s", "name": "d"}]},
    "metrics": {"metric.a.m": {"name": "m", "resource_type": "metric"}}, "functions": {}, "groups": null"#;
    assert_eq!(facts(others).facts, [""; 0]);
    let python = r#""nodes": {"p": {"resource_type": "model", "schema": "s", "name": "p", "language": "python", "compiled_code": "def model(): pass"}}"#;
    assert_eq!(facts(python).of("Query"), [""; 0]);
}

#[test]
fn edges_pass_through_what_has_no_relation() {
    let edges = |sections: &str| -> Vec<String> {
        facts(sections)
            .of("LineageEdge")
            .iter()
            .map(|e| {
                let ends: Vec<&str> = e
                    .split("table: \"")
                    .skip(1)
                    .map(|p| p.split('"').next().unwrap())
                    .collect();
                ends.join(" > ")
                    + if e.contains("Exposure") {
                        " > exposure"
                    } else {
                        ""
                    }
            })
            .collect()
    };
    let chain = nodes(&[
        model("a", "table", &[]),
        model("b", "view", &["model.a.e1", "model.a.a", "model.a.e2"]),
        model("e1", "ephemeral", &["model.a.e2", "model.a.a"]),
        model("e2", "ephemeral", &["model.a.c", "model.a.e1"]),
        model("c", "table", &["model.a.b", "model.a.b"]),
        model("self", "table", &["model.a.self"]),
    ]);
    assert_eq!(edges(&chain), ["c > b", "a > b", "b > c", "self > self"]);
    let semantic = format!(
        "{},\n{}",
        nodes(&[model("a", "table", &[])]),
        r#""semantic_models": {"semantic_model.a.s": {"depends_on": {"nodes": ["model.a.a"]}}},
        "metrics": {"metric.a.m": {"depends_on": {"nodes": ["semantic_model.a.s"]}}, "metric.a.n": {"depends_on": {"nodes": ["metric.a.m"]}}},
        "saved_queries": {"saved_query.a.q": {"depends_on": {"nodes": ["metric.a.n"]}}},
        "exposures": {"exposure.a.x": {"depends_on": {"nodes": ["saved_query.a.q", "metric.a.m", "model.a.a"]}}}"#
    );
    assert_eq!(edges(&semantic), ["a > exposure"]);
    let found = read(&[(
        "manifest.json",
        manifest(
            "postgres",
            &nodes(&[model("a", "table", &["model.a.gone"])]),
        )
        .as_bytes(),
    )]);
    assert_eq!(
        found.messages(),
        ["3:1 `model.a.a` depends on `model.a.gone`, which the manifest doesn't describe"]
    );
}

#[test]
fn exposures_and_groups() {
    let found = facts(
        r#""exposures": {
            "exposure.a.report": {"name": "report", "type": "dashboard", "label": "Weekly report", "description": "", "url": "https://x", "maturity": "high", "owner": {"name": "Ann", "email": ["a@x", "b@x"]}, "depends_on": {"nodes": []}},
            "exposure.a.bare": {"owner": {"email": "a@x"}},
            "exposure.a.off": {"config": {"enabled": false}}
        },
        "groups": {
            "group.a.sales": {"name": "sales", "owner": {"name": null, "email": ["a@x", "b@x"]}},
            "group.a.bare": {}
        }"#,
    );
    assert_eq!(
        found.facts,
        [
            r#"Group { name: "sales", owner: None, email: Some("a@x, b@x") }"#,
            r#"Group { name: "bare", owner: None, email: None }"#,
            r#"Exposure(Exposure { unique_id: "exposure.a.report", name: "report", label: Some("Weekly report"), kind: "dashboard", description: None, url: Some("https://x"), owner: Some("Ann"), maturity: Some("high") })"#,
            r#"Exposure(Exposure { unique_id: "exposure.a.bare", name: "bare", label: None, kind: "", description: None, url: None, owner: Some("a@x"), maturity: None })"#,
        ]
    );
}

#[test]
fn a_file_is_known_by_what_it_says() {
    let text = manifest("duckdb", &nodes(&[model("m", "view", &[])]));
    let found = read(&[
        ("target/prod.json", text.as_bytes()),
        (
            "target/run_results.json",
            format!(
                "{{\"metadata\":{{\"dbt_schema_version\":\"{}\"}},\"results\":[]}}",
                schema("run-results", "v6")
            )
            .as_bytes(),
        ),
        (
            "target/freshness.json",
            format!(
                "{{\"metadata\":{{\"dbt_schema_version\":\"{}\"}},\"results\":[]}}",
                schema("sources", "v3")
            )
            .as_bytes(),
        ),
        (
            "target/semantic_manifest.json",
            b"{\"semantic_models\": []}",
        ),
        ("target/graph_summary.json", b"{}"),
        ("target/compiled/m.sql", b"select 1"),
        ("target/run.log", b"x"),
    ]);
    assert_eq!(found.messages(), [""; 0]);
    assert_eq!(found.of("Relation").len(), 1);
    // The metadata may stand at the end.
    let late = format!(
        "{{{}, \"metadata\": {{\"dbt_schema_version\": \"{}\"}}}}",
        nodes(&[model(&"m".repeat(70_000), "view", &[])]),
        schema("manifest", "v12")
    );
    assert_eq!(
        read(&[("manifest.json", late.as_bytes())])
            .of("Relation")
            .len(),
        1
    );
    let found = read(&[("package.json", b"{\"name\": \"x\", \"nodes\": {}}")]);
    assert_eq!(
        found.messages(),
        ["1:1 `package.json` isn't an artifact of dbt: it has no `metadata.dbt_schema_version`"]
    );
}

#[test]
fn versions() {
    for version in [
        "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v9", "v10", "v11", "v12", "v20",
    ] {
        let text = manifest("x", "").replace("v12", version);
        assert_eq!(
            read(&[("manifest.json", text.as_bytes())]).messages(),
            [""; 0]
        );
    }
    for version in ["v1", "v13"] {
        let text = manifest("x", &nodes(&[model("m", "view", &[])])).replace("v12", version);
        let found = read(&[("manifest.json", text.as_bytes())]);
        assert_eq!(found.of("Relation").len(), 1);
        assert_eq!(
            found.messages(),
            [format!(
                "1:1 `manifest.json` is a manifest of version {version}, and v2 to v12 are known; it was read as far as it is understood"
            )]
        );
    }
}

/// As dbt 0.20 to 1.3 wrote them: code under its former names, sections as lists, no groups.
#[test]
fn manifests_of_old_versions() {
    let old = r#""nodes": {
        "model.a.m": {"resource_type": "model", "package_name": "a", "root_path": "/x", "path": "m.sql", "original_file_path": "models/m.sql", "database": "db", "schema": "s", "name": "m", "alias": "m", "raw_sql": "select 1", "compiled": true, "compiled_sql": "select 1 as id", "config": {"enabled": true, "materialized": "view"}, "depends_on": {"macros": [], "nodes": []}, "columns": {}, "refs": [["n"]]}
    }, "sources": {}, "exposures": [], "metrics": {}, "docs": {}, "selectors": {},
    "disabled": [{"resource_type": "model", "unique_id": "model.a.off", "name": "off"}]"#;
    for version in ["v2", "v4", "v7"] {
        let text = manifest("redshift", old).replace("v12", version);
        let results = run_results(&[&result("model.a.off", "skipped", "null")]).replace("v6", "v2");
        let found = read(&[
            ("manifest.json", text.as_bytes()),
            ("run_results.json", results.as_bytes()),
        ]);
        assert_eq!(found.messages(), [""; 0]);
        assert_eq!(found.of("Query").len(), 1);
        assert!(found.of("Query")[0].contains("sql: \"select 1 as id\""));
    }
    assert_eq!(
        facts(r#""nodes": {}, "disabled": []"#).facts,
        [""; 0],
        "an empty list is no error"
    );
}

#[test]
fn the_last_of_equal_keys_wins() {
    let twice = r#""nodes": {"model.a.gone": {"resource_type": "model", "schema": "s", "name": "gone"}}, "nodes": {
        "model.a.m": {"resource_type": "model", "schema": "s", "name": "first"},
        "model.a.m": {"resource_type": "model", "schema": "old", "schema": "s", "name": "m", "description": "", "description": "last",
            "config": {"materialized": "table", "materialized": "view"}, "meta": {"k": 1, "k": 2},
            "columns": {"id": {"name": "id", "description": "no"}, "id": {"name": "id", "name": "id", "description": "yes"}},
            "depends_on": {"nodes": [], "nodes": []}}
    }"#;
    let manifest = manifest("postgres", twice).replacen(
        "{\"metadata\": {",
        "{\"metadata\": {}, \"metadata\": {\"adapter_type\": \"x\", ",
        1,
    );
    let results = r#"{"unique_id": "model.a.gone", "unique_id": "model.a.m", "status": "error", "status": "success", "timing": [], "timing": []}"#;
    let results = results_twice(results);
    let catalog = catalog(
        r#""model.a.m": {}, "model.a.m": {"metadata": {"type": "table", "type": "view"}, "columns": {"id": {"type": "text", "type": "int", "index": 1, "name": "id"}}}"#,
    );
    let found = read(&[
        ("manifest.json", manifest.as_bytes()),
        ("run_results.json", results.as_bytes()),
        ("catalog.json", catalog.as_bytes()),
    ]);
    assert_eq!(found.messages(), [""; 0]);
    let name = r#"name: Name { project: "", dataset: "s", table: "m" }"#;
    assert_eq!(
        found.of("Relation"),
        [format!(
            "{name}, kind: Some(View), created: None, base: None"
        )]
    );
    assert_eq!(found.of("Description"), [format!("{name}, text: \"last\"")]);
    assert_eq!(
        found.of("Label"),
        [format!("{name}, key: \"k\", value: \"2\"")]
    );
    let column = found.of("Column")[0];
    assert!(
        column.contains("data_type: \"int\", description: Some(\"yes\"), ordinal: Some(1)"),
        "{column}"
    );
    assert_eq!(found.of("Check").len(), 1);
    assert!(found.of("Check")[0].contains("result: Pass"));
}

/// Results of a command whose arguments stand twice, as Fusion writes them.
fn results_twice(row: &str) -> String {
    results(
        "run-results",
        "v6",
        &[row],
        r#""which": "parse", "command": "run", "which": "run", "command": "run""#,
    )
}

/// A model that another project builds, as dbt and dbt-loom put it into a manifest.
#[test]
fn a_model_of_another_project_says_nothing_of_its_kind() {
    let kinds = |project: &str, model: &str| {
        let nodes = format!("\"nodes\": {{\"model.up.m\": {model}}}");
        let text = manifest("bigquery", &nodes).replacen(
            "\"adapter_type\"",
            &format!("{project}\"adapter_type\""),
            1,
        );
        let found = read(&[("manifest.json", text.as_bytes())]);
        assert_eq!(found.messages(), [""; 0]);
        let kind = found.of("Relation")[0].contains("kind: None");
        let word = found.of("Dbt")[0].contains("resource_type: ExternalModel");
        (kind, word)
    };
    let model = |more: &str| {
        format!(
            r#"{{"resource_type": "model", "package_name": "up", "database": "p", "schema": "s", "name": "m", "config": {{"materialized": "view"}}{more}}}"#
        )
    };
    let down = "\"project_name\": \"down\", ";
    let own = (false, false);
    let other = (true, true);
    let none = r#", "path": "", "original_file_path": """#;
    let file = r#", "original_file_path": "models/m.sql""#;
    assert_eq!(kinds("", &model(none)), other);
    assert_eq!(kinds(down, &model(none)), other);
    assert_eq!(kinds(down, &model("")), other);
    let empty = format!(r#"{none}, "raw_code": "", "compiled_code": null"#);
    assert_eq!(kinds(down, &model(&empty)), other);
    // That of a package is built here.
    assert_eq!(kinds(down, &model(file)), own);
    assert_eq!(kinds(down, &model(r#", "raw_code": "select 1""#)), own);
    assert_eq!(kinds("\"project_name\": \"up\", ", &model("")), own);
    assert_eq!(kinds("", &model("")), own);
}

#[test]
fn names_as_the_adapter_writes_them() {
    let named = |adapter: &str, fields: &str| {
        let nodes =
            format!("\"nodes\": {{\"model.a.m\": {{\"resource_type\": \"model\", {fields}}}}}");
        let found = read(&[("manifest.json", manifest(adapter, &nodes).as_bytes())]);
        assert_eq!(found.messages(), [""; 0]);
        let relation = found.of("Relation")[0].to_owned();
        let parts: Vec<&str> = relation.split('"').collect();
        [parts[1], parts[3], parts[5]].join("/")
    };
    let all = r#""database": "XE", "schema": "dw", "name": "m", "relation_name": "#;
    for (adapter, relation_name, expected) in [
        ("oracle", r#""\"DW\".\"M\"""#, "/DW/M"),
        ("oracle", r#""dw.m""#, "/dw/m"),
        ("mysql", r#""`dw`.`m`""#, "/dw/m"),
        ("sqlserver", r#""[shop].[dw].[m]""#, "shop/dw/m"),
        ("trino", r#""\"hive\".\"dw\".\"m\"""#, "hive/dw/m"),
        // Nothing that could be taken apart.
        ("spark", r#""delta.`/a/b`""#, "XE/dw/m"),
        ("oracle", "null", "XE/dw/m"),
        // The fields of these make up their names.
        ("snowflake", r#""XE.dw.other""#, "XE/dw/m"),
        ("bigquery", r#""`p`.`d`.`t`""#, "XE/dw/m"),
    ] {
        let fields = format!("{all}{relation_name}");
        assert_eq!(
            named(adapter, &fields),
            expected,
            "{adapter} {relation_name}"
        );
    }
    // Where a field is missing, the name counts.
    assert_eq!(
        named(
            "postgres",
            r#""database": "db", "schema": null, "name": "m", "relation_name": "\"db\".\"s\".\"m\"""#
        ),
        "db/s/m"
    );
}

#[test]
fn columns_of_manifest_and_catalog_meet() {
    let met = |adapter: &str, manifest_columns: &str, catalog_columns: &str| {
        let model = format!(
            r#""nodes": {{"model.a.m": {{"resource_type": "model", "schema": "s", "name": "m", "columns": {{{manifest_columns}}}}}}}"#
        );
        let entry = format!(r#""model.a.m": {{"columns": {{{catalog_columns}}}}}"#);
        let found = read(&[
            ("manifest.json", manifest(adapter, &model).as_bytes()),
            ("catalog.json", catalog(&entry).as_bytes()),
        ]);
        assert_eq!(found.messages(), [""; 0]);
        let field = |fact: &str, name: &str, end: char| {
            let rest = fact.split_once(name).unwrap().1;
            rest.split(end).next().unwrap().to_owned()
        };
        let mut all: Vec<String> = found
            .of("Column")
            .iter()
            .map(|f| {
                let ordinal = field(f, "ordinal: ", ',');
                format!("{} {ordinal}", field(f, "path: \"", '"'))
            })
            .collect();
        let documented = found.facts.iter().filter(|f| f.starts_with("Documented"));
        all.extend(documented.map(|f| format!("+{}", field(f, "path: \"", '"'))));
        all.extend(
            found
                .facts
                .iter()
                .filter(|f| f.starts_with("PlainNames"))
                .map(|_| "plain".to_owned()),
        );
        all
    };
    let (id, upper) = (
        r#""id": {"type": "int", "index": 1}"#,
        r#""ID": {"type": "int", "index": 2}"#,
    );
    let both = format!("{id}, {upper}");
    let documented = |name: &str| format!(r#""{name}": {{"name": "{name}"}}"#);
    let quoted = |name: &str| format!(r#""{name}": {{"name": "{name}", "quote": true}}"#);
    assert_eq!(met("bigquery", &documented("ID"), id), ["id Some(1)"]);
    assert_eq!(met("spark", &quoted("ID"), id), ["id Some(1)"]);
    assert_eq!(met("snowflake", &documented("id"), upper), ["ID Some(2)"]);
    assert_eq!(
        met("snowflake", &quoted("id"), upper),
        ["ID Some(2)", "+id"]
    );
    assert_eq!(
        met("oracle", &quoted("id"), &both),
        ["id Some(1)", "ID Some(2)"]
    );
    assert_eq!(
        met("clickhouse", &documented("id"), upper),
        ["ID Some(2)", "+id"]
    );
    // From 0, with a gap, and with a place that is missing.
    assert_eq!(
        met(
            "databricks",
            "",
            r#""a": {"index": 0}, "b": {}, "c": {"index": 3}"#
        ),
        ["a Some(1)", "b None", "c Some(4)"]
    );
    assert_eq!(
        met(
            "databricks",
            "",
            r#""a": {"index": "2"}, "c": {"index": 4}"#
        ),
        ["a Some(2)", "c Some(4)"]
    );
    // A dot is part of a name where there are no fields.
    let dotted = r#""a.b": {"index": 1}"#;
    assert_eq!(met("bigquery", &documented("a.b"), dotted), ["a.b None"]);
    assert_eq!(met("postgres", "", dotted), ["a.b Some(1)", "plain"]);
    assert_eq!(met("snowflake", &documented("a.b"), ""), ["+a.b", "plain"]);
    assert_eq!(met("databricks", &documented("a.b"), ""), ["+a.b"]);
}

#[test]
fn a_snapshot_has_columns_of_its_own() {
    let snapshot = |config: &str| {
        let node = format!(
            r#""nodes": {{"snapshot.a.s": {{"resource_type": "snapshot", "schema": "s", "name": "s", "config": {{"materialized": "snapshot"{config}}}, "columns": {{"id": {{"name": "id"}}}}}}}}"#
        );
        let found = facts(&node);
        let all = found.facts.iter().filter(|f| f.starts_with("Documented"));
        all.map(|f| {
            f.split("path: \"")
                .nth(1)
                .unwrap()
                .split('"')
                .next()
                .unwrap()
                .to_owned()
        })
        .collect::<Vec<_>>()
    };
    assert_eq!(
        snapshot(""),
        [
            "id",
            "dbt_scd_id",
            "dbt_updated_at",
            "dbt_valid_from",
            "dbt_valid_to"
        ]
    );
    let renamed = r#", "snapshot_meta_column_names": {"dbt_valid_to": "until", "dbt_scd_id": null}, "hard_deletes": "new_record""#;
    assert_eq!(
        snapshot(renamed),
        [
            "id",
            "dbt_scd_id",
            "dbt_updated_at",
            "dbt_valid_from",
            "until",
            "dbt_is_deleted"
        ]
    );
}

#[test]
fn catalogs_that_serve_nothing_are_reported() {
    let text = manifest("x", "");
    let found = read(&[
        ("a/catalog.json", catalog("").as_bytes()),
        ("b/manifest.json", text.as_bytes()),
    ]);
    assert_eq!(
        found.messages(),
        ["1:1 `a/catalog.json` has no manifest beside it and isn't used"]
    );
    let found = read(&[
        ("catalog.json", catalog("").as_bytes()),
        ("catalog2.json", catalog("").as_bytes()),
        ("manifest.json", text.as_bytes()),
    ]);
    assert_eq!(
        found.messages(),
        ["1:1 `catalog2.json` is a second catalog in its folder and isn't used"]
    );
}

#[test]
fn a_node_that_cant_be_read_is_reported_and_the_rest_is_used() {
    let broken = nodes(&[
        model("a", "view", &[]),
        r#""model.a.b": {"resource_type": "model", "schema": {"x": 1}}"#.to_owned(),
        r#""model.a.c": ["list"]"#.to_owned(),
        r#""model.a.d": {"resource_type": "model", "name": "d"}"#.to_owned(),
        model("e", "view", &[]),
    ]);
    let found = read(&[
        ("manifest.json", manifest("x", &broken).as_bytes()),
        (
            "catalog.json",
            catalog(r#""model.a.a": {"columns": "none"}"#).as_bytes(),
        ),
    ]);
    assert_eq!(found.of("Relation").len(), 2);
    let messages = found.messages();
    assert!(
        messages[0]
            .ends_with("`model.a.a` can't be read: an object was expected and a string found"),
        "{}",
        messages[0]
    );
    assert_eq!(
        messages[1..],
        [
            "4:51 `model.a.b` can't be read: the value is an object where text was expected",
            "5:14 `model.a.c` can't be read: an object was expected and a list found",
            "6:1 `model.a.d` has no schema or no name, and so no place in the warehouse",
        ]
    );
    let many: Vec<String> = (0..130).map(|i| format!("\"model.a.m{i}\": 1")).collect();
    let found = read(&[("manifest.json", manifest("x", &nodes(&many)).as_bytes())]);
    assert_eq!(found.problems.len(), 101);
    assert_eq!(
        found.messages()[100],
        "1:1 and 30 more rows of this file can't be read"
    );
    // In a list, which has no keys, an element is named by its place.
    let list = r#""nodes": [7, {"unique_id": "model.a.a", "resource_type": "model", "database": "db", "schema": "s", "name": "a", "config": {"materialized": "view"}}]"#;
    let found = read(&[("manifest.json", manifest("x", list).as_bytes())]);
    assert_eq!(found.of("Relation").len(), 1);
    let messages = found.messages();
    assert!(
        messages[0].ends_with("`[0]` can't be read: an object was expected and a number found"),
        "{messages:?}"
    );
    assert_eq!(messages.len(), 1);
}

#[test]
fn a_manifest_that_is_cut_off_is_used_as_far_as_it_goes() {
    let text = manifest(
        "x",
        &nodes(&[model("a", "view", &[]), model("b", "view", &[])]),
    );
    let cut = text.find("model.a.b").unwrap() + 40;
    let found = read(&[("manifest.json", &text.as_bytes()[..cut])]);
    assert_eq!(found.of("Relation").len(), 1);
    assert_eq!(found.problems.len(), 1);
    let message = found.problems[0].message.to_string();
    assert!(
        message.starts_with("`manifest.json` can't be read to its end: the text ends inside"),
        "{message}"
    );
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    gz.write_all(text.as_bytes()).unwrap();
    let gz = gz.finish().unwrap();
    let found = read(&[("manifest.json.gz", &gz[..gz.len() - 80])]);
    assert_eq!(
        found.messages(),
        ["1:1 `manifest.json.gz` ends too early: the compressed data is cut off"]
    );
    assert_eq!(read(&[("manifest.json.gz", &gz)]).of("Relation").len(), 2);

    let found = read(&[("manifest.json", b"{\"metadata\" 1}")]);
    assert_eq!(
        found.messages(),
        [
            "1:13 `manifest.json` can't be read to its end: `:` was expected after a key and `1` found"
        ]
    );
    assert_eq!(
        read(&[("manifest.json", b"  ")]).messages(),
        ["1:1 `manifest.json` is empty"]
    );
    assert_eq!(
        read(&[("manifest.json", b"{\"a\": \"\xff\"}")]).messages(),
        ["1:8 `manifest.json` isn't UTF-8: byte 0xff stands where a character should begin"]
    );
    let deep = format!("{{\"metadata\": {}", "[".repeat(100_000));
    assert_eq!(
        read(&[("manifest.json", deep.as_bytes())]).problems.len(),
        1
    );
    let deep = manifest(
        "x",
        &nodes(&[model("a", "view", &[]).replace(
            "\"name\"",
            &format!(
                "\"meta\": {{\"k\": {}{}}}, \"name\"",
                "[".repeat(5000),
                "]".repeat(5000)
            ),
        )]),
    );
    assert_eq!(
        read(&[("manifest.json", deep.as_bytes())])
            .of("Label")
            .len(),
        1
    );
}

/// `run_results.json` or `sources.json`, its rows from line 2 on.
fn results(artifact: &str, version: &str, rows: &[&str], args: &str) -> String {
    format!(
        "{{\"metadata\": {{\"dbt_schema_version\": \"{}\", \"generated_at\": \"2026-01-02T00:00:00Z\"}}, \"results\": [\n{}\n], \"args\": {{{args}}}}}",
        schema(artifact, version),
        rows.join(",\n")
    )
}

fn run_results(rows: &[&str]) -> String {
    results("run-results", "v6", rows, "\"which\": \"build\"")
}

/// A result that was done ten seconds into 2026.
fn result(id: &str, status: &str, message: &str) -> String {
    format!(
        r#"{{"unique_id": "{id}", "status": "{status}", "timing": [{{"name": "compile", "completed_at": "2026-01-01T00:00:00Z"}}, {{"name": "execute", "completed_at": "2026-01-01T00:00:10.5Z"}}], "execution_time": 1.5, "message": {message}, "failures": null}}"#
    )
}

/// Models with tests of all kinds, and a source.
const TESTED: &str = r#""nodes": {
  "model.a.t": {"resource_type": "model", "database": "db", "schema": "s", "name": "t", "config": {"materialized": "table"}},
  "model.a.v": {"resource_type": "model", "database": "db", "schema": "s", "name": "v", "config": {"materialized": "view"}},
  "model.a.e": {"resource_type": "model", "database": "db", "schema": "s", "name": "e", "config": {"materialized": "ephemeral"}},
  "test.a.unique": {"resource_type": "test", "name": "unique", "test_metadata": {"name": "unique"}, "column_name": "id", "attached_node": "model.a.t", "depends_on": {"nodes": ["model.a.v", "model.a.t"]}},
  "test.a.both": {"resource_type": "test", "name": "both", "depends_on": {"nodes": ["model.a.t", "model.a.e", "model.a.v", "model.a.t"]}}
}, "unit_tests": {
  "unit_test.a.t.x": {"resource_type": "unit_test", "name": "x", "depends_on": {"nodes": ["model.a.t", "model.a.v"]}}
}, "sources": {
  "source.a.r.s": {"database": "db", "schema": "raw", "name": "s", "freshness": {"warn_after": {"count": 12, "period": "hour"}, "error_after": {"count": null, "period": null}, "filter": null}}
}, "disabled": {"model.a.off": [{"resource_type": "model"}]}"#;

const T: &str = r#"name: Name { project: "db", dataset: "s", table: "t" }"#;
const V: &str = r#"name: Name { project: "db", dataset: "s", table: "v" }"#;
const S: &str = r#"name: Name { project: "db", dataset: "raw", table: "s" }"#;

fn read_with_results(name: &str, text: &str) -> Collected {
    read(&[
        ("manifest.json", manifest("duckdb", TESTED).as_bytes()),
        (name, text.as_bytes()),
    ])
}

#[test]
fn results_of_runs_and_tests() {
    let rows = [
        result("model.a.t", "success", "\"OK\""),
        result("model.a.v", "success", "null"),
        result("model.a.e", "skipped", "null"),
        result("model.a.off", "skipped", "null"),
        result("operation.a.hook", "success", "null"),
        result("test.a.unique", "pass", "null"),
        result("test.a.both", "fail", "\"Got 2 results\""),
        result("unit_test.a.t.x", "skipped", "null"),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let found = read_with_results("run_results.json", &run_results(&rows));
    assert_eq!(found.messages(), [""; 0]);
    // A view that is built anew has no newer data.
    assert_eq!(
        found.of("Loaded"),
        [format!("{T}, at: 1767225610, by: \"dbt run\"")]
    );
    // Each test has two inputs.
    let check = |name: &str, id: &str, rest: &str, message: &str, by: &str| {
        let alone = by == "dbt run";
        format!(
            "{name}, id: \"{id}\", {rest}, at: Some(1767225610), message: {message}, by: \"{by}\", alone: {alone}"
        )
    };
    let failed = "Some(\"Got 2 results\")";
    let both = "title: Some(\"both\"), asserts: Other, column: None, result: Fail";
    assert_eq!(
        found.of("Check"),
        [
            check(
                T,
                "model.a.t",
                "title: None, asserts: Other, column: None, result: Pass",
                "None",
                "dbt run"
            ),
            check(
                V,
                "model.a.v",
                "title: None, asserts: Other, column: None, result: Pass",
                "None",
                "dbt run"
            ),
            check(
                T,
                "test.a.unique",
                "title: Some(\"unique\"), asserts: Unique, column: Some(\"id\"), result: Pass",
                "None",
                "dbt test"
            ),
            check(T, "test.a.both", both, failed, "dbt test"),
            check(V, "test.a.both", both, failed, "dbt test"),
            check(
                T,
                "unit_test.a.t.x",
                "title: Some(\"x\"), asserts: Other, column: None, result: Unknown",
                "None",
                "dbt test"
            ),
        ]
    );
    assert_eq!(found.of("Seen"), ["at: 1767312000"]);
    assert_eq!(
        found.of("FreshnessObjective"),
        [format!("{S}, most: 43200, by: \"dbt source freshness\"")]
    );
    // The place of the row.
    let first = found.facts.iter().position(|f| f.starts_with("Loaded"));
    assert_eq!(found.places[first.unwrap()], (2, 1));
}

#[test]
fn a_run_that_fails_is_a_check_that_fails() {
    let row = result("model.a.t", "error", "\"Database Error\"");
    let found = read_with_results("run_results.json", &run_results(&[&row]));
    assert_eq!(found.of("Loaded"), [""; 0]);
    assert_eq!(
        found.of("Check"),
        [format!(
            "{T}, id: \"model.a.t\", title: None, asserts: Other, column: None, result: Fail, at: Some(1767225610), message: Some(\"Database Error\"), by: \"dbt run\", alone: true"
        )]
    );
    // Without times of its own, it has that of the file.
    let found = read_with_results(
        "run_results.json",
        &run_results(&[r#"{"unique_id": "model.a.t", "status": "success", "timing": []}"#]),
    );
    assert_eq!(
        found.of("Loaded"),
        [format!("{T}, at: 1767312000, by: \"dbt run\"")]
    );
}

#[test]
fn what_was_only_compiled_has_no_results() {
    let row = result("model.a.t", "success", "null");
    let test = result("test.a.unique", "success", "null");
    for which in ["generate", "compile", "list", "parse", "show"] {
        let args = format!("\"which\": \"{which}\"");
        let text = results("run-results", "v6", &[&row, &test], &args);
        let found = read_with_results("run_results.json", &text);
        assert_eq!(found.messages(), [""; 0]);
        assert_eq!((found.of("Loaded").len(), found.of("Check").len()), (0, 0));
        assert_eq!(found.of("Seen").len(), 1);
    }
    // Where the command isn't stated, it ran; a test that ran never says "success".
    let text = results("run-results", "v4", &[&row, &test], "");
    let found = read_with_results("run_results.json", &text);
    assert_eq!((found.of("Loaded").len(), found.of("Check").len()), (1, 1));
}

#[test]
fn all_results_of_a_folder_are_used() {
    let first = run_results(&[&result("model.a.t", "success", "null")]);
    let second = run_results(&[
        &result("test.a.unique", "warn", "null"),
        &result("test.a.unique", "warn", "null"),
    ]);
    let found = read(&[
        ("manifest.json", manifest("duckdb", TESTED).as_bytes()),
        ("run_results.json", first.as_bytes()),
        ("tests.json", second.as_bytes()),
    ]);
    assert_eq!(found.messages(), [""; 0]);
    assert_eq!(found.of("Loaded").len(), 1);
    // What repeats is the sink's to count once.
    let checks = found.of("Check");
    assert_eq!(checks.len(), 3);
    assert_eq!(checks[1], checks[2]);
    assert_eq!(found.of("Seen").len(), 2);
}

#[test]
fn freshness_of_sources() {
    let rows = [
        r#"{"unique_id": "source.a.r.s", "max_loaded_at": "2026-01-01T00:00:00+00:00", "snapshotted_at": "2026-01-01T12:00:00Z", "max_loaded_at_time_ago_in_s": 43200.0, "status": "error", "criteria": {"warn_after": {"count": 30, "period": "minute"}, "error_after": {"count": 2, "period": "day"}, "filter": null}}"#,
        r#"{"unique_id": "source.a.r.s", "error": "no such column", "status": "runtime error"}"#,
    ];
    let found = read_with_results("sources.json", &results("sources", "v3", &rows, ""));
    assert_eq!(found.messages(), [""; 0]);
    let by = "by: \"dbt source freshness\"";
    assert_eq!(found.of("Loaded"), [format!("{S}, at: 1767225600, {by}")]);
    assert_eq!(
        found.of("FreshnessObjective"),
        [
            format!("{S}, most: 43200, {by}"),
            format!("{S}, most: 172800, {by}")
        ]
    );
    let check = |rest: &str| {
        format!(
            "{S}, id: \"source.a.r.s\", title: None, asserts: Other, column: None, {rest}, {by}, alone: true"
        )
    };
    assert_eq!(
        found.of("Check"),
        [
            check("result: Fail, at: Some(1767268800), message: None"),
            check("result: Unknown, at: Some(1767312000), message: Some(\"no such column\")"),
        ]
    );
    assert_eq!(found.of("Seen"), ["at: 1767312000"]);
    let odd = TESTED.replace(
        "\"count\": 12, \"period\": \"hour\"",
        "\"count\": 1, \"period\": \"fortnight\"",
    );
    let found = read(&[("manifest.json", manifest("duckdb", &odd).as_bytes())]);
    assert_eq!(found.of("FreshnessObjective"), [""; 0]);
    assert_eq!(
        found.messages(),
        ["11:3 the freshness of `source.a.r.s` isn't a count of minutes, hours or days"]
    );
}

#[test]
fn results_that_cant_be_used_are_reported() {
    for (name, artifact, version) in [
        ("run_results.json", "run-results", "v6"),
        ("sources.json", "sources", "v3"),
    ] {
        let text = results(artifact, version, &[], "");
        assert_eq!(
            read(&[(name, text.as_bytes())]).messages(),
            [format!(
                "1:1 `{name}` has no manifest beside it and isn't used"
            )]
        );
        assert_eq!(
            read_with_results(name, " ").messages(),
            [format!("1:1 `{name}` is empty")]
        );
        assert_eq!(
            read_with_results(name, "{\"results\": []}").messages(),
            [format!(
                "1:1 `{name}` isn't an artifact of dbt: it has no `metadata.dbt_schema_version`"
            )]
        );
    }
    let good = result("test.a.unique", "pass", "null");
    let unzoned = good.replace("00:00:10.5Z", "00:00:10");
    let rows = [
        good.as_str(),
        r#"{"unique_id": {"x": 1}, "status": "pass"}"#,
        r#"{"unique_id": "test.a.unique", "timing": "late"}"#,
        r#"{"status": "pass"}"#,
        "7",
        r#"{"unique_id": "model.a.gone", "status": "success"}"#,
        &unzoned,
    ];
    let found = read_with_results("run_results.json", &run_results(&rows));
    assert_eq!(found.of("Check").len(), 2);
    let messages = found.messages();
    let ends = [
        (
            "3:",
            "`results[1]` can't be read: the value is an object where text was expected",
        ),
        (
            "4:",
            "`results[2]` can't be read: a list was expected and a string found",
        ),
        ("5:1 ", "`results[3]` has no `unique_id`"),
        (
            "6:",
            "`results[4]` can't be read: an object was expected and a number found",
        ),
        (
            "7:1 ",
            "there is a result of `model.a.gone`, which the manifest doesn't describe",
        ),
        (
            "8:1 ",
            "`timing.completed_at` has no zone and was taken as UTC",
        ),
    ];
    assert_eq!(messages.len(), ends.len(), "{messages:?}");
    for (message, (start, end)) in messages.iter().zip(ends) {
        assert!(
            message.starts_with(start) && message.ends_with(end),
            "{message}"
        );
    }
    let text = results("run-results", "v7", &[], "");
    assert_eq!(
        read_with_results("run_results.json", &text).messages(),
        [
            "1:1 `run_results.json` is a run results file of version v7, and v2 to v6 are known; it was read as far as it is understood"
        ]
    );
    let wrong = text.replace("[\n\n]", "{}").replace("v7", "v6");
    assert!(
        read_with_results("run_results.json", &wrong).messages()[0]
            .ends_with("can't be read to its end: a list was expected and an object found")
    );
    let many: Vec<String> = (0..130)
        .map(|i| result(&format!("model.a.m{i}"), "success", "null"))
        .collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let found = read_with_results("run_results.json", &run_results(&many));
    assert_eq!(found.problems.len(), 101);
}

#[test]
fn results_that_are_cut_off_are_used_as_far_as_they_go() {
    let text = run_results(&[
        &result("test.a.unique", "pass", "null"),
        &result("model.a.t", "success", "null"),
        &result("test.a.both", "pass", "null"),
    ]);
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    gz.write_all(text.as_bytes()).unwrap();
    let gz = gz.finish().unwrap();
    let found = read(&[
        ("manifest.json", manifest("duckdb", TESTED).as_bytes()),
        ("run_results.json.gz", &gz[..gz.len() - 80]),
    ]);
    assert_eq!(
        found.messages(),
        ["1:1 `run_results.json.gz` ends too early: the compressed data is cut off"]
    );
    // With the end, the command is missing that tells whether a success wrote data.
    assert_eq!((found.of("Loaded").len(), found.of("Check").len()), (0, 1));
}

/// The artifacts of a real project.
fn real(project: &str) -> Collected {
    let root = std::env::var_os("VITRINA_REAL_DATA").unwrap();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(root)
        .join("dbt")
        .join(project);
    let file = |name: &str| std::fs::read(folder.join(name)).unwrap();
    read(&[
        ("manifest.json", &file("manifest.json")),
        ("catalog.json", &file("catalog.json")),
        ("run_results.json", &file("run_results.json")),
    ])
}

#[test]
#[cfg_attr(not(real_data), ignore = "no real data in $VITRINA_REAL_DATA")]
fn real_results() {
    // `dbt docs generate`: all of it was compiled, none of it ran.
    let found = real("bouncer_dbt_112");
    assert_eq!(found.messages(), [""; 0]);
    assert_eq!((found.of("Loaded").len(), found.of("Check").len()), (0, 0));
    assert_eq!(
        (found.of("Seen").len(), found.of("FreshnessObjective").len()),
        (2, 13)
    );
    // `dbt build` of Fusion.
    let found = real("bouncer_dbt_20");
    assert_eq!(found.messages(), [""; 0]);
    assert_eq!(
        (found.of("Seen").len(), found.of("FreshnessObjective").len()),
        (2, 13)
    );
    // 6 models that aren't views, 3 seeds, 2 snapshots.
    assert_eq!(found.of("Loaded").len(), 11);
    let checks = found.of("Check");
    let by = |by: &str| checks.iter().filter(|c| c.contains(by)).count();
    // 7 of 44 tests are about ephemeral models or nothing.
    assert_eq!((by("\"dbt run\""), by("\"dbt test\"")), (15, 37));
    assert!(checks.iter().all(|c| c.contains("result: Pass")));
}
