use std::collections::BTreeSet;

use proptest::prelude::*;
use rustc_hash::FxHashSet;

use super::history_bounds::{
    ENTRIES, ENTRIES_OF_ASSET, ENTRY_AGE, FORTNIGHT, GONE_AGE, MONTHS, VALUE_CHARS,
};
use super::{
    Counts, Damage, Facts, Field, History, MeshId, Observation, ObservedAsset, Published, next,
    read,
};

const DAY: i64 = 86_400;
const START: i64 = 1_790_000_000;

/// A view with columns and their types.
fn view(name: &str, columns: &[(&str, &str)]) -> ObservedAsset {
    asset(name, |facts| {
        facts.set(Field::ColumnsComplete, "");
        for (column, data_type) in columns {
            facts.add(Field::Column, *column, *data_type);
        }
    })
}

fn asset<'a>(name: &str, state: impl FnOnce(&mut Facts<'a>)) -> ObservedAsset {
    let mut facts = Facts::default();
    facts.set(Field::Kind, "view");
    facts.set(Field::Owner, "growth");
    state(&mut facts);
    let key = format!("relation:{name}");
    ObservedAsset::new(key, "dataset:d".into(), Vec::new(), &facts).unwrap()
}

fn build(former: Option<History>, day: i64, assets: Vec<ObservedAsset>) -> History {
    next(
        former,
        Observation {
            mesh: MeshId::new(None, "Shop", None),
            audience: None,
            names: FxHashSet::default(),
            now: START + day * DAY,
            assets,
            sources: [("dataset:d".to_owned(), true)].into(),
            exports: BTreeSet::from(["TABLES".to_owned()]),
            files: BTreeSet::new(),
            told: BTreeSet::new(),
            unread: BTreeSet::new(),
            counts: Counts::default(),
        },
    )
}

/// As it is put into a site.
fn written(history: &History) -> Vec<u8> {
    let mut history = history.clone();
    let states = history.take_states();
    history.bytes(&states, &Published::default()).unwrap()
}

/// Rule, name, member and values of each change, oldest first.
fn told(history: &History) -> Vec<String> {
    let entries = history.entries.iter();
    entries
        .map(|e| {
            let name = e.key.trim_start_matches("relation:");
            format!("{} {name} {} {}>{}", e.rule, e.member, e.old, e.new)
        })
        .collect()
}

/// When an asset came, where a build saw it.
fn first(history: &History, key: &str) -> Option<i64> {
    history.states.iter().find(|s| s.key == key)?.first
}

fn none() -> [String; 0] {
    []
}

#[test]
fn the_first_build_is_a_baseline() {
    let history = build(None, 0, vec![view("a", &[("id", "INT64")])]);
    assert_eq!(told(&history), none());
    assert_eq!(first(&history, "relation:a"), None);
    let history = build(Some(history), 1, vec![view("a", &[]), view("b", &[])]);
    assert_eq!(told(&history), ["view-added b  >"]);
    assert_eq!(first(&history, "relation:b"), Some(START + DAY));
}

#[test]
fn the_first_sight_of_a_dataset_and_of_an_export_is_a_baseline() {
    let history = build(None, 0, vec![view("a", &[])]);
    let mut seen = Observation {
        now: START + DAY,
        assets: vec![asset("a", |facts| facts.add(Field::Audience, "sales", ""))],
        sources: [
            ("dataset:d".to_owned(), true),
            ("dataset:e".to_owned(), true),
        ]
        .into(),
        exports: ["TABLES".to_owned(), "OBJECT_PRIVILEGES".to_owned()].into(),
        ..Observation::default()
    };
    let mut other = view("b", &[]);
    other.source = "dataset:e".into();
    seen.assets.push(other);
    assert_eq!(told(&next(Some(history), seen)), none());
}

