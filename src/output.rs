//! The only writer. A site is written beside the published one and takes its place in one step; a
//! build that is killed, or meets a full disk, leaves the former site as it was.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "this is the wrapper that the lint points to"
)]

use std::collections::HashSet;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::render::Sink;

/// Record of the files that vitrina wrote: what makes a folder ours, and what may be removed.
pub const RECORD: &str = ".vitrina-files";
const HEADING: &str = "# Files written by vitrina. Only what is listed here is ever removed.";

/// Why a site can't be written.
#[derive(Debug)]
pub struct OutputError {
    /// The sentence for the user.
    pub message: String,
    /// How to mend it.
    pub help: String,
}

impl OutputError {
    fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: help.into(),
        }
    }

    fn io(path: &Path, error: &io::Error) -> Self {
        let help = match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                "free some space; the former site is untouched"
            }
            io::ErrorKind::PermissionDenied => {
                "give the build write permission there, or choose another folder with --out"
            }
            _ => "the former site is untouched; check the folder and the disk that it is on",
        };
        let reason = match error.kind() {
            io::ErrorKind::StorageFull => "the disk is full".to_owned(),
            io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
            io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => {
                "something else of that name is in the way".to_owned()
            }
            _ => error.to_string(),
        };
        Self::new(
            format!("`{}` can't be written: {reason}", path.display()),
            help,
        )
    }
}

/// A site under construction.
#[derive(Debug)]
pub struct Publication {
    out: PathBuf,
    staging: PathBuf,
    _lock: File,
    lock_path: PathBuf,
    folders: Mutex<HashSet<PathBuf>>,
    written: Mutex<Vec<String>>,
    published: bool,
}

impl Publication {
    /// Opens a place beside `out` to write to.
    ///
    /// # Errors
    /// Where `out` holds files that vitrina didn't write, would contain the mesh root or lie at
    /// its top, or can't be written; or where another build is writing it.
    pub fn begin(out: &Path, root: &Path) -> Result<Self, OutputError> {
        let name = out.file_name().map(OsString::from).ok_or_else(|| {
            OutputError::new(
                format!("`{}` can't be an output folder", out.display()),
                "name a folder with --out, for example `--out site`",
            )
        })?;
        let parent = match out.parent() {
            Some(p) if !p.as_os_str().is_empty() => p.to_path_buf(),
            _ => PathBuf::from("."),
        };
        fs::create_dir_all(&parent).map_err(|e| OutputError::io(&parent, &e))?;
        let parent = fs::canonicalize(&parent).map_err(|e| OutputError::io(&parent, &e))?;
        let full = parent.join(&name);
        check(&full, out, root)?;
        let beside = |suffix: &str| {
            let mut hidden = OsString::from(".");
            hidden.push(&name);
            hidden.push(suffix);
            parent.join(hidden)
        };
        let lock_path = beside(".vitrina-lock");
        let lock = lock(&lock_path, out)?;
        let staging = beside(".vitrina-staging");
        // What a killed build left; the lock says that no other is at work.
        if staging.exists() {
            fs::remove_dir_all(&staging).map_err(|e| OutputError::io(&staging, &e))?;
        }
        fs::create_dir(&staging).map_err(|e| OutputError::io(&staging, &e))?;
        Ok(Self {
            out: full,
            staging,
            _lock: lock,
            lock_path,
            folders: Mutex::new(HashSet::new()),
            written: Mutex::new(Vec::new()),
            published: false,
        })
    }

    /// The finding for a file that could not be written.
    #[must_use]
    pub fn failed(&self, error: &io::Error) -> OutputError {
        OutputError::io(&self.out, error)
    }

