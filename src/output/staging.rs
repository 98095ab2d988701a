//! Where a site is written before it takes its place: a folder that nobody else can enter, marked
//! as vitrina's from its first file on. All is done from the open folder, so that whatever somebody
//! puts in its place meanwhile, a link for one, is neither written to nor emptied.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::file_access::Access;
use super::file_record::Record;
use super::folder::Folder;
use super::folder_survey::Fresh;
use super::lock::{Lock, Unlocked};
use super::output_error::{FileError, OutputError, Problem};
use super::record_files::Unread;
use super::replace;
use super::reserved_names::{LOCK, STAGING};

/// Says of a folder that a site is being written to it, and all in it is vitrina's.
pub(super) const MARK: &str = ".vitrina-building";
const NOTE: &str = "vitrina writes a site here; what a killed build left, the next one removes.\n";

/// The folder that a site is written to.
#[derive(Debug)]
pub(super) struct Staging {
    pub(super) path: PathBuf,
    pub(super) folder: Folder,
    /// What new files and folders in it have.
    pub(super) fresh: Fresh,
    /// When it was made, as the file system tells the time.
    pub(super) began: Option<i64>,
    /// What the folder of the site gets.
    pub(super) top: Access,
}

impl Staging {
    /// Removes what a killed build left at `path`, and makes the folder anew; the caller holds the
    /// lock. What others put into a site while a killed build replaced it goes back to `out`.
    pub(super) fn make(path: PathBuf, out: &Path, former: Option<Access>) -> Result<Self, Problem> {
        clear_left(&path, out)?;
        let made = Self::make_new(path.clone(), former);
        // Nothing but ours is in it by now.
        made.map_err(|error| {
            if let Ok(folder) = Folder::open(&path) {
                discard(&folder, &path, out); // the next build would find it marked
            }
            Problem::Failed(FileError::new(path, error))
        })
    }

    fn make_new(path: PathBuf, former: Option<Access>) -> io::Result<Self> {
        make_private(&path)?;
        let mut folder = Folder::open(&path)?;
        if !folder.is_empty()? {
            // Somebody put another folder in its place.
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        if let Some(former) = former {
            folder.give_self(Access::of_folder(former).private())?;
        }
        let mut mark = folder.create_new(Path::new(MARK))?;
        mark.write_all(NOTE.as_bytes())?;
        let file = Access::of(&mark.metadata()?);
        let probe = Path::new("folder");
        folder.make_all(probe)?;
        let plain = Access::of(&folder.look_at(probe)?);
        folder.remove_empty(probe)?;
        Ok(Self {
            top: former.map_or(plain, Access::of_folder),
            path,
            began: folder.changed(),
            folder,
            fresh: Fresh {
                file,
                folder: plain,
            },
        })
    }

    /// From here on the record says what is vitrina's.
    pub(super) fn unmark(&self) -> Result<(), FileError> {
        self.folder
            .give_self(self.top)
            .map_err(|e| FileError::new(&self.path, e))?;
        self.folder
            .remove_own(MARK)
            .map_err(|e| FileError::new(self.path.join(MARK), e))
    }

    /// All in it is vitrina's again.
    pub(super) fn mark(&self) -> Result<(), FileError> {
        self.folder
            .give_self(self.top.private())
            .map_err(|e| FileError::new(&self.path, e))?;
        self.folder
            .create_new(Path::new(MARK))
            .and_then(|mut file| file.write_all(NOTE.as_bytes()))
            .map_err(|e| FileError::new(self.path.join(MARK), e))
    }

    /// Refuses to go on where something else stands in the place of the folder, or of the site that
    /// it has become.
    pub(super) fn still_at(&self, path: &Path) -> Result<(), Problem> {
        match self.folder.is_at(path) {
            true => Ok(()),
            false => Err(Problem::Reported(OutputError::Exchanged(
                path.to_path_buf(),
            ))),
        }
    }

    /// Removes it where it is marked; else it isn't, or no longer, a place to write to.
    pub(super) fn discard(&self, out: &Path) {
        discard(&self.folder, &self.path, out);
    }
}

/// A folder that nobody else can enter from the first instant on.
#[cfg(unix)]
fn make_private(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().mode(0o700).create(path)
}

#[cfg(not(unix))]
fn make_private(path: &Path) -> io::Result<()> {
    fs::create_dir(path)
}

fn discard(folder: &Folder, path: &Path, out: &Path) {
    if folder.has_file(MARK) {
        // Nothing to be done about an error here; the next build removes what is left.
        #[allow(
            clippy::let_underscore_must_use,
            reason = "there is an error to tell already; the next build removes what is left"
        )]
        let _ = remove_marked(folder, path, out);
    }
}

/// The mark goes last, so that a build that is killed in here leaves a folder that is known.
fn remove_marked(folder: &Folder, path: &Path, out: &Path) -> Result<(), FileError> {
    if folder.is_at(path) {
        replace::disclaim(path, out)?;
    }
    let failed = |error| FileError::removing(path, error);
    folder.clear(MARK).map_err(failed)?;
    match folder.is_at(path) {
        true => fs::remove_dir(path).map_err(failed),
        false => Ok(()), // somebody moved it away
    }
}

/// Removes what a killed build left within `out`, where this one writes beside it: the folder may
/// have been a mount point then, or its parent closed.
pub(super) fn clear_within(out: &Path, shown: &Path) -> Result<(), Problem> {
    let path = out.join(STAGING);
    let Ok(folder) = Folder::open(&path) else {
        return Ok(()); // there is none, or it isn't ours
    };
    if !folder.has_file(MARK) {
        return Ok(());
    }
    match Lock::take(out.join(LOCK)) {
        Ok(_lock) => Ok(remove_marked(&folder, &path, out)?),
        Err(Unlocked::Busy) => Err(Problem::Reported(OutputError::Busy(shown.to_path_buf()))),
        Err(Unlocked::NotOurs(_) | Unlocked::Failed(_)) => Ok(()),
    }
}

/// Removes what a killed build left: a folder that is marked, or empty, or the former site, which
/// its record describes.
fn clear_left(path: &Path, out: &Path) -> Result<(), Problem> {
    let failed = |error| Problem::Failed(FileError::new(path, error));
    let meta = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        other => other.map_err(failed)?,
    };
    if !meta.is_dir() {
        let what = match meta.is_symlink() {
            true => "a link",
            false => "not a folder",
        };
        let path = path.to_path_buf();
        return Err(Problem::Reported(OutputError::Foreign { path, what }));
    }
    let folder = Folder::open(path).map_err(failed)?;
    if folder.has_file(MARK) {
        return Ok(remove_marked(&folder, path, out)?);
    }
    match Record::read(path) {
        Ok(former) => {
            let new = match Record::read(out) {
                Ok(record) => record,
                Err(Unread::Failed(error)) => return Err(failed(error)),
                Err(Unread::Absent | Unread::NotOurs) => Record::default(),
            };
            replace::retire(path, out, &former, &new)?;
            Ok(())
        }
        Err(Unread::Failed(error)) => Err(failed(error)),
        // A build that was killed after its first step left an empty folder.
        Err(Unread::Absent | Unread::NotOurs) => match fs::remove_dir(path) {
            Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => {
                // Builds of versions that didn't mark it yet left such folders too, when they were killed.
                Err(Problem::Reported(OutputError::Unmarked(path.to_path_buf())))
            }
            other => other.map_err(failed),
        },
    }
}
