//! What was written takes the place of what was there: as a whole, or, where little differs or others
//! keep something in the folder, file by file.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::as_left::{Came, Left, Moments};
use super::carried_over::{Carried, carry};
use super::file_access::Access;
use super::file_record::Record;
use super::file_stamp::Stamp;
use super::folder::Folder;
use super::folder_survey::{self, Survey};
use super::in_place::{self, Differing};
use super::output_error::{FileError, OutputError, Problem, State, reported};
use super::record_files::{RecordFiles, Unread};
use super::reserved_names::{RECORD, is_part};
use super::written_file::{Whereabouts, Written, at_hand};
use super::{Publication, replace, reserved_names};

/// A site, published.
#[derive(Debug)]
pub(crate) struct Published {
    /// Number of files.
    pub(crate) files: usize,
    /// How many of them were as they were.
    pub(crate) kept: usize,
    /// Bytes of all files.
    pub(crate) bytes: u64,
    /// The largest file and its bytes.
    pub(crate) largest: Option<(String, u64)>,
    /// How the files are left, where the caller wants to know.
    pub(crate) left: Option<Left>,
}

/// How the new site takes the place of the former one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// There is no folder yet.
    Settle,
    /// Both are the same.
    Nothing,
    /// Two folders change places.
    Exchange,
    /// What differs, file by file.
    InPlace,
}

/// What is to be done, known before anything is changed.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) way: Way,
    /// The record of the folder that is there.
    former: Arc<Record>,
    new: Record,
    differing: Differing,
    /// Files and folders with another mode or owner than new ones have.
    former_access: FxHashMap<String, Access>,
}

impl Publication {
    /// Puts the new site in the place of the former one.
    ///
    /// # Errors
    /// Where somebody else's file stands where a page goes, or as the file system says; what has
    /// become of the former site is said.
    pub(crate) fn publish(self) -> Result<Published, OutputError> {
        let prepared = self.prepare()?;
        let left = self
            .replace(&prepared, &mut || {})
            .map_err(|problem| reported(problem, self.place.has_site))?;
        let files = prepared.new.files().len();
        Ok(Published {
            files,
            kept: files - prepared.differing.staged,
            bytes: prepared.new.bytes(),
            largest: prepared.new.largest().map(|(file, n)| (file.to_owned(), n)),
            left,
        })
    }

    /// Looks at what is to be replaced; nothing is changed yet.
    pub(super) fn prepare(&self) -> Result<Prepared, OutputError> {
        let (new, is_kept) = self.listed()?;
        let Some(former) = self.former_record(is_kept.contains(&true))? else {
            return Ok(Prepared {
                way: Way::Settle,
                former: Arc::default(),
                differing: Differing::new(is_kept, Record::default()),
                new,
                former_access: FxHashMap::default(),
            });
        };
        let differing = Differing::new(is_kept, former.without(&new));
        let is_little = differing.is_little_of(&new) && !self.at_once && !new.is_reshaped(&former);
        let (mut way, found) = match differing.is_none() || is_little || self.place.within {
            true => (Way::InPlace, self.look_at(&former, &new, &differing)?),
            false => (Way::Exchange, self.survey(&former, &new)?),
        };
        if !found.in_the_way.is_empty() {
            return Err(OutputError::InTheWay {
                out: self.shown.clone(),
                paths: found.in_the_way,
            });
        }
        // Files of others live in the folder (a CNAME, a .git): they stay, so the folder stays.
        if !found.foreign.is_empty() {
            way = Way::InPlace;
        }
        if differing.is_none() && new.is_at(&self.place.out) {
            way = Way::Nothing;
        }
        Ok(Prepared {
            way,
            former,
            new,
            differing,
            former_access: found.former_access.into_iter().collect(),
        })
    }

