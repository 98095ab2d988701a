//! Where an export's listing of a dataset can't be taken for the whole of it.

/// Why a relation that isn't in its dataset's listing may be in the warehouse all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ListingDoubt {
    /// The listing lacks most of the dataset's tables that something reads.
    Partial {
        /// Number of those that it lacks.
        absent: u32,
        /// Number of tables of the dataset that something reads.
        named: u32,
    },
    /// Something read or wrote it after the export.
    Seen {
        /// When last.
        at: i64,
        /// What tells: `a statement`, `a load`, `a run`.
        by: &'static str,
    },
}
