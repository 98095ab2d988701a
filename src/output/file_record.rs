//! The record of the files that vitrina wrote: what makes a folder ours, and what may be replaced
//! or removed.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use rustc_hash::FxHashSet;

use super::folder::Folder;
use super::no_follow::{is_link_error, without_links};
use super::reserved_names::{LOCK, STAGING};

/// Its name in the folder of a site.
pub(crate) const RECORD: &str = ".vitrina-files";
const HEADING: &str = "# Files written by vitrina. Only what is listed here is ever removed.";
/// What a heading begins with, whatever comes after it in other versions.
const OURS: &str = "# Files written by vitrina";

/// The files of a site, sorted, and the folders that they are in.
#[derive(Debug, Default)]
pub(super) struct Record {
    files: Vec<String>,
    folders: FxHashSet<String>,
}

/// Why a record isn't used.
#[derive(Debug)]
pub(super) enum Unread {
    /// There is none.
    Absent,
    /// Something else of that name, or not text.
    NotOurs,
    /// The file system says so.
    Failed(io::Error),
}

impl Record {
    pub(super) fn new(mut files: Vec<String>) -> Self {
        files.sort_unstable();
        files.dedup();
        let mut folders: FxHashSet<String> = FxHashSet::default();
        let mut last = "";
        for file in &files {
            let folder = parent(file);
            // Sorted: the files of a folder mostly stand together.
            if folder == last {
                continue;
            }
            last = folder;
            let mut at = folder;
            while !at.is_empty() && !folders.contains(at) {
                folders.insert(at.to_owned());
                at = parent(at);
            }
        }
        Self { files, folders }
    }

    /// Reads the record of a folder.
    pub(super) fn read(folder: &Path) -> Result<Self, Unread> {
        Self::read_file(&folder.join(RECORD))
    }

    /// Reads a list of files in the form of a record.
    pub(super) fn read_file(path: &Path) -> Result<Self, Unread> {
        let mut files = Vec::new();
        let reader = opened(path)?;
        for line in reader.lines() {
            let line = line.map_err(|e| match e.kind() {
                io::ErrorKind::InvalidData => Unread::NotOurs,
                _ => Unread::Failed(e),
            })?;
            // What was checked out with other line ends is the same record.
            let line = line.strip_suffix('\r').unwrap_or(&line);
            // A line that leads elsewhere isn't of our making: nothing of that name is touched.
            if !line.starts_with('#') && is_short(line) && is_within(line) && !is_own(line) {
                files.push(line.to_owned());
            }
        }
        Ok(Self::new(files))
    }

    /// Whether a folder has a record, without reading all of it.
    pub(super) fn is_there(folder: &Path) -> Result<(), Unread> {
        opened(&folder.join(RECORD)).map(|_| ())
    }

    /// Writes it to a file of a folder, which isn't there yet.
    pub(super) fn write(&self, folder: &Folder, name: &str) -> io::Result<()> {
        let mut out = BufWriter::new(folder.create_new(Path::new(name))?);
        writeln!(out, "{HEADING}")?;
        for file in &self.files {
            writeln!(out, "{file}")?;
        }
        out.flush()
    }

    /// The files of both.
    pub(super) fn joined(&self, other: &Self) -> Self {
        Self::new(self.files.iter().chain(&other.files).cloned().collect())
    }

    /// What the other hasn't.
    pub(super) fn without(&self, other: &Self) -> Self {
        let files = self.files.iter().filter(|f| !other.has(f));
        Self::new(files.cloned().collect())
    }

    pub(super) fn has(&self, file: &str) -> bool {
        self.files
            .binary_search_by(|known| known.as_str().cmp(file))
            .is_ok()
    }

    pub(super) fn has_folder(&self, folder: &str) -> bool {
        self.folders.contains(folder)
    }

    pub(super) fn files(&self) -> &[String] {
        &self.files
    }

    /// The folders, outer ones first.
    pub(super) fn folders(&self) -> Vec<&str> {
        #[allow(clippy::iter_over_hash_type, reason = "they are sorted below")]
        let mut folders: Vec<&str> = self.folders.iter().map(String::as_str).collect();
        folders.sort_unstable();
        folders
    }
}

/// A record behind its heading.
fn opened(path: &Path) -> Result<BufReader<File>, Unread> {
    let file = without_links(OpenOptions::new().read(true)).open(path);
    let file = file.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Unread::Absent,
        _ if is_link_error(&error) => Unread::NotOurs,
        _ => Unread::Failed(error),
    })?;
    let meta = file.metadata().map_err(Unread::Failed)?;
    if !meta.is_file() {
        return Err(Unread::NotOurs);
    }
    let mut reader = BufReader::with_capacity(1 << 16, file);
    let mut heading = Vec::new();
    // A file of somebody else may be one long line.
    io::Read::take(&mut reader, 1 << 10)
        .read_until(b'\n', &mut heading)
        .map_err(Unread::Failed)?;
    match heading.starts_with(OURS.as_bytes()) {
        true => Ok(reader),
        false => Err(Unread::NotOurs),
    }
}

/// The folder that a path is in, empty at the top.
fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Longer than any address was ever made, and nested deeper.
fn is_short(path: &str) -> bool {
    path.len() <= 1024 && path.matches('/').count() < 128
}

/// Whether a path is of what vitrina keeps beside pages, which no record lists.
fn is_own(path: &str) -> bool {
    let top = path.split('/').next().unwrap_or(path);
    [RECORD, LOCK, STAGING].contains(&top)
}

/// Whether a path with `/` names something below the folder that it is relative to, on any system.
pub(super) fn is_within(path: &str) -> bool {
    !path.bytes().any(|b| b < b' ' || matches!(b, b'\\' | b':'))
        && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

#[cfg(test)]
mod tests {
    use super::{Record, is_short, is_within};

    #[test]
    fn paths_that_lead_elsewhere() {
        for path in [
            "",
            ".",
            "..",
            "/etc/passwd",
            "../x",
            "a/../../x",
            "a//b",
            "a/",
            "./a",
            "a/.",
            r"a\b",
            r"..\x",
            "C:/x",
            "C:x",
            "a\0b",
            "a\rb",
        ] {
            assert!(!is_within(path), "{path:?}");
        }
        for path in [
            "index.html",
            "views/a.b/c~0.html",
            "..a",
            "a..",
            ".well-known/x",
        ] {
            assert!(is_within(path), "{path:?}");
        }
    }

    #[test]
    fn what_no_address_is_like_is_passed_over() {
        assert!(is_short(&"a/".repeat(100)) && is_short(&"x".repeat(1000)));
        assert!(!is_short(&"a/".repeat(200)) && !is_short(&"x".repeat(100_000)));
    }

    #[test]
    fn a_record_knows_its_files_and_folders() {
        let files = ["b/c/d.html", "a.html", "b/e.html", "a.html"];
        let record = Record::new(files.map(str::to_owned).to_vec());
        assert_eq!(record.files(), ["a.html", "b/c/d.html", "b/e.html"]);
        assert_eq!(record.folders(), ["b", "b/c"]);
        assert!(record.has("b/e.html") && !record.has("b/c") && !record.has(""));
        let other = Record::new(vec!["a.html".to_owned()]);
        assert_eq!(record.without(&other).files(), ["b/c/d.html", "b/e.html"]);
        assert_eq!(other.joined(&record).files(), record.files());
    }
}