#[test]
fn what_an_export_told_is_kept_while_it_is_away() {
    let with = |day, former, audience: Option<&'static str>, exports: &[&str]| {
        let seen = Observation {
            now: START + day * DAY,
            assets: vec![asset("a", |facts| {
                if let Some(audience) = audience {
                    facts.add(Field::Audience, audience, "");
                }
            })],
            sources: [("dataset:d".to_owned(), true)].into(),
            exports: exports.iter().map(|e| (*e).to_owned()).collect(),
            ..Observation::default()
        };
        next(former, seen)
    };
    let both = ["TABLES", "OBJECT_PRIVILEGES"];
    let history = with(0, None, Some("sales"), &both);
    let history = with(1, Some(history), None, &["TABLES"]);
    let history = with(2, Some(history), Some("sales"), &both);
    assert_eq!(told(&history), none());
    let history = with(3, Some(history), None, &both);
    assert_eq!(told(&history), ["audience-removed a sales >"]);
    // An export that stays away is given up without a word.
    let history = with(4, Some(history), Some("all"), &both);
    let before = told(&history);
    let history = with(5, Some(history), None, &["TABLES"]);
    let history = with(20, Some(history), None, &["TABLES"]);
    assert_eq!(told(&history), before);
    let history = with(21, Some(history), Some("all"), &both);
    assert_eq!(told(&history), before);
}

#[test]
fn changes_are_told_by_field() {
    let before = asset("a", |facts| {
        facts.set(Field::ColumnsComplete, "");
        facts.add(Field::Column, "id", "INT64");
        facts.add(Field::Column, "old", "STRING");
        facts.add_text(Field::Description, "", "Orders.");
        facts.set(Field::Targets, "p.store.orders");
        facts.set(Field::TargetDmes, "growth");
        facts.set(Field::Status, "active");
        facts.set(Field::EndOfLife, "2027-01-01");
        facts.add(Field::Contract, "orders", "1.0.0");
    });
    let after = asset("a", |facts| {
        facts.set(Field::ColumnsComplete, "");
        facts.add(Field::Column, "id", "STRING");
        facts.add(Field::Column, "new", "STRING");
        facts.add_text(Field::Description, "", "All orders.");
        facts.set(Field::Targets, "p.sales.orders");
        facts.set(Field::TargetDmes, "sales");
        facts.set(Field::Status, "deprecated");
        facts.set(Field::EndOfLife, "2026-12-01");
        facts.add(Field::Contract, "orders", "2.0.0");
    });
    let history = build(None, 0, vec![before]);
    let history = build(Some(history), 1, vec![after]);
    let rules: Vec<(&str, &str)> = history
        .entries
        .iter()
        .map(|e| (e.category.as_str(), e.rule.as_str()))
        .collect();
    assert_eq!(
        rules,
        [
            ("schema", "column-added"),
            ("schema", "column-removed"),
            ("schema", "column-retyped"),
            ("service", "contract-version"),
            ("lifecycle", "deprecated"),
            ("documentation", "description-changed"),
            ("lifecycle", "end-of-life-earlier"),
            ("pointer", "pointer-moved-across"),
        ]
    );
    let text = history
        .entries
        .iter()
        .find(|e| e.rule == "description-changed");
    assert_eq!(text.and_then(|e| e.shown_values()), None);
}

#[test]
fn gone_and_back_is_nothing() {
    let a = || view("a", &[("id", "INT64")]);
    let history = build(None, 0, vec![a()]);
    let history = build(Some(history), 1, Vec::new());
    assert_eq!(told(&history), ["view-removed a  >"]);
    let history = build(Some(history), 30, vec![a()]);
    assert_eq!(told(&history), none());
    // What came and went within a fortnight never was; what stays was.
    let history = build(Some(history), 31, vec![a(), view("b", &[])]);
    let history = build(Some(history), 32, vec![a()]);
    assert_eq!(told(&history), none());
    let history = build(Some(history), 33, vec![a(), view("b", &[])]);
    assert_eq!(told(&history), ["view-added b  >"]);
}

#[test]
fn a_value_that_comes_back_within_a_fortnight_is_nothing() {
    let (int, text) = ([("id", "INT64")], [("id", "STRING")]);
    let history = build(None, 0, vec![view("a", &int)]);
    let history = build(Some(history), 1, vec![view("a", &text)]);
    assert_eq!(told(&history), ["column-retyped a id INT64>STRING"]);
    let history = build(Some(history), 2, vec![view("a", &int)]);
    assert_eq!(told(&history), none());
    let history = build(Some(history), 3, vec![view("a", &text)]);
    let history = build(Some(history), 20, vec![view("a", &int)]);
    let history = build(Some(history), 40, vec![view("a", &text)]);
    let ids: BTreeSet<&str> = history.entries.iter().map(|e| e.id.as_str()).collect();
    assert_eq!((ids.len(), history.entries.len()), (3, 3));
}

