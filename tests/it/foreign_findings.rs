//! Findings of other tools, from their reports to pages, lists and the gate.

use serde_json::{Value, json};

use crate::support::Mesh;

fn mesh() -> Mesh {
    Mesh::new()
        .bigquery()
        .append(
            "vitrina.toml",
            "\n[[exports]]\nformat = \"findings\"\npath = \"exports/findings/**\"\n",
        )
        .file(
            "store.yaml",
            "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: store\nservers:\n  - {type: bigquery, project: p, dataset: store}\n",
        )
        .table("p.store.orders", &[("id", "INT64")])
}

fn sarif(results: &[Value]) -> String {
    json!({"version": "2.1.0", "runs": [{
        "tool": {"driver": {"name": "row checks", "rules": [
            {"id": "twice", "helpUri": "https://checks.example/twice", "defaultConfiguration": {"level": "error"}}]}},
        "results": results}]})
    .to_string()
}

fn result(message: &str, name: &str) -> Value {
    json!({"ruleId": "twice", "message": {"text": message},
           "locations": [{"logicalLocations": [{"fullyQualifiedName": name}]}]})
}

fn foreign(mesh: &Mesh) -> Vec<Value> {
    let mut lines = mesh.list("findings");
    lines.retain(|line| !line["tool"].is_null());
    lines
}

#[test]
fn they_are_about_assets_and_stand_on_their_pages() {
    let mesh = mesh().file(
        "exports/findings/checks.sarif",
        sarif(&[
            result("120 rows stand there twice", "p.store.orders"),
            result("ids repeat", "p.store.orders.id"),
            result("nobody knows it", "p.store.gone"),
        ]),
    );
    let lines = foreign(&mesh);
    let of = |field: &str| -> Vec<&Value> { lines.iter().map(|line| &line[field]).collect() };
    assert_eq!(of("rule"), ["row-checks/twice"; 3]);
    assert_eq!(of("severity"), ["error"; 3]);
    let about: Vec<(&Value, &Value, &Value)> = lines
        .iter()
        .map(|line| (&line["asset"], &line["dme"], &line["detail"]))
        .collect();
    assert!(
        about.contains(&(
            &json!("table:p.store.orders"),
            &json!("dme:store"),
            &Value::Null
        )),
        "{about:?}"
    );
    assert!(
        about.contains(&(
            &json!("table:p.store.orders"),
            &json!("dme:store"),
            &json!("id")
        )),
        "{about:?}"
    );
    assert!(
        about.contains(&(&Value::Null, &Value::Null, &Value::Null)),
        "{about:?}"
    );
    let site = mesh.build();
    let files = site.files();
    let path = files
        .iter()
        .find(|path| path.starts_with("tables/") && path.ends_with("orders.html"));
    let page = site.page(path.unwrap());
    assert!(page.contains("120 rows stand there twice"), "{page}");
    assert!(page.contains("rules/foreign-finding.html\"><code>row-checks/twice</code></a> · reported by row-checks"), "{page}");
    assert!(page.contains("https://checks.example/twice"), "{page}");
    assert!(
        site.page("findings/index.html")
            .contains("row-checks/twice")
    );
    assert!(
        site.page("api/v1/findings.ndjson")
            .contains("\"tool\":\"row-checks\"")
    );
    assert_eq!(mesh.run(&["check"]).status, 1);
    let other = mesh.run(&["check", "--only", "dme:store"]);
    assert!(
        !other.stdout.contains("nobody knows it"),
        "{}",
        other.stdout
    );
}

#[test]
fn settings_weigh_them_by_tool_and_rule() {
    let of = |rules: &str| {
        let mesh = mesh()
            .file(
                "exports/findings/a.sarif",
                sarif(&[result("m", "p.store.orders")]),
            )
            .append("vitrina.toml", format!("\n[rules]\n{rules}\n"));
        foreign(&mesh)
            .iter()
            .map(|line| line["severity"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(of(""), ["error"]);
    assert_eq!(of("\"row-checks/twice\" = \"off\""), [""; 0]);
    assert_eq!(of("foreign-finding = \"info\""), ["info"]);
    assert_eq!(
        of("foreign-finding = \"off\"\n\"row-checks/twice\" = \"warning\""),
        ["warning"]
    );
}

#[test]
fn places_are_files_of_the_mesh_or_none_that_says_too_much() {
    let at = |uri: &str| {
        json!({"ruleId": "r", "message": {"text": uri},
               "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri}, "region": {"startLine": 3}}}]})
    };
    let uris = [
        "store.yaml",
        "models/orders.sql",
        "../../secret.txt",
        "file:///disk/of/somebody/x.sql",
    ];
    let mesh = mesh().file("exports/findings/a.json", sarif(&uris.map(at)));
    let lines = foreign(&mesh);
    let file = |message: &str| {
        let of = lines
            .iter()
            .find(|line| line["message"].as_str().unwrap().starts_with(message));
        let line = of.unwrap_or_else(|| panic!("{message}: {lines:?}"));
        (line["file"].as_str().unwrap(), line["line"].as_u64())
    };
    assert_eq!(file(uris[0]), ("store.yaml", Some(3)));
    assert_eq!(file(uris[1]), ("models/orders.sql", None));
    assert_eq!(file(uris[2]).0, "exports/findings/a.json");
    assert_eq!(file("x.sql").0, "exports/findings/a.json");
    // A file that a report names isn't shown.
    let human = mesh.check();
    assert!(!human.contains("id: store\n"), "{human}");
}

#[test]
fn what_their_tool_lets_be_fails_nothing() {
    let mut suppressed = result("known", "p.store.orders");
    suppressed["suppressions"] = json!([{"kind": "inSource", "justification": "is looked into"}]);
    let mesh = mesh().file("exports/findings/a.sarif", sarif(&[suppressed]));
    assert_eq!(foreign(&mesh)[0]["suppressed"]["reason"], "is looked into");
    let check = mesh.run(&["check"]);
    assert_eq!(check.status, 0, "{}", check.stdout);
    let markdown = mesh.run(&["check", "--format", "markdown"]).stdout;
    assert!(markdown.contains("is looked into"), "{markdown}");
}

#[test]
fn reports_in_the_usual_folder_need_no_entry() {
    let mesh = Mesh::new()
        .bigquery()
        .table("p.store.orders", &[("id", "INT64")])
        .file(
            "exports/findings/a.sarif",
            sarif(&[result("120 rows", "p.store.orders")]),
        );
    let messages: Vec<Value> = foreign(&mesh)
        .iter()
        .map(|f| f["message"].clone())
        .collect();
    assert_eq!(messages, ["120 rows"]);
    // An entry says where they are instead.
    let elsewhere = "\n[[exports]]\nformat = \"findings\"\npath = \"reports/**\"\n";
    let mesh = mesh.append("vitrina.toml", elsewhere);
    assert!(foreign(&mesh).is_empty());
    let rules = mesh.rules();
    assert!(
        rules.iter().any(|r| r.starts_with("export-unmatched ")),
        "{rules:?}"
    );
}
