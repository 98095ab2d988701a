//! Which assets came or changed lately, for marks in lists and on pages.

use rustc_hash::FxHashMap;

use super::model::SeenByBuilds;
use crate::catalog::{AssetIx, rfc3339};
use crate::reader::Reader;

/// By asset, when it came and when it changed last, of the fortnight before the build: what is older can't
/// be new to any reader.
#[derive(Debug, Default)]
pub(super) struct RecentMarks(FxHashMap<AssetIx, SeenByBuilds>);

impl RecentMarks {
    pub(super) fn of(reader: Reader<'_>) -> Self {
        let mut marks: FxHashMap<AssetIx, SeenByBuilds> = FxHashMap::default();
        // Newest first: what is there stays.
        for entry in reader.recent_changes().filter(|entry| entry.at != 0) {
            let (Some(ix), Some(at)) = (reader.find_key(&entry.key), rfc3339(entry.at)) else {
                continue;
            };
            let mark = marks.entry(ix).or_default();
            let moment = match entry.is_arrival() {
                true => &mut mark.first,
                false => &mut mark.changed,
            };
            if moment.is_empty() {
                *moment = at;
            }
        }
        Self(marks)
    }

    /// Empty where nothing is recent.
    pub(super) fn of_asset(&self, ix: AssetIx) -> SeenByBuilds {
        self.0.get(&ix).cloned().unwrap_or_default()
    }
}
