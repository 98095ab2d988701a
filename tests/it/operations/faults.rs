//! How far away something is wrong, when a table is called missing, and what there is to judge by.

use serde_json::{Value, json};

use super::{at, event, line, load, store, verdict, words};
use crate::support::Mesh;

const EVENTS: &str = "exports/openlineage/events.ndjson";
const ITEMS: &str = "p.unified.items";

/// A run that made one table of another.
fn made(kind: &str, time: &str, from: &str, to: &str) -> String {
    let job = format!("make_{}", to.rsplit('.').next().unwrap());
    let event = json!({
        "eventTime": time, "eventType": kind, "run": {"runId": format!("{job} {time}")},
        "job": {"namespace": "etl", "name": job},
        "inputs": [{"namespace": "bigquery", "name": from}],
        "outputs": [{"namespace": "bigquery", "name": to}],
        "producer": "https://example.com/etl",
    });
    format!("{event}\n")
}

/// A product of the store's DME with an age that it promises of these tables.
fn promising(hours: u32, view: &str, tables: &[&str]) -> String {
    let tables: Vec<String> = tables
        .iter()
        .map(|t| format!("{{name: {t}, physicalName: p.store.{t}}}"))
        .collect();
    format!(
        "apiVersion: vitrina/v1\nkind: DataProduct\nid: more\nenvironment: store\ndomain: sales\ntables: [{}]\noutputPorts: [{{name: {view}, physicalName: p.unified.{view}}}]\nslaProperties:\n  - {{property: latency, value: {hours}, unit: h}}\n",
        tables.join(", ")
    )
}

/// Lines of findings by this rule.
fn told(mesh: &Mesh, rule: &str) -> Vec<String> {
    mesh.list("findings")
        .iter()
        .filter(|f| f["rule"] == rule)
        .map(|f| f["message"].as_str().unwrap().to_owned())
        .collect()
}

/// A statement that read a view, on a day of January.
fn statement(query: &str, day: u32, table: &str) -> Value {
    let time = format!("2026-01-{day:02} 09:00:00 UTC");
    json!({
        "job_id": format!("{day} {query}"), "creation_time": time, "start_time": time,
        "end_time": time, "project_id": "reports", "user_email": "ana@example.com",
        "statement_type": "SELECT", "state": "DONE", "query": query, "cache_hit": false,
        "referenced_tables": [{"project_id": "p", "dataset_id": "store", "table_id": table}],
    })
}

