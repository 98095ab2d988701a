//! How a record is written down and read: as one file, or, where a site has very many files, as parts
//! that the record names. A part is called by a hash of what it holds, so the parts of two records stand
//! side by side, and a record takes the place of another in one step all the same: what it names is there
//! before. Hosts refuse large files.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;

use super::file_record::{Record, is_within};
use super::file_seal::Seal;
use super::folder::{Folder, Over};
use super::no_follow::{is_link_error, without_links};
use super::reserved_names::{RECORD, is_own, is_part, part};

const HEADING: &str = "# Files written by vitrina. Only what is listed here is ever removed.";
/// What a heading begins with, whatever comes after it in other versions.
const OURS: &str = "# Files written by vitrina";
/// What a line that names a part begins with. It is a comment to versions that know none.
const PART: &str = "#+";

/// Bytes of a file of a record at most, but for its last line.
const LARGEST: usize = 4 << 20;
/// Longer than any line that says anything.
const LONGEST_LINE: u64 = 4096;
/// Larger than any file of ours: what stands in a record's place may be anything.
const LARGEST_READ: u64 = 1 << 28;

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

/// A record that was written to a folder.
#[derive(Debug)]
pub(super) struct RecordFiles {
    /// The file that is read first.
    head: String,
    /// Those that it names; none where all is in it.
    parts: Vec<String>,
}

impl Record {
    /// Reads the record of a folder. Of a part that isn't there or isn't ours, nothing is known.
    pub(super) fn read(folder: &Path) -> Result<Self, Unread> {
        let mut lines = Lines::default();
        lines.read(&folder.join(RECORD))?;
        for part in std::mem::take(&mut lines.parts) {
            match lines.read(&folder.join(part)) {
                Ok(()) | Err(Unread::Absent | Unread::NotOurs) => {}
                Err(failed @ Unread::Failed(_)) => return Err(failed),
            }
        }
        Ok(Self::sealed(lines.files))
    }

    /// Reads a list of files in the form of a record that has no parts.
    pub(super) fn read_file(path: &Path) -> Result<Self, Unread> {
        let mut lines = Lines::default();
        lines.read(path)?;
        Ok(Self::sealed(lines.files))
    }

    /// Whether a folder has a record, without reading all of it.
    pub(super) fn is_there(folder: &Path) -> Result<(), Unread> {
        opened(&folder.join(RECORD)).map(|_| ())
    }

    /// Writes it to a file of a folder that isn't there yet, and to parts beside it where it is large.
    pub(super) fn write(&self, folder: &Folder, name: &str) -> io::Result<RecordFiles> {
        let mut parts = Vec::new();
        let head = self.cut(&mut |part, bytes| {
            let made = match folder.create_new(Path::new(&part)) {
                // Of another record that was written here, perhaps not to its end.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    folder.remove_own(&part)?;
                    folder.create_new(Path::new(&part))
                }
                made => made,
            };
            made?.write_all(bytes)?;
            parts.push(part);
            Ok(())
        })?;
        folder.create_new(Path::new(name))?.write_all(&head)?;
        let head = name.to_owned();
        Ok(RecordFiles { head, parts })
    }

    /// Writes it to one file of a folder that isn't there yet, however large. It is never published.
    pub(super) fn write_whole(&self, folder: &Folder, name: &str) -> io::Result<()> {
        let mut bytes = heading();
        for entry in self.entries() {
            write_entry(&mut bytes, entry)?;
        }
        folder.create_new(Path::new(name))?.write_all(&bytes)
    }

    /// Whether the record of a folder is this one, to the byte, and no part of another is left there.
    pub(super) fn is_at(&self, folder: &Path) -> bool {
        let mut parts = Vec::new();
        let head = self.cut(&mut |part, bytes| match holds(&folder.join(&part), bytes) {
            true => {
                parts.push(part);
                Ok(())
            }
            false => Err(io::ErrorKind::NotFound.into()),
        });
        let found = || Folder::open(folder)?.names();
        head.is_ok_and(|head| holds(&folder.join(RECORD), &head))
            && found().is_ok_and(|names| names.iter().filter(|n| is_part(n)).count() == parts.len())
    }

    /// Hands over each part with its name, and gives the file that names them, or that has all.
    fn cut(&self, each: &mut dyn FnMut(String, &[u8]) -> io::Result<()>) -> io::Result<Vec<u8>> {
        let largest = largest();
        let (mut names, mut bytes) = (heading(), heading());
        let mut is_cut = false;
        let mut ends = |bytes: &[u8]| {
            let name = part(Seal::of(bytes).hash);
            writeln!(names, "{PART}{name}")?;
            each(name, bytes)
        };
        for entry in self.entries() {
            if bytes.len() >= largest && bytes.len() > HEADING.len() + 1 {
                ends(&bytes)?;
                is_cut = true;
                bytes = heading();
            }
            write_entry(&mut bytes, entry)?;
        }
        if !is_cut {
            return Ok(bytes);
        }
        ends(&bytes)?;
        Ok(names)
    }
}

