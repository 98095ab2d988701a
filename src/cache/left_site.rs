//! What a build left: of what it was made, the output folder, and what the build said.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::cache_folder::CacheFolder;
use super::entry_key::Key;
use super::site_stamp::SiteStamp;

/// What the clock says to a build that reads the same as one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Passed {
    /// It says what it said.
    Nothing,
    /// It was at `from` and is at `to`, and nothing has changed with that.
    Time { from: i64, to: i64 },
    /// Something may have changed with it.
    TooMuch,
}

/// A build that ended well.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct LeftSite {
    /// A hash of everything that was read, but for the clock.
    inputs: Key,
    /// The moment that it counted ages from, where one was stated.
    clock: Option<i64>,
    /// The first moment at which what it made of that may be something else.
    until: i64,
    site: SiteStamp,
    durable: bool,
    told: Vec<u8>,
}

impl LeftSite {
    /// What the build of a key left, where it read the same as this one would.
    #[must_use]
    pub(crate) fn load(folder: &CacheFolder, key: &Key, inputs: &Key) -> Option<Self> {
        let left: Self = folder.state(key)?;
        (left.inputs == *inputs).then_some(left)
    }

    /// Whether its site was on disk when it ended.
    #[must_use]
    pub(crate) const fn is_durable(&self) -> bool {
        self.durable
    }

    /// What the build said.
    #[must_use]
    pub(crate) fn told(&self) -> &[u8] {
        &self.told
    }

    /// What has passed since.
    #[must_use]
    pub(crate) const fn passed(&self, now: Option<i64>) -> Passed {
        match (self.clock, now) {
            (None, None) => Passed::Nothing,
            (Some(from), Some(to)) if from == to => Passed::Nothing,
            (Some(from), Some(to)) if from < to && to < self.until => Passed::Time { from, to },
            _ => Passed::TooMuch,
        }
    }

    /// The same, where its site is as it left it.
    #[must_use]
    pub(crate) fn unchanged(self, folder: &CacheFolder, key: &Key, out: &Path) -> Option<Self> {
        if !self.site.is_of(out) {
            return None;
        }
        if !self.site.is_settled() {
            let now = folder.now().and_then(|now| SiteStamp::of(out, now));
            if let Some(site) = now.filter(|now| now.is_like(&self.site)) {
                let left = Self { site, ..self };
                folder.set_state(key, &left);
                return Some(left);
            }
        }
        Some(self)
    }

    /// Keeps what a build left, with the moment of its clock and until when that holds.
    pub(crate) fn keep(
        folder: &CacheFolder,
        key: &Key,
        inputs: Key,
        (clock, until): (Option<i64>, i64),
        out: &Path,
        durable: bool,
        told: Vec<u8>,
    ) {
        let site = folder.now().and_then(|now| SiteStamp::of(out, now));
        let Some(site) = site else {
            return folder.forget_state(key);
        };
        let left = Self {
            inputs,
            clock,
            until,
            site,
            durable,
            told,
        };
        folder.set_state(key, &left);
        folder.forget_old_states();
    }

    /// Keeps it of a later moment, with the site as it is then and what a build says of it.
    pub(crate) fn keep_later(
        &self,
        folder: &CacheFolder,
        key: &Key,
        now: i64,
        out: &Path,
        durable: bool,
        told: Vec<u8>,
    ) {
        let clock = (Some(now), self.until);
        Self::keep(folder, key, self.inputs, clock, out, durable, told);
    }

    /// Forgets it.
    pub(crate) fn forget(folder: &CacheFolder, key: &Key) {
        folder.forget_state(key);
    }
}

/// The path of an output folder, which may not be there yet, whatever it is called from here.
#[must_use]
pub(crate) fn real_place(out: &Path) -> PathBuf {
    let parent = match out.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    match (std::fs::canonicalize(parent), out.file_name()) {
        (Ok(parent), Some(name)) => parent.join(name),
        _ => out.to_path_buf(),
    }
}
