//! View SQL to the tables and views it names.
//!
//! A statement is split into tokens by a lexer of our own, which keeps
//! positions and never fails. A scan over the tokens finds where tables are
//! named; the parser then says what the statement is, and where it does, its
//! tree is what counts. Where it doesn't, the scan's findings serve.
//!
//! [`read`] does that once for a text. Of the tree a small form is kept, which
//! can be written down; names, columns and filters are found in it for any
//! defaults and any schema.
//!
//! [`renamed`] puts other tables in place of those that a text names, at the places that the scan finds,
//! and reads what it wrote. [`retyped`] compares types of columns.
//!
//! [`query_fingerprint`] is no part of a reading, as it comes before: it says
//! which texts are read at all. Of the millions of statements in a history all
//! but a few differ in literals only, and of those that share a fingerprint one
//! is read. So it takes the tokens, which cost a fraction of a parse.

mod accepted_syntax;
mod coercion;
mod columns;
mod convert;
mod data_type;
mod dialect;
mod fault;
mod form;
mod full_name;
mod functions;
mod identifier;
mod keyword;
mod lexer;
mod literals;
mod location;
mod lower;
mod matching;
mod mentions;
mod operator;
mod parse;
mod path;
mod plain_view;
mod query_fingerprint;
mod reading;
mod references;
mod renamed;
mod scan;
mod scope;
mod script;
mod size;
mod star_flow;
mod star_place;
mod statement;
mod tree_walk;
mod type_tables;
mod type_text;
mod value_class;
mod view_statement;
mod widened_dialect;
mod written_names;

#[cfg(test)]
mod accepted_tests;
#[cfg(test)]
mod coercion_tests;
#[cfg(test)]
mod renamed_tests;
#[cfg(test)]
mod tests;

pub use coercion::{Retyped, normal_type, retyped};
pub use columns::{Columns, Derivation, Lineage, OutputColumn, Schema, Source, Usage};
pub use dialect::Dialect;
pub use literals::without_literals;
pub use mentions::{Mentions, mentions, name_hash};
pub use operator::Operator;
pub use path::Defaults;
pub use plain_view::only_wraps;
pub use query_fingerprint::query_fingerprint;
pub use reading::{Reading, read};
pub use references::{Method, References, SqlError, SqlErrorKind};
pub use renamed::renamed;
pub use script::{Step, steps};
pub use star_place::{Place, Star};
pub use value_class::ValueClass;
pub use view_statement::{ViewStatement, view_statement};

/// Finds the tables and views that `sql` names directly.
pub fn references(sql: &str, dialect: Dialect, defaults: Defaults<'_>) -> References {
    read_once(sql, dialect).references(defaults)
}

/// Finds where each column that `sql` gives comes from, one step back.
pub fn columns(
    sql: &str,
    dialect: Dialect,
    defaults: Defaults<'_>,
    schema: &dyn Schema,
) -> Columns {
    read_once(sql, dialect).columns(defaults, schema)
}

/// Finds how `sql` uses the relations that it reads.
pub fn usage(sql: &str, dialect: Dialect, defaults: Defaults<'_>, schema: &dyn Schema) -> Usage {
    read_once(sql, dialect).usage(defaults, schema)
}

#[cfg(not(test))]
use reading::read as read_once;

/// All texts in tests are read, written down and read back.
#[cfg(test)]
fn read_once(sql: &str, dialect: Dialect) -> Reading {
    let reading = read(sql, dialect);
    let again = Reading::from_bytes(&reading.to_bytes()).unwrap();
    assert_eq!(again, reading, "{sql}");
    again
}
