//! The record of the files that vitrina wrote: what makes a folder ours, and what may be replaced
//! or removed.

use rustc_hash::FxHashSet;

use super::file_seal::{ContentHash, Seal, Sealing};

/// The files of a site, sorted, with what they hold as far as that is known, and the folders that
/// they are in.
#[derive(Debug, Default)]
pub(super) struct Record {
    files: Vec<String>,
    /// One a file.
    seals: Vec<Option<Seal>>,
    folders: FxHashSet<String>,
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

    /// Files with what they hold.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&String, Option<Seal>)> {
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

/// The folder that a path is in, empty at the top.
fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Whether a path with `/` names something below the folder that it is relative to, on any system.
pub(super) fn is_within(path: &str) -> bool {
    !path.bytes().any(|b| b < b' ' || matches!(b, b'\\' | b':'))
        && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

#[cfg(test)]
mod tests {
    use super::{Record, is_within};

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
}
