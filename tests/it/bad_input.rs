//! What happens when the input is wrong: the exact message, and that nothing else is lost.
//!
//! Each mesh here is [`good`] with one fault added; after looking at the message, each test asks
//! [`rest_is_used`] whether everything else is still read and built.

mod exports;
mod files;
mod links;
mod manifests;
pub mod markup;
mod names;
mod output;
mod settings;
mod together;

use crate::support::Mesh;

/// A domain, a DME that holds `p.store`, a product of it, and a unified view over its table.
pub fn good() -> Mesh {
    Mesh::new()
        .bigquery()
        .file(
            "good/mesh.yaml",
            "\
apiVersion: vitrina/v1
kind: Domain
id: sales
---
apiVersion: vitrina/v1
kind: Team
id: sellers
---
apiVersion: vitrina/v1
kind: DataMeshEnvironment
id: store
domains: [sales]
team: {name: sellers}
servers:
  - {type: bigquery, project: p, dataset: store}
---
apiVersion: vitrina/v1
kind: DataProduct
id: orders
environment: store
domain: sales
tables:
  - {name: orders, physicalName: p.store.orders}
outputPorts:
  - {name: orders, physicalName: p.unified.orders}
---
apiVersion: vitrina/v1
kind: GlossaryTerm
id: order
",
        )
        .table(
            "p.store.orders",
            &[("order_id", "INT64"), ("buyer", "STRING")],
        )
        .view(
            "p.unified.orders",
            "SELECT order_id, buyer FROM `p.store.orders`",
        )
}

/// What is said where the settings are at fault: nothing is listed or published then.
#[track_caller]
fn refused(mesh: &Mesh) -> String {
    let check = mesh.run(&["check"]);
    for args in [
        &["build"][..],
        &["build", "--quiet"],
        &["list", "findings"],
        &["lineage", "p.unified.orders", "--root", "mesh"],
    ] {
        let output = mesh.run(args);
        let told = (output.status, output.stdout.as_str(), &output.stderr);
        assert_eq!(told, (2, "", &check.stderr), "{args:?}");
    }
    assert!(!mesh.out().exists());
    assert_eq!((check.status, check.stdout.as_str()), (2, ""));
    let (findings, end) = check
        .stderr
        .split_once("error: nothing was done: vitrina.toml has ")
        .expect("the sentence");
    assert!(end.contains("\nhelp: settings are read as a whole or not at all"));
    findings.trim_end().to_owned()
}

/// Whether all of [`good`] is in the catalog and in the site.
#[track_caller]
fn rest_is_used(mesh: &Mesh) {
    for (what, name) in [
        ("domains", "sales"),
        ("teams", "sellers"),
        ("dmes", "store"),
        ("products", "orders"),
        ("terms", "order"),
        ("tables", "p.store.orders"),
        ("views", "p.unified.orders"),
    ] {
        let names = mesh.names(what);
        assert!(names.iter().any(|n| n == name), "{what}: {names:?}");
    }
    let views = mesh.list("views");
    let view = views
        .iter()
        .find(|v| v["name"] == "p.unified.orders")
        .unwrap();
    assert_eq!(view["owner"]["dme"], "store");
    assert_eq!(view["targets"][0], "p.store.orders");
    let site = mesh.build();
    for page in [
        "index.html",
        "domains/sales.html",
        "teams/sellers.html",
        "dmes/store.html",
        "products/store/orders.html",
        "glossary/order.html",
        "tables/p/store/orders.html",
        "views/unified/orders.html",
    ] {
        assert!(site.exists(page), "{page}");
    }
}

#[test]
fn the_good_mesh_is_good() {
    let mesh = good();
    assert_eq!(mesh.check(), "");
    rest_is_used(&mesh);
}
