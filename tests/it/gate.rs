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
fn what_follows_a_team_that_is_only_named_is_of_the_same_document() {
    let mesh = Mesh::new().file("vitrina.toml", "").file(
        "growth.yaml",
        "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: growth\nteam:\n  name: growers\n  members: [{username: kit}]\ndomains: [nothing]\n---\napiVersion: vitrina/v1\nkind: DataProduct\nid: campaigns\nenvironment: growth\nteam: {name: others}\ndomain: nowhere\n",
    );
    let growth = mesh.run(&["check", "--only", "dme:growth"]);
    assert_eq!(growth.status, 1, "{}", growth.stdout);
    assert!(growth.stdout.contains("growth.yaml:7"), "{}", growth.stdout);
    let campaigns = mesh.run(&["check", "--only", "product:campaigns"]);
    assert!(
        campaigns.stdout.contains("`nowhere`"),
        "{}",
        campaigns.stdout
    );
    assert_eq!(campaigns.status, 1, "{}", campaigns.stdout);
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
    let alone = mesh.run(&["check", "--only", "paymets"]);
    assert_eq!(alone.status, 2, "{}", alone.stderr);
    assert!(
        alone.stderr.contains("did you mean `dme:payments`?"),
        "{}",
        alone.stderr
    );
    let named = mesh.run(&["check", "--only", "growth"]);
    assert_eq!(named.status, 1, "{}", named.stderr);
    let head = "apiVersion: vitrina/v1\n";
    let twice = format!("{head}kind: Domain\nid: growth\n");
    let twice = mesh
        .file("twice.yaml", twice)
        .run(&["check", "--only", "growth"]);
    assert_eq!(twice.status, 2, "{}", twice.stderr);
    assert!(
        twice.stderr.contains("`dme:growth`") && twice.stderr.contains("`domain:growth`"),
        "{}",
        twice.stderr
    );
    let mesh = self::mesh();
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

#[test]
fn a_gate_that_checked_nothing_is_not_open() {
    let empty = Mesh::new();
    let check = empty.run(&["check"]);
    assert_eq!(check.status, 2, "{}", check.stdout);
    assert!(
        check.stderr.contains("nothing was checked"),
        "{}",
        check.stderr
    );
    // Whatever is said of the rule.
    let off = Mesh::new().file("vitrina.toml", "[rules]\nempty-root = \"off\"\n");
    assert_eq!(off.run(&["check"]).status, 2);
    assert_eq!(off.run(&["build"]).status, 0);
    // What was there before has to be something as well.
    let mesh = mesh();
    std::fs::create_dir(mesh.base().join("old")).unwrap();
    let check = mesh.run(&["check", "--previous", "old", "--new-only"]);
    assert_eq!(check.status, 2, "{}", check.stdout);
    assert!(
        check.stderr.contains("holds no manifest"),
        "{}",
        check.stderr
    );
}

/// A product with tables of which some are there.
fn listed(tables: &[&str]) -> Mesh {
    let mut manifest = "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: store\nservers: [{type: bigquery, project: p, dataset: store}]\n---\napiVersion: vitrina/v1\nkind: DataProduct\nid: orders\nenvironment: store\ntables:\n".to_owned();
    for table in tables {
        manifest += &format!("  - {{name: {table}, physicalName: p.store.{table}}}\n");
    }
    Mesh::new()
        .bigquery()
        .table("p.store.orders", &[("id", "INT64")])
        .file("store.yaml", manifest)
}

#[test]
fn a_baseline_lists_what_is_missing_table_by_table() {
    let mesh = listed(&["orders", "gone"]).append(
        "vitrina.toml",
        "\n[rules]\ndrift-dangling = \"error\"\nrelation-undescribed = \"warning\"\n",
    );
    assert_eq!(mesh.run(&["check"]).status, 1);
    mesh.run(&["check", "--write-baseline"]).assert_ran();
    let path = mesh.root().join("baseline/store.txt");
    let text = std::fs::read_to_string(path).unwrap();
    assert!(
        text.contains("drift-dangling\trelation:p.store.gone\n"),
        "{text}"
    );
    assert_eq!(mesh.run(&["check"]).status, 0);
    let more = mesh.append(
        "store.yaml",
        "  - {name: lost, physicalName: p.store.lost}\n",
    );
    let check = more.run(&["check"]);
    assert_eq!(check.status, 1, "{}", check.stdout);
    // What is wrong with a table stands at the line that names it.
    let rules = more.rules();
    for place in [
        "relation-undescribed store.yaml:11",
        "drift-dangling store.yaml:13",
    ] {
        assert!(rules.iter().any(|r| r == place), "{place}: {rules:?}");
    }
    let one = more.run(&["check", "--only", "product:orders"]);
    assert_eq!(one.status, 1, "{}", one.stdout);
}

#[test]
fn the_newest_release_is_the_version_where_none_is_written() {
    let product = |rest: &str| {
        format!(
            "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: store\nservers: [{{type: bigquery, project: p, dataset: store}}]\n---\napiVersion: vitrina/v1\nkind: DataProduct\nid: orders\nenvironment: store\n{rest}\noutputPorts:\n  - {{name: orders, physicalName: p.unified.orders}}\n"
        )
    };
    let fails = |old: &str, new: &str| {
        let of = |rest: &str, columns: &[(&str, &str)]| {
            Mesh::new()
                .bigquery()
                .env("SOURCE_DATE_EPOCH", "1767225600")
                .table("p.unified.orders", columns)
                .file("orders.yaml", product(rest))
        };
        let before = of(old, &[("id", "INT64"), ("total", "INT64")]);
        let after = of(new, &[("id", "INT64")]);
        let before = before.root();
        let args = [
            "check",
            "--previous",
            before.to_str().unwrap(),
            "--format",
            "json",
        ];
        let told = after.run(&args).json();
        let told = told.as_array().unwrap();
        told.iter().any(|f| f["rule"] == "version-not-raised")
    };
    let first = "releases: [{version: 1.0.0, date: 2025-01-01}]";
    let planned =
        "releases: [{version: 2.0.0, date: 2027-01-01}, {version: 1.0.0, date: 2025-01-01}]";
    assert!(fails(first, first));
    assert!(fails(
        first,
        "releases: [{version: 1.1.0, date: 2025-06-01}, {version: 1.0.0, date: 2025-01-01}]"
    ));
    assert!(!fails(
        first,
        "releases: [{version: 2.0.0, date: 2025-06-01}, {version: 1.0.0, date: 2025-01-01}]"
    ));
    // One that comes next is listed before its day.
    assert!(!fails(first, planned));
    assert!(!fails(planned, planned));
    assert!(!fails(
        "version: 1.0.0",
        &format!("version: 1.0.0\n{planned}")
    ));
    assert!(fails("version: 1.0.0", &format!("version: 1.0.0\n{first}")));
}