    /// The record of what was written, and of each file whether it is as it was.
    fn listed(&self) -> Result<(Record, Vec<bool>), OutputError> {
        let mut written: Vec<Written> = std::mem::take(&mut *at_hand(&self.written));
        written.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        // Two assets never share an address.
        let twice = written.windows(2).find_map(|pair| match pair {
            [a, b] if a.path == b.path => Some(&a.path),
            _ => None,
        });
        if let Some(path) = twice {
            let error = io::Error::from(io::ErrorKind::AlreadyExists);
            let fault = FileError::new(self.place.out.join(path), error);
            return Err(fault.reported(self.place.has_site));
        }
        let is_kept = |file: &Written| match (file.at, &self.former) {
            (Whereabouts::Kept, _) => true,
            (Whereabouts::Streamed, Some(former)) => former.as_left(&file.path) == Some(file.seal),
            _ => false,
        };
        let is_kept = written.iter().map(is_kept).collect();
        let entries = written.into_iter().map(|file| (file.path, Some(file.seal)));
        Ok((Record::sealed(entries.collect()), is_kept))
    }

    /// The record of the folder that is there; nothing where there is none.
    fn former_record(&self, keeps_some: bool) -> Result<Option<Arc<Record>>, OutputError> {
        let out = &self.place.out;
        let failed = |fault: FileError| fault.reported(self.place.has_site);
        let is_there = match fs::symlink_metadata(out) {
            Ok(meta) if meta.is_dir() => true,
            Ok(_) => return Err(OutputError::NotAFolder(self.shown.clone())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Err(error) => return Err(failed(FileError::new(out, error))),
        };
        match &self.former {
            Some(files) if is_there && files.folder.is_at(out) => {
                return Ok(Some(Arc::clone(&files.record)));
            }
            // What was to be kept is gone.
            _ if keeps_some => return Err(OutputError::Exchanged(self.shown.clone())),
            _ if !is_there => return Ok(None),
            _ => {}
        }
        match Record::read(out) {
            Ok(record) => Ok(Some(Arc::new(record))),
            Err(Unread::Absent) => Ok(Some(Arc::default())),
            Err(Unread::NotOurs) => Err(OutputError::NotARecord(self.shown.join(RECORD))),
            Err(Unread::Failed(error)) => Err(failed(FileError::new(out.join(RECORD), error))),
        }
    }

    /// Looks into the whole folder.
    fn survey(&self, former: &Record, new: &Record) -> Result<Survey, OutputError> {
        let own: &[&str] = match self.place.within {
            true => &[reserved_names::LOCK, reserved_names::STAGING],
            false => &[],
        };
        folder_survey::survey(&self.place.out, former, new, own, Some(self.staging.fresh))
            .map_err(|fault| fault.reported(self.place.has_site))
    }

    /// Looks at what stands where something is to be changed.
    fn look_at(
        &self,
        former: &Record,
        new: &Record,
        differing: &Differing,
    ) -> Result<Survey, OutputError> {
        let staged = &mut differing.files(new, false);
        folder_survey::look_at(&self.place.out, former, new, staged, self.staging.fresh)
            .map_err(|fault| fault.reported(self.place.has_site))
    }

    /// `step` is called after each step that others can see.
    pub(super) fn replace(
        &self,
        prepared: &Prepared,
        step: &mut dyn FnMut(),
    ) -> Result<Option<Left>, Problem> {
        let (out, staged) = (&self.place.out, &self.staging.path);
        let (former, new) = (&prepared.former, &prepared.new);
        self.staging.still_at(staged)?;
        if prepared.way == Way::Nothing {
            return Ok(self.left(prepared, Came::Stayed, self.staging.began));
        }
        let record = new
            .write(&self.staging.folder, RECORD)
            .map_err(|e| FileError::new(staged.join(RECORD), e))?;
        let mut way = prepared.way;
        let mut carried = Carried::Linked;
        if way == Way::Exchange && prepared.differing.staged < new.files().len() {
            match self.carry(prepared) {
                Ok(how) => carried = how,
                Err(error) if self.at_once && replace::CAN_EXCHANGE => {
                    return Err(FileError::new(out, error).into());
                }
                Err(_) => way = Way::InPlace,
            }
        }
        let folders = self.keep_access(prepared, way, carried, &record)?;
        if way == Way::Settle {
            self.ready(new)?;
            let written = self.staging.folder.changed();
            if let Err(error) = replace::settle(staged, out) {
                self.staging.mark()?;
                return Err(FileError::new(out, error).into());
            }
            self.staging.still_at(out)?;
            self.named_on_disk()?;
            return Ok(self.left(prepared, Came::Linked, written));
        }
        if way == Way::Exchange {
            self.ready(new)?;
            let written = self.staging.folder.changed();
            step();
            if replace::exchange(staged, out).is_ok() {
                step();
                self.staging.still_at(out)?;
                self.named_on_disk()?;
                // The former site is in the staging place now.
                replace::retire(staged, out, former, new).map_err(published)?;
                step();
                // Not before: what is kept has lost the name that it had in the former one.
                return Ok(self.left(prepared, Came::Linked, written));
            }
            self.staging.mark()?;
        }
        let written = self.staging.folder.changed();
        in_place::put(
            (staged, out),
            (former, new, &record),
            &prepared.differing,
            folders,
            self.durability,
            step,
        )?;
        Ok(self.left(prepared, Came::Stayed, written))
    }

    /// How the files are left, now that all are in their places, where somebody wants to know. What is
    /// kept came there as `kept`; what is new was `written` by then.
    fn left(&self, prepared: &Prepared, kept: Came, written: Option<i64>) -> Option<Left> {
        if !self.tells_left {
            return None;
        }
        // Each changes with the last that is done to names in it.
        let placed = match kept {
            Came::Stayed => self.staging.folder.changed(),
            Came::Linked | Came::Written => Folder::open(&self.place.parent).ok()?.changed(),
        };
        let moments = Moments {
            began: self.staging.began?,
            written: written?,
            placed: placed?,
        };
        let folder = Folder::open(&self.place.out).ok()?;
        let former = self.former.as_ref().filter(|_| kept == Came::Stayed);
        Some(Left::of(&prepared.new, |at, file| {
            let (came, former) = match prepared.differing.keeps(at) {
                true => (kept, former),
                false => (Came::Written, None),
            };
            // What this build has looked at before it published needs no second look.
            let seen = former.and_then(|former| former.seen(file));
            let is_left = |stamp: &Stamp| came.is_left(*stamp, moments);
            seen.or_else(|| folder.stamp(file).filter(is_left))
        }))
    }

    /// Brings what is kept into the staging folder as well.
    fn carry(&self, prepared: &Prepared) -> io::Result<Carried> {
        // There it would be for nothing.
        if !replace::CAN_EXCHANGE {
            return Err(io::ErrorKind::Unsupported.into());
        }
        let mut source = Folder::open(&self.place.out)?;
        let mut target = Folder::open(&self.staging.path)?;
        let files = prepared.differing.files(&prepared.new, true);
        let none = || io::Error::from(io::ErrorKind::NotFound);
        carry(&mut source, &mut target, files, |path| {
            self.former.as_ref().ok_or_else(none)?.read(path)
        })
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
    fn keep_access(
        &self,
        prepared: &Prepared,
        way: Way,
        carried: Carried,
        record: &RecordFiles,
    ) -> Result<Option<Access>, FileError> {
        let fresh = self.staging.fresh;
        let folders = self
            .place
            .former
            .map(|top| fresh.folder.within(top))
            .filter(|access| *access != fresh.folder);
        let former_access = &prepared.former_access;
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
        let known = &prepared.former;
        let files = former_access.get("index.html").copied();
        let (new, differing) = (&prepared.new, &prepared.differing);
        // What is kept has what it had.
        let copies = differing.files(new, true);
        let copies = copies.filter(|_| carried == Carried::Copied);
        let staged_files = differing.files(new, false).chain(copies);
        for path in staged_files.chain(record.names()) {
            let new_ones = files.filter(|_| !known.has(path));
            // All of a record is for those that the former one was for.
            let known_as = if is_part(path) { RECORD } else { path };
            if let Some(access) = former_access.get(known_as).copied().or(new_ones) {
                give(path, access)?;
            }
        }
        if way == Way::InPlace {
            return Ok(folders);
        }
        // Inner ones first: what is done within needs no right to enter that goes away.
        for path in prepared.new.folders().into_iter().rev() {
            let new_ones = folders.filter(|_| !known.has_folder(path));
            if let Some(access) = former_access.get(path).copied().or(new_ones) {
                give(path, access.of_folder())?;
            }
        }
        Ok(folders)
    }
}

fn published(problem: Problem) -> Problem {
    match problem {
        Problem::Failed(fault) => Problem::Failed(fault.with(State::Published)),
        reported @ Problem::Reported(_) => reported,
    }
}
