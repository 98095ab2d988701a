//! Expressions: which columns go into a value, and how.

use serde::{Deserialize, Serialize};

use super::{Dotted, Query, Sym};

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

/// What a type says of fields.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Type {
    /// Their names.
    Fields(Vec<Sym>),
    /// A date has none.
    Date,
    Other,
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
