//! Which lines stand in one file. Hosts refuse files of more than 25 MiB, and a file of which one line
//! changes is written as a whole, so a kind with many lines has several files.
//!
//! Where a file begins is decided by a hash of what each line is about, not by counting: whatever comes,
//! goes or changes moves the two cuts next to it at most, and all other files stay as they are, names
//! included. Those of assets are parted in the order of their keys, so that neighbours stand together:
//! what changes together (the tables of one project) touches few files.

use rustc_hash::FxHashSet;
use twox_hash::XxHash3_128;

/// Below so many bytes a kind has one file.
pub(crate) const IN_ONE: usize = 4 << 20;
/// Bytes of a file, about.
const USUAL: u64 = 1 << 20;
/// A file that has less goes on.
const LEAST: usize = 256 << 10;
/// A file that has more is ended soon.
const LONG: usize = 3 << 19;
/// A file that would have more is ended.
pub(crate) const MOST: usize = 16 << 20;

/// Hash of what a line is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LineHash {
    /// What a file is called that begins with it.
    name: u64,
    /// Whether one does.
    cut: u64,
}

impl LineHash {
    /// Of the parts of a key.
    pub(crate) fn of(key: &[&str]) -> Self {
        // Each is well spread, and none is kept from being guessed: a name that is like another's is told
        // apart, and a cut more or less does no harm.
        let bytes = match key {
            [key] => XxHash3_128::oneshot(key.as_bytes()),
            parts => XxHash3_128::oneshot(parts.join("\0").as_bytes()),
        };
        let [name, cut] = [bytes >> 64, bytes & u128::from(u64::MAX)];
        let half = |half: u128| u64::try_from(half).unwrap_or_default();
        Self {
            name: half(name),
            cut: half(cut),
        }
    }
}

/// Names of files, no two of them alike.
#[derive(Debug, Default)]
pub(crate) struct FileNames(FxHashSet<String>);

impl FileNames {
    /// Name of the file of a kind that begins with a line. Where two hashes begin alike, the later one is told
    /// apart.
    pub(crate) fn of(&mut self, kind: &str, line: LineHash) -> String {
        let name = format!("{kind}-{:012x}", line.name >> 16);
        let others = (2u64..).map(|n| format!("{name}-{n}"));
        let all = std::iter::once(name.clone()).chain(others);
        let mut free = all.filter(|name| !self.0.contains(name));
        let name = free.next().unwrap_or(name);
        let file = format!("{name}.ndjson");
        self.0.insert(name);
        file
    }
}

/// Cuts lines as they come.
#[derive(Debug, Default)]
pub(crate) struct Cuts {
    /// Bytes since the last cut.
    bytes: usize,
}

impl Cuts {
    /// Whether a file begins with the next line, which has about so many bytes. The first line begins one
    /// anyway.
    pub(crate) fn before(&mut self, line: LineHash, bytes: usize) -> bool {
        // Long lines begin a file more often: files have about as many bytes, whatever their lines are. One
        // that has grown long is cut the sooner.
        let haste = if self.bytes > LONG { 8 } else { 1 };
        let share = (u64::MAX / USUAL).saturating_mul(bytes as u64);
        let share = share.saturating_mul(haste);
        let is_full = self.bytes + bytes > MOST;
        let is_cut = self.bytes > 0 && (is_full || (self.bytes >= LEAST && line.cut < share));
        self.bytes = bytes + if is_cut { 0 } else { self.bytes };
        is_cut
    }
}

#[cfg(test)]
mod tests {
    use super::{Cuts, FileNames, IN_ONE, LEAST, LineHash, MOST};

    /// The files of lines, each by its name and the numbers of its lines.
    fn files(lines: &[(usize, usize)]) -> Vec<(String, Vec<usize>)> {
        let (mut cuts, mut names) = (Cuts::default(), FileNames::default());
        let mut files: Vec<(String, Vec<usize>)> = Vec::new();
        for (n, bytes) in lines {
            let hash = LineHash::of(&[&n.to_string()]);
            if cuts.before(hash, *bytes) || files.is_empty() {
                files.push((names.of("views", hash), Vec::new()));
            }
            if let Some((_, last)) = files.last_mut() {
                last.push(*n);
            }
        }
        files
    }

    fn lines(bytes: usize) -> Vec<(usize, usize)> {
        (0..10_000).map(|n| (n, bytes)).collect()
    }

    #[test]
    fn files_have_about_as_many_bytes_whatever_their_lines_are() {
        for bytes in [1_000, 7_000, 100_000] {
            let all: Vec<(usize, usize)> = (0..200_000_000 / bytes).map(|n| (n, bytes)).collect();
            let files = files(&all);
            let about = all.len() * bytes / files.len();
            assert!((800_000..2_000_000).contains(&about), "{bytes}: {about}");
            let but_last = files.iter().rev().skip(1);
            let sizes = but_last.map(|(_, lines)| lines.len() * bytes);
            for size in sizes {
                assert!((LEAST..=MOST).contains(&size), "{bytes}: {size}");
            }
        }
        const { assert!(MOST < 20 << 20 && LEAST < IN_ONE) }
    }

    #[test]
    fn what_comes_goes_or_grows_touches_its_neighbours_alone() {
        let whole = lines(7_000);
        let before = files(&whole);
        type Edit<'e> = &'e dyn Fn(&mut Vec<(usize, usize)>);
        let edits: [Edit<'_>; 3] = [
            &|lines| lines.retain(|(n, _)| *n != 4_321),
            &|lines| lines.insert(4_321, (77_777, 7_000)),
            &|lines| lines[4_321].1 = 90_000,
        ];
        for (i, edit) in edits.iter().enumerate() {
            let mut edited = whole.clone();
            edit(&mut edited);
            let after = files(&edited);
            let others = after.iter().filter(|file| !before.contains(file)).count();
            assert!(others <= 2, "{i}: {others}");
        }
        // Whichever line goes.
        let mut most = 0;
        for gone in (0..10_000).step_by(97) {
            let mut edited = whole.clone();
            edited.remove(gone);
            let after = files(&edited);
            most = most.max(after.iter().filter(|file| !before.contains(file)).count());
        }
        assert!(most <= 3, "{most}");
    }

    #[test]
    fn no_two_files_have_one_name() {
        let mut names = FileNames::default();
        let hash = LineHash {
            name: 1 << 16,
            cut: 0,
        };
        let given = [1, 2, 3].map(|_| names.of("views", hash));
        assert_eq!(
            given,
            [
                "views-000000000001.ndjson",
                "views-000000000001-2.ndjson",
                "views-000000000001-3.ndjson"
            ]
        );
    }

    #[test]
    fn a_long_line_has_a_file_of_its_own() {
        let files = files(&[
            (0, 9_000),
            (1, MOST + 1),
            (2, 9_000),
            (3, MOST - 9_000),
            (4, 1),
        ]);
        let lines: Vec<usize> = files.iter().map(|(_, lines)| lines.len()).collect();
        assert_eq!(lines, [1, 1, 2, 1]);
    }
}
