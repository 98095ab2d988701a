//! The page of the search, and that for lost addresses.

use serde::Serialize;

use super::{Link, Page};

/// Search, and 404.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SearchPage {
    /// Common part.
    pub page: Page,
    /// Lists to browse instead.
    pub lists: Vec<Link>,
}
