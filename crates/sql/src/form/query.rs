//! Queries: what they select, and how their operands go together.

use serde::{Deserialize, Serialize};

use super::{Call, Dotted, Expr, Join, Joined, LateralView, Pivot, Sym, Term, Unpivot};

/// A query.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Query {
    pub(crate) with: Vec<Cte>,
    pub(crate) recursive: bool,
    pub(crate) body: Body,
    /// Pipe operators.
    pub(crate) pipes: Vec<Pipe>,
}

/// A common table expression.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Cte {
    pub(crate) name: Sym,
    pub(crate) columns: Vec<Sym>,
    pub(crate) query: Query,
}

/// The body of a query.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Body {
    Select(Box<Select>),
    Query(Box<Query>),
    /// Operands that set operators connect, from left to right.
    Set {
        first: Box<Body>,
        others: Vec<Operand>,
    },
    /// Columns of the rows that VALUES lists.
    Values(Vec<Vec<Expr>>),
    Table(Dotted),
    /// A statement that changes data.
    Change,
}

/// An operand of a set operation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Operand {
    pub(crate) body: Body,
    /// What it holds is taken away: EXCEPT.
    pub(crate) taken: bool,
    pub(crate) by_name: Option<ByName>,
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

/// A SELECT.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Select {
    pub(crate) from: Vec<Joined>,
    pub(crate) views: Vec<LateralView>,
    pub(crate) windows: Vec<Window>,
    pub(crate) items: Vec<Item>,
    /// Names in lower case that the whole list is without.
    pub(crate) exclude: Option<Vec<Sym>>,
    pub(crate) rows: Rows,
    /// The terms of WHERE.
    pub(crate) terms: Vec<Term>,
    /// `FROM t` alone.
    pub(crate) bare: bool,
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

/// A named window.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Window {
    pub(crate) name: Sym,
    /// Gathered.
    pub(crate) parts: Vec<Expr>,
    /// The window that it goes on from.
    pub(crate) base: Option<Sym>,
}

/// An item of a select list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Item {
    Column {
        /// Empty where it has none.
        name: Sym,
        value: Expr,
    },
    /// `f(x) AS (a, b)`; gathered.
    Columns {
        names: Vec<Sym>,
        value: Vec<Expr>,
    },
    /// Rows that a function makes, if its columns are known; else another item.
    Generated(Box<Generated>),
    Star(Option<Box<Changes>>),
    /// `name.*`
    StarOfName(Dotted, Option<Box<Changes>>),
    /// `value.*`
    StarOfValue(Expr, Option<Box<Changes>>),
}

/// See [`Item::Generated`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Generated {
    pub(crate) call: Call,
    pub(crate) names: Vec<Sym>,
    pub(crate) otherwise: Item,
}

/// What a star is without, and what it holds instead.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Changes {
    /// It holds what is like something.
    pub(crate) like: bool,
    /// In lower case.
    pub(crate) removed: Vec<Sym>,
    pub(crate) replaced: Vec<(Sym, Expr)>,
    /// Old and new names.
    pub(crate) renamed: Vec<(Sym, Sym)>,
}

/// A pipe operator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Pipe {
    /// One that leaves the columns as they are.
    Rows,
    Select(Vec<Item>),
    /// `SELECT AS VALUE`
    Value(Expr),
    Extend(Vec<Item>),
    /// `None` where something else than a column is set.
    Set(Option<Vec<(Sym, Expr)>>),
    Drop(Vec<Sym>),
    /// Old and new names.
    Rename(Vec<(Sym, Sym)>),
    As(Sym),
    Aggregate {
        groups: Vec<Grouped>,
        aggregates: Vec<(Sym, Expr)>,
    },
    Join(Box<Join>),
    /// UNION and INTERSECT.
    Combine {
        by_name: Option<ByName>,
        queries: Vec<Query>,
    },
    Except,
    Pivot(Box<Pivot>, Option<Sym>),
    Unpivot(Box<Unpivot>, Option<Sym>),
    /// A table function by that name.
    Call(Sym, Option<Sym>),
}

/// What rows are grouped by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Grouped {
    pub(crate) name: Sym,
    pub(crate) value: Expr,
    /// A part of ROLLUP, CUBE or GROUPING SETS, which may name it several times.
    pub(crate) within: bool,
}
