//! Choices: fields that hold one word of a few.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An enum whose words stand once: as they are written, read, and said by the schema.
macro_rules! choice {
    ($(#[$of:meta])* $name:ident { $($(#[$each:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$of])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
        #[schemars(inline)]
        #[allow(missing_docs, reason = "each variant is its word")]
        pub enum $name {
            $($(#[$each])* #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// The word.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }

            /// What a word says.
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }
    };
}

choice! {
    /// Where something is in its life.
    #[derive(Default)]
    LifecycleStatus {
        Proposed = "proposed",
        Draft = "draft",
        #[default]
        Active = "active",
        Deprecated = "deprecated",
        Retired = "retired",
    }
}

choice! {
    /// Where the columns go that `*` stands for.
    StarPlace {
        Output = "output",
        Header = "header",
        SetOperation = "set operation",
        Insert = "insert",
    }
}

choice! {
    /// How critical a product is.
    CriticalityTier {
        One = "tier_1",
        Two = "tier_2",
        Three = "tier_3",
    }
}

choice! {
    /// What a table or view is.
    RelationKind {
        UnifiedView = "unified view",
        UnifiedMaterializedView = "unified materialized view",
        View = "view",
        MaterializedView = "materialized view",
        Table = "productive table",
        ExternalTable = "external table",
        Clone = "clone",
        Snapshot = "snapshot",
        External = "external asset",
        Missing = "missing table",
    }
}

choice! {
    /// How much of an asset the reader of a portal may see.
    #[derive(Default)]
    AccessLevel {
        #[default]
        Open = "open",
        Listed = "listed",
    }
}

choice! {
    /// What an asset is, as lineage says it. `hidden` is no asset: it stands for all that the reader may
    /// not see.
    LineageKind {
        UnifiedView = "unified view",
        View = "view",
        MaterializedView = "materialized view",
        Table = "table",
        External = "external",
        Missing = "missing",
        Hidden = "hidden",
        Product = "data product",
        Dme = "dme",
        Domain = "domain",
        Contract = "contract",
        Exposure = "exposure",
        Job = "job",
        Model = "ML model",
        Team = "team",
        Term = "term",
        Guide = "guide",
    }
}

choice! {
    /// What an asset is, as the search says it.
    SearchKind {
        UnifiedView = "unified view",
        View = "view",
        Table = "table",
        External = "external asset",
        Product = "data product",
        Dme = "DME",
        Domain = "domain",
        Contract = "data contract",
        Exposure = "exposure",
        Job = "job",
        Model = "model",
        Team = "team",
        Term = "glossary term",
        Guide = "guide",
    }
}

choice! {
    /// How the references of a view's SQL are known.
    ReferenceMethod {
        Parsed = "parsed",
        Inferred = "inferred",
    }
}

choice! {
    /// What decided who owns a relation, or why no single DME does.
    OwnershipBasis {
        Infrastructure = "infrastructure",
        OutputPort = "output-port",
        Label = "label",
        Dbt = "dbt",
        Tool = "tool",
        Upstream = "upstream",
        Several = "several",
        Tie = "tie",
    }
}

choice! {
    /// Whether data can be used now.
    VerdictState {
        Broken = "broken",
        WithCare = "with care",
        Usable = "usable",
        NoPromise = "no promise",
        Unknown = "unknown",
    }
}

choice! {
    /// How a column comes from others.
    Derivation {
        Identity = "identity",
        Transformation = "transformation",
        Aggregation = "aggregation",
        Constant = "constant",
        Unknown = "unknown",
    }
}

choice! {
    /// What says where a column comes from.
    ColumnLineageSource {
        ViewSql = "view SQL",
        DbtSql = "dbt SQL",
        RunSql = "OpenLineage SQL",
        RunEvent = "OpenLineage",
    }
}

choice! {
    /// What names a column that the warehouse's own list lacks.
    MissingColumn {
        Documented = "documented",
        Seen = "seen",
    }
}

choice! {
    /// Whether all tables and views of a dataset are listed. They are (`complete`): what lacks isn't
    /// there. A warehouse lists them, and something tells that these aren't all (`partial`). Nothing that
    /// exports say claims to be all (`no`).
    ListingCompleteness {
        Complete = "complete",
        Partial = "partial",
        No = "no",
    }
}

choice! {
    /// What exports may tell of the tables and views of a dataset: all columns of one, whether a column
    /// may be NULL, texts about any, labels, grants, policy tags of columns, the SQL of views.
    DatasetFact {
        Columns = "columns",
        Nullability = "nullability",
        Descriptions = "descriptions",
        Labels = "labels",
        Grants = "grants",
        Policies = "policies",
        Statements = "statements",
    }
}

choice! {
    /// What reads a table or view.
    ReaderKind {
        Job = "job",
        Product = "product",
        Model = "model",
        Exposure = "exposure",
        ServiceAccount = "service account",
    }
}

choice! {
    /// Whether a column may be NULL.
    Nullability {
        Required = "required",
        Nullable = "nullable",
    }
}

choice! {
    /// How a lineage edge is known.
    EdgeSource {
        Sql = "sql",
        SqlInferred = "sql-inferred",
        Dbt = "dbt",
        InputPort = "input-port",
        Declared = "declared",
        Copy = "copy",
        OpenLineage = "openlineage",
        Jobs = "jobs",
        Mlflow = "mlflow",
        Airflow = "airflow",
        ViewUsage = "view-usage",
    }
}

choice! {
    /// How much a finding matters.
    FindingSeverity {
        Info = "info",
        Warning = "warning",
        Error = "error",
    }
}

choice! {
    /// Which gate a finding keeps shut.
    #[derive(Default)]
    FindingGate {
        #[default]
        Authored = "authored",
        Operational = "operational",
    }
}

choice! {
    /// Whether a former build had a finding.
    FindingState {
        New = "new",
        Unchanged = "unchanged",
        Untold = "untold",
    }
}

choice! {
    /// What a change is to the consumers of what changed.
    ChangeClass {
        Breaking = "breaking",
        Risky = "risky",
        Unknown = "unknown",
        Safe = "safe",
    }
}

choice! {
    /// What a change that a build saw is about.
    HistoryCategory {
        Schema = "schema",
        Documentation = "documentation",
        Ownership = "ownership",
        Pointer = "pointer",
        Service = "service",
        Lifecycle = "lifecycle",
    }
}
