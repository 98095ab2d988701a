//! What the portal of an audience tells no more. Whatever a build doesn't see, and whatever names
//! such a thing, is dropped as if it had never been: a view that is deleted and one that is hidden
//! from now on leave the same bytes.

use rustc_hash::{FxHashMap, FxHashSet};

use super::asset_state::{Facts, Field, LIST_SEPARATOR, RENAMED};
use super::history_entry::Entry;
use super::history_record::History;
use super::recorded_facts::parsed;

/// Forgets entries, feeds and counts of what isn't in the states of the history, which are those of
/// this build, or names what isn't in `names`. Of `other_level`, keys of what is shown more or less of
/// than before, all entries go but for the one of this build that says so.
pub(super) fn forget(
    history: &mut History,
    names: &FxHashSet<String>,
    other_level: &FxHashSet<String>,
    now: i64,
) {
    let mut facts: FxHashMap<String, Facts<'static>> = FxHashMap::default();
    let has_entries: FxHashSet<&str> = history.entries.iter().map(|e| e.key.as_str()).collect();
    for state in &history.states {
        if has_entries.contains(state.key.as_str()) {
            facts.insert(state.key.clone(), parsed(&state.facts));
        }
    }
    let [opened, ..] = Field::Audience.rules();
    let is_named = |name: &str| name.is_empty() || names.contains(name);
    history.entries.retain_mut(|entry| {
        if !is_named(&entry.owner) {
            entry.owner.clear();
        }
        let Some(facts) = facts.get(&entry.key) else {
            return false;
        };
        let is_of_now = entry.at == now && entry.rule == opened;
        let is_open = facts.value(Field::Level).is_none();
        let is_old = other_level.contains(&entry.key) && !(is_of_now && is_open);
        !is_old && is_told(entry, facts, is_named)
    });
    let seen: FxHashSet<&str> = history.states.iter().map(|s| s.key.as_str()).collect();
    history.feeds.retain(|_, key| seen.contains(key.as_str()));
    history.dropped.retain(|(_, owner, _), _| is_named(owner));
}

/// Whether all that an entry names may be read: `facts` are those that the asset has now.
fn is_told(entry: &Entry, facts: &Facts<'_>, is_named: impl Fn(&str) -> bool) -> bool {
    if entry.rule == RENAMED {
        return false; // nobody may read the former name any more
    }
    let member = entry.member.as_str();
    let Some(field) = Field::of_rule(&entry.rule) else {
        return true;
    };
    match field {
        Field::Owner | Field::Team | Field::Replacement | Field::Targets | Field::TargetDmes => {
            let mut names = entry.old.split(LIST_SEPARATOR);
            names.all(&is_named) && entry.new.split(LIST_SEPARATOR).all(&is_named)
        }
        Field::Domain | Field::Audience | Field::Contract => is_named(member),
        // A column that is restricted from now on is gone like one that was removed.
        _ if field.is_of_columns() => facts.of(Field::Column, member).is_some(),
        // What is promised of an element names that.
        Field::ServiceLevel => {
            !member.contains(" of ") || facts.of(Field::ServiceLevel, member).is_some()
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use crate::history::{Facts, Field, History, MeshId, Observation, ObservedAsset, next};

    const DAY: i64 = 86_400;

    fn view<'a>(name: &str, state: &[(Field, &'a str, &'a str)]) -> ObservedAsset {
        let mut facts = Facts::default();
        facts.set(Field::Kind, "view");
        facts.set(Field::ColumnsComplete, "");
        for (field, member, value) in state {
            facts.add(*field, *member, *value);
        }
        let key = format!("relation:{name}");
        ObservedAsset::new(key, "dataset:d".into(), Vec::new(), &facts).unwrap()
    }

    /// What an audience sees on a day, with the names that it may read besides.
    fn build(
        former: Option<History>,
        day: i64,
        assets: Vec<ObservedAsset>,
        names: &[&str],
    ) -> History {
        let own = assets.iter().filter_map(|a| a.key.split_once(':'));
        let own: Vec<String> = own.map(|(_, name)| name.to_owned()).collect();
        let names = names.iter().map(|name| (*name).to_owned()).chain(own);
        next(
            former,
            Observation {
                mesh: MeshId::new(None, "Shop", None),
                audience: Some("finance".into()),
                names: names.collect(),
                now: 1_790_000_000 + day * DAY,
                sources: [("dataset:d".to_owned(), false)].into(),
                assets,
                ..Observation::default()
            },
        )
    }

    /// The record as it is written: nothing else is published of it.
    fn written(history: &History) -> String {
        let mut history = history.clone();
        let states = history.take_states();
        let published = crate::history::Published::default();
        let bytes = history.bytes(&states, &published).unwrap();
        String::from_utf8(zstd::decode_all(&*bytes).unwrap()).unwrap()
    }

    #[test]
    fn entries_that_name_what_is_seen_no_more_go() {
        let of = |owner, contract, column| {
            let all = [
                (Field::Owner, "", owner),
                (Field::Contract, contract, "1"),
                (Field::Column, column, "INT64"),
                (Field::Targets, "", "p.raw.a, p.raw.b"),
            ];
            vec![view("p.unified.v", &all)]
        };
        let names = [
            "growth",
            "quarry",
            "terms",
            "terms-quarry",
            "p.raw.a",
            "p.raw.b",
        ];
        let first = build(None, 0, of("growth", "terms", "id"), &names);
        let second = build(
            Some(first),
            20,
            of("quarry", "terms-quarry", "id_quarry"),
            &names,
        );
        let text = written(&second);
        for told in ["owner-changed", "contract-added", "column-added"] {
            assert!(text.contains(told), "{told}: {text}");
        }
        // A column that is gone, or restricted from now on.
        assert!(!text.contains("column-removed"), "{text}");
        let names = ["growth", "terms", "p.raw.a", "p.raw.b"];
        let third = build(Some(second), 40, of("growth", "terms", "id"), &names);
        let text = written(&third);
        assert!(!text.contains("quarry"), "{text}");
        assert!(text.contains(r#""audience":"finance""#), "{text}");
    }

    #[test]
    fn what_is_gone_leaves_nothing_behind() {
        let both = || vec![view("a", &[]), view("b_quarry", &[])];
        let first = build(None, 0, vec![view("a", &[])], &[]);
        let second = build(Some(first.clone()), 1, both(), &[]);
        assert!(written(&second).contains("view-added"));
        let third = build(Some(second), 2, vec![view("a", &[])], &[]);
        let without = build(Some(first), 2, vec![view("a", &[])], &[]);
        let but_build = |text: String| text.replacen(r#""build":1"#, r#""build":0"#, 1);
        assert_eq!(but_build(written(&third)), written(&without));
    }

    #[test]
    fn another_level_is_no_change_and_ends_what_was_told() {
        let title = |title| vec![view("a", &[(Field::Title, "", title)])];
        let first = build(None, 0, title("A"), &[]);
        let second = build(Some(first), 20, title("B"), &[]);
        assert!(written(&second).contains("title-changed"));
        let listed = [(Field::Level, "", "listed"), (Field::Title, "", "C")];
        let third = build(Some(second), 40, vec![view("a", &listed)], &[]);
        assert!(!written(&third).contains("-changed"), "{}", written(&third));
        let fourth = build(Some(third), 60, title("D"), &[]);
        assert!(!written(&fourth).contains("-changed"));
    }
}
