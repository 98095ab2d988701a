//! What is kept of a portal for the next build: runs of its index, and what each page read. Traces are
//! kept beside the record of the site that they are of: they say nothing of another.

use std::path::Path;

use super::kept::Kept;
use crate::cache::{Key, hash_of, real_place};
use crate::config::Settings;
use crate::output::{self, Left};
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
pub(super) struct SiteKey(Key);

impl<'k> KeptPortal<'k> {
    pub(super) fn new(kept: Option<&'k Kept>, settings: &Settings) -> Self {
        let settings = match kept {
            Some(kept) => kept
                .hasher("settings")
                .bytes(format!("{settings:?}").as_bytes())
                .key(),
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

    /// A hash of the program and of the settings.
    pub(super) fn program(&self) -> u128 {
        u128::from_le_bytes(self.settings)
    }

    /// Which site stands in `out`: its record has a hash of each file. Nothing where nothing is kept, or
    /// there is none.
    pub(super) fn site(&self, out: &Path) -> Option<SiteKey> {
        let kept = self.kept?;
        let record = output::previous(out, output::RECORD).ok()??;
        let (hash, _) = hash_of(&record[..]).ok()?;
        let place = real_place(out);
        let hasher = kept
            .hasher("site")
            .bytes(place.as_os_str().as_encoded_bytes());
        Some(SiteKey(hasher.bytes(&hash).key()))
    }

    /// What the pages of a site read, where that is known.
    pub(super) fn traces(&self, site: &SiteKey) -> Option<Traces> {
        let kept = self.kept?;
        Traces::from_bytes(&kept.get(&self.key(kept, "traces", site))?)
    }

    /// Keeps what the pages of a site read.
    pub(super) fn keep_traces(&self, site: &SiteKey, traces: &Traces) {
        if let Some((kept, bytes)) = self.kept.zip(traces.to_bytes()) {
            kept.put(&self.key(kept, "traces", site), &[&bytes]);
        }
    }

    /// How the files of a site were left, where that is known.
    pub(super) fn left(&self, site: &SiteKey) -> Option<Left> {
        let kept = self.kept?;
        Left::from_bytes(&kept.get(&self.key(kept, "left files", site))?)
    }

    /// Keeps how the files of a site were left.
    pub(super) fn keep_left(&self, site: &SiteKey, left: &Left) {
        if let Some(kept) = self.kept {
            kept.put(&self.key(kept, "left files", site), &[&left.to_bytes()]);
        }
    }

    fn key(&self, kept: &Kept, kind: &str, site: &SiteKey) -> Key {
        let hasher = kept.hasher(kind).bytes(self.folder.as_bytes());
        hasher.bytes(&site.0).key()
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
