//! Reports and feeds are what their schemas ask for, whatever names a mesh has and however much is
//! found in it.

mod json_schema;
mod xml_grammar;

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};

use self::xml_grammar::{ATOM, Element, JUNIT};
use crate::support::{Mesh, Output};

const SARIF: &str = include_str!("../fixtures/report_schemas/sarif-schema-2.1.0.json");
const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/manifests");

#[track_caller]
fn assert_sarif(text: &str) -> Value {
    let schema: Value = serde_json::from_str(SARIF).unwrap();
    let log: Value = serde_json::from_str(text).unwrap();
    assert_eq!(json_schema::errors(&schema, &log), [""; 0]);
    log
}

#[track_caller]
fn assert_junit(text: &str) -> Element {
    let root = xml_grammar::parse(text);
    assert_eq!(xml_grammar::errors(JUNIT, &root), [""; 0]);
    // Counts are those of what is there.
    for suite in &root.children {
        let cases = || {
            suite
                .children
                .iter()
                .filter(|child| child.name == "testcase")
        };
        let with = |name: &str| {
            let has = |case: &&Element| case.children.iter().any(|child| child.name == name);
            cases().filter(has).count().to_string()
        };
        assert_eq!(suite.attributes["tests"], cases().count().to_string());
        assert_eq!(suite.attributes["failures"], with("failure"));
        assert_eq!(suite.attributes["skipped"], with("skipped"));
    }
    root
}

#[track_caller]
fn assert_atom(text: &str) -> Element {
    let feed = xml_grammar::parse(text);
    assert_eq!(xml_grammar::errors(ATOM, &feed), [""; 0]);
    assert_eq!(feed.attributes["xmlns"], "http://www.w3.org/2005/Atom");
    let of = |element: &Element, name: &str| -> Vec<String> {
        let own = element.children.iter().filter(|child| child.name == name);
        own.map(|child| child.text.clone()).collect()
    };
    let mut ids = BTreeSet::new();
    for element in std::iter::once(&feed).chain(&feed.children) {
        if element.name != "feed" && element.name != "entry" {
            continue;
        }
        for moment in [of(element, "updated"), of(element, "published")].concat() {
            assert!(moment.parse::<jiff::Timestamp>().is_ok(), "{moment}");
        }
        for id in of(element, "id") {
            assert!(id.starts_with("urn:") || id.starts_with("https:"), "{id}");
            assert!(ids.insert(id.clone()), "{id} stands there twice");
        }
        let has = |name: &str| !of(element, name).is_empty();
        let links = element.children.iter().filter(|child| child.name == "link");
        let alternates = links.filter(|link| {
            let rel = link.attributes.get("rel").map(String::as_str);
            rel.is_none_or(|rel| rel == "alternate")
        });
        let alternates = alternates.count();
        assert!(alternates < 2, "{alternates} alternates");
        assert!(element.name == "feed" || has("content") || alternates == 1);
    }
    feed
}

/// Names and texts that break out of whatever doesn't escape them.
const HOSTILE: &str =
    "]]> </failure><!-- & \"'`|$(x) @team <b> &#0; \\u0000 \u{1b}[31m\u{fffe}\u{85}";

fn mesh() -> Mesh {
    let hostile = json!(HOSTILE).to_string();
    let sarif = json!({"version": "2.1.0", "runs": [{
        "tool": {"driver": {"name": format!("lint {HOSTILE}"), "rules": [
            {"id": HOSTILE, "helpUri": "https://lint.example/a b"},
            {"id": "fine", "helpUri": "https://lint.example/fine"}]}},
        "results": [
            {"ruleId": HOSTILE, "level": "error", "message": {"text": HOSTILE},
             "locations": [{"physicalLocation": {"artifactLocation": {"uri": HOSTILE}, "region": {"startLine": 0}},
                            "logicalLocations": [{"fullyQualifiedName": "p.store.orders"}]}]},
            {"ruleId": "fine", "message": {"text": "m"}, "suppressions": [{"kind": "external", "justification": HOSTILE}],
             "locations": [{"physicalLocation": {"artifactLocation": {"uri": "models/a b#c.sql"}, "region": {"startLine": 3}}}]}],
    }]});
    Mesh::new()
        .file(
            "vitrina.toml",
            "base_url = \"https://data.example/a%20b/\"\n[rules]\nunowned-table = \"error\"\n",
        )
        .file(
            "store.yaml",
            format!("apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: store\nname: {hostile}\nteam: {{name: nobody}}\nservers:\n  - {{type: bigquery, project: p, dataset: store}}\nrules:\n  - {{id: x, text: {hostile}}}\n"),
        )
        .table("p.store.orders", &[("id", "INT64")])
        .table("p.other.`x` <y> | z", &[(HOSTILE, "INT64")])
        .view("p.unified.v", "SELECT FROM FROM")
        .file("exports/findings/lint.sarif", sarif.to_string())
}

