//! Whose relations are.

use super::Reader;
use crate::catalog::{AssetIx, FirstContact, OwnerCandidate, OwnershipDecision, Relation};

impl<'a> Reader<'a> {
    /// The DME that owns a relation. Facet: ownership.
    #[must_use]
    pub(crate) fn owner(self, relation: &Relation) -> Option<AssetIx> {
        self.catalog.owner(relation)
    }

    /// Who owns a relation and why. Facet: ownership.
    #[must_use]
    pub(crate) fn decision(self, relation: &Relation) -> OwnershipDecision {
        self.catalog.decision(relation)
    }

    /// All that says who owns a relation. Facet: ownership.
    #[must_use]
    pub(crate) fn owner_candidates_of(self, relation: &Relation) -> &'a [OwnerCandidate] {
        self.catalog.owner_candidates_of(relation)
    }

    /// DMEs of a relation's targets, or its own; sorted by name. Facet: ownership.
    #[must_use]
    pub(crate) fn dmes_of(self, relation: &Relation) -> &'a [AssetIx] {
        self.catalog.dmes_of(relation)
    }

    /// Whom to ask about a view that spans several DMEs; nothing for any other asset. Facet:
    /// ownership.
    #[must_use]
    pub(crate) fn first_contact(self, ix: AssetIx) -> Option<&'a FirstContact> {
        self.catalog.first_contact.get(&ix)
    }
}
