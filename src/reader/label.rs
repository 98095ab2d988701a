//! What an asset is called, where its page is, and what its state of life is.

use super::Reader;
use crate::catalog::{Asset, AssetIx, Key, Kind, Relation, RelationKind, Status, Sym};
use crate::diagnostic::Pos;
use crate::facets::Facet;

/// What an asset is called, where its page is, and what its state of life is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AssetLabel {
    /// What it is.
    pub kind: Kind,
    /// Display name, where it differs from the canonical one.
    pub title: Option<Sym>,
    /// Life-cycle state.
    pub status: Status,
}

impl AssetLabel {
    const fn of(asset: &Asset) -> Self {
        Self {
            kind: asset.kind,
            title: asset.title,
            status: asset.status,
        }
    }
}

impl<'a> Reader<'a> {
    /// The label of an asset. Facet: label.
    #[must_use]
    #[inline]
    pub(crate) fn asset(self, ix: AssetIx) -> AssetLabel {
        AssetLabel::of(self.source.of(Facet::Label, ix).asset(ix))
    }

    /// Text about it: plain or Markdown. Facet: description.
    #[must_use]
    #[inline]
    pub(crate) fn description(self, ix: AssetIx) -> Option<&'a str> {
        let c = self.source.of(Facet::Description, ix);
        Some(c.str(c.asset(ix).description?))
    }

    /// Whether it is a table or view that no export describes. Facet: label.
    #[must_use]
    pub(crate) fn is_outside(self, ix: AssetIx) -> bool {
        let relation = self.source.of(Facet::Label, ix).relation(ix);
        relation.is_some_and(|relation| !relation.is_described())
    }

    /// Whether it is a unified view. Facet: label.
    #[must_use]
    pub(crate) fn is_unified(self, ix: AssetIx) -> bool {
        let relation = self.source.of(Facet::Label, ix).relation(ix);
        relation.is_some_and(|relation| relation.unified)
    }

    /// Whether it is a view of any sort. Facet: label.
    #[must_use]
    pub(crate) fn is_view(self, ix: AssetIx) -> bool {
        let relation = self.source.of(Facet::Label, ix).relation(ix);
        relation.is_some_and(Relation::is_view)
    }

    /// What a table or view is. Facet: label.
    #[must_use]
    pub(crate) fn relation_kind(self, ix: AssetIx) -> Option<RelationKind> {
        let relation = self.source.of(Facet::Label, ix).relation(ix);
        relation.map(|relation| relation.kind)
    }

    /// Dataset and name of a table or view; the dataset may be empty. Facet: label.
    #[must_use]
    pub(crate) fn names_of(self, ix: AssetIx) -> Option<(&'a str, &'a str)> {
        let c = self.source.of(Facet::Label, ix);
        let relation = c.relation(ix)?;
        Some((c.str(relation.dataset), c.str(relation.table)))
    }

    /// Where an asset is described. Facet: places.
    #[must_use]
    pub(crate) fn described_at(self, ix: AssetIx) -> Option<Pos> {
        self.source.of(Facet::Places, ix).asset(ix).pos
    }

    /// Canonical name. Facet: label.
    #[must_use]
    #[inline]
    pub(crate) fn name(self, ix: AssetIx) -> &'a str {
        self.source.of(Facet::Label, ix).name(ix)
    }

    /// Canonical name of an asset whose number came with what was read before: that is told apart by keys,
    /// of which names are the better part.
    #[must_use]
    #[inline]
    pub(crate) fn known_name(self, ix: AssetIx) -> &'a str {
        self.source.known().name(ix)
    }

    /// Display name. Facet: label.
    #[must_use]
    #[inline]
    pub(crate) fn title(self, ix: AssetIx) -> &'a str {
        self.source.of(Facet::Label, ix).title(ix)
    }

    /// Canonical id, `kind:name`. Facet: label.
    #[must_use]
    #[inline]
    pub(crate) fn id(self, ix: AssetIx) -> String {
        self.source.of(Facet::Label, ix).id(ix)
    }

    /// What the asset is known by for longer than a build. Facet: label.
    #[must_use]
    pub(crate) fn key(self, ix: AssetIx) -> Key<'a> {
        self.source.of(Facet::Label, ix).key(ix)
    }

    /// Site-relative address of the asset's page. Facet: label.
    #[must_use]
    #[inline]
    pub(crate) fn href(self, ix: AssetIx) -> &'a str {
        self.source.of(Facet::Label, ix).href(ix)
    }

    /// Whether it is in use: neither retired nor deprecated nor on its way in. Facet: label.
    #[must_use]
    #[inline]
    pub(crate) fn is_in_use(self, ix: AssetIx) -> bool {
        self.source.of(Facet::Label, ix).is_in_use(ix)
    }

    /// Text of a symbol; of the facet that the symbol was read with.
    #[must_use]
    #[inline]
    pub(crate) fn str(self, sym: Sym) -> &'a str {
        self.source.known().str(sym)
    }

    /// Where something that an asset has is said: `path:line`, without the line in an export. Facet: places.
    #[must_use]
    #[inline]
    pub(crate) fn at(self, ix: AssetIx, pos: Pos) -> String {
        self.source.of(Facet::Places, ix).lasting_at(pos)
    }

    /// `path:line` of anything; no facet holds the lines of exports, so that only what is made by each
    /// build may ask.
    #[must_use]
    #[inline]
    pub(crate) fn row_at(self, pos: Pos) -> String {
        self.source.known().at(pos)
    }

    /// Where a finding is, as `at` says it; of the facet that the finding was read with.
    #[must_use]
    #[inline]
    pub(crate) fn found_at(self, pos: Pos) -> String {
        self.source.known().lasting_at(pos)
    }
}
