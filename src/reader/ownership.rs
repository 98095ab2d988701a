//! Whose relations are.

use super::Reader;
use crate::catalog::{Asked, AssetIx, Claim, Decision, Relation};

impl<'a> Reader<'a> {
    /// The DME that owns a relation. Facet: ownership.
    #[must_use]
    pub fn owner(self, relation: &Relation) -> Option<AssetIx> {
        self.catalog.owner(relation)
    }

    /// Who owns a relation and why. Facet: ownership.
    #[must_use]
    pub fn decision(self, relation: &Relation) -> Decision {
        self.catalog.decision(relation)
    }

    /// All that says who owns a relation. Facet: ownership.
    #[must_use]
    pub fn claims_of(self, relation: &Relation) -> &'a [Claim] {
        self.catalog.claims_of(relation)
    }

    /// DMEs of a relation's targets, or its own; sorted by name. Facet: ownership.
    #[must_use]
    pub fn dmes_of(self, relation: &Relation) -> &'a [AssetIx] {
        self.catalog.dmes_of(relation)
    }

    /// Whom to ask about a view that spans several DMEs; nothing for any other asset. Facet:
    /// ownership.
    #[must_use]
    pub fn asked(self, ix: AssetIx) -> Option<&'a Asked> {
        self.catalog.asked.get(&ix)
    }
}