fn report(mesh: &Mesh, format: &str) -> Output {
    let output = mesh.run(&["check", "--format", format]);
    output.assert_ran();
    output
}

#[test]
fn reports_are_valid() {
    let mesh = mesh();
    let sarif = report(&mesh, "sarif").stdout;
    let log = assert_sarif(&sarif);
    let results = log["runs"][0]["results"].as_array().unwrap();
    let of_lint = |result: &&Value| result["ruleId"].as_str().unwrap().starts_with("lint");
    assert_eq!(results.iter().filter(of_lint).count(), 2, "{sarif}");
    assert!(
        results
            .iter()
            .any(|result| result["suppressions"][0]["kind"] == "external")
    );
    let junit = assert_junit(&report(&mesh, "junit").stdout);
    assert!(junit.children.len() > 1, "{junit:?}");
    // A schema that nothing fails would prove nothing.
    for (from, to) in [
        ("\"error\"", "\"loud\""),
        ("\"ruleId\"", "\"rule\""),
        ("\"2.1.0\"", "\"2.1\""),
    ] {
        let schema: Value = serde_json::from_str(SARIF).unwrap();
        let wrong: Value = serde_json::from_str(&sarif.replace(from, to)).unwrap();
        assert!(!json_schema::errors(&schema, &wrong).is_empty(), "{from}");
    }
    let wrong =
        xml_grammar::parse("<testsuites><testsuite name=''><case/></testsuite></testsuites>");
    assert_eq!(xml_grammar::errors(JUNIT, &wrong).len(), 5);
}

#[test]
fn reports_of_the_sample_are_valid() {
    let mesh = Mesh::new();
    let run = |format: &str| {
        mesh.run(&["check", "--root", SAMPLE, "--format", format])
            .stdout
    };
    assert_sarif(&run("sarif"));
    assert_junit(&run("junit"));
    assert!(run("markdown").chars().count() < 65_536);
}

/// Two states of a mesh with hostile names, of which the second lacks columns, a grant and a product,
/// where one change is accepted.
fn two_states() -> Mesh {
    let hostile = json!(HOSTILE).to_string();
    let columns = |names: &[&str]| {
        let rows = names.iter().enumerate().map(|(i, name)| {
            json!({"table_catalog": "p", "table_schema": "unified", "table_name": "`x` <y> | z", "column_name": name, "ordinal_position": i + 1, "data_type": "INT64", "is_nullable": "YES"}).to_string() + "\n"
        });
        rows.collect::<String>()
    };
    let table = json!({"table_catalog": "p", "table_schema": "unified", "table_name": "`x` <y> | z", "table_type": "VIEW"}).to_string();
    let product = format!(
        "apiVersion: vitrina/v1\nkind: DataProduct\nid: orders\nenvironment: store\nname: {hostile}\noutputPorts:\n  - {{name: x, physicalName: 'p.unified.`x` <y> | z'}}\n"
    );
    let settings =
        "base_url = \"https://data.example/\"\n[entry_points]\ndatasets = [\"p.unified\"]\n";
    let accepted = format!(
        "[[accepted]]\nrule = \"column-removed\"\nasset = \"relation:p.unified.`x` <y> | z\"\ncolumn = \"gone\"\nold = \"INT64\"\nnew = \"\"\nreason = {hostile}\nagreed_by = [\"team:a\"]\n"
    );
    Mesh::new()
        .file("old/vitrina.toml", settings)
        .file("old/exports/bigquery/TABLES.ndjson", &table)
        .file(
            "old/exports/bigquery/COLUMNS.ndjson",
            columns(&["id", "gone", HOSTILE]),
        )
        .file("old/orders.yaml", product)
        .file("new/vitrina.toml", settings)
        .file("new/exports/bigquery/TABLES.ndjson", &table)
        .file(
            "new/exports/bigquery/COLUMNS.ndjson",
            columns(&["id", "added"]),
        )
        .file("accepted.toml", accepted)
}

#[test]
fn reports_of_changes_are_valid() {
    let mesh = two_states();
    let report = |format: &str| {
        let mut args = vec!["diff", "mesh/old", "mesh/new", "--format", format];
        args.extend(["--accepted", "mesh/accepted.toml"]);
        let output = mesh.run(&args);
        assert_eq!(output.status, 1, "{}", output.stderr);
        output.stdout
    };
    let log = assert_sarif(&report("sarif"));
    let results = log["runs"][0]["results"].as_array().unwrap();
    let of = |id: &str| {
        results
            .iter()
            .filter(|result| result["ruleId"] == id)
            .count()
    };
    assert_eq!(of("column-removed"), 2, "{log:#}");
    assert_eq!(of("product-removed"), 1, "{log:#}");
    let junit = assert_junit(&report("junit"));
    assert!(!junit.children.is_empty(), "{junit:?}");
    // What stands in a fence is shown as it is.
    let markdown = report("markdown");
    let outside: String = markdown.split("```").step_by(2).collect();
    assert!(outside.contains("&lt;b&gt;"), "{markdown}");
    assert!(!outside.contains("<b>"), "{markdown}");
    assert!(!markdown.contains('\u{1b}'));
}

