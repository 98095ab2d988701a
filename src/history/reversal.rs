//! What goes and comes back within a fortnight is no change: both entries go.

use super::asset_state::Field;
use super::changed_facts::Change;
use super::history_bounds::FORTNIGHT;
use super::history_entry::Entry;

/// The place of the entry that a change undoes, among the entries of its asset, oldest first.
pub(super) fn undone_by(change: &Change, entries: &[&Entry], now: i64) -> Option<usize> {
    let is_same_fact = |entry: &&Entry| {
        entry.category == change.field.category()
            && entry.member == change.member
            && Field::of_rule(&entry.rule) == Some(change.field)
    };
    // Only the newest entry of that fact: what lies between would hang in the air.
    let place = entries.iter().rposition(is_same_fact)?;
    let entry = entries[place];
    let is_reverse = entry.old == change.new && entry.new == change.old;
    (is_reverse && entry.at > now.saturating_sub(FORTNIGHT)).then_some(place)
}
