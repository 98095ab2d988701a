//! `vitrina check` as a gate: what a run is about, and what decides its exit status.

use crate::support::Mesh;

/// Two DMEs with a product each; `growth` has an unknown team, and an export is old.
fn mesh() -> Mesh {
    Mesh::new()
        .file("vitrina.toml", "")
        .file(
            "payments.yaml",
            "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: payments\nservers:\n  - {type: bigquery, project: p, dataset: pay}\n---\napiVersion: vitrina/v1\nkind: DataProduct\nid: transactions\nenvironment: payments\n",
        )
        .file(
            "growth.yaml",
            "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: growth\ndomains: [nothing]\nservers:\n  - {type: bigquery, project: p, dataset: grow}\n---\napiVersion: vitrina/v1\nkind: DataProduct\nid: campaigns\nenvironment: growth\n",
        )
}

#[test]
fn another_team_keeps_no_gate_shut() {
    let mesh = mesh();
    let all = mesh.run(&["check"]);
    assert_eq!(all.status, 1, "{}", all.stdout);
    assert!(all.stdout.contains("unknown-id"), "{}", all.stdout);
    let own = mesh.run(&["check", "--only", "dme:payments"]);
    assert_eq!(own.status, 0, "{}", own.stdout);
    assert!(!own.stdout.contains("unknown-id"), "{}", own.stdout);
    let other = mesh.run(&["check", "--only", "dme:growth"]);
    assert_eq!(other.status, 1, "{}", other.stdout);
}

#[test]
fn a_gate_that_checked_nothing_could_not_run() {
    let mesh = mesh();
    let mistyped = mesh.run(&["check", "--only", "dme:paymets"]);
    assert_eq!(mistyped.status, 2, "{}", mistyped.stderr);
    assert!(
        mistyped.stderr.contains("did you mean `dme:payments`?"),
        "{}",
        mistyped.stderr
    );
    let released = mesh.run(&["check", "--release", "transaction"]);
    assert_eq!(released.status, 2, "{}", released.stderr);
}

#[test]
fn what_happened_by_itself_is_a_gate_of_its_own() {
    let runs = |id: u8, day: u8, table: &str| {
        format!(
            r#"{{"eventType": "COMPLETE", "eventTime": "2026-01-0{day}T00:00:00Z", "run": {{"runId": "0a1b2c3d-0000-4000-8000-00000000000{id}"}}, "job": {{"namespace": "etl", "name": "{table}"}}, "outputs": [{{"namespace": "bigquery", "name": "p.pay.{table}"}}]}}"#
        )
    };
    let settings = "base_url = \"https://example.com/\"\n[rules]\nexport-stale = \"error\"\n[[exports]]\nformat = \"openlineage\"\npath = \"old/**\"\nmax_age = \"1d\"\n[[exports]]\nformat = \"openlineage\"\npath = \"new/**\"\n";
    let mesh = mesh()
        .file(
            "growth.yaml",
            "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: growth\n",
        )
        .file("vitrina.toml", settings)
        .file("old/runs.ndjson", runs(1, 1, "a"))
        .file("new/runs.ndjson", runs(2, 9, "b"));
    let authored = mesh.run(&["check"]);
    assert!(
        authored.stdout.contains("export-stale"),
        "{}",
        authored.stdout
    );
    assert_eq!(
        authored.status, 0,
        "{}\n{}",
        authored.stdout, authored.stderr
    );
    assert!(
        authored.stderr.contains("operational: 1 error"),
        "{}",
        authored.stderr
    );
    assert_eq!(mesh.run(&["check", "--gate", "operational"]).status, 1);
    assert_eq!(mesh.run(&["check", "--gate", "all"]).status, 1);
    assert_eq!(mesh.run(&["check", "--gate", "authored"]).status, 0);
}

#[test]
fn a_rule_is_switched_and_limited_dme_by_dme() {
    let off = "[rules.unknown-id.dmes]\ngrowth = \"off\"\n";
    assert_eq!(mesh().file("vitrina.toml", off).run(&["check"]).status, 0);
    let glob = "[rules.unknown-id.dmes]\n\"gr*\" = {severity = \"warning\"}\n\"g*\" = \"error\"\n";
    let output = mesh().file("vitrina.toml", glob).run(&["check"]);
    assert_eq!(output.status, 0, "{}", output.stdout);
    assert!(
        output.stdout.contains("warning[unknown-id]"),
        "{}",
        output.stdout
    );
    let only = "[rules.unknown-id]\nonly = [\"payments\"]\n";
    assert_eq!(mesh().file("vitrina.toml", only).run(&["check"]).status, 0);
    for wrong in [
        "[rules.unknown-id]\nlimit = 3\n",
        "[rules.unknown-id.dmes]\ngrowth = {limit = 3}\n",
        "[rules.unknown-id]\nseverity = \"loud\"\n",
        "[rules.unknown-id]\nseveritie = \"error\"\n",
        "[rules]\nunknown-id = 3\n",
        "[rules.unknown-id]\nonly = [\"[\"]\n",
    ] {
        let output = mesh().file("vitrina.toml", wrong).run(&["check"]);
        assert_eq!(output.status, 2, "{wrong}: {}", output.stderr);
        assert!(
            output.stderr.contains("vitrina.toml:"),
            "{wrong}: {}",
            output.stderr
        );
    }
}

#[test]
fn reports_of_every_format_agree_on_what_keeps_the_gate_shut() {
    let mesh = mesh();
    let sarif = mesh.run(&["check", "--format", "sarif"]).json();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let rules = sarif["runs"][0]["tool"]["driver"]["rules"]
        .as_array()
        .unwrap();
    let mut prints = std::collections::BTreeSet::new();
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(rules[index]["help"]["text"].as_str().unwrap().len() > 20);
        let print = &result["partialFingerprints"]["vitrinaRuleAndKey/v1"];
        assert!(
            prints.insert(print.as_str().unwrap().to_owned()),
            "{result}"
        );
    }
    // Lines move, and the fingerprints stay.
    let text = std::fs::read_to_string(mesh.root().join("growth.yaml")).unwrap();
    let moved = mesh.file("growth.yaml", format!("# later\n\n{text}"));
    let again = moved.run(&["check", "--format", "sarif"]).json();
    for result in again["runs"][0]["results"].as_array().unwrap() {
        let print = result["partialFingerprints"]["vitrinaRuleAndKey/v1"].as_str();
        assert!(prints.contains(print.unwrap()), "{result}");
    }
    let junit = moved.run(&["check", "--format", "junit"]);
    assert_eq!(junit.status, 1);
    assert_eq!(
        junit.stdout.matches("<failure").count(),
        1,
        "{}",
        junit.stdout
    );
    assert!(
        junit
            .stdout
            .contains("<testsuite name=\"dme:growth\" tests=\"2\" failures=\"1\""),
        "{}",
        junit.stdout
    );
    let markdown = moved.run(&["check", "--format", "markdown"]).stdout;
    assert!(
        markdown.starts_with("### vitrina check: 1 finding keeps the gate shut\n"),
        "{markdown}"
    );
    let other = moved.run(&["check", "--format", "markdown", "--only", "dme:payments"]);
    assert_eq!(other.status, 0);
    assert!(
        other
            .stdout
            .starts_with("### vitrina check: the gate is open\n"),
        "{}",
        other.stdout
    );
}
