//! Leaves out what is beyond the bounds, and counts it.

use rustc_hash::FxHashMap;

use super::history_bounds::{ENTRIES, ENTRIES_OF_ASSET, ENTRY_AGE, GONE_AGE, MONTHS};
use super::history_entry::Entry;
use super::history_record::History;
use super::month;

/// Leaves out the oldest entries, states of what is long gone, and the oldest months.
pub(super) fn compact(history: &mut History) {
    let now = history.built;
    history.entries.sort_by(|a, b| a.order().cmp(&b.order()));
    let mut of_asset: FxHashMap<String, usize> = FxHashMap::default();
    for entry in &history.entries {
        match of_asset.get_mut(&entry.key) {
            Some(n) => *n += 1,
            None => drop(of_asset.insert(entry.key.clone(), 1)),
        }
    }
    let mut too_many = history.entries.len().saturating_sub(ENTRIES);
    let mut out: Vec<Entry> = Vec::new();
    // Oldest first.
    history.entries.retain(|entry| {
        let is_old = entry.at < now.saturating_sub(ENTRY_AGE);
        let others = of_asset.get_mut(&entry.key);
        let is_surplus = others.as_ref().is_some_and(|n| **n > ENTRIES_OF_ASSET);
        let leave = is_old || is_surplus || too_many > 0;
        if leave {
            too_many = too_many.saturating_sub(1);
            if let Some(n) = others {
                *n -= 1;
            }
            out.push(entry.clone());
        }
        !leave
    });
    for entry in out {
        let month = month(entry.at).unwrap_or_default();
        *history
            .dropped
            .entry((month, entry.owner, entry.category))
            .or_default() += 1;
    }
    let last = |at: i64| at >= now.saturating_sub(GONE_AGE);
    let sources = &mut history.sources;
    sources.retain(|_, source| last(source.last));
    let states = &mut history.states;
    states.retain(|state| sources.contains_key(&state.source) && state.gone.is_none_or(last));
    while history.months.len() > MONTHS {
        history.months.pop_first();
    }
    let oldest = history.months.keys().next().cloned().unwrap_or_default();
    history.dropped.retain(|(month, _, _), _| *month >= oldest);
}
