//! The views of INFORMATION_SCHEMA: which one a file holds, and which of its columns are read.

use crate::export::rows::{Shape, view_name};

/// The one column that holds a list.
const POLICY_TAGS: &str = "policy_tags";
/// Of ROW_ACCESS_POLICIES.
const POLICY_COLUMNS: &[&str] = &[
    "table_catalog",
    "table_schema",
    "table_name",
    "row_access_policy_name",
    "filter_predicate",
];
/// Of TABLE_CONSTRAINTS.
const CONSTRAINT_COLUMNS: &[&str] = &[
    "table_catalog",
    "table_schema",
    "table_name",
    "constraint_name",
    "constraint_type",
    "enforced",
];
/// Of KEY_COLUMN_USAGE.
const KEY_COLUMNS: &[&str] = &[
    "table_catalog",
    "table_schema",
    "table_name",
    "constraint_name",
    "column_name",
    "ordinal_position",
];

/// A view of INFORMATION_SCHEMA.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    Schemata,
    SchemataOptions,
    Tables,
    Views,
    Columns,
    ColumnFieldPaths,
    TableOptions,
    TableStorage,
    ObjectPrivileges,
    RowAccessPolicies,
    TableConstraints,
    KeyColumnUsage,
    Jobs,
}

impl View {
    /// In the order in which they are declared.
    const ALL: [Self; 13] = [
        Self::Schemata,
        Self::SchemataOptions,
        Self::Tables,
        Self::Views,
        Self::Columns,
        Self::ColumnFieldPaths,
        Self::TableOptions,
        Self::TableStorage,
        Self::ObjectPrivileges,
        Self::RowAccessPolicies,
        Self::TableConstraints,
        Self::KeyColumnUsage,
        Self::Jobs,
    ];

    /// The views' names.
    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        Self::ALL.iter().map(|v| v.name())
    }

    /// What is read of it.
    pub(super) const fn shape(self) -> &'static Shape {
        /// Made once: every row asks for it.
        static SHAPES: [Shape; View::ALL.len()] = {
            let mut shapes = [View::ALL[0].new_shape(); View::ALL.len()];
            let mut i = 0;
            while i < shapes.len() {
                shapes[i] = View::ALL[i].new_shape();
                i += 1;
            }
            shapes
        };
        &SHAPES[self as usize]
    }

    const fn new_shape(self) -> Shape {
        Shape {
            name: self.name(),
            columns: self.columns(),
            needed: self.needed(),
            synonyms: &[],
            list: Some(POLICY_TAGS),
            // Jobs that failed are over as well: without this they would count as successes.
            field: match self {
                Self::Jobs => Some(("error_result", "reason")),
                _ => None,
            },
            names_persons: self.names_persons(),
        }
    }

    /// Name as BigQuery has it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Schemata => "SCHEMATA",
            Self::SchemataOptions => "SCHEMATA_OPTIONS",
            Self::Tables => "TABLES",
            Self::Views => "VIEWS",
            Self::Columns => "COLUMNS",
            Self::ColumnFieldPaths => "COLUMN_FIELD_PATHS",
            Self::TableOptions => "TABLE_OPTIONS",
            Self::TableStorage => "TABLE_STORAGE",
            Self::ObjectPrivileges => "OBJECT_PRIVILEGES",
            Self::RowAccessPolicies => "ROW_ACCESS_POLICIES",
            Self::TableConstraints => "TABLE_CONSTRAINTS",
            Self::KeyColumnUsage => "KEY_COLUMN_USAGE",
            Self::Jobs => "JOBS",
        }
    }

    /// The columns that are read, the needed ones first.
    const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Schemata => &[
                "catalog_name",
                "schema_name",
                "location",
                "default_collation_name",
            ],
            Self::SchemataOptions => {
                &["catalog_name", "schema_name", "option_name", "option_value"]
            }
            Self::Tables => &[
                "table_catalog",
                "table_schema",
                "table_name",
                "table_type",
                "creation_time",
                "ddl",
                "base_table_catalog",
                "base_table_schema",
                "base_table_name",
                "default_collation_name",
            ],
            Self::Views => &[
                "table_catalog",
                "table_schema",
                "table_name",
                "view_definition",
                "use_standard_sql",
            ],
            Self::Columns => &[
                "table_catalog",
                "table_schema",
                "table_name",
                "column_name",
                "data_type",
                "ordinal_position",
                "is_nullable",
                "is_hidden",
                "is_partitioning_column",
                "clustering_ordinal_position",
                POLICY_TAGS,
                "collation_name",
            ],
            Self::ColumnFieldPaths => &[
                "table_catalog",
                "table_schema",
                "table_name",
                "field_path",
                "data_type",
                "description",
                POLICY_TAGS,
            ],
            Self::TableOptions => &[
                "table_catalog",
                "table_schema",
                "table_name",
                "option_name",
                "option_value",
            ],
            Self::TableStorage => &[
                "table_catalog",
                "table_schema",
                "table_name",
                "total_rows",
                "total_logical_bytes",
                "storage_last_modified_time",
                "deleted",
            ],
            Self::ObjectPrivileges => &[
                "object_catalog",
                "object_name",
                "privilege_type",
                "grantee",
                "object_schema",
                "object_type",
            ],
            Self::RowAccessPolicies => POLICY_COLUMNS,
            Self::TableConstraints => CONSTRAINT_COLUMNS,
            Self::KeyColumnUsage => KEY_COLUMNS,
            // Parquet has flat columns only, so that of the nested ones just the cause of an error
            // is read from it.
            Self::Jobs => &[
                "job_id",
                "creation_time",
                "user_email",
                "project_id",
                "query",
                "statement_type",
                "state",
                "parent_job_id",
                "destination_table",
                "referenced_tables",
                "error_result",
            ],
        }
    }

    /// Whether its rows name persons.
    pub(super) const fn names_persons(self) -> bool {
        matches!(
            self,
            Self::Jobs | Self::ObjectPrivileges | Self::RowAccessPolicies
        )
    }

    /// How many of [`View::columns`] each row needs.
    const fn needed(self) -> usize {
        match self {
            Self::Schemata => 2,
            Self::SchemataOptions | Self::Tables | Self::Views | Self::TableStorage => 3,
            Self::Columns | Self::ColumnFieldPaths | Self::TableOptions => 4,
            Self::ObjectPrivileges | Self::RowAccessPolicies => 4,
            Self::TableConstraints | Self::KeyColumnUsage => 5,
            Self::Jobs => 1,
        }
    }

    /// The view that a stem names, whatever its case, shard number and scope:
    /// `tables-000000000001`, `TABLE_STORAGE_BY_PROJECT`, `region-us.INFORMATION_SCHEMA.VIEWS`.
    pub(super) fn of_stem(stem: &str) -> Option<Self> {
        stem.rsplit('.').find_map(|part| {
            let word = view_name(part);
            let base = match word.split_once("_BY_") {
                Some((base @ ("TABLE_STORAGE" | "JOBS"), _)) => base,
                _ => &word,
            };
            Self::ALL.into_iter().find(|v| v.name() == base)
        })
    }
}
