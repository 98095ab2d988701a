//! Pages that were kept, and aren't what would be made of the same mesh.

use std::error::Error;
use std::fmt;

use crate::neutral;
use crate::render::LookedAgain;
use crate::view::grouped;

/// Most pages that are told one by one.
const MOST: usize = 20;

/// What was kept of a former build isn't what this one would make.
#[derive(Debug, PartialEq, Eq)]
pub struct KeptPagesError {
    /// A line a page.
    pages: Vec<String>,
    made: usize,
    /// Whether what is kept was discarded.
    pub(super) is_discarded: bool,
}

impl KeptPagesError {
    /// What came of looking at pages of the portal in `folder` again, where one differs.
    pub(super) fn of(looked: &LookedAgain, folder: &str) -> Option<Self> {
        let pages = looked.unlike.iter().map(|page| {
            let separator = if folder.is_empty() { "" } else { "/" };
            let line = format!(
                "{folder}{separator}{}: differs from line {} on, behind {} bytes that are the same",
                page.path,
                grouped(page.line),
                grouped(page.same)
            );
            neutral::line(&line).into_owned()
        });
        let pages: Vec<String> = pages.collect();
        (!pages.is_empty()).then_some(Self {
            pages,
            made: looked.made,
            is_discarded: false,
        })
    }

    pub(super) const fn help() -> &'static str {
        "build without the cache; it is a fault of vitrina, and worth a report, or somebody else writes to the cache or to the site"
    }

    /// Whether the cache was discarded.
    #[must_use]
    pub(crate) const fn is_discarded(&self) -> bool {
        self.is_discarded
    }

    /// The first of the pages, a line each: its address, and where it differs first.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        let more = self.pages.len().saturating_sub(MOST);
        let more = (more > 0).then(|| format!("and {more} more"));
        self.pages.iter().take(MOST).cloned().chain(more)
    }
}

impl fmt::Display for KeptPagesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (unlike, made) = (grouped(self.pages.len()), grouped(self.made));
        let differ = if self.pages.len() == 1 {
            "differs"
        } else {
            "differ"
        };
        write!(
            f,
            "of {made} kept pages that were made anew, {unlike} {differ}"
        )
    }
}

impl Error for KeptPagesError {}
