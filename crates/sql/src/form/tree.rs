//! Queries, the relations that they read and the expressions that they give. Each of the three holds the
//! others, so that they stand together.

use serde::{Deserialize, Serialize};

use super::{
    Alias, ByName, Constraint, Dotted, Joining, Made, PivotedColumn, Plain, Rows, Sym, Table, Term,
    Type, Unpivot,
};

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
    pub(crate) used: Option<Vec<PivotedColumn>>,
    /// The names that the values give to columns, where they are known; `None` where the values aren't
    /// listed.
    pub(crate) values: Option<Vec<Option<Sym>>>,
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

/// An expression.
///
/// Lists that are *gathered* hold all that goes into a value, in the order in which it is told why it
/// isn't known: operators and plain calls are taken apart in them, and what holds no column is left
/// out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Expr {
    /// No column goes into it.
    Constant,
    /// Nothing can be said of it, for that reason.
    Unknown(Sym),
    /// A column, or a field of one.
    Name(Dotted),
    /// All columns in sight, as a struct.
    Row,
    /// What the named window divides and orders rows by.
    Window(Sym),
    /// Something computed.
    Computed(Computed),
    /// One of several values.
    Choice(Box<Choice>),
    /// A struct of these.
    Struct(Vec<Field>),
    /// An array of these; `typed` where its type may give other names to their fields.
    Array { elements: Vec<Expr>, typed: bool },
    /// An array of what a query gives.
    Element(Box<Expr>),
    /// A value made another type's, or several times so.
    Cast(Box<Cast>),
    /// A field or element of a value.
    Access { root: Box<Expr>, steps: Vec<Step> },
    /// An aggregate that passes on what it is given, with fields and all.
    Collected(Box<Collected>),
    /// `params -> body`
    Lambda { params: Vec<Sym>, body: Box<Expr> },
    /// The value of a query that gives one.
    Subquery(Box<Query>),
    /// Whether a query gives any row.
    Exists(Box<Query>),
}

/// Something computed of all that goes into it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Computed {
    /// Gathered.
    pub(crate) parts: Vec<Expr>,
    pub(crate) made: Made,
    pub(crate) fields: Plain,
}

/// One of `results`, by what `tests` say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Choice {
    pub(crate) results: Vec<Expr>,
    /// Gathered.
    pub(crate) tests: Vec<Expr>,
}

/// A field of a struct.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Field {
    /// Empty where it has none.
    pub(crate) name: Sym,
    pub(crate) value: Expr,
}

/// A value cast to one type after the other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Cast {
    pub(crate) value: Expr,
    pub(crate) types: Vec<Type>,
}

/// A step into a value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Step {
    Field(Sym),
    /// A function in a dataset, if what stands before it isn't a column.
    Call(Expr),
    /// A field whose name is computed.
    Unclear,
    /// An element, at what these give; gathered.
    Index(Vec<Expr>),
}

/// See [`Expr::Collected`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Collected {
    pub(crate) first: Expr,
    /// What the rows are ordered and picked by; gathered.
    pub(crate) extra: Vec<Expr>,
    /// It has more arguments than one.
    pub(crate) several: bool,
}
