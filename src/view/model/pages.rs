//! The pages, made of the parts.

use serde::{Deserialize, Serialize};

use super::{
    AudienceRow, Badge, Claim, Columns, ContractCard, Fact, FindingRow, ImpactPart, Lineage, Link,
    Notice, Page, Pair, Pointer, SamplePart, SlaRow, SupportRow, Trust, UsagePart, VerdictBar,
};
use crate::markdown::Prose;

/// Page of a view or of a table. It borrows from the catalog: there are many such pages.
#[derive(Debug, Clone, Serialize)]
pub struct RelationPage<'a> {
    /// Common part.
    pub page: Page,
    /// Heading: `dataset.name`.
    pub heading: String,
    /// Full name, to copy.
    pub full_name: &'a str,
    /// Display name from the warehouse, if it has one.
    pub friendly_name: Option<&'a str>,
    /// "unified view", "view", "materialized view", "productive table", "external table" …
    pub kind_label: &'static str,
    /// Whether it is a view (unified or not).
    pub is_view: bool,
    /// Whether an export describes it, which is not so for what is external.
    pub is_described: bool,
    /// Status, criticality, master data, tags.
    pub badges: Vec<Badge>,
    /// Description.
    pub lead: Option<Prose>,
    /// Deprecated, retired, moved, unowned …
    pub notices: Vec<Notice>,
    /// Owner, audience, contract, dependents …
    pub facts: Vec<Fact>,
    /// View: where it points.
    pub pointers: Vec<Pointer>,
    /// Pointers beyond those shown.
    pub pointers_more: usize,
    /// How the owner was decided, in a sentence.
    pub owner_summary: String,
    /// Every source of ownership.
    pub claims: Vec<Claim>,
    /// Table: the unified views over it.
    pub views: Vec<Link>,
    /// Unified views beyond those shown.
    pub views_more: usize,
    /// Columns.
    pub columns: Columns<'a>,
    /// Whether it can be used now.
    pub verdict: Option<VerdictBar>,
    /// The evidence.
    pub trust: Option<Trust>,
    /// What depends on it.
    pub impact: Option<ImpactPart>,
    /// How it is used.
    pub usage: Option<UsagePart>,
    /// Queries against this asset to start from.
    pub sample_queries: SamplePart,
    /// Lineage, if there is any.
    pub lineage: Option<Lineage<'a>>,
    /// Service levels.
    pub sla: Vec<SlaRow>,
    /// Contracts.
    pub contracts: Vec<ContractCard>,
    /// Who may use it.
    pub audiences: Vec<AudienceRow>,
    /// Persons (not named) who hold a grant of their own.
    pub individual_grants: usize,
    /// Where to ask for access.
    pub access_url: Option<String>,
    /// Who approves.
    pub access_approver: Option<String>,
    /// Where to ask.
    pub support: Vec<SupportRow>,
    /// Names it had before, newest first.
    pub history: Vec<Pair>,
    /// Glossary terms that are about it.
    pub terms: Vec<Link>,
    /// Labels, dbt facts, storage, dates.
    pub details: Vec<Pair>,
    /// SQL text.
    pub sql: Option<String>,
    /// Remark on the SQL: legacy dialect, inferred references, parser's message.
    pub sql_note: Option<String>,
    /// Findings about it.
    pub findings: Vec<FindingRow>,
    /// What search engines read besides.
    pub dataset: Dataset<'a>,
}

/// What search engines read of a view or table, besides what its page shows.
#[derive(Debug, Clone, Serialize)]
pub struct Dataset<'a> {
    /// Title of the owner DME.
    pub creator: Option<&'a str>,
    /// Names of the first top-level columns.
    pub columns: Vec<&'a str>,
}

/// A row in a list of assets.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AssetRow {
    /// Link to it.
    pub link: Link,
    /// First sentence of its description.
    pub summary: Option<String>,
    /// Owner DME.
    pub dme: Option<Link>,
    /// Status, criticality …
    pub badges: Vec<Badge>,
    /// A figure: columns, tables, views.
    pub figure: Option<String>,
}

