//! How a lineage edge is known, and where the SQL of a relation comes from.

/// How an edge is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum ProvenanceKind {
    /// A view's SQL names it; parsed.
    Sql,
    /// A view's SQL names it; found by the tolerant scan.
    SqlInferred,
    /// dbt's `depends_on`.
    Dbt,
    /// A product's input port.
    InputPort,
    /// An output port's declared input, or what a contract says that a table is made from.
    Declared,
    /// The table that a clone or snapshot was made of.
    Copy,
    /// A run of an OpenLineage job.
    OpenLineage,
    /// A statement of BigQuery's `JOBS`.
    Jobs,
    /// An ML model's run read it.
    Mlflow,
    /// An Airflow DAG's asset events.
    Airflow,
    /// A warehouse lists what its views use.
    ViewUsage,
}

impl ProvenanceKind {
    /// In words, for pages.
    #[must_use]
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Sql => "view SQL",
            Self::SqlInferred => "view SQL, inferred",
            Self::Dbt => "dbt",
            Self::InputPort => "input port",
            Self::Declared => "declared input",
            Self::Copy => "copy",
            Self::OpenLineage => "OpenLineage run",
            Self::Jobs => "warehouse job",
            Self::Mlflow => "MLflow run",
            Self::Airflow => "Airflow",
            Self::ViewUsage => "view usage",
        }
    }

    /// Whether a tool states it of what it builds, so that it stands in where no SQL is read.
    #[must_use]
    pub(crate) const fn stands_in_for_sql(self) -> bool {
        matches!(self, Self::Dbt)
    }

    /// Whether a warehouse states it of a view whose SQL it may hide, or print without schemas.
    #[must_use]
    pub(crate) const fn lists_references(self) -> bool {
        matches!(self, Self::ViewUsage)
    }
}

/// Where the SQL of a relation comes from: what it is worth, and how fresh it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum SqlOrigin {
    /// The warehouse's own definition of a view, as it is at the moment of the export.
    Definition,
    /// A tool compiled it, and built the relation with it, as of its last build.
    Compiled,
    /// A run executed it: as of that run, and with the values of that run.
    Run,
}

impl SqlOrigin {
    /// Whether it is a source of pointers; else it shows how the relation was built.
    #[must_use]
    pub(crate) const fn gives_pointers(self) -> bool {
        matches!(self, Self::Definition)
    }

    /// Whether its literals are values of one run, which a definition hasn't.
    #[must_use]
    pub(crate) const fn holds_values(self) -> bool {
        matches!(self, Self::Run)
    }

    /// Whether its dialect is known for sure; what an event tells of a statement leaves it open.
    #[must_use]
    pub(crate) const fn is_of_a_sure_dialect(self) -> bool {
        !matches!(self, Self::Run)
    }

    /// How edges are known that it gives.
    #[must_use]
    pub(crate) const fn edges(self) -> ProvenanceKind {
        match self {
            Self::Definition => ProvenanceKind::Sql,
            Self::Compiled => ProvenanceKind::Dbt,
            Self::Run => ProvenanceKind::OpenLineage,
        }
    }
}
