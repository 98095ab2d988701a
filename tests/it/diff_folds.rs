//! `vitrina diff`: one edit is one change, in the class of its rule.

use serde_json::Value;

use crate::support::Mesh;

const SETTINGS: &str = "[entry_points]\ndatasets = [\"p.unified\"]\n";
const COLUMNS: &str = "table_catalog,table_schema,table_name,column_name,ordinal_position,data_type,is_nullable\np,unified,orders,id,1,INT64,YES\np,unified,sales,id,1,INT64,YES\n";
const STORE: &str = "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: store\nservers:\n  - {type: bigquery, project: p, dataset: unified}\n";

/// A state with these views and tables of `p.unified`, and these manifests.
fn state(mesh: Mesh, side: &str, tables: &[(&str, &str)], files: &[(&str, &str)]) -> Mesh {
    let mut rows = "table_catalog,table_schema,table_name,table_type\n".to_owned();
    let mut columns = String::new();
    for (name, kind) in tables {
        rows += &format!("p,unified,{name},{kind}\n");
        let is_of = |line: &&str| !line.starts_with("p,") || line.contains(&format!(",{name},"));
        for line in COLUMNS.lines().filter(is_of) {
            if line.starts_with("p,") || columns.is_empty() {
                columns += &format!("{line}\n");
            }
        }
    }
    let mesh = mesh
        .file(&format!("{side}/vitrina.toml"), SETTINGS)
        .file(&format!("{side}/exports/bigquery/TABLES.csv"), rows)
        .file(&format!("{side}/exports/bigquery/COLUMNS.csv"), columns);
    files.iter().fold(mesh, |mesh, (file, text)| {
        mesh.file(&format!("{side}/{file}"), *text)
    })
}

/// `class[rule] key` of each change, and the notes.
fn told(mesh: &Mesh, old: &str, new: &str) -> (Vec<String>, String) {
    let output = mesh.run(&["diff", old, new, "--format", "ndjson"]);
    output.assert_ran();
    let changes = output.ndjson();
    let text = |change: &Value, field: &str| change[field].as_str().unwrap_or_default().to_owned();
    let of = |c: &Value| {
        format!(
            "{}[{}] {}",
            text(c, "class"),
            text(c, "rule"),
            text(c, "asset")
        )
    };
    let notes: Vec<String> = changes.iter().map(|c| c["notes"].to_string()).collect();
    (changes.iter().map(of).collect(), notes.join("\n"))
}

#[test]
fn a_dme_that_goes_or_comes_takes_its_owners_with_it() {
    let tables = "table_catalog,table_schema,table_name,table_type\np,unified,orders,VIEW\np,s,a,BASE TABLE\n";
    let sql = "table_catalog,table_schema,table_name,view_definition\np,unified,orders,SELECT 1 AS id FROM p.s.a\n";
    let store = STORE.replace("dataset: unified", "dataset: s");
    let exports = [
        ("exports/bigquery/TABLES.csv", tables),
        ("exports/bigquery/VIEWS.csv", sql),
    ];
    let with_store = [exports[0], exports[1], ("dme.yaml", store.as_str())];
    let mesh = state(Mesh::new(), "old", &[("orders", "VIEW")], &with_store);
    let mesh = state(mesh, "new", &[("orders", "VIEW")], &exports);
    let (changes, notes) = told(&mesh, "mesh/old", "mesh/new");
    assert_eq!(changes, ["breaking[dme-removed] dme:store"]);
    assert!(
        notes.contains("nobody owns what it owned: p.s.a, p.unified.orders"),
        "{notes}"
    );
    let (changes, notes) = told(&mesh, "mesh/new", "mesh/old");
    assert_eq!(changes, ["safe[dme-added] dme:store"]);
    assert!(
        notes.contains("it owns what nobody owned: p.s.a, p.unified.orders"),
        "{notes}"
    );
}

#[test]
fn a_view_that_becomes_a_table_is_one_change() {
    let mesh = state(
        Mesh::new(),
        "old",
        &[("orders", "VIEW"), ("sales", "VIEW")],
        &[],
    );
    let mesh = state(
        mesh,
        "new",
        &[("orders", "BASE TABLE"), ("sales", "VIEW")],
        &[],
    );
    let expected = ["risky[kind-changed] relation:p.unified.orders"];
    assert_eq!(told(&mesh, "mesh/old", "mesh/new").0, expected);
    assert_eq!(told(&mesh, "mesh/new", "mesh/old").0, expected);
}

#[test]
fn what_a_contract_promised_goes_with_it() {
    let contract = "apiVersion: v3.1.0\nkind: DataContract\nid: orders\nversion: 1.0.0\nstatus: active\nservers:\n  - {server: production, type: bigquery, project: p, dataset: unified}\nschema:\n  - name: orders\nslaProperties:\n  - {property: retention, value: \"2\", unit: y}\n  - {property: latency, value: \"4\", unit: h}\n";
    let views = [("orders", "VIEW")];
    let mesh = state(Mesh::new(), "old", &views, &[("contract.yaml", contract)]);
    let mesh = state(mesh, "new", &views, &[]);
    let (changes, notes) = told(&mesh, "mesh/old", "mesh/new");
    assert_eq!(
        changes,
        ["breaking[contract-removed] relation:p.unified.orders"]
    );
    assert!(
        notes.contains("retention 2 y isn't promised any more"),
        "{notes}"
    );
    let (changes, _) = told(&mesh, "mesh/new", "mesh/old");
    assert_eq!(changes, ["safe[contract-added] relation:p.unified.orders"]);
}

