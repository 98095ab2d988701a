//! The order of documents, which breaks ties: what consumers look for first, and names as people sort
//! them.

use std::cmp::Reverse;

use super::document_kind::kind;
use crate::catalog::{AssetIx, Catalog, Status};
use crate::lines::SearchKind;

/// What decides between results that match alike: in use before deprecated, what holds data before
/// what it belongs to, what consumers query before what lies behind it, what is used most, short
/// names before long ones.
pub(super) fn place(
    c: &Catalog,
    ix: AssetIx,
    older: bool,
) -> (bool, u8, Reverse<u32>, usize, &str) {
    let asset = c.asset(ix);
    let kind = match kind(c, ix) {
        SearchKind::UnifiedView => 0,
        SearchKind::View => 1,
        SearchKind::Table => 2,
        SearchKind::Product => 3,
        SearchKind::Dme => 4,
        SearchKind::Domain => 5,
        SearchKind::Term => 6,
        SearchKind::Contract
        | SearchKind::Exposure
        | SearchKind::Job
        | SearchKind::Model
        | SearchKind::Team
        | SearchKind::Guide => 7,
        SearchKind::External => 8,
    };
    let name = short_name(c, ix);
    let words = 1 + name.matches(|c: char| !c.is_alphanumeric()).count();
    let leaving = older || matches!(asset.status, Status::Deprecated | Status::Retired);
    let used = c.operations.usage.get(&ix).map_or(0, |u| u.queries);
    (leaving, kind, Reverse(used), words, name)
}

/// The name of a table within its dataset, or of anything else.
pub(super) fn short_name(c: &Catalog, ix: AssetIx) -> &str {
    c.relation(ix)
        .filter(|r| r.is_described())
        .map_or_else(|| c.title(ix), |r| c.str(r.table))
}

/// What names are sorted by: letters before their case.
pub(super) fn by_letters(name: &str) -> (String, &str) {
    (name.to_ascii_lowercase(), name)
}
