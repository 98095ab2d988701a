//! Files that hold lines.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A file of `/api/v1` that holds lines. Where a kind has few, there is one, called `KIND.ndjson`; else
/// several, each with a part of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FileLine {
    /// What its lines are, as `vitrina list` calls them: `views`, `tables` …
    pub kind: String,
    /// Its name beside this file.
    pub file: String,
    /// How many lines it has.
    pub lines: usize,
    /// How many bytes.
    pub bytes: u64,
    /// The least `key` of its lines, where those of the kind are parted by key: `null` where they
    /// aren't, or there is none. Files of a kind stand in the order of their keys.
    pub first: Option<String>,
    /// The greatest `key` of its lines, likewise.
    pub last: Option<String>,
}
