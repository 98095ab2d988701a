//! Pages that were kept, made anew: whether each is what it would be.

use std::io;

use rayon::prelude::*;

use super::page_maker::PageMaker;
use super::{Reuse, Theme};
use crate::view::PreparedViews;

/// How many of the pages that are kept are looked at again: parts of a million.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Share(u32);

/// Parts of a percent.
const OF_A_PERCENT: f64 = 10_000.0;

impl Share {
    /// So many percent, more than none and at most all; nothing where it is anything else.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a number between one and a million"
    )]
    pub(crate) fn percent(percent: f64) -> Option<Self> {
        let parts = (percent * OF_A_PERCENT).ceil();
        (percent > 0.0 && percent <= 100.0).then_some(Self(parts as u32))
    }

    /// Of so many, rounded up.
    fn of(self, all: usize) -> usize {
        let part = (all as u64 * u64::from(self.0)).div_ceil(1_000_000);
        usize::try_from(part).unwrap_or(all).min(all)
    }
}

/// Which of the pages that are kept are looked at again.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sample {
    /// How many.
    pub(crate) share: Share,
    /// Another one chooses others.
    pub(crate) seed: [u8; 16],
}

/// A page that was kept, and isn't what would be made of the same mesh.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct UnlikePage {
    /// Site-relative address.
    pub(crate) path: String,
    /// The line that differs first.
    pub(crate) line: usize,
    /// How many bytes before that are the same, from the beginning of the page.
    pub(crate) same: usize,
}

/// What came of looking at pages again.
#[derive(Debug, Default)]
pub(crate) struct LookedAgain {
    /// How many were kept.
    pub(crate) kept: usize,
    /// How many of them were made anew.
    pub(crate) made: usize,
    /// Those that differ, by their addresses.
    pub(crate) unlike: Vec<UnlikePage>,
}

/// Makes a sample of the pages that were kept anew, and compares; `read` gives what was kept.
///
/// # Errors
/// Where a template fails, or what was kept can't be read.
pub(crate) fn look_again(
    reuse: &Reuse<'_>,
    prepared: &PreparedViews<'_>,
    theme: &Theme,
    sample: Sample,
    read: impl Fn(&str) -> io::Result<Vec<u8>> + Sync,
) -> io::Result<LookedAgain> {
    let maker = PageMaker::new(prepared, theme);
    let kept = reuse.kept();
    let drawn = |path: &str| {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&sample.seed);
        hasher.update(path.as_bytes());
        *hasher.finalize().as_bytes()
    };
    let mut all: Vec<_> = kept
        .par_iter()
        .map(|subject| (drawn(&maker.address(*subject)), *subject))
        .collect();
    all.sort_unstable();
    all.truncate(sample.share.of(kept.len()));
    let unlike = all.par_iter().map(|(_, subject)| {
        // What was noted of descriptions was noted when the page was kept.
        let mut views = prepared.views();
        views.lost = None;
        let made = maker.page(&views, *subject)?;
        let path = maker.address(*subject);
        Ok(difference(&path, &read(&path)?, &made))
    });
    let unlike: io::Result<Vec<Option<UnlikePage>>> = unlike.collect();
    let mut unlike: Vec<UnlikePage> = unlike?.into_iter().flatten().collect();
    unlike.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    Ok(LookedAgain {
        kept: kept.len(),
        made: all.len(),
        unlike,
    })
}

fn difference(path: &str, kept: &[u8], made: &[u8]) -> Option<UnlikePage> {
    if kept == made {
        return None;
    }
    let same = kept.iter().zip(made).take_while(|(a, b)| a == b).count();
    let before = made.iter().take(same);
    Some(UnlikePage {
        path: path.to_owned(),
        line: 1 + before.filter(|byte| **byte == b'\n').count(),
        same,
    })
}

#[cfg(test)]
mod tests {
    use super::{Share, UnlikePage, difference};

    #[test]
    fn at_least_one_and_at_most_all() {
        for (percent, all, part) in [
            (1.0, 0, 0),
            (1.0, 1, 1),
            (1.0, 100, 1),
            (1.0, 101, 2),
            (0.000_01, 1_000, 1),
            (100.0, 7, 7),
            (50.0, 7, 4),
        ] {
            let share = Share::percent(percent).unwrap();
            assert_eq!(share.of(all), part, "{percent} % of {all}");
        }
        for percent in [0.0, -1.0, 100.1, f64::NAN, f64::INFINITY] {
            assert_eq!(Share::percent(percent), None, "{percent}");
        }
    }

    #[test]
    fn where_two_pages_differ_first() {
        let unlike = |line, same| {
            Some(UnlikePage {
                path: "p".into(),
                line,
                same,
            })
        };
        for (kept, made, told) in [
            ("a\nb\n", "a\nb\n", None),
            ("a\nb\n", "a\nc\n", unlike(2, 2)),
            ("a\n", "a\nc\n", unlike(2, 2)),
            ("a\nc\n", "a\n", unlike(2, 2)),
            ("", "a", unlike(1, 0)),
        ] {
            assert_eq!(difference("p", kept.as_bytes(), made.as_bytes()), told);
        }
    }
}
