//! What the statements of a script come to.

use super::super::scan::{Entry, Stretch};

/// A stretch of tokens to read, `from..to`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Piece {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) form: Form,
    /// What the query gives is written to a table, column by column in their order.
    pub(crate) inserts: bool,
}

impl Piece {
    /// What of it is scanned for names; nothing where it is itself one.
    pub(crate) fn stretch(&self) -> Option<Stretch> {
        let (from, entry, target) = match self.form {
            Form::Table => return None,
            Form::Change {
                source,
                entry,
                alias,
            } => (source, entry, alias),
            _ => (self.from, Entry::Query, None),
        };
        Some(Stretch {
            from,
            to: self.to,
            entry,
            target,
        })
    }
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
