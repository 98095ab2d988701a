//! How much of a table or view an audience may see: the one function that pages and builds ask.

use super::AudienceIx;
use crate::catalog::{AssetIx, Catalog, OutputPort, Relation};
use crate::system::{Breadth, Principals};

/// How much of an asset a reader may see; each level shows what those before it do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Level {
    /// Nothing, not that it is there either.
    Hidden,
    /// Name, description, owner, and how to ask for access.
    Listed,
    /// Everything.
    Open,
}

/// What an audience lacks to be a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lacking {
    /// The output port names others.
    Declaration,
    /// Grants are of others.
    Grant,
}

/// Whom a table or view is for, sorted; all that may be asked of its readers follows from it.
pub(crate) struct AccessTo {
    /// Audiences that are declared and granted it, where both are told, and else those of what is.
    pub both: Vec<AudienceIx>,
    /// Those that its output port names, where it names any.
    pub declared: Option<Vec<AudienceIx>>,
    /// Those that grants reach, where any are told.
    pub granted: Option<Vec<AudienceIx>>,
}

impl Catalog {
    /// The audience of an id.
    #[must_use]
    pub(crate) fn audience(&self, id: &str) -> Option<AudienceIx> {
        let at = self.audiences.iter().position(|audience| audience.id == id);
        Some(AudienceIx(crate::catalog::small(at?)))
    }

    /// How much of a table or view an audience may see. Open is what it may query; of the rest, a
    /// unified view is listed unless something hides it.
    #[must_use]
    pub(crate) fn level(&self, ix: AssetIx, of: AudienceIx) -> Level {
        let Some(relation) = self.relation(ix) else {
            return Level::Hidden;
        };
        if self.readers(relation).contains(&of) {
            Level::Open
        } else if relation.unified && relation.is_described() && !self.is_hidden(relation) {
            Level::Listed
        } else {
            Level::Hidden
        }
    }

    /// The audiences that may query a table or view, sorted. Where its output port names audiences and
    /// exports tell of grants, it takes both; where one of the two is silent, the other decides.
    #[must_use]
    pub(crate) fn readers(&self, relation: &Relation) -> Vec<AudienceIx> {
        if let Some(part) = &self.part {
            let open = !self.is_listed(relation.asset);
            let of = self.audience(&part.audience).filter(|_| open);
            return of.into_iter().collect();
        }
        // What no export describes may not be there.
        if !relation.is_described() {
            return Vec::new();
        }
        self.access_to(relation).both
    }

    /// Whom a table or view is for, as its port and grants say.
    #[must_use]
    pub(crate) fn access_to(&self, relation: &Relation) -> AccessTo {
        let (declared, granted) = (self.declared_to(relation), self.granted_to(relation));
        let both = match (&declared, &granted) {
            (Some(declared), Some(granted)) => {
                let is_granted = |of: &&AudienceIx| granted.binary_search(of).is_ok();
                declared.iter().filter(is_granted).copied().collect()
            }
            (Some(audiences), None) | (None, Some(audiences)) => audiences.clone(),
            (None, None) => Vec::new(),
        };
        AccessTo {
            both,
            declared,
            granted,
        }
    }

    /// What an audience lacks to be a reader of a table or view; nothing where it is one, and where
    /// nothing is told of readers at all.
    #[must_use]
    pub(crate) fn lacking(&self, relation: &Relation, of: AudienceIx) -> Option<Lacking> {
        if self.readers(relation).contains(&of) {
            return None;
        }
        let lacks =
            |audiences: Option<Vec<AudienceIx>>| audiences.is_some_and(|all| !all.contains(&of));
        match (
            lacks(self.declared_to(relation)),
            lacks(self.granted_to(relation)),
        ) {
            (true, _) => Some(Lacking::Declaration),
            (false, true) => Some(Lacking::Grant),
            (false, false) => None,
        }
    }

    /// The audiences that its output port names, sorted; nothing where it says nothing of them. An
    /// empty list is nobody.
    fn declared_to(&self, relation: &Relation) -> Option<Vec<AudienceIx>> {
        let port = self.port_of(relation)?;
        if port.audiences.is_empty() {
            return port.is_for_nobody.then(Vec::new);
        }
        let all = (0..crate::catalog::small(self.audiences.len())).map(AudienceIx);
        let for_everyone = port.audiences.iter().any(|(name, grantee, _)| {
            let name = Some(name.as_str()).filter(|name| Principals::has_form(name));
            let mut all = name.into_iter().chain(grantee.as_deref());
            all.any(|grantee| Breadth::of(grantee) == Some(Breadth::Everyone))
        });
        Some(
            all.filter(|of| for_everyone || self.is_declared(port, *of))
                .collect(),
        )
    }

    /// Whether a port names an audience, or one that it includes.
    fn is_declared(&self, port: &OutputPort, of: AudienceIx) -> bool {
        let mut included = self.access.included(of).iter();
        included.any(|ix| {
            let Some(audience) = self.audiences.get(ix.0 as usize) else {
                return false;
            };
            port.audiences.iter().any(|(name, grantee, _)| {
                let grantee = grantee.as_deref();
                *name == audience.id
                    || *name == audience.label
                    || [Some(name.as_str()), grantee]
                        .into_iter()
                        .flatten()
                        .any(|grantee| audience.has(grantee))
            })
        })
    }

    /// The audiences that grants reach, sorted; nothing where no export tells of any. Grants on a
    /// dataset are those of all in it. A grant to a person is one that no audience has.
    fn granted_to(&self, relation: &Relation) -> Option<Vec<AudienceIx>> {
        let mut reading = self.grants_of(relation).iter().filter(|grant| grant.reads);
        let first = reading.next()?;
        let mut all = Vec::new();
        for grant in std::iter::once(first).chain(reading) {
            // Whether a role of an organization's own reads, its settings say; if not, it opens nothing.
            if !self.access.reading_roles.contains(&grant.privilege) {
                continue;
            }
            if let Some(audiences) = self.access.grantees.get(&grant.grantee) {
                all.extend_from_slice(&audiences.reached);
            }
        }
        all.sort_unstable();
        all.dedup();
        Some(all)
    }

    /// Whether something says that a view is hidden from who may not query it: its dataset, its product,
    /// a label, its DME; where it has several, one of them.
    #[must_use]
    fn is_hidden(&self, relation: &Relation) -> bool {
        let hidden = &self.access.hidden;
        let (owner, dmes) = (self.owner(relation), self.dmes_of(relation));
        hidden.contains(&relation.asset)
            || match &owner {
                Some(owner) => hidden.contains(owner),
                None => dmes.iter().any(|dme| hidden.contains(dme)),
            }
    }
}

impl crate::catalog::Audience {
    /// Whether it lists a grantee, as systems spell it.
    #[must_use]
    pub(crate) fn has(&self, grantee: &str) -> bool {
        let mut all = self.grantees.iter();
        all.any(|own| Principals::is_same(own, grantee))
            && !Principals::folded(grantee).starts_with("deleted:")
    }
}
