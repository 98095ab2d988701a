//! What is let be: suppressions beside what they suppress, baselines, what a former run had; and what
//! is taken out again once it isn't needed.

use std::fs;

use serde_json::Value;

use crate::support::Mesh;

const HEAD: &str = "apiVersion: vitrina/v1\n";
const TODAY: &str = "1772323200"; // 2026-03-01

fn suppression(rule: &str, until: &str) -> String {
    format!(
        "suppressions:\n  - rule: {rule}\n    reason: It is being mended.\n    until: {until}\n"
    )
}

/// A DME whose domain isn't described, with what else stands in its manifest.
fn dme(id: &str, more: &str) -> String {
    format!("{HEAD}kind: DataMeshEnvironment\nid: {id}\ndomains: [nothing]\n{more}")
}

fn product(id: &str, dme: &str, more: &str) -> String {
    format!("---\n{HEAD}kind: DataProduct\nid: {id}\nenvironment: {dme}\n{more}")
}

fn mesh() -> Mesh {
    Mesh::new()
        .env("SOURCE_DATE_EPOCH", TODAY)
        .file("vitrina.toml", "")
}

fn of_rule(output: &str, rule: &str) -> Vec<Value> {
    let all: Vec<Value> = serde_json::from_str(output).unwrap();
    all.into_iter().filter(|f| f["rule"] == rule).collect()
}

#[test]
fn a_suppressed_finding_stays_visible_and_keeps_no_gate_shut() {
    let mesh = mesh().file(
        "a.yaml",
        dme("pay", &suppression("unknown-id", "2026-12-31")),
    );
    let output = mesh.run(&["check"]);
    assert_eq!(output.status, 0, "{}", output.stdout);
    assert!(
        output
            .stdout
            .contains("suppressed until 2026-12-31 at a.yaml:6: It is being mended."),
        "{}",
        output.stdout
    );
    assert!(
        output.stderr.contains("no findings; 1 suppressed"),
        "{}",
        output.stderr
    );
    let json = mesh.run(&["check", "--format", "json"]).stdout;
    let said = &of_rule(&json, "unknown-id")[0]["suppressed"];
    assert_eq!(
        (&said["file"], &said["line"]),
        (&"a.yaml".into(), &6.into())
    );
    let sarif = mesh.run(&["check", "--format", "sarif"]).json();
    let first = &sarif["runs"][0]["results"][0]["suppressions"][0];
    assert_eq!(first["kind"], "inSource");
    let site = mesh.build();
    let page = site.page("findings/index.html");
    assert!(page.contains("1 that may stay for now</summary>"), "{page}");
    assert!(page.contains("suppressed until 2026-12-31: It is being mended."));
    assert!(
        site.page("api/v1/findings.ndjson")
            .contains("\"until\":\"2026-12-31\"")
    );
    // Of another DME, another rule, or a document that isn't read it says nothing.
    let other = mesh
        .file("b.yaml", dme("grow", ""))
        .file("c.yaml", "a: [\n");
    assert_eq!(other.run(&["check", "--only", "dme:grow"]).status, 1);
    assert_eq!(other.run(&["check", "--only", "dme:pay"]).status, 0);
    let all = other.file(
        "a.yaml",
        dme("pay", &suppression("yaml-syntax", "2026-12-31")),
    );
    assert_eq!(all.run(&["check", "--only", "dme:pay"]).status, 1);
}

#[test]
fn what_has_expired_warns_its_owner_and_shuts_no_other_gate() {
    let expired = suppression("unknown-id", "2026-02-28");
    let text = [
        format!("{HEAD}kind: DataMeshEnvironment\nid: pay\n"),
        product("orders", "pay", &format!("domain: nothing\n{expired}")),
        product("returns", "pay", ""),
    ];
    let mesh = mesh()
        .file("a.yaml", text.concat())
        .file("b.yaml", dme("grow", &expired));
    let all = mesh.run(&["check", "--gate", "all", "--fail-on", "warning"]);
    assert_eq!(all.status, 0, "{}", all.stdout);
    assert!(
        all.stdout.contains("warning[suppression-expired]"),
        "{}",
        all.stdout
    );
    assert!(
        all.stdout.contains("product:orders mends it"),
        "{}",
        all.stdout
    );
    for (args, status) in [
        (["--only", "dme:pay"], 0),
        (["--only", "product:returns"], 0),
        (["--release", "returns"], 0),
        (["--only", "product:orders"], 1),
        (["--release", "orders"], 1),
        (["--only", "dme:grow"], 1),
    ] {
        let output = mesh.run(&[&["check"], &args[..]].concat());
        assert_eq!(output.status, status, "{args:?}: {}", output.stdout);
    }
    // The last day is one of those on which it may stay.
    let last = dme("grow", &suppression("unknown-id", "2026-03-01"));
    let output = mesh
        .file("b.yaml", last)
        .run(&["check", "--only", "dme:grow"]);
    assert_eq!(output.status, 0, "{}", output.stdout);
}

