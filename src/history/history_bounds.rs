//! How much of the past is kept. Each bound is met without a finding: what is left out was published
//! before, and the record counts it.

const DAY: i64 = 86_400;

/// How long the changes page and the feeds show an entry, in seconds.
pub(crate) const FORTNIGHT: i64 = 14 * DAY;
/// How long the page of an asset shows an entry.
pub(super) const ENTRY_AGE: i64 = 2 * 365 * DAY;
/// How long the state of an asset that is gone is kept, so that it can come back.
pub(super) const GONE_AGE: i64 = 400 * DAY;
/// Most entries of one asset.
pub(super) const ENTRIES_OF_ASSET: usize = 50;
/// Most entries in all.
pub(super) const ENTRIES: usize = 200_000;
/// Most former names under which changes of an asset are looked for.
pub(super) const FORMER_NAMES: usize = 10;
/// Most months of growth.
pub(super) const MONTHS: usize = 120;
/// Most bytes of a record, unpacked.
pub(super) const RECORD_BYTES: u64 = 256 << 20;
/// Most characters of a value that an entry shows.
pub(super) const VALUE_CHARS: usize = 500;
/// A record is of another mesh where fewer than one in so many of its assets is there.
pub(super) const STRANGE_SHARE: usize = 10;
