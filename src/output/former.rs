//! The site that stands where the new one goes: which of its pages the new one hasn't, and what its
//! files say. No link is followed, and nothing is read that its record doesn't name.

use std::fs::{self, OpenOptions};
use std::io::Read;
use std::path::Path;

use rustc_hash::FxHashSet;

use super::file_record::Record;
use super::no_follow::without_links;

/// The former site.
#[derive(Debug)]
pub(crate) struct FormerSite<'p> {
    folder: &'p Path,
    record: Record,
    /// Its pages that the new site hasn't, sorted.
    gone: Vec<String>,
}

impl<'p> FormerSite<'p> {
    /// The site in a folder; `written` are the files of the new one. A record that can't be read is
    /// told of when the new site takes its place.
    pub(super) fn new(folder: &'p Path, written: &[String]) -> Self {
        let record = Record::read(folder).unwrap_or_default();
        let new: FxHashSet<&str> = written.iter().map(String::as_str).collect();
        let pages = record.files().iter().filter(|f| f.ends_with(".html"));
        let gone = pages
            .filter(|f| !new.contains(f.as_str()))
            .cloned()
            .collect();
        Self {
            folder,
            record,
            gone,
        }
    }

    /// Its pages that the new site hasn't, sorted.
    #[must_use]
    pub(crate) fn gone(&self) -> &[String] {
        &self.gone
    }

    /// What one of its files says; nothing where it isn't a text, or isn't there.
    #[must_use]
    pub(crate) fn text(&self, path: &str) -> Option<String> {
        if !self.record.has(path) {
            return None;
        }
        let mut folder = self.folder.to_path_buf();
        for part in path
            .split('/')
            .rev()
            .skip(1)
            .collect::<Vec<_>>()
            .iter()
            .rev()
        {
            folder.push(part);
            if !fs::symlink_metadata(&folder).ok()?.is_dir() {
                return None;
            }
        }
        let at = self.folder.join(path);
        let mut file = without_links(OpenOptions::new().read(true)).open(at).ok()?;
        if !file.metadata().ok()?.is_file() {
            return None;
        }
        let mut text = String::new();
        file.read_to_string(&mut text).ok()?;
        Some(text)
    }
}
