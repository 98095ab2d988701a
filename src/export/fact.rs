//! What an export says, one fact at a time. Readers borrow from the row at hand and hand the fact
//! to a sink, so that memory doesn't grow with the file.

use std::borrow::Cow;

use crate::diagnostic::{Finding, Pos};
use crate::sql::Dialect;

/// Full name of a relation: `project.dataset.table` (database, schema, table elsewhere).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Name<'a> {
    /// Project, database or catalog; empty where the system has none.
    pub project: &'a str,
    /// Dataset or schema.
    pub dataset: &'a str,
    /// Table or view.
    pub table: &'a str,
}

/// What a relation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RelationKind {
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

/// One end of a lineage edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Node<'a> {
    /// A table or view.
    Relation(Name<'a>),
    /// A dbt exposure, by its `unique_id`.
    Exposure(&'a str),
}

/// One statement of an export.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact<'a> {
    /// A dataset exists, so that every table in it is described by this export.
    Dataset {
        /// Project.
        project: &'a str,
        /// Dataset.
        dataset: &'a str,
    },
    /// Text about a dataset (`SCHEMATA_OPTIONS` description).
    DatasetDescription {
        /// Project.
        project: &'a str,
        /// Dataset.
        dataset: &'a str,
        /// The text.
        text: Cow<'a, str>,
    },
    /// A relation exists.
    Relation {
        /// Its name.
        name: Name<'a>,
        /// What it is; missing where the export doesn't say (a dbt source).
        kind: Option<RelationKind>,
        /// When it was made, as written in the export.
        created: Option<&'a str>,
        /// The table that a clone or snapshot was made of.
        base: Option<Name<'a>>,
    },
    /// The SQL that defines a view or (dbt) builds a table.
    Query {
        /// The relation.
        name: Name<'a>,
        /// A query or a whole `CREATE` statement.
        sql: Cow<'a, str>,
        /// In which dialect.
        dialect: Dialect,
        /// Whether `sql` is a `CREATE` statement: used only where no bare query is given.
        ddl: bool,
    },
    /// A column or a nested field.
    Column {
        /// The relation.
        name: Name<'a>,
        /// Path from the top, `customer.address.city`; the column itself at the top level.
        path: Cow<'a, str>,
        /// Type as the warehouse writes it; empty where unknown.
        data_type: Cow<'a, str>,
        /// Text about it.
        description: Option<Cow<'a, str>>,
        /// 1-based place among the top-level columns.
        ordinal: Option<u32>,
        /// Whether NULL is allowed.
        nullable: Option<bool>,
        /// Whether the table is partitioned by it.
        partitioning: bool,
        /// 1-based place in the clustering key.
        clustering: Option<u32>,
    },
    /// Short display name (`friendly_name`).
    Title {
        /// The relation.
        name: Name<'a>,
        /// The text.
        text: Cow<'a, str>,
    },
    /// Text about a relation.
    Description {
        /// The relation.
        name: Name<'a>,
        /// The text.
        text: Cow<'a, str>,
    },
    /// A label (BigQuery) or meta entry of a relation.
    Label {
        /// The relation.
        name: Name<'a>,
        /// Key.
        key: Cow<'a, str>,
        /// Value.
        value: Cow<'a, str>,
    },
    /// A tag (dbt) of a relation.
    Tag {
        /// The relation.
        name: Name<'a>,
        /// The tag.
        tag: Cow<'a, str>,
    },
    /// A grant on a project's dataset, or on one relation of it.
    Privilege {
        /// Project.
        project: &'a str,
        /// Dataset.
        dataset: &'a str,
        /// Relation; the whole dataset where missing.
        table: Option<&'a str>,
        /// For example `roles/bigquery.dataViewer`.
        privilege: &'a str,
        /// For example `group:analysts@example.com`.
        grantee: &'a str,
    },
    /// Size of a table.
    Storage {
        /// The relation.
        name: Name<'a>,
        /// Rows.
        rows: Option<u64>,
        /// Logical bytes.
        bytes: Option<u64>,
        /// Last time its data changed, as written in the export.
        modified: Option<&'a str>,
    },
    /// Data flows from one to the other.
    Edge {
        /// Source, upstream.
        from: Node<'a>,
        /// Target, downstream.
        to: Node<'a>,
    },
    /// What dbt says about a relation that it builds or reads.
    Dbt {
        /// The relation.
        name: Name<'a>,
        /// `model`, `seed`, `snapshot` or `source`.
        resource_type: &'a str,
        /// For example `model.shop.orders`.
        unique_id: &'a str,
        /// `private`, `protected`, `public`.
        access: Option<&'a str>,
        /// Group that owns it.
        group: Option<&'a str>,
        /// Whether its contract is enforced.
        contract_enforced: bool,
        /// Model version.
        version: Option<Cow<'a, str>>,
        /// When it goes away, as written.
        deprecation_date: Option<&'a str>,
    },
    /// A dbt group and who owns it.
    Group {
        /// Name of the group.
        name: &'a str,
        /// Owner's name.
        owner: Option<&'a str>,
        /// Owner's address.
        email: Option<&'a str>,
    },
    /// A dbt exposure: a dashboard, notebook, application that uses relations.
    Exposure {
        /// For example `exposure.shop.weekly_report`.
        unique_id: &'a str,
        /// Its name.
        name: &'a str,
        /// Its display name.
        label: Option<&'a str>,
        /// `dashboard`, `notebook`, `analysis`, `ml`, `application`.
        kind: &'a str,
        /// Markdown.
        description: Option<&'a str>,
        /// Where it is.
        url: Option<&'a str>,
        /// Owner's name.
        owner: Option<&'a str>,
        /// `high`, `medium`, `low`.
        maturity: Option<&'a str>,
    },
}

/// Takes facts and findings in the order of the file.
pub trait FactSink {
    /// One statement of the export, with the place where it stands.
    fn fact(&mut self, pos: Pos, fact: Fact<'_>);
    /// Something that could not be read; the rest of the file goes on.
    fn problem(&mut self, finding: Finding);
}
