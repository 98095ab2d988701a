//! No change is told that nobody can see: each is of something that the page of its asset shows.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};

use crate::support::{Mesh, Site};

/// A mesh in one of two states, which differ in every field of which changes are told.
fn mesh(day: i64, is_second: bool) -> Mesh {
    let or = |first: &'static str, second: &'static str| if is_second { second } else { first };
    let product = |id: &str, more: String| {
        format!("apiVersion: vitrina/v1\nkind: DataProduct\nid: {id}\nenvironment: sales\n{more}")
    };
    let orders = product(
        "orders",
        format!(
            "name: {}\nversion: {}\ndescription: {}\nstatus: {}\ndomain: {}\nteam: {{name: {}}}\nreleases:\n  - {{version: 1.0.0, date: 2026-01-01}}\n{}",
            or("Orders", "Purchases"),
            or("1.0.0", "2.0.0"),
            or("All orders.", "Everything bought."),
            or("active", "deprecated"),
            or("commerce", "trade"),
            or("north", "south"),
            or(
                "",
                "  - {version: 2.0.0, date: 2026-09-01}\nlifecycle: {deprecationDate: 2026-09-02, endOfLife: 2027-03-04, replacedBy: returns}\n"
            ),
        ) + &format!(
            "slaProperties:\n  - {{property: retention, value: \"{}\", unit: y}}\n{}outputPorts:\n  - name: orders\n    physicalName: p.unified.orders\n{}    audiences: [{{name: {}}}]\n  - name: fees\n    physicalName: p.unified.fees\n    contractId: fees\n",
            or("3", "7"),
            or(
                "",
                "  - {property: availability, value: \"99.9\", unit: \"%\"}\n"
            ),
            or("", "    contractId: orders\n"),
            or("analysts", "finance"),
        ),
    );
    let returns = product(
        "returns",
        format!(
            "status: deprecated\nlifecycle: {{deprecationDate: {}, endOfLife: {}, replacedBy: {}}}\n",
            or("2026-05-05", "2026-06-06"),
            or("2027-10-10", "2027-08-08"),
            or("orders", "drafts"),
        ),
    );
    let drafts = product("drafts", format!("status: {}\n", or("draft", "active")));
    let old = product("old", format!("status: {}\n", or("active", "retired")));
    let brief = product("brief", String::new());
    let contract = |id: &str, version: &str| {
        format!(
            "apiVersion: v3.1.0\nkind: DataContract\nid: {id}\nversion: {version}\nstatus: active\n"
        )
    };
    let dme = |id: &str, dataset: &str| {
        format!(
            "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: {id}\ndomains: [commerce]\nservers: [{{server: w, type: bigquery, project: p, dataset: \"{dataset}\"}}]\n"
        )
    };
    let mesh = Mesh::new()
        .env("SOURCE_DATE_EPOCH", &(1_790_000_000 + day * 86_400).to_string())
        .file(
            "vitrina.toml",
            format!(
                "[entry_points]\ndatasets = [\"p.unified\"{}]\n\n[[exports]]\nformat = \"bigquery\"\npath = \"exports/bigquery/**\"\n",
                or("", ", \"p.more\"")
            ),
        )
        .file(
            "domains.yaml",
            "apiVersion: vitrina/v1\nkind: Domain\nid: commerce\n---\napiVersion: vitrina/v1\nkind: Domain\nid: trade\n",
        )
        .file("sales.yaml", dme("sales", or("{store,shared}", "store")))
        .file("growth.yaml", dme("growth", or("lab", "{lab,shared}")))
        .file("orders.yaml", orders)
        .file("returns.yaml", returns)
        .file("drafts.yaml", drafts)
        .file("old.yaml", old)
        .file("a.odcs.yaml", contract("orders", "1.0.0"))
        .file("b.odcs.yaml", contract("fees", or("1.0.0", "1.1.0")))
        .file("guides/start.md", or("# Start\n\nAsk.\n", "# Start\n\nSearch.\n"))
        .table("p.shared.calendar", &[("day", "DATE")])
        .table("p.lab.tests", &[("id", "INT64")])
        .table("p.store.orders", &[])
        .view("p.unified.orders", or("SELECT id FROM p.store.orders", "SELECT id FROM p.lab.tests"))
        .view("p.unified.fees", or("SELECT id FROM p.store.orders", "SELECT id FROM p.store.clients"))
        .view("p.more.days", "SELECT day FROM p.shared.calendar")
        .ndjson("TABLES", &[table("store", or("customers", "clients"), "BASE TABLE"), table("lab", "sums", or("VIEW", "MATERIALIZED VIEW"))])
        .ndjson("VIEWS", &[json!({"table_catalog": "p", "table_schema": "lab", "table_name": "sums", "view_definition": "SELECT id FROM p.lab.tests"})])
        .ndjson("COLUMNS", &columns(is_second))
        .ndjson("COLUMN_FIELD_PATHS", &[json!({
            "table_catalog": "p", "table_schema": "store", "table_name": "orders", "column_name": "id",
            "field_path": "id", "data_type": or("INT64", "STRING"), "description": or("Number.", "Key."),
            "policy_tags": [or("projects/p/locations/us/taxonomies/1/policyTags/11", "projects/p/locations/us/taxonomies/1/policyTags/12")],
        })]);
    match is_second {
        true => mesh.view("p.unified.late", "SELECT id FROM p.lab.tests").file(
            "clients.yaml",
            product("clients", "tables:\n  - name: clients\n    physicalName: p.store.clients\n    previousNames: [{name: p.store.customers}]\n".into()),
        ),
        false => mesh.file("brief.yaml", brief),
    }
}

