//! The tables and views that a text names, or why it couldn't be parsed.

use serde::{Deserialize, Serialize};

/// How references were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// From the syntax tree of the whole text.
    Parsed,
    /// At least in part by a scan, because the text couldn't be parsed.
    Inferred,
}

/// What kept a text from being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SqlErrorKind {
    /// None of its statements gives columns, such as those of a script.
    NoQuery,
    /// It passes a limit of size or depth.
    TooLarge,
    /// It isn't what its dialect allows, as far as the parser knows.
    Syntax,
}

/// Why a text couldn't be parsed, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SqlError {
    /// Line in the given text, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// What kept it from being parsed.
    pub kind: SqlErrorKind,
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
