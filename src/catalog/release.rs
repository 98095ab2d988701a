//! What a product releases, and what each release has to pass.
#![allow(missing_docs, reason = "the manifest types document every field")]

use super::{Clock, WrittenAt, start_of_day};

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

/// The version of the newest release that isn't only planned; of releases without days the first, since
/// the newest is listed first.
#[must_use]
pub(crate) fn released_version<'r>(releases: &'r [Release], clock: &Clock) -> Option<&'r str> {
    let day = |release: &Release| release.date.as_deref().and_then(start_of_day);
    let dated = releases
        .iter()
        .filter_map(|release| Some((day(release)?, release)));
    let past = dated
        .clone()
        .filter(|(day, _)| clock.has_come(*day).is_none_or(|come| come));
    // Of one day the first.
    let newest = past.rev().max_by_key(|(day, _)| *day);
    let newest = newest.map(|(_, release)| release);
    let undated = || releases.first().filter(|_| dated.clone().next().is_none());
    newest
        .or_else(undated)
        .map(|release| release.version.as_str())
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Release {
    pub version: String,
    pub date: Option<String>,
    pub notes: Option<String>,
}
