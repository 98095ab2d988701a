//! `vitrina diff`: the states that each rule of changes shows differ by such a change alone; equal
//! states differ in nothing, whatever is compared; what changes one way changes back the other.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{Mesh, Output};

/// The changes from one state to another.
fn diff(mesh: &Mesh, old: &Path, new: &Path) -> Vec<Value> {
    let mut command = mesh.command();
    command.arg("diff").arg(old).arg(new);
    command.args(["--format", "ndjson"]);
    let output = Output::of(command);
    output.assert_ran();
    output.ndjson()
}

fn field<'v>(change: &'v Value, name: &str) -> &'v str {
    change[name].as_str().unwrap_or_default()
}

/// Writes the files of an example, and gives the folders of its two states.
fn states(mesh: &Mesh, example: &Value) -> (PathBuf, PathBuf) {
    for file in example["files"].as_array().unwrap() {
        let full = mesh.base().join(field(file, "path"));
        fs::create_dir_all(full.parent().unwrap()).unwrap();
        fs::write(full, field(file, "text")).unwrap();
    }
    (mesh.base().join("old"), mesh.base().join("new"))
}

/// `class[rule]` of each change that an example shows, and what else there is to see of it.
fn shown(example: &Value) -> (Vec<String>, String) {
    let mesh = Mesh::new();
    let (old, new) = states(&mesh, example);
    let changes = diff(&mesh, &old, &new);
    let rules = changes
        .iter()
        .map(|c| format!("{}[{}]", field(c, "class"), field(c, "rule")));
    let messages: Vec<String> = changes
        .iter()
        .map(|c| format!("{} {}", field(c, "name"), field(c, "message")))
        .collect();
    (rules.collect(), messages.join("; "))
}

