//! Where an edit was made that shows in an asset.

/// Where an edit may have been made that shows in an asset.
#[derive(Debug, Clone, Default)]
pub(super) struct Origin {
    /// Keys, the nearest first; the asset itself where there are none.
    pub(super) keys: Vec<String>,
    /// How many assets have to show the same before it is told of the last key: never where 0.
    pub(super) shared_by: usize,
}
