//! Where the output folder is, whether it is ours to write to, and where a site is written before
//! it takes its place.

use std::ffi::OsString;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use super::file_access::Access;
use super::file_record::Record;
use super::lock::{Lock, Unlocked};
use super::output_error::{FileError, OutputError};
use super::record_files::Unread;
use super::reserved_names::{LOCK, RECORD, STAGING};

/// What the formatting of a disk leaves at the top of it.
const OF_THE_DISK: &str = "lost+found";

/// An output folder, on disk.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) out: PathBuf,
    pub(super) parent: PathBuf,
    name: OsString,
    /// Who may do what with the folder that is there.
    pub(super) former: Option<Access>,
    /// Whether there is a site in it.
    pub(super) has_site: bool,
    /// Whether a site is written within the folder, since nothing beside it can take its place.
    pub(super) within: bool,
}

impl Place {
    /// Finds out about the folder `out`, and refuses what isn't ours to replace.
    pub(super) fn of(out: &Path, root: &Path) -> Result<Self, OutputError> {
        let name = out
            .file_name()
            .map(OsString::from)
            .ok_or_else(|| OutputError::Nameless(out.to_path_buf()))?;
        let parent = match out.parent() {
            Some(p) if !p.as_os_str().is_empty() => p.to_path_buf(),
            _ => PathBuf::from("."),
        };
        let failed = |path: &Path, error| FileError::new(path, error).reported(false);
        fs::create_dir_all(&parent).map_err(|e| failed(&parent, e))?;
        // What the user names may lead through links; from here on none is followed.
        let parent = fs::canonicalize(&parent).map_err(|e| failed(&parent, e))?;
        let full = parent.join(&name);
        if let Ok(root) = fs::canonicalize(root)
            && root.starts_with(&full)
        {
            return Err(OutputError::HoldsRoot(out.to_path_buf()));
        }
        let meta = match fs::symlink_metadata(&full) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            other => Some(other.map_err(|e| failed(&full, e))?),
        };
        let (within, has_site) = match &meta {
            None => (false, false),
            Some(meta) if meta.is_symlink() => return Err(a_link(out, &full)),
            Some(meta) if !meta.is_dir() => {
                return Err(OutputError::NotAFolder(out.to_path_buf()));
            }
            Some(meta) => {
                let within = is_mounted(&full, meta, &parent);
                (within, check(&full, out, within)?)
            }
        };
        Ok(Self {
            out: full,
            parent,
            name,
            former: meta.as_ref().map(Access::of),
            has_site,
            within,
        })
    }

    /// A path of ours beside the folder, or in it.
    fn own(&self, name: &str) -> PathBuf {
        if self.within {
            return self.out.join(name);
        }
        let mut hidden = OsString::from(".");
        hidden.push(&self.name);
        hidden.push(name);
        self.parent.join(hidden)
    }

    /// The folder that a site is written to.
    pub(super) fn staging(&self) -> PathBuf {
        self.own(STAGING)
    }

    /// Whether a build is writing it, or one that was killed left something behind.
    pub(super) fn is_unfinished(&self) -> bool {
        let names = [STAGING, LOCK];
        let beside = names.map(|name| self.own(name));
        let within = names.map(|name| self.out.join(name));
        let mut all = beside.iter().chain(&within);
        all.any(|path| fs::symlink_metadata(path).is_ok())
    }

    /// Takes the folder's lock. Where nothing can be put beside the folder, all goes on within it.
    pub(super) fn lock(&mut self, shown: &Path) -> Result<Lock, OutputError> {
        let mut path = self.own(LOCK);
        let mut taken = Lock::take(path.clone());
        if let Err(Unlocked::Failed(fault)) = &taken
            && fault.is_denied()
            && self.former.is_some()
            && !self.within
            && fs::symlink_metadata(&path).is_err()
        {
            self.within = true;
            path = self.own(LOCK);
            taken = Lock::take(path.clone());
        }
        taken.map_err(|unlocked| match unlocked {
            Unlocked::Busy => OutputError::Busy(shown.to_path_buf()),
            Unlocked::NotOurs(what) => OutputError::Foreign { path, what },
            Unlocked::Failed(fault) => fault.reported(self.has_site),
        })
    }
}

/// Whether a folder is the top of a file system of its own: then it can't change places with one
/// beside it.
#[cfg(unix)]
fn is_mounted(full: &Path, meta: &Metadata, parent: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::symlink_metadata(parent).is_ok_and(|parent| parent.dev() != meta.dev())
        || is_top_of_mount(full)
}

#[cfg(not(unix))]
fn is_mounted(_: &Path, _: &Metadata, _: &Path) -> bool {
    false
}

/// A part of a file system that is shown in another place of it has the same device.
#[cfg(target_os = "linux")]
fn is_top_of_mount(full: &Path) -> bool {
    use rustix::fs::{AtFlags, CWD, StatxAttributes, StatxFlags, statx};
    // Systems that can't tell have no such mounts, or fail later, in words.
    statx(CWD, full, AtFlags::SYMLINK_NOFOLLOW, StatxFlags::empty())
        .is_ok_and(|stat| stat.stx_attributes.contains(StatxAttributes::MOUNT_ROOT))
}

#[cfg(all(unix, not(target_os = "linux")))]
fn is_top_of_mount(_: &Path) -> bool {
    false
}

/// Refuses folders without a record, unless they are empty. Says whether there is a site.
fn check(full: &Path, shown: &Path, mounted: bool) -> Result<bool, OutputError> {
    match Record::is_there(full) {
        Ok(()) => return Ok(true),
        Err(Unread::Absent) => {}
        Err(Unread::NotOurs) => return Err(OutputError::NotARecord(shown.join(RECORD))),
        Err(Unread::Failed(error)) => {
            return Err(FileError::new(full.join(RECORD), error).reported(true));
        }
    }
    let failed = |error| FileError::new(full, error).reported(true);
    for entry in fs::read_dir(full).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name();
        // Of a first build that was killed, or of the disk.
        if name == LOCK || name == STAGING || (mounted && name == OF_THE_DISK) {
            continue;
        }
        return Err(OutputError::NotASite {
            out: shown.to_path_buf(),
            example: name,
        });
    }
    Ok(false)
}

fn a_link(shown: &Path, full: &Path) -> OutputError {
    OutputError::Link {
        out: shown.to_path_buf(),
        target: fs::canonicalize(full).ok(),
    }
}
