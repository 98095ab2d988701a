//! The record of a build that saw what the one before it saw, and nothing else.

use super::history_record::Published;
use super::month;
use super::record_reading::read;

/// The record as a build at the moment `to` writes it that sees what the build at `from` saw, before what
/// that recorded ends to hold ([`super::History::holds_until`]). Nothing where it isn't known that it would
/// be that.
#[must_use]
pub(crate) fn at_a_later_moment(bytes: &[u8], from: i64, to: i64) -> Option<Vec<u8>> {
    let (history, damage) = read(bytes);
    let mut history = history.filter(|_| damage.is_none())?;
    // Without sources all is seen for the first time each time.
    if history.built != from || month(from) != month(to) || history.sources.is_empty() {
        return None;
    }
    let sources = history.sources.values_mut();
    let there = sources.filter(|source| source.last == from);
    there.for_each(|source| source.last = to);
    history.built = to;
    let of_feeds = Published {
        feeds: std::mem::take(&mut history.feeds),
        folds: std::mem::take(&mut history.folds),
    };
    let states = history.take_states();
    history.bytes(&states, &of_feeds).ok()
}
