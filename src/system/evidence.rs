//! What says that data was loaded, is due or was checked.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::exporter::Exporter;

/// What says that data was loaded, is due or was checked. In the order of their names: of two that
/// tell the same moment, the later counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) enum Evidence {
    /// An event of an asset in Airflow.
    AirflowAssetEvent,
    /// An assertion of OpenLineage's facets.
    OpenLineageAssertion,
    /// A run of OpenLineage's events.
    OpenLineageRun,
    /// When the warehouse says that a table changed last.
    TableStorage,
    /// A command of dbt that built something.
    DbtRun,
    /// `dbt source freshness`.
    DbtSourceFreshness,
    /// A test of dbt.
    DbtTest,
    /// A statement of the warehouse's history.
    WarehouseJob,
}

/// What a piece of evidence is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EvidenceKind {
    /// Data was written.
    Load,
    /// A relation was built, or wasn't.
    Build,
    /// What data is like.
    Test,
    /// How old data is.
    Freshness,
}

impl Evidence {
    /// All of them, in order.
    #[cfg(test)]
    const ALL: [Self; 8] = [
        Self::AirflowAssetEvent,
        Self::OpenLineageAssertion,
        Self::OpenLineageRun,
        Self::TableStorage,
        Self::DbtRun,
        Self::DbtSourceFreshness,
        Self::DbtTest,
        Self::WarehouseJob,
    ];

    /// Its name, as it is shown.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::AirflowAssetEvent => "Airflow asset event",
            Self::OpenLineageAssertion => "OpenLineage assertion",
            Self::OpenLineageRun => "OpenLineage run",
            Self::TableStorage => "TABLE_STORAGE",
            Self::DbtRun => "dbt run",
            Self::DbtSourceFreshness => "dbt source freshness",
            Self::DbtTest => "dbt test",
            Self::WarehouseJob => "warehouse job",
        }
    }

    /// What it is about.
    #[must_use]
    pub(crate) const fn kind(self) -> EvidenceKind {
        match self {
            Self::AirflowAssetEvent
            | Self::OpenLineageRun
            | Self::TableStorage
            | Self::WarehouseJob => EvidenceKind::Load,
            Self::DbtRun => EvidenceKind::Build,
            Self::OpenLineageAssertion | Self::DbtTest => EvidenceKind::Test,
            Self::DbtSourceFreshness => EvidenceKind::Freshness,
        }
    }

    /// The system whose exports tell it.
    #[must_use]
    pub(crate) const fn exporter(self) -> Exporter {
        match self {
            Self::AirflowAssetEvent => Exporter::Airflow,
            Self::OpenLineageAssertion | Self::OpenLineageRun => Exporter::Openlineage,
            Self::TableStorage | Self::WarehouseJob => Exporter::Bigquery,
            Self::DbtRun | Self::DbtSourceFreshness | Self::DbtTest => Exporter::Dbt,
        }
    }
}

impl fmt::Debug for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::Evidence;

    #[test]
    fn evidence_is_in_the_order_of_its_names() {
        assert!(Evidence::ALL.is_sorted());
        assert!(Evidence::ALL.is_sorted_by_key(|evidence| evidence.as_str()));
    }
}