#[test]
fn without_a_day_nothing_has_expired_and_that_is_said() {
    let mesh = Mesh::new().file(
        "a.yaml",
        dme("pay", &suppression("unknown-id", "2020-01-01")),
    );
    let output = mesh.run(&["check", "--only", "dme:pay"]);
    assert_eq!(output.status, 0, "{}", output.stdout);
    assert!(
        output
            .stderr
            .contains("whether 1 suppression ended wasn't judged"),
        "{}",
        output.stderr
    );
}

#[test]
fn beside_a_product_its_own_tables_are_meant_and_no_others() {
    let let_be = suppression("relation-undescribed", "2026-12-31");
    let own = format!("tables: [{{name: a, physicalName: p.pay.a}}]\n{let_be}");
    let mesh = mesh()
        .file("vitrina.toml", "base_url = \"https://data.example.com/\"\n")
        .file(
            "a.yaml",
            format!(
                "{HEAD}kind: DataMeshEnvironment\nid: pay\nservers: [{{type: bigquery, project: p, dataset: pay}}]\n"
            ) + &product("orders", "pay", &own)
                + &product("lines", "pay", "tables: [{name: b, physicalName: p.pay.b}]\n"),
        )
        .table("p.pay.a", &[("id", "INT64")])
        .table("p.pay.b", &[("id", "INT64")]);
    let json = mesh.run(&["check", "--format", "json"]).stdout;
    let found: Vec<(String, bool)> = of_rule(&json, "relation-undescribed")
        .iter()
        .map(|f| (f["key"].to_string(), !f["suppressed"].is_null()))
        .collect();
    assert_eq!(
        found,
        [
            ("\"relation:p.pay.a\"".to_owned(), true),
            ("\"relation:p.pay.b\"".to_owned(), false)
        ]
    );
    assert!(of_rule(&json, "suppression-unneeded").is_empty(), "{json}");
}

#[test]
fn to_drop_a_table_of_which_something_is_suppressed_shuts_no_gate() {
    let of = |tables: &str| {
        let let_be = "suppressions:\n  - {rule: relation-undescribed, asset: p.pay.a, reason: r, until: 2026-12-31}\n";
        let owned = let_be.replace("relation-undescribed", "unowned-table");
        let dme = format!(
            "{HEAD}kind: DataMeshEnvironment\nid: pay\nservers: [{{type: bigquery, project: p, dataset: pay}}]\n{owned}"
        );
        let mesh = mesh()
            .file("vitrina.toml", "base_url = \"https://data.example.com/\"\n")
            .file("a.yaml", dme + &product("orders", "pay", let_be));
        match tables {
            "" => mesh,
            _ => mesh.file(
                "exports/bigquery/TABLES.csv",
                format!("table_catalog,table_schema,table_name,table_type\n{tables}"),
            ),
        }
    };
    let dropped = of("p,pay,b,BASE TABLE\n").run(&["check", "--format", "json"]);
    assert_eq!(dropped.status, 0, "{}", dropped.stdout);
    let unneeded = of_rule(&dropped.stdout, "suppression-unneeded");
    assert_eq!(unneeded.len(), 2, "{}", dropped.stdout);
    // Without an export it may be there all the same.
    let blind = of("").run(&["check", "--format", "json"]);
    assert_eq!(blind.status, 0, "{}", blind.stdout);
    let unneeded = of_rule(&blind.stdout, "suppression-unneeded");
    assert!(unneeded.is_empty(), "{}", blind.stdout);
}

