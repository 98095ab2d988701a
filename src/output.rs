//! The only writer. A site is written beside the published one and takes its place in one step, or,
//! where little differs, file by file; a build that is killed, or meets a full disk, leaves a site that
//! can be read. What is published already isn't written again. Only what vitrina wrote is ever replaced
//! or removed, by its own record, and no link is followed.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "this is the wrapper that the lint points to"
)]

mod as_left;
mod authored_file;
mod carried_over;
mod file_access;
mod file_record;
mod file_seal;
mod file_stamp;
mod folder;
mod folder_survey;
mod former;
mod former_files;
mod in_place;
mod lock;
mod many_files;
mod no_follow;
mod output_error;
mod place;
mod portal;
mod publish;
mod record_files;
mod replace;
mod reserved_names;
mod staging;
mod sync;
mod written_file;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use rustc_hash::FxHashSet;

use crate::render::Sink;

pub(crate) use as_left::Left;
pub(crate) use authored_file::{read_authored, replace_authored};
pub(crate) use former::{FormerSite, is_file, previous, site_at};
pub use output_error::{FileError, OutputError};
pub(crate) use portal::Portal;
pub(crate) use publish::Published;
pub(crate) use record_files::record_bytes;
#[cfg(test)]
pub(crate) use record_files::tests::in_small_files;
pub use sync::Durability;

use file_record::Record;
use file_seal::{Seal, Sealing};
use folder::Folder;
use former_files::FormerFiles;
use lock::Lock;
use output_error::reported;
use place::Place;
use record_files::Unread;
use reserved_names::RECORD;
use staging::Staging;
use written_file::{AllWritten, FirstFailed, StreamedFile, Whereabouts, Written, at_hand};

/// Whether a build is writing the site in `out`, or one that was killed left something of it behind.
pub(crate) fn is_unfinished(out: &Path, root: &Path) -> bool {
    Place::of(out, root).is_ok_and(|place| place.is_unfinished())
}

/// A site under construction.
#[derive(Debug)]
pub(crate) struct Publication {
    /// As the user names it.
    shown: PathBuf,
    place: Place,
    /// The site that was there when the build began.
    former: Option<FormerFiles>,
    staging: Staging,
    // After `staging`, which is removed under it.
    _lock: Lock,
    folders: Mutex<FxHashSet<String>>,
    written: AllWritten,
    first: FirstFailed,
    durability: Durability,
    /// Whether it takes the place of the former one in one step, however little differs.
    at_once: bool,
    /// Whether the caller wants to know how the files are left.
    tells_left: bool,
}

impl Publication {
    /// Opens a place beside `out` to write to, or in it, where it is a file system of its own or
    /// nothing can be put beside it.
    ///
    /// # Errors
    /// Where `out` holds files that vitrina didn't write, would contain the mesh root or lie at
    /// its top, is a link, or can't be written; or where another build is writing it.
    pub(crate) fn begin(
        out: &Path,
        root: &Path,
        durability: Durability,
    ) -> Result<Self, OutputError> {
        Self::begin_at(Place::of(out, root)?, out, durability)
    }

    fn begin_at(mut place: Place, out: &Path, durability: Durability) -> Result<Self, OutputError> {
        let has_site = place.has_site;
        let lock = place.lock(out)?;
        if !place.within && place.former.is_some() {
            staging::clear_within(&place.out, out)
                .map_err(|problem| reported(problem, has_site))?;
        }
        let staging = Staging::make(place.staging(), &place.out, place.former)
            .map_err(|problem| reported(problem, has_site))?;
        // After what a killed build left was put in order.
        let former = match has_site {
            true => former_files(&place.out, out).inspect_err(|_| staging.discard(&place.out))?,
            false => None,
        };
        Ok(Self {
            shown: out.to_path_buf(),
            former,
            staging,
            place,
            _lock: lock,
            folders: Mutex::default(),
            written: AllWritten::default(),
            first: FirstFailed::default(),
            durability,
            at_once: false,
            tells_left: false,
        })
    }

    /// What it holds takes the place of the former in one step, however little differs: portals of
    /// several audiences do so together.
    #[must_use]
    pub(crate) fn at_once(mut self) -> Self {
        self.at_once = true;
        self
    }

    /// Trusts what a former build told of how it left the files, where it is about the site that is
    /// there; without it, files are read before they are kept. Where it is asked, this build tells it
    /// of its own.
    #[must_use]
    pub(crate) fn trusting(mut self, told: Option<Option<Left>>) -> Self {
        self.tells_left = told.is_some();
        if let (Some(former), Some(left)) = (&mut self.former, told.flatten()) {
            former.trust(left);
        }
        self
    }

