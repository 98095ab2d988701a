//! What a build found changed, as entries; and which entries that undoes.

use std::collections::BTreeSet;

use super::asset_state::RENAMED;
use super::changed_facts::Change;
use super::history_bounds::FORTNIGHT;
use super::history_entry::{Category, Entry, id};
use super::history_record::History;
use super::reversal::{names_before, undone_by};

/// A change, with whose it is.
pub(super) struct Found {
    pub(super) key: String,
    pub(super) owner: String,
    pub(super) change: FoundChange,
}

pub(super) enum FoundChange {
    /// Of a fact.
    Fact(Change),
    /// It came.
    Added(String),
    /// It is gone.
    Removed(String),
    /// It is back: it was never gone. What it is called, where a build saw it come.
    Back(Option<String>),
    /// It had this name.
    Renamed(String),
}

/// Appends what was found, or withdraws what it undoes.
pub(super) fn record(history: &mut History, found: Vec<Found>, now: i64) {
    if found.is_empty() {
        return;
    }
    let build = history.build + 1;
    let mut withdrawn: BTreeSet<usize> = BTreeSet::new();
    let mut fresh: Vec<Entry> = Vec::new();
    for Found { key, owner, change } in found {
        if let FoundChange::Renamed(former) = &change
            && let Some(places) = rename_undone(history, &key, former, now)
        {
            withdrawn.extend(places);
            continue;
        }
        let numbers = history.by_key.get(&key).map_or(&[][..], Vec::as_slice);
        let numbers: Vec<usize> = numbers.iter().map(|n| *n as usize).collect();
        let open: Vec<usize> = numbers
            .into_iter()
            .filter(|n| !withdrawn.contains(n))
            .collect();
        let entries: Vec<&Entry> = open
            .iter()
            .filter_map(|n| history.entries.get(*n))
            .collect();
        let undone: Vec<usize> = match &change {
            FoundChange::Back(_) => last(&entries, |e| e.is_departure()),
            FoundChange::Fact(change) => undone_by(change, &entries, now),
            // What came within the fortnight and is gone again never was; its state is gone all the same.
            FoundChange::Removed(_) => last(&entries, |e| {
                e.is_arrival() && e.at > now.saturating_sub(FORTNIGHT)
            }),
            FoundChange::Added(_) | FoundChange::Renamed(_) => Vec::new(),
        };
        if !undone.is_empty() {
            withdrawn.extend(undone.iter().filter_map(|place| open.get(*place)));
            continue;
        }
        let is_announced = entries.iter().any(|e| e.is_arrival());
        let Some(words) = told(change, &key, is_announced) else {
            continue;
        };
        fresh.push(Entry {
            id: fresh_id(&key, &words, &entries),
            key,
            category: words.category,
            rule: words.rule,
            member: words.member,
            old: words.old,
            new: words.new,
            at: now,
            build,
            owner,
        });
    }
    if !fresh.is_empty() {
        history.build = build;
    }
    let mut n = 0;
    history.entries.retain(|_| {
        n += 1;
        !withdrawn.contains(&(n - 1))
    });
    history.entries.append(&mut fresh);
}

/// The place of the last entry that is of this kind.
fn last(entries: &[&Entry], is_it: impl Fn(&Entry) -> bool) -> Vec<usize> {
    entries
        .iter()
        .rposition(|entry| is_it(entry))
        .into_iter()
        .collect()
}

/// The places of the entries that a rename back to a former name undoes: they stand under the other
/// names.
fn rename_undone(history: &History, key: &str, former: &str, now: i64) -> Option<Vec<usize>> {
    let (space, own) = key.split_once(':')?;
    let names = names_before(history, &format!("{space}:{former}"), now);
    let back = names.iter().position(|(_, name)| name == own)?;
    Some(names[..=back].iter().map(|(place, _)| *place).collect())
}

/// What an entry says.
struct Words {
    category: Category,
    rule: String,
    member: String,
    old: String,
    new: String,
}

impl Default for Words {
    fn default() -> Self {
        Self {
            category: Category::Lifecycle,
            rule: String::new(),
            member: String::new(),
            old: String::new(),
            new: String::new(),
        }
    }
}

/// The id of a change that no entry of its asset has.
fn fresh_id(key: &str, words: &Words, entries: &[&Entry]) -> String {
    let mut n = 0;
    loop {
        let id = id(key, &words.rule, &words.member, &words.old, &words.new, n);
        if entries.iter().all(|entry| entry.id != id) {
            return id;
        }
        n += 1;
    }
}

/// A change in the words of an entry; `is_announced` says whether one tells that the asset came.
fn told(change: FoundChange, key: &str, is_announced: bool) -> Option<Words> {
    let whole = |noun: String, what: &str| Words {
        rule: format!("{noun}-{what}"),
        ..Words::default()
    };
    Some(match change {
        FoundChange::Fact(change) => Words {
            category: change.field.category(),
            rule: change.rule.to_owned(),
            member: change.member,
            old: change.old,
            new: change.new,
        },
        FoundChange::Added(noun) => whole(noun, "added"),
        FoundChange::Removed(noun) => whole(noun, "removed"),
        FoundChange::Renamed(former) => Words {
            rule: RENAMED.to_owned(),
            old: former,
            new: name(key).to_owned(),
            ..Words::default()
        },
        // That it came was withdrawn when it went.
        FoundChange::Back(Some(noun)) if !is_announced => whole(noun, "added"),
        FoundChange::Back(_) => return None,
    })
}

/// A key without what kind it is of.
pub(super) fn name(key: &str) -> &str {
    key.split_once(':').map_or(key, |(_, name)| name)
}
