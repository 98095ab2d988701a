//! What is known of table functions by their names, which are in capitals here.

use super::super::Dialect;

/// What a column of a table function is made of.
#[derive(Clone, Copy)]
pub(super) enum Made {
    /// An element, with its fields, of the first argument.
    Element,
    /// Something computed of all arguments.
    Computed,
}

/// The columns of a table function, in their order; `None` where it isn't known.
pub(super) fn columns_of(name: &str, dialect: Dialect) -> Option<&'static [(&'static str, Made)]> {
    use Made::{Computed, Element};
    Some(match name {
        "FLATTEN" => &[
            ("SEQ", Computed),
            ("KEY", Computed),
            ("PATH", Computed),
            ("INDEX", Computed),
            ("VALUE", Element),
            ("THIS", Element),
        ],
        "SPLIT_TO_TABLE" | "STRTOK_SPLIT_TO_TABLE" => {
            &[("SEQ", Computed), ("INDEX", Computed), ("VALUE", Computed)]
        }
        "GENERATOR" => &[],
        "EXPLODE" | "EXPLODE_OUTER" => &[("col", Element)],
        "POSEXPLODE" | "POSEXPLODE_OUTER" => &[("pos", Computed), ("col", Element)],
        "VARIANT_EXPLODE" | "VARIANT_EXPLODE_OUTER" => {
            &[("pos", Computed), ("key", Computed), ("value", Element)]
        }
        "JSON_EACH" | "JSONB_EACH" | "JSON_EACH_TEXT" | "JSONB_EACH_TEXT" => {
            &[("key", Computed), ("value", Element)]
        }
        "JSON_ARRAY_ELEMENTS"
        | "JSONB_ARRAY_ELEMENTS"
        | "JSON_ARRAY_ELEMENTS_TEXT"
        | "JSONB_ARRAY_ELEMENTS_TEXT" => &[("value", Element)],
        "STRING_SPLIT" => &[("value", Computed), ("ordinal", Computed)],
        "OPENJSON" => &[("key", Computed), ("value", Element), ("type", Computed)],
        "SEQUENCE" => &[("sequential_number", Computed)],
        "RANGE" if dialect == Dialect::Databricks => &[("id", Computed)],
        "GENERATE_SERIES" if dialect == Dialect::MsSql => &[("value", Computed)],
        "NUMBERS" | "ZEROS" if dialect == Dialect::ClickHouse => &[("number", Computed)],
        _ => return None,
    })
}

/// Functions that give one column, which goes by the name of the table.
pub(super) fn is_series(name: &str) -> bool {
    [
        "GENERATE_SERIES",
        "GENERATE_SUBSCRIPTS",
        "JSON_OBJECT_KEYS",
        "JSONB_OBJECT_KEYS",
        "JSONB_PATH_QUERY",
        "RANGE",
        "REGEXP_MATCHES",
        "REGEXP_SPLIT_TO_TABLE",
        "STRING_TO_TABLE",
        "UNNEST",
    ]
    .contains(&name)
}

/// Functions whose columns the alias names: `AS t(a INT, b TEXT)`.
pub(super) fn is_record(name: &str) -> bool {
    [
        "JSON_POPULATE_RECORD",
        "JSON_POPULATE_RECORDSET",
        "JSON_TO_RECORD",
        "JSON_TO_RECORDSET",
        "JSON_TUPLE",
        "JSONB_POPULATE_RECORD",
        "JSONB_POPULATE_RECORDSET",
        "JSONB_TO_RECORD",
        "JSONB_TO_RECORDSET",
        "PARSE_URL_TUPLE",
        "STACK",
    ]
    .contains(&name)
}
