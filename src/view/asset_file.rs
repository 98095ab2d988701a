//! A file of lines of assets.

use crate::catalog::AssetIx;

/// Which assets have their lines in one file.
#[derive(Debug, Clone)]
pub(crate) struct AssetFile {
    /// What they are, as `vitrina list` calls them.
    pub kind: &'static str,
    /// Its name.
    pub file: String,
    /// Their least and greatest key; nothing where there is none of them.
    pub keys: Option<(String, String)>,
    /// All of them, in the order of their list.
    pub assets: Vec<AssetIx>,
}
