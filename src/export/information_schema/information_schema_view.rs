//! The views of information_schema: which one a file holds, and which of its columns are read.

use crate::export::rows::{Shape, view_name};

/// A view of information_schema, in the order in which they are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum View {
    Schemata,
    Tables,
    Views,
    Columns,
    TablePrivileges,
    ObjectPrivileges,
    UsedTables,
    UsedColumns,
    TableConstraints,
    KeyColumns,
}

impl View {
    pub(super) const ALL: [Self; 10] = [
        Self::Schemata,
        Self::Tables,
        Self::Views,
        Self::Columns,
        Self::TablePrivileges,
        Self::ObjectPrivileges,
        Self::UsedTables,
        Self::UsedColumns,
        Self::TableConstraints,
        Self::KeyColumns,
    ];

    /// Its name.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Schemata => "SCHEMATA",
            Self::Tables => "TABLES",
            Self::Views => "VIEWS",
            Self::Columns => "COLUMNS",
            Self::TablePrivileges => "TABLE_PRIVILEGES",
            Self::ObjectPrivileges => "OBJECT_PRIVILEGES",
            Self::UsedTables => "VIEW_TABLE_USAGE",
            Self::UsedColumns => "VIEW_COLUMN_USAGE",
            Self::TableConstraints => "TABLE_CONSTRAINTS",
            Self::KeyColumns => "KEY_COLUMN_USAGE",
        }
    }

    /// What is read of it, columns named as the standard has them or most systems do.
    pub(super) const fn shape(self) -> Shape {
        Shape {
            name: self.name(),
            columns: self.columns(),
            needed: match self {
                Self::Schemata => 2,
                Self::Tables | Self::Views | Self::ObjectPrivileges => 3,
                Self::Columns | Self::TableConstraints | Self::KeyColumns => 4,
                Self::TablePrivileges => 5,
                Self::UsedTables | Self::UsedColumns => 6,
            },
            synonyms: &[
                // MySQL.
                ("table_comment", "comment"),
                ("column_comment", "comment"),
                ("column_type", "full_data_type"),
                ("create_time", "created"),
                ("table_rows", "row_count"),
                ("data_length", "bytes"),
                // Snowflake.
                ("granted_to", "grantee_type"),
                // Redshift.
                ("remarks", "comment"),
            ],
            list: None,
            field: None,
            names_persons: matches!(self, Self::TablePrivileges | Self::ObjectPrivileges),
        }
    }

    const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Schemata => &["catalog_name", "schema_name"],
            Self::Tables => &[
                "table_catalog",
                "table_schema",
                "table_name",
                "table_type",
                "comment",
                "created",
                "row_count",
                "bytes",
            ],
            Self::Views => &[
                "table_catalog",
                "table_schema",
                "table_name",
                "view_definition",
            ],
            Self::Columns => &[
                "table_catalog",
                "table_schema",
                "table_name",
                "column_name",
                "data_type",
                "ordinal_position",
                "is_nullable",
                "comment",
                "full_data_type",
                "udt_name",
                "character_maximum_length",
                "numeric_precision",
                "numeric_scale",
                "partition_index",
            ],
            Self::TablePrivileges => &[
                "table_catalog",
                "table_schema",
                "table_name",
                "privilege_type",
                "grantee",
                "grantee_type",
            ],
            // Of a database, or a schema, there is nothing above.
            Self::ObjectPrivileges => &[
                "object_name",
                "privilege_type",
                "grantee",
                "object_catalog",
                "object_schema",
                "object_type",
                "grantee_type",
            ],
            // MySQL's TABLE_CONSTRAINTS has no catalog of the table.
            Self::TableConstraints => &[
                "table_schema",
                "table_name",
                "constraint_name",
                "constraint_type",
                "table_catalog",
                "enforced",
            ],
            Self::KeyColumns => &[
                "table_schema",
                "table_name",
                "constraint_name",
                "column_name",
                "table_catalog",
                "ordinal_position",
            ],
            Self::UsedTables | Self::UsedColumns => &[
                "view_catalog",
                "view_schema",
                "view_name",
                "table_catalog",
                "table_schema",
                "table_name",
            ],
        }
    }

    /// The view that a stem names, whatever its case, shard number and place: `tables-0001`,
    /// `shop.information_schema.VIEWS`.
    pub(super) fn of_stem(stem: &str) -> Option<Self> {
        stem.rsplit('.').find_map(|part| {
            let word = view_name(part);
            Self::ALL.into_iter().find(|view| view.name() == word)
        })
    }
}
