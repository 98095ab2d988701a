//! A query as far as its columns hang on it: names, and what is made of them. Nothing of literals or
//! syntax is left, so that it is small and can be written down.
//!
//! `lower` makes it of the parser's tree, `columns` resolves it against a schema.

mod expression;
mod names;
mod query;
mod relation;

pub(crate) use expression::{
    Cast, Choice, Collected, Computed, Expr, Field, Made, Plain, Step, Type,
};
pub(crate) use names::{Dotted, Interner, Mark, Name, Names, Sym, Word};
pub(crate) use query::{
    Body, ByName, Changes, Cte, Generated, Grouped, Item, Operand, Pipe, Query, Rows, Select,
    Window,
};
pub(crate) use relation::{
    Alias, Call, Cells, Constraint, Factor, Function, Join, Joined, Joining, Kept, LateralView,
    Listed, Operator, Pivot, Recognize, Side, Table, Term, Turn, Turned, Unnest, Unpivot, Used,
};
