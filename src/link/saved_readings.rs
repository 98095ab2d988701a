//! Readings of SQL that were written down elsewhere.

/// Readings by a hash of text and dialect, as [`sql::Reading::to_bytes`] writes them.
pub(crate) trait SavedReadings: Sync {
    /// Whether anything is kept.
    fn keeps(&self) -> bool;
    /// What is known of a text. Texts of relations are asked for once.
    fn get(&self, text: &[u8; 16]) -> Option<Vec<u8>>;
    /// What was found of a text that isn't known.
    fn put(&self, text: &[u8; 16], reading: &[u8]);
}

/// No reading is known, and none is kept.
#[derive(Debug)]
pub(crate) struct NoneSaved;

impl SavedReadings for NoneSaved {
    fn keeps(&self) -> bool {
        false
    }

    fn get(&self, _: &[u8; 16]) -> Option<Vec<u8>> {
        None
    }

    fn put(&self, _: &[u8; 16], _: &[u8]) {}
}
