//! Set operations that pair columns by name.

use sqlparser::ast::SetQuantifier;

use super::super::form::ByName;

/// How a set operation pairs columns, where that is by name.
pub(super) fn by_name(quantifier: SetQuantifier) -> Option<ByName> {
    match quantifier {
        SetQuantifier::ByName => Some(ByName::Both),
        SetQuantifier::AllByName => Some(ByName::Left),
        SetQuantifier::DistinctByName => Some(ByName::Common),
        SetQuantifier::All | SetQuantifier::Distinct | SetQuantifier::None => None,
    }
}
