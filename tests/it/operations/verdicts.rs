//! Can a view be used now? Each state, its cause, and how runs become one.

use serde_json::{Value, json};

use super::{at, event, line, load, rules, store, verdict, words};
use crate::support::Mesh;

const EVENTS: &str = "exports/openlineage/events.ndjson";
const ORDERS: &str = "p.unified.orders";
const BUYERS: &str = "p.unified.buyers";
const ITEMS: &str = "p.unified.items";

/// A mesh with OpenLineage's events.
fn with_events(events: &str) -> Mesh {
    store(&["openlineage"]).file(EVENTS, events)
}

/// One that was loaded an hour before the newest moment, with an alert about it.
fn with_alert(status: &str, severity: &str) -> Mesh {
    let alert = json!({
        "id": "a1", "title": "Orders are missing", "type": "FRESHNESS", "severity": severity,
        "status": status, "tables": [{"tableId": "p:store.orders"}],
        "createdTime": at(14, 0), "updatedTime": at(14, 1),
    });
    let alerts = json!({"data": {"getAlerts": {"edges": [{"node": alert}]}}});
    store(&["openlineage", "monte-carlo"])
        .file(EVENTS, load("COMPLETE", "r1", &at(14, 6)))
        .file("exports/monte-carlo/alerts.json", alerts.to_string())
}

/// What may not depend on the order of events, or on their number.
fn told(mesh: &Mesh) -> [Vec<Value>; 3] {
    [mesh.list("views"), mesh.list("tables"), mesh.list("jobs")]
}

#[test]
fn nothing_known_is_unknown() {
    let mesh = store(&[]);
    for view in [ORDERS, BUYERS, ITEMS] {
        assert_eq!(verdict(&mesh, view).0, "unknown", "{view}");
    }
    let site = mesh.build();
    let main = words(&site, "views/unified/orders.html", "main");
    assert!(main.contains("Not known"), "{main}");
}

#[test]
fn fresh_data_is_usable() {
    let mesh = with_events(
        &(load("START", "r1", &at(14, 5))
            + &load("COMPLETE", "r1", &at(14, 6))
            + &event(
                "COMPLETE",
                "r2",
                &at(14, 8),
                "other",
                "elsewhere.lake.other",
            )),
    );
    assert_eq!(verdict(&mesh, ORDERS), ("usable".into(), String::new()));
    assert_eq!(verdict(&mesh, BUYERS).0, "usable");
    // Nothing tells of its table.
    assert_eq!(verdict(&mesh, ITEMS).0, "unknown");
    assert_eq!(rules(&mesh), [""; 0]);
    let site = mesh.build();
    let main = words(&site, "views/unified/orders.html", "main");
    assert!(
        main.contains(
            "Usable store.orders was loaded 2026-01-14 06:00 UTC, SLA 24 h; nothing upstream"
        ),
        "{main}"
    );
}

#[test]
fn late_data_breaks_with_cause_sla_and_what_it_blocks() {
    let mesh = with_events(
        &(load("START", "r1", &at(12, 22))
            + &load("COMPLETE", "r1", &at(12, 23))
            + &event("COMPLETE", "r2", &at(14, 6), "load_items", "p.store.items")),
    );
    let late = "`store.orders` last loaded 2026-01-12 23:00 UTC, SLA 24 h (product orders).";
    for view in [ORDERS, BUYERS] {
        assert_eq!(
            verdict(&mesh, view),
            ("broken".into(), late.into()),
            "{view}"
        );
        let verdict = &line(&mesh, "views", view)["verdict"];
        assert_eq!(verdict["at"], "table:p.store.orders", "{view}");
        assert_eq!(verdict["steps"], 0, "{view}");
    }
    assert_eq!(verdict(&mesh, ITEMS).0, "no promise");
    let site = mesh.build();
    for page in ["orders", "buyers"] {
        let main = words(&site, &format!("views/unified/{page}.html"), "main");
        for part in [
            "Broken store.orders last loaded 2026-01-12 23:00 UTC, SLA 24 h (product orders).",
            "2 unified views read store.orders.",
            "As of the last build.",
        ] {
            assert!(main.contains(part), "{page}: {part}: {main}");
        }
        // The way is told where there is one; what is read directly is named, and linked, once.
        let way = "Cause: unified.orders → store.orders.";
        assert_eq!(main.contains(way), page == "buyers", "{page}: {main}");
        assert_eq!(main.contains("Cause:"), page == "buyers", "{page}: {main}");
    }
    let html = site.page("views/unified/orders.html");
    let (_, bar) = html.split_once("class=\"verdict").unwrap();
    let (bar, _) = bar.split_once("</p>").unwrap();
    assert_eq!(bar.matches("/store/orders.html\"").count(), 1, "{bar}");
}

#[test]
fn a_failed_last_run_breaks() {
    let mesh = with_events(
        &(load("COMPLETE", "r1", &at(13, 6))
            + &load("START", "r2", &at(14, 5))
            + &load("FAIL", "r2", &at(14, 6))),
    );
    let cause = "The job `load_orders`, which writes `store.orders`, failed 2026-01-14 06:00 UTC, in the run that began 2026-01-14 05:00 UTC; it last succeeded 2026-01-13 06:00 UTC.";
    assert_eq!(verdict(&mesh, ORDERS), ("broken".into(), cause.into()));
    assert_eq!(verdict(&mesh, BUYERS), ("broken".into(), cause.into()));
    let site = mesh.build();
    let main = words(&site, "views/unified/buyers.html", "main");
    assert!(main.contains("Broken The job load_orders"), "{main}");
}

