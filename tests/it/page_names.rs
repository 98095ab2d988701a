//! Addresses as file names: what Linux, macOS and Windows can hold, also where case is folded, and
//! those of ordinary names, which never change.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::{Mesh, Site};

/// Why Windows couldn't hold a path, or where it folds case into another.
fn faults(site: &Site) -> Vec<String> {
    let mut faults = Vec::new();
    let mut files = BTreeSet::new();
    let mut folders: BTreeMap<String, String> = BTreeMap::new();
    for path in site.files() {
        if !files.insert(path.to_lowercase()) {
            faults.push(format!("{path}: twice without case"));
        }
        if path.len() > 200 {
            faults.push(format!("{path}: {} bytes", path.len()));
        }
        for (at, _) in path.match_indices('/') {
            let folder = &path[..at];
            let known = folders
                .entry(folder.to_lowercase())
                .or_insert_with(|| folder.to_owned());
            if known.as_str() != folder {
                faults.push(format!("{path}: in {known} without case"));
            }
        }
        for part in path.split('/') {
            let stem = part.split('.').next().unwrap().to_lowercase();
            let is_port = ["com", "lpt"].iter().any(|port| {
                stem.strip_prefix(port)
                    .is_some_and(|n| n.len() == 1 && n.bytes().all(|b| b.is_ascii_digit()))
            });
            if is_port || ["con", "prn", "aux", "nul"].contains(&stem.as_str()) {
                faults.push(format!("{path}: a device"));
            }
            let is_odd = |c: char| c.is_control() || !c.is_ascii() || "<>:\"|?*\\".contains(c);
            if part.contains(is_odd) || part.ends_with(['.', ' ']) || part.len() > 160 {
                faults.push(format!("{path}: {part:?}"));
            }
        }
    }
    let shared = folders.keys().filter(|folder| files.contains(*folder));
    faults.extend(shared.map(|folder| format!("{folder}: a file and a folder")));
    faults
}

/// Each listed asset has a page of its own.
#[track_caller]
fn assert_pages(mesh: &Mesh, site: &Site, what: &str, count: usize) -> Vec<String> {
    let urls = mesh.field(what, "url");
    let different: BTreeSet<String> = urls.iter().map(|u| u.to_lowercase()).collect();
    assert_eq!(different.len(), count, "{what}: {urls:?}");
    for url in &urls {
        assert!(site.exists(url), "{url}");
    }
    urls
}

#[test]
fn names_of_devices() {
    let names = [
        "con",
        "PRN",
        "Aux",
        "nul",
        "COM1",
        "lpt9",
        "com0",
        "COM¹",
        "con.v2",
        "nul.tar.gz",
        "CONIN$",
    ];
    let mut mesh = Mesh::new().bigquery();
    let mut manifests = String::new();
    for name in names {
        for kind in ["Domain", "Team", "GlossaryTerm"] {
            manifests.push_str(&format!(
                "---\napiVersion: vitrina/v1\nkind: {kind}\nid: {name:?}\n"
            ));
        }
        mesh = mesh
            .ndjson(
                "TABLES",
                &[
                    serde_json::json!({"table_catalog": "p", "table_schema": "core",
                        "table_name": name, "table_type": "BASE TABLE"}),
                    serde_json::json!({"table_catalog": name, "table_schema": name,
                        "table_name": "t", "table_type": "BASE TABLE"}),
                ],
            )
            .file(&format!("guides/{name}.md"), "# A guide\n");
    }
    let mesh = mesh.file("names.yaml", manifests);
    let site = mesh.build();
    assert_eq!(faults(&site), [""; 0]);
    for what in ["domains", "teams", "terms"] {
        assert_pages(&mesh, &site, what, names.len());
    }
    assert_pages(&mesh, &site, "tables", 2 * names.len());
}

#[test]
fn names_that_differ_by_case_alone_in_folders_as_well() {
    let mut mesh = Mesh::new().bigquery();
    for (project, dataset) in [("p", "core"), ("P", "core"), ("p", "Core"), ("P", "CORE")] {
        for table in ["orders", "Orders", "Index", "X.HTML", "Page-2"] {
            mesh = mesh.table(&format!("{project}.{dataset}.{table}"), &[("id", "INT64")]);
        }
    }
    let site = mesh.build();
    assert_eq!(faults(&site), [""; 0]);
    let urls = assert_pages(&mesh, &site, "tables", 20);
    assert!(
        urls.contains(&"tables/p/core/orders.html".to_owned()),
        "{urls:?}"
    );
    let findings = mesh.check();
    assert!(
        findings.contains("which is another's on file systems that fold case"),
        "{findings}"
    );
}

#[test]
fn long_names() {
    let (project, dataset) = ("p".repeat(150), "d".repeat(250));
    let deep = "level/".repeat(50);
    let mut mesh = Mesh::new()
        .bigquery()
        .file(&format!("guides/{deep}a.md"), "# A\n")
        .file(&format!("guides/{deep}b.md"), "# B\n");
    for table in ["t".repeat(400), "t".repeat(401), "short".to_owned()] {
        mesh = mesh.table(&format!("{project}.{dataset}.{table}"), &[("id", "INT64")]);
    }
    let site = mesh.build();
    assert_eq!(faults(&site), [""; 0]);
    assert_pages(&mesh, &site, "tables", 3);
    let guides = site.files();
    let guides = guides
        .iter()
        .filter(|p| p.starts_with("guides/") && *p != "guides/index.html");
    assert_eq!(guides.count(), 2);
}

