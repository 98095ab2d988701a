//! Systems that write exports, and what each can tell: the only table of it.

use std::cmp::Ordering;

use schemars::JsonSchema;
use serde::Deserialize;
use sql::Dialect;

use super::principals::Principals;
use super::provenance::{ProvenanceKind, SqlOrigin};
use super::warehouse::System;

/// System that wrote an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Exporter {
    /// INFORMATION_SCHEMA views and `bq show`.
    #[default]
    Bigquery,
    /// Views of any warehouse's information_schema.
    InformationSchema,
    /// manifest.json, catalog.json.
    Dbt,
    /// Run, job and dataset events.
    Openlineage,
    /// Incidents, monitors, uptime.
    MonteCarlo,
    /// REST API exports.
    Airflow,
    /// Registered models and their runs.
    Mlflow,
    /// catalog-info.yaml.
    Backstage,
    /// What other tools found: SARIF, or lines.
    Findings,
}

/// What the word of an exporter weighs against another's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Authority {
    /// It holds the tables: what it says of them is so.
    Warehouse,
    /// It works with the tables of a warehouse, and yields to that.
    Tool,
}

/// Which files of an entry of the settings are read together. They make one batch of facts, unless they
/// are large: then what they say is handed on step by step, in their turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileGrouping {
    /// Each by itself, in the order of their paths.
    Apart,
    /// Each by itself, in the order of the views that they hold.
    ApartByView,
    /// All of them. What one says is completed or replaced by another: nodes by the catalog and the
    /// results of the same project, a run by its later events, pages of an answer by one another.
    Together,
}

/// What an exporter can tell, and what that is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Capabilities {
    /// What its word weighs.
    pub authority: Authority,
    /// The system that its tables and its SQL are of; nothing where each export says that by itself.
    pub warehouse: Option<System>,
    /// Where the SQL of a relation comes from: whether it is a source of pointers, and how fresh it is.
    pub sql: SqlOrigin,
    /// How edges are known that it states as such.
    pub edges: ProvenanceKind,
    /// Whether the tables that it lists of a dataset are all there are.
    pub lists_datasets: bool,
    /// Whether the columns that it lists of a relation are all there are; else it tells what it saw.
    pub lists_columns: bool,
    /// How persons are told from groups and services.
    pub principals: Principals,
    /// Roles that it grants and that don't let read data (Google's list of BigQuery's roles).
    pub roles_without_data: &'static [&'static str],
    /// Roles that surely let read data, in any case of letters (Google's list of BigQuery's roles and of
    /// the forms of a dataset's access list; privileges of SQL and of warehouses). Others, as those that
    /// an organization makes, may or may not.
    pub roles_with_data: &'static [&'static str],
    /// Whether it watches tables: tells of monitors, uptime and incidents.
    pub watches: bool,
    /// Whether it has messages of runs and tests, which may quote rows.
    pub run_errors: bool,
    /// Whether settings have to say which warehouse it is.
    pub needs_dialect: bool,
    /// Which of its files are read together, as one batch of facts.
    pub files: FileGrouping,
}

impl Capabilities {
    /// A tool that works with tables and says nothing of what it doesn't.
    const TOOL: Self = Self {
        authority: Authority::Tool,
        warehouse: None,
        sql: SqlOrigin::Compiled,
        edges: ProvenanceKind::Dbt,
        lists_datasets: false,
        lists_columns: true,
        principals: Principals::Untold,
        roles_without_data: &[],
        roles_with_data: &[],
        watches: false,
        run_errors: false,
        needs_dialect: false,
        files: FileGrouping::Together,
    };

    /// The dialect of its SQL, where no export says it by itself.
    #[must_use]
    pub(crate) const fn dialect(&self) -> Dialect {
        match self.warehouse {
            Some(system) => system.dialect(),
            None => Dialect::Generic,
        }
    }

    /// Whether it holds the tables.
    #[must_use]
    pub(crate) const fn is_warehouse(&self) -> bool {
        matches!(self.authority, Authority::Warehouse)
    }
}