#[test]
fn a_former_name_makes_a_rename() {
    let history = build(None, 0, vec![view("a", &[("id", "INT64")])]);
    let mut renamed = view("b", &[("id", "INT64"), ("at", "DATE")]);
    renamed.former_names.push("a".into());
    let history = build(Some(history), 1, vec![renamed]);
    assert_eq!(
        told(&history),
        ["column-added b at >DATE", "renamed b  a>b"]
    );
}

#[test]
fn a_rename_back_is_nothing_and_changes_stay_with_what_is_renamed() {
    let (int, text) = ([("id", "INT64")], [("id", "STRING")]);
    let renamed = || {
        let mut renamed = view("b", &text);
        renamed.former_names.push("a".into());
        vec![renamed]
    };
    let history = build(None, 0, vec![view("a", &int)]);
    let history = build(Some(history), 1, vec![view("a", &text)]);
    let history = build(Some(history), 2, renamed());
    let rules = |key: &str| -> Vec<String> {
        let entries = history.of_asset(key);
        entries.map(|entry| entry.rule.clone()).collect()
    };
    assert_eq!(rules("relation:b"), ["renamed", "column-retyped"]);
    let back = build(Some(history.clone()), 3, vec![view("a", &text)]);
    assert_eq!(told(&back), ["column-retyped a id INT64>STRING"]);
    // Later it is another change.
    let history = build(Some(history), 20, vec![view("a", &text)]);
    let rules: Vec<&str> = history.entries.iter().map(|e| e.rule.as_str()).collect();
    assert_eq!(
        rules,
        ["column-retyped", "renamed", "view-added", "view-removed"]
    );
}

#[test]
fn a_way_over_other_values_and_back_is_nothing() {
    let of =
        |day, former, data_type: &str| build(former, day, vec![view("a", &[("x", data_type)])]);
    let history = of(0, None, "A");
    let history = of(1, Some(history), "B");
    let history = of(2, Some(history), "C");
    let on_the_way = history.clone();
    assert_eq!(told(&of(3, Some(history), "A")), none());
    let half = of(3, Some(on_the_way), "B");
    assert_eq!(told(&half), ["column-retyped a x A>B"]);
    // So it is with names.
    let named = |name: &str, before: &[&str]| {
        let mut asset = view(name, &[]);
        asset.former_names = before.iter().map(|name| (*name).to_owned()).collect();
        vec![asset]
    };
    let history = build(None, 0, named("a", &[]));
    let history = build(Some(history), 1, named("b", &["a"]));
    let history = build(Some(history), 2, named("c", &["b"]));
    assert_eq!(history.entries.len(), 2);
    assert_eq!(told(&build(Some(history), 3, named("a", &[]))), none());
}

#[test]
fn another_spelling_of_a_time_is_no_change() {
    let level = |value: &'static str| {
        vec![asset("a", |facts| {
            facts.add(Field::ServiceLevel, "freshness", value)
        })]
    };
    let history = build(None, 0, level("24 hours"));
    let history = build(Some(history), 1, level("PT24H"));
    let history = build(Some(history), 2, level("1 day"));
    assert_eq!(told(&history), none());
    let history = build(Some(history), 3, level("2 days"));
    assert_eq!(
        told(&history),
        ["service-level-changed a freshness 1 day>2 days"]
    );
}

#[test]
fn a_record_of_which_hardly_anything_is_there_is_of_another_mesh() {
    let names: Vec<String> = (0..20).map(|n| format!("t{n}")).collect();
    let history = build(None, 0, names.iter().map(|name| view(name, &[])).collect());
    let has = |count: usize| {
        let names = &names;
        move |key: &str| {
            names[..count]
                .iter()
                .any(|name| key == format!("relation:{name}"))
        }
    };
    assert!(history.is_strange(None, 20, has(1)));
    assert!(!history.is_strange(None, 20, has(2)));
    assert!(!history.is_strange(None, 5, has(1)));
    assert!(!history.is_strange(Some(&MeshId::new(None, "Shop", None)), 20, has(0)));
    assert!(history.is_strange(Some(&MeshId::new(None, "Store", None)), 20, has(0)));
}

/// A view of another dataset than the others.
fn elsewhere(name: &str, audience: Option<&'static str>) -> ObservedAsset {
    let mut other = asset(name, |facts| {
        if let Some(audience) = audience {
            facts.add(Field::Audience, audience, "");
        }
    });
    other.source = "dataset:e".into();
    other
}