#[test]
fn ordinary_names_keep_their_addresses() {
    let mesh = Mesh::new()
        .bigquery()
        .table("my-project.core_data.Order_Items-v1.2", &[("id", "INT64")])
        .table("my-project.console.null", &[("id", "INT64")])
        .table("my-project.core_data.índice", &[("id", "INT64")])
        .view("p.unified.orders", "SELECT 1 AS id")
        .file("guides/how/to-publish.md", "# How\n")
        .file(
            "names.yaml",
            "\
apiVersion: vitrina/v1
kind: Domain
id: commerce/marketplace
---
apiVersion: vitrina/v1
kind: Team
id: Sales-Team
",
        );
    let site = mesh.build();
    for page in [
        "tables/my-project/core_data/Order_Items-v1.2.html",
        "tables/my-project/console/null.html",
        "tables/my-project/core_data/ndice~8d6c0d90bf.html",
        "views/unified/orders.html",
        "guides/how/to-publish.html",
        "domains/commerce/marketplace.html",
        "teams/Sales-Team.html",
    ] {
        assert!(site.exists(page), "{page}");
    }
}

/// The pages at former addresses: two tables from one place, and one from where a page stands once
/// case is folded.
#[test]
fn former_addresses_that_meet() {
    let mesh = Mesh::new()
        .bigquery()
        .table("p.core.a", &[("id", "INT64")])
        .table("p.core.b", &[("id", "INT64")])
        .table("p.core.c", &[("id", "INT64")])
        .file(
            "names.yaml",
            "\
apiVersion: vitrina/v1
kind: DataMeshEnvironment
id: store
servers:
  - {type: bigquery, project: p, dataset: core}
---
apiVersion: vitrina/v1
kind: DataProduct
id: orders
environment: store
tables:
  - {name: a, physicalName: p.core.a, previousNames: [{name: p.old.both}]}
  - {name: b, physicalName: p.core.b, previousNames: [{name: p.old.both}, {name: P.OLD.BOTH}]}
  - {name: c, physicalName: p.core.c, previousNames: [{name: p.core.A}, {name: p.old.c}]}
",
        );
    let site = mesh.build();
    assert_eq!(faults(&site), [""; 0]);
    let moved = site.page("tables/p/old/both.html");
    assert!(moved.contains("core/a.html"), "{moved}");
    assert!(site.page("tables/p/old/c.html").contains("core/c.html"));
}

/// Where there are no projects, a moved page lies where the page of such a table does.
#[test]
fn former_addresses_without_projects() {
    let head = "TABLE_CATALOG,TABLE_SCHEMA,TABLE_NAME,TABLE_TYPE";
    let mesh = Mesh::new()
        .file(
            "vitrina.toml",
            "[[exports]]\nformat = \"information-schema\"\ndialect = \"mysql\"\npath = \"a/**\"\n",
        )
        .file(
            "a/tables.csv",
            format!("{head}\ndef,shop,orders,BASE TABLE\n"),
        )
        .file(
            "names.yaml",
            "\
apiVersion: vitrina/v1
kind: DataMeshEnvironment
id: store
---
apiVersion: vitrina/v1
kind: DataProduct
id: orders
environment: store
tables:
  - {name: orders, physicalName: shop.orders, previousNames: [{name: shop.old_orders}]}
",
        );
    let site = mesh.build();
    let moved = site.page("tables/-/shop/old_orders.html");
    assert!(moved.contains("orders.html"), "{moved}");
    assert!(
        site.page("tables/-/shop/orders.html")
            .contains("shop.old_orders")
    );
}

/// What tells them apart makes addresses longer, which still have to fit.
#[test]
fn long_names_that_differ_by_case_alone() {
    let mut mesh = Mesh::new().bigquery();
    let (project, dataset) = ("p".repeat(30), "Core".repeat(20));
    for dataset in [dataset.to_lowercase(), dataset.to_uppercase(), dataset] {
        for table in ["t".repeat(62), "T".repeat(62), "t".repeat(61) + "T"] {
            mesh = mesh.table(&format!("{project}.{dataset}.{table}"), &[("id", "INT64")]);
        }
    }
    let site = mesh.build();
    assert_eq!(faults(&site), [""; 0]);
    assert_pages(&mesh, &site, "tables", 9);
}

/// The contents of a page name no part that it doesn't have.
#[test]
fn a_page_without_contradictions_leads_to_no_list_of_them() {
    let mesh = Mesh::new()
        .bigquery()
        .table("p.core.orders", &[("id", "INT64")]);
    mesh.build();
    let page = std::fs::read_to_string(mesh.out().join("governance/drift.html")).unwrap();
    let has_list = page.contains("id=\"contradictions\"");
    assert_eq!(page.contains("href=\"#contradictions\""), has_list);
    assert!(!has_list);
}
