//! How a statement compares a column with a value.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How something is compared. In the order of their texts, so that what is sorted by operators reads
/// the same as sorted by these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Operator {
    /// `!=`, `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `=`
    Equal,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `BETWEEN`
    Between,
    /// `ILIKE`
    ILike,
    /// `IN`
    In,
    /// `IS NOT NULL`
    IsNotNull,
    /// `IS NULL`
    IsNull,
    /// `LIKE`
    Like,
    /// `NOT BETWEEN`
    NotBetween,
    /// `NOT ILIKE`
    NotILike,
    /// `NOT IN`
    NotIn,
    /// `NOT LIKE`
    NotLike,
}

impl Operator {
    /// As SQL writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Operator::NotEqual => "!=",
            Operator::Less => "<",
            Operator::LessOrEqual => "<=",
            Operator::Equal => "=",
            Operator::Greater => ">",
            Operator::GreaterOrEqual => ">=",
            Operator::Between => "BETWEEN",
            Operator::ILike => "ILIKE",
            Operator::In => "IN",
            Operator::IsNotNull => "IS NOT NULL",
            Operator::IsNull => "IS NULL",
            Operator::Like => "LIKE",
            Operator::NotBetween => "NOT BETWEEN",
            Operator::NotILike => "NOT ILIKE",
            Operator::NotIn => "NOT IN",
            Operator::NotLike => "NOT LIKE",
        }
    }

    /// The same comparison with its sides changed.
    pub(super) const fn turned(self) -> Operator {
        match self {
            Operator::Less => Operator::Greater,
            Operator::LessOrEqual => Operator::GreaterOrEqual,
            Operator::Greater => Operator::Less,
            Operator::GreaterOrEqual => Operator::LessOrEqual,
            other => other,
        }
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Operator;

    #[test]
    fn they_are_in_the_order_of_their_texts() {
        use Operator::*;
        let all = [
            NotEqual,
            Less,
            LessOrEqual,
            Equal,
            Greater,
            GreaterOrEqual,
            Between,
            ILike,
            In,
            IsNotNull,
            IsNull,
            Like,
            NotBetween,
            NotILike,
            NotIn,
            NotLike,
        ];
        assert!(all.is_sorted());
        assert!(all.map(Operator::as_str).is_sorted());
    }
}