#[test]
fn the_first_sight_of_a_file_is_a_baseline_for_what_none_told_before() {
    let with = |day, former, audience: [Option<&'static str>; 2], files: &[&str]| {
        let mut first = elsewhere("a", audience[0]);
        first.source = "dataset:d".into();
        let sources = ["dataset:d", "dataset:e"].map(|name| (name.to_owned(), true));
        let seen = Observation {
            now: START + day * DAY,
            assets: vec![first, elsewhere("b", audience[1])],
            sources: sources.into(),
            exports: ["OBJECT_PRIVILEGES".to_owned()].into(),
            files: files.iter().map(|file| (*file).to_owned()).collect(),
            ..Observation::default()
        };
        next(former, seen)
    };
    let history = with(0, None, [Some("sales"), None], &["d"]);
    let begun = history.clone();
    let history = with(1, Some(history), [Some("sales"), Some("all")], &["d", "e"]);
    assert_eq!(told(&history), none());
    // It is away, and back.
    let history = with(2, Some(history), [Some("sales"), None], &["d"]);
    let history = with(3, Some(history), [Some("sales"), Some("all")], &["d", "e"]);
    assert_eq!(told(&history), none());
    // Without another file it is a change; so is what another dataset has meanwhile.
    let same = with(1, Some(begun.clone()), [Some("sales"), Some("all")], &["d"]);
    assert_eq!(told(&same), ["audience-added b all >"]);
    let other = with(1, Some(begun), [Some("growth"), Some("all")], &["d", "e"]);
    let expected = ["audience-added a growth >", "audience-removed a sales >"];
    assert_eq!(told(&other), expected);
}

#[test]
fn rows_of_a_second_project_in_a_known_file_are_a_baseline() {
    let with = |day, former, first: &[&'static str], second: &[&'static str]| {
        let of = |project: &str, names: [&str; 2], audiences: &[&'static str]| {
            names.map(|name| {
                let mut seen = asset(name, |facts| {
                    facts.column("id", "INT64", false, "");
                    for audience in audiences {
                        facts.add(Field::Audience, *audience, "");
                        facts.add(Field::PolicyTag, "id", *audience);
                    }
                });
                seen.source = format!("dataset:{project}.d");
                seen
            })
        };
        let mut assets = Vec::from(of("p", ["a", "b"], first));
        assets.extend(of("q", ["c", "d"], second));
        let sources = ["dataset:p.d", "dataset:q.d"].map(|name| (name.to_owned(), true));
        let seen = Observation {
            now: START + day * DAY,
            assets,
            sources: sources.into(),
            exports: ["OBJECT_PRIVILEGES".to_owned()].into(),
            files: ["grants".to_owned()].into(),
            ..Observation::default()
        };
        next(former, seen)
    };
    let history = with(0, None, &["sales"], &[]);
    let history = with(1, Some(history), &["sales"], &["all"]);
    assert_eq!(told(&history), none());
    // Its rows are away, and back.
    let history = with(2, Some(history), &["sales"], &[]);
    assert_eq!(told(&history), none());
    let history = with(3, Some(history), &["sales"], &["all"]);
    assert_eq!(told(&history), none());
    let history = with(4, Some(history), &["sales"], &["growth"]);
    let rules: BTreeSet<&str> = history.entries.iter().map(|e| e.rule.as_str()).collect();
    let expected = [
        "audience-added",
        "audience-removed",
        "policy-tag-added",
        "policy-tag-removed",
    ];
    assert_eq!(rules, expected.into());
}

#[test]
fn what_an_unread_manifest_told_is_kept_for_a_fortnight() {
    let with = |day, former, owner: &'static str, level: Option<&'static str>, unread: bool| {
        let seen = Observation {
            now: START + day * DAY,
            assets: vec![asset("a", |facts| {
                facts.set(Field::Team, owner);
                if let Some(level) = level {
                    facts.add(Field::ServiceLevel, "freshness", level);
                }
            })],
            sources: [("dataset:d".to_owned(), true)].into(),
            unread: unread
                .then(|| "sales.yaml".to_owned())
                .into_iter()
                .collect(),
            ..Observation::default()
        };
        next(former, seen)
    };
    let history = with(0, None, "sales", Some("1 day"), false);
    let history = with(1, Some(history), "growth", None, true);
    let broken = history.clone();
    assert_eq!(told(&history), none());
    let history = with(2, Some(history), "sales", Some("2 days"), false);
    assert_eq!(
        told(&history),
        ["service-level-changed a freshness 1 day>2 days"]
    );
    let history = with(20, Some(broken), "growth", None, true);
    let expected = [
        "service-level-removed a freshness 1 day>",
        "team-changed a  sales>growth",
    ];
    assert_eq!(told(&history), expected);
}

