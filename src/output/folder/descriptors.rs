//! Everything is reached from an open folder, step by step, so that a path that is exchanged for a
//! link meanwhile leads nowhere.

use std::ffi::{CString, OsStr};
use std::fs::{File, Metadata};
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::{
    AtFlags, Dir, FileType, Mode, OFlags, accessat, fstat, linkat, lstat, mkdirat, open, openat,
    renameat, statat, unlinkat,
};
use rustix::io::Errno;

use super::rename_to_nothing::rename_to_nothing;
use super::{Access, Found, Over, Stamp, is_absent};

/// An open folder.
#[derive(Debug)]
pub(in crate::output) struct Folder {
    top: OwnedFd,
    /// The folder used last: paths come sorted.
    last: Option<(PathBuf, OwnedFd)>,
}

/// To look into a folder, never through a link.
fn folder_flags() -> OFlags {
    OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC
}

/// The folder that a path is in, and its name there.
fn split(path: &Path) -> io::Result<(&Path, &OsStr)> {
    match (path.parent(), path.file_name()) {
        (Some(folder), Some(name)) => Ok((folder, name)),
        _ => Err(io::ErrorKind::InvalidInput.into()),
    }
}

impl Folder {
    /// Opens a folder; a link is none.
    pub(in crate::output) fn open(path: &Path) -> io::Result<Self> {
        let top = open(path, folder_flags(), Mode::empty())?;
        Ok(Self { top, last: None })
    }

    /// The same folder, for another thread.
    pub(in crate::output) fn again(&self) -> io::Result<Self> {
        let top = self.top.try_clone()?;
        Ok(Self { top, last: None })
    }

    /// Whether it is still the one at `path`.
    pub(in crate::output) fn is_at(&self, path: &Path) -> bool {
        match (fstat(&self.top), lstat(path)) {
            (Ok(a), Ok(b)) => (a.st_dev, a.st_ino) == (b.st_dev, b.st_ino),
            _ => false,
        }
    }

    /// When something in it was added or removed last, or the folder itself changed.
    pub(in crate::output) fn changed(&self) -> Option<i64> {
        Some(stamp_of(&fstat(&self.top).ok()?)?.changed)
    }

    /// Whether nothing is in it.
    pub(in crate::output) fn is_empty(&self) -> io::Result<bool> {
        Ok(names(self.top.as_fd())?.is_empty())
    }

    /// Names of what is in it, as far as they are text.
    pub(in crate::output) fn names(&self) -> io::Result<Vec<String>> {
        let names = names(self.top.as_fd())?.into_iter();
        Ok(names.filter_map(|name| name.into_string().ok()).collect())
    }

    /// Whether a regular file of that name is in it.
    pub(in crate::output) fn has_file(&self, name: &str) -> bool {
        statat(&self.top, name, AtFlags::SYMLINK_NOFOLLOW)
            .is_ok_and(|stat| FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile)
    }

    /// Removes a file of ours at its top.
    pub(in crate::output) fn remove_own(&self, name: &str) -> io::Result<()> {
        Ok(unlinkat(&self.top, name, AtFlags::empty())?)
    }

    /// Makes a file that isn't there yet.
    pub(in crate::output) fn create_new(&self, path: &Path) -> io::Result<File> {
        let flags =
            OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let file = open_below(self.top.as_fd(), path, flags, Mode::from_raw_mode(0o666))?;
        Ok(File::from(file))
    }

    /// Opens a file to read it; a link is none.
    pub(in crate::output) fn open_file(&self, path: &Path) -> io::Result<File> {
        // A pipe isn't waited for.
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file = open_below(self.top.as_fd(), path, flags, Mode::empty())?;
        Ok(File::from(file))
    }

    /// How a regular file was left. Links are followed where folders are exchanged for them: whoever
    /// relies on it looks at the folders as well.
    pub(in crate::output) fn stamp(&self, path: &str) -> Option<Stamp> {
        let stat = statat(&self.top, path, AtFlags::SYMLINK_NOFOLLOW).ok()?;
        let is_file = FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile;
        is_file.then(|| stamp_of(&stat)).flatten()
    }

