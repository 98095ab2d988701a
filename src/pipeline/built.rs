//! What came of a build.

use crate::output::Published;

/// A site, published.
#[derive(Debug, Clone)]
pub struct Built {
    /// Number of files.
    pub files: usize,
    /// How many of them the former site had as they are, so that they weren't written.
    pub unchanged: usize,
    /// Bytes of all of them.
    pub bytes: u64,
    /// The largest one, below the folder of the site, and its bytes.
    pub largest: Option<(String, u64)>,
}

impl From<Published> for Built {
    fn from(published: Published) -> Self {
        Self {
            files: published.files,
            unchanged: published.kept,
            bytes: published.bytes,
            largest: published.largest,
        }
    }
}
