//! The answers of `vitrina search`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CriticalityTier, LifecycleStatus, SearchKind, VerdictState};

/// Results. Text that is marked comes in segments of which every second one is marked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SearchAnswer {
    /// Number of assets that match.
    pub total: usize,
    /// Whether there may be more than that: a short beginning of a word was not followed to its
    /// last ending.
    pub more: bool,
    /// What the reader should know of how the question was understood.
    pub note: Option<String>,
    /// Words that were looked for.
    pub words: Vec<String>,
    /// Those of them that nothing matches, or that not every result given here has.
    pub left_out: Vec<String>,
    /// The results asked for, best first.
    pub hits: Vec<SearchHit>,
}

/// A result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SearchHit {
    /// `kind:name`.
    pub id: String,
    /// What it is known by for longer than a build: its id; for tables and views `relation:` and the
    /// full name.
    pub key: String,
    /// Site-relative address.
    pub url: String,
    /// What it is: `unified view`, `table`, `data product` …
    pub kind: SearchKind,
    /// Short name, marked.
    pub name: Vec<String>,
    /// Title, marked, where it says more.
    pub title: Option<Vec<String>>,
    /// Full name.
    pub path: String,
    /// Owner DME.
    pub dme: Option<SearchDme>,
    /// Owning team.
    pub owner: Option<String>,
    /// Path of the domain.
    pub domain: Option<String>,
    /// Life-cycle state.
    pub status: LifecycleStatus,
    /// `tier_1` …
    pub criticality: Option<CriticalityTier>,
    /// Whether it can be used now: `usable`, `with care`, `broken`, `no promise`.
    pub verdict: Option<VerdictState>,
    /// Statements of the last 30 days that name it.
    pub usage: Option<u64>,
    /// Part of the description, marked.
    pub snippet: Vec<String>,
    /// Columns and fields within them whose names matched, marked; fields by their path.
    pub columns: Vec<Vec<String>>,
    /// How many more of those there are.
    pub columns_more: usize,
    /// Whether nothing that is shown matched, but the description of a column did.
    pub column_text: bool,
    /// Whether nothing that is shown matched, but the name or a synonym of a glossary term did
    /// that it carries.
    pub glossary: bool,
    /// Words of the query that it lacks, where others have them.
    pub missing: Vec<String>,
    /// Relevance.
    pub score: f32,
}

/// An owner DME.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SearchDme {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
}

/// The results of one of several queries, in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct IdsLine {
    /// As asked.
    pub query: String,
    /// Number of assets that match.
    pub total: usize,
    /// Ids of the results asked for, best first.
    pub ids: Vec<String>,
    /// Words that nothing matches, or that not every result given here has.
    pub left_out: Vec<String>,
}