    /// What stands at a path; nothing where nothing does.
    pub(in crate::output) fn found(&mut self, path: &Path) -> io::Result<Option<Found>> {
        let (folder, name) = split(path)?;
        let folder = match self.enter(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) if is_absent(&error) => return Ok(Some(Found::Else)),
            other => other?,
        };
        match statat(folder, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => Ok(Some(match FileType::from_raw_mode(stat.st_mode) {
                FileType::RegularFile => Found::File(Access::of_stat(&stat)),
                FileType::Directory => Found::Directory,
                _ => Found::Else,
            })),
            Err(Errno::NOENT) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Gives a file a second name in another folder, where it isn't there yet.
    pub(in crate::output) fn link(&mut self, path: &Path, to: &mut Self) -> io::Result<()> {
        let (folder, name) = split(path)?;
        Ok(linkat(
            self.enter(folder)?,
            name,
            to.enter(folder)?,
            name,
            AtFlags::empty(),
        )?)
    }

    /// Makes a folder and those that it is in, where they aren't there yet.
    pub(in crate::output) fn make_all(&self, folder: &Path) -> io::Result<()> {
        let outer = folder.parent().unwrap_or(Path::new(""));
        let name = folder.file_name().ok_or(io::ErrorKind::InvalidInput)?;
        if outer.as_os_str().is_empty() {
            return make_one(self.top.as_fd(), name);
        }
        let inside = match open_below(self.top.as_fd(), outer, folder_flags(), Mode::empty()) {
            Err(Errno::NOENT) => {
                self.make_all(outer)?;
                open_below(self.top.as_fd(), outer, folder_flags(), Mode::empty())?
            }
            other => other?,
        };
        make_one(inside.as_fd(), name)
    }

    /// What is known of a folder in it.
    pub(in crate::output) fn look_at(&self, folder: &Path) -> io::Result<Metadata> {
        let open = open_below(self.top.as_fd(), folder, folder_flags(), Mode::empty())?;
        File::from(open).metadata()
    }

    /// Sets who may do what with the folder itself.
    pub(in crate::output) fn give_self(&self, access: Access) -> io::Result<()> {
        access.give(&self.top)
    }

    /// Removes all that is in it, and the file `last` after everything else.
    pub(in crate::output) fn clear(&self, last: &str) -> io::Result<()> {
        clear(self.top.as_fd(), Some(last))?;
        match unlinkat(&self.top, last, AtFlags::empty()) {
            Ok(()) | Err(Errno::NOENT) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    fn enter(&mut self, folder: &Path) -> io::Result<BorrowedFd<'_>> {
        let known = self.last.as_ref().is_some_and(|(path, _)| path == folder);
        if !known {
            let mut at: Option<OwnedFd> = None;
            for name in folder {
                let from = at.as_ref().map_or(self.top.as_fd(), AsFd::as_fd);
                let next = openat(from, name, folder_flags(), Mode::empty())?;
                at = Some(next);
            }
            self.last = at.map(|fd| (folder.to_path_buf(), fd));
        }
        Ok(match &self.last {
            Some((_, fd)) => fd.as_fd(),
            None => self.top.as_fd(),
        })
    }

    /// Whether files of a folder can be replaced, where it is there; as far as the system tells.
    pub(in crate::output) fn may_write(&mut self, folder: &Path) -> io::Result<()> {
        let at = match self.enter(folder) {
            Err(error) if is_absent(&error) => return Ok(()),
            other => other?,
        };
        let needed = rustix::fs::Access::WRITE_OK | rustix::fs::Access::EXEC_OK;
        match accessat(at, ".", needed, AtFlags::EACCESS) {
            Err(error @ (Errno::ACCESS | Errno::ROFS)) => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Makes a folder and those that it is in; says whether it is new.
    pub(in crate::output) fn make(&mut self, folder: &Path) -> io::Result<bool> {
        match self.enter(folder) {
            Ok(_) => return Ok(false),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        let (outer, name) = split(folder)?;
        self.make(outer)?;
        match mkdirat(self.enter(outer)?, name, Mode::from_raw_mode(0o777)) {
            Ok(()) => Ok(true),
            // A link of that name is found out by the one who enters.
            Err(Errno::EXIST) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Removes a regular file; anything else of that name isn't ours and stays.
    pub(in crate::output) fn remove_file(&mut self, path: &Path) -> io::Result<()> {
        let (folder, name) = split(path)?;
        let folder = match self.enter(folder) {
            Err(error) if is_absent(&error) => return Ok(()),
            other => other?,
        };
        let kind = match statat(folder, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => FileType::from_raw_mode(stat.st_mode),
            Err(Errno::NOENT) => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        if kind != FileType::RegularFile {
            return Ok(());
        }
        match unlinkat(folder, name, AtFlags::empty()) {
            Ok(()) | Err(Errno::NOENT) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Removes a folder that is empty.
    pub(in crate::output) fn remove_empty(&mut self, path: &Path) -> io::Result<()> {
        let (folder, name) = split(path)?;
        let folder = match self.enter(folder) {
            Err(error) if is_absent(&error) => return Ok(()),
            other => other?,
        };
        match unlinkat(folder, name, AtFlags::REMOVEDIR) {
            Ok(()) | Err(Errno::NOENT | Errno::NOTDIR | Errno::NOTEMPTY | Errno::EXIST) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Moves a file or a folder, in one step.
    pub(in crate::output) fn rename(
        &mut self,
        path: &Path,
        to: &mut Self,
        target: &Path,
        over: Over,
    ) -> io::Result<()> {
        let (folder, name) = split(path)?;
        let (target_folder, target_name) = split(target)?;
        let from = self.enter(folder)?;
        let to = to.enter(target_folder)?;
        if over == Over::Nothing {
            return rename_to_nothing(from, name, to, target_name);
        }
        Ok(renameat(from, name, to, target_name)?)
    }

    /// Sets who may do what with a file or folder.
    pub(in crate::output) fn give(&mut self, path: &Path, access: Access) -> io::Result<()> {
        let (folder, name) = split(path)?;
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file = openat(self.enter(folder)?, name, flags, Mode::empty())?;
        access.give(&file)
    }
}

/// Opens what is below a folder; no folder on the way may be a link.
#[cfg(target_os = "linux")]
fn open_below(
    top: BorrowedFd<'_>,
    path: &Path,
    flags: OFlags,
    mode: Mode,
) -> rustix::io::Result<OwnedFd> {
    use rustix::fs::{ResolveFlags, openat2};
    match openat2(top, path, flags, mode, ResolveFlags::NO_SYMLINKS) {
        // Older systems don't know it, and some containers forbid it.
        Err(Errno::NOSYS | Errno::PERM | Errno::INVAL | Errno::AGAIN) => {
            open_stepwise(top, path, flags, mode)
        }
        other => other,
    }
}

#[cfg(not(target_os = "linux"))]
use open_stepwise as open_below;

fn open_stepwise(
    top: BorrowedFd<'_>,
    path: &Path,
    flags: OFlags,
    mode: Mode,
) -> rustix::io::Result<OwnedFd> {
    let mut at: Option<OwnedFd> = None;
    for name in path.parent().unwrap_or(Path::new("")) {
        let from = at.as_ref().map_or(top, AsFd::as_fd);
        let next = openat(from, name, folder_flags(), Mode::empty())?;
        at = Some(next);
    }
    let from = at.as_ref().map_or(top, AsFd::as_fd);
    openat(from, path.file_name().ok_or(Errno::INVAL)?, flags, mode)
}

#[allow(
    clippy::useless_conversion,
    clippy::unnecessary_cast,
    reason = "the types of times differ from system to system"
)]
fn stamp_of(stat: &rustix::fs::Stat) -> Option<Stamp> {
    let time = |seconds: i64, nanos: i64| seconds.checked_mul(1_000_000_000)?.checked_add(nanos);
    Some(Stamp {
        size: u64::try_from(stat.st_size).ok()?,
        modified: time(stat.st_mtime as i64, stat.st_mtime_nsec as i64)?,
        changed: time(stat.st_ctime as i64, stat.st_ctime_nsec as i64)?,
        inode: stat.st_ino as u64,
    })
}

fn make_one(folder: BorrowedFd<'_>, name: &OsStr) -> io::Result<()> {
    match mkdirat(folder, name, Mode::from_raw_mode(0o777)) {
        // A link of that name is found out by the one who goes through it.
        Ok(()) | Err(Errno::EXIST) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// The names in a folder, all before anything is done about one.
fn names(folder: BorrowedFd<'_>) -> io::Result<Vec<CString>> {
    let mut names = Vec::new();
    for entry in Dir::read_from(folder)? {
        let name = entry?.file_name().to_owned();
        if !matches!(name.to_bytes(), b"." | b"..") {
            names.push(name);
        }
    }
    Ok(names)
}

fn clear(folder: BorrowedFd<'_>, but: Option<&str>) -> io::Result<()> {
    for name in names(folder)? {
        if but.is_some_and(|but| but.as_bytes() == name.to_bytes()) {
            continue;
        }
        let flags = match openat(folder, name.as_c_str(), folder_flags(), Mode::empty()) {
            Ok(inner) => {
                clear(inner.as_fd(), None)?;
                AtFlags::REMOVEDIR
            }
            Err(Errno::NOTDIR | Errno::LOOP | Errno::MLINK) => AtFlags::empty(),
            Err(Errno::NOENT) => continue,
            Err(error) => return Err(error.into()),
        };
        match unlinkat(folder, name.as_c_str(), flags) {
            Ok(()) | Err(Errno::NOENT) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
