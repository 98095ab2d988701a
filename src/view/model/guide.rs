//! The page of a guide.

use serde::Serialize;

use super::{Link, Page, Pair, SeenByBuilds};
use crate::markdown::Prose;

/// Page of a guide.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct GuidePage {
    /// Common part.
    pub page: Page,
    /// Names of the audiences that it is written for.
    pub audiences: Vec<String>,
    /// The text.
    pub body: Prose,
    /// Its headings: text and anchor, for the table of contents.
    pub headings: Vec<Heading>,
    /// All guides, or those nearest to it where they are many.
    pub guides: Vec<Link>,
    /// Number of all guides, where `guides` aren't all.
    pub all: Option<usize>,
    /// When it came and when it changed, where that was lately.
    pub seen: SeenByBuilds,
    /// What builds saw change of it, newest first.
    pub history: Vec<Pair>,
}

/// A heading of a guide.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Heading {
    /// Text.
    pub text: String,
    /// Anchor.
    pub id: String,
    /// 2 or 3.
    pub level: u8,
}
