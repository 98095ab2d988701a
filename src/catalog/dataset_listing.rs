//! How far exports list what is in a dataset.

use super::Sym;

/// Whether what a listing lacks isn't there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Completeness {
    /// It isn't.
    Complete,
    /// It may be there all the same.
    Partial(PartialListing),
    /// Nothing claims to list all of the dataset.
    Unlisted,
}

/// Why a listing isn't the whole dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PartialListing {
    /// Rows of the file couldn't be read, or were cut off.
    Unread,
    /// It lacks most of the dataset's tables that something reads.
    Absent {
        /// Number of those that it lacks.
        absent: u32,
        /// Number of tables of the dataset that something reads.
        named: u32,
    },
    /// It lacks what something read or wrote after the export.
    Seen,
}

/// A dataset of which exports describe a table or view, or say that they list it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DatasetListing {
    /// Project, database or catalog; may be empty.
    pub project: Sym,
    /// Dataset or schema.
    pub dataset: Sym,
    /// How far it is listed.
    pub listed: Completeness,
}
