//! Who promises what about the age of data, and of which table or view.

use serde_json::json;

use super::{at, event, line, store, verdict, words};
use crate::support::Mesh;

const EVENTS: &str = "exports/openlineage/events.ndjson";
const ITEMS: &str = "p.unified.items";

/// Items loaded on this day, and something else at noon of January 14, with a product of these
/// tables that publishes the view of items and promises this.
fn promised(day: u32, tables: &str, level: &str) -> Mesh {
    let events = event("COMPLETE", "r1", &at(day, 6), "load_items", "p.store.items")
        + &event("COMPLETE", "r2", &at(14, 12), "other", "lake.other.clock");
    store(&["openlineage"]).file(EVENTS, events).file(
        "more.yaml",
        format!(
            "apiVersion: vitrina/v1\nkind: DataProduct\nid: more\nenvironment: store\ndomain: sales\ntables: {tables}\noutputPorts: [{{name: published, physicalName: p.unified.items}}]\nslaProperties: [{level}]\n"
        ),
    )
}

const TABLE: &str = "[{name: things, physicalName: p.store.items}]";
const LATE: &str = "`store.items` last loaded 2026-01-12 06:00 UTC, SLA 24 h (product more).";

#[test]
fn what_a_view_promises_is_judged_by_the_tables_that_it_reads() {
    let day = "{property: latency, value: 24, unit: h}";
    let late = promised(12, "[]", day);
    let cause = "`store.items`, which `unified.items` reads, last loaded 2026-01-12 06:00 UTC, SLA 24 h (product more).";
    assert_eq!(verdict(&late, ITEMS), ("broken".into(), cause.into()));
    // The table itself promised nothing.
    let table = &line(&late, "tables", "p.store.items")["verdict"];
    assert_eq!(table["state"], "no promise");
    let kept = promised(14, "[]", day);
    assert_eq!(verdict(&kept, ITEMS), ("usable".into(), String::new()));
    let main = words(&kept.build(), "views/unified/items.html", "main");
    let text = "Usable Loaded 2026-01-14 06:00 UTC, SLA 24 h; nothing upstream";
    assert!(main.contains(text), "{main}");
    // Where it lists the table, that has the promise, and what else reads it knows.
    let table = promised(12, TABLE, day);
    assert_eq!(verdict(&table, ITEMS), ("broken".into(), LATE.into()));
    assert_eq!(
        line(&table, "views", ITEMS)["verdict"]["at"],
        "table:p.store.items"
    );
    // Of two tables the older one counts, and one of which no load is known leaves it open.
    let joined = "SELECT i.item, o.buyer FROM `p.store.items` i JOIN `p.store.orders` o ON i.order_id = o.order_id";
    let both = promised(14, "[]", day).view("p.unified.both", joined).file(
        "both.yaml",
        "apiVersion: vitrina/v1\nkind: DataProduct\nid: both\nenvironment: store\ndomain: sales\noutputPorts: [{name: both, physicalName: p.unified.both}]\nslaProperties: [{property: latency, value: 24, unit: h}]\n",
    );
    assert_eq!(verdict(&both, "p.unified.both").0, "unknown");
    let loaded = event(
        "COMPLETE",
        "r3",
        &at(12, 6),
        "load_orders",
        "p.store.orders",
    );
    // The table's own promise is broken, so that it is named.
    let older = both.append(EVENTS, loaded);
    let cause = "`store.orders` last loaded 2026-01-12 06:00 UTC, SLA 24 h (product orders).";
    assert_eq!(
        verdict(&older, "p.unified.both"),
        ("broken".into(), cause.into())
    );
}

#[test]
fn a_contract_of_a_view_promises_too() {
    let contract = json!({
        "apiVersion": "v3.0.2", "kind": "DataContract", "id": "items", "version": "1.0.0",
        "status": "active",
        "servers": [{"server": "prod", "type": "bigquery", "project": "p", "dataset": "unified"}],
        "schema": [{"name": "sold", "physicalName": "items", "properties": []}],
        "slaProperties": [{"property": "frequency", "value": 1, "valueExt": 1, "unit": "d", "element": "sold.item"}],
    });
    let mesh = promised(12, "[]", "").file("items.odcs.yaml", contract.to_string());
    let cause = "`store.items`, which `unified.items` reads, last loaded 2026-01-12 06:00 UTC, SLA 24 h (contract items).";
    assert_eq!(verdict(&mesh, ITEMS), ("broken".into(), cause.into()));
}

#[test]
fn an_element_is_named_in_many_ways() {
    let of = |element: &str, tables: &str| {
        let level = format!("{{property: latency, value: 24, unit: h, element: \"{element}\"}}");
        verdict(&promised(12, tables, &level), ITEMS).0
    };
    for element in [
        "things",
        "things.item",
        "items",
        "items.item",
        "store.items",
        "p.store.items",
        "other, things",
        "published",
        "p.unified.items",
    ] {
        assert_eq!(of(element, TABLE), "broken", "{element}");
    }
    for element in ["published", "published.item", "unified.items"] {
        assert_eq!(of(element, "[]"), "broken", "{element}");
    }
    for element in ["other", "thing", "things_too", "item"] {
        assert_eq!(of(element, TABLE), "no promise", "{element}");
    }
}

#[test]
fn ages_are_written_in_many_ways() {
    for level in [
        "value: 1, unit: D",
        "value: 1.0, unit: d",
        "value: 0.5, unit: days",
        "value: daily",
        "value: 1, valueExt: 1, unit: d",
        "value: 24 H",
    ] {
        let mesh = promised(12, TABLE, &format!("{{property: frequency, {level}}}"));
        assert_eq!(verdict(&mesh, ITEMS).0, "broken", "{level}");
    }
    for level in [
        "value: 1, unit: month",
        "value: 1, unit: M",
        "value: monthly",
        "value: 1, unit: y",
    ] {
        let mesh = promised(12, TABLE, &format!("{{property: frequency, {level}}}"));
        assert_eq!(verdict(&mesh, ITEMS).0, "usable", "{level}");
    }
}

#[test]
fn a_time_of_day_has_its_zone() {
    // Loaded January 13, 06:00 UTC; it is noon of January 14.
    for (time, state) in [
        ("9:00", "no"),
        ("05:00:00-03:00", "no"),
        ("08:00 UTC", "no"),
        // Due at 13:00 UTC, so that the last one due was on the day before.
        ("10:00-0300", "usable"),
        ("10:00 PM", "usable"),
        // A range, of which the beginning counts.
        ("07:00-19:00", "no"),
        // Which moment that is isn't known.
        ("05:00 America/Sao_Paulo", "no promise"),
    ] {
        let level = format!("{{property: timeOfAvailability, value: \"{time}\"}}");
        let found = verdict(&promised(13, TABLE, &level), ITEMS).0;
        let wanted = if state == "no" { "broken" } else { state };
        assert_eq!(found, wanted, "{time}");
    }
}
