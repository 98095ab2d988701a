//! What is judged by a former state, where that is a site that was built: rules whose examples have two
//! mesh roots say the same of it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{Mesh, Output};

fn build(mesh: &Mesh, root: &str, out: &str) -> PathBuf {
    mesh.run(&["build", "--root", root, "--out", out])
        .assert_ran();
    mesh.base().join(out)
}

/// `class[rule] asset` of each change.
fn diff(mesh: &Mesh, old: &Path, new: &Path) -> Vec<String> {
    let mut command = mesh.command();
    command.arg("diff").arg(old).arg(new);
    command.args(["--format", "ndjson"]);
    let output = Output::of(command);
    output.assert_ran();
    let changes = output.ndjson();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let said = changes.iter().map(|change| {
        let (class, rule) = (text(&change["class"]), text(&change["rule"]));
        format!("{class}[{rule}] {}", text(&change["asset"]))
    });
    said.collect()
}

#[test]
fn a_domain_that_is_gone_is_told_of_sites_as_of_roots() {
    let domain =
        |id: &str, more: &str| format!("apiVersion: vitrina/v1\nkind: Domain\nid: {id}\n{more}");
    let sales = domain("sales", "");
    for (life, class) in [("", "risky"), ("lifecycle: {replacedBy: sales}\n", "safe")] {
        let before = format!("{sales}---\n{}", domain("returns", life));
        let mesh = Mesh::new()
            .file("old/domains.yaml", before)
            .file("new/domains.yaml", &sales);
        let (old, new) = (mesh.root().join("old"), mesh.root().join("new"));
        let old_site = build(&mesh, "mesh/old", "old-site");
        let new_site = build(&mesh, "mesh/new", "new-site");
        for (old, new) in [(&old_site, &new_site), (&old_site, &new), (&old, &new_site)] {
            let gone = format!("{class}[domain-removed] domain:returns");
            assert_eq!(diff(&mesh, old, new), [gone], "{class}");
            let back = diff(&mesh, new, old);
            assert_eq!(back, ["safe[domain-added] domain:returns"], "{class}");
        }
    }
}

const SETTINGS: &str = "[entry_points]\ndatasets = [\"shop.store\"]\n";

fn product(version: &str) -> String {
    format!(
        "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: store\nservers: [{{type: bigquery, project: shop, dataset: store}}]\n---\napiVersion: vitrina/v1\nkind: DataProduct\nid: orders\nenvironment: store\nversion: {version}\noutputPorts: [{{name: orders, physicalName: shop.store.orders}}]\n"
    )
}

#[test]
fn a_version_that_was_not_raised_is_told_by_the_former_site() {
    let tables = "table_catalog,table_schema,table_name,table_type\nshop,store,orders,BASE TABLE\n";
    let head = "table_catalog,table_schema,table_name,column_name,ordinal_position,data_type\n";
    let id = "shop,store,orders,id,1,STRING\n";
    let total = "shop,store,orders,total,2,STRING\n";
    let mesh = Mesh::new()
        .file("vitrina.toml", SETTINGS)
        .file("products.yaml", product("1.2.0"))
        .file("exports/bigquery/TABLES.csv", tables)
        .file("exports/bigquery/COLUMNS.csv", format!("{head}{id}{total}"));
    let former = build(&mesh, "mesh", "former");
    let former = former.to_str().unwrap();
    let not_raised = |mesh: &Mesh| {
        let output = mesh.run(&["check", "--previous", former, "--format", "json"]);
        output.assert_ran();
        let found = output.json();
        let found = found.as_array().unwrap().iter();
        found
            .filter(|line| line["rule"] == "version-not-raised")
            .count()
    };
    assert_eq!(not_raised(&mesh), 0);
    let mut mesh = mesh.file("exports/bigquery/COLUMNS.csv", format!("{head}{id}"));
    let versions = [("1.2.0", 1), ("1.3.0", 1), ("2.0.0", 0), ("2027-01", 0)];
    for (version, found) in versions {
        mesh = mesh.file("products.yaml", product(version));
        assert_eq!(not_raised(&mesh), found, "{version}");
    }
}

#[test]
fn a_site_that_lost_lines_is_not_a_smaller_mesh() {
    let tables = "table_catalog,table_schema,table_name,table_type\nshop,store,orders,BASE TABLE\nshop,store,items,BASE TABLE\nshop,store,today,VIEW\n";
    let mesh = Mesh::new()
        .file("vitrina.toml", SETTINGS)
        .file("products.yaml", product("1.2.0"))
        .file("exports/bigquery/TABLES.csv", tables);
    let site = build(&mesh, "mesh", "built");
    let old = site.to_str().unwrap();
    let commands: [&[&str]; 3] = [
        &["diff", old, "mesh"],
        &["diff", "mesh", old],
        &["check", "--previous", old],
    ];
    let file = |name: &str| site.join("api/v1").join(name);
    for name in [
        "tables", "views", "products", "dmes", "domains", "datasets", "mesh", "findings",
    ] {
        let name = format!("{name}.ndjson");
        let whole = fs::read_to_string(file(&name)).unwrap();
        let first = whole.find('\n').map_or(0, |at| at + 1);
        let lost = [
            None,
            Some(""),
            Some(&whole[..first / 2]),
            Some(&whole[first..]),
        ];
        for left in lost.into_iter().filter(|left| *left != Some(&whole)) {
            match left {
                None => fs::remove_file(file(&name)).unwrap(),
                Some(text) => fs::write(file(&name), text).unwrap(),
            }
            for command in commands {
                let output = mesh.run(command);
                assert_eq!(output.status, 2, "{name} {left:?} {command:?}");
                let said = &output.stderr;
                assert!(said.contains(&name), "{name} {left:?} {command:?}: {said}");
            }
        }
        fs::write(file(&name), whole).unwrap();
    }
    assert_eq!(diff(&mesh, &site, &mesh.root()), [""; 0]);
}
