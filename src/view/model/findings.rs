//! All findings.

use serde::Serialize;

use super::{FindingRow, Page, PageLink};

/// All findings, paginated.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct FindingsPage {
    /// Common part.
    pub page: Page,
    /// Errors in all.
    pub errors: usize,
    /// Warnings in all.
    pub warnings: usize,
    /// Remarks in all.
    pub infos: usize,
    /// Those that may stay, which none of the others counts.
    pub may_stay: usize,
    /// Rows of this page.
    pub rows: Vec<FindingRow>,
    /// Pages.
    pub pages: Vec<PageLink>,
}
