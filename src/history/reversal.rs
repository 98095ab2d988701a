//! What goes and comes back within a fortnight is no change: all entries of the way go.

use super::asset_state::{Field, RENAMED};
use super::changed_facts::Change;
use super::history_bounds::{FORMER_NAMES, FORTNIGHT};
use super::history_entry::Entry;
use super::history_record::History;

/// The places of the entries that a change undoes, among those of its asset, oldest first: of that
/// fact, from the one that left the value which is there again.
pub(super) fn undone_by(change: &Change, entries: &[&Entry], now: i64) -> Vec<usize> {
    let is_same_fact = |entry: &Entry| {
        entry.category == change.field.category()
            && entry.member == change.member
            && Field::of_rule(&entry.rule) == Some(change.field)
    };
    let mut way: Vec<usize> = Vec::new();
    let mut led_to = change.old.as_str();
    let mut back = 0;
    for (place, entry) in entries.iter().enumerate().rev() {
        if !is_same_fact(entry) {
            continue;
        }
        // What lies between two values that don't meet would hang in the air.
        if entry.new != led_to || entry.at <= now.saturating_sub(FORTNIGHT) {
            break;
        }
        way.push(place);
        led_to = &entry.old;
        if entry.old == change.new {
            back = way.len();
        }
    }
    way.truncate(back);
    way
}

/// The names that an asset gave up within a fortnight, newest first, each with the place of the entry
/// that tells it.
pub(super) fn names_before(history: &History, key: &str, now: i64) -> Vec<(usize, String)> {
    let Some((space, _)) = key.split_once(':') else {
        return Vec::new();
    };
    let mut names: Vec<(usize, String)> = Vec::new();
    let mut key = key.to_owned();
    while names.len() < FORMER_NAMES {
        let places = history.by_key.get(&key).into_iter().flatten().rev();
        let mut entries =
            places.filter_map(|n| Some((*n as usize, history.entries.get(*n as usize)?)));
        let renamed = entries.find(|(_, entry)| entry.rule == RENAMED);
        let Some((place, entry)) =
            renamed.filter(|(_, entry)| entry.at > now.saturating_sub(FORTNIGHT))
        else {
            break;
        };
        key = format!("{space}:{}", entry.old);
        names.push((place, entry.old.clone()));
    }
    names
}