    fn open(&self, path: &str) -> io::Result<File> {
        let full = self.staging.join(path);
        if let Some(folder) = full.parent() {
            let known = self.folders.lock().is_ok_and(|f| f.contains(folder));
            if !known {
                fs::create_dir_all(folder)?;
                if let Ok(mut folders) = self.folders.lock() {
                    folders.insert(folder.to_path_buf());
                }
            }
        }
        if let Ok(mut written) = self.written.lock() {
            written.push(path.to_owned());
        }
        // Two assets never share an address; were it to happen, nothing is overwritten in silence.
        File::create_new(full)
    }

    /// Puts the new site in the place of the former one. Returns the number of files.
    ///
    /// # Errors
    /// As the file system says; the former site stays whole.
    pub fn publish(mut self) -> Result<usize, OutputError> {
        let count = self.publish_inner().map_err(|e| self.failed(&e))?;
        self.published = true;
        Ok(count)
    }

    fn publish_inner(&mut self) -> io::Result<usize> {
        let mut written = std::mem::take(&mut self.written)
            .into_inner()
            .unwrap_or_default();
        written.sort_unstable();
        write_record(&self.staging, &written)?;
        if fs::symlink_metadata(&self.out).is_err() {
            fs::rename(&self.staging, &self.out)?;
            return Ok(written.len());
        }
        let former = read_record(&self.out);
        // Files of others live in the folder (a CNAME, a .git): they stay, so the folder stays.
        if has_foreign(&self.out, &former)? || exchange(&self.staging, &self.out).is_err() {
            self.replace_one_by_one(&written, &former)?;
        } else {
            // The former site is in the staging place now; `drop` removes it.
            remove_recorded(&self.staging, &former)?;
        }
        Ok(written.len())
    }

    /// File by file through rename: each file is whole at any instant.
    fn replace_one_by_one(&self, written: &[String], former: &HashSet<String>) -> io::Result<()> {
        // A build killed from here on leaves a record of both, so that the next one can tidy up.
        let mut both: Vec<String> = former.iter().chain(written).cloned().collect();
        both.sort_unstable();
        both.dedup();
        let union = self.staging.join(format!("{RECORD}.union"));
        write_record_at(&union, &both)?;
        fs::rename(&union, self.out.join(RECORD))?;
        for path in written {
            let target = self.out.join(path);
            if let Some(folder) = target.parent() {
                fs::create_dir_all(folder)?;
            }
            fs::rename(self.staging.join(path), target)?;
        }
        let new: HashSet<&str> = written.iter().map(String::as_str).collect();
        let stale: HashSet<String> = former
            .iter()
            .filter(|p| !new.contains(p.as_str()))
            .cloned()
            .collect();
        remove_recorded_files(&self.out, &stale)?;
        fs::rename(self.staging.join(RECORD), self.out.join(RECORD))
    }
}

impl Drop for Publication {
    fn drop(&mut self) {
        // Nothing to be done about an error here; the next build removes what is left.
        let _ = fs::remove_dir_all(&self.staging);
        let _ = fs::remove_file(&self.lock_path);
    }
}

impl Sink for Publication {
    fn put(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        self.open(path)?.write_all(bytes)
    }

    fn create(&self, path: &str) -> io::Result<Box<dyn Write + Send>> {
        Ok(Box::new(BufWriter::with_capacity(
            1 << 18,
            self.open(path)?,
        )))
    }
}

/// Takes the lock of an output folder. The file is removed by the build that held it, so what was
/// locked must still be the file at that path.
fn lock(path: &Path, out: &Path) -> Result<File, OutputError> {
    for _ in 0..10 {
        let file = File::create(path).map_err(|e| OutputError::io(path, &e))?;
        match file.try_lock() {
            Ok(()) if is_at(&file, path) => return Ok(file),
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => break,
            Err(fs::TryLockError::Error(e)) => return Err(OutputError::io(path, &e)),
        }
    }
    Err(OutputError::new(
        format!("another build is writing `{}`", out.display()),
        "wait until it is done",
    ))
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), fs::metadata(path)) {
        (Ok(a), Ok(b)) => (a.dev(), a.ino()) == (b.dev(), b.ino()),
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    path.exists()
}

