//! The record of the files that vitrina wrote: what makes a folder ours, and what may be replaced
//! or removed.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::Path;

use rustc_hash::FxHashSet;

use super::file_seal::{ContentHash, Seal, Sealing};
use super::folder::Folder;
use super::no_follow::{is_link_error, without_links};
use super::reserved_names::{LOCK, STAGING};

/// Its name in the folder of a site.
pub(crate) const RECORD: &str = ".vitrina-files";
const HEADING: &str = "# Files written by vitrina. Only what is listed here is ever removed.";
/// What a heading begins with, whatever comes after it in other versions.
const OURS: &str = "# Files written by vitrina";

/// Longer than any line that says anything.
const LONGEST_LINE: u64 = 4096;

/// The files of a site, sorted, with what they hold as far as that is known, and the folders that
/// they are in.
#[derive(Debug, Default)]
pub(super) struct Record {
    files: Vec<String>,
    /// One a file.
    seals: Vec<Option<Seal>>,
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
    /// Of files of which nobody knows what they hold.
    pub(super) fn new(files: Vec<String>) -> Self {
        Self::sealed(files.into_iter().map(|file| (file, None)).collect())
    }

    /// Of files with what they hold. Where one is told of twice and not the same, that isn't known.
    pub(super) fn sealed(mut entries: Vec<(String, Option<Seal>)>) -> Self {
        entries.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        entries.dedup_by(|(later, seal), (first, known)| {
            let is_same = later == first;
            if is_same && seal != known {
                *known = None;
            }
            is_same
        });
        let (files, seals): (Vec<String>, Vec<Option<Seal>>) = entries.into_iter().unzip();
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
        Self {
            files,
            seals,
            folders,
        }
    }

    /// Reads the record of a folder.
    pub(super) fn read(folder: &Path) -> Result<Self, Unread> {
        Self::read_file(&folder.join(RECORD))
    }

    /// Reads a list of files in the form of a record.
    pub(super) fn read_file(path: &Path) -> Result<Self, Unread> {
        let mut files: Vec<(String, Option<Seal>)> = Vec::new();
        let mut reader = opened(path)?;
        // Whether the line before named a file.
        let mut is_named = false;
        // Whether what comes next is the rest of a line that no record of ours has.
        let mut is_rest = false;
        let mut line = Vec::new();
        loop {
            line.clear();
            let mut bounded = Read::take(&mut reader, LONGEST_LINE);
            if bounded
                .read_until(b'\n', &mut line)
                .map_err(Unread::Failed)?
                == 0
            {
                break;
            }
            let is_whole = line.ends_with(b"\n") || (line.len() as u64) < LONGEST_LINE;
            if !is_whole || is_rest {
                (is_named, is_rest) = (false, !is_whole);
                continue;
            }
            let line = std::str::from_utf8(&line).map_err(|_| Unread::NotOurs)?;
            // What was checked out with other line ends is the same record.
            let line = line.strip_suffix('\n').unwrap_or(line);
            let line = line.strip_suffix('\r').unwrap_or(line);
            if let Some(file) = files.last_mut().filter(|_| is_named)
                && let Some(seal) = Seal::parse(line)
            {
                file.1 = Some(seal);
            }
            // A line that leads elsewhere isn't of our making: nothing of that name is touched.
            is_named = !line.starts_with('#') && is_short(line) && is_within(line) && !is_own(line);
            if is_named {
                files.push((line.to_owned(), None));
            }
        }
        Ok(Self::sealed(files))
    }

    /// Whether a folder has a record, without reading all of it.
    pub(super) fn is_there(folder: &Path) -> Result<(), Unread> {
        opened(&folder.join(RECORD)).map(|_| ())
    }

    /// Writes it to a file of a folder, which isn't there yet.
    pub(super) fn write(&self, folder: &Folder, name: &str) -> io::Result<()> {
        let mut out = BufWriter::new(folder.create_new(Path::new(name))?);
        self.write_to(&mut out)?;
        out.flush()
    }

