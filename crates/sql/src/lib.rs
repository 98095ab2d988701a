//! View SQL to the tables and views it names.
//!
//! A statement is split into tokens by a lexer of our own, which keeps
//! positions and never fails. A scan over the tokens finds where tables are
//! named; the parser then says what the statement is, and where it does, its
//! tree is what counts. Where it doesn't, the scan's findings serve.
//!
//! [`read`] does that once for a text. Of the tree a small form is kept, which
//! can be written down; names and columns are found in it for any defaults and
//! any schema.

mod columns;
mod convert;
mod dialect;
mod fault;
mod form;
mod functions;
mod identifier;
mod keyword;
mod lexer;
mod literals;
mod lower;
mod matching;
mod mend;
mod parse;
mod path;
mod reading;
mod scan;
mod scope;
mod script;
mod size;
mod statement;
mod value_class;
mod walk;
mod wider;
mod wrapped;

#[cfg(test)]
mod accepted_tests;
#[cfg(test)]
mod tests;

pub use columns::{Columns, Derivation, Lineage, OutputColumn, Schema, Source, Usage, fingerprint};
pub use dialect::Dialect;
pub use literals::without_literals;
pub use reading::{NO_QUERY, Reading, read};
pub use script::{Step, steps};
pub use value_class::ValueClass;
pub use wrapped::only_wraps;

use serde::{Deserialize, Serialize};

/// What completes partly qualified names.
#[derive(Debug, Clone, Copy, Default)]
pub struct Defaults<'a> {
    /// The project (or database, or catalog) of names that have none.
    pub project: Option<&'a str>,
    /// The dataset (or schema) of names that have none.
    pub dataset: Option<&'a str>,
}

/// How references were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// From the syntax tree of the whole text.
    Parsed,
    /// At least in part by a scan, because the text couldn't be parsed.
    Inferred,
}

/// Why a text couldn't be parsed, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SqlError {
    /// Line in the given text, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// What is wrong there.
    pub message: String,
}

/// The tables and views that a text names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct References {
    /// `project.dataset.name`, unquoted, sorted, each once. Names of
    /// INFORMATION_SCHEMA keep all their parts; where a default is missing, so is the part.
    pub tables: Vec<String>,
    /// How they were found.
    pub method: Method,
    /// Why the parser gave up, if it did.
    pub error: Option<SqlError>,
}

/// Longest text that is looked at: its tokens take some 25 times as much memory. BigQuery's longest
/// query has 1 MiB.
const LONGEST: usize = 16 << 20;

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
