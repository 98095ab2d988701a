//! Serializable page models: all that a template sees. One struct a page kind, made of the parts
//! at the top. Every `href` is relative to the site's root, so a template writes `{{ root }}`
//! before it. No field holds HTML but [`Prose`], which only the sanitizer makes: all else is plain
//! text, and escaped when it is written. Parts that are components come back from templates, so they
//! are read as well.

mod assets;
mod changes_model;
mod chart_model;
mod column_model;
mod entity;
mod figures;
mod findings;
mod guide;
mod home;
mod lineage_model;
mod link;
mod list;
mod moved;
mod page;
mod relation;
mod rule_model;
mod search;
mod sentence;
mod site;
mod tone;
mod trust_model;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Severity;
use crate::markdown::Prose;

pub(crate) use assets::{AssetList, AssetRow, TreeNode};
pub(crate) use changes_model::{
    ChangeCategory, ChangeFold, ChangedAsset, ChangesPage, SeenByBuilds,
};
pub(crate) use chart_model::{Bar, Meter, Plot, Series};
pub(crate) use column_model::{ColumnRow, ColumnSource, ColumnTag, Columns, Derived, SourceColumn};
pub(crate) use entity::{Cell, ChecklistItem, EntityPage, Section};
pub(crate) use figures::{
    Chart, DriftCount, DriftGroup, FiguresCard, FiguresPage, GovernanceOverview, KeyFigure, Share,
    Sheet, SheetCell, SheetColumn, Tab,
};
pub(crate) use findings::{FindingCounts, FindingsPage, StepLink};
pub(crate) use guide::{GuidePage, Heading};
pub(crate) use home::{Change, ChangeRow, Figure, Growth, GrowthBar, HomePage, ToAdd};
pub(crate) use lineage_model::{Picture, PictureEdge, PictureNode};
pub(crate) use link::{Link, LinkKind};
pub(crate) use list::{ListPage, PageLink};
pub(crate) use moved::MovedPage;
pub(crate) use page::{Nav, Page, PageKind};
pub(crate) use relation::{AskRow, Dataset, ListedPart, RelationPage, StubPart};
pub(crate) use rule_model::{ExampleFilePart, ExamplePart, RulePage, RuleRow, RulesPage};
pub(crate) use search::SearchPage;
pub(crate) use sentence::{Part, Sentence};
pub(crate) use site::{AS_OF, InputMoment, SiteContext, StaleExport};
pub(crate) use tone::Tone;
pub(crate) use trust_model::{
    Dependent, ImpactPart, SamplePart, SampleQuery, Trust, TrustRow, UsagePart, VerdictBar,
};

/// A small label; the tone is said by shape and text too, never by colour alone.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Badge {
    /// Text to show.
    pub text: String,
    /// How good that is.
    pub tone: Tone,
}

/// A labelled value near the top of a page ("Owner DME", "Who may use it").
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Fact {
    /// Label.
    pub label: Cow<'static, str>,
    /// Values, in order.
    pub values: Vec<Link>,
    /// Small print below.
    pub note: Option<String>,
    /// Link in the small print.
    pub note_link: Option<Link>,
    /// Whether nothing is known, so that `values` holds an invitation to add it.
    pub empty: bool,
}

/// A bar across the head of a page: deprecated, retired, moved, owner unknown.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Notice {
    /// How loud it is.
    pub tone: Tone,
    /// In bold.
    pub title: String,
    /// The rest of the sentence.
    pub text: String,
    /// Where to go instead.
    pub link: Option<Link>,
}

/// One way from a view to a productive table.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Pointer {
    /// Views passed on the way, without the first.
    pub through: Vec<Link>,
    /// The table, or the external asset.
    pub target: Link,
    /// What the target is: "productive table", "external table", "missing table", "wildcard of 12 tables".
    pub target_kind: String,
    /// DME that holds it.
    pub dme: Option<Link>,
    /// Path of that DME's home domain.
    pub domain: Option<String>,
    /// "view SQL", "view SQL (inferred)", "declared input", "dbt".
    pub by: String,
}

