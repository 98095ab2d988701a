//! A query as far as its columns hang on it: names, and what is made of them. Nothing of literals or
//! syntax is left, so that it is small and can be written down.
//!
//! `lower` makes it of the parser's tree, `columns` resolves it against a schema.

mod condition;
mod form_names;
mod leaf;
mod tree;

pub(crate) use condition::{Constraint, Side, Term};
pub(crate) use form_names::{Dotted, Interner, Mark, Name, Names, Sym, Word};
pub(crate) use leaf::{
    Alias, ByName, Joining, Made, PivotedColumn, Plain, Rows, Table, Type, Unpivot, UsingSide,
};
pub(crate) use tree::{
    Body, Call, Cast, Cells, Changes, Choice, Collected, Computed, Cte, Expr, Factor, Field,
    Function, Generated, Grouped, Item, Join, Joined, LateralView, Listed, Operand, Pipe, Pivot,
    Query, Recognize, Select, Step, Turn, Turned, Unnest, Window,
};
