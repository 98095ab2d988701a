//! What happened: jobs and their runs, loads, checks, incidents, statements.

use serde::{Deserialize, Serialize};

use super::fact_parts::{Check, Derivation, Incident, Monitor, Name, Outcome, Statement};
use crate::export::time::Seconds;
use crate::system::{Evidence, JobSystem, Topic};

/// A fact about what happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(crate) enum OperationFact<'a> {
    /// A job exists: an OpenLineage job, an Airflow DAG.
    Job {
        /// Unique among jobs: `namespace/name` of OpenLineage, `airflow/dag_id`.
        key: &'a str,
        /// What runs it.
        system: JobSystem,
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
        /// Key of the job whose run says so; none where a dataset tells of it by itself.
        job: Option<&'a str>,
    },
    /// Data of a relation was written at this moment (a run, a dbt source's `max_loaded_at`).
    Loaded {
        /// The relation.
        name: Name<'a>,
        /// When.
        at: Seconds,
        /// What says so.
        by: Evidence,
    },
    /// The age that is promised of a relation's data (dbt `sources` freshness criteria).
    FreshnessObjective {
        /// The relation.
        name: Name<'a>,
        /// Seconds after which its data counts as late.
        most: Seconds,
        /// What says so.
        by: Evidence,
    },
    /// The result of a test, an assertion, a data quality check.
    Check(Check<'a>),
    /// As [`Self::Check`], told by a run of a job.
    CheckByRun {
        /// What came of it.
        check: Check<'a>,
        /// Key of the job.
        job: &'a str,
    },
    /// An incident or alert.
    Incident(Incident<'a>),
    /// A monitor watches relations.
    Monitor(Monitor<'a>),
    /// Share of a day for which a relation's data was as it should be.
    Uptime {
        /// The relation.
        name: Name<'a>,
        /// Any moment of the day.
        day: Seconds,
        /// 0 to 1000.
        permille: u16,
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
    /// The export has a place for this of every relation in a project, so that one without it has none.
    Tells {
        /// The project.
        project: &'a str,
        /// What it tells.
        topic: Topic,
    },
    /// A moment that the export speaks of, so that its age is known.
    Seen {
        /// When.
        at: Seconds,
    },
}

impl<'a> OperationFact<'a> {
    /// The one relation that it is about, if it is about one.
    pub(in crate::export) const fn relation_mut(&mut self) -> Option<&mut Name<'a>> {
        match self {
            Self::JobUses { name, .. }
            | Self::Loaded { name, .. }
            | Self::FreshnessObjective { name, .. }
            | Self::Check(Check { name, .. })
            | Self::CheckByRun {
                check: Check { name, .. },
                ..
            }
            | Self::Uptime { name, .. }
            | Self::Dropped { name, .. } => Some(name),
            Self::Job { .. }
            | Self::Run { .. }
            | Self::JobEdge { .. }
            | Self::JobWide { .. }
            | Self::ColumnEdge { .. }
            | Self::Incident(_)
            | Self::Monitor(_)
            | Self::Renamed { .. }
            | Self::Statement(_)
            | Self::Tells { .. }
            | Self::Seen { .. } => None,
        }
    }
}