impl RecordFiles {
    /// Names of its files.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().chain([&self.head]).map(String::as_str)
    }

    /// Puts it in the place of the record of another folder. `named` is called once its parts are there,
    /// before anything names them.
    pub(super) fn take_place(
        &self,
        from: &mut Folder,
        to: &mut Folder,
        named: &mut dyn FnMut() -> io::Result<()>,
    ) -> io::Result<()> {
        for part in &self.parts {
            let path = Path::new(part);
            match from.rename(path, to, path, Over::Ours) {
                // Another record that was written here has the same part, and has brought it.
                Err(error) if error.kind() == io::ErrorKind::NotFound && to.has_file(part) => {}
                moved => moved?,
            }
        }
        if !self.parts.is_empty() {
            named()?;
        }
        from.rename(Path::new(&self.head), to, Path::new(RECORD), Over::Ours)
    }

    /// Removes the parts of other records from a folder.
    pub(super) fn remove_others(&self, folder: &mut Folder) -> io::Result<()> {
        remove_parts(folder, &self.parts)
    }
}

/// Removes parts of records from a folder, but for some.
pub(super) fn remove_parts(folder: &mut Folder, but: &[String]) -> io::Result<()> {
    for name in folder.names()? {
        if is_part(&name) && !but.contains(&name) {
            folder.remove_file(Path::new(&name))?;
        }
    }
    Ok(())
}

/// All bytes of the record of a folder, those of its parts as well; nothing where there is none that is
/// whole.
#[must_use]
pub(crate) fn record_bytes(folder: &Path) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut add = |name: &str| {
        let before = bytes.len();
        let file = opened_whole(&folder.join(name)).ok()?;
        let read = Read::take(file, LARGEST_READ)
            .read_to_end(&mut bytes)
            .ok()?;
        let added = bytes.get(before..)?;
        let is_whole = (read as u64) < LARGEST_READ && added.starts_with(OURS.as_bytes());
        let lines = added.split(|byte| *byte == b'\n');
        let parts = lines.filter_map(|line| named_part(std::str::from_utf8(line).ok()?));
        is_whole.then(|| parts.map(str::to_owned).collect::<Vec<_>>())
    };
    for part in add(RECORD)? {
        add(&part)?;
    }
    Some(bytes)
}

/// What lines of records say.
#[derive(Debug, Default)]
struct Lines {
    files: Vec<(String, Option<Seal>)>,
    parts: Vec<String>,
}

impl Lines {
    /// Reads those of a file.
    fn read(&mut self, path: &Path) -> Result<(), Unread> {
        let mut reader = opened(path)?;
        // Whether the line before named a file.
        let mut is_named = false;
        // Whether what comes next is the rest of a line that no record of ours has.
        let mut is_rest = false;
        let mut line = Vec::new();
        loop {
            line.clear();
            let mut bounded = Read::take(&mut reader, LONGEST_LINE);
            let read = bounded.read_until(b'\n', &mut line);
            if read.map_err(Unread::Failed)? == 0 {
                return Ok(());
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
            if let Some(file) = self.files.last_mut().filter(|_| is_named)
                && let Some(seal) = Seal::parse(line)
            {
                file.1 = Some(seal);
            }
            self.parts.extend(named_part(line).map(str::to_owned));
            // A line that leads elsewhere isn't of our making: nothing of that name is touched.
            is_named = !line.starts_with('#') && is_short(line) && is_within(line) && !is_own(line);
            if is_named {
                self.files.push((line.to_owned(), None));
            }
        }
    }
}

/// The part that a line names.
fn named_part(line: &str) -> Option<&str> {
    let name = line.strip_suffix('\r').unwrap_or(line);
    name.strip_prefix(PART).filter(|name| is_part(name))
}

fn heading() -> Vec<u8> {
    format!("{HEADING}\n").into_bytes()
}

fn write_entry(out: &mut Vec<u8>, (file, seal): (&String, Option<Seal>)) -> io::Result<()> {
    writeln!(out, "{file}")?;
    match seal {
        Some(seal) => writeln!(out, "{seal}"),
        None => Ok(()),
    }
}

/// A file of a record behind its heading.
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

/// Whether a file holds these bytes and no more.
fn holds(path: &Path, bytes: &[u8]) -> bool {
    let Ok(mut file) = opened_whole(path) else {
        return false;
    };
    let mut found = Vec::with_capacity(bytes.len());
    let is_as_long = |file: &File| file.metadata().is_ok_and(|m| m.len() == bytes.len() as u64);
    is_as_long(&file) && file.read_to_end(&mut found).is_ok() && found == bytes
}

/// Longer than any address was ever made, and nested deeper.
fn is_short(path: &str) -> bool {
    path.len() <= 1024 && path.matches('/').count() < 128
}

#[cfg(not(test))]
const fn largest() -> usize {
    LARGEST
}

#[cfg(test)]
fn largest() -> usize {
    tests::SMALLER.get().unwrap_or(LARGEST)
}

#[cfg(test)]
pub(super) mod tests {
    use std::cell::Cell;
    use std::fs;
    use std::path::Path;