/// One source of ownership.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct OwnerRow {
    /// "infrastructure", "output port", "label", "dbt group", "upstream".
    pub source: &'static str,
    /// The DME that it names.
    pub dme: Link,
    /// What exactly it says.
    pub detail: String,
    /// `file:line` where it stands.
    pub at: Option<String>,
    /// Whether it agrees with the owner decided on.
    pub agrees: bool,
    /// Whether it decided.
    pub decided: bool,
}

/// The neighbourhood as a picture, direct neighbours as lists.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Lineage<'a> {
    /// The picture.
    pub picture: Picture<'a>,
    /// All direct sources (at most 200).
    pub upstream: Vec<Link>,
    /// Those beyond.
    pub upstream_more: usize,
    /// All direct dependents (at most 200).
    pub downstream: Vec<Link>,
    /// Those beyond.
    pub downstream_more: usize,
    /// Assets reachable upstream.
    pub upstream_all: usize,
    /// Assets reachable downstream.
    pub downstream_all: usize,
    /// Site-relative address of the explorer with this asset in its focus.
    pub explorer: String,
}

/// A finding, as shown.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct FindingRow {
    /// Rule id.
    pub rule: Cow<'static, str>,
    /// Name of the rule's page, without `.html`.
    pub page: Cow<'static, str>,
    /// The other tool that raised it.
    pub tool: Option<String>,
    /// How loud it is.
    pub severity: Severity,
    /// Sentence.
    pub message: String,
    /// How to mend it.
    pub help: Option<String>,
    /// `file:line:column`.
    pub at: Option<String>,
    /// The asset that it is about.
    pub asset: Option<Link>,
    /// Who says that it may stay, and until when; nothing where nobody does.
    pub let_be: Option<String>,
}

/// A service level.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SlaRow {
    /// For example `latency`.
    pub property: String,
    /// For example `24 h`.
    pub value: String,
    /// Table or column that it is about.
    pub element: Option<String>,
    /// Driver, description.
    pub note: Option<String>,
    /// Contract or product that says so.
    pub source: Option<Link>,
}

/// A data contract attached to this asset.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ContractCard {
    /// Name or id.
    pub name: String,
    /// Id.
    pub id: String,
    /// Version.
    pub version: Option<String>,
    /// Status as written.
    pub status: String,
    /// `apiVersion`.
    pub standard: String,
    /// What it is for.
    pub purpose: Option<Prose>,
    /// Limits of use.
    pub limitations: Option<Prose>,
    /// Rules on quality, in words.
    pub quality: Vec<String>,
    /// Its other versions, newest first.
    pub versions: Vec<Link>,
    /// What else it says of this asset.
    pub notes: Vec<ContractNote>,
    /// Site-relative address of its page.
    pub href: String,
    /// `file:line`.
    pub at: String,
}

/// Something that a contract says of a table.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ContractNote {
    /// What it is: `foreignKey`, `made from`, `businessDefinition` …
    pub label: String,
    /// What it says.
    pub text: String,
    /// What it names.
    pub links: Vec<Link>,
    /// Absolute address of the text, checked.
    pub url: Option<String>,
}

/// Who may use an asset.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct AudienceRow {
    /// Label.
    pub name: String,
    /// Grantee as the warehouse names it.
    pub grantee: Option<String>,
    /// Role or privilege.
    pub role: Option<String>,
    /// "granted on the view", "granted on the dataset", "declared".
    pub by: String,
}

/// A place to ask.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SupportRow {
    /// Channel.
    pub channel: String,
    /// Tool, scope, description.
    pub note: Option<String>,
    /// Absolute http(s) or mailto address, checked.
    pub url: Option<String>,
}

/// A name with a value, shown in a definition list.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Pair {
    /// Name.
    pub name: String,
    /// Value.
    pub value: String,
    /// Absolute address, checked.
    pub url: Option<String>,
}