#[test]
fn a_thousand_builds_stay_below_the_bound() {
    // Each build changes something of one of ten views, and adds and takes away another.
    let mut history = None;
    let mut largest = 0;
    for n in 0..1_000_i64 {
        let mut views: Vec<ObservedAsset> = (0..10)
            .map(|v| {
                let data_type = format!("T{}", (n + v) / 10);
                view(&format!("v{v}"), &[("x", &data_type)])
            })
            .collect();
        views.push(view(&format!("w{}", n / 30), &[]));
        history = Some(build(history, n, views));
        if n % 250 == 249 {
            let size = plain(history.as_ref().unwrap()).len();
            largest = size.max(largest);
        }
    }
    let history = history.unwrap();
    let dropped: u64 = history.dropped.values().sum();
    assert!(dropped > 400, "{dropped}");
    // Fifty changes of each view that is there, two years of the others, and a state of each.
    assert!(history.entries.len() <= 10 * ENTRIES_OF_ASSET + 2 * 730 / 30 + 2);
    assert!(
        history.states.len() <= 11 + 400 / 30 + 1,
        "{}",
        history.states.len()
    );
    assert!(largest < 250_000, "{largest}");
}

#[test]
fn what_isnt_listed_as_a_whole_isnt_gone() {
    let history = build(None, 0, vec![view("a", &[("id", "INT64")]), view("b", &[])]);
    let seen = Observation {
        now: START + DAY,
        assets: vec![asset("a", |facts| facts.add(Field::Column, "at", "DATE"))],
        sources: [("dataset:d".to_owned(), false)].into(),
        exports: ["TABLES".to_owned()].into(),
        ..Observation::default()
    };
    let history = next(Some(history), seen);
    assert_eq!(told(&history), ["column-added a at >DATE"]);
    let whole = view("a", &[("id", "INT64"), ("at", "DATE")]);
    let history = build(Some(history), 2, vec![whole, view("b", &[])]);
    assert_eq!(told(&history), ["column-added a at >DATE"]);
}

#[test]
fn the_same_input_gives_the_same_record() {
    let history = build(None, 0, vec![view("a", &[])]);
    let history = build(Some(history), 1, vec![view("b", &[("x", "DATE")])]);
    let bytes = written(&history);
    let (former, damage) = read(&bytes);
    assert_eq!(damage, None);
    let again = build(former, 1, vec![view("b", &[("x", "DATE")])]);
    assert_eq!(written(&again), bytes);
    assert_eq!(again.build, 1);
}

#[test]
fn a_record_of_the_first_version_is_compared_as_it_is() {
    let seen = |text: &'static str| {
        vec![asset("a", |facts| {
            facts.set(Field::ColumnsComplete, "");
            facts.column("id", "INT64", true, text);
            facts.column("at", "DATE", false, "");
        })]
    };
    let number = format!("{:08x}", crc32fast::hash(b"Number."));
    let facts = format!(
        r#"{{"kind":{{"":"view"}},"columns complete":{{"":""}},"column":{{"at":"DATE","id":"INT64"}},"required":{{"id":""}},"column description":{{"id":"{number}"}},"owner":{{"":"growth"}}}}"#
    );
    let text = String::from_utf8(plain(&build(None, 0, seen("Number.")))).unwrap();
    let now = text.split_once("\"f\":").unwrap().1.lines().next().unwrap();
    let now = now.strip_suffix("}}").unwrap();
    let first = text
        .replace(now, &facts)
        .replace("\"version\":2", "\"version\":1");
    assert_ne!(first, text);
    let (former, damage) = read(first.as_bytes());
    assert_eq!(damage, None);
    let same = build(former.clone(), 1, seen("Number."));
    assert_eq!(told(&same), none());
    let second = String::from_utf8(plain(&same)).unwrap();
    assert!(second.contains(now), "{second}");
    let other = build(former, 1, seen("Its number."));
    assert_eq!(other.entries[0].rule, "column-description-changed");
    assert_eq!(other.entries.len(), 1);
}

