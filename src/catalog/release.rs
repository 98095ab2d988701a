//! What a product releases, and what each release has to pass.
#![allow(missing_docs, reason = "the manifest types document every field")]

use super::WrittenAt;

/// The result that a check of releases waits for, by the name that its tool has for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum WaitsFor {
    /// A dbt test: its `unique_id`, or its name, the third part of that.
    DbtTest(String),
    /// A quality rule of a contract: its `name` or `id`.
    Quality(String),
    /// A monitor: its id or title.
    Monitor(String),
    /// A job: its asset key, or the last part of it.
    Job(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReleaseCheck {
    pub id: String,
    pub kind: Option<String>,
    pub required: bool,
    /// The result that it waits for; nothing where the manifest names none.
    pub waits_for: Option<WaitsFor>,
    /// Where its id stands.
    pub pos: WrittenAt,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Release {
    pub version: String,
    pub date: Option<String>,
    pub notes: Option<String>,
}
