//! Time passes and nothing else: a build says so while nothing changes with it, and sees to the second
//! what does. Beside each stands one without a cache, and both are the same.

use serde_json::json;

use super::{at, event, load, store};
use crate::support::{Mesh, Output};
use crate::twins::{Twins, UNCHANGED, small, tree};

const EVENTS: &str = "exports/openlineage/events.ndjson";
/// 2026-01-14 10:00 UTC.
const TEN: i64 = 1_768_384_800;
const HOUR: i64 = 3_600;
const DAY: i64 = 86_400;
/// 2026-01-15 00:00 UTC.
const MIDNIGHT: i64 = TEN + 14 * HOUR;

/// What a build is to say, and at which moment.
type Step = (i64, bool);

#[track_caller]
fn build(twins: &mut Twins, now: i64, more: &[&str]) -> Output {
    let mesh = std::mem::replace(&mut twins.mesh, Mesh::new());
    twins.mesh = mesh.env("SOURCE_DATE_EPOCH", &now.to_string());
    twins.build(more)
}

#[track_caller]
fn follow(twins: &mut Twins, steps: &[Step], more: &[&str]) {
    for (now, unchanged) in steps {
        let output = build(twins, *now, more);
        let said = output.stderr.contains(UNCHANGED);
        assert_eq!(said, *unchanged, "at {now}: {}", output.stderr);
        // Nothing was linked.
        assert_eq!(said, !output.stderr.contains("built "), "{}", output.stderr);
    }
}

fn state(twins: &Twins) -> String {
    let page = std::fs::read_to_string(twins.mesh.out().join("views/unified/orders.html"));
    let page = page.unwrap();
    let states = ["Broken", "With care", "Usable", "No promise"];
    let found = states
        .iter()
        .find(|state| page.contains(&format!(">{state}<")));
    found.map_or_else(|| page.clone(), |state| (*state).to_owned())
}

#[test]
fn a_promise_that_ends_is_seen_to_the_second() {
    let mesh = store(&["openlineage"]).file(EVENTS, load("COMPLETE", "r1", &at(14, 6)));
    let mut twins = Twins::new(mesh);
    let late = MIDNIGHT + 6 * HOUR;
    follow(
        &mut twins,
        &[
            (TEN, false),
            (TEN + 1, true),
            (TEN + 60, true),
            (TEN + 3 * HOUR, true),
            (TEN + 3 * HOUR, true),
            (MIDNIGHT - 1, true),
            (MIDNIGHT, false),
            (late - 1, true),
            (late, true),
        ],
        &[],
    );
    assert_eq!(state(&twins), "Usable");
    follow(&mut twins, &[(late + 1, false)], &[]);
    assert_eq!(state(&twins), "Broken");
    let rest = [
        (late + 2, true),
        (MIDNIGHT + DAY, false),
        (MIDNIGHT + 9 * DAY, false),
        (MIDNIGHT + 9 * DAY + HOUR, true),
        // The clock of another machine.
        (late + 2, false),
        (late + 3, true),
    ];
    follow(&mut twins, &rest, &[]);
}

#[test]
fn a_site_of_a_later_moment_is_as_one_that_was_built() {
    let mut twins = Twins::new(store(&["openlineage"]));
    twins.write(EVENTS, load("COMPLETE", "r1", &at(14, 6)));
    follow(&mut twins, &[(TEN, false), (TEN + HOUR, true)], &[]);
    let built = std::fs::read_to_string(twins.mesh.out().join("built.json")).unwrap();
    assert_eq!(built, "{\"built\":\"2026-01-14T11:00:00Z\"}");
    // A file that somebody altered is seen first.
    std::fs::write(twins.mesh.out().join("404.html"), "mine").unwrap();
    let steps = [(TEN + 3 * HOUR, false), (TEN + 4 * HOUR, true)];
    follow(&mut twins, &steps, &[]);
    // What was kept of it serves on.
    twins.write(EVENTS, load("COMPLETE", "r1", &at(14, 7)));
    let next = twins.mesh.run(&["build", "--verify-cache", "100%"]);
    let mut lines = next.stderr.lines();
    let verified = lines.find(|line| line.starts_with("verified: "));
    let is_kept = verified.is_some_and(|line| !line.contains("no page"));
    assert!(is_kept && next.status == 0, "{}", next.stderr);
}