#[test]
fn an_open_alert_breaks_and_a_small_one_is_to_be_known() {
    for (severity, state, words) in [
        ("SEV_1", "broken", "SEV 1"),
        ("SEV_2", "broken", "SEV 2"),
        ("SEV_4", "with care", "SEV 4"),
    ] {
        let mesh = with_alert("WORK_IN_PROGRESS", severity);
        let cause =
            format!("{words} on `store.orders`, opened 2026-01-14 00:00 UTC: Orders are missing.");
        for view in [ORDERS, BUYERS] {
            assert_eq!(
                verdict(&mesh, view),
                (state.into(), cause.clone()),
                "{view} {severity}"
            );
        }
        assert_eq!(verdict(&mesh, ITEMS).0, "unknown");
    }
    for closed in ["FIXED", "EXPECTED", "FALSE_POSITIVE", "NO_ACTION_NEEDED"] {
        let mesh = with_alert(closed, "SEV_1");
        assert_eq!(verdict(&mesh, ORDERS).0, "usable", "{closed}");
    }
}

#[test]
fn a_start_without_completion_is_no_success() {
    // Nothing but that: when the table was loaded isn't known.
    let begun = with_events(&load("START", "r1", &at(14, 5)));
    assert_eq!(verdict(&begun, ORDERS).0, "unknown");

    // After an older run that was completed: that one's age counts.
    let mesh =
        with_events(&(load("COMPLETE", "r1", &at(12, 6)) + &load("START", "r2", &at(14, 5))));
    let late = "`store.orders` last loaded 2026-01-12 06:00 UTC, SLA 24 h (product orders).";
    assert_eq!(verdict(&mesh, ORDERS), ("broken".into(), late.into()));
    let site = mesh.build();
    let main = words(&site, "jobs/etl/load_orders.html", "main");
    // The last run is the one that began last, although it hasn't ended.
    assert!(main.contains("no end known"), "{main}");
    assert!(main.contains("began 2026-01-14 05:00 UTC"), "{main}");
    let moment = "<time datetime=\"2026-01-14T05:00:00Z\" data-age>";
    assert!(site.page("jobs/etl/load_orders.html").contains(moment));
}

#[test]
fn the_same_event_twice_counts_once() {
    let events = load("START", "r1", &at(13, 5))
        + &load("COMPLETE", "r1", &at(13, 6))
        + &load("START", "r2", &at(14, 5))
        + &load("FAIL", "r2", &at(14, 6));
    let (once, twice) = (with_events(&events), with_events(&events.repeat(2)));
    assert_eq!(told(&twice), told(&once));
    assert_eq!(rules(&once), [""; 0]);
    assert_eq!(rules(&twice), ["export-duplicate:5"]);
    let page = "jobs/etl/load_orders.html";
    let runs = words(&once.build(), page, "runs");
    assert_eq!(words(&twice.build(), page, "runs"), runs);
    let main = words(&twice.build(), page, "main");
    assert!(main.contains("1 of 2 known"), "{main}");
}

#[test]
fn events_may_come_in_any_order() {
    let events = [
        load("START", "r1", &at(13, 5)),
        load("FAIL", "r1", &at(13, 6)),
        load("START", "r2", &at(14, 5)),
        load("COMPLETE", "r2", &at(14, 6)),
    ];
    let in_order = with_events(&events.concat());
    assert_eq!(verdict(&in_order, ORDERS).0, "usable");
    let wanted = told(&in_order);
    for order in [[3, 1, 2, 0], [3, 2, 1, 0], [1, 3, 0, 2]] {
        let shuffled: String = order.iter().map(|i| events[*i].as_str()).collect();
        assert_eq!(told(&with_events(&shuffled)), wanted, "{order:?}");
    }
}

#[test]
fn an_old_export_is_told_everywhere() {
    let newer = with_alert("FIXED", "SEV_1");
    let settings = std::fs::read_to_string(newer.root().join("vitrina.toml")).unwrap();
    let path = "path = \"exports/openlineage/**\"\n";
    assert!(settings.contains(path));
    let allowed = settings.replace(path, &format!("{path}max_age = \"36h\"\n"));
    let mesh = newer
        .file("vitrina.toml", allowed)
        .file(EVENTS, load("COMPLETE", "r1", &at(10, 6)));
    let findings = mesh.list("findings");
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert_eq!(findings[0]["rule"], "export-stale");
    assert_eq!(findings[0]["file"], "vitrina.toml");
    assert_eq!(
        findings[0]["message"],
        "the newest moment in `exports/openlineage/**` is 2026-01-10 06:00 UTC, longer ago than the 36 h that are allowed"
    );
    assert_eq!(line(&mesh, "views", ORDERS)["verdict"]["outdated"], true);
    let site = mesh.build();
    let main = words(&site, "index.html", "main");
    let banner =
        "Old export exports/openlineage/** (newest moment 2026-01-10 06:00 UTC, 36 h allowed).";
    assert!(main.contains(banner), "{main}");
    let moment = "<time datetime=\"2026-01-10T06:00:00Z\" data-age>";
    assert!(site.page("index.html").contains(moment));
    // Where there is a verdict, it says so itself, once.
    for page in ["views/unified/orders.html", "tables/p/store/orders.html"] {
        let main = words(&site, page, "main");
        let told = "This comes from an old export: exports/openlineage/** (newest moment 2026-01-10 06:00 UTC, 36 h allowed).";
        assert!(main.contains(told), "{page}: {main}");
        assert!(!main.contains("Old export"), "{page}: {main}");
    }
    // Within its age it isn't mentioned.
    let fresh = mesh.file(EVENTS, load("COMPLETE", "r1", &at(14, 0)));
    assert_eq!(rules(&fresh), [""; 0]);
    assert!(!fresh.build().page("index.html").contains("Old export"));
}
