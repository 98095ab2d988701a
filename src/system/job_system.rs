//! What runs jobs.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::evidence::Evidence;
use super::exporter::Exporter;

/// What runs a job.
#[derive(Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) enum JobSystem {
    /// A job of OpenLineage's events; a job that nothing describes is one of them.
    #[default]
    OpenLineage,
    /// A DAG.
    Airflow,
}

impl JobSystem {
    /// Its name, as it is shown.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::OpenLineage => "OpenLineage",
            Self::Airflow => "Airflow",
        }
    }

    /// The system whose exports tell of it.
    #[must_use]
    pub(crate) const fn exporter(self) -> Exporter {
        match self {
            Self::OpenLineage => Exporter::Openlineage,
            Self::Airflow => Exporter::Airflow,
        }
    }

    /// What says that it wrote a table.
    #[must_use]
    pub(crate) const fn writes(self) -> Evidence {
        match self {
            Self::OpenLineage => Evidence::OpenLineageRun,
            Self::Airflow => Evidence::AirflowAssetEvent,
        }
    }
}

impl fmt::Debug for JobSystem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}
