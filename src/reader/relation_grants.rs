//! Who may read a relation.

use super::Reader;
use crate::catalog::{Audience, Grant, Lacking, Relation, Sym};
use crate::facets::{Facet, Question, Set};

impl<'a> Reader<'a> {
    /// Grants on a relation, inherited ones included. Facet: access.
    #[must_use]
    pub(crate) fn grants_of(self, relation: &Relation) -> &'a [Grant] {
        self.source
            .of(Facet::Access, relation.asset)
            .grants_of(relation)
    }

    /// Who may query a relation, sorted: ids of audiences, and grantees that none stands for; and the
    /// number of grants to single persons, who are never named. Facet: access.
    #[must_use]
    pub(crate) fn audiences_of(self, relation: &Relation) -> (Vec<&'a str>, usize) {
        self.source
            .of(Facet::Access, relation.asset)
            .audiences_of(relation)
    }

    /// What an audience that a port or a grant names lacks to be a reader of a relation. Facet: access.
    #[must_use]
    pub(crate) fn lacking(self, relation: &Relation, audience: &str) -> Option<Lacking> {
        let audience = self
            .source
            .of(Facet::Access, relation.asset)
            .audience(audience)?;
        self.source
            .of(Facet::Access, relation.asset)
            .lacking(relation, audience)
    }

    /// Whether only what one audience may see is here. Set: audiences.
    #[must_use]
    pub(crate) fn is_of_audience(self) -> bool {
        self.source.whole(Set::Part).catalog.part.is_some()
    }

    /// Resource names of the policy tags that a reader of a column needs access by. Facet: access.
    #[must_use]
    pub(crate) fn policy_tags(self, tags: Option<Sym>) -> Vec<&'a str> {
        self.source.known().policy_tags(tags)
    }

    /// The audiences of the settings. Set: audiences.
    #[must_use]
    pub(crate) fn audiences(self) -> &'a [Audience] {
        &self.source.whole(Set::Audiences).catalog.audiences
    }

    /// Id of the audience that a grantee is, or the grantee itself. Set: audiences.
    #[must_use]
    pub(crate) fn audience_name(self, grantee: &'a str) -> &'a str {
        self.source
            .asked(Question::Grantee, grantee)
            .audience_name(grantee)
    }
}