#[test]
fn a_consumer_suppresses_its_own_use_and_not_what_it_reads() {
    let list = |key: &str, name: &str, rule: &str| {
        format!(
            "{key}:\n  - name: it\n    physicalName: {name}\n    suppressions:\n      - {{rule: {rule}, reason: Soon., until: 2026-12-31}}\n"
        )
    };
    let mesh = mesh()
        .table("p.pay.orders", &[("id", "INT64")])
        .view("p.pay.all", "SELECT id FROM p.pay.orders")
        .file(
            "a.yaml",
            format!("{HEAD}kind: DataMeshEnvironment\nid: pay\n"),
        );
    // What a product says of its own table is found about the product, and covered beside the table.
    let own = product(
        "ads",
        "pay",
        &list("tables", "p.pay.gone", "drift-dangling"),
    );
    let mesh = mesh.file("b.yaml", own);
    let json = mesh.run(&["check", "--format", "json"]).stdout;
    let found = of_rule(&json, "drift-dangling");
    assert_eq!(found.len(), 1, "{json}");
    assert!(found[0]["suppressed"].is_object(), "{json}");
    // A view that nobody claims is no matter of who reads it.
    let port = product(
        "ads",
        "pay",
        &list("inputPorts", "p.pay.all", "unowned-view"),
    );
    let json = mesh
        .file("b.yaml", port)
        .run(&["check", "--format", "json"])
        .stdout;
    let found = of_rule(&json, "unowned-view");
    assert_eq!(found.len(), 1, "{json}");
    assert!(found[0]["suppressed"].is_null(), "{json}");
}

#[test]
fn beside_a_column_of_a_contract_only_that_column_is_meant() {
    let properties = "      - name: gone\n        customProperties:\n          - property: vitrina.suppress\n            value: {rule: contract-column, reason: Version 2., until: 2026-12-31}\n      - name: lost\n";
    let contract = format!(
        "apiVersion: v3.0.2\nkind: DataContract\nid: c\nversion: 1.0.0\nstatus: active\nschema:\n  - name: orders\n    physicalName: p.pay.orders\n    properties:\n{properties}"
    );
    let mesh = mesh()
        .table("p.pay.orders", &[("id", "INT64")])
        .file("c.yaml", contract);
    let json = mesh.run(&["check", "--format", "json"]).stdout;
    let found = of_rule(&json, "contract-column");
    let marked: Vec<bool> = found.iter().map(|f| f["suppressed"].is_object()).collect();
    assert_eq!(marked, [true, false], "{json}");
}

#[test]
fn settings_suppress_what_is_found_about_their_entries() {
    let settings = |rule: &str| {
        format!(
            "base_url = \"https://example.com/\"\n[[exports]]\nformat = \"dbt\"\npath = \"exports/dbt/**\"\nsuppressions = [{{rule = \"{rule}\", reason = \"dbt comes next week.\", until = \"2026-12-31\"}}]\n"
        )
    };
    let strict = ["check", "--fail-on", "warning"];
    let mesh = mesh().file("a.yaml", dme("pay", "").replace("domains: [nothing]\n", ""));
    let fine = mesh.file("vitrina.toml", settings("export-unmatched"));
    let output = fine.run(&strict);
    assert_eq!(output.status, 0, "{}", output.stdout);
    assert!(
        output.stdout.contains("suppressed until 2026-12-31"),
        "{}",
        output.stdout
    );
    let other = fine.file("vitrina.toml", settings("export-stale"));
    assert_eq!(other.run(&strict).status, 1);
    let wrong = other.file("vitrina.toml", settings("export-stail"));
    assert_eq!(wrong.run(&strict).status, 2);
    let someday = settings("export-unmatched").replace("2026-12-31", "soon");
    assert_eq!(wrong.file("vitrina.toml", someday).run(&strict).status, 2);
}

