//! The only writer. A site is written beside the published one and takes its place in one step; a
//! build that is killed, or meets a full disk, leaves the former site as it was. Only what vitrina
//! wrote is ever replaced or removed, by its own record, and no link is followed.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "this is the wrapper that the lint points to"
)]

mod authored_file;
mod file_access;
mod file_record;
mod folder;
mod folder_survey;
mod former;
mod lock;
mod no_follow;
mod output_error;
mod place;
mod portal;
mod replace;
mod reserved_names;
mod staging;
mod sync;

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::render::Sink;

pub(crate) use authored_file::{read_authored, replace_authored};
pub(crate) use file_record::RECORD;
pub(crate) use former::{FormerSite, is_file, previous, site_at};
pub use output_error::{FileError, OutputError};
pub(crate) use portal::Portal;
pub use sync::Durability;

use file_access::Access;
use file_record::{Record, Unread};
use folder::Folder;
use lock::Lock;
use output_error::{Problem, State};
use place::Place;
use staging::Staging;

/// The first file that could not be written: what the error that reaches the top is about.
type First = Arc<Mutex<Option<PathBuf>>>;

/// A site under construction.
#[derive(Debug)]
pub(crate) struct Publication {
    /// As the user names it.
    shown: PathBuf,
    place: Place,
    /// Whether there was a site when the build began.
    former: bool,
    staging: Staging,
    // After `staging`, which is removed under it.
    _lock: Lock,
    folders: Mutex<FxHashSet<String>>,
    written: Mutex<Vec<String>>,
    first: First,
    durability: Durability,
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
        let former = place.has_site;
        let lock = place.lock(out)?;
        if !place.within && place.former.is_some() {
            staging::clear_within(&place.out, out).map_err(|problem| reported(problem, former))?;
        }
        let staging = Staging::make(place.staging(), &place.out, place.former);
        Ok(Self {
            shown: out.to_path_buf(),
            former,
            staging: staging.map_err(|problem| reported(problem, former))?,
            place,
            _lock: lock,
            folders: Mutex::default(),
            written: Mutex::default(),
            first: First::default(),
            durability,
        })
    }

    /// The error for a file that could not be written.
    #[must_use]
    pub(crate) fn failed(&self, error: io::Error) -> OutputError {
        let path = at_hand(&self.first)
            .clone()
            .unwrap_or_else(|| self.place.out.clone());
        FileError::new(path, error).reported(self.former)
    }

    fn open(&self, path: &str) -> io::Result<File> {
        let opened = self.open_staged(path);
        if opened.is_err() {
            note(&self.first, &self.place.out, path);
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
        at_hand(&self.written).push(path.to_owned());
        // Two assets never share an address; were it to happen, nothing is overwritten in silence.
        staged.create_new(Path::new(path))
    }

    /// Puts the new site in the place of the former one. Returns the number of files.
    ///
    /// # Errors
    /// Where somebody else's file stands where a page goes, or as the file system says; what has
    /// become of the former site is said.
    pub(crate) fn publish(self) -> Result<usize, OutputError> {
        let prepared = self.prepare()?;
        self.replace(&prepared)
            .map_err(|problem| reported(problem, self.former))?;
        Ok(prepared.new.files().len())
    }

    /// Looks at what is to be replaced; nothing is changed yet.
    fn prepare(&self) -> Result<Prepared, OutputError> {
        let new = Record::new(std::mem::take(&mut *at_hand(&self.written)));
        let out = &self.place.out;
        let failed = |fault: FileError| fault.reported(self.former);
        let is_there = match fs::symlink_metadata(out) {
            Ok(meta) if meta.is_dir() => true,
            Ok(_) => return Err(OutputError::NotAFolder(self.shown.clone())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Err(error) => return Err(failed(FileError::new(out, error))),
        };
        if !is_there {
            return Ok(Prepared {
                former: None,
                new,
                foreign: false,
                former_access: Vec::new(),
            });
        }
        let former = match Record::read(out) {
            Ok(record) => record,
            Err(Unread::Absent) => Record::default(),
            Err(Unread::NotOurs) => return Err(OutputError::NotARecord(self.shown.join(RECORD))),
            Err(Unread::Failed(error)) => {
                return Err(failed(FileError::new(out.join(RECORD), error)));
            }
        };
        let own: &[&str] = match self.place.within {
            true => &[reserved_names::LOCK, reserved_names::STAGING],
            false => &[],
        };
        let found = folder_survey::survey(out, &former, &new, own, Some(self.staging.fresh))
            .map_err(failed)?;
        if !found.in_the_way.is_empty() {
            return Err(OutputError::InTheWay {
                out: self.shown.clone(),
                paths: found.in_the_way,
            });
        }
        Ok(Prepared {
            former: Some(former),
            new,
            foreign: !found.foreign.is_empty(),
            former_access: found.former_access,
        })
    }

    fn replace(&self, prepared: &Prepared) -> Result<(), Problem> {
        let (out, staged) = (&self.place.out, &self.staging.path);
        let new = &prepared.new;
        new.write(&self.staging.folder, RECORD)
            .map_err(|e| FileError::new(staged.join(RECORD), e))?;
        self.staging.still_at(staged)?;
        let folders = self.keep_access(prepared)?;
        let Some(former) = &prepared.former else {
            self.ready(new)?;
            if let Err(error) = replace::settle(staged, out) {
                self.staging.mark()?;
                return Err(FileError::new(out, error).into());
            }
            self.staging.still_at(out)?;
            return Ok(self.named_on_disk()?);
        };
        // Files of others live in the folder (a CNAME, a .git): they stay, so the folder stays.
        if !self.place.within && !prepared.foreign {
            self.ready(new)?;
            if replace::exchange(staged, out).is_ok() {
                self.staging.still_at(out)?;
                self.named_on_disk()?;
                // The former site is in the staging place now.
                return replace::retire(staged, out, former, new).map_err(published);
            }
            self.staging.mark()?;
        }
        replace::one_by_one(staged, out, former, new, folders, self.durability)?;
        Ok(())
    }

    /// On disk, and by its record no longer a place to write to.
    fn ready(&self, new: &Record) -> Result<(), FileError> {
        let staged = &self.staging.path;
        self.durability
            .below(staged, new.files())
            .map_err(|e| FileError::new(staged, e))?;
        self.staging.unmark()
    }

    fn named_on_disk(&self) -> Result<(), FileError> {
        let parent = &self.place.parent;
        self.durability
            .names(parent)
            .map_err(|e| FileError::new(parent, e).with(State::Published))
    }

    /// Files and folders that there were before are for the same persons as before; new ones for
    /// those of the first page and of the site's folder. Gives what new folders get, where that
    /// isn't the usual.
    fn keep_access(&self, prepared: &Prepared) -> Result<Option<Access>, FileError> {
        let fresh = self.staging.fresh;
        let folders = self
            .place
            .former
            .map(|top| fresh.folder.within(top))
            .filter(|access| *access != fresh.folder);
        let former_access: FxHashMap<&str, Access> = prepared
            .former_access
            .iter()
            .map(|(path, access)| (path.as_str(), *access))
            .collect();
        if former_access.is_empty() && folders.is_none() {
            return Ok(None);
        }
        let mut staged =
            Folder::open(&self.staging.path).map_err(|e| FileError::new(&self.staging.path, e))?;
        let mut give = |path: &str, access: Access| {
            staged
                .give(Path::new(path), access)
                .map_err(|e| FileError::new(self.place.out.join(path), e))
        };
        let known = prepared.former.as_ref();
        let files = former_access.get("index.html").copied();
        let paths = prepared.new.files().iter().map(String::as_str);
        for path in paths.chain([RECORD]) {
            let is_new = !known.is_some_and(|former| former.has(path));
            if let Some(access) = former_access
                .get(path)
                .copied()
                .or(files.filter(|_| is_new))
            {
                give(path, access)?;
            }
        }
        // Inner ones first: what is done within needs no right to enter that goes away.
        for path in prepared.new.folders().into_iter().rev() {
            let is_new = !known.is_some_and(|former| former.has_folder(path));
            if let Some(access) = former_access
                .get(path)
                .copied()
                .or(folders.filter(|_| is_new))
            {
                give(path, access.of_folder())?;
            }
        }
        Ok(folders)
    }
}

/// What is to be done, known before anything is changed.
#[derive(Debug)]
struct Prepared {
    /// The record of the folder that is there.
    former: Option<Record>,
    new: Record,
    /// Whether others keep something in it.
    foreign: bool,
    /// Files and folders with another mode or owner than new ones have.
    former_access: Vec<(String, Access)>,
}

/// What a lock holds is whole whatever became of another thread: each change is one step. What was
/// written stays in the record.
fn at_hand<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn note(first: &First, out: &Path, path: &str) {
    at_hand(first).get_or_insert_with(|| out.join(path));
}

fn reported(problem: Problem, former: bool) -> OutputError {
    match problem {
        Problem::Reported(error) => error,
        Problem::Failed(fault) => fault.reported(former),
    }
}

fn published(problem: Problem) -> Problem {
    match problem {
        Problem::Failed(fault) => Problem::Failed(fault.with(State::Published)),
        reported @ Problem::Reported(_) => reported,
    }
}

impl Drop for Publication {
    fn drop(&mut self) {
        self.staging.discard(&self.place.out);
    }
}

/// A file that remembers its name when it fails.
struct Named {
    file: File,
    path: String,
    out: PathBuf,
    first: First,
}

impl Named {
    fn noted<T>(&self, result: io::Result<T>) -> io::Result<T> {
        if let Err(error) = &result
            && error.kind() != io::ErrorKind::Interrupted
        {
            note(&self.first, &self.out, &self.path);
        }
        result
    }
}

impl Write for Named {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes);
        self.noted(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Sink for Publication {
    fn put(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let written = self.open(path)?.write_all(bytes);
        if written.is_err() {
            note(&self.first, &self.place.out, path);
        }
        written
    }

    fn create(&self, path: &str) -> io::Result<Box<dyn Write + Send>> {
        let file = Named {
            file: self.open(path)?,
            path: path.to_owned(),
            out: self.place.out.clone(),
            first: Arc::clone(&self.first),
        };
        Ok(Box::new(BufWriter::with_capacity(1 << 18, file)))
    }
}

#[cfg(test)]
mod tests;
