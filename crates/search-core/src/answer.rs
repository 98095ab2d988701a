//! What a search is asked and what it answers, as JSON for the browser.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A question.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Request {
    /// As typed.
    pub q: String,
    /// Results to pass over.
    pub from: usize,
    /// Results to give.
    pub size: usize,
    /// Their order.
    pub sort: Sort,
    /// Values by facet: those of one facet are alternatives.
    pub filters: BTreeMap<String, Vec<String>>,
    /// Whether to count facets.
    pub facets: bool,
}

/// Order of results.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sort {
    /// Best first.
    #[default]
    Relevance,
    /// By name.
    Name,
}

/// How far a question got.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Pieces to fetch before the next step.
    Need(Vec<Need>),
    /// The end.
    Answer(Box<Answer>),
}

/// A piece to fetch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// Its name: 16 hexadecimal digits.
    pub name: String,
    /// Its number.
    pub piece: u32,
    /// Bytes.
    pub length: usize,
}

/// The results. Text that is marked comes in segments of which every second one is marked.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// Number of assets that match.
    pub total: usize,
    /// Whether there may be more than that: a short beginning of a word was not followed to its
    /// last ending.
    pub more: bool,
    /// What the reader should know of how the question was understood.
    pub note: Option<String>,
    /// Words that were looked for.
    pub words: Vec<String>,
    /// One page of results.
    pub hits: Vec<Hit>,
    /// Counts, where asked for.
    pub facets: Option<Vec<Facet>>,
}

/// A result.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    /// `kind:name`.
    pub id: String,
    /// Site-relative address.
    pub url: String,
    /// Kind in words.
    pub kind: String,
    /// Short name, marked.
    pub name: Vec<String>,
    /// Title, marked, where it says more.
    pub title: Option<Vec<String>>,
    /// Full name.
    pub path: String,
    /// Owner DME.
    pub dme: Option<Dme>,
    /// Owning team.
    pub owner: Option<String>,
    /// Path of the domain.
    pub domain: Option<String>,
    /// Life-cycle state.
    pub status: String,
    /// `tier_1` …
    pub criticality: Option<String>,
    /// Whether it can be used now: `ok`, `warning`, `stale`, `failing`, `incident`.
    pub verdict: Option<String>,
    /// Statements of the last 30 days that name it.
    pub usage: Option<u64>,
    /// Part of the description, marked.
    pub snippet: Vec<String>,
    /// Columns whose names matched, marked.
    pub columns: Vec<Vec<String>>,
    /// How many more of those there are.
    pub columns_more: usize,
    /// Whether nothing but the description of a column matched.
    pub column_text: bool,
    /// Relevance.
    pub score: f32,
}

/// An owner DME.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dme {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
}

/// Counts of one facet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facet {
    /// Name in requests.
    pub field: String,
    /// Name to show.
    pub label: String,
    /// Values, the most frequent first.
    pub values: Vec<FacetValue>,
}

/// A value of a facet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetValue {
    /// As requests name it.
    pub value: String,
    /// As it is shown.
    pub label: String,
    /// Results that have it.
    pub count: u32,
}
