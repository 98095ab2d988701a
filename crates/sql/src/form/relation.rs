//! FROM: which relations a select reads, and by what it joins and filters them.

use serde::{Deserialize, Serialize};

use super::{Dotted, Expr, Query, Sym};

/// An entry of a FROM and what is joined to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Joined {
    pub(crate) factor: Factor,
    pub(crate) joins: Vec<Join>,
}

/// One more relation of a FROM.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Join {
    pub(crate) factor: Factor,
    pub(crate) joining: Joining,
    pub(crate) constraint: Constraint,
    /// USING says which columns go together in every row.
    pub(crate) pairs: bool,
}

/// What becomes of the relations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Joining {
    /// Both stand side by side; USING keeps the columns of one of them, or of both.
    Both(Kept),
    /// The left one alone is kept.
    Semi,
    Apply,
    RightSemi,
    Array,
}

/// Whose column USING keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Kept {
    Left,
    Right,
    Both,
}

/// By what relations are joined.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Constraint {
    /// The terms of ON; none where there is no condition.
    On(Vec<Term>),
    Using(Vec<Sym>),
    Natural,
}

/// A term of a condition, of those that AND connects, which compares columns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Term {
    Compared {
        left: Side,
        operator: Operator,
        right: Side,
    },
    /// A column and something that holds none.
    Filter(Dotted, Operator),
}

/// A side of a comparison.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Side {
    /// The column that it is.
    pub(crate) name: Option<Dotted>,
    /// Whether no column goes into it.
    pub(crate) fixed: bool,
}

/// How something is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    NotIn,
    Between,
    NotBetween,
    Like,
    NotLike,
    ILike,
    NotILike,
    IsNull,
    IsNotNull,
}

/// A relation in a FROM.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Factor {
    Table(Table),
    Derived {
        lateral: bool,
        query: Box<Query>,
        alias: Option<Alias>,
    },
    Unnest(Box<Unnest>),
    /// A join in parentheses.
    Nested(Box<Joined>, Option<Alias>),
    Turned(Box<Turned>),
    Recognize(Box<Recognize>),
    Listed(Box<Listed>),
    Function(Box<Function>),
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

/// Arrays whose elements are rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Unnest {
    pub(crate) arrays: Vec<Expr>,
    pub(crate) alias: Option<Alias>,
    /// Name of the column that numbers the rows.
    pub(crate) offset: Option<Sym>,
    pub(crate) ordinality: bool,
}

/// A relation that PIVOT and UNPIVOT turn, one after the other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Turned {
    pub(crate) factor: Factor,
    pub(crate) turns: Vec<(Turn, Option<Alias>)>,
}

/// PIVOT or UNPIVOT.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Turn {
    Pivot(Pivot),
    Unpivot(Unpivot),
}

/// Rows told as columns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Pivot {
    /// With their aliases.
    pub(crate) aggregates: Vec<(Option<Sym>, Expr)>,
    /// What tells the rows apart; gathered.
    pub(crate) by: Vec<Expr>,
    /// The columns that these name; `None` where they name something else.
    pub(crate) used: Option<Vec<Used>>,
    /// The names that the values give to columns, where they are known; `None` where the values aren't
    /// listed.
    pub(crate) values: Option<Vec<Option<Sym>>>,
}

/// A column that PIVOT uses up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Used {
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

/// MATCH_RECOGNIZE
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Recognize {
    pub(crate) factor: Factor,
    pub(crate) partition: Vec<(Sym, Expr)>,
    pub(crate) measures: Vec<(Sym, Expr)>,
    /// What measures qualify columns by: relations, and names of rows in the pattern.
    pub(crate) symbols: Vec<Sym>,
    /// Each row of a match is kept.
    pub(crate) all_rows: bool,
    pub(crate) alias: Option<Alias>,
}

/// A function that lists the columns that it makes of what it is given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Listed {
    pub(crate) names: Vec<Sym>,
    /// Gathered.
    pub(crate) parts: Vec<Expr>,
    pub(crate) alias: Option<Alias>,
}

/// A function that makes rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Function {
    pub(crate) call: Option<Call>,
    pub(crate) alias: Option<Alias>,
    pub(crate) ordinality: bool,
    /// What it is called where its columns aren't known.
    pub(crate) what: Sym,
}

/// A call of a function that makes rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Call {
    /// In capitals.
    pub(crate) name: Sym,
    /// All arguments; gathered.
    pub(crate) parts: Vec<Expr>,
    /// The argument that is taken apart.
    pub(crate) input: Option<Expr>,
    /// The cells of STACK.
    pub(crate) cells: Option<Cells>,
}

/// Rows spelled out one after the other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Cells {
    pub(crate) rows: u32,
    pub(crate) cells: Vec<Expr>,
}

/// `LATERAL VIEW f(x) name AS a, b`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct LateralView {
    pub(crate) call: Option<Call>,
    /// What it is made of, whatever the function is; gathered.
    pub(crate) parts: Vec<Expr>,
    pub(crate) name: Option<Sym>,
    pub(crate) columns: Vec<Sym>,
}