    use tempfile::{TempDir, tempdir};

    use super::super::file_seal::Seal;
    use super::super::folder::Folder;
    use super::{RECORD, Record, RecordFiles, Unread, is_part, is_short, record_bytes};

    thread_local! {
        pub(super) static SMALLER: Cell<Option<usize>> = const { Cell::new(None) };
    }

    /// Runs something on this thread whose records are cut into files of so many bytes.
    pub(crate) fn in_small_files<T>(bytes: usize, run: impl FnOnce() -> T) -> T {
        SMALLER.set(Some(bytes));
        let done = run();
        SMALLER.set(None);
        done
    }

    fn of(files: &[(&str, Option<&str>)]) -> Record {
        let entry = |(file, text): &(&str, Option<&str>)| {
            let seal = text.map(|text| Seal::of(text.as_bytes()));
            ((*file).to_owned(), seal)
        };
        Record::sealed(files.iter().map(entry).collect())
    }

    fn three() -> Record {
        of(&[
            ("b.html", Some("b")),
            ("a.html", Some("a")),
            ("c.html", None),
        ])
    }

    fn write(dir: &TempDir, record: &Record) -> RecordFiles {
        let folder = Folder::open(dir.path()).unwrap();
        record.write(&folder, RECORD).unwrap()
    }

    fn says_the_same(a: &Record, b: &Record) {
        assert_eq!((a.files(), a.digest()), (b.files(), b.digest()));
    }

    #[test]
    fn what_no_address_is_like_is_passed_over() {
        assert!(is_short(&"a/".repeat(100)) && is_short(&"x".repeat(1000)));
        assert!(!is_short(&"a/".repeat(200)) && !is_short(&"x".repeat(100_000)));
    }