/// A titled list of assets within a page.
#[derive(Debug, Clone, Serialize)]
pub struct AssetList {
    /// Heading.
    pub title: &'static str,
    /// Anchor.
    pub id: &'static str,
    /// Rows.
    pub rows: Vec<AssetRow>,
    /// Rows beyond those shown.
    pub more: usize,
    /// The whole list.
    pub all: Option<Link>,
    /// What to say where there are none.
    pub empty: &'static str,
}

/// An item of a readiness checklist.
#[derive(Debug, Clone, Serialize)]
pub struct ChecklistItem {
    /// For example "Training".
    pub label: &'static str,
    /// Whether it is there.
    pub done: bool,
    /// What is there, or how to add it.
    pub detail: String,
}

/// A section of details: roles, SDKs, rules, training …
#[derive(Debug, Clone, Serialize)]
pub struct Section {
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
pub struct Cell {
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

/// Page of a product, DME, domain, team, glossary term or exposure.
#[derive(Debug, Clone, Serialize)]
pub struct EntityPage {
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
}

/// A node of the domain tree.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TreeNode {
    /// Link to the domain.
    pub link: Link,
    /// Depth, 0 at the top.
    pub depth: usize,
    /// DMEs in it and below.
    pub dmes: usize,
    /// Unified views in it and below.
    pub views: usize,
    /// `retired`, `deprecated` …
    pub badges: Vec<Badge>,
}

/// Page of a guide.
#[derive(Debug, Clone, Serialize)]
pub struct GuidePage {
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
}

/// A heading of a guide.
#[derive(Debug, Clone, Serialize)]
pub struct Heading {
    /// Text.
    pub text: String,
    /// Anchor.
    pub id: String,
    /// 2 or 3.
    pub level: u8,
}

/// A page of a paginated list.
#[derive(Debug, Clone, Serialize)]
pub struct ListPage {
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
    pub api: Option<&'static str>,
}

/// A link in the row of page numbers.
#[derive(Debug, Clone, Serialize)]
pub struct PageLink {
    /// "1", "2", "…".
    pub text: String,
    /// Address.
    pub href: Option<String>,
    /// Whether it is this page.
    pub current: bool,
}

/// A number on the home page.
#[derive(Debug, Clone, Serialize)]
pub struct Figure {
    /// The number, grouped.
    pub value: String,
    /// What it counts.
    pub label: &'static str,
    /// List of them.
    pub href: &'static str,
}

/// A bar of the growth chart.
#[derive(Debug, Clone, Serialize)]
pub struct GrowthBar {
    /// Left edge.
    pub x: u32,
    /// Top edge.
    pub y: u32,
    /// Width.
    pub w: u32,
    /// Height.
    pub h: u32,
    /// "2024-06: 41 tables".
    pub title: String,
}

/// The growth chart: productive tables known at the end of each quarter.
#[derive(Debug, Clone, Serialize)]
pub struct Growth {
    /// Bars.
    pub bars: Vec<GrowthBar>,
    /// Width of the coordinate system.
    pub width: u32,
    /// Height.
    pub height: u32,
    /// First and last label.
    pub from: String,
    /// Last label.
    pub to: String,
    /// In words.
    pub label: String,
}

/// The front page.
#[derive(Debug, Clone, Serialize)]
pub struct HomePage {
    /// Common part.
    pub page: Page,
    /// The mesh at a glance.
    pub figures: Vec<Figure>,
    /// Heading of `top_views`.
    pub top_heading: &'static str,
    /// Most depended-on views (most used, once usage is known).
    pub top_views: Vec<AssetRow>,
    /// Domain tree, two levels.
    pub tree: Vec<TreeNode>,
    /// DMEs.
    pub dmes: Vec<AssetRow>,
    /// DMEs beyond those shown.
    pub dmes_more: usize,
    /// What is new, deprecated or moved.
    pub recent: Vec<ChangeRow>,
    /// Guides.
    pub guides: Vec<Link>,
    /// Growth chart, if dates are known.
    pub growth: Option<Growth>,
    /// Findings: errors.
    pub errors: usize,
    /// Findings: warnings.
    pub warnings: usize,
}

/// Something that happened.
#[derive(Debug, Clone, Serialize)]
pub struct ChangeRow {
    /// `YYYY-MM-DD`.
    pub date: String,
    /// "new", "deprecated", "moved", "released", "retired".
    pub what: &'static str,
    /// The asset.
    pub link: Link,
    /// The rest.
    pub text: Option<String>,
}

/// A bar with a share, for coverage.
#[derive(Debug, Clone, Serialize)]
pub struct Share {
    /// Question: "Productive tables behind a unified view".
    pub label: &'static str,
    /// How many.
    pub count: usize,
    /// Of how many.
    pub total: usize,
    /// Percent, 0 to 100.
    pub percent: usize,
    /// `ok`, `warn` or `bad`.
    pub tone: &'static str,
}

/// Findings of one drift rule.
#[derive(Debug, Clone, Serialize)]
pub struct DriftGroup {
    /// Rule id, the anchor.
    pub rule: &'static str,
    /// What it means.
    pub summary: &'static str,
    /// Loudest severity in it.
    pub severity: &'static str,
    /// How many.
    pub count: usize,
    /// First ones (at most 50).
    pub rows: Vec<FindingRow>,
    /// Those beyond.
    pub more: usize,
}

/// All findings, paginated.
#[derive(Debug, Clone, Serialize)]
pub struct FindingsPage {
    /// Common part.
    pub page: Page,
    /// Errors in all.
    pub errors: usize,
    /// Warnings in all.
    pub warnings: usize,
    /// Remarks in all.
    pub infos: usize,
    /// Rows of this page.
    pub rows: Vec<FindingRow>,
    /// Pages.
    pub pages: Vec<PageLink>,
}

/// Search, and 404.
#[derive(Debug, Clone, Serialize)]
pub struct SearchPage {
    /// Common part.
    pub page: Page,
    /// Lists to browse instead.
    pub lists: Vec<Link>,
}

/// A page at the former address of something that moved.
#[derive(Debug, Clone, Serialize)]
pub struct MovedPage {
    /// Common part.
    pub page: Page,
    /// Where it is now.
    pub target: Link,
}

/// An export that is older than its allowed age.
#[derive(Debug, Clone, Serialize)]
pub struct StaleExport {
    /// Its glob.
    pub path: String,
    /// Newest moment that it speaks of.
    pub moment: String,
    /// The same, RFC 3339.
    pub datetime: String,
    /// Allowed age, `36 h`.
    pub allowed: String,
}

/// What all pages share, put into the templates' global context once.
#[derive(Debug, Clone, Serialize)]
pub struct SiteContext {
    /// Title of the portal.
    pub title: String,
    /// Language tag of `<html>`.
    pub language: String,
    /// "1,204 views, 6,000 tables".
    pub search_hint: String,
    /// Date of the newest input, `22 Nov 2026`, if known.
    pub as_of: Option<String>,
    /// vitrina's version.
    pub version: &'static str,
    /// Content hash of the stylesheet and script, for their file names.
    pub css: String,
    /// The script.
    pub js: String,
    /// Exports that are older than their allowed age.
    pub stale: Vec<StaleExport>,
    /// The moment that pages are as of, RFC 3339, where it is known.
    pub built: Option<String>,
    /// Seconds after which that is too long ago; none where nothing can or should be said of it.
    pub rebuild_every: Option<i64>,
    /// Address of the findings.
    pub findings: &'static str,
    /// Whether a theme stylesheet of the settings' accent exists.
    pub theme_css: Option<String>,
}