    fn write_to(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "{HEADING}")?;
        for (file, seal) in self.entries() {
            writeln!(out, "{file}")?;
            if let Some(seal) = seal {
                writeln!(out, "{seal}")?;
            }
        }
        Ok(())
    }

    /// Whether the record of a folder is this one, to the byte.
    pub(super) fn is_at(&self, folder: &Path) -> bool {
        let (mut found, mut wanted) = (Vec::new(), Vec::new());
        let read = opened_whole(&folder.join(RECORD))
            .and_then(|mut file| file.read_to_end(&mut found).map_err(Unread::Failed));
        read.is_ok() && self.write_to(&mut wanted).is_ok() && found == wanted
    }

    /// The files of both; what they hold is said of those that `is_kept` says it of, by this one.
    pub(super) fn joined(&self, other: &Self, is_kept: impl Fn(&str) -> bool) -> Self {
        let all = self.files.iter().chain(&other.files);
        let entry = |file: &String| (file.clone(), self.seal(file).filter(|_| is_kept(file)));
        Self::sealed(all.map(entry).collect())
    }

    /// What the other hasn't.
    pub(super) fn without(&self, other: &Self) -> Self {
        let entries = self.entries().filter(|(file, _)| !other.has(file));
        let owned = |(file, seal): (&String, Option<Seal>)| (file.clone(), seal);
        Self::sealed(entries.map(owned).collect())
    }

    fn entries(&self) -> impl Iterator<Item = (&String, Option<Seal>)> {
        self.files.iter().zip(self.seals.iter().copied())
    }

    /// Where a file stands in the order of all.
    pub(super) fn position(&self, file: &str) -> Option<usize> {
        self.files
            .binary_search_by(|known| known.as_str().cmp(file))
            .ok()
    }

    /// What a file holds, where that is known.
    pub(super) fn seal(&self, file: &str) -> Option<Seal> {
        self.seals.get(self.position(file)?).copied().flatten()
    }

    /// A hash of all that it says.
    pub(super) fn digest(&self) -> ContentHash {
        let mut sealing = Sealing::default();
        for (file, seal) in self.entries() {
            sealing.add(file.as_bytes());
            sealing.add(b"\n");
            if let Some(seal) = seal {
                sealing.add(&seal.hash);
                sealing.add(&seal.size.to_le_bytes());
            }
        }
        sealing.seal().hash
    }

    pub(super) fn has(&self, file: &str) -> bool {
        self.position(file).is_some()
    }

    /// Whether what is a file here is a folder there, or the other way round.
    pub(super) fn is_reshaped(&self, other: &Self) -> bool {
        self.folders().into_iter().any(|folder| other.has(folder))
            || other.folders().into_iter().any(|folder| self.has(folder))
    }

    pub(super) fn has_folder(&self, folder: &str) -> bool {
        self.folders.contains(folder)
    }

    pub(super) fn files(&self) -> &[String] {
        &self.files
    }

    /// Bytes of all files of which it is known.
    pub(super) fn bytes(&self) -> u64 {
        let sizes = self.seals.iter().flatten().map(|seal| seal.size);
        sizes.fold(0, u64::saturating_add)
    }

    /// The largest file, the first of several, and its bytes.
    pub(super) fn largest(&self) -> Option<(&str, u64)> {
        let known = self.files.iter().zip(&self.seals);
        let known = known.filter_map(|(file, seal)| Some((file.as_str(), (*seal)?.size)));
        known.reduce(|most, one| if one.1 > most.1 { one } else { most })
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
    let mut reader = BufReader::with_capacity(1 << 16, opened_whole(path)?);
    let mut heading = Vec::new();
    // A file of somebody else may be one long line.
    Read::take(&mut reader, 1 << 10)
        .read_until(b'\n', &mut heading)
        .map_err(Unread::Failed)?;
    match heading.starts_with(OURS.as_bytes()) {
        true => Ok(reader),
        false => Err(Unread::NotOurs),
    }
}

fn opened_whole(path: &Path) -> Result<File, Unread> {
    let file = without_links(OpenOptions::new().read(true)).open(path);
    let file = file.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Unread::Absent,
        _ if is_link_error(&error) => Unread::NotOurs,
        _ => Unread::Failed(error),
    })?;
    let meta = file.metadata().map_err(Unread::Failed)?;
    match meta.is_file() {
        true => Ok(file),
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
    use std::fs;

    use super::super::folder::Folder;
    use super::{RECORD, Record, Seal, is_short, is_within};

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
        assert_eq!(other.joined(&record, |_| true).files(), record.files());
    }

    #[test]
    fn what_a_file_holds_is_read_as_it_was_written() {
        let dir = tempfile::tempdir().unwrap();
        let (a, b) = (Seal::of(b"a"), Seal::of(b"b"));
        let entries = [("b.html", Some(b)), ("a.html", Some(a)), ("c.html", None)];
        let entries = entries.map(|(file, seal)| (file.to_owned(), seal));
        let record = Record::sealed(entries.to_vec());
        record
            .write(&Folder::open(dir.path()).unwrap(), RECORD)
            .unwrap();
        let read = Record::read(dir.path()).unwrap();
        assert!(record.is_at(dir.path()) && read.is_at(dir.path()));
        assert_eq!(read.seal("a.html"), Some(a));
        assert_eq!(read.seal("c.html"), None);
        let kept = record.joined(&Record::default(), |file| file == "b.html");
        assert_eq!((kept.seal("a.html"), kept.seal("b.html")), (None, Some(b)));
        // A former version wrote names alone.
        let text = fs::read_to_string(dir.path().join(RECORD)).unwrap();
        let names: Vec<&str> = text.lines().filter(|l| !l.starts_with("#=")).collect();
        fs::write(dir.path().join(RECORD), names.join("\r\n")).unwrap();
        let old = Record::read(dir.path()).unwrap();
        assert!(!old.is_at(dir.path()));
        assert_eq!(old.files(), record.files());
        assert_eq!(old.seal("a.html"), None);
    }

    #[test]
    fn what_belongs_to_no_file_says_nothing_of_one() {
        let dir = tempfile::tempdir().unwrap();
        let seal = Seal::of(b"a");
        let text = format!(
            "# Files written by vitrina.\n{seal}\na.html\n../x\n{seal}\nb.html\n#\n{seal}\n\
             c.html\n{seal}\nc.html\n{}\n{seal}\n{}a.html\n{seal}",
            "x".repeat(5000),
            "x".repeat(4096)
        );
        fs::write(dir.path().join(RECORD), text).unwrap();
        let read = Record::read(dir.path()).unwrap();
        assert_eq!(read.files(), ["a.html", "b.html", "c.html"]);
        for file in ["a.html", "b.html", "c.html"] {
            assert_eq!(read.seal(file), None, "{file}");
        }
    }
}