#[test]
fn the_id_of_the_mesh_outlives_its_title() {
    let made = MeshId::new(None, "Shop", Some("https://a.example/"));
    let MeshId::Made(id) = made else {
        panic!("it was stated")
    };
    assert_eq!(id.len(), "urn:uuid:".len() + 36);
    assert_eq!(&id["urn:uuid:".len() + 14..][..1], "8");
    let history = build(None, 0, Vec::new());
    let first = history.urn("");
    let seen = Observation {
        mesh: MeshId::new(None, "Store", None),
        ..Observation::default()
    };
    let history = next(Some(history), seen);
    assert_eq!(history.urn(""), first);
    // One that is stated later takes its place, and is that of no other mesh from then on.
    let id = "urn:uuid:0191f3c2-7d6e-7c3a-9b1e-3f2a55d0c9e4";
    assert_eq!(history.other_mesh(Some(id)), None);
    let seen = Observation {
        mesh: MeshId::new(Some(id), "Store", None),
        ..Observation::default()
    };
    let history = next(Some(history), seen);
    let bytes = written(&history);
    let history = read(&bytes).0.unwrap();
    assert_eq!(history.urn(""), id);
    assert_eq!(history.other_mesh(None), None);
    assert_eq!(history.other_mesh(Some(id)), None);
    assert_eq!(history.other_mesh(Some(&first)), Some(id));
}

/// A table of BigQuery's with a column of this type.
fn typed(data_type: &'static str) -> Vec<ObservedAsset> {
    let of = asset("a", |facts| {
        facts.set(Field::Dialect, "bigquery");
        facts.set(Field::ColumnsComplete, "");
        facts.add(Field::Column, "x", data_type);
    });
    vec![of]
}

#[test]
fn another_spelling_of_a_type_is_no_change() {
    let history = build(None, 0, typed("INTEGER"));
    let history = build(Some(history), 1, typed("INT64"));
    assert_eq!(told(&history), none());
    let history = build(Some(history), 2, typed("NUMERIC"));
    assert_eq!(told(&history), ["column-retyped a x INT64>NUMERIC"]);
    // Back, in the first spelling.
    let history = build(Some(history), 3, typed("INTEGER"));
    assert_eq!(told(&history), none());
    let history = build(Some(history), 4, typed("STRING(5)"));
    let history = build(Some(history), 30, typed("STRING(10)"));
    let rules: Vec<&str> = history.entries.iter().map(|e| e.rule.as_str()).collect();
    assert_eq!(rules, ["column-retyped", "column-widened"]);
    let history = build(Some(history), 60, typed("STRING(9)"));
    assert_eq!(history.entries[2].rule, "column-narrowed");
}

/// What only the history tells; all else is called as `vitrina diff` calls it.
const OWN_WORDS: [&str; 20] = [
    "title-changed",
    "description-changed",
    "text-changed",
    "column-description-changed",
    "domain-added",
    "domain-removed",
    "service-level-added",
    "service-level-removed",
    "contract-added",
    "contract-removed",
    "status-changed",
    "deprecation-announced",
    "deprecation-withdrawn",
    "deprecation-moved",
    "end-of-life-withdrawn",
    "replacement-named",
    "replacement-withdrawn",
    "replacement-changed",
    "version-changed",
    "released",
];

#[test]
#[allow(clippy::disallowed_methods, reason = "files of the project")]
fn changes_are_called_as_documented_and_as_others_call_them() {
    let top = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let docs = std::fs::read_to_string(top.join("docs/history.md")).unwrap();
    let rows = docs.lines().filter_map(|line| {
        let mut cells = line.strip_prefix("| `")?.split(" | ");
        Some((cells.next()?, cells.next()?))
    });
    let rows: Vec<(&str, &str)> = rows.collect();
    let rules = top.join("rules/changes");
    for (word, category) in Field::words() {
        let row = rows.iter().find(|(words, _)| {
            let mut words = words.split(", ");
            words.any(|known| known.trim_matches('`') == word)
        });
        assert_eq!(row.map(|row| row.1), Some(category.as_str()), "{word}");
        let is_known = rules.join(format!("{word}.md")).exists();
        let is_own = OWN_WORDS.contains(&word);
        assert!(!rules.exists() || is_own || is_known, "{word}");
    }
}

/// Changes of one column, a type each day.
fn daily(history: History, days: std::ops::RangeInclusive<i64>) -> History {
    days.fold(history, |history, day| {
        build(
            Some(history),
            day,
            vec![view("a", &[("x", &day.to_string())])],
        )
    })
}

fn begun() -> History {
    build(None, 0, vec![view("a", &[("x", "0")])])
}

