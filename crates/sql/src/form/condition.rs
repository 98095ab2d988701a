//! By what relations are joined and filtered.

use serde::{Deserialize, Serialize};

use super::super::operator::Operator;
use super::{Dotted, Sym};

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
