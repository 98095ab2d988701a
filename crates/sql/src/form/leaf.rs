//! What queries, expressions and relations hold that holds none of them.

use serde::{Deserialize, Serialize};

use super::{Dotted, Sym};

/// Of which rows something is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Made {
    /// Of one.
    ByRow,
    /// Of one and its place among others.
    ByPlace,
    /// Of many.
    OfMany,
}

/// Which fields something computed has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Plain {
    /// None.
    Scalar,
    /// They can't be told from what goes into it.
    Opaque,
    /// Those of a tuple or a map.
    Tuple,
    /// Those of a struct whose type names them.
    Typed,
}

/// What a type says of fields.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Type {
    /// Their names.
    Fields(Vec<Sym>),
    /// A date has none.
    Date,
    Other,
}

/// How the operands of a set operation are paired by name (see `mend`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ByName {
    /// All columns of both.
    Both,
    /// Those of the left operand.
    Left,
    /// Those that both have.
    Common,
}

/// What a row of a SELECT is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Rows {
    Columns,
    /// AS STRUCT
    Struct,
    /// AS VALUE
    Value,
}

/// What becomes of the relations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Joining {
    /// Both stand side by side; USING keeps the columns of one of them, or of both.
    Both(UsingSide),
    /// The left one alone is kept.
    Semi,
    Apply,
    RightSemi,
    Array,
}

/// Whose column USING keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum UsingSide {
    Left,
    Right,
    Both,
}

/// The name that a relation goes by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Alias {
    pub(crate) name: Sym,
    pub(crate) columns: Vec<Sym>,
    /// Name of the place in an array.
    pub(crate) at: Option<Sym>,
}

/// A table, a common table expression, or an array of a table before it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Table {
    pub(crate) name: Dotted,
    /// The name's first parts were quoted as a whole.
    pub(crate) whole: bool,
    pub(crate) alias: Option<Box<Alias>>,
}

/// A column that PIVOT uses up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PivotedColumn {
    /// The relation that it is said to belong to.
    pub(crate) table: Option<Sym>,
    pub(crate) column: Sym,
}

/// Columns told as rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Unpivot {
    /// The columns that hold the values.
    pub(crate) targets: Vec<Sym>,
    /// The column that holds the name.
    pub(crate) name: Sym,
    pub(crate) groups: Vec<Vec<Sym>>,
}