fn table(dataset: &str, name: &str, kind: &str) -> Value {
    json!({"table_catalog": "p", "table_schema": dataset, "table_name": name, "table_type": kind})
}

/// Columns of `p.store.orders`, and one of the table that gets another name.
fn columns(is_second: bool) -> Vec<Value> {
    let or = |first: &'static str, second: &'static str| if is_second { second } else { first };
    let column = |table: &str, name: &str, data_type: &str, nullable: &str| {
        json!({"table_catalog": "p", "table_schema": "store", "table_name": table, "column_name": name,
               "ordinal_position": 1, "data_type": data_type, "is_nullable": nullable})
    };
    vec![
        column(or("customers", "clients"), "id", "INT64", "NO"),
        column("orders", "id", or("INT64", "STRING"), "NO"),
        column("orders", "note", or("STRING(5)", "STRING(10)"), "YES"),
        column("orders", "buyer", "INT64", or("YES", "NO")),
        column("orders", or("paid", "settled"), "BOOL", "YES"),
    ]
}

/// The page without what the history adds to it, as text.
fn shown(site: &Site, url: &str) -> String {
    let page = site.page(url);
    let main = page.split("<main").nth(1).unwrap();
    let mut text = String::new();
    for section in main.split("<section id=") {
        if !section.starts_with("\"history\"") {
            text.push_str(section);
        }
    }
    let lines = text.lines().filter(|line| !line.contains("data-changed="));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn each_change_is_of_something_that_the_page_shows() {
    let builds = [mesh(0, false), mesh(1, true), mesh(30, false)];
    let first = builds[0].build();
    let mut before = first;
    let mut told: BTreeSet<String> = BTreeSet::new();
    let mut unseen: Vec<String> = Vec::new();
    for (former, mesh) in builds.iter().zip(&builds[1..]) {
        let previous = former.out();
        mesh.run(&["build", "--previous", previous.to_str().unwrap()])
            .assert_ran();
        let site = Site { dir: mesh.out() };
        for line in site.page("api/v1/changes.ndjson").lines() {
            let line: Value = serde_json::from_str(line).unwrap();
            let word = |field: &str| line[field].as_str().unwrap_or_default();
            let rule = word("rule");
            told.insert(rule.to_owned());
            let Some(url) = line["url"].as_str() else {
                assert!(rule.ends_with("-removed"), "{line}");
                continue;
            };
            if rule.ends_with("-added") && word("category") == "lifecycle" {
                continue;
            }
            let now = shown(&site, url);
            // The last part of a name is shown everywhere.
            let value = match word("new") {
                "" if rule.ends_with("-added") => word("member"),
                // What is active has no badge that would say so.
                "active" => "",
                new => new.rsplit('.').next().unwrap(),
            };
            let was = rule != "renamed" && before.exists(url) && shown(&before, url) == now;
            if was || !now.contains(value) {
                unseen.push(format!("{rule} of {}: {value}", word("key")));
            }
        }
        before = site;
    }
    assert!(unseen.is_empty(), "{unseen:#?}");
    let docs = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/history.md");
    let docs = fs::read_to_string(docs).unwrap();
    let words = docs.lines().filter(|line| line.starts_with("| `"));
    let words = words.flat_map(|line| line[2..].split(" | ").next().unwrap().split(", "));
    let words = words.filter_map(|word| word.strip_prefix('`')?.strip_suffix('`'));
    let untold: Vec<&str> = words
        .filter(|word| !word.contains(".atom") && !told.contains(*word))
        .collect();
    assert!(untold.is_empty(), "{untold:?} of {told:?}");
}