#[test]
fn an_asset_keeps_fifty_changes() {
    let most = i64::try_from(ENTRIES_OF_ASSET).unwrap();
    let history = daily(begun(), 1..=most);
    assert_eq!((history.entries.len(), history.dropped.len()), (50, 0));
    let history = daily(history, most + 1..=most + 1);
    assert_eq!(history.entries.len(), 50);
    assert_eq!(history.entries[0].new, "2");
    assert_eq!(history.dropped.values().sum::<u64>(), 1);
}

#[test]
fn what_is_recent_and_what_is_old_ends_on_a_day() {
    let fortnight = FORTNIGHT / DAY;
    let history = daily(begun(), 1..=1);
    let same = |history: History, day| build(Some(history), day, vec![view("a", &[("x", "1")])]);
    let history = same(history, fortnight);
    assert_eq!(history.recent().count(), 1);
    let history = same(history, 1 + fortnight);
    assert_eq!(history.recent().count(), 0);
    let years = ENTRY_AGE / DAY;
    let history = same(history, 1 + years);
    assert_eq!(history.entries.len(), 1);
    let history = same(history, 2 + years);
    assert_eq!(history.entries.len(), 0);
    assert_eq!(history.dropped.values().sum::<u64>(), 1);
}

#[test]
fn what_is_gone_is_kept_for_400_days() {
    let days = GONE_AGE / DAY;
    let history = build(None, 0, vec![view("a", &[]), view("b", &[])]);
    let history = build(Some(history), 1, vec![view("b", &[])]);
    let history = build(Some(history), 1 + days, vec![view("b", &[])]);
    assert_eq!(history.states.len(), 2);
    let history = build(Some(history), 2 + days, vec![view("b", &[])]);
    assert_eq!(history.states.len(), 1);
}

#[test]
fn months_are_bounded_and_may_fall() {
    let of = |day: i64, tables: usize, former: Option<History>| {
        let seen = Observation {
            now: START + day * DAY,
            counts: Counts {
                tables,
                ..Counts::default()
            },
            ..Observation::default()
        };
        next(former, seen)
    };
    let mut history = None;
    for month in 0..=i64::try_from(MONTHS).unwrap() {
        let tables = usize::try_from(200 - month).unwrap();
        history = Some(of(month * 61 / 2, tables, history));
    }
    let history = history.unwrap();
    let tables: Vec<usize> = history.months().map(|(_, counts)| counts.tables).collect();
    assert_eq!(tables.len(), MONTHS);
    assert!(tables.is_sorted_by(|a, b| a > b), "{tables:?}");
}

#[test]
fn a_value_is_cut_where_it_is_long() {
    for (chars, cut) in [(VALUE_CHARS, false), (VALUE_CHARS + 1, true)] {
        let long = "é".repeat(chars);
        let history = build(None, 0, vec![view("a", &[("x", "0")])]);
        let history = build(Some(history), 1, vec![view("a", &[("x", &long)])]);
        let new = &history.entries[0].new;
        assert_eq!(new.ends_with('…'), cut);
        assert_eq!(new.chars().filter(|c| *c != '…').count(), VALUE_CHARS);
    }
}

#[test]
fn the_record_keeps_200_000_changes() {
    let mut history = begun();
    let template = daily(begun(), 1..=1).entries.remove(0);
    history.entries = (0..=ENTRIES)
        .map(|n| super::Entry {
            key: format!("relation:{n:07}"),
            id: format!("{n:032x}"),
            ..template.clone()
        })
        .collect();
    let history = build(Some(history), 2, vec![view("a", &[("x", "0")])]);
    assert_eq!(history.entries.len(), ENTRIES);
    assert_eq!(history.entries[0].key, "relation:0000001");
    assert_eq!(history.dropped.values().sum::<u64>(), 1);
}

#[test]
fn a_record_is_bounded() {
    let mut history = build(None, 0, vec![view("a", &[("x", "0")])]);
    for n in 1..=80 {
        let data_type = n.to_string();
        history = build(Some(history), n * 20, vec![view("a", &[("x", &data_type)])]);
    }
    // Two years hold 36 changes, one each twenty days.
    assert!(history.entries.len() <= ENTRIES_OF_ASSET);
    let dropped: u64 = history.dropped.values().sum();
    assert_eq!(dropped + history.entries.len() as u64, 80);
    assert_eq!(history.recent().count(), 1);
    let (read, damage) = read(&written(&history));
    assert_eq!(damage, None);
    assert_eq!(read.unwrap().entries, history.entries);
}