    #[test]
    fn what_a_file_holds_is_read_as_it_was_written() {
        let dir = tempdir().unwrap();
        let (a, b) = (Seal::of(b"a"), Seal::of(b"b"));
        let record = three();
        write(&dir, &record);
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
        let dir = tempdir().unwrap();
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

    #[test]
    fn a_large_record_is_written_in_parts_and_a_small_one_is_one_file() {
        let dir = tempdir().unwrap();
        let (record, text) = (three(), |name: &str| {
            fs::read_to_string(dir.path().join(name)).unwrap()
        });
        assert_eq!(write(&dir, &record).names().collect::<Vec<_>>(), [RECORD]);
        let whole = text(RECORD);
        assert_eq!(record_bytes(dir.path()).unwrap(), whole.as_bytes());
        in_small_files(whole.len(), || assert!(record.is_at(dir.path())));
        fs::remove_file(dir.path().join(RECORD)).unwrap();
        in_small_files(150, || {
            let files = write(&dir, &record);
            assert_eq!(files.parts.len(), 2);
            assert!(files.parts.iter().all(|part| is_part(part)));
            assert!(record.is_at(dir.path()) && !of(&[]).is_at(dir.path()));
            says_the_same(&Record::read(dir.path()).unwrap(), &record);
            let parts = files.parts.iter().map(|part| text(part));
            let lines: Vec<String> = parts
                .flat_map(|part| part.lines().skip(1).map(str::to_owned).collect::<Vec<_>>())
                .collect();
            assert_eq!(lines, whole.lines().skip(1).collect::<Vec<_>>());
            let all = files
                .parts
                .iter()
                .fold(text(RECORD), |all, part| all + &text(part));
            assert_eq!(record_bytes(dir.path()).unwrap(), all.as_bytes());
        });
        // The same record in one file isn't the one that is there.
        assert!(!record.is_at(dir.path()));
    }

    #[test]
    fn of_a_part_that_is_damaged_only_what_it_lost_is_not_known() {
        let record = three();
        let left = |harm: &dyn Fn(&Path)| {
            let dir = tempdir().unwrap();
            in_small_files(150, || {
                let files = write(&dir, &record);
                harm(&dir.path().join(&files.parts[0]));
                assert!(!record.is_at(dir.path()));
                Record::read(dir.path()).map(|read| read.files().to_vec())
            })
        };
        assert_eq!(
            left(&|part| fs::remove_file(part).unwrap()).unwrap(),
            ["c.html"]
        );
        assert_eq!(
            left(&|part| fs::write(part, "mine").unwrap()).unwrap(),
            ["c.html"]
        );
        assert_eq!(
            left(&|part| fs::write(part, "").unwrap()).unwrap(),
            ["c.html"]
        );
        let cut = |part: &Path| {
            let text = fs::read_to_string(part).unwrap();
            fs::write(part, &text[..text.find("b.html").unwrap()]).unwrap();
        };
        assert_eq!(left(&cut).unwrap(), ["a.html", "c.html"]);
        // One more line is a lie, and seen: the record isn't what was written.
        let more = |part: &Path| {
            let text = fs::read_to_string(part).unwrap();
            fs::write(part, text + "x.html\n../x\n.vitrina-files\n").unwrap();
        };
        let all = ["a.html", "b.html", "c.html", "x.html"];
        assert_eq!(left(&more).unwrap(), all);
        #[cfg(unix)]
        {
            let link = |part: &Path| {
                let moved = part.with_extension("moved");
                fs::rename(part, &moved).unwrap();
                std::os::unix::fs::symlink(&moved, part).unwrap();
            };
            assert_eq!(left(&link).unwrap(), ["c.html"]);
        }
    }

    #[test]
    fn a_record_names_no_part_but_its_own() {
        let dir = tempdir().unwrap();
        let text = "# Files written by vitrina.\n#+../x\n#+notes.txt\n#+.vitrina-files\na.html\n";
        fs::write(dir.path().join(RECORD), text).unwrap();
        fs::write(
            dir.path().join("notes.txt"),
            "# Files written by vitrina.\nb.html\n",
        )
        .unwrap();
        let read = Record::read(dir.path()).unwrap();
        assert_eq!(read.files(), ["a.html"]);
        let none = tempdir().unwrap();
        assert!(matches!(Record::read(none.path()), Err(Unread::Absent)));
        assert_eq!(record_bytes(none.path()), None);
    }

    #[test]
    fn a_record_takes_the_place_of_another_with_its_parts() {
        let (from, to) = (tempdir().unwrap(), tempdir().unwrap());
        let other = of(&[
            ("a.html", Some("a")),
            ("b.html", Some("b")),
            ("d.html", None),
        ]);
        let names = || Folder::open(to.path()).unwrap().names().unwrap();
        in_small_files(150, || {
            write(&to, &other);
            let folder = Folder::open(from.path()).unwrap();
            let first = three().write(&folder, "first").unwrap();
            // The first part is the same.
            let second = other.write(&folder, RECORD).unwrap();
            assert_eq!(first.parts[0], second.parts[0]);
            let (mut source, mut target) = (
                Folder::open(from.path()).unwrap(),
                Folder::open(to.path()).unwrap(),
            );
            for (files, record) in [(&first, three()), (&second, other)] {
                let mut seen = 0;
                files
                    .take_place(&mut source, &mut target, &mut || {
                        seen += names().len();
                        Ok(())
                    })
                    .unwrap();
                assert_eq!(seen, 4);
                says_the_same(&Record::read(to.path()).unwrap(), &record);
                assert!(!record.is_at(to.path()));
                files.remove_others(&mut target).unwrap();
                assert!(record.is_at(to.path()));
                assert_eq!(names().len(), 3);
            }
        });
        assert!(
            Folder::open(from.path())
                .unwrap()
                .names()
                .unwrap()
                .is_empty()
        );
    }

    #[test]
    fn what_another_left_of_a_part_is_written_anew() {
        let dir = tempdir().unwrap();
        in_small_files(150, || {
            let files = write(&dir, &three());
            fs::write(dir.path().join(&files.parts[1]), "# Fi").unwrap();
            let folder = Folder::open(dir.path()).unwrap();
            three().write(&folder, "again").unwrap();
            assert!(three().is_at(dir.path()));
        });
    }
}
