//! What an export says, one fact at a time, borrowed from the row at hand and handed to a sink.

mod parts;
mod sink;

use std::borrow::Cow;

use super::time::Seconds;
pub use parts::{CheckResult, Derivation, DocumentedColumn, Exposure, Incident, Name, Node};
pub use parts::{Outcome, RelationKind, Statement};
pub use sink::FactSink;
use sql::Dialect;

/// One statement of an export.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact<'a> {
    /// A dataset exists. That its tables are all described says [`FactSink::listed`].
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
    /// A column or a nested field, as the warehouse lists it or a run saw it.
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
    /// Policy tags of the column that the same export stated just before: only readers with
    /// fine-grained access may select it.
    PolicyTags {
        /// Resource names, `projects/…/taxonomies/…/policyTags/…`.
        names: Vec<&'a str>,
    },
    /// A column or a nested field that documentation names.
    Documented(DocumentedColumn<'a>),
    /// Dots in the names of a relation's columns are part of the names.
    PlainNames(Name<'a>),
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
    Exposure(Exposure<'a>),
    /// A job exists: an OpenLineage job, an Airflow DAG.
    Job {
        /// Unique among jobs: `namespace/name` of OpenLineage, `airflow/dag_id`.
        key: &'a str,
        /// `OpenLineage`, `Airflow`.
        system: &'static str,
        /// Its name without the namespace.
        name: &'a str,
        /// Text about it.
        description: Option<&'a str>,
        /// Names of who answers for it; addresses of persons are left out later.
        owners: Vec<&'a str>,
        /// When it runs, as written.
        schedule: Option<&'a str>,
        /// Whether it is switched off.
        paused: Option<bool>,
        /// Tags.
        tags: Vec<&'a str>,
    },
    /// A run of a job. The same run told twice counts once: what is later in time wins.
    Run {
        /// Key of the job.
        job: &'a str,
        /// Unique among the job's runs.
        id: &'a str,
        /// How it ended.
        outcome: Outcome,
        /// When it began.
        started: Option<Seconds>,
        /// When it ended.
        ended: Option<Seconds>,
    },
    /// A job reads or writes a relation.
    JobUses {
        /// Key of the job.
        job: &'a str,
        /// The relation.
        name: Name<'a>,
        /// Whether it writes; else it reads.
        writes: bool,
        /// When a run did so last, where that is known.
        at: Option<Seconds>,
        /// Whether that run ended well, so that a write brought new data.
        success: bool,
    },
    /// Data flows from one relation to another by way of a job.
    JobEdge {
        /// Source, upstream.
        from: Name<'a>,
        /// Target, downstream.
        to: Name<'a>,
        /// Key of the job; none where a dataset tells of it by itself.
        job: Option<&'a str>,
        /// When it was seen last.
        at: Option<Seconds>,
    },
    /// A job whose runs read and write too much to connect each with each: what it reads flows to
    /// the job, and from there to what it writes.
    JobWide {
        /// Key of the job.
        job: &'a str,
    },
    /// A column comes from another (OpenLineage `columnLineage`).
    ColumnEdge {
        /// Source relation.
        from: Name<'a>,
        /// Source column, a path.
        from_column: &'a str,
        /// Target relation.
        to: Name<'a>,
        /// Target column, a path.
        to_column: &'a str,
        /// How; identity only where the export says so.
        how: Derivation,
    },
    /// Data of a relation was written at this moment (a run, a dbt source's `max_loaded_at`).
    Loaded {
        /// The relation.
        name: Name<'a>,
        /// When.
        at: Seconds,
        /// `OpenLineage run`, `dbt run`, `dbt source freshness`.
        by: &'static str,
    },
    /// The age that is promised of a relation's data (dbt `sources` freshness criteria).
    Promise {
        /// The relation.
        name: Name<'a>,
        /// Seconds after which its data counts as late.
        most: Seconds,
        /// What says so: `dbt source freshness`.
        by: &'static str,
    },
    /// The result of a test, an assertion, a data quality check.
    Check {
        /// The relation that it is about.
        name: Name<'a>,
        /// Unique: dbt's `unique_id`, assertion with its column.
        id: &'a str,
        /// Column that it is about.
        column: Option<&'a str>,
        /// What came of it.
        result: CheckResult,
        /// When.
        at: Option<Seconds>,
        /// What it says.
        message: Option<&'a str>,
        /// `dbt test`, `OpenLineage assertion`.
        by: &'static str,
    },
    /// An incident or alert.
    Incident(Incident<'a>),
    /// A monitor watches relations.
    Monitor {
        /// Unique.
        id: &'a str,
        /// Its name.
        title: &'a str,
        /// What it watches for, as written.
        kind: Option<&'a str>,
        /// Whether it is switched off.
        paused: bool,
        /// As written.
        status: Option<&'a str>,
        /// The relations that it watches.
        relations: Vec<Name<'a>>,
    },
    /// Share of a day for which a relation's data was as it should be.
    Uptime {
        /// The relation.
        name: Name<'a>,
        /// Any moment of the day.
        day: Seconds,
        /// 0 to 1000.
        permille: u16,
    },
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
    /// A relation got another name (OpenLineage `lifecycleStateChange`, `RENAME`).
    Renamed {
        /// Former name.
        from: Name<'a>,
        /// Name from then on.
        to: Name<'a>,
        /// When.
        at: Option<Seconds>,
    },
    /// A relation was dropped, or made again after that.
    Dropped {
        /// The relation.
        name: Name<'a>,
        /// Whether it was dropped; else made.
        gone: bool,
        /// When.
        at: Option<Seconds>,
    },
    /// One statement that somebody ran (BigQuery's JOBS).
    Statement(Statement<'a>),
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
    /// A moment that the export speaks of, so that its age is known.
    Seen {
        /// When.
        at: Seconds,
    },
}
