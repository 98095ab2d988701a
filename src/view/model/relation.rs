//! The page of a view or of a table.

use serde::Serialize;

use super::{
    AudienceRow, Badge, Columns, ContractCard, Fact, FindingRow, ImpactPart, Lineage, Link, Notice,
    OwnerRow, Page, Pair, Pointer, SamplePart, SlaRow, SupportRow, Trust, UsagePart, VerdictBar,
};
use crate::markdown::Prose;

/// Page of a view or of a table. It borrows from the catalog: there are many such pages.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct RelationPage<'a> {
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
    /// Whether the portal is that of an audience, whose readers can't add what is missing.
    pub in_part: bool,
    /// How to ask for it, where the reader may not query it yet: the page has little else then.
    pub listed: Option<ListedPart>,
    /// When builds saw it.
    pub seen: super::SeenByBuilds,
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
    /// View: that it also reaches what the reader may not see.
    pub stub: Option<StubPart<'a>>,
    /// How the owner was decided, in a sentence.
    pub owner_summary: String,
    /// Every source of ownership.
    pub owners_stated: Vec<OwnerRow>,
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

/// What stands for all that a view reaches and its reader may not see.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct StubPart<'a> {
    /// Names that the owner publishes; none where it may not be named.
    pub names: Vec<&'a str>,
    /// Views passed on the way.
    pub through: Vec<Link>,
}

/// How to ask for a view that the reader may not query yet.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ListedPart {
    /// Whom to ask: the owner DME, or the one to ask first.
    pub ask: Option<Link>,
    /// The team of its product or its owner.
    pub team: Option<Link>,
    /// Roles that give access, as their DME offers them.
    pub roles: Vec<AskRow>,
}

/// A role that can be asked for.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct AskRow {
    /// Its name.
    pub role: String,
    /// What it allows, in words or as `read`.
    pub note: Option<String>,
    /// Who approves.
    pub approvers: Option<String>,
    /// Absolute http(s) or mailto address, checked.
    pub url: Option<String>,
}

/// What search engines read of a view or table, besides what its page shows.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Dataset<'a> {
    /// Title of the owner DME.
    pub creator: Option<&'a str>,
    /// Names of the first top-level columns.
    pub columns: Vec<&'a str>,
}
