//! Who uses what, from the warehouse's history; and that nobody is named.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};

use super::{line, rules, store, words};
use crate::html;
use crate::support::{Mesh, Site, files_below};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/manifests");
const ORDERS: &str = "SELECT buyer FROM `p.unified.orders` WHERE buyer = 'x'";
const DIRECT: &str = "SELECT * FROM `p.store.orders`";

/// A row of JOBS: who ran what from which project, on a day of January 2026.
fn statement(id: &str, day: u32, user: &str, project: &str, query: &str) -> Value {
    let time = format!("2026-01-{day:02} 09:00:00 UTC");
    json!({
        "job_id": id, "creation_time": time, "start_time": time, "end_time": time,
        "project_id": project, "user_email": user, "statement_type": "SELECT", "state": "DONE",
        "query": query, "cache_hit": false,
        "referenced_tables": [{"project_id": "p", "dataset_id": "store", "table_id": "orders"}],
    })
}

/// Two weeks of statements: four of `orders`, one of it through an alias and one by a service
/// account; two that read its table; one that joins the other two views.
fn used() -> Mesh {
    let joined = "SELECT b.* FROM p.unified.buyers b JOIN p.unified.items i ON b.buyer = i.item";
    let alias = ORDERS.replace("p.unified", "old.unified");
    let robot = "loader@reports-project.iam.gserviceaccount.com";
    // What columns a view has is told by COLUMNS; a sample query names them.
    let columns: Vec<Value> = ["order_id", "buyer", "amount"]
        .iter()
        .zip(1..)
        .map(|(name, i)| {
            json!({"table_catalog": "p", "table_schema": "unified", "table_name": "orders",
                   "column_name": name, "ordinal_position": i, "data_type": "STRING"})
        })
        .collect();
    store(&[]).ndjson("COLUMNS", &columns).ndjson(
        "JOBS",
        &[
            statement("j1", 5, "ana.quiroga@example.com", "reports", ORDERS),
            statement("j2", 6, "ana.quiroga@example.com", "reports", ORDERS),
            statement("j3", 12, "bo+data@example.org", "reports", &alias),
            statement("j4", 13, robot, "reports", ORDERS),
            statement("j5", 13, "ana.quiroga@example.com", "reports", DIRECT),
            statement("j6", 13, "Cleo.D@Example.net", "science", DIRECT),
            statement("j7", 14, "Cleo.D@Example.net", "science", joined),
        ],
    )
}

#[test]
fn use_of_columns_names_nobody_and_counts_service_accounts() {
    let mesh = used();
    let columns = |what: &str, name: &str| -> Vec<Value> {
        let line = line(&mesh, what, name);
        let columns = line["columns"].as_array().unwrap().clone();
        columns
            .iter()
            .map(|column| json!([column["name"], column["used"]]))
            .collect()
    };
    // A view that a product publishes is made of two of them.
    let of = |last: Option<&str>, queries: u32, service_accounts: u32| {
        json!({"last": last, "queries": queries, "service_accounts": service_accounts,
               "jobs": 0, "products": 1, "models": 0})
    };
    // Of four statements one is a service account's.
    assert_eq!(
        columns("views", "p.unified.orders"),
        [
            json!(["order_id", null]),
            json!(["buyer", of(Some("2026-01-13"), 1, 1)]),
            json!(["amount", of(None, 0, 0)]),
        ]
    );
}

/// Files in which any of these texts stands, in whatever case of letters.
fn holding(site: &Site, texts: &BTreeSet<String>) -> Vec<String> {
    let wanted: Vec<String> = texts.iter().map(|t| t.to_lowercase()).collect();
    let mut out = Vec::new();
    for path in site.files() {
        let bytes = fs::read(site.dir.join(&path)).unwrap();
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        for one in wanted.iter().filter(|one| text.contains(one.as_str())) {
            out.push(format!("{path}: {one}"));
        }
    }
    out
}