/// The store with a product that publishes a view, and promises of it.
fn product(port: &str, retention: u32) -> String {
    format!(
        "{STORE}---\napiVersion: vitrina/v1\nkind: DataProduct\nid: orders\nenvironment: store\nslaProperties:\n  - {{property: retention, value: \"{retention}\", unit: y}}\noutputPorts:\n{port}"
    )
}

#[test]
fn a_product_that_promises_less_is_told_of_its_owner() {
    let ports = "  - {name: orders, physicalName: p.unified.orders}\n  - {name: sales, physicalName: p.unified.sales}\n";
    // The views are of two DMEs.
    let returns = "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: returns\nservers:\n  - {type: bigquery, project: p, dataset: r}\n";
    let tables = "table_catalog,table_schema,table_name,table_type\np,unified,orders,VIEW\np,unified,sales,VIEW\np,s,a,BASE TABLE\np,r,b,BASE TABLE\n";
    let sql = "table_catalog,table_schema,table_name,view_definition\np,unified,orders,SELECT 1 AS id FROM p.s.a\np,unified,sales,SELECT 1 AS id FROM p.r.b\n";
    let side = |mesh: Mesh, side: &str, retention: u32| {
        let product = product(ports, retention).replace("dataset: unified", "dataset: s");
        let files = [
            ("product.yaml", product.as_str()),
            ("returns.yaml", returns),
            ("exports/bigquery/TABLES.csv", tables),
            ("exports/bigquery/VIEWS.csv", sql),
        ];
        state(mesh, side, &[("orders", "VIEW"), ("sales", "VIEW")], &files)
    };
    let mesh = side(side(Mesh::new(), "old", 2), "new", 1);
    let output = mesh.run(&["diff", "mesh/old", "mesh/new", "--format", "ndjson"]);
    let changes = output.ndjson();
    assert_eq!(changes.len(), 1, "{changes:?}");
    assert_eq!(changes[0]["asset"], "product:orders");
    assert_eq!(changes[0]["owner_before"], "store");
}

#[test]
fn what_is_renamed_keeps_its_promises() {
    let port = "  - {name: orders, physicalName: p.unified.sales}\n";
    let renamed =
        "  - {name: orders, physicalName: p.unified.orders, renamedFrom: p.unified.sales}\n";
    let views = "table_catalog,table_schema,table_name,view_definition\np,unified,sales,SELECT id FROM p.unified.orders\n";
    let old = product(port, 2);
    let new = product(renamed, 2);
    let mesh = state(
        Mesh::new(),
        "old",
        &[("sales", "VIEW")],
        &[("product.yaml", &old)],
    );
    let both = [("sales", "VIEW"), ("orders", "VIEW")];
    let files = [
        ("product.yaml", new.as_str()),
        ("exports/bigquery/VIEWS.csv", views),
    ];
    let mesh = state(mesh, "new", &both, &files);
    let (changes, _) = told(&mesh, "mesh/old", "mesh/new");
    assert!(
        changes.contains(&"safe[renamed] relation:p.unified.sales".to_owned()),
        "{changes:?}"
    );
    assert!(
        !changes.iter().any(|one| one.starts_with("breaking")),
        "{changes:?}"
    );
}

#[test]
fn entries_name_assets_with_or_without_their_kind() {
    let mesh = state(
        Mesh::new(),
        "old",
        &[("orders", "VIEW"), ("sales", "VIEW")],
        &[],
    );
    let mesh = state(mesh, "new", &[("orders", "VIEW")], &[]);
    let entry = |asset: &str| {
        format!(
            "[[accepted]]\nrule = \"view-removed\"\nasset = \"{asset}\"\nold = \"unified view\"\nreason = \"r\"\nagreed_by = [\"team:a\"]\n"
        )
    };
    let mut mesh = mesh;
    for (asset, accepts) in [
        ("p.unified.sales", true),
        ("relation:p.unified.sales", true),
        ("p.unified.orders", false),
    ] {
        mesh = mesh.file("new/accepted-changes.toml", entry(asset));
        let output = mesh.run(&["diff", "mesh/old", "mesh/new"]);
        assert_eq!(
            output.status,
            i32::from(!accepts),
            "{asset}: {}{}",
            output.stdout,
            output.stderr
        );
        assert!(
            !output.stderr.contains("spent"),
            "{asset}: {}",
            output.stderr
        );
    }
    let output = mesh.file("new/accepted-changes.toml", "[[accepted]]\nrule = view\n");
    let output = output.run(&["diff", "mesh/old", "mesh/new"]);
    assert_eq!(output.status, 2);
    assert!(
        output.stderr.contains("accepted-changes.toml:2:8: "),
        "{}",
        output.stderr
    );
    assert!(output.stderr.contains("`rule = view`"), "{}", output.stderr);
}

#[test]
fn a_side_that_is_not_there_is_named() {
    let mesh = state(Mesh::new(), "old", &[("orders", "VIEW")], &[]);
    let output = mesh.run(&["diff", "mesh/old", "mesh/nope"]);
    assert_eq!(output.status, 2);
    assert!(
        output.stderr.contains("NEW `mesh/nope` isn't there"),
        "{}",
        output.stderr
    );
    assert!(!output.stderr.contains("--root"), "{}", output.stderr);
}
