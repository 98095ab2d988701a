//! What vitrina has to say about its input: one type for everything, collected in every stage,
//! printed by many printers.

mod excerpt;
mod finding;
mod finding_lines;
mod fold;
mod human;
pub mod rule;
mod shown;
mod standing;
mod subject;
mod text;

pub(crate) use excerpt::Excerpt;
pub(crate) use finding::{Finding, Place};
pub(crate) use finding_lines::{finding_line, lines, print_json};
pub(crate) use human::print as print_human;
pub(crate) use rule::{Gate, Rule, Severity};
pub(crate) use shown::{LONGEST, LONGEST_HELP, beginning};
pub(crate) use standing::{ForeignRule, FormerState, Standing, Suppressed};
pub(crate) use subject::Subject;
pub(crate) use text::text;
pub(crate) use text::{Argument, Text, ToArgument};

/// A file of the input, by its index in [`crate::source::SourceTree`]. It never leaves its build: what
/// is printed, and what batches write down, names the path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct FileId(pub u32);

impl FileId {
    /// The file of the settings: they are read before the walk, and stand before the files that it
    /// finds. Where there are none, nothing is told of them, and the number is that of another file.
    pub(crate) const SETTINGS: Self = Self(0);
}

/// A place in an input file. Lines and columns count from 1, columns in characters; in a binary
/// export (Parquet) the line is the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Pos {
    /// Which file.
    pub file: FileId,
    /// 1-based line.
    pub line: u32,
    /// 1-based column; 1 where only the line is known.
    pub column: u32,
}

impl Pos {
    /// No place: what a part of a mesh has instead of lines of files that it may not know.
    pub(crate) const NOWHERE: Self = Self {
        file: FileId(u32::MAX),
        line: 0,
        column: 0,
    };

    /// The first byte of a file.
    #[must_use]
    pub(crate) const fn start(file: FileId) -> Self {
        Self {
            file,
            line: 1,
            column: 1,
        }
    }
}

/// Longest word, in bytes, that is compared with others to say which one may be meant: the work grows
/// with the product of two lengths, and nobody mistypes more.
const LONGEST_WORD: usize = 256;

/// The nearest of `known` to `word`, if one is near enough to be meant.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.len() > LONGEST_WORD {
        return None;
    }
    let lower = word.to_lowercase();
    let is_ascii = word.is_ascii();
    let mut best: Option<(usize, &str)> = None;
    for candidate in known {
        if candidate.len() > LONGEST_WORD {
            continue;
        }
        let most = 1 + candidate.len().max(word.len()) / 3;
        let bound = best.map_or(most, |(distance, _)| distance.min(most));
        // Most names of a large dataset are ruled out by their length, or by their letters alone.
        if candidate.len().abs_diff(word.len()) > bound && is_ascii && candidate.is_ascii() {
            continue;
        }
        let other = candidate.to_lowercase();
        if letters_apart(&lower, &other) > bound {
            continue;
        }
        let found = (strsim::damerau_levenshtein(&lower, &other), candidate);
        if found.0 <= most && best.is_none_or(|b| found < b) {
            best = Some(found);
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Looks for the nearest names as long as that is worth it: a thousand names that are wrong, each
/// compared with a hundred thousand, are one mistake, and the first of them say enough.
#[derive(Debug)]
pub(crate) struct Guesses {
    left: usize,
}

impl Default for Guesses {
    fn default() -> Self {
        Self { left: Self::MOST }
    }
}

impl Guesses {
    /// How many names are looked at in all.
    pub(crate) const MOST: usize = 2_000_000;

    /// See [`nearest`]; nothing once too many were looked at.
    pub(crate) fn nearest<'a>(
        &mut self,
        word: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Option<&'a str> {
        if self.left == 0 {
            return None;
        }
        let left = &mut self.left;
        nearest(
            word,
            known
                .into_iter()
                .inspect(|_| *left = left.saturating_sub(1)),
        )
    }
}

/// The least edits that could turn one word into the other, whatever the order of their letters.
fn letters_apart(a: &str, b: &str) -> usize {
    let mut surplus = [0_i32; 32];
    let bucket = |c: char| (u32::from(c) & 31) as usize;
    for c in a.chars() {
        surplus[bucket(c)] += 1;
    }
    for c in b.chars() {
        surplus[bucket(c)] -= 1;
    }
    let (more, less) = surplus.iter().fold((0, 0), |(more, less), n| {
        (more + (*n).max(0), less - (*n).min(0))
    });
    usize::try_from(more.max(less)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn letters_never_rule_out_the_nearest(
            word in "[a-cA-Cñ_]{0,9}",
            known in prop::collection::vec("[a-cA-Cñ_]{0,9}", 0..8),
        ) {
            let lower = word.to_lowercase();
            let expected = known
                .iter()
                .map(|k| (strsim::damerau_levenshtein(&lower, &k.to_lowercase()), k.as_str()))
                .filter(|(d, k)| *d <= 1 + k.len().max(word.len()) / 3)
                .min()
                .map(|(_, k)| k);
            prop_assert_eq!(nearest(&word, known.iter().map(String::as_str)), expected);
        }
    }
}
