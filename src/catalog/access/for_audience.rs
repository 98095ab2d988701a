//! What rules say of one asset or one text, for who reads it.

use super::{AudienceIx, PublishedFacts};
use crate::catalog::{AssetIx, Catalog, Relation};

impl Catalog {
    /// What readers of a view learn of a table, or of another view, behind it that they may not query:
    /// what its DME publishes, of several what all of them do.
    #[must_use]
    pub(crate) fn published_of(&self, ix: AssetIx) -> PublishedFacts {
        let rules = &self.access;
        let of = |dme: &AssetIx| rules.publish.get(dme).copied().unwrap_or(rules.usual);
        if let Some(owner) = self.ownership.owner(ix) {
            return of(&owner);
        }
        let dmes = self.ownership.dmes(ix).iter().map(of);
        dmes.reduce(PublishedFacts::and).unwrap_or(rules.usual)
    }

    /// Whether a text for audiences of these ids is for this one; one that names none is for everyone.
    #[must_use]
    pub(crate) fn is_for(&self, ids: &[String], of: AudienceIx) -> bool {
        let included = self.access.included(of).iter();
        let mut audiences = included.filter_map(|ix| self.audiences.get(ix.0 as usize));
        ids.is_empty() || audiences.any(|audience| ids.contains(&audience.id))
    }

    /// Whether an asset is only listed: name, description, owner, how to ask.
    #[must_use]
    pub(crate) fn is_listed(&self, ix: AssetIx) -> bool {
        let part = self.part.as_ref();
        part.is_some_and(|part| part.listed.contains(&ix))
    }

    /// Tables and views of which everything may be told: all of a whole catalog, and of a part those
    /// that aren't only listed. What is counted is counted of these.
    pub(crate) fn open_relations(&self) -> impl Iterator<Item = &Relation> {
        self.relations.iter().filter(|r| !self.is_listed(r.asset))
    }

    /// Whether something that an asset should have may be hidden: that it is missing tells nothing.
    #[must_use]
    pub(crate) fn is_partial(&self, ix: AssetIx) -> bool {
        let part = self.part.as_ref();
        part.is_some_and(|part| part.partial.contains(&ix))
    }
}
