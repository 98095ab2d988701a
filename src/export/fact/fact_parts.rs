//! What facts are made of.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::borrowed::borrowed;
use crate::export::time::Seconds;
use crate::system::{Assertion, Evidence, System};

/// Full name of a relation: `project.dataset.table` (database, schema, table elsewhere).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(crate) struct Name<'a> {
    /// Project, database or catalog; empty where the system has none. Where a name is told of one
    /// server among several, the server and [`Name::SERVER_END`] stand before it.
    pub project: &'a str,
    /// Dataset or schema.
    pub dataset: &'a str,
    /// Table or view.
    pub table: &'a str,
}

/// A column that documentation names (a dbt manifest). There may be others, and the warehouse need
/// not have it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(crate) struct DocumentedColumn<'a> {
    /// The relation.
    pub name: Name<'a>,
    /// Path from the top, as written.
    #[serde(borrow)]
    pub path: Cow<'a, str>,
    /// Type as declared; empty where it isn't.
    #[serde(borrow)]
    pub data_type: Cow<'a, str>,
    /// Text about it.
    #[serde(deserialize_with = "borrowed")]
    pub description: Option<Cow<'a, str>>,
    /// Whether a name of another case is another column (a quoted one in Snowflake).
    pub exact: bool,
}

impl Name<'_> {
    /// Ends the server in a project; no name holds it.
    pub(crate) const SERVER_END: char = '\u{1f}';

    /// The server that the name is told of.
    #[must_use]
    pub(crate) fn server(&self) -> Option<&str> {
        self.project.split_once(Self::SERVER_END).map(|(s, _)| s)
    }

    /// Whether in this system it is a temporary table of a script or session, or the result of a query.
    #[must_use]
    pub(crate) fn is_temporary(&self, system: System) -> bool {
        system.is_temporary(self.dataset, self.table)
    }
}

/// What a relation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum RelationKind {
    /// A base table.
    Table,
    /// A logical view.
    View,
    /// A materialized view.
    MaterializedView,
    /// A table whose data lies elsewhere.
    External,
    /// A clone of a table.
    Clone,
    /// A snapshot of a table.
    Snapshot,
}

/// What a node with a relation is to dbt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ResourceType {
    /// A table or view that dbt builds from a query.
    Model,
    /// A table that dbt loads from a file.
    Seed,
    /// A table in which dbt keeps former states of rows.
    Snapshot,
    /// A table that something else loads.
    Source,
    /// A model in the manifest of a project that doesn't build it.
    ExternalModel,
}

impl ResourceType {
    /// Whether the project at hand builds it.
    #[must_use]
    pub(crate) const fn is_built(self) -> bool {
        matches!(self, Self::Model | Self::Seed | Self::Snapshot)
    }
}

/// One end of a lineage edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(crate) enum Node<'a> {
    /// A table or view.
    Relation(Name<'a>),
    /// A dbt exposure, by its `unique_id`.
    Exposure(&'a str),
    /// A registered ML model, by its name.
    Model(&'a str),
}

/// How a run ended, or that it hasn't.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Outcome {
    /// Begun, and no end of it is known: never a success.
    Running,
    /// Ended well.
    Success,
    /// Ended with an error, or was aborted.
    Failed,
    /// Didn't do anything: skipped.
    Skipped,
}

/// How a target column comes from a source column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Derivation {
    /// Taken as it is, under whatever name.
    Identity,
    /// Computed from it, row by row.
    Transformation,
    /// Computed from many rows of it.
    Aggregation,
}

/// What came of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum CheckResult {
    /// As it should be.
    Pass,
    /// Wrong, yet tolerated.
    Warn,
    /// Wrong.
    Fail,
    /// It didn't run to its end, or was skipped: nothing is known.
    Unknown,
}

/// What a statement does, as far as it matters what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) enum StatementKind {
    /// It holds others, which may have rows of their own.
    Script,
    /// It takes a table or view away.
    Drop,
    /// It defines a view, or changes options or columns: it brings no data into its destination.
    Defines,
    /// Anything else.
    #[default]
    Other,
}

