//! A restriction under way, and what the kept assets are called in the part.

use rustc_hash::FxHashSet;

use crate::catalog::{AssetIx, Catalog, Kind, Sym, small};

/// A restriction under way: what the kept assets are called in the part.
pub(super) struct Restriction<'a> {
    pub(super) from: &'a Catalog,
    /// New index by old one; nothing for what is left out.
    pub(super) new: Vec<Option<AssetIx>>,
    /// Projects and datasets that hold something that is left out.
    pub(super) left: FxHashSet<Sym>,
    pub(super) to: Catalog,
}

impl Restriction<'_> {
    /// The index that an asset has in the part.
    pub(super) fn ix(&self, old: AssetIx) -> Option<AssetIx> {
        self.new.get(old.ix()).copied().flatten()
    }

    /// Those of some assets that are kept.
    pub(super) fn all(&self, old: &[AssetIx]) -> Vec<AssetIx> {
        old.iter().filter_map(|ix| self.ix(*ix)).collect()
    }

    /// Whether all of these are kept.
    pub(super) fn keeps_all(&self, old: &[AssetIx]) -> bool {
        old.iter().all(|ix| self.ix(*ix).is_some())
    }

    pub(super) fn sym(&mut self, old: Sym) -> Sym {
        self.to
            .inventory
            .registry
            .strings
            .intern(self.from.strings.resolve(old))
    }

    pub(super) fn opt_sym(&mut self, old: Option<Sym>) -> Option<Sym> {
        old.map(|old| self.sym(old))
    }

    /// The name of another asset, unless that is left out.
    pub(super) fn name_of_kept(&self, name: Option<&String>) -> Option<String> {
        let name = name?;
        let bare = name.split_once(':').map_or(name.as_str(), |(_, name)| name);
        let named = Kind::ALL
            .into_iter()
            .find_map(|kind| self.from.find(kind, bare));
        let named = named.or_else(|| self.from.find_relation(bare));
        let is_left = named.is_some_and(|ix| self.ix(ix).is_none());
        (!is_left).then(|| name.clone())
    }

    /// Takes down where among its kind an asset stands now.
    pub(super) fn place(&mut self, ix: AssetIx, detail: usize) {
        if let Some(asset) = self.to.inventory.registry.assets.get_mut(ix.ix()) {
            asset.detail = small(detail);
        }
    }
}
