//! All that is kept, thrown away.

use super::cache_folder::CacheFolder;
use super::pack_file::number_of;
use super::state_file::ENDING;

impl CacheFolder {
    /// Throws away what is kept, where this run may write. Says whether nothing is left of it.
    #[must_use]
    pub(crate) fn discard(&self) -> bool {
        let is_kept = |name: &str| number_of(name).is_some() || name.ends_with(ENDING);
        self.remove(is_kept);
        !self.names().iter().any(|name| is_kept(name))
    }
}
