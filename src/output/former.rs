//! The site that stands where the new one goes: which of its pages the new one hasn't, and what its
//! files say. No link is followed, and nothing is read that its record doesn't name.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::file_record::Record;
use super::no_follow::without_links;

/// Longer than any line of ours: a view with a hundred thousand columns.
const LONGEST_LINE: u64 = 64 << 20;
/// Larger than any file of ours that is read as a whole.
const LARGEST_FILE: u64 = 256 << 20;

/// The former site.
#[derive(Debug)]
pub(crate) struct FormerSite<'p> {
    folder: &'p Path,
    /// Where in the folder it stands: empty, or a path that ends in `/`.
    below: String,
    /// Paths are relative to where it stands.
    record: Arc<Record>,
}

impl<'p> FormerSite<'p> {
    /// The site in a folder. A record that can't be read is told of when the new site takes its place.
    pub(super) fn new(folder: &'p Path) -> Self {
        Self::below(
            folder,
            "",
            &Arc::new(Record::read(folder).unwrap_or_default()),
        )
    }

    /// What stands below a path in the folder of a site, which has that record: `below` is empty or
    /// ends in `/`.
    pub(super) fn below(folder: &'p Path, below: &str, record: &Arc<Record>) -> Self {
        let record = match below {
            "" => Arc::clone(record),
            _ => {
                let files = record.files().iter();
                let files = files.filter_map(|file| file.strip_prefix(below));
                Arc::new(Record::new(files.map(str::to_owned).collect()))
            }
        };
        Self {
            folder,
            below: below.to_owned(),
            record,
        }
    }

    /// Paths of all its files, sorted.
    #[must_use]
    pub(crate) fn files(&self) -> &[String] {
        self.record.files()
    }

    /// Its pages that the new site hasn't, and which can stand beside what the new one has; sorted.
    /// `written` are the files of the new one.
    #[must_use]
    pub(super) fn gone(&self, written: &[&str]) -> Vec<String> {
        let new: FxHashSet<&str> = written.iter().copied().collect();
        let pages = self.record.files().iter().filter(|f| f.ends_with(".html"));
        let pages = pages.filter(|f| !new.contains(f.as_str()));
        let mut gone: Vec<String> = pages.cloned().collect();
        if !gone.is_empty() {
            let mut taken = Taken::by(written);
            gone.retain(|page| taken.leaves(page));
        }
        gone
    }

    /// One of its files; nothing where it isn't there.
    ///
    /// # Errors
    /// As the file system says, or where the file is larger than any of ours.
    pub(crate) fn bytes(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        match self.open(path) {
            Ok(file) => whole(file).map(Some),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Hands over the lines of one of its files; none where it isn't there. What isn't text ends them.
    pub(crate) fn lines(&self, path: &str, each: &mut dyn FnMut(&str)) {
        let Ok(file) = self.open(path) else { return };
        let mut reader = BufReader::new(file);
        let mut line = Vec::new();
        loop {
            line.clear();
            let mut bounded = Read::take(&mut reader, LONGEST_LINE);
            match bounded.read_until(b'\n', &mut line) {
                Ok(read) if read > 0 && (read as u64) < LONGEST_LINE => {}
                _ => return,
            }
            match std::str::from_utf8(&line) {
                Ok(line) => each(line),
                Err(_) => return,
            }
        }
    }

    fn open(&self, path: &str) -> io::Result<File> {
        let none = || io::Error::from(io::ErrorKind::NotFound);
        if !self.record.has(path) {
            return Err(none());
        }
        let path = format!("{}{path}", self.below);
        for (at, _) in path.match_indices('/') {
            if !fs::symlink_metadata(self.folder.join(&path[..at]))?.is_dir() {
                return Err(none());
            }
        }
        let file = without_links(OpenOptions::new().read(true)).open(self.folder.join(path))?;
        match file.metadata()?.is_file() {
            true => Ok(file),
            false => Err(none()),
        }
    }
}

/// Whether somebody names a file, a link to one included.
#[must_use]
pub(crate) fn is_file(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| found.is_file())
}

/// The site in a folder; nothing where vitrina wrote none there. What it wrote of a portal that is one
/// of several, the record of the folder above says.
#[must_use]
pub(crate) fn site_at(folder: &Path) -> Option<FormerSite<'_>> {
    let is_there = |site: &FormerSite<'_>| !site.files().is_empty();
    let site = Some(FormerSite::new(folder)).filter(is_there);
    site.or_else(|| {
        let name = folder.file_name()?.to_str()?;
        let above = folder.parent()?;
        let record = Arc::new(Record::read(above).unwrap_or_default());
        let below = format!("{name}/");
        Some(FormerSite::below(above, &below, &record)).filter(is_there)
    })
}