/// A record without compression: zstd's own sum would find most damage.
fn plain(history: &History) -> Vec<u8> {
    zstd::stream::decode_all(&written(history)[..]).unwrap()
}

fn sample() -> History {
    let history = build(None, 0, vec![view("a", &[]), view("b", &[])]);
    build(
        Some(history),
        1,
        vec![view("a", &[("x", "DATE")]), view("c", &[])],
    )
}

#[test]
fn a_damaged_record_is_told_and_what_precedes_is_kept() {
    let whole = plain(&sample());
    let text = String::from_utf8(whole.clone()).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(read(&whole).1, None);
    let damaged = |lines: &[&str]| read(lines.join("\n").as_bytes());
    let why = |damage: Option<Damage>| damage.map(|d| d.why);
    assert_eq!(why(read(b"").1), Some("its end is missing"));
    assert_eq!(why(read(b"{}").1), Some("it isn't a line of a history"));
    assert_eq!(
        why(damaged(&lines[1..]).1),
        Some("it doesn't begin as a history does")
    );
    let newer = text.replacen("\"version\":2", "\"version\":3", 1);
    assert_eq!(
        why(read(newer.as_bytes()).1),
        Some("another version of vitrina wrote it")
    );
    let (kept, damage) = damaged(&lines[..lines.len() - 1]);
    assert_eq!(why(damage), Some("its end is missing"));
    let kept = kept.unwrap();
    assert_eq!(kept.urn(""), sample().urn(""));
    // Nothing of what is seen again after damage is new.
    let cut = damaged(&lines[..lines.len() - 2]).0;
    let before = told(cut.as_ref().unwrap());
    let again = build(cut, 2, vec![view("a", &[("x", "DATE")]), view("c", &[])]);
    assert_eq!(told(&again), before);
    let mut swapped = lines.clone();
    let last = swapped.len() - 2;
    swapped.swap(last, last - 1);
    assert_eq!(
        why(damaged(&swapped).1),
        Some("its lines aren't in their order")
    );
}

proptest! {
    #[test]
    fn no_damage_is_a_panic(at in 0_usize..2_000, byte: u8, cut in 0_usize..2_000, packed: bool) {
        let mut bytes = match packed {
            true => written(&sample()),
            false => plain(&sample()),
        };
        let len = bytes.len();
        bytes[at % len] = byte;
        bytes.truncate(cut % len + 1);
        let (history, damage) = read(&bytes);
        prop_assert!(history.is_some() || damage.is_some());
        if let Some(history) = history {
            let next = build(Some(history), 2, vec![view("a", &[("x", "DATE")])]);
            prop_assert_eq!(read(&written(&next)).1, None);
        }
    }

    /// Whatever the way, what a record holds is what it was written from, and the order in which
    /// assets are seen is nothing.
    #[test]
    fn a_record_reads_back(days in proptest::collection::vec(
        proptest::collection::btree_map("[a-d]", proptest::collection::btree_map("[x-z]", "[A-C]", 0..3), 0..4), 1..6,
    )) {
        let assets = |day: &std::collections::BTreeMap<String, std::collections::BTreeMap<String, String>>| {
            let views = day.iter().map(|(name, columns)| {
                let columns: Vec<(&str, &str)> =
                    columns.iter().map(|(c, t)| (c.as_str(), t.as_str())).collect();
                view(name, &columns)
            });
            views.collect::<Vec<_>>()
        };
        let (mut kept, mut carried) = (None, None);
        for (n, day) in (0..).zip(&days) {
            let mut reversed = assets(day);
            reversed.reverse();
            let history = build(carried.take(), n, assets(day));
            let bytes = written(&history);
            kept = Some(build(kept.take(), n, reversed));
            prop_assert_eq!(&written(kept.as_ref().unwrap()), &bytes);
            let ids: BTreeSet<&str> = history.entries.iter().map(|e| e.id.as_str()).collect();
            prop_assert_eq!(ids.len(), history.entries.len());
            let again = build(read(&bytes).0, n, assets(day));
            prop_assert_eq!(written(&again), bytes.clone());
            carried = read(&bytes).0;
        }
        // Back to the first day within a fortnight: nothing of an asset that was there all along.
        prop_assume!(i64::try_from(days.len()).unwrap() * DAY < FORTNIGHT);
    }
}
