//! What is kept of a portal for the next build: runs of its index, what each page read, and how its files
//! were left. The latter two are of one site, that of which the record is kept beside them; those of the
//! site that stood in its place before go.

use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::kept::Kept;
use super::kept_pages_error::KeptPagesError;
use crate::cache::{Key, hash_of, real_place};
use crate::config::Settings;
use crate::output::{self, Left};
use crate::render::{LookedAgain, Sample};
use crate::search::{KeptRuns, RunKey};
use crate::traces::Traces;

/// What is kept of one portal; nothing is where there is no cache.
#[derive(Debug, Clone, Copy)]
pub(super) struct KeptPortal<'k> {
    kept: Option<&'k Kept>,
    /// A hash of what holds for all pages beside the theme: the settings.
    settings: Key,
    /// The folder of the portal in the output, empty where it is all of that.
    folder: &'k str,
}

/// Tells a site, as it stands in its place, from all others.
#[derive(Debug, Clone, Copy)]
pub(super) struct SiteKey {
    place: Key,
    /// A hash of its record.
    record: Key,
}

impl<'k> KeptPortal<'k> {
    pub(super) fn new(kept: Option<&'k Kept>, settings: &Settings) -> Self {
        let settings = match kept {
            Some(kept) => kept.hasher("settings").bytes(&settings.values).key(),
            None => Key::default(),
        };
        Self {
            kept,
            settings,
            folder: "",
        }
    }

    /// The same of a portal in a folder of the output.
    pub(super) fn within(self, folder: &'k str) -> Self {
        Self { folder, ..self }
    }

    /// Whether pages are to be traced.
    pub(super) fn is_there(&self) -> bool {
        self.kept.is_some()
    }

    /// Which of the pages that are kept are looked at again.
    pub(super) fn sample(&self) -> Option<Sample> {
        self.kept?.sample()
    }

    /// Takes what came of that.
    ///
    /// # Errors
    /// Where a page isn't what it would be.
    pub(super) fn looked_at(&self, looked: &LookedAgain) -> Result<(), KeptPagesError> {
        if let Some(kept) = self.kept {
            kept.count_looked_at(looked);
        }
        KeptPagesError::of(looked, self.folder).map_or(Ok(()), Err)
    }

    /// A hash of the program and of the settings.
    pub(super) fn program(&self) -> u128 {
        u128::from_le_bytes(self.settings)
    }

    /// Which site stands in `out`: its record has a hash of each file. Nothing where nothing is kept, or
    /// there is none.
    pub(super) fn site(&self, out: &Path) -> Option<SiteKey> {
        let kept = self.kept?;
        let record = output::record_bytes(out)?;
        let (record, _) = hash_of(&record[..]).ok()?;
        let place = real_place(out);
        let place = place.as_os_str().as_encoded_bytes();
        let place = kept.hasher("site").bytes(place).key();
        Some(SiteKey { place, record })
    }

    /// What the pages of a site read, where that is known.
    pub(super) fn traces(&self, site: &SiteKey) -> Option<Traces> {
        self.of_site("traces", site)
    }

    /// Keeps what the pages of a site read.
    pub(super) fn keep_traces(&self, site: &SiteKey, traces: &Traces) {
        self.keep_of_site("traces", site, traces);
    }

    /// How the files of a site were left, where that is known.
    pub(super) fn left(&self, site: &SiteKey) -> Option<Left> {
        let bytes: Vec<u8> = self.of_site("left files", site)?;
        Left::from_bytes(&bytes)
    }

    /// Keeps how the files of a site were left.
    pub(super) fn keep_left(&self, site: &SiteKey, left: &Left) {
        self.keep_of_site("left files", site, &left.to_bytes());
    }

    fn of_site<T: DeserializeOwned>(&self, kind: &str, site: &SiteKey) -> Option<T> {
        let kept = self.kept?;
        let key = self.key(kept, kind, site);
        let (record, value): (Key, T) = kept.folder().state(&key)?;
        (record == site.record).then_some(value)
    }

    fn keep_of_site(&self, kind: &str, site: &SiteKey, value: &impl Serialize) {
        if let Some(kept) = self.kept {
            let key = self.key(kept, kind, site);
            kept.folder().set_state(&key, &(site.record, value));
        }
    }

    fn key(&self, kept: &Kept, kind: &str, site: &SiteKey) -> Key {
        let hasher = kept.hasher(kind).bytes(self.folder.as_bytes());
        hasher.bytes(&site.place).key()
    }
}

impl KeptRuns for KeptPortal<'_> {
    fn keeps(&self) -> bool {
        self.kept.is_some()
    }

    fn has(&self, key: &RunKey) -> bool {
        let uses = |kept: &Kept| kept.uses(&of_index(kept, key));
        self.kept.is_some_and(uses)
    }

    fn get(&self, key: &RunKey) -> Option<Vec<u8>> {
        let kept = self.kept?;
        kept.get(&of_index(kept, key))
    }

    fn put(&self, key: &RunKey, bytes: &[u8]) {
        if let Some(kept) = self.kept {
            kept.put(&of_index(kept, key), &[bytes]);
        }
    }
}

/// The key of something of an index.
fn of_index(kept: &Kept, key: &RunKey) -> Key {
    kept.hasher("index").bytes(key).key()
}