#[test]
fn what_is_far_upstream_is_to_be_known_with_steps_and_way() {
    let mut mesh = store(&["openlineage"]);
    let mut events = made("FAIL", &at(14, 6), "p.store.items", "p.store.t1");
    for n in 1..=5 {
        mesh = mesh
            .table(&format!("p.store.t{n}"), &[("id", "INT64")])
            .view(
                &format!("p.unified.v{n}"),
                &format!("SELECT id FROM `p.store.t{n}`"),
            );
        if n > 1 {
            let from = format!("p.store.t{}", n - 1);
            events += &made("COMPLETE", &at(14, 5), &from, &format!("p.store.t{n}"));
        }
    }
    // Made from a view over the first: a view is a pointer and no step.
    mesh = mesh
        .table("p.store.t6", &[("id", "INT64")])
        .view("p.unified.v6", "SELECT id FROM `p.store.t6`");
    events += &made("COMPLETE", &at(14, 5), "p.unified.v1", "p.store.t6");
    let mesh = mesh.file(EVENTS, events);
    let views = mesh.list("views");
    let found: Vec<(&str, &str, u64)> = ["v1", "v2", "v3", "v4", "v5", "v6"]
        .into_iter()
        .map(|name| {
            let full = format!("p.unified.{name}");
            let of = &views.iter().find(|v| v["name"] == *full).unwrap()["verdict"];
            assert_eq!(of["at"], "table:p.store.t1", "{name}");
            (
                name,
                of["state"].as_str().unwrap(),
                of["steps"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            ("v1", "broken", 0),
            ("v2", "broken", 1),
            ("v3", "with care", 2),
            ("v4", "with care", 3),
            ("v5", "with care", 4),
            ("v6", "broken", 1),
        ]
    );
    // What doesn't depend on it isn't touched, and what it was made from neither.
    assert_eq!(verdict(&mesh, ITEMS).0, "unknown");
    let main = words(&mesh.build(), "views/unified/v5.html", "main");
    for part in [
        "With care The job make_t1, which writes store.t1, failed 2026-01-14 06:00 UTC.",
        "4 steps upstream: store.t5 → store.t4 → store.t3 → store.t2 → store.t1.",
    ] {
        assert!(main.contains(part), "{part}: {main}");
    }
}

#[test]
fn a_circle_of_tables_ends() {
    let events = made("COMPLETE", &at(14, 5), "p.store.orders", "p.store.items")
        + &made("FAIL", &at(14, 6), "p.store.items", "p.store.orders");
    let mesh = store(&["openlineage"]).file(EVENTS, events);
    assert_eq!(
        line(&mesh, "views", "p.unified.orders")["verdict"]["steps"],
        0
    );
    let items = &line(&mesh, "views", ITEMS)["verdict"];
    assert_eq!(
        (&items["state"], &items["steps"]),
        (&json!("broken"), &json!(1))
    );
}

#[test]
fn nothing_promised_is_no_promise_until_something_watches() {
    let loaded = event("COMPLETE", "r1", &at(14, 6), "load_items", "p.store.items");
    let mesh = store(&["openlineage", "monte-carlo"]).file(EVENTS, &loaded);
    assert_eq!(verdict(&mesh, ITEMS), ("no promise".into(), String::new()));
    let site = mesh.build();
    let main = words(&site, "views/unified/items.html", "main");
    let text = "No promise store.items was loaded 2026-01-14 06:00 UTC; nothing is promised.";
    assert!(main.contains(text), "{main}");
    let age =
        "was loaded <time datetime=\"2026-01-14T06:00:00Z\" data-age>2026-01-14 06:00 UTC</time>";
    assert!(site.page("views/unified/items.html").contains(age));
    // A view is as good as the weakest of its tables.
    let both = mesh.view(
        "p.unified.both",
        "SELECT o.buyer, i.item FROM `p.store.orders` o JOIN `p.store.items` i ON o.order_id = i.order_id",
    );
    let both = both.append(EVENTS, load("COMPLETE", "r2", &at(14, 6)));
    assert_eq!(verdict(&both, "p.unified.orders").0, "usable");
    assert_eq!(verdict(&both, "p.unified.both").0, "no promise");
    let monitor = |paused: bool| {
        let monitors = json!({"data": {"getMonitors": [{
            "uuid": "m1", "monitorType": "VOLUME", "name": "Volume of items",
            "entities": ["p:store.items"], "isPaused": paused, "monitorStatus": "SUCCESS",
        }]}});
        monitors.to_string()
    };
    let path = "exports/monte-carlo/monitors.json";
    let watched = both.file(path, monitor(false));
    assert_eq!(verdict(&watched, ITEMS).0, "usable");
    assert_eq!(verdict(&watched, "p.unified.both").0, "usable");
    let paused = watched.file(path, monitor(true));
    assert_eq!(verdict(&paused, ITEMS).0, "no promise");
}

#[test]
fn missing_is_said_where_the_listing_is_whole() {
    let mesh = store(&[]).view("p.unified.gone", "SELECT * FROM `p.store.gone`");
    let cause = "`p.store.gone` isn't in the warehouse, so that queries fail.";
    assert_eq!(
        verdict(&mesh, "p.unified.gone"),
        ("broken".into(), cause.into())
    );
    assert_eq!(told(&mesh, "drift-missing-target").len(), 1);
    assert_eq!(told(&mesh, "partial-listing"), [""; 0]);
    // Said once.
    let main = words(&mesh.build(), "views/unified/gone.html", "main");
    assert_eq!(main.matches("so that queries fail").count(), 1, "{main}");
    assert!(!main.contains("Broken pointer"), "{main}");
}

#[test]
fn what_an_old_listing_lacks_is_told_as_old() {
    let mesh = |max_age: &str| {
        let mesh = store(&["openlineage"]);
        let settings = std::fs::read_to_string(mesh.root().join("vitrina.toml")).unwrap();
        let path = "path = \"exports/bigquery/**\"\n";
        assert!(settings.contains(path));
        let allowed = settings.replace(path, &format!("{path}max_age = \"{max_age}\"\n"));
        mesh.file("vitrina.toml", allowed)
            .file(EVENTS, load("COMPLETE", "r1", &at(14, 6)))
            .view("p.unified.gone", "SELECT * FROM `p.store.gone`")
            .ndjson(
                "JOBS",
                &[statement("SELECT * FROM `p.unified.items`", 10, "items")],
            )
    };
    for (max_age, outdated) in [("36h", true), ("240h", false)] {
        let mesh = mesh(max_age);
        let verdict = &line(&mesh, "views", "p.unified.gone")["verdict"];
        assert_eq!(verdict["state"], "broken", "{max_age}");
        assert_eq!(verdict["outdated"], outdated, "{max_age}");
        let main = words(&mesh.build(), "views/unified/gone.html", "main");
        let told = "This comes from an old export: exports/bigquery/**";
        assert_eq!(main.contains(told), outdated, "{max_age}: {main}");
    }
}

#[test]
fn a_listing_that_lacks_most_of_what_is_read_is_partial() {
    let mesh = store(&[])
        .table("p.lake.listed", &[("id", "INT64")])
        .view("p.unified.a", "SELECT * FROM `p.lake.a`")
        .view("p.unified.b", "SELECT * FROM `p.lake.b`")
        .view("p.unified.c", "SELECT * FROM `p.lake.listed`");
    assert_eq!(
        verdict(&mesh, "p.unified.a"),
        ("unknown".into(), String::new())
    );
    assert_eq!(told(&mesh, "drift-missing-target"), [""; 0]);
    assert_eq!(
        told(&mesh, "partial-listing"),
        [
            "the listing of `p.lake` seems partial: 2 of the 3 tables of it that are read aren't in it"
        ]
    );
    let page = mesh.build().page("tables/p/lake/a.html");
    assert!(page.contains("Not listed"), "{page}");
    // Where most are listed, what isn't is missing.
    let whole = mesh
        .table("p.lake.a", &[("id", "INT64")])
        .view("p.unified.d", "SELECT * FROM `p.lake.a`");
    assert_eq!(verdict(&whole, "p.unified.b").0, "broken");
    assert_eq!(told(&whole, "partial-listing"), [""; 0]);
}

#[test]
fn a_dataset_of_views_is_listed_by_its_views() {
    let mesh = store(&[]).view("p.unified.lost", "SELECT * FROM `p.unified.nowhere`");
    let cause = "`p.unified.nowhere` isn't in the warehouse, so that queries fail.";
    assert_eq!(
        verdict(&mesh, "p.unified.lost"),
        ("broken".into(), cause.into())
    );
    assert_eq!(told(&mesh, "partial-listing"), [""; 0]);
    // Elsewhere, a listing of views alone lacks the tables that they read.
    let elsewhere = store(&[])
        .view("p.lake.v", "SELECT * FROM `p.lake.t`")
        .view("p.unified.v", "SELECT * FROM `p.lake.v`");
    assert_eq!(verdict(&elsewhere, "p.unified.v").0, "unknown");
    assert_eq!(told(&elsewhere, "partial-listing").len(), 1);
}

#[test]
fn single_tables_that_were_shown_list_nothing() {
    let shown = |table: &str| {
        json!({"kind": "bigquery#table", "type": "TABLE",
               "tableReference": {"projectId": "p", "datasetId": "lake", "tableId": table}})
        .to_string()
    };
    let mesh = store(&[])
        .file("exports/bigquery/shown/a.json", shown("a"))
        .file("exports/bigquery/shown/b.json", shown("b"))
        .view("p.unified.a", "SELECT * FROM `p.lake.a`")
        .view("p.unified.b", "SELECT * FROM `p.lake.b`")
        .view("p.unified.c", "SELECT * FROM `p.lake.c`");
    assert_eq!(verdict(&mesh, "p.unified.c").0, "unknown");
    assert_eq!(told(&mesh, "drift-missing-target"), [""; 0]);
}

#[test]
fn what_was_read_after_the_export_is_not_missing() {
    let query = "SELECT * FROM `p.unified.top`";
    let base = || {
        store(&[])
            .view("p.unified.gone", "SELECT * FROM `p.store.gone`")
            .view("p.unified.top", "SELECT * FROM `p.unified.gone`")
    };
    let read = base().ndjson("JOBS", &[statement(query, 13, "gone")]);
    assert_eq!(verdict(&read, "p.unified.gone").0, "unknown");
    assert_eq!(told(&read, "drift-missing-target"), [""; 0]);
    assert_eq!(
        told(&read, "partial-listing"),
        [
            "view `p.unified.gone` reads `p.store.gone`, which isn't in the export, yet a statement that needs it succeeded 2026-01-13 09:00 UTC: the export seems partial"
        ]
    );
    // The statement alone, by way of two views, without the warehouse's word on tables.
    let mut bare = statement(query, 13, "gone");
    bare["referenced_tables"] = json!([]);
    let bare = base().ndjson("JOBS", &[bare]);
    assert_eq!(told(&bare, "partial-listing").len(), 1);
    // The export is newer than the statement: it was dropped since.
    let newer = read.ndjson(
        "TABLES",
        &[
            json!({"table_catalog": "p", "table_schema": "store", "table_name": "new",
                 "table_type": "BASE TABLE", "creation_time": "2026-01-20 00:00:00 UTC"}),
        ],
    );
    assert_eq!(verdict(&newer, "p.unified.gone").0, "broken");
    assert_eq!(told(&newer, "partial-listing"), [""; 0]);
    // A load speaks for it as well, and a run that failed to read it doesn't.
    let run = |kind: &str| {
        let events = made(kind, &at(14, 6), "p.store.gone", "p.store.items");
        store(&["openlineage"])
            .view("p.unified.gone", "SELECT * FROM `p.store.gone`")
            .file(EVENTS, events)
    };
    assert_eq!(told(&run("COMPLETE"), "partial-listing").len(), 1);
    assert_eq!(told(&run("FAIL"), "drift-missing-target").len(), 1);
}

#[test]
fn what_was_dropped_after_it_was_read_is_missing() {
    let ddl = |kind: &str, query: &str, day: u32, table: &str, told: bool| {
        let mut row = statement(query, day, table);
        row["statement_type"] = json!(kind);
        row["referenced_tables"] = json!([]);
        if told {
            row["destination_table"] =
                json!({"project_id": "p", "dataset_id": "store", "table_id": table});
        }
        row
    };
    let read = store(&[])
        .view("p.unified.gone", "SELECT * FROM `p.store.gone`")
        .ndjson(
            "JOBS",
            &[statement("SELECT * FROM `p.unified.gone`", 13, "gone")],
        );
    assert_eq!(told(&read, "partial-listing").len(), 1);
    let drop = "DROP TABLE IF EXISTS `p.store.gone`;";
    for named in [true, false] {
        let mesh = store(&[])
            .view("p.unified.gone", "SELECT * FROM `p.store.gone`")
            .ndjson(
                "JOBS",
                &[
                    ddl("DROP_TABLE", drop, 14, "gone", named),
                    ddl("DROP_TABLE", "DROP TABLE `p.store.tmp`", 14, "tmp", named),
                    statement("SELECT * FROM `p.unified.gone`", 13, "gone"),
                ],
            );
        assert_eq!(told(&mesh, "partial-listing"), [""; 0]);
        assert_eq!(verdict(&mesh, "p.unified.gone").0, "broken");
        // What was dropped and nobody names is no asset.
        assert!(!mesh.names("tables").contains(&"p.store.tmp".to_owned()));
        // Made anew since, it is there.
        let again = mesh.ndjson(
            "JOBS",
            &[statement("SELECT * FROM `p.unified.gone`", 15, "gone")],
        );
        assert_eq!(told(&again, "partial-listing").len(), 1);
    }
}

#[test]
fn a_change_of_options_loads_nothing() {
    let alter = "ALTER TABLE `p.store.items` SET OPTIONS (description = 'x')";
    let with = |kind: &str| {
        let mut row = statement(alter, 14, "items");
        row["statement_type"] = json!(kind);
        row["referenced_tables"] = json!([]);
        row["destination_table"] =
            json!({"project_id": "p", "dataset_id": "store", "table_id": "items"});
        let mesh = store(&[]).ndjson("JOBS", &[row]);
        line(&mesh, "tables", "p.store.items")["verdict"]["state"].clone()
    };
    assert_eq!(with("INSERT"), "no promise");
    assert_eq!(with("ALTER_TABLE"), "unknown");
}

#[test]
fn a_run_that_never_ended_is_the_last_run() {
    let run = |kind: &str, run: &str, day, hour| {
        event(kind, run, &at(day, hour), "load_items", "p.store.items")
    };
    let events = run("START", "r1", 10, 5)
        + &run("COMPLETE", "r1", 10, 6)
        + &run("START", "r2", 11, 5)
        + &event(
            "COMPLETE",
            "r3",
            &at(14, 6),
            "other",
            "elsewhere.lake.other",
        );
    let mesh = store(&["openlineage"]).file(EVENTS, &events);
    let cause = "The last run of `load_items`, which writes `store.items`, began 2026-01-11 05:00 UTC and no end of it is known.";
    assert_eq!(verdict(&mesh, ITEMS), ("with care".into(), cause.into()));
    let site = mesh.build();
    let trust = words(&site, "tables/p/store/items.html", "trust");
    assert!(
        trust.contains("no end known load_items last run began 2026-01-11 05:00 UTC"),
        "{trust}"
    );
    let job = words(&site, "jobs/etl/load_items.html", "main");
    assert!(job.contains("began 2026-01-11 05:00 UTC"), "{job}");
    // A run that began and ended since is the last one.
    let since = mesh.append(
        EVENTS,
        run("START", "r4", 12, 5) + &run("COMPLETE", "r4", 12, 6),
    );
    assert_eq!(verdict(&since, ITEMS).0, "no promise");
}

#[test]
fn a_wildcard_is_as_fresh_as_its_newest_shard() {
    let mesh = |newest: &str| {
        let shards = ["visits_20260101", "visits_20260102"];
        let mut mesh = store(&["openlineage"])
            .file("more.yaml", promising(24, "visits", &shards))
            .view("p.unified.visits", "SELECT id FROM `p.store.visits_*`");
        for shard in shards {
            mesh = mesh.table(&format!("p.store.{shard}"), &[("id", "INT64")]);
        }
        let load = |time: &str, run: &str, table: &str| {
            event(
                "COMPLETE",
                run,
                time,
                "load_visits",
                &format!("p.store.{table}"),
            )
        };
        let events = load(&at(2, 6), "r1", shards[0])
            + &load(newest, "r2", shards[1])
            + &event(
                "COMPLETE",
                "r3",
                &at(14, 6),
                "other",
                "elsewhere.lake.other",
            );
        mesh.file(EVENTS, events)
    };
    assert_eq!(verdict(&mesh(&at(14, 5)), "p.unified.visits").0, "usable");
    let late = mesh(&at(12, 5));
    let of = &line(&late, "views", "p.unified.visits")["verdict"];
    assert_eq!(of["state"], "broken");
    assert_eq!(of["at"], "table:p.store.visits_20260102");
}

#[test]
fn a_promise_of_an_hour_is_judged() {
    let product = promising(1, "items", &["items"]);
    let loads = |until: usize| -> String {
        (0..until)
            .map(|n| {
                let (day, hour) = (13 + n / 48, n % 48 / 2);
                let time = format!("2026-01-{day}T{hour:02}:{:02}:00Z", 30 * (n % 2));
                event(
                    "COMPLETE",
                    &format!("r{n}"),
                    &time,
                    "load_items",
                    "p.store.items",
                )
            })
            .collect()
    };
    let mesh = store(&["openlineage"])
        .file("more.yaml", product)
        // Days that are over count.
        .file(EVENTS, loads(49));
    assert_eq!(verdict(&mesh, ITEMS).0, "usable");
    let trust = words(&mesh.build(), "tables/p/store/items.html", "trust");
    assert!(trust.contains("SLA attainment, 90 days 100 %"), "{trust}");
    let late = mesh.file(EVENTS, loads(20) + &load("COMPLETE", "x", &at(13, 20)));
    assert_eq!(
        verdict(&late, ITEMS),
        (
            "broken".into(),
            "`store.items` last loaded 2026-01-13 09:30 UTC, SLA 60 min (product more).".into()
        )
    );
}

#[test]
fn the_cause_links_to_the_incident_and_to_whom_to_ask() {
    let alert = json!({
        "id": "a1", "title": "Orders are missing", "type": "FRESHNESS", "severity": "SEV_1",
        "status": null, "tables": [{"tableId": "p:store.orders"}],
        "createdTime": at(14, 0), "updatedTime": at(14, 1),
        "url": "https://incidents.example.com/a1",
    });
    let alerts = json!({"data": {"getAlerts": {"edges": [{"node": alert}]}}});
    let mesh = store(&["monte-carlo"]);
    let text = std::fs::read_to_string(mesh.root().join("mesh.yaml")).unwrap();
    let asked = text.replace(
        "team: {name: sellers}\n",
        "team: {name: sellers}\nsupport:\n  - {channel: \"#store\", url: \"https://chat.example.com/store\"}\n",
    );
    assert_ne!(text, asked);
    let mesh = mesh
        .file("mesh.yaml", asked)
        .file("exports/monte-carlo/alerts.json", alerts.to_string());
    let site = mesh.build();
    let main = words(&site, "views/unified/buyers.html", "main");
    let told = "Broken SEV 1 on store.orders, opened 2026-01-14 00:00 UTC: Orders are missing. Cause: unified.orders → store.orders. Ask #store.";
    assert!(main.contains(told), "{main}");
    let page = site.page("views/unified/buyers.html");
    let (bar, _) = page
        .split_once("class=\"verdict")
        .and_then(|(_, rest)| rest.split_once("</p>"))
        .unwrap();
    assert!(
        bar.contains("<a href=\"https://chat.example.com/store\">#store</a>"),
        "{bar}"
    );
    let link = "<a href=\"https://incidents.example.com/a1\">Orders are missing</a>";
    assert!(bar.contains(link), "{bar}");
}

#[test]
fn a_retired_view_names_its_replacement_in_one_bar() {
    let product = "apiVersion: vitrina/v1\nkind: DataProduct\nid: old\nenvironment: store\ndomain: sales\noutputPorts:\n  - {name: old, physicalName: p.unified.old, status: retired, lifecycle: {replacedBy: p.unified.orders}}\n";
    let mesh = store(&["openlineage"])
        .file("old.yaml", product)
        .file(EVENTS, load("COMPLETE", "r1", &at(14, 6)))
        .view("p.unified.old", "SELECT order_id FROM `p.store.orders`");
    let page = "views/unified/old.html";
    let site = mesh.build();
    let main = words(&site, page, "main");
    assert!(
        main.contains("Retired unified.old is retired. Use instead: unified.orders."),
        "{main}"
    );
    assert!(!main.contains("no longer supported"), "{main}");
    assert!(!main.contains("Usable"), "{main}");
    let html = site.page(page);
    assert!(
        html.contains("<a href=\"../../views/unified/orders.html\""),
        "{html}"
    );
}