/// Refuses folders that aren't ours to replace.
fn check(full: &Path, shown: &Path, root: &Path) -> Result<(), OutputError> {
    let shown = shown.display();
    if let Ok(root) = fs::canonicalize(root)
        && root.starts_with(full)
    {
        return Err(OutputError::new(
            format!("the output folder `{shown}` is, or contains, the mesh root"),
            "choose a folder beside the mesh root with --out",
        ));
    }
    let meta = match fs::symlink_metadata(full) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(OutputError::io(full, &error)),
        Ok(meta) => meta,
    };
    if !meta.is_dir() {
        return Err(OutputError::new(
            format!("the output `{shown}` is not a folder"),
            "remove it, or choose another folder with --out",
        ));
    }
    if full.join(RECORD).is_file() {
        return Ok(());
    }
    let mut entries = fs::read_dir(full).map_err(|e| OutputError::io(full, &e))?;
    match entries.next() {
        None => Ok(()),
        Some(first) => {
            let name =
                first.map_or_else(|_| String::new(), |e| e.file_name().display().to_string());
            Err(OutputError::new(
                format!(
                    "the output folder `{shown}` holds files that vitrina didn't write, `{name}` for one"
                ),
                "choose an empty or new folder with --out; nothing was changed",
            ))
        }
    }
}

fn write_record(folder: &Path, files: &[String]) -> io::Result<()> {
    write_record_at(&folder.join(RECORD), files)
}

fn write_record_at(path: &Path, files: &[String]) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    writeln!(out, "{HEADING}")?;
    for file in files {
        writeln!(out, "{file}")?;
    }
    out.flush()
}

/// The files of a former site. A record that was tampered with can't lead outside the folder.
fn read_record(folder: &Path) -> HashSet<String> {
    let Ok(file) = File::open(folder.join(RECORD)) else {
        return HashSet::new();
    };
    BufReader::new(file)
        .lines()
        .map_while(Result::ok)
        .filter(|l| !l.starts_with('#') && !l.is_empty())
        .filter(|l| {
            Path::new(l)
                .components()
                .all(|c| matches!(c, std::path::Component::Normal(_)))
        })
        .collect()
}

/// Whether a folder holds anything that isn't recorded.
fn has_foreign(folder: &Path, recorded: &HashSet<String>) -> io::Result<bool> {
    for entry in walkdir::WalkDir::new(folder).min_depth(1) {
        let entry = entry.map_err(io::Error::from)?;
        if entry.file_type().is_dir() {
            continue;
        }
        let relative = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let known = relative
            .to_str()
            .is_some_and(|p| p == RECORD || recorded.contains(p));
        if !known {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Two folders change places in one step.
#[cfg(target_os = "linux")]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE).map_err(io::Error::from)
}

#[cfg(not(target_os = "linux"))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

fn remove_recorded(folder: &Path, files: &HashSet<String>) -> io::Result<()> {
    remove_recorded_files(folder, files)?;
    match fs::remove_file(folder.join(RECORD)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Removes files, and the folders that this leaves empty.
#[allow(
    clippy::iter_over_hash_type,
    reason = "the order of removal doesn't show"
)]
fn remove_recorded_files(folder: &Path, files: &HashSet<String>) -> io::Result<()> {
    let mut folders: HashSet<PathBuf> = HashSet::new();
    for file in files {
        let path = folder.join(file);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut at = path.parent();
        while let Some(up) = at.filter(|p| *p != folder) {
            if !folders.insert(up.to_path_buf()) {
                break;
            }
            at = up.parent();
        }
    }
    let mut deepest: Vec<PathBuf> = folders.into_iter().collect();
    deepest.sort_by_key(|p| std::cmp::Reverse(p.components().count()));
    for path in deepest {
        let _ = fs::remove_dir(path); // not empty: something else lives there
    }
    Ok(())
}
