//! What changed from build to build.

use super::Reader;
use crate::catalog::AssetIx;
use crate::history::{Counts, Entry, History, PublishedFold};

impl<'a> Reader<'a> {
    /// Changes of an asset, newest first. Facet: history.
    pub(crate) fn history_of(self, ix: AssetIx) -> impl Iterator<Item = &'a Entry> {
        let key = self.key(ix).to_string();
        self.source
            .history(ix)
            .into_iter()
            .flat_map(move |history| history.of_asset(&key))
    }

    /// Changes of the last fortnight, newest first; of assets that are gone too. Set: history.
    pub(crate) fn recent_changes(self) -> impl Iterator<Item = &'a Entry> {
        self.source
            .histories()
            .into_iter()
            .flat_map(History::recent)
    }

    /// How many there were at the end of each month, oldest first. Set: history.
    pub(crate) fn months(self) -> impl Iterator<Item = (&'a str, Counts)> {
        self.source
            .histories()
            .into_iter()
            .flat_map(History::months)
    }

    /// An id for something of the mesh that outlives titles and addresses, `urn:uuid:…`; of the mesh
    /// itself where `what` is empty. Set: history.
    #[must_use]
    pub(crate) fn urn(self, what: &str) -> String {
        self.source
            .histories()
            .map_or_else(String::new, |history| history.urn(what))
    }

    /// When the first build was of which anything is known, in seconds since 1970; 0 where no moment
    /// is. Set: history.
    #[must_use]
    pub(crate) fn first_build(self) -> i64 {
        self.source.histories().map_or(0, History::first_build)
    }

    /// Feeds that a former site had, by path, with the key of the asset that each is about. Set:
    /// history.
    pub(crate) fn former_feeds(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.source.histories().into_iter().flat_map(History::feeds)
    }

    /// What a feed of the former site told as one entry, by its id. Set: history.
    pub(crate) fn former_fold(self, id: &str) -> Option<PublishedFold> {
        self.source.histories().and_then(|history| history.fold(id))
    }

    /// The moment of this build, in seconds since 1970; 0 where its input tells none. Set: history.
    #[must_use]
    pub(crate) fn built_at(self) -> i64 {
        self.source.histories().map_or(0, History::built)
    }
}
