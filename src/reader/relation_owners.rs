//! Whose relations are.

use super::Reader;
use crate::catalog::{AssetIx, FirstContact, OwnerCandidate, OwnershipDecision, Relation};
use crate::facets::Facet;

impl<'a> Reader<'a> {
    /// The DME that owns a relation. Facet: ownership.
    #[must_use]
    pub(crate) fn owner(self, relation: &Relation) -> Option<AssetIx> {
        self.source.of(Facet::Owner, relation.asset).owner(relation)
    }

    /// The DME that owns a relation, by its asset. Facet: owner.
    #[must_use]
    pub(crate) fn owner_of(self, ix: AssetIx) -> Option<AssetIx> {
        let c = self.source.of(Facet::Owner, ix);
        c.owner(c.relation(ix)?)
    }

    /// Who owns a relation and why. Facet: ownership.
    #[must_use]
    pub(crate) fn decision(self, relation: &Relation) -> OwnershipDecision {
        self.source
            .of(Facet::Ownership, relation.asset)
            .decision(relation)
    }

    /// All that says who owns a relation. Facet: ownership.
    #[must_use]
    pub(crate) fn owner_candidates_of(self, relation: &Relation) -> &'a [OwnerCandidate] {
        self.source
            .of(Facet::Ownership, relation.asset)
            .owner_candidates_of(relation)
    }

    /// DMEs of a relation's targets, or its own; sorted by name. Facet: ownership.
    #[must_use]
    pub(crate) fn dmes_of(self, relation: &Relation) -> &'a [AssetIx] {
        self.source
            .of(Facet::Ownership, relation.asset)
            .dmes_of(relation)
    }

    /// Whom to ask about a view that spans several DMEs; nothing for any other asset. Facet:
    /// ownership.
    #[must_use]
    pub(crate) fn first_contact(self, ix: AssetIx) -> Option<&'a FirstContact> {
        self.source.of(Facet::Ownership, ix).first_contact.get(&ix)
    }
}