/// A row of BigQuery's `JOBS`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(crate) struct Statement<'a> {
    /// `job_id`; the same job told twice counts once.
    pub id: &'a str,
    /// `creation_time`.
    pub at: Option<Seconds>,
    /// `user_email`: only ever counted, never kept.
    pub user: &'a str,
    /// `project_id`: where it ran.
    pub project: &'a str,
    /// `query`; missing where the export leaves texts out.
    pub query: Option<&'a str>,
    /// What it does.
    pub kind: StatementKind,
    /// `state` is `DONE` and there is no `error_result`.
    pub success: bool,
    /// `referenced_tables`: base tables, never views; empty where the answer came from the cache.
    pub referenced: Vec<Name<'a>>,
    /// `destination_table`, unless it is the anonymous table of a query's result; a temporary table of
    /// a script among them.
    pub destination: Option<Name<'a>>,
    /// The script or procedure that it is a part of (`parent_job_id`), whose own row has the whole
    /// text.
    pub parent: Option<&'a str>,
}

/// The result of a test, an assertion, a data quality check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(crate) struct Check<'a> {
    /// The relation that it is about.
    pub name: Name<'a>,
    /// Unique: dbt's `unique_id`, assertion with its column.
    pub id: &'a str,
    /// What people call it, where that differs from its id: the name of a dbt test.
    pub title: Option<&'a str>,
    /// What it asserts.
    pub asserts: Assertion,
    /// Column that it is about.
    pub column: Option<&'a str>,
    /// What came of it.
    pub result: CheckResult,
    /// When.
    pub at: Option<Seconds>,
    /// What it says.
    pub message: Option<&'a str>,
    /// What says so.
    pub by: Evidence,
    /// Whether it looks at this relation alone; else its id and words may name another.
    pub alone: bool,
}

/// A monitor, which watches relations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(crate) struct Monitor<'a> {
    /// Unique.
    pub id: &'a str,
    /// Its name.
    pub title: &'a str,
    /// What it watches for, as written.
    pub kind: Option<&'a str>,
    /// Whether it is switched off.
    pub paused: bool,
    /// As written.
    pub status: Option<&'a str>,
    /// The relations that it watches.
    pub relations: Vec<Name<'a>>,
}

/// An incident or alert.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(crate) struct Incident<'a> {
    /// Unique.
    pub id: &'a str,
    /// One line.
    pub title: &'a str,
    /// `freshness`, `volume`, `schema` …, as written.
    pub kind: Option<&'a str>,
    /// `SEV_1` …, as written.
    pub severity: Option<&'a str>,
    /// As written.
    pub status: Option<&'a str>,
    /// Whether nobody has closed it.
    pub open: bool,
    /// The relations that it is about.
    pub relations: Vec<Name<'a>>,
    /// When it began.
    pub started: Option<Seconds>,
    /// When it was closed.
    pub ended: Option<Seconds>,
    /// Where it is handled.
    pub url: Option<&'a str>,
}

/// A dbt exposure: a dashboard, notebook, application that uses relations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(crate) struct Exposure<'a> {
    /// For example `exposure.shop.weekly_report`.
    pub unique_id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Its display name.
    pub label: Option<&'a str>,
    /// `dashboard`, `notebook`, `analysis`, `ml`, `application`.
    pub kind: &'a str,
    /// Markdown.
    pub description: Option<&'a str>,
    /// Where it is.
    pub url: Option<&'a str>,
    /// Owner's name.
    pub owner: Option<&'a str>,
    /// `high`, `medium`, `low`.
    pub maturity: Option<&'a str>,
}

#[cfg(test)]
mod tests {
    use super::{Name, System};

    #[test]
    fn a_hidden_dataset_is_temporary_where_its_name_is_a_hash() {
        let hash = "_0123456789abcdef0123456789abcdef01234567";
        for (dataset, expected) in [
            (hash, true),
            ("_scriptdeadbeef", true),
            ("_script5fd2e1_0a_4c", true),
            ("_private", false),
            ("_20260101", false),
            ("_facade01", false),
            ("_script_archive", false),
            ("raw", false),
        ] {
            let name = Name {
                project: "p",
                dataset,
                table: "t",
            };
            assert_eq!(name.is_temporary(System::BigQuery), expected, "{dataset}");
        }
        let result = Name {
            project: "p",
            dataset: "_4fcb448f06f7",
            table: "anon45f8b57d",
        };
        assert!(result.is_temporary(System::BigQuery));
    }
}