impl Exporter {
    /// All of them.
    pub(crate) const ALL: [Self; 9] = [
        Self::Bigquery,
        Self::InformationSchema,
        Self::Dbt,
        Self::Openlineage,
        Self::MonteCarlo,
        Self::Airflow,
        Self::Mlflow,
        Self::Backstage,
        Self::Findings,
    ];

    /// The word used in settings and output.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Bigquery => "bigquery",
            Self::InformationSchema => "information-schema",
            Self::Dbt => "dbt",
            Self::Openlineage => "openlineage",
            Self::MonteCarlo => "monte-carlo",
            Self::Airflow => "airflow",
            Self::Mlflow => "mlflow",
            Self::Backstage => "backstage",
            Self::Findings => "findings",
        }
    }

    /// Whether its files are read from their usual place though the settings list exports, none of them
    /// of this format.
    #[must_use]
    pub(crate) const fn needs_no_entry(self) -> bool {
        matches!(self, Self::Findings)
    }

    /// Where its files lie unless settings say otherwise, as a glob under the mesh root.
    #[must_use]
    pub(crate) fn usual_path(self) -> String {
        format!("exports/{}/**", self.as_str())
    }

    /// What it can tell.
    #[must_use]
    pub(crate) const fn capabilities(self) -> Capabilities {
        match self {
            Self::Bigquery => Capabilities {
                authority: Authority::Warehouse,
                warehouse: Some(System::BigQuery),
                sql: SqlOrigin::Definition,
                edges: ProvenanceKind::Sql,
                lists_datasets: true,
                principals: Principals::Forms,
                roles_without_data: &[
                    "roles/bigquery.metadataViewer",
                    "roles/bigquery.jobUser",
                    "roles/bigquery.user",
                ],
                roles_with_data: &[
                    "roles/bigquery.dataViewer",
                    "roles/bigquery.dataEditor",
                    "roles/bigquery.dataOwner",
                    "roles/bigquery.admin",
                    "roles/bigquery.studioAdmin",
                    "roles/viewer",
                    "roles/editor",
                    "roles/owner",
                    "READER",
                    "WRITER",
                    "OWNER",
                ],
                files: FileGrouping::Apart,
                ..Capabilities::TOOL
            },
            // It shows what the role that asks may see, so that what a listing lacks may be there.
            Self::InformationSchema => Capabilities {
                authority: Authority::Warehouse,
                sql: SqlOrigin::Definition,
                edges: ProvenanceKind::ViewUsage,
                principals: Principals::Forms,
                roles_with_data: &["SELECT", "ALL", "ALL PRIVILEGES", "OWNERSHIP", "OWN"],
                needs_dialect: true,
                files: FileGrouping::ApartByView,
                ..Capabilities::TOOL
            },
            Self::Dbt => Capabilities {
                run_errors: true,
                ..Capabilities::TOOL
            },
            Self::Openlineage => Capabilities {
                sql: SqlOrigin::Run,
                edges: ProvenanceKind::OpenLineage,
                lists_columns: false,
                run_errors: true,
                ..Capabilities::TOOL
            },
            Self::MonteCarlo => Capabilities {
                watches: true,
                ..Capabilities::TOOL
            },
            Self::Airflow => Capabilities {
                edges: ProvenanceKind::Airflow,
                ..Capabilities::TOOL
            },
            Self::Mlflow => Capabilities {
                edges: ProvenanceKind::Mlflow,
                ..Capabilities::TOOL
            },
            Self::Backstage => Capabilities::TOOL,
            Self::Findings => Capabilities {
                files: FileGrouping::Apart,
                ..Capabilities::TOOL
            },
        }
    }

    /// The first that can tell something.
    pub(crate) fn that(can: impl Fn(&Capabilities) -> bool) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|exporter| can(&exporter.capabilities()))
    }
}

/// By name.
impl Ord for Exporter {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl PartialOrd for Exporter {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
