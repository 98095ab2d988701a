//! Moments on pages: printed as they are. In their place the reader's browser puts how long ago
//! that was, which a page that is read some time after it was made can't know.

use super::Views;
use super::model::{Link, StaleExport};
use crate::catalog::{moment, rfc3339, span};

/// A moment where a link can stand; a sentence around it reads right with `3 h ago` too.
pub(super) fn since(at: i64) -> Link {
    Link {
        text: moment(at),
        href: None,
        kind: "moment",
        note: Some(rfc3339(at).unwrap_or_default()),
    }
}

impl Views<'_> {
    /// The exports that are older than allowed, for the banner of pages that stand for the whole.
    pub(super) fn old_exports(&self) -> Vec<StaleExport> {
        let exports = self.catalog.exports.iter();
        exports
            .filter(|e| e.stale)
            .filter_map(|e| {
                Some(StaleExport {
                    path: e.path.clone(),
                    moment: moment(e.newest?),
                    datetime: rfc3339(e.newest?)?,
                    allowed: span(e.max_age?),
                })
            })
            .collect()
    }
}
