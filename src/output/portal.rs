//! A portal that is being written: all of a publication, or one folder of it. Portals of one
//! publication take their places together.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use super::written_file::at_hand;
use super::{FormerSite, OutputError, Publication};
use crate::render::Sink;

/// A portal that is being written.
#[derive(Debug)]
pub(crate) struct Portal<'p> {
    site: &'p Publication,
    /// Empty, or the name of the folder and `/`.
    folder: String,
}

impl Publication {
    /// The portal that is all of the publication.
    #[must_use]
    pub(crate) fn portal(&self) -> Portal<'_> {
        Portal {
            site: self,
            folder: String::new(),
        }
    }

    /// The portal in a folder of it.
    #[must_use]
    pub(crate) fn portal_in(&self, folder: &str) -> Portal<'_> {
        Portal {
            site: self,
            folder: format!("{folder}/"),
        }
    }
}

impl<'p> Portal<'p> {
    /// The portal that stands where this one goes.
    #[must_use]
    pub(crate) fn former(&self) -> FormerSite<'p> {
        let former = self.site.former.as_ref();
        let record = former.map_or_else(Arc::default, |former| Arc::clone(&former.record));
        FormerSite::below(&self.site.place.out, &self.folder, &record)
    }

    /// Pages of the former portal that this one hasn't so far, and has room for; sorted.
    #[must_use]
    pub(crate) fn gone(&self, former: &FormerSite<'_>) -> Vec<String> {
        let written = at_hand(&self.site.written);
        let own = written.iter();
        let own = own.filter_map(|file| file.path.strip_prefix(&*self.folder));
        former.gone(&own.collect::<Vec<_>>())
    }

    /// Where it goes, as people named it.
    #[must_use]
    pub(crate) fn shown(&self) -> PathBuf {
        match self.folder.strip_suffix('/') {
            Some(folder) => self.site.shown.join(folder),
            None => self.site.shown.clone(),
        }
    }

    /// Paths of what was written so far, sorted.
    #[must_use]
    pub(crate) fn written(&self) -> Vec<String> {
        let written = at_hand(&self.site.written);
        let own = written
            .iter()
            .filter_map(|file| file.path.strip_prefix(&*self.folder));
        let mut own: Vec<String> = own.map(str::to_owned).collect();
        own.sort_unstable();
        own
    }

    /// Files that were written so far, or kept, and have more bytes, with how many.
    #[must_use]
    pub(crate) fn larger_than(&self, bytes: u64) -> Vec<(String, u64)> {
        let written = at_hand(&self.site.written);
        let larger = written.iter().filter(|file| file.seal.size > bytes);
        let own = larger.filter_map(|file| {
            let path = file.path.strip_prefix(&*self.folder)?;
            Some((path.to_owned(), file.seal.size))
        });
        own.collect()
    }

    /// The bytes of a file that was written, or kept.
    ///
    /// # Errors
    /// As the file system says.
    pub(crate) fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.site.read(&self.full(path))
    }

    /// The error for a file that could not be written.
    #[must_use]
    pub(crate) fn failed(&self, error: io::Error) -> OutputError {
        self.site.failed(error)
    }

    fn full(&self, path: &str) -> String {
        format!("{}{path}", self.folder)
    }
}

impl Sink for Portal<'_> {
    fn put(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        self.site.put(&self.full(path), bytes)
    }

    fn create(&self, path: &str) -> io::Result<Box<dyn Write + Send>> {
        self.site.create(&self.full(path))
    }

    fn keep(&self, path: &str) -> io::Result<()> {
        self.site.keep(&self.full(path))
    }

    fn keep_all(&self, paths: &[&str]) -> io::Result<()> {
        let full: Vec<String> = paths.iter().map(|path| self.full(path)).collect();
        let full: Vec<&str> = full.iter().map(String::as_str).collect();
        self.site.keep_all(&full)
    }

    fn former_bytes(&self, path: &str) -> io::Result<Vec<u8>> {
        self.site.former_bytes(&self.full(path))
    }
}
