//! Files that are scanned, and what is found in them.

use std::io;

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
    /// Whether a file with these bytes is the same in every portal, of whatever mesh.
    fn is_vitrinas_own(&self, _bytes: &[u8]) -> bool {
        false
    }
}

/// A hidden name, wherever it is.
pub(super) struct Place {
    pub(super) channel: &'static str,
    pub(super) found: String,
    pub(super) id: String,
}

impl Place {
    pub(super) fn of(self, file: &str) -> Hit {
        Hit {
            file: file.to_owned(),
            channel: self.channel,
            found: self.found,
            id: self.id,
        }
    }
}
