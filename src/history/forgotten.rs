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
/// than before, all entries go.
pub(super) fn forget(
    history: &mut History,
    names: &FxHashSet<String>,
    other_level: &FxHashSet<String>,
) {
    let mut facts: FxHashMap<String, Facts<'static>> = FxHashMap::default();
    let has_entries: FxHashSet<&str> = history.entries.iter().map(|e| e.key.as_str()).collect();
    for state in &history.states {
        if has_entries.contains(state.key.as_str()) && !other_level.contains(&state.key) {
            facts.insert(state.key.clone(), parsed(&state.facts));
        }
    }
    let is_named = |name: &str| name.is_empty() || names.contains(name);
    history.entries.retain_mut(|entry| {
        if !is_named(&entry.owner) {
            entry.owner.clear();
        }
        let facts = facts.get(&entry.key);
        facts.is_some_and(|facts| is_told(entry, facts, is_named))
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