#[test]
fn examples_differ_by_their_rule_alone() {
    let rules = Mesh::new()
        .run(&["explain", "--changes", "--format", "json"])
        .json();
    let mut wrong = Vec::new();
    for rule in rules.as_array().unwrap() {
        let id = field(rule, "id");
        let expected = format!("{}[{id}]", field(rule, "severity"));
        let (found, messages) = shown(&rule["fails"]);
        let is_right = found == [expected.as_str()];
        if !is_right {
            wrong.push(format!("{id}: {found:?}: {messages}"));
        }
        let (found, messages) = shown(&rule["passes"]);
        if found.iter().any(|one| one.ends_with(&format!("[{id}]"))) {
            wrong.push(format!("{id} passes: {found:?}: {messages}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("manifests")
}

#[test]
fn a_mesh_differs_in_nothing_from_itself_nor_from_its_portal() {
    let mesh = Mesh::new();
    let site = mesh.out();
    let root = sample();
    let mut command = mesh.command();
    command.arg("build").arg("--root").arg(&root);
    command.arg("--out").arg(&site);
    Output::of(command).assert_ran();
    for (old, new) in [
        (&root, &root),
        (&root, &site),
        (&site, &root),
        (&site, &site),
    ] {
        assert_eq!(diff(&mesh, old, new), [Value::Null; 0]);
    }
}

#[test]
fn what_is_neither_a_mesh_nor_a_portal_is_refused() {
    let mesh = Mesh::new().table("p.d.t", &[("id", "INT64")]).bigquery();
    let output = mesh.run(&["diff", "mesh", "nowhere"]);
    assert_eq!(output.status, 2, "{}", output.stderr);
    fs::create_dir(mesh.base().join("empty")).unwrap();
    let output = mesh.run(&["diff", "empty", "mesh"]);
    assert_eq!(output.status, 2);
    assert!(
        output.stderr.contains("OLD `empty` is neither"),
        "{}",
        output.stderr
    );
    let mesh = mesh.file(
        "sales.yaml",
        "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: sales\n",
    );
    for (only, status) in [("dme:sale", 2), ("sale", 2), ("dme:sales", 0), ("sales", 0)] {
        let output = mesh.run(&["diff", "mesh", "mesh", "--only", only]);
        assert_eq!(output.status, status, "{only}: {}", output.stderr);
        let is_near = output.stderr.contains("did you mean `dme:sales`?");
        assert_eq!(is_near, status == 2, "{}", output.stderr);
    }
}

/// Two states of one view, of which the second lacks a column.
fn a_column_less() -> Mesh {
    let (old, new) = ("id,1,INT64,YES\n", "");
    let head = "table_catalog,table_schema,table_name,column_name,ordinal_position,data_type,is_nullable\n";
    let tables = "table_catalog,table_schema,table_name,table_type\np,unified,orders,VIEW\n";
    let settings = "[entry_points]\ndatasets = [\"p.unified\"]\n";
    let mut mesh = Mesh::new();
    for (side, id) in [("old", old), ("new", new)] {
        let id = match id {
            "" => String::new(),
            id => format!("p,unified,orders,{id}"),
        };
        let columns = format!("{head}p,unified,orders,total,2,NUMERIC,YES\n{id}");
        mesh = mesh
            .file(&format!("{side}/vitrina.toml"), settings)
            .file(&format!("{side}/exports/bigquery/TABLES.csv"), tables)
            .file(&format!("{side}/exports/bigquery/COLUMNS.csv"), columns);
    }
    mesh
}

#[test]
fn a_breaking_change_fails_until_it_is_accepted() {
    let mesh = a_column_less();
    let output = mesh.run(&["diff", "mesh/old", "mesh/new"]);
    assert_eq!(output.status, 1, "{}", output.stderr);
    let entry: String = output
        .stdout
        .lines()
        .skip_while(|line| !line.contains("[[accepted]]"))
        .map(|line| format!("{}\n", line.trim()))
        .collect();
    let never = mesh.run(&["diff", "mesh/old", "mesh/new", "--fail-on", "never"]);
    assert_eq!(never.status, 0);
    // As it is printed, it says neither why nor who agrees.
    let mesh = mesh.file("new/accepted-changes.toml", &entry);
    assert_eq!(mesh.run(&["diff", "mesh/old", "mesh/new"]).status, 2);
    let entry = entry
        .replace("reason = \"\"", "reason = \"nobody reads it\"")
        .replace("agreed_by = []", "agreed_by = [\"team:growth\"]");
    let mesh = mesh.file("new/accepted-changes.toml", entry);
    let output = mesh.run(&["diff", "mesh/old", "mesh/new"]);
    assert_eq!(
        (output.status, output.stderr.as_str()),
        (0, "0 breaking, 0 risky, 0 unknown, 0 safe, 1 accepted\n")
    );
    assert!(
        output.stdout.contains("accepted: nobody reads it"),
        "{}",
        output.stdout
    );
    // Once the old state holds it, the entry is spent.
    let output = mesh.run(&["diff", "mesh/new", "mesh/new"]);
    assert_eq!(output.status, 0);
    assert!(output.stderr.contains("spent"), "{}", output.stderr);
}

#[test]
fn a_comment_has_breaking_changes_first_and_open() {
    let mesh = a_column_less();
    let output = mesh.run(&["diff", "mesh/old", "mesh/new", "--format", "markdown"]);
    let lines: Vec<&str> = output.stdout.lines().collect();
    assert_eq!(lines[0], "# 1 breaking, 0 risky, 0 unknown, 0 safe");
    assert!(
        lines.contains(&"- **breaking** `column-removed` p.unified.orders: id \\(INT64\\) is gone"),
        "{}",
        output.stdout
    );
}

/// What each rule is the other way round.
const MIRROR: [(&str, &str); 26] = [
    ("view-added", "view-removed"),
    ("table-added", "table-removed"),
    ("product-added", "product-removed"),
    ("dme-added", "dme-removed"),
    ("domain-added", "domain-removed"),
    ("domain-moved", "domain-moved"),
    ("kind-changed", "kind-changed"),
    ("joined-entry-point", "left-entry-point"),
    ("pointer-moved-within", "pointer-moved-within"),
    ("pointer-moved-across", "pointer-moved-across"),
    ("pointer-unknown", "pointer-unknown"),
    ("column-added", "column-removed"),
    ("column-retyped", "column-retyped"),
    ("column-widened", "column-narrowed"),
    ("column-nested", "column-nested"),
    ("column-reordered", "column-reordered"),
    ("column-required", "column-nullable"),
    ("policy-tag-added", "policy-tag-removed"),
    ("partition-filter-dropped", "partition-filter-required"),
    ("row-policy-added", "row-policy-removed"),
    ("owner-changed", "owner-changed"),
    ("team-changed", "team-changed"),
    ("audience-added", "audience-removed"),
    ("contract-added", "contract-removed"),
    ("service-level-raised", "service-level-weakened"),
    ("end-of-life-later", "end-of-life-earlier"),
];

#[test]
fn the_way_back_mirrors_the_way_there() {
    let rules = Mesh::new()
        .run(&["explain", "--changes", "--format", "json"])
        .json();
    let rules = rules.as_array().unwrap();
    let mut wrong = Vec::new();
    for (one, other) in MIRROR {
        for (id, back) in [(one, other), (other, one)] {
            let rule = rules.iter().find(|rule| field(rule, "id") == id).unwrap();
            let mesh = Mesh::new();
            let (old, new) = states(&mesh, &rule["fails"]);
            let found = diff(&mesh, &new, &old);
            let found: Vec<&str> = found.iter().map(|c| field(c, "rule")).collect();
            if found != [back] {
                wrong.push(format!("{id} back is {found:?}, not {back}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_version_that_stays_is_noted_at_what_breaks() {
    let product = |version: &str| {
        format!(
            "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: store\n---\napiVersion: vitrina/v1\nkind: DataProduct\nenvironment: store\nid: orders\nversion: {version}\noutputPorts:\n  - {{name: orders, physicalName: p.unified.orders}}\n"
        )
    };
    let notes = |is: &str| {
        let mesh = a_column_less()
            .file("old/product.yaml", product("1.0.0"))
            .file("new/product.yaml", product(is));
        let (old, new) = (mesh.root().join("old"), mesh.root().join("new"));
        let changes = diff(&mesh, &old, &new);
        assert_eq!(changes.len(), 1, "{changes:?}");
        changes[0]["notes"].to_string()
    };
    assert_eq!(notes("1.0.0"), "[\"the version of orders stays 1.0.0\"]");
    assert!(notes("1.1.0").contains("1.0.0 before and 1.1.0 now"));
    assert_eq!(notes("2.0.0"), "[]");
    assert_eq!(notes("2027-01"), "[]");
}

#[test]
fn what_only_one_side_exports_is_not_removed() {
    let mesh = Mesh::new();
    let root = mesh.root();
    copy(&sample(), &root);
    let exports = root.join("exports/bigquery");
    fs::remove_file(exports.join("OBJECT_PRIVILEGES.ndjson")).unwrap();
    let rules = |mesh: &Mesh| {
        let all = diff(mesh, &sample(), &root);
        let rules: Vec<String> = all.iter().map(|c| field(c, "rule").to_owned()).collect();
        rules
    };
    let told = rules(&mesh);
    assert!(told.iter().all(|rule| rule == "not-compared"), "{told:?}");
    for file in [
        "COLUMNS",
        "COLUMN_FIELD_PATHS",
        "VIEWS",
        "TABLE_OPTIONS",
        "TABLES",
    ] {
        fs::remove_file(exports.join(format!("{file}.ndjson"))).unwrap();
        for change in diff(&mesh, &sample(), &root) {
            assert_ne!(field(&change, "class"), "breaking", "{file}: {change}");
        }
    }
}

/// Copies a folder.
fn copy(from: &Path, to: &Path) {
    for file in crate::support::files_below(from) {
        let full = to.join(&file);
        fs::create_dir_all(full.parent().unwrap()).unwrap();
        fs::copy(from.join(file), full).unwrap();
    }
}

/// Builds both states of a mesh, `old-site` and `new-site`.
fn sites(mesh: &Mesh) -> (PathBuf, PathBuf) {
    for side in ["old", "new"] {
        let root = format!("mesh/{side}");
        let out = format!("{side}-site");
        mesh.run(&["build", "--root", &root, "--out", &out])
            .assert_ran();
    }
    (mesh.base().join("old-site"), mesh.base().join("new-site"))
}

#[test]
fn roots_and_portals_tell_the_same() {
    let mesh = a_column_less();
    let (old, new) = (mesh.root().join("old"), mesh.root().join("new"));
    let (old_site, new_site) = sites(&mesh);
    let expected = diff(&mesh, &old, &new);
    assert_eq!(expected.len(), 1);
    assert_eq!(diff(&mesh, &old_site, &new_site), expected);
    assert_eq!(diff(&mesh, &old, &new_site), expected);
    assert_eq!(diff(&mesh, &old_site, &new), expected);
}

#[test]
fn what_an_older_version_does_not_write_is_unknown() {
    let mesh = a_column_less();
    let (old, new) = sites(&mesh);
    let without = |site: &Path| {
        let path = site.join("api/v1/schema.json");
        let schema = fs::read_to_string(&path).unwrap();
        let older = schema.replace("\"columns_complete\": {", "\"columns_other\": {");
        assert_ne!(schema, older);
        fs::write(path, older).unwrap();
    };
    without(&new);
    let found = diff(&mesh, &old, &new);
    let found: Vec<String> = found
        .iter()
        .map(|c| format!("{}[{}]", field(c, "class"), field(c, "rule")))
        .collect();
    assert_eq!(found, ["unknown[not-compared]", "unknown[column-unseen]"]);
    assert_eq!(diff(&mesh, &new, &new), [Value::Null; 0]);
    without(&old);
    let found = diff(&mesh, &old, &new);
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn a_damaged_portal_is_refused_with_its_place() {
    let mesh = a_column_less();
    let (old, new) = sites(&mesh);
    let path = new.join("api/v1/views.ndjson");
    let line = fs::read_to_string(&path).unwrap();
    fs::write(&path, &line[..line.len() / 2]).unwrap();
    let mut command = mesh.command();
    command.arg("diff").arg(&old).arg(&new);
    let output = Output::of(command);
    assert_eq!(output.status, 2);
    assert!(
        output
            .stderr
            .contains("api/v1/views.ndjson:1 can't be read"),
        "{}",
        output.stderr
    );
}

/// A state of a mesh: views in an entry-point dataset over tables, with what exports say of them.
fn state(mesh: Mesh, side: &str, files: &[(&str, &str)]) -> Mesh {
    let mesh = mesh.file(
        &format!("{side}/vitrina.toml"),
        "[entry_points]\ndatasets = [\"p.unified\"]\n",
    );
    files.iter().fold(mesh, |mesh, (file, text)| {
        let path = match file.strip_suffix(".csv") {
            Some(_) => format!("{side}/exports/bigquery/{file}"),
            None => format!("{side}/{file}"),
        };
        mesh.file(&path, text)
    })
}

const TABLES: &str = "table_catalog,table_schema,table_name,table_type\n";
const COLUMNS: &str =
    "table_catalog,table_schema,table_name,column_name,ordinal_position,data_type,is_nullable\n";
const VIEWS: &str = "table_catalog,table_schema,table_name,view_definition\n";
const GRANTS: &str =
    "object_catalog,object_schema,object_name,object_type,privilege_type,grantee\n";

/// `class[rule] key` of each change.
fn told(mesh: &Mesh) -> Vec<String> {
    let (old, new) = (mesh.root().join("old"), mesh.root().join("new"));
    let changes = diff(mesh, &old, &new);
    changes
        .iter()
        .map(|c| {
            let (class, rule) = (field(c, "class"), field(c, "rule"));
            format!("{class}[{rule}] {}", field(c, "asset"))
        })
        .collect()
}

#[test]
fn a_view_that_keeps_the_former_name_makes_a_rename_safe() {
    let dme = "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: store\n";
    let product = |port: &str| {
        format!(
            "{dme}---\napiVersion: vitrina/v1\nkind: DataProduct\nid: orders\nenvironment: store\noutputPorts:\n  - {{name: orders, {port}}}\n"
        )
    };
    let mesh = |kept: bool| {
        let (tables, columns) = (
            format!("{TABLES}p,unified,sales,VIEW\n"),
            format!("{COLUMNS}p,unified,sales,id,1,INT64,YES\n"),
        );
        let old = product("physicalName: p.unified.sales");
        let mesh = state(
            Mesh::new(),
            "old",
            &[
                ("TABLES.csv", &tables),
                ("COLUMNS.csv", &columns),
                ("product.yaml", &old),
            ],
        );
        let both = |text: &str| match kept {
            true => {
                format!(
                    "{text}{}",
                    text.lines().last().unwrap().replace("sales", "orders")
                ) + "\n"
            }
            false => text.replace("sales", "orders"),
        };
        let new = product("physicalName: p.unified.orders, renamedFrom: p.unified.sales");
        let views = match kept {
            true => format!("{VIEWS}p,unified,sales,SELECT id FROM p.unified.orders\n"),
            false => VIEWS.to_owned(),
        };
        let (tables, columns) = (both(&tables), both(&columns));
        state(
            mesh,
            "new",
            &[
                ("TABLES.csv", &tables),
                ("COLUMNS.csv", &columns),
                ("VIEWS.csv", &views),
                ("product.yaml", &new),
            ],
        )
    };
    assert_eq!(
        told(&mesh(false)),
        ["breaking[renamed] relation:p.unified.sales"]
    );
    let kept = told(&mesh(true));
    assert!(
        kept.contains(&"safe[renamed] relation:p.unified.sales".to_owned()),
        "{kept:?}"
    );
    assert!(
        !kept.iter().any(|one| one.starts_with("breaking")),
        "{kept:?}"
    );
}

#[test]
fn a_product_is_renamed_and_not_gone() {
    let product = |id: &str, rest: &str| {
        format!(
            "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: store\n---\napiVersion: vitrina/v1\nkind: DataProduct\nid: {id}\nenvironment: store\n{rest}"
        )
    };
    let mesh = state(
        Mesh::new(),
        "old",
        &[("product.yaml", &product("sales", ""))],
    );
    let mesh = state(
        mesh,
        "new",
        &[("product.yaml", &product("orders", "renamedFrom: sales\n"))],
    );
    assert_eq!(told(&mesh), ["risky[renamed] product:sales"]);
}

#[test]
fn who_takes_all_columns_in_their_order_is_met_by_a_new_one() {
    let tables = format!(
        "{TABLES}p,unified,a,VIEW\np,unified,b,VIEW\np,unified,all,VIEW\np,s,t,BASE TABLE\n"
    );
    let views = format!(
        "{VIEWS}p,unified,a,SELECT id FROM p.s.t\np,unified,b,SELECT id FROM p.s.t\np,unified,all,SELECT * FROM p.unified.a UNION ALL SELECT * FROM p.unified.b\n"
    );
    let columns = |last: &str| {
        format!(
            "{COLUMNS}p,s,t,id,1,INT64,YES\np,unified,b,id,1,INT64,YES\np,unified,all,id,1,INT64,YES\np,unified,a,id,1,INT64,YES\n{last}"
        )
    };
    let mesh = state(
        Mesh::new(),
        "old",
        &[
            ("TABLES.csv", &tables),
            ("VIEWS.csv", &views),
            ("COLUMNS.csv", &columns("")),
        ],
    );
    let more = columns("p,unified,a,note,2,STRING,YES\n");
    let mesh = state(
        mesh,
        "new",
        &[
            ("TABLES.csv", &tables),
            ("VIEWS.csv", &views),
            ("COLUMNS.csv", &more),
        ],
    );
    let told = told(&mesh);
    assert!(
        told.contains(&"breaking[column-added] relation:p.unified.a".to_owned()),
        "{told:?}"
    );
}

/// Two states of two views, of which the second lacks a grant on their dataset.
fn a_grant_less() -> Mesh {
    let tables = format!("{TABLES}p,unified,a,VIEW\np,unified,b,VIEW\n");
    let kept = "p,,unified,SCHEMA,roles/bigquery.dataViewer,group:all@example.com\n";
    let more = format!(
        "{GRANTS}{kept}p,,unified,SCHEMA,roles/bigquery.dataViewer,group:few@example.com\n"
    );
    let less = format!("{GRANTS}{kept}");
    let mesh = state(
        Mesh::new(),
        "old",
        &[("TABLES.csv", &tables), ("OBJECT_PRIVILEGES.csv", &more)],
    );
    state(
        mesh,
        "new",
        &[("TABLES.csv", &tables), ("OBJECT_PRIVILEGES.csv", &less)],
    )
}

#[test]
fn a_grant_on_a_dataset_is_one_change() {
    let mesh = a_grant_less();
    assert_eq!(
        told(&mesh),
        ["breaking[audience-removed] dataset:p.unified"]
    );
    let (old, new) = (mesh.root().join("old"), mesh.root().join("new"));
    let notes = diff(&mesh, &old, &new)[0]["notes"].to_string();
    assert!(
        notes.contains("2 tables and views inherit it: p.unified.a, p.unified.b"),
        "{notes}"
    );
}

#[test]
fn settings_raise_rules_and_leave_some_out() {
    let settings = |changes: &str| {
        format!("[entry_points]\ndatasets = [\"p.unified\"]\n[changes]\n{changes}\n")
    };
    let mesh = a_column_less();
    let run = |mesh: &Mesh, from: &str, to: &str| {
        let output = mesh.run(&["diff", from, to]);
        (output.status, output.stderr)
    };
    let mesh = mesh.file("old/vitrina.toml", settings("column-added = \"breaking\""));
    let (status, text) = run(&mesh, "mesh/new", "mesh/old");
    assert_eq!(
        (status, text.as_str()),
        (1, "1 breaking, 0 risky, 0 unknown, 0 safe\n")
    );
    let mut mesh = mesh.file(
        "new/vitrina.toml",
        settings("column-removed = { off = \"we know\" }"),
    );
    let (status, text) = run(&mesh, "mesh/old", "mesh/new");
    assert_eq!(status, 0, "{text}");
    assert!(
        text.contains("the settings leave out 1 of column-removed: we know"),
        "{text}"
    );
    for wrong in [
        "column-removed = \"risky\"",
        "column-gone = \"breaking\"",
        "column-added = { off = \"\" }",
    ] {
        mesh = mesh.file("new/vitrina.toml", settings(wrong));
        assert_eq!(run(&mesh, "mesh/old", "mesh/new").0, 2, "{wrong}");
    }
}

#[test]
fn entries_stand_in_files_that_the_settings_name() {
    let entry = "[[accepted]]\nrule = \"column-removed\"\nasset = \"relation:p.unified.orders\"\ncolumn = \"id\"\nold = \"INT64\"\nnew = \"\"\nreason = \"r\"\nagreed_by = [\"team:a\"]\n";
    let mesh = a_column_less().file("new/accepted/one.toml", entry).file(
        "new/vitrina.toml",
        "[entry_points]\ndatasets = [\"p.unified\"]\n[diff]\naccepted = \"accepted/*.toml\"\n",
    );
    let output = mesh.run(&["diff", "mesh/old", "mesh/new"]);
    assert_eq!(output.status, 0, "{}{}", output.stdout, output.stderr);
    for format in ["sarif", "junit", "github"] {
        let output = mesh.run(&["diff", "mesh/old", "mesh/new", "--format", format]);
        assert_eq!(output.status, 0, "{}", output.stderr);
        assert_eq!(
            output.stdout.contains("column-removed"),
            format != "github",
            "{}",
            output.stdout
        );
    }
}

#[test]
fn a_domain_that_was_merged_into_another_is_safe_to_go() {
    let domain =
        |id: &str, more: &str| format!("apiVersion: vitrina/v1\nkind: Domain\nid: {id}\n{more}");
    let announced = domain("returns", "lifecycle: {replacedBy: sales}\n");
    for (before, class) in [(announced, "safe"), (domain("returns", ""), "risky")] {
        let mesh = Mesh::new();
        let (old, new) = (mesh.base().join("old"), mesh.base().join("new"));
        let sales = domain("sales", "");
        for (folder, text) in [
            (&old, format!("{sales}---\n{before}")),
            (&new, sales.clone()),
        ] {
            fs::create_dir_all(folder).unwrap();
            fs::write(folder.join("domains.yaml"), text).unwrap();
        }
        let changes = diff(&mesh, &old, &new);
        let found: Vec<_> = changes
            .iter()
            .map(|c| (field(c, "rule"), field(c, "class")))
            .collect();
        assert_eq!(found, [("domain-removed", class)]);
        let back = diff(&mesh, &new, &old);
        let found: Vec<_> = back.iter().map(|c| field(c, "rule")).collect();
        assert_eq!(found, ["domain-added"]);
    }
}