#[test]
fn a_baseline_lists_what_was_there_and_nothing_that_comes() {
    let mesh = mesh()
        .file("a.yaml", dme("pay", ""))
        .file("b.yaml", "x: [\n");
    assert_eq!(mesh.run(&["check"]).status, 1);
    let output = mesh.run(&["check", "--write-baseline"]);
    assert_eq!(output.status, 0, "{}", output.stdout);
    let read = |path: &str| fs::read_to_string(mesh.root().join(path)).unwrap();
    assert_eq!(read("baseline/pay.txt"), "unknown-id\tfile:a.yaml\n");
    assert_eq!(read("baseline/_unowned.txt"), "yaml-syntax\tfile:b.yaml\n");
    let again = mesh.run(&["check"]);
    assert_eq!(again.status, 0, "{}", again.stdout);
    assert!(
        again.stdout.contains("listed in baseline/pay.txt"),
        "{}",
        again.stdout
    );
    assert!(again.stderr.contains("2 in a baseline"), "{}", again.stderr);
    // What comes isn't listed, wherever it stands.
    let mesh = mesh.file("c.yaml", dme("grow", ""));
    assert_eq!(mesh.run(&["check"]).status, 1);
    // What is mended is told and taken out; the line of the other stays.
    let mesh = mesh
        .file("b.yaml", "")
        .file("c.yaml", "")
        .append("baseline/_unowned.txt", "# why\nunowned-view\tmesh\n");
    let mended = mesh.run(&["check"]);
    assert_eq!(mended.status, 0, "{}", mended.stdout);
    assert!(
        mended
            .stderr
            .contains("baselines have 1 line of what is mended"),
        "{}",
        mended.stderr
    );
    let pruned = mesh.run(&["check", "--prune"]);
    assert!(
        pruned.stderr.contains("removed 0 suppressions and 1 line"),
        "{}",
        pruned.stderr
    );
    // Without exports nothing can be told of views.
    let left = fs::read_to_string(mesh.root().join("baseline/_unowned.txt")).unwrap();
    assert_eq!(left, "# why\nunowned-view\tmesh\n");
    // A line that is none is a finding at its place.
    let mesh = mesh.append("baseline/pay.txt", "<<<<<<< ours\nunknown-idd\tmesh\n");
    let json = mesh.run(&["check", "--format", "json"]).stdout;
    let places: Vec<_> = of_rule(&json, "wrong-type")
        .iter()
        .map(|f| format!("{}:{}", f["file"].as_str().unwrap(), f["line"]))
        .collect();
    assert_eq!(places, ["baseline/pay.txt:2", "baseline/pay.txt:3"]);
}