#[test]
fn a_run_that_gets_stuck_and_an_export_that_gets_old_are_seen() {
    let events = event(
        "COMPLETE",
        "r1",
        &at(14, 6),
        "load_orders",
        "p.store.orders",
    ) + &event("START", "r2", &at(14, 9), "load_orders", "p.store.orders");
    let mesh = store(&["openlineage"]).file(EVENTS, events);
    let settings = std::fs::read_to_string(mesh.root().join("vitrina.toml")).unwrap();
    let path = "path = \"exports/openlineage/**\"\n";
    let settings = settings.replace(path, &format!("{path}max_age = \"4h\"\n"));
    let mut twins = Twins::new(mesh.file("vitrina.toml", settings));
    // Four hours after 9, and a day after it, as no duration is known.
    let (old, stuck) = (TEN + 3 * HOUR, TEN + 23 * HOUR);
    let steps = [
        (TEN, false),
        (old, true),
        (old + 1, false),
        (old + 2, true),
        (MIDNIGHT, false),
        // Late since six.
        (stuck, false),
        (stuck + 1, false),
        (stuck + 2, true),
    ];
    follow(&mut twins, &steps, &[]);
}

#[test]
fn what_ends_with_a_day_is_seen_with_it() {
    let mut twins = Twins::new(store(&[]));
    twins.edit(
        "mesh.yaml",
        "id: sales\n",
        "id: sales\nlifecycle: {endOfLife: 2026-01-14}\n",
    );
    let steps = [(TEN, false), (MIDNIGHT - 1, true), (MIDNIGHT, false)];
    follow(&mut twins, &steps, &[]);
    let findings = twins.mesh.list("findings");
    let is_told = findings
        .iter()
        .any(|found| found["rule"] == json!("end-of-life-passed"));
    assert!(is_told, "{findings:?}");
}

#[test]
fn what_is_recent_is_so_for_a_fortnight() {
    let mut twins = Twins::new(small());
    follow(&mut twins, &[(TEN, false), (TEN + 1, true)], &[]);
    let columns = "exports/bigquery/COLUMNS.ndjson";
    twins.edit(columns, "\"amount\"", "\"amounts\"");
    let old = TEN + HOUR + 14 * DAY;
    let steps = [
        (TEN + HOUR, false),
        (TEN + 2 * HOUR, true),
        (old - 60, false),
        (old - 1, true),
        (old, false),
        (old + 1, true),
        // The next month.
        (TEN + 30 * DAY, false),
        (TEN + 30 * DAY + 1, true),
    ];
    follow(&mut twins, &steps, &[]);
}

#[test]
fn templates_and_a_past_elsewhere_are_asked_each_time() {
    let mut twins = Twins::new(small());
    follow(&mut twins, &[(TEN, false), (TEN + 1, true)], &[]);
    let past = twins.mesh.base().join("past");
    std::fs::create_dir(&past).unwrap();
    let record = "history.ndjson.zst";
    std::fs::copy(twins.mesh.out().join(record), past.join(record)).unwrap();
    let more = ["--previous", "past"];
    let steps = [(TEN + 2, false), (TEN + 2, true), (TEN + 3, false)];
    follow(&mut twins, &steps, &more);
    twins.write(
        "theme/guide.html",
        "{% extends \"base.html\" %}{% block main %}{{ site.built }}{% endblock main %}",
    );
    twins.edit(
        "vitrina.toml",
        "[entry_points]",
        "[theme]\ntemplates = \"theme\"\n[entry_points]",
    );
    let steps = [(TEN + 4, false), (TEN + 4, true), (TEN + 5, false)];
    follow(&mut twins, &steps, &[]);
}

#[test]
fn portals_of_audiences_name_the_moment_together() {
    let twins = Twins::new(small());
    twins.write("guides/start.md", "# Start\n");
    twins.edit(
        "vitrina.toml",
        "[entry_points]",
        "[[audiences]]\nid = \"a\"\nlabel = \"A\"\n[[audiences]]\nid = \"b\"\nlabel = \"B\"\n[entry_points]",
    );
    let mut mesh = twins.mesh;
    let all = ["build", "--all-audiences", "--out"];
    for (now, unchanged) in [
        (TEN, false),
        (TEN + 9, true),
        (MIDNIGHT, false),
        (MIDNIGHT + 9, true),
    ] {
        mesh = mesh.env("SOURCE_DATE_EPOCH", &now.to_string());
        let kept = mesh.run(&[&all[..], &["each"]].concat());
        kept.assert_ran();
        assert_eq!(
            kept.stderr.contains(UNCHANGED),
            unchanged,
            "{}",
            kept.stderr
        );
        mesh.run(&[&all[..], &["cold/each", "--no-cache"]].concat())
            .assert_ran();
        let [kept, cold] = ["each", "cold/each"].map(|out| tree(&mesh.base().join(out)));
        let differ = kept
            .iter()
            .filter(|(path, bytes)| cold.get(*path) != Some(bytes));
        assert_eq!(
            differ.map(|(path, _)| path).collect::<Vec<_>>(),
            Vec::<&String>::new()
        );
        assert_eq!(kept.len(), cold.len());
    }
}
