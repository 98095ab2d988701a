//! What exports say that a table is set to, names interned, before constraints have found their columns.

use crate::catalog::{Partitioning, Sym};

/// What a table or view is set to.
#[derive(Debug, Clone, Default)]
pub(in crate::link) struct RawProperties {
    pub partitioning: Option<Partitioning>,
    pub expires: Option<Sym>,
    pub kms_key: Option<Sym>,
    pub max_staleness: Option<Sym>,
    pub collation: Option<Sym>,
    /// Path and collation.
    pub column_collations: Vec<(Sym, Sym)>,
    pub row_policies: Vec<RawRowPolicy>,
    pub constraints: Vec<RawConstraint>,
}

/// A policy of who may see which rows.
#[derive(Debug, Clone)]
pub(in crate::link) struct RawRowPolicy {
    pub name: Sym,
    /// Names in its condition, some of which are columns.
    pub named: Vec<String>,
    pub fingerprint: u64,
}

/// A constraint, or columns of one whose kind isn't known yet.
#[derive(Debug, Clone)]
pub(in crate::link) struct RawConstraint {
    pub name: Sym,
    /// Whether it is the primary key, or else a unique one; nothing where no export says what it is.
    pub primary: Option<bool>,
    pub enforced: Option<bool>,
    /// Place and name.
    pub columns: Vec<(u32, Sym)>,
}

impl RawProperties {
    /// The constraint of a name.
    pub(super) fn constraint(&mut self, name: Sym) -> &mut RawConstraint {
        let known = self.constraints.iter().position(|c| c.name == name);
        let at = known.unwrap_or(self.constraints.len());
        if at == self.constraints.len() {
            self.constraints.push(RawConstraint {
                name,
                primary: None,
                enforced: None,
                columns: Vec::new(),
            });
        }
        &mut self.constraints[at]
    }

    /// Takes how the table is partitioned, which several rows may tell in parts.
    pub(super) fn partitioned(&mut self, other: Partitioning) {
        let own = self.partitioning.get_or_insert_default();
        own.unit = own.unit.or(other.unit);
        own.by_ingestion |= other.by_ingestion;
        own.expiration = own.expiration.or(other.expiration);
    }

    /// Takes a policy, once.
    pub(super) fn policy(&mut self, policy: RawRowPolicy) {
        if !self.row_policies.iter().any(|p| p.name == policy.name) {
            self.row_policies.push(policy);
        }
    }

    /// Takes how a column is compared, once.
    pub(super) fn column_collation(&mut self, path: Sym, collation: Sym) {
        if !self.column_collations.iter().any(|c| c.0 == path) {
            self.column_collations.push((path, collation));
        }
    }

    /// Takes what another name of the table was told.
    pub(super) fn absorb(&mut self, other: Self) {
        if let Some(partitioning) = other.partitioning {
            self.partitioned(partitioning);
        }
        self.expires = self.expires.or(other.expires);
        self.kms_key = self.kms_key.or(other.kms_key);
        self.max_staleness = self.max_staleness.or(other.max_staleness);
        self.collation = self.collation.or(other.collation);
        for (path, collation) in other.column_collations {
            self.column_collation(path, collation);
        }
        for policy in other.row_policies {
            self.policy(policy);
        }
        for constraint in other.constraints {
            let own = self.constraint(constraint.name);
            own.primary = own.primary.or(constraint.primary);
            own.enforced = own.enforced.or(constraint.enforced);
            own.columns.extend(constraint.columns);
        }
    }
}
