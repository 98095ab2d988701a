//! The page at a former address.

use serde::Serialize;

use super::{Link, Page};

/// A page at the former address of something that moved.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct MovedPage {
    /// Common part.
    pub page: Page,
    /// Where it is now.
    pub target: Link,
}