    /// The error for a file that could not be written.
    #[must_use]
    pub(crate) fn failed(&self, error: io::Error) -> OutputError {
        let path = self.first.path().unwrap_or_else(|| self.place.out.clone());
        FileError::new(path, error).reported(self.place.has_site)
    }

    fn open(&self, path: &str) -> io::Result<File> {
        let opened = self.open_staged(path);
        if opened.is_err() {
            self.first.note(&self.place.out, path);
        }
        opened
    }

    fn open_staged(&self, path: &str) -> io::Result<File> {
        if !file_record::is_within(path) {
            let what = format!("the address {path:?} leads out of the site");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, what));
        }
        let staged = &self.staging.folder;
        if let Some((folder, _)) = path.rsplit_once('/') {
            let known = at_hand(&self.folders).contains(folder);
            if !known {
                staged.make_all(Path::new(folder))?;
                at_hand(&self.folders).insert(folder.to_owned());
            }
        }
        // Two assets never share an address; were it to happen, nothing is overwritten in silence.
        staged.create_new(Path::new(path))
    }

    fn note(&self, path: &str, seal: Seal, at: Whereabouts) {
        let path = path.to_owned();
        at_hand(&self.written).push(Written { path, seal, at });
    }

    /// The bytes of a file that was written, or kept.
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        match (self.staging.folder.open_file(Path::new(path)), &self.former) {
            (Ok(mut file), _) => io::Read::read_to_end(&mut file, &mut bytes)?,
            (Err(error), Some(former)) if error.kind() == io::ErrorKind::NotFound => {
                return former.read(path);
            }
            (Err(error), _) => return Err(error),
        };
        Ok(bytes)
    }
}

/// The files of the site in a folder, as its record has them.
fn former_files(out: &Path, shown: &Path) -> Result<Option<FormerFiles>, OutputError> {
    let failed = |path, error| FileError::new(path, error).reported(true);
    let record = match Record::read(out) {
        Ok(record) => record,
        // Somebody has removed it meanwhile.
        Err(Unread::Absent) => return Ok(None),
        Err(Unread::NotOurs) => return Err(OutputError::NotARecord(shown.join(RECORD))),
        Err(Unread::Failed(error)) => return Err(failed(out.join(RECORD), error)),
    };
    let folder = Folder::open(out).map_err(|error| failed(out.to_path_buf(), error))?;
    Ok(Some(FormerFiles::new(folder, Arc::new(record))))
}

impl Drop for Publication {
    fn drop(&mut self) {
        self.staging.discard(&self.place.out);
    }
}

impl Sink for Publication {
    fn put(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let seal = Seal::of(bytes);
        let is_kept = |former: &FormerFiles| former.holds(path, seal, bytes);
        if self.former.as_ref().is_some_and(is_kept) {
            self.note(path, seal, Whereabouts::Kept);
            return Ok(());
        }
        let written = self.open(path)?.write_all(bytes);
        match written {
            Ok(()) => self.note(path, seal, Whereabouts::Staged),
            Err(_) => self.first.note(&self.place.out, path),
        }
        written
    }

    fn create(&self, path: &str) -> io::Result<Box<dyn Write + Send>> {
        let file = StreamedFile {
            file: self.open(path)?,
            path: path.to_owned(),
            out: self.place.out.clone(),
            first: self.first.clone(),
            written: Arc::clone(&self.written),
            sealing: Sealing::default(),
        };
        Ok(Box::new(BufWriter::with_capacity(1 << 18, file)))
    }

    fn keep(&self, path: &str) -> io::Result<()> {
        let former = self.former.as_ref();
        match former.and_then(|former| former.as_left(path)) {
            Some(seal) => {
                self.note(path, seal, Whereabouts::Kept);
                Ok(())
            }
            // No failure of the build: whoever asks writes the file instead.
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn keep_all(&self, paths: &[&str]) -> io::Result<()> {
        let former = self.former.as_ref();
        let seal = |path: &&str| former.and_then(|former| former.as_left(path));
        let seals: Option<Vec<Seal>> = paths.iter().map(seal).collect();
        let seals = seals.ok_or(io::ErrorKind::NotFound)?;
        for (path, seal) in paths.iter().zip(seals) {
            self.note(path, seal, Whereabouts::Kept);
        }
        Ok(())
    }

    fn former_bytes(&self, path: &str) -> io::Result<Vec<u8>> {
        let former = self.former.as_ref().ok_or(io::ErrorKind::NotFound)?;
        match former.as_left(path) {
            Some(_) => former.read(path),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }
}

#[cfg(test)]
mod rebuild_tests;
#[cfg(test)]
mod tests;
