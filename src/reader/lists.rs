//! All assets, and all of a kind.

use super::Reader;
use crate::catalog::{Asset, AssetIx, Domain, Environment, Kind, Product, Relation};
use crate::facets::Set;

impl<'a> Reader<'a> {
    /// All assets of a kind, by name. Set: assets of that kind.
    #[must_use]
    pub(crate) fn sorted(self, kind: Kind) -> Vec<AssetIx> {
        self.source.whole(Set::Everything).catalog.sorted(kind)
    }

    /// Number of assets of a kind. Set: assets of that kind.
    #[must_use]
    pub(crate) fn count(self, kind: Kind) -> usize {
        self.source
            .whole(Set::Everything)
            .catalog
            .assets
            .iter()
            .filter(|a| a.kind == kind)
            .count()
    }

    /// The labels of all assets, in the order of the catalog. Set: assets of all kinds.
    #[must_use]
    pub(crate) fn assets(self) -> &'a [Asset] {
        &self.source.whole(Set::Everything).catalog.assets
    }

    /// All tables and views, in the order of the catalog. Set: assets of these kinds.
    #[must_use]
    pub(crate) fn relations(self) -> &'a [Relation] {
        &self.source.whole(Set::Everything).catalog.relations
    }

    /// All DMEs, in the order of the catalog. Set: assets of that kind.
    #[must_use]
    pub(crate) fn environments(self) -> &'a [Environment] {
        &self.source.whole(Set::Everything).catalog.environments
    }

    /// All products, in the order of the catalog. Set: assets of that kind.
    #[must_use]
    pub(crate) fn products(self) -> &'a [Product] {
        &self.source.whole(Set::Everything).catalog.products
    }

    /// All domains, in the order of the catalog. Set: assets of that kind.
    #[must_use]
    pub(crate) fn domains(self) -> &'a [Domain] {
        &self.source.whole(Set::Everything).catalog.domains
    }
}
