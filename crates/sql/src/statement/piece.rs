//! What the statements of a script come to.

use super::super::scan::Entry;

/// A stretch of tokens to read, `from..to`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Piece {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) form: Form,
    /// What the query gives is written to a table, column by column in their order.
    pub(crate) inserts: bool,
}

/// What a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Query,
    Expression,
    /// MERGE, UPDATE, DELETE: the tokens after the target start at `source`.
    Change {
        source: usize,
        entry: Entry,
        alias: Option<usize>,
    },
    /// Not known: a statement for the parser to judge.
    Other,
    /// The name of a table that is read as a whole: `CREATE TABLE … LIKE t`.
    Table,
}

/// What the statements of a script come to.
#[derive(Debug, Default)]
pub(crate) struct Script {
    pub(crate) pieces: Vec<Piece>,
    /// Temporary tables made in the script: the tokens of their names.
    pub(crate) temporary: Vec<usize>,
}
