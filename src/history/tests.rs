use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::history_bounds::{ENTRIES_OF_ASSET, FORTNIGHT};
use super::{
    Counts, Damage, Facts, Field, History, MeshId, Observation, ObservedAsset, next, read,
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
            now: START + day * DAY,
            assets,
            sources: [("dataset:d".to_owned(), true)].into(),
            exports: BTreeSet::from(["TABLES".to_owned()]),
            counts: Counts::default(),
        },
    )
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

fn none() -> [String; 0] {
    []
}

#[test]
fn the_first_build_is_a_baseline() {
    let history = build(None, 0, vec![view("a", &[("id", "INT64")])]);
    assert_eq!(told(&history), none());
    assert_eq!(history.first_seen("relation:a"), None);
    let history = build(Some(history), 1, vec![view("a", &[]), view("b", &[])]);
    assert_eq!(told(&history), ["view-added b  >"]);
    assert_eq!(history.first_seen("relation:b"), Some(START + DAY));
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
    let bytes = history.bytes(&BTreeMap::new()).unwrap();
    let (former, damage) = read(&bytes);
    assert_eq!(damage, None);
    let again = build(former, 1, vec![view("b", &[("x", "DATE")])]);
    assert_eq!(again.bytes(&BTreeMap::new()).unwrap(), bytes);
    assert_eq!(again.build, 1);
}

#[test]
fn the_id_of_the_mesh_outlives_its_title() {
    let id = mesh_id("Shop", Some("https://a.example/"));
    assert_eq!(id.len(), "urn:uuid:".len() + 36);
    assert_eq!(&id["urn:uuid:".len() + 14..][..1], "8");
    let history = build(None, 0, Vec::new());
    let first = history.urn("");
    let seen = Observation {
        mesh: MeshId::new(None, "Store", None),
        ..Observation::default()
    };
    assert_eq!(next(Some(history), seen).urn(""), first);
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
    let (read, damage) = read(&history.bytes(&BTreeMap::new()).unwrap());
    assert_eq!(damage, None);
    assert_eq!(read.unwrap().entries, history.entries);
}

/// A record without compression: zstd's own sum would find most damage.
fn plain(history: &History) -> Vec<u8> {
    zstd::stream::decode_all(&history.bytes(&BTreeMap::new()).unwrap()[..]).unwrap()
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
    let newer = text.replacen("\"version\":1", "\"version\":2", 1);
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
            true => sample().bytes(&BTreeMap::new()).unwrap(),
            false => plain(&sample()),
        };
        let len = bytes.len();
        bytes[at % len] = byte;
        bytes.truncate(cut % len + 1);
        let (history, damage) = read(&bytes);
        prop_assert!(history.is_some() || damage.is_some());
        if let Some(history) = history {
            let next = build(Some(history), 2, vec![view("a", &[("x", "DATE")])]);
            prop_assert_eq!(read(&next.bytes(&BTreeMap::new()).unwrap()).1, None);
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
            let bytes = history.bytes(&BTreeMap::new()).unwrap();
            kept = Some(build(kept.take(), n, reversed));
            prop_assert_eq!(&kept.as_ref().unwrap().bytes(&BTreeMap::new()).unwrap(), &bytes);
            let ids: BTreeSet<&str> = history.entries.iter().map(|e| e.id.as_str()).collect();
            prop_assert_eq!(ids.len(), history.entries.len());
            let again = build(read(&bytes).0, n, assets(day));
            prop_assert_eq!(again.bytes(&BTreeMap::new()).unwrap(), bytes.clone());
            carried = read(&bytes).0;
        }
        // Back to the first day within a fortnight: nothing of an asset that was there all along.
        prop_assume!(i64::try_from(days.len()).unwrap() * DAY < FORTNIGHT);
    }
}