#[test]
fn queries_and_users_are_counted_by_view_and_week() {
    let mesh = used();
    assert_eq!(rules(&mesh), [""; 0]);
    let usage = &line(&mesh, "views", "p.unified.orders")["usage"];
    assert_eq!(
        *usage,
        json!({"queries": 4, "users": 3, "service_accounts": 1, "last": "2026-01-13T09:00:00Z"})
    );
    for view in ["p.unified.buyers", "p.unified.items"] {
        let usage = &line(&mesh, "views", view)["usage"];
        assert_eq!((&usage["queries"], &usage["users"]), (&json!(1), &json!(1)));
    }
    // Reading a view isn't reading its table, whatever the warehouse lists as referenced.
    let usage = &line(&mesh, "tables", "p.store.orders")["usage"];
    assert_eq!((&usage["queries"], &usage["users"]), (&json!(2), &json!(2)));
    assert!(line(&mesh, "tables", "p.store.items")["usage"].is_null());

    let site = mesh.build();
    let shown = words(&site, "views/unified/orders.html", "usage");
    for part in [
        "4 queries by 2 people and 1 service account in the last 30 days; 1st of 3 unified views.",
        "Last used 2026-01-13 09:00 UTC.",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    // Its age is for the reader's browser to tell.
    let last = "<time datetime=\"2026-01-13T09:00:00Z\" data-age>2026-01-13 09:00 UTC</time>";
    assert!(site.page("views/unified/orders.html").contains(last));
    let chart = |title: &str| {
        let from = shown.find(title).unwrap_or_else(|| panic!("{shown}"));
        shown[from..].to_owned()
    };
    let queries = chart("Queries by week");
    let users = chart("Distinct accounts by week");
    for (text, week) in [
        (&queries, "week of 2026-01-05: 2"),
        (&queries, "week of 2026-01-12: 2"),
        (&users, "week of 2026-01-05: 1"),
        (&users, "week of 2026-01-12: 2"),
    ] {
        assert!(text.contains(week), "{week}: {text}");
    }
}

#[test]
fn a_statement_told_twice_counts_once() {
    let once = used();
    let wanted = line(&once, "views", "p.unified.orders")["usage"].clone();
    let again = statement("j1", 5, "ana.quiroga@example.com", "reports", ORDERS);
    let twice = once.ndjson("JOBS", &[again]);
    assert_eq!(line(&twice, "views", "p.unified.orders")["usage"], wanted);
    assert_eq!(rules(&twice), ["export-duplicate:8"]);
}

#[test]
fn the_most_used_view_is_first() {
    let mesh = used();
    let site = mesh.build();
    let tokens = html::tokens(&site.page("views/index.html"), "views");
    let first = html::elements(html::inside(&tokens, "main"), "a")
        .into_iter()
        .find_map(|link| link[0].attribute("href").filter(|h| h.contains("unified/")));
    // Not the first by name, which is `buyers`.
    assert_eq!(first, Some("../views/unified/orders.html"));
    let output = used().run(&["list", "views", "--format", "json"]);
    assert_eq!(output.json()[0]["name"], "p.unified.orders");
}

#[test]
fn sample_queries_read_views_and_never_the_table() {
    let mesh = used();
    let site = mesh.build();
    let page = site.page("views/unified/orders.html");
    let tokens = html::tokens(&page, "orders");
    let samples: Vec<String> = html::elements(html::inside(&tokens, "main"), "pre")
        .into_iter()
        .filter(|pre| pre[0].attribute("id") != Some("sql-text"))
        .map(html::text)
        .collect();
    assert!(!samples.is_empty());
    for sample in &samples {
        assert!(sample.contains("unified"), "{sample}");
        assert!(!sample.contains("store"), "{sample}");
        // History gives shapes, not values.
        assert!(!sample.contains("'x'"), "{sample}");
    }
    assert!(
        samples.iter().any(|s| s.contains("WHERE buyer = 'value'")),
        "{samples:?}"
    );
}

#[test]
fn who_reads_the_table_directly_is_counted_beside_the_view_to_use() {
    let mesh = used();
    let site = mesh.build();
    let mut csv = csv::Reader::from_path(site.dir.join("governance/bypass/tables.csv")).unwrap();
    let headers = csv.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = csv.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 1, "{rows:?}");
    let cell = |name: &str| {
        let at = headers.iter().position(|h| h == name).unwrap();
        rows[0].get(at).unwrap()
    };
    assert_eq!(cell("table"), "p.store.orders");
    assert_eq!(cell("dme"), "store");
    assert_eq!(cell("queries"), "2");
    assert_eq!(cell("queries_outside"), "2");
    assert_eq!(cell("people"), "2");
    assert_eq!(cell("services"), "0");
    // Not `buyers`, which sums it up.
    assert_eq!(cell("view"), "p.unified.orders");

    let page = html::tokens(&site.page("governance/bypass.html"), "bypass");
    let main = html::text(html::inside(&page, "main"));
    let row = "store.orders store 2 2 2 0";
    assert!(main.contains(row), "{main}");
    let links: Vec<&str> = html::elements(html::inside(&page, "main"), "a")
        .into_iter()
        .filter_map(|a| a[0].attribute("href"))
        .collect();
    assert!(links.contains(&"../views/unified/orders.html"), "{links:?}");
}

