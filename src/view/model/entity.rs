//! The page of a product, DME, domain, team, glossary term or exposure.

use serde::{Deserialize, Serialize};

use super::{
    AssetList, Badge, ContractCard, Fact, FindingRow, Link, Notice, Page, Pair, SeenByBuilds,
    SlaRow, SupportRow, TreeNode,
};
use crate::markdown::Prose;

/// Page of a product, DME, domain, team, glossary term or exposure.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct EntityPage {
    /// Common part.
    pub page: Page,
    /// Heading.
    pub heading: String,
    /// Id, to copy.
    pub id: String,
    /// "data product", "Data Mesh Environment", "domain", "team", "glossary term", "dashboard" …
    pub kind_label: &'static str,
    /// Status, criticality, master data, tags.
    pub badges: Vec<Badge>,
    /// Deprecated, retired, split, merged …
    pub notices: Vec<Notice>,
    /// Short description.
    pub lead: Option<Prose>,
    /// Long description from `dme.md` or `README.md`.
    pub body: Option<Prose>,
    /// Facts near the top.
    pub facts: Vec<Fact>,
    /// Readiness checklist (DME).
    pub checklist: Vec<ChecklistItem>,
    /// Lists of assets.
    pub lists: Vec<AssetList>,
    /// Sub-domains as a tree (domain).
    pub tree: Vec<TreeNode>,
    /// Service levels.
    pub sla: Vec<SlaRow>,
    /// Contracts.
    pub contracts: Vec<ContractCard>,
    /// Where to ask.
    pub support: Vec<SupportRow>,
    /// Tables of details.
    pub sections: Vec<Section>,
    /// Dates, versions, custom properties.
    pub details: Vec<Pair>,
    /// Findings about it and what it holds.
    pub findings: Vec<FindingRow>,
    /// Findings beyond those shown.
    pub findings_more: usize,
    /// `file:line` of its manifest.
    pub at: Option<String>,
    /// When builds saw it.
    pub seen: SeenByBuilds,
}

/// An item of a readiness checklist.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ChecklistItem {
    /// For example "Training".
    pub label: &'static str,
    /// Whether it is there.
    pub done: bool,
    /// What is there, or how to add it.
    pub detail: String,
}

/// A section of details: roles, SDKs, rules, training …
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Section {
    /// Heading.
    pub title: &'static str,
    /// Anchor.
    pub id: &'static str,
    /// Column headings.
    pub head: Vec<&'static str>,
    /// Cells; a cell is text, with an address where it links.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell of a [`Section`] or of a governance table.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Cell {
    /// Text.
    pub text: String,
    /// Absolute (http, https, mailto) address, checked.
    pub url: Option<String>,
    /// Site-relative address.
    pub href: Option<String>,
    /// Whether it is a name or number, set in monospace.
    pub mono: bool,
    /// Links in place of the text.
    pub links: Vec<Link>,
    /// Small print below.
    pub small: Option<String>,
    /// Code, folded.
    pub code: Option<String>,
}
