//! What kind of thing an asset is to those who search.

use crate::catalog::{AssetIx, Catalog, Kind};
use crate::lines::SearchKind;

/// What it is, as results and filters say it.
pub(super) fn kind(c: &Catalog, ix: AssetIx) -> SearchKind {
    let relation = c.relation(ix);
    match c.asset(ix).kind {
        Kind::View | Kind::Table if relation.is_some_and(|r| r.unified) => SearchKind::UnifiedView,
        Kind::Table if relation.is_some_and(|r| !r.is_described()) => SearchKind::External,
        Kind::View => SearchKind::View,
        Kind::Table => SearchKind::Table,
        Kind::Dme => SearchKind::Dme,
        Kind::Product => SearchKind::Product,
        Kind::Contract => SearchKind::Contract,
        Kind::Term => SearchKind::Term,
        Kind::Domain => SearchKind::Domain,
        Kind::Exposure => SearchKind::Exposure,
        Kind::Job => SearchKind::Job,
        Kind::Model => SearchKind::Model,
        Kind::Team => SearchKind::Team,
        Kind::Guide => SearchKind::Guide,
    }
}
