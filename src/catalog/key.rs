//! What an asset is known by for longer than a build.

use std::fmt;

use super::Kind;
use crate::diagnostic::Subject;

/// Where a name stands for one asset. Tables and views share theirs: a table that becomes a view is
/// the same asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Namespace {
    /// Tables and views.
    Relations,
    /// The assets of any other kind.
    Of(Kind),
}

impl Namespace {
    /// The namespace of the assets of a kind.
    #[must_use]
    pub(crate) const fn of(kind: Kind) -> Self {
        match kind {
            Kind::Table | Kind::View => Self::Relations,
            other => Self::Of(other),
        }
    }

    /// The word before the colon in a key.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Relations => "relation",
            Self::Of(kind) => kind.as_str(),
        }
    }
}

/// The canonical name of an asset within its namespace. It holds no index and no place, so that two
/// builds can be compared by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Key<'c> {
    /// Where the name stands for one asset.
    pub namespace: Namespace,
    /// Canonical name.
    pub name: &'c str,
}

impl Kind {
    /// The asset of this kind and canonical name, for what is said of it.
    #[must_use]
    pub fn subject(self, name: &str) -> Subject {
        let namespace = Namespace::of(self);
        Subject {
            id: [self.as_str(), ":", name].concat(),
            key: [namespace.as_str(), ":", name].concat(),
        }
    }
}

impl fmt::Display for Key<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.namespace.as_str(), self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Asset, AssetIx, Kind, Registry, Status};

    fn named(kind: Kind, name: &str) -> (Registry, AssetIx) {
        let mut registry = Registry::default();
        let name = registry.intern(name);
        let ix = registry.push(Asset {
            kind,
            name,
            title: None,
            description: None,
            detail: 0,
            pos: None,
            status: Status::Active,
            href: name,
        });
        (registry, ix)
    }

    #[test]
    fn a_table_that_becomes_a_view_has_the_same_key() {
        let (before, table) = named(Kind::Table, "p.d.orders");
        let (after, view) = named(Kind::View, "p.d.orders");
        assert_eq!(before.key(table), after.key(view));
        assert_eq!(before.key(table).to_string(), "relation:p.d.orders");
        assert_ne!(before.id(table), after.id(view));
    }

    #[test]
    fn a_domain_and_a_team_of_one_name_differ() {
        let (domains, domain) = named(Kind::Domain, "payments");
        let (teams, team) = named(Kind::Team, "payments");
        assert_ne!(domains.key(domain), teams.key(team));
        assert_eq!(teams.key(team).to_string(), "team:payments");
    }

    #[test]
    fn a_name_is_found_by_its_kind_alone() {
        let (registry, table) = named(Kind::Table, "p.d.orders");
        assert_eq!(registry.find(Kind::Table, "p.d.orders"), Some(table));
        assert_eq!(registry.find(Kind::View, "p.d.orders"), None);
        assert_eq!(registry.find_relation("p.d.orders"), Some(table));
    }
}