#[test]
fn what_is_new_is_told_from_what_was() {
    let mesh = mesh().file("a.yaml", dme("pay", "")).file(
        "old.yaml",
        format!("{HEAD}kind: Domain\nid: d\nparnet: x\n"),
    );
    mesh.build();
    let json = mesh.run(&["check", "--format", "json"]).stdout;
    fs::write(mesh.base().join("old.json"), json).unwrap();
    let mesh_copy = mesh.base().join("former");
    fs::create_dir(&mesh_copy).unwrap();
    for name in ["a.yaml", "old.yaml", "vitrina.toml"] {
        fs::copy(mesh.root().join(name), mesh_copy.join(name)).unwrap();
    }
    let same = |mesh: &Mesh, status: i32| {
        for old in ["site", "old.json", "former"] {
            let output = mesh.run(&["check", "--previous", old, "--new-only"]);
            assert_eq!(
                output.status, status,
                "{old}: {}\n{}",
                output.stdout, output.stderr
            );
        }
    };
    same(&mesh, 0);
    // Lines move; the old file goes; one more of the same rule in the same document comes.
    let mesh = mesh.file("a.yaml", format!("# moved\n\n{}", dme("pay", "")));
    same(&mesh, 0);
    let mesh = mesh.file(
        "a.yaml",
        dme("pay", "").replace("[nothing]", "[nothing, more]"),
    );
    same(&mesh, 1);
    let mesh = mesh.file("a.yaml", dme("pay", "")).file("old.yaml", "");
    same(&mesh, 0);
    let sarif = mesh
        .run(&["check", "--previous", "site", "--format", "sarif"])
        .json();
    let mut states: Vec<&str> = sarif["runs"][0]["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|result| result["baselineState"].as_str().unwrap())
        .collect();
    states.dedup();
    assert_eq!(states, ["unchanged", "absent"]);
    let nowhere = mesh.run(&["check", "--previous", "nowhere"]);
    assert_eq!(nowhere.status, 2);
    fs::write(mesh.base().join("old.json"), "[{\"rule\": 1}]").unwrap();
    assert_eq!(mesh.run(&["check", "--previous", "old.json"]).status, 2);
}

#[test]
fn a_product_of_another_version_is_released() {
    let with = |version: &str| {
        let expired = suppression("unknown-id", "2026-02-28");
        let more = format!("version: {version}\ndomain: nothing\n{expired}");
        let dme = format!("{HEAD}kind: DataMeshEnvironment\nid: pay\n");
        dme + &product("orders", "pay", &more)
    };
    let mesh = mesh().file("a.yaml", with("1.0.0"));
    let site = mesh.build();
    let former = mesh.base().join("former");
    fs::create_dir(&former).unwrap();
    for name in ["a.yaml", "vitrina.toml"] {
        fs::copy(mesh.root().join(name), former.join(name)).unwrap();
    }
    let status = |mesh: &Mesh, old: &str| mesh.run(&["check", "--previous", old]).status;
    assert!(site.exists("api/v1/products.ndjson"));
    assert_eq!((status(&mesh, "site"), status(&mesh, "former")), (0, 0));
    let mesh = mesh.file("a.yaml", with("1.1.0"));
    assert_eq!((status(&mesh, "site"), status(&mesh, "former")), (1, 1));
    assert_eq!(mesh.run(&["check"]).status, 0);
}

#[test]
fn a_rule_that_the_former_vitrina_lacked_shuts_no_gate() {
    let mesh = mesh().file("a.yaml", format!("{HEAD}kind: Domain\nid: d\n"));
    let site = mesh.build();
    let record = site.page(".vitrina-files");
    let without = record.replace("rules/unknown-id.html\n", "");
    assert_ne!(without, record);
    fs::write(site.dir.join(".vitrina-files"), without).unwrap();
    let mesh = mesh.file("a.yaml", dme("pay", ""));
    let args = ["check", "--previous", "site", "--new-only"];
    let output = mesh.run(&args);
    assert_eq!(output.status, 0, "{}", output.stdout);
    assert!(output.stdout.contains("unknown-id"), "{}", output.stdout);
    fs::write(site.dir.join(".vitrina-files"), record).unwrap();
    assert_eq!(mesh.run(&args).status, 1);
}

#[test]
fn what_suppresses_nothing_is_taken_out_and_the_rest_stays() {
    let two = "suppressions:\n  # why\n  - rule: unknown-id # known\n    reason: Soon.\n    until: 2026-12-31\n\n  - rule: unknown-key\n    reason: >\n      Never was.\n    until: 2026-12-31\n";
    let flow = "suppressions: [{rule: unknown-key, reason: Soon., until: 2026-12-31}, {rule: unknown-id, reason: Soon., until: 2026-12-31}]\n";
    let guide = "---\ntitle: G\nsuppressions:\n  - rule: unknown-key\n    reason: r\n    until: 2026-12-31\n---\n# Text\n";
    let mesh = mesh()
        .file("a.yaml", dme("pay", two))
        .file("b.yaml", dme("grow", flow))
        .file("guides/g.md", guide);
    let output = mesh.run(&["check", "--fail-on", "info"]);
    assert_eq!(output.status, 0, "{}", output.stdout);
    let json = mesh.run(&["check", "--format", "json"]).stdout;
    assert_eq!(of_rule(&json, "suppression-unneeded").len(), 3, "{json}");
    #[cfg(unix)]
    let mode = {
        use std::os::unix::fs::PermissionsExt;
        let path = mesh.root().join("a.yaml");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        move || fs::metadata(&path).unwrap().permissions().mode() & 0o777
    };
    let output = mesh.run(&["check", "--prune"]);
    assert!(
        output.stderr.contains("removed 2 suppressions"),
        "{}",
        output.stderr
    );
    assert!(
        output.stderr.contains("b.yaml:5 stays: "),
        "{}",
        output.stderr
    );
    let read = |path: &str| fs::read_to_string(mesh.root().join(path)).unwrap();
    let kept = &two[..two.find("\n  - rule: unknown-key").unwrap() + 1];
    assert_eq!(read("a.yaml"), dme("pay", kept));
    assert_eq!(read("guides/g.md"), "---\ntitle: G\n---\n# Text\n");
    #[cfg(unix)]
    assert_eq!(mode(), 0o640);
    let files = fs::read_dir(mesh.root()).unwrap();
    let left: Vec<_> = files.map(|f| f.unwrap().file_name()).collect();
    assert!(
        !left
            .iter()
            .any(|name| name.to_string_lossy().ends_with(".new")),
        "{left:?}"
    );
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    let mesh = mesh().file("a.yaml", dme("pay", ""));
    let outside = mesh.base().join("outside");
    fs::create_dir(&outside).unwrap();
    std::os::unix::fs::symlink(&outside, mesh.root().join("baseline")).unwrap();
    let output = mesh.run(&["check", "--write-baseline"]);
    assert_eq!(output.status, 2, "{}", output.stderr);
    assert_eq!(fs::read_dir(&outside).unwrap().count(), 0);
}

/// A mesh with some of four faults, all of which are let be.
fn with_faults(faults: u8) -> Mesh {
    let has = |fault: u8| faults & (1 << fault) != 0;
    let domains = if has(0) { "domains: [nothing]\n" } else { "" };
    let pay = format!(
        "{HEAD}kind: DataMeshEnvironment\nid: pay\n{domains}{}",
        suppression("unknown-id", "2026-12-31")
    );
    let domain = if has(1) { "domain: nowhere\n" } else { "" };
    let orders = product(
        "orders",
        "pay",
        &format!("{domain}{}", suppression("unknown-id", "2026-01-01")),
    );
    let parent = if has(2) { "parent: nobody\n" } else { "" };
    let key = if has(3) { "parnet: x\n" } else { "" };
    mesh()
        .file("a.yaml", pay + &orders)
        .file("b.yaml", format!("{HEAD}kind: Domain\nid: d\n{parent}{key}"))
        .file(
            "baseline/_unowned.txt",
            "unknown-id\tdomain:d\nunknown-id\tfile:b.yaml\nunknown-key\tdomain:d\nunknown-key\tfile:b.yaml\n",
        )
}

#[test]
fn mending_something_never_shuts_a_gate() {
    let runs: [&[&str]; 5] = [
        &["check"],
        &["check", "--fail-on", "info", "--gate", "all"],
        &["check", "--only", "dme:pay", "--fail-on", "info"],
        &["check", "--only", "product:orders"],
        &["check", "--release", "orders"],
    ];
    let statuses: Vec<Vec<i32>> = (0..16)
        .map(|faults| {
            let mesh = with_faults(faults);
            runs.iter().map(|args| mesh.run(args).status).collect()
        })
        .collect();
    for (faults, worse) in statuses.iter().enumerate() {
        for fault in 0..4 {
            let mended = &statuses[faults & !(1 << fault)];
            for (run, (before, after)) in worse.iter().zip(mended).enumerate() {
                assert!(
                    after <= before,
                    "{faults:04b} less {fault}: {:?}",
                    runs[run]
                );
            }
        }
    }
    // All is let be but what has expired, in the gate of its own product.
    assert_eq!(statuses[0b1111], [0, 0, 0, 1, 1]);
    assert_eq!(statuses[0], [0, 0, 0, 0, 0]);
}

#[test]
fn what_is_let_be_is_no_less_visible_in_reports() {
    let text = dme("pay", &suppression("unknown-id", "2026-12-31"));
    let mesh = mesh().file("a.yaml", text).file("b.yaml", dme("grow", ""));
    assert_eq!(mesh.run(&["check", "--write-baseline"]).status, 0);
    let sarif = mesh.run(&["check", "--format", "sarif"]).json();
    let kinds: Vec<&Value> = sarif["runs"][0]["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|result| &result["suppressions"][0]["kind"])
        .collect();
    assert_eq!(kinds, ["inSource", "external"]);
    let junit = mesh.run(&["check", "--format", "junit"]).stdout;
    assert_eq!(
        (
            junit.matches("<skipped").count(),
            junit.matches("<failure").count()
        ),
        (2, 0),
        "{junit}"
    );
    let annotations = mesh.run(&["check", "--format", "github"]).stdout;
    assert!(!annotations.contains("::error"), "{annotations}");
    // Two runs say the same, byte for byte.
    let again = mesh.run(&["check", "--format", "junit"]).stdout;
    assert_eq!(again, junit);
}
