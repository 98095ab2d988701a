//! A folder, and what is done below it without following a link: whatever somebody puts in the
//! place of a folder or a file, nothing elsewhere is written, moved or removed.

use std::io;

use super::access::Access;

#[cfg(unix)]
pub(super) use descriptors::Folder;
#[cfg(not(unix))]
pub(super) use paths::Folder;

/// Whether a file may take the place of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Over {
    /// Of one that vitrina wrote.
    Ours,
    /// Of none.
    Nothing,
}

/// Whether an error says that there is no such file in a folder of ours.
fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    ) || super::links::is_link_error(error)
}

/// Everything is reached from an open folder, step by step, so that a path that is exchanged for a
/// link meanwhile leads nowhere.
#[cfg(unix)]
mod descriptors {
    use std::ffi::OsStr;
    use std::io;
    use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
    use std::path::{Path, PathBuf};

    use rustix::fs::{
        AtFlags, FileType, Mode, OFlags, mkdirat, open, openat, renameat, statat, unlinkat,
    };
    use rustix::io::Errno;

    use super::{Access, Over, is_absent};

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
                Ok(()) | Err(Errno::NOENT | Errno::NOTDIR | Errno::NOTEMPTY | Errno::EXIST) => {
                    Ok(())
                }
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

    #[cfg(target_os = "linux")]
    fn rename_to_nothing(
        from: BorrowedFd<'_>,
        name: &OsStr,
        to: BorrowedFd<'_>,
        target: &OsStr,
    ) -> io::Result<()> {
        use rustix::fs::{RenameFlags, renameat_with};
        match renameat_with(from, name, to, target, RenameFlags::NOREPLACE) {
            // Not every file system knows it.
            Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => {}
            other => return Ok(other?),
        }
        look_then_rename(from, name, to, target)
    }

    #[cfg(not(target_os = "linux"))]
    use look_then_rename as rename_to_nothing;

    fn look_then_rename(
        from: BorrowedFd<'_>,
        name: &OsStr,
        to: BorrowedFd<'_>,
        target: &OsStr,
    ) -> io::Result<()> {
        match statat(to, target, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
            Err(Errno::NOENT) => Ok(renameat(from, name, to, target)?),
            Err(error) => Err(error.into()),
        }
    }
}

/// Where folders can't be held open: each step of a path is looked at before it is taken.
#[cfg(not(unix))]
mod paths {
    use std::fs;
    use std::io;
    use std::path::{Path, PathBuf};

    use super::{Access, Over, is_absent};

    /// A folder by its path.
    #[derive(Debug)]
    pub(in crate::output) struct Folder {
        top: PathBuf,
    }

    impl Folder {
        /// Opens a folder; a link is none.
        pub(in crate::output) fn open(path: &Path) -> io::Result<Self> {
            match fs::symlink_metadata(path)?.is_dir() {
                true => Ok(Self {
                    top: path.to_path_buf(),
                }),
                false => Err(io::ErrorKind::NotADirectory.into()),
            }
        }

        /// The full path, where no folder on the way is a link.
        fn full(&self, path: &Path) -> io::Result<PathBuf> {
            let mut at = self.top.clone();
            if let Some(folder) = path.parent() {
                for name in folder {
                    at.push(name);
                    if !fs::symlink_metadata(&at)?.is_dir() {
                        return Err(io::ErrorKind::NotADirectory.into());
                    }
                }
            }
            Ok(self.top.join(path))
        }

        /// Makes a folder and those that it is in; says whether it is new.
        pub(in crate::output) fn make(&mut self, folder: &Path) -> io::Result<bool> {
            let mut new = false;
            let mut at = self.top.clone();
            for name in folder {
                at.push(name);
                new = match fs::create_dir(&at) {
                    Ok(()) => true,
                    Err(_) if fs::symlink_metadata(&at)?.is_dir() => false,
                    Err(error) => return Err(error),
                };
            }
            Ok(new)
        }

        /// Removes a regular file; anything else of that name isn't ours and stays.
        pub(in crate::output) fn remove_file(&mut self, path: &Path) -> io::Result<()> {
            let removed =
                self.full(path)
                    .and_then(|full| match fs::symlink_metadata(&full)?.is_file() {
                        true => fs::remove_file(full),
                        false => Ok(()),
                    });
            match removed {
                Err(error) if is_absent(&error) => Ok(()),
                other => other,
            }
        }

        /// Removes a folder that is empty.
        pub(in crate::output) fn remove_empty(&mut self, path: &Path) -> io::Result<()> {
            match self.full(path).and_then(fs::remove_dir) {
                Err(error)
                    if is_absent(&error) || error.kind() == io::ErrorKind::DirectoryNotEmpty =>
                {
                    Ok(())
                }
                other => other,
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
            let target = to.full(target)?;
            if over == Over::Nothing && fs::symlink_metadata(&target).is_ok() {
                return Err(io::ErrorKind::AlreadyExists.into());
            }
            fs::rename(self.full(path)?, target)
        }

        /// Who may do what is left to the system.
        pub(in crate::output) fn give(&mut self, _: &Path, _: Access) -> io::Result<()> {
            Ok(())
        }
    }
}
