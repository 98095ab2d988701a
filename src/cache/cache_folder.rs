//! The folder that is kept in: whether it is ours, who may write to it, and files in it.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::file_stamp::{FileStamp, Moment};

/// What makes a folder one of caches, for programs that make backups (bford.info/cachedir).
const TAG: &str = "CACHEDIR.TAG";
const TAG_TEXT: &[u8] = b"Signature: 8a477f597d28d172789f06886806bc55\n# What vitrina read and needn't read again. It may be deleted at any time.\n";
/// Keeps it out of repositories.
const IGNORE: &str = ".gitignore";
const LOCK: &str = "lock";
/// What files that are being written are called.
const UNFINISHED: &str = "unfinished-";

/// A folder of ours. Who holds its lock writes to it, all others only read.
#[derive(Debug)]
pub(crate) struct CacheFolder {
    path: PathBuf,
    /// Held as long as this is.
    lock: Option<File>,
}

impl CacheFolder {
    /// Opens the folder at `path`, and makes it where `make` says so; nothing where it isn't there or
    /// isn't ours, or somebody else may have put something in it.
    #[must_use]
    pub(crate) fn open(path: &Path, make: bool) -> Option<Self> {
        if make && fs::symlink_metadata(path).is_err() {
            fs::create_dir_all(path).ok()?;
            write_new(&path.join(TAG), TAG_TEXT).ok()?;
        }
        let meta = fs::symlink_metadata(path).ok()?;
        if !meta.is_dir() || !is_own(&meta) {
            return None;
        }
        let path = fs::canonicalize(path).ok()?;
        let is_empty = || fs::read_dir(&path).is_ok_and(|mut all| all.next().is_none());
        if make && is_empty() {
            write_new(&path.join(TAG), TAG_TEXT).ok()?;
        }
        if !fs::symlink_metadata(path.join(TAG)).ok()?.is_file() {
            return None;
        }
        let mut folder = Self { path, lock: None };
        folder.lock = folder.locked();
        if folder.lock.is_some() {
            if fs::symlink_metadata(folder.path.join(IGNORE)).is_err() {
                drop(write_new(&folder.path.join(IGNORE), b"*\n"));
            }
            folder.remove(|name| name.starts_with(UNFINISHED));
        }
        Some(folder)
    }

    fn locked(&self) -> Option<File> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let file = no_follow(&mut options).open(self.path.join(LOCK)).ok()?;
        if !file.metadata().ok()?.is_file() {
            return None;
        }
        file.try_lock().ok()?;
        Some(file)
    }

    /// Whether this run may write to it.
    #[must_use]
    pub(crate) fn is_ours_to_write(&self) -> bool {
        self.lock.is_some()
    }

    /// What time it is for the file system; nothing where nothing can be written.
    #[must_use]
    pub(crate) fn now(&self) -> Option<Moment> {
        let (_, file) = self.unfinished("clock")?;
        let now = FileStamp::modified(&file.metadata().ok()?);
        self.remove(|name| name == unfinished_name("clock"));
        now
    }

    /// A regular file in it, opened for reading, and how long it is.
    pub(super) fn read(&self, name: &str) -> Option<(File, u64)> {
        let file = no_follow(OpenOptions::new().read(true)).open(self.path.join(name));
        let file = file.ok()?;
        let meta = file.metadata().ok()?;
        meta.is_file().then_some((file, meta.len()))
    }

    /// A file that gets its name when all is written; nothing where this run may not write.
    pub(super) fn unfinished(&self, what: &str) -> Option<(String, File)> {
        self.lock.as_ref()?;
        let name = unfinished_name(what);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true);
        let file = options.open(self.path.join(&name)).ok()?;
        Some((name, file))
    }

    /// Gives a file that is written its name.
    pub(super) fn finish(&self, unfinished: &str, name: &str) -> Option<()> {
        let from = self.path.join(unfinished);
        let done = fs::rename(&from, self.path.join(name));
        if done.is_err() {
            drop(fs::remove_file(from));
        }
        done.ok()
    }

    /// Names of the files in it.
    pub(super) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.path).into_iter().flatten();
        let files = entries.filter_map(|entry| {
            let entry = entry.ok()?;
            let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
            is_file.then(|| entry.file_name().to_str().map(str::to_owned))?
        });
        let mut names: Vec<String> = files.collect();
        names.sort_unstable();
        names
    }

    /// Removes the files of these names, where this run may write. One that stays is one too many.
    pub(super) fn remove(&self, which: impl Fn(&str) -> bool) {
        if self.lock.is_none() {
            return;
        }
        for name in self.names().iter().filter(|name| which(name)) {
            drop(fs::remove_file(self.path.join(name)));
        }
    }

    /// When the file of this name was written.
    pub(super) fn written(&self, name: &str) -> Option<Moment> {
        FileStamp::modified(&fs::symlink_metadata(self.path.join(name)).ok()?)
    }
}

fn unfinished_name(what: &str) -> String {
    format!("{UNFINISHED}{what}")
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options
        .write(true)
        .create_new(true)
        .open(path)?
        .write_all(bytes)
}

/// The name of the folder.
pub(super) const NAME: &str = ".vitrina-cache";

/// Where the folder for an output folder is: beside it.
#[must_use]
pub(crate) fn beside(out: &Path) -> PathBuf {
    match out.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.join(NAME),
        _ => PathBuf::from(NAME),
    }
}

/// Whether a folder is of who runs this, and others can't put anything in it: what is kept in a place
/// that all can write to must be nobody else's.
#[cfg(unix)]
fn is_own(meta: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    meta.uid() == rustix::process::geteuid().as_raw() && meta.mode() & 0o002 == 0
}

#[cfg(not(unix))]
fn is_own(_: &Metadata) -> bool {
    true
}

/// No link at the end of a path is followed, and a pipe isn't waited for.
#[cfg(unix)]
fn no_follow(options: &mut OpenOptions) -> &mut OpenOptions {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt;
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    options.custom_flags(i32::try_from(flags.bits()).unwrap_or_default())
}

#[cfg(not(unix))]
fn no_follow(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

#[cfg(test)]
mod tests {
    use super::beside;
    use std::ffi::OsStr;
    use std::path::Path;

    #[test]
    fn beside_and_never_within() {
        for (out, folder) in [
            ("site", ".vitrina-cache"),
            ("/srv/site", "/srv/.vitrina-cache"),
            ("a/b/", "a/.vitrina-cache"),
        ] {
            assert_eq!(beside(Path::new(out)).as_os_str(), OsStr::new(folder));
        }
    }
}
