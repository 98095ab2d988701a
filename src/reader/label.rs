//! What an asset is called, where its page is, and what its state of life is.

use super::Reader;
use crate::catalog::{Asset, AssetIx, Key, Sym};
use crate::diagnostic::Pos;

impl<'a> Reader<'a> {
    /// The whole label of an asset. Facet: label.
    #[must_use]
    #[inline]
    pub(crate) fn asset(self, ix: AssetIx) -> &'a Asset {
        self.catalog.asset(ix)
    }

    /// Canonical name. Facet: label.
    #[must_use]
    #[inline]
    pub(crate) fn name(self, ix: AssetIx) -> &'a str {
        self.catalog.name(ix)
    }

    /// Display name. Facet: label.
    #[must_use]
    #[inline]
    pub(crate) fn title(self, ix: AssetIx) -> &'a str {
        self.catalog.title(ix)
    }

    /// Canonical id, `kind:name`. Facet: label.
    #[must_use]
    #[inline]
    pub(crate) fn id(self, ix: AssetIx) -> String {
        self.catalog.id(ix)
    }

    /// What the asset is known by for longer than a build. Facet: label.
    #[must_use]
    pub(crate) fn key(self, ix: AssetIx) -> Key<'a> {
        self.catalog.key(ix)
    }

    /// Site-relative address of the asset's page. Facet: label.
    #[must_use]
    #[inline]
    pub(crate) fn href(self, ix: AssetIx) -> &'a str {
        self.catalog.href(ix)
    }

    /// Whether it is in use: neither retired nor deprecated nor on its way in. Facet: label.
    #[must_use]
    #[inline]
    pub(crate) fn is_in_use(self, ix: AssetIx) -> bool {
        self.catalog.is_in_use(ix)
    }

    /// Text of a symbol; of the facet that the symbol was read with.
    #[must_use]
    #[inline]
    pub(crate) fn str(self, sym: Sym) -> &'a str {
        self.catalog.str(sym)
    }

    /// `path:line` of a place; of the facet that the place was read with.
    #[must_use]
    #[inline]
    pub(crate) fn at(self, pos: Pos) -> String {
        self.catalog.at(pos)
    }
}
