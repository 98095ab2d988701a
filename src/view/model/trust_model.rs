//! Parts of a page that say whether data can be used now, and how it is used.

use serde::Serialize;

use super::Plot;

/// The verdict, in the head of a page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct VerdictBar {
    /// How good that is.
    pub tone: super::Tone,
    /// "Usable", "Broken" …
    pub title: &'static str,
    /// Why, how far away, and whom to ask.
    pub text: super::Sentence,
    /// What it blocks, how much is known, as of when.
    pub note: super::Sentence,
}

/// A row of evidence.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct TrustRow {
    /// The asset, or a title without a page.
    pub link: super::Link,
    /// What there is to say.
    pub text: super::Sentence,
    /// Small print.
    pub note: super::Sentence,
    /// How good that is.
    pub tone: super::Tone,
    /// The state in a word; empty where there is none.
    pub word: &'static str,
}

/// The evidence behind a verdict.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Trust {
    /// Share of the time in which the promised age was kept, and its chart.
    pub attainment: Option<(String, Option<Plot>)>,
    /// Uptime as a monitor saw it, and its chart.
    pub uptime: Option<(String, Option<Plot>)>,
    /// When data was loaded.
    pub loads: Vec<TrustRow>,
    /// Incidents; the link's note is an address outside.
    pub incidents: Vec<TrustRow>,
    /// Those beyond.
    pub incidents_more: usize,
    /// Results of tests and assertions.
    pub checks: Vec<TrustRow>,
    /// Those beyond.
    pub checks_more: usize,
    /// Jobs that write it.
    pub jobs: Vec<TrustRow>,
    /// Exports that tell of operations: format, and whether it is older than allowed.
    pub inputs: Vec<(&'static str, bool)>,
}

/// What is counted of what depends on an asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) enum Dependent {
    /// All of it.
    #[serde(rename = "asset")]
    Asset,
    /// What consumers query.
    #[serde(rename = "unified view")]
    View,
    #[serde(rename = "ML model")]
    Model,
    /// Dashboards, notebooks, applications.
    #[serde(rename = "exposure")]
    Exposure,
    #[serde(rename = "data product")]
    Product,
    #[serde(rename = "DME")]
    Dme,
}

impl Dependent {
    /// The word for one.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Asset => "asset",
            Self::View => "unified view",
            Self::Model => "ML model",
            Self::Exposure => "exposure",
            Self::Product => "data product",
            Self::Dme => "DME",
        }
    }
}

/// What depends on an asset, however many steps away.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ImpactPart {
    /// "14 unified views", "3 products" …; those that aren't nought.
    pub counts: Vec<(usize, Dependent)>,
    /// Unified views, products, models and dashboards, nearest first.
    pub nearest: Vec<super::Link>,
    /// Those beyond.
    pub more: usize,
    /// What the counts don't tell.
    pub note: Option<String>,
}

/// A query to start from.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SampleQuery {
    /// What it shows; empty for the plain one.
    pub title: String,
    /// The statement.
    pub sql: String,
}

/// Queries against an asset.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct SamplePart {
    /// The plain one first.
    pub queries: Vec<SampleQuery>,
    /// Why there is none, where that is worth a word.
    pub note: Option<String>,
}

impl SamplePart {
    /// No query, and why.
    #[must_use]
    pub(crate) fn none(note: impl Into<String>) -> Self {
        Self {
            queries: Vec::new(),
            note: Some(note.into()),
        }
    }

    /// Whether there is nothing to show.
    #[must_use]
    pub(crate) const fn is_empty(&self) -> bool {
        self.queries.is_empty() && self.note.is_none()
    }
}

/// How a relation is used.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct UsagePart {
    /// Figures in a sentence.
    pub text: String,
    /// When it was used last.
    pub last: Option<super::Link>,
    /// Queries by week.
    pub queries: Option<Plot>,
    /// Distinct users by week.
    pub users: Option<Plot>,
    /// Most frequent joins, in words, and how often each was seen.
    pub joins: Vec<(String, String)>,
    /// Most frequent filters, likewise.
    pub filters: Vec<(String, String)>,
}
