//! What is there: relations with their columns, lineage between them, who may read and who answers.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::borrowed::borrowed;
use super::fact_parts::{Exposure, Name, Node, RelationKind, ResourceType};
use crate::export::time::Seconds;
use sql::Dialect;

/// A fact about what is there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(crate) enum AssetFact<'a> {
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
        #[serde(borrow)]
        sql: Cow<'a, str>,
        /// In which dialect.
        dialect: Dialect,
        /// Whether `sql` is a `CREATE` statement: used only where no bare query is given.
        ddl: bool,
    },
    /// A column or a nested field, as the warehouse lists it or a run saw it.
    Column {
        /// The relation.
        name: Name<'a>,
        /// Path from the top, `customer.address.city`; the column itself at the top level.
        #[serde(borrow)]
        path: Cow<'a, str>,
        /// Type as the warehouse writes it; empty where unknown.
        #[serde(borrow)]
        data_type: Cow<'a, str>,
        /// Text about it.
        #[serde(deserialize_with = "borrowed")]
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
    /// Policy tags of the column that the same export stated just before: only readers with
    /// fine-grained access may select it.
    PolicyTags {
        /// Resource names, `projects/…/taxonomies/…/policyTags/…`.
        names: Vec<&'a str>,
    },
    /// The column that the same export stated just before is told by a run of a job.
    ColumnOfRun {
        /// Key of the job.
        job: &'a str,
    },
    /// Dots in the names of a relation's columns are part of the names.
    PlainNames(Name<'a>),
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
    /// Each query of a table has to filter the column that it is partitioned by.
    PartitionFilter(Name<'a>),
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
    LineageEdge {
        /// Source, upstream.
        from: Node<'a>,
        /// Target, downstream.
        to: Node<'a>,
    },
    /// What dbt says about a relation that it builds or reads.
    Dbt {
        /// The relation.
        name: Name<'a>,
        /// What it is to dbt.
        resource_type: ResourceType,
        /// For example `model.shop.orders`.
        unique_id: &'a str,
        /// `private`, `protected`, `public`.
        access: Option<&'a str>,
        /// Group that owns it.
        group: Option<&'a str>,
        /// Whether its contract is enforced.
        contract_enforced: bool,
        /// Model version.
        #[serde(deserialize_with = "borrowed")]
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
    Exposure(Exposure<'a>),
    /// A registered ML model exists.
    Model {
        /// Its name.
        name: &'a str,
        /// Text about it.
        description: Option<&'a str>,
        /// Aliases, as `champion -> 3`.
        aliases: Vec<String>,
        /// Tags, as `key: value`.
        tags: Vec<String>,
        /// When it changed last.
        changed: Option<Seconds>,
    },
    /// A version of a registered model.
    ModelVersion {
        /// Name of the model.
        model: &'a str,
        /// Version.
        version: &'a str,
        /// `READY` …, or the stage, as written.
        status: Option<&'a str>,
        /// Run that made it.
        run: Option<&'a str>,
        /// When it was made.
        created: Option<Seconds>,
    },
    /// Who owns a relation, as a tool names them (OpenLineage `ownership`, Backstage `owner`).
    Owner {
        /// The relation.
        name: Name<'a>,
        /// Owner, as written.
        owner: &'a str,
    },
    /// The owner that the same export stated just before is told by a run of a job.
    OwnerOfRun {
        /// Key of the job.
        job: &'a str,
    },
    /// A team (Backstage Group).
    Team {
        /// Id.
        id: &'a str,
        /// Display name.
        title: Option<&'a str>,
        /// Text about it.
        description: Option<&'a str>,
        /// Id of the team above.
        parent: Option<&'a str>,
    },
    /// A domain (Backstage Domain).
    Domain {
        /// Id.
        id: &'a str,
        /// Display name.
        title: Option<&'a str>,
        /// Text about it.
        description: Option<&'a str>,
        /// Id of the domain above.
        parent: Option<&'a str>,
        /// Id of the team that owns it.
        owner: Option<&'a str>,
    },
}

impl<'a> AssetFact<'a> {
    /// The one relation that it is about, if it is about one.
    pub(in crate::export) const fn relation_mut(&mut self) -> Option<&mut Name<'a>> {
        match self {
            Self::Relation { name, .. }
            | Self::Query { name, .. }
            | Self::Column { name, .. }
            | Self::PlainNames(name)
            | Self::PartitionFilter(name)
            | Self::Storage { name, .. }
            | Self::Dbt { name, .. }
            | Self::Owner { name, .. } => Some(name),
            Self::PolicyTags { .. }
            | Self::ColumnOfRun { .. }
            | Self::OwnerOfRun { .. }
            | Self::Privilege { .. }
            | Self::LineageEdge { .. }
            | Self::Group { .. }
            | Self::Exposure(_)
            | Self::Model { .. }
            | Self::ModelVersion { .. }
            | Self::Team { .. }
            | Self::Domain { .. } => None,
        }
    }
}