#[test]
fn no_user_is_named_anywhere() {
    let alert = json!({
        "id": "a1", "title": "Orders are missing", "severity": "SEV_1", "status": null,
        "owner": {"email": "w.barros@example.com"}, "tables": [{"tableId": "p:store.orders"}],
        "createdTime": "2026-01-14T00:00:00Z",
    });
    let alerts = json!({"data": {"getAlerts": {"edges": [{"node": alert}]}}});
    let mesh = used()
        .append(
            "vitrina.toml",
            "\n[[exports]]\nformat = \"monte-carlo\"\npath = \"exports/monte-carlo/**\"\n",
        )
        .file("exports/monte-carlo/alerts.json", alerts.to_string());
    assert_eq!(
        line(&mesh, "views", "p.unified.orders")["verdict"]["state"],
        "broken"
    );
    let people = [
        "ana.quiroga@",
        "ana.quiroga",
        "bo+data@",
        "Cleo.D@",
        "w.barros",
    ];
    let people = people.into_iter().map(str::to_owned).collect();
    assert_eq!(holding(&mesh.build(), &people), [""; 0]);
}

/// The sample mesh: everybody in its history, and every person whom an alert names.
#[test]
fn no_user_of_the_sample_is_named_anywhere() {
    let mut mesh = Mesh::new();
    let mut people = BTreeSet::new();
    for path in files_below(std::path::Path::new(SAMPLE)) {
        let bytes = fs::read(std::path::Path::new(SAMPLE).join(&path)).unwrap();
        if path.ends_with("JOBS.ndjson") {
            for row in String::from_utf8(bytes.clone()).unwrap().lines() {
                let row: Value = serde_json::from_str(row).unwrap();
                let user = row["user_email"].as_str().unwrap();
                // A service is no person.
                if !user.ends_with(".gserviceaccount.com") {
                    people.insert(user.to_owned());
                }
            }
        }
        if path.ends_with("monte-carlo/alerts.json") {
            let alerts: Value = serde_json::from_slice(&bytes).unwrap();
            for edge in alerts["data"]["getAlerts"]["edges"].as_array().unwrap() {
                let email = edge["node"]["owner"]["email"].as_str();
                people.extend(email.map(str::to_owned));
            }
        }
        mesh = mesh.file(&path, bytes);
    }
    assert!(people.len() > 50, "{people:?}");
    assert_eq!(holding(&mesh.build(), &people), [""; 0]);
}