/// Our own report, read as another tool's, says what it said.
#[test]
fn a_report_of_ours_is_read_back() {
    let first = mesh();
    let said = report(&first, "sarif").stdout;
    let again = Mesh::new()
        .table("p.store.orders", &[("id", "INT64")])
        .file("exports/findings/ours.sarif", &said);
    let lines = again.list("findings");
    let foreign: Vec<&Value> = lines
        .iter()
        .filter(|line| line["tool"] == "vitrina")
        .collect();
    let written: Value = serde_json::from_str(&said).unwrap();
    let written = written["runs"][0]["results"].as_array().unwrap();
    assert_eq!(foreign.len(), written.len());
    let rules: BTreeSet<&str> = foreign
        .iter()
        .map(|line| line["rule"].as_str().unwrap())
        .collect();
    for result in written {
        let id = result["ruleId"].as_str().unwrap();
        let is_there = id.contains('/') || rules.contains(format!("vitrina/{id}").as_str());
        assert!(is_there, "{id} in {rules:?}");
    }
}

#[test]
fn what_is_too_much_is_cut_by_severity_and_that_is_said() {
    let mut lines = String::new();
    for i in 0..5_400 {
        let severity = if i % 50 == 0 { "error" } else { "info" };
        lines += &json!({"tool": "lint", "rule": "r", "severity": severity, "message": format!("number {i}"), "asset": "p.store.orders", "detail": i.to_string()}).to_string();
        lines.push('\n');
    }
    let mesh = Mesh::new()
        .table("p.store.orders", &[("id", "INT64")])
        .file("exports/findings/lint.ndjson", lines);
    let sarif = report(&mesh, "sarif");
    let log = assert_sarif(&sarif.stdout);
    let run = &log["runs"][0];
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 5_000);
    let errors = results.iter().filter(|result| result["level"] == "error");
    assert_eq!(errors.count(), 108);
    assert!(run["properties"]["omittedResults"].as_u64().unwrap() >= 400);
    let said = &run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
    assert!(said.as_str().unwrap().contains("left out"), "{said}");
    assert!(sarif.stderr.contains("left out"), "{}", sarif.stderr);
    let prints: BTreeSet<String> = results
        .iter()
        .map(|result| result["partialFingerprints"].to_string())
        .collect();
    assert_eq!(prints.len(), 5_000);
    let markdown = report(&mesh, "markdown").stdout;
    assert!(markdown.chars().count() < 65_536);
    assert!(markdown.contains("more aren't shown"), "{markdown}");
    assert_junit(&report(&mesh, "junit").stdout);
}

#[test]
fn feeds_are_valid() {
    let before = mesh().file(
        "more.yaml",
        "apiVersion: vitrina/v1\nkind: Domain\nid: sales\n",
    );
    before.build();
    let after = before.table("p.store.more", &[(HOSTILE, "STRING")]).file(
        "more.yaml",
        format!(
            "apiVersion: vitrina/v1\nkind: Domain\nid: sales\nname: {}\n",
            json!(HOSTILE)
        ),
    );
    let site = after.build();
    let mut entries = 0;
    let feeds: Vec<String> = site
        .files()
        .into_iter()
        .filter(|path| path.ends_with(".atom"))
        .collect();
    assert!(feeds.len() > 1, "{feeds:?}");
    for path in feeds {
        let feed = assert_atom(&site.page(&path));
        entries += feed
            .children
            .iter()
            .filter(|child| child.name == "entry")
            .count();
    }
    assert!(entries > 0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]

    /// Whatever other tools say of whatever has whatever name.
    #[test]
    fn reports_hold_their_bounds_and_forms(
        texts in prop::collection::vec("\\PC{0,40}|[|`<>&@#\\\\\\[\\]\\n\\r\\t\u{0}\u{1b}\u{202e}]{0,40}", 3..12),
        repeated in 1_usize..400,
    ) {
        let mut lines = String::new();
        for i in 0..repeated {
            let text = |n: usize| &texts[(i + n) % texts.len()];
            let severity = ["error", "warning", "info"][i % 3];
            let line = json!({
                "tool": text(0), "rule": format!("r{}", text(1)), "message": format!("m{}", text(2).repeat(30)),
                "severity": severity, "help": text(0), "file": text(1),
                "detail": text(2), "asset": text(0), "line": i,
            });
            lines += &format!("{line}\n");
        }
        let mesh = Mesh::new()
            .table("p.store.orders", &[("id", "INT64")])
            .file("exports/findings/lint.ndjson", lines);
        assert_sarif(&report(&mesh, "sarif").stdout);
        assert_junit(&report(&mesh, "junit").stdout);
        let markdown = report(&mesh, "markdown").stdout;
        prop_assert!(markdown.chars().count() < 65_536);
        let escapes = markdown.contains('\u{1b}');
        prop_assert!(!markdown.contains("<b>") && !escapes);
    }
}
