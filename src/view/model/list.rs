//! A page of a paginated list.

use serde::Serialize;

use super::{AssetRow, Page, TreeNode};

/// A page of a paginated list.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ListPage {
    /// Common part.
    pub page: Page,
    /// Heading: "Unified views".
    pub heading: &'static str,
    /// One sentence below it.
    pub intro: &'static str,
    /// Rows in all.
    pub total: usize,
    /// Number of the first row on this page.
    pub first: usize,
    /// Number of the last.
    pub last: usize,
    /// Rows.
    pub rows: Vec<AssetRow>,
    /// Domain tree, on the list of domains.
    pub tree: Vec<TreeNode>,
    /// Heading of the figure column.
    pub figure_label: &'static str,
    /// Whether rows have an owner DME.
    pub has_dme: bool,
    /// Pages: number, address (none for this page and gaps).
    pub pages: Vec<PageLink>,
    /// Page before.
    pub previous: Option<String>,
    /// Page after.
    pub next: Option<String>,
    /// Machine-readable form.
    pub api: Option<String>,
    /// What to say where there is no row.
    pub empty: String,
}

/// A link in the row of page numbers.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct PageLink {
    /// "1", "2", "…".
    pub text: String,
    /// Address.
    pub href: Option<String>,
    /// Whether it is this page.
    pub current: bool,
}
