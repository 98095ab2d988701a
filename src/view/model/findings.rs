//! All findings.

use serde::Serialize;

use super::{FindingRow, Page};

/// A page of all findings.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct FindingsPage {
    /// Common part.
    pub page: Page,
    /// How many there are in all; on the first page alone.
    pub counts: Option<FindingCounts>,
    /// The files that its findings are in, from the first to the last; nothing where all findings are on
    /// one page.
    pub files: Option<String>,
    /// Its findings.
    pub rows: Vec<FindingRow>,
    /// Where one goes from it.
    pub steps: Vec<StepLink>,
}

/// How many findings there are in all.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct FindingCounts {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Remarks.
    pub infos: usize,
    /// Those that may stay, which none of the others counts.
    pub may_stay: usize,
}

/// A link from a page of a list to another one.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct StepLink {
    /// "Next".
    pub text: &'static str,
    /// What the other page is to this one, where there is a word for it.
    pub rel: &'static str,
    /// Address.
    pub href: String,
}