/// A file that somebody names, or the one called `name` in a folder that they name; nothing where it
/// isn't there.
///
/// # Errors
/// As the file system says, or where it is no file or larger than any of ours.
pub(crate) fn previous(path: &Path, name: &str) -> io::Result<Option<Vec<u8>>> {
    let read = || {
        let path = match fs::metadata(path)?.is_dir() {
            true => path.join(name),
            false => path.to_path_buf(),
        };
        // A pipe would be waited for.
        match fs::metadata(&path)?.is_file() {
            true => whole(File::open(path)?),
            false => Err(io::Error::other("it isn't a file")),
        }
    };
    match read() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        other => other.map(Some),
    }
}

fn whole(file: File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(LARGEST_FILE).read_to_end(&mut bytes)?;
    match (bytes.len() as u64) < LARGEST_FILE {
        true => Ok(bytes),
        false => Err(io::Error::other("it is too large")),
    }
}

/// What stands in a folder, on systems where names differ by more than case as well.
struct Taken {
    /// In lower case.
    files: FxHashSet<String>,
    /// In lower case, with how they are spelled.
    folders: FxHashMap<String, String>,
}

/// The folders that a path is in, outer ones first.
fn folders(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

impl Taken {
    fn by(files: &[&str]) -> Self {
        let mut taken = Self {
            files: FxHashSet::default(),
            folders: FxHashMap::default(),
        };
        files.iter().for_each(|file| taken.add(file));
        taken
    }

    fn add(&mut self, file: &str) {
        self.files.insert(file.to_lowercase());
        for folder in folders(file) {
            let spelled = self.folders.entry(folder.to_lowercase());
            spelled.or_insert_with(|| folder.to_owned());
        }
    }

    /// Whether there is room for a file; then it is taken.
    fn leaves(&mut self, file: &str) -> bool {
        let folded = file.to_lowercase();
        let fits = |folder: &str| {
            let folded = folder.to_lowercase();
            !self.files.contains(&folded)
                && self
                    .folders
                    .get(&folded)
                    .is_none_or(|known| known == folder)
        };
        let room = !self.files.contains(&folded)
            && !self.folders.contains_key(&folded)
            && folders(file).all(fits);
        if room {
            self.add(file);
        }
        room
    }
}

#[cfg(test)]
mod tests {
    use super::Taken;

    #[test]
    fn pages_stand_beside_others_on_any_system() {
        let written = ["index.html", "products/sales/returns.html", "views/a.html"];
        let mut taken = Taken::by(&written);
        for (page, room) in [
            // A file of that name, a folder that is a file, a file that is a folder.
            ("INDEX.html", false),
            ("index.html/x.html", false),
            ("Views", false),
            // Another spelling of a folder would be the same one.
            ("products/Sales/orders.html", false),
            ("products/sales/orders.html", true),
            ("products/sales/Orders.html", false),
            ("products/stock/orders.html", true),
            ("products/Stock/returns.html", false),
        ] {
            assert_eq!(taken.leaves(page), room, "{page}");
        }
    }
}
