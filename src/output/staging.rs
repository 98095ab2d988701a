//! Where a site is written before it takes its place: a folder that nobody else can enter, marked
//! as vitrina's from its first file on.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::access::Access;
use super::error::{Fault, OutputError, foreign};
use super::record::{Record, Unread};
use super::replace;
use super::survey::Fresh;

/// Says of a folder that a site is being written to it, and all in it is vitrina's.
pub(super) const MARK: &str = ".vitrina-building";
const NOTE: &str = "vitrina writes a site here; what a killed build left, the next one removes.\n";

/// The folder that a site is written to.
#[derive(Debug)]
pub(super) struct Staging {
    pub(super) path: PathBuf,
    /// What new files and folders in it have.
    pub(super) fresh: Fresh,
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
            if is_marked(&path) {
                #[allow(
                    clippy::let_underscore_must_use,
                    reason = "what is told is why it wasn't made; the next build finds it marked"
                )]
                let _ = remove_marked(&path, out);
            }
            Problem::Failed(Fault::new(path, error))
        })
    }

    fn make_new(path: PathBuf, former: Option<Access>) -> io::Result<Self> {
        fs::create_dir(&path)?;
        let plain = Access::of(&fs::symlink_metadata(&path)?);
        let top = former.map_or(plain, Access::of_folder);
        give(&path, top.private())?;
        let mark = path.join(MARK);
        File::create_new(&mark)?.write_all(NOTE.as_bytes())?;
        let file = Access::of(&fs::symlink_metadata(&mark)?);
        let probe = path.join("folder");
        fs::create_dir(&probe)?;
        let folder = Access::of(&fs::symlink_metadata(&probe)?);
        fs::remove_dir(&probe)?;
        Ok(Self {
            path,
            fresh: Fresh { file, folder },
            top,
        })
    }

    /// From here on the record says what is vitrina's.
    pub(super) fn unmark(&self) -> Result<(), Fault> {
        let mark = self.path.join(MARK);
        give(&self.path, self.top).map_err(|e| Fault::new(&self.path, e))?;
        fs::remove_file(&mark).map_err(|e| Fault::new(mark, e))
    }

    /// All in it is vitrina's again.
    pub(super) fn mark(&self) -> Result<(), Fault> {
        let mark = self.path.join(MARK);
        give(&self.path, self.top.private()).map_err(|e| Fault::new(&self.path, e))?;
        File::create_new(&mark)
            .and_then(|mut file| file.write_all(NOTE.as_bytes()))
            .map_err(|e| Fault::new(mark, e))
    }

    /// Removes it where it is marked; else it isn't, or no longer, a place to write to.
    pub(super) fn discard(&self, out: &Path) {
        if is_marked(&self.path) {
            #[allow(
                clippy::let_underscore_must_use,
                reason = "there is an error to tell already; the next build removes what is left"
            )]
            let _ = remove_marked(&self.path, out);
        }
    }
}

/// Why there is no place to write to.
#[derive(Debug)]
pub(super) enum Problem {
    /// Something of somebody else.
    Told(OutputError),
    /// The file system says so.
    Failed(Fault),
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        Self::Failed(fault)
    }
}

#[cfg(unix)]
fn give(path: &Path, access: Access) -> io::Result<()> {
    access.give(&File::open(path)?)
}

#[cfg(not(unix))]
fn give(_: &Path, _: Access) -> io::Result<()> {
    Ok(())
}

fn is_marked(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|meta| meta.is_dir())
        && fs::symlink_metadata(path.join(MARK)).is_ok_and(|meta| meta.is_file())
}

/// The mark goes last, so that a build that is killed in here leaves a folder that is known.
fn remove_marked(path: &Path, out: &Path) -> Result<(), Fault> {
    replace::disclaim(path, out)?;
    remove_all(path).map_err(|e| Fault::new(path, e))
}

fn remove_all(path: &Path) -> io::Result<()> {
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        if entry.file_name() == MARK {
            continue;
        }
        match entry.file_type()?.is_dir() {
            true => fs::remove_dir_all(entry.path())?,
            false => fs::remove_file(entry.path())?,
        }
    }
    match fs::remove_file(path.join(MARK)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    fs::remove_dir(path)
}

/// Removes what a killed build left: a folder that is marked, or empty, or the former site, which
/// its record describes.
fn clear_left(path: &Path, out: &Path) -> Result<(), Problem> {
    let failed = |error| Problem::Failed(Fault::new(path, error));
    let meta = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        other => other.map_err(failed)?,
    };
    if !meta.is_dir() {
        let what = match meta.is_symlink() {
            true => "a link",
            false => "not a folder",
        };
        return Err(Problem::Told(foreign(path, what)));
    }
    if is_marked(path) {
        return Ok(remove_marked(path, out)?);
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
                Err(Problem::Told(foreign(path, "a folder with files")))
            }
            other => other.map_err(failed),
        },
    }
}
