//! Pages of figures: shares, charts, and tables that exist as CSV and JSON too.

use serde::{Deserialize, Serialize};

use super::{FindingRow, Link, Page, Plot, Tone};
use crate::diagnostic::Severity;

/// A column of a [`Sheet`].
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SheetColumn {
    /// Its key in JSON, and its heading in CSV.
    pub key: &'static str,
    /// Its heading on the page.
    pub label: &'static str,
    /// Whether it holds numbers.
    pub numeric: bool,
}

/// A cell of a [`Sheet`].
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct SheetCell {
    /// Text, where the cell isn't a link.
    pub text: String,
    /// Assets that it names.
    pub links: Vec<Link>,
    /// Assets beyond those.
    pub more: usize,
    /// How good that is, where it judges.
    pub tone: Option<Tone>,
    /// Whether it holds a number.
    pub numeric: bool,
}

/// A table of figures: its first rows.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Sheet {
    /// Anchor.
    pub id: &'static str,
    /// Heading.
    pub title: &'static str,
    /// What it says, and how to read it.
    pub note: String,
    /// Columns.
    pub columns: Vec<SheetColumn>,
    /// Rows shown.
    pub rows: Vec<Vec<SheetCell>>,
    /// Rows in all.
    pub total: usize,
    /// Rows beyond those shown.
    pub more: usize,
    /// All rows, as CSV and as JSON.
    pub files: Vec<Link>,
    /// What to say where it has no row.
    pub empty: String,
}

/// A chart with its heading.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Chart {
    /// Anchor.
    pub id: &'static str,
    /// Heading.
    pub title: &'static str,
    /// What it shows.
    pub plot: Plot,
}

/// An entry in the row of governance pages.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Tab {
    /// The page.
    pub link: Link,
    /// Whether it is this page.
    pub current: bool,
}

/// A governance page: coverage, drift, bypass …
#[derive(Debug, Clone, Serialize)]
pub(crate) struct FiguresPage {
    /// Common part.
    pub page: Page,
    /// Heading.
    pub heading: &'static str,
    /// What the page answers.
    pub intro: &'static str,
    /// The figure that stands for the page.
    pub key: KeyFigure,
    /// All governance pages.
    pub tabs: Vec<Tab>,
    /// What the page lacks for want of an export.
    pub missing: Vec<&'static str>,
    /// Shares of the mesh.
    pub shares: Vec<Share>,
    /// Charts.
    pub charts: Vec<Chart>,
    /// Contradictions by rule.
    pub drift: Vec<DriftGroup>,
    /// Whether the page is about contradictions, so that their absence is worth saying.
    pub is_drift: bool,
    /// What to say where there is no contradiction.
    pub no_drift: &'static str,
    /// Tables.
    pub sheets: Vec<Sheet>,
}

/// What stands for a page on the overview.
#[derive(Debug, Clone, Serialize, Default)]
pub(crate) struct KeyFigure {
    /// The number; `–` where it isn't known.
    pub value: String,
    /// What it counts.
    pub label: String,
    /// How good that is, where it judges.
    pub tone: Option<Tone>,
}

/// A governance page on the overview.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct FiguresCard {
    /// The page.
    pub link: Link,
    /// What it answers.
    pub intro: &'static str,
    /// Its figure.
    pub key: KeyFigure,
}

/// Contradictions of one rule on the overview.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct DriftCount {
    /// Rule id, the anchor.
    pub rule: &'static str,
    /// Loudest severity in it.
    pub severity: Severity,
    /// How many.
    pub count: usize,
    /// Where they are listed.
    pub href: String,
}

/// The overview of governance.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct GovernanceOverview {
    /// Common part.
    pub page: Page,
    /// All governance pages.
    pub tabs: Vec<Tab>,
    /// The pages with their figures.
    pub cards: Vec<FiguresCard>,
    /// Shares of the mesh.
    pub shares: Vec<Share>,
    /// Contradictions by rule.
    pub drift: Vec<DriftCount>,
    /// What to say where there is none.
    pub no_drift: &'static str,
}

/// A bar with a share, for coverage.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Share {
    /// Question: "Productive tables behind a unified view".
    pub label: &'static str,
    /// How many.
    pub count: usize,
    /// Of how many.
    pub total: usize,
    /// Percent, 0 to 100.
    pub percent: usize,
    /// How good that is.
    pub tone: Tone,
}

/// Findings of one drift rule.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct DriftGroup {
    /// Rule id, the anchor.
    pub rule: &'static str,
    /// What it means.
    pub summary: &'static str,
    /// Loudest severity in it.
    pub severity: Severity,
    /// How many.
    pub count: usize,
    /// First ones (at most 50).
    pub rows: Vec<FindingRow>,
    /// Those beyond.
    pub more: usize,
}
