//! Readings of SQL that were written down elsewhere.

/// Readings by a hash of text and dialect, as [`sql::Reading::to_bytes`] writes them.
pub(crate) trait SavedReadings: Sync {
    /// Whether anything is kept.
    fn keeps(&self) -> bool;
    /// What is known of a text. Texts of relations are asked for once.
    fn get(&self, text: &[u8; 16]) -> Option<Vec<u8>>;
    /// What was found of a text that isn't known.
    fn put(&self, text: &[u8; 16], reading: &[u8]);
    /// What is known of the columns that a text gives, by a hash of all of it but the relations that it
    /// reads.
    fn columns(&self, key: &[u8; 16]) -> Option<Vec<u8>>;
    /// What was found of these, in the place of what is known.
    fn put_columns(&self, key: &[u8; 16], columns: &[u8]);
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

    fn columns(&self, _: &[u8; 16]) -> Option<Vec<u8>> {
        None
    }

    fn put_columns(&self, _: &[u8; 16], _: &[u8]) {}
}
