//! Where folders can't be held open: each step of a path is looked at before it is taken.

use std::fs::{self, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use super::{Access, Found, Over, Stamp, is_absent};

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

    /// The same folder, for another thread.
    pub(in crate::output) fn again(&self) -> io::Result<Self> {
        Self::open(&self.top)
    }

    /// Whether it is still the one at `path`.
    pub(in crate::output) fn is_at(&self, path: &Path) -> bool {
        fs::symlink_metadata(path).is_ok_and(|meta| meta.is_dir())
    }

    /// These systems don't tell.
    pub(in crate::output) fn changed(&self) -> Option<i64> {
        None
    }

    /// Whether nothing is in it.
    pub(in crate::output) fn is_empty(&self) -> io::Result<bool> {
        Ok(fs::read_dir(&self.top)?.next().is_none())
    }

    /// Names of what is in it, as far as they are text.
    pub(in crate::output) fn names(&self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.top)? {
            names.extend(entry?.file_name().into_string().ok());
        }
        Ok(names)
    }

    /// Whether a regular file of that name is in it.
    pub(in crate::output) fn has_file(&self, name: &str) -> bool {
        fs::symlink_metadata(self.top.join(name)).is_ok_and(|meta| meta.is_file())
    }

    /// Removes a file of ours at its top.
    pub(in crate::output) fn remove_own(&self, name: &str) -> io::Result<()> {
        fs::remove_file(self.top.join(name))
    }

    /// Makes a file that isn't there yet.
    pub(in crate::output) fn create_new(&self, path: &Path) -> io::Result<File> {
        File::create_new(self.full(path)?)
    }

    /// Opens a file to read it.
    pub(in crate::output) fn open_file(&self, path: &Path) -> io::Result<File> {
        File::open(self.full(path)?)
    }

    /// These systems don't tell what only they can set: files are read.
    pub(in crate::output) fn stamp(&self, _: &str) -> Option<Stamp> {
        None
    }

    /// What stands at a path; nothing where nothing does.
    pub(in crate::output) fn found(&mut self, path: &Path) -> io::Result<Option<Found>> {
        let full = match self.full(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) if is_absent(&error) => return Ok(Some(Found::Else)),
            other => other?,
        };
        match fs::symlink_metadata(full) {
            Ok(meta) if meta.is_file() => Ok(Some(Found::File(Access::of(&meta)))),
            Ok(meta) if meta.is_dir() => Ok(Some(Found::Directory)),
            Ok(_) => Ok(Some(Found::Else)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Gives a file a second name in another folder, where it isn't there yet.
    pub(in crate::output) fn link(&mut self, path: &Path, to: &mut Self) -> io::Result<()> {
        fs::hard_link(self.full(path)?, to.full(path)?)
    }

    /// Makes a folder and those that it is in, where they aren't there yet.
    pub(in crate::output) fn make_all(&self, folder: &Path) -> io::Result<()> {
        self.make_each(folder).map(|_| ())
    }

    /// What is known of a folder in it.
    pub(in crate::output) fn look_at(&self, folder: &Path) -> io::Result<Metadata> {
        fs::symlink_metadata(self.full(folder)?)
    }

    /// Who may do what is left to the system.
    pub(in crate::output) fn give_self(&self, _: Access) -> io::Result<()> {
        Ok(())
    }

    /// Removes all that is in it, and the file `last` after everything else.
    pub(in crate::output) fn clear(&self, last: &str) -> io::Result<()> {
        for entry in fs::read_dir(&self.top)? {
            let entry = entry?;
            if entry.file_name() == last {
                continue;
            }
            match entry.file_type()?.is_dir() {
                true => fs::remove_dir_all(entry.path())?,
                false => fs::remove_file(entry.path())?,
            }
        }
        match fs::remove_file(self.top.join(last)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
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

    /// Whether files of a folder can be replaced is seen when it is done.
    pub(in crate::output) fn may_write(&mut self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    /// Makes a folder and those that it is in; says whether it is new.
    pub(in crate::output) fn make(&mut self, folder: &Path) -> io::Result<bool> {
        self.make_each(folder)
    }

    fn make_each(&self, folder: &Path) -> io::Result<bool> {
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
            Err(error) if is_absent(&error) || error.kind() == io::ErrorKind::DirectoryNotEmpty => {
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
