//! What manifests and settings say about access, beside grants.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::catalog::{AssetIx, Sym};
use crate::diagnostic::Pos;

/// Index of an audience in [`crate::catalog::Inventory::audiences`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct AudienceIx(pub u32);

/// What manifests and settings say about access, beside grants and audiences of ports.
#[derive(Debug, Clone, Default)]
pub(crate) struct AccessRules {
    /// DMEs that are hidden, and tables and views of which their dataset, a label, a contract, their
    /// product or its DME says so.
    pub hidden: FxHashSet<AssetIx>,
    /// What DMEs publish of their tables, where they say.
    pub publish: FxHashMap<AssetIx, PublishedFacts>,
    /// What is published of all other tables.
    pub usual: PublishedFacts,
    /// By audience, itself and those that its readers are of as well.
    pub included: Vec<Vec<AudienceIx>>,
    /// The audiences that a grantee stands for, sorted; nothing for a grantee of none.
    pub grantees: FxHashMap<Sym, GranteeAudiences>,
    /// The audiences that may read columns of a policy tag, sorted, by its resource name.
    pub policy_tags: BTreeMap<String, Vec<AudienceIx>>,
    /// Ids of the audiences that glossary terms are for, where they are not for everyone.
    pub terms: FxHashMap<AssetIx, Vec<String>>,
    /// Roles that let read data, known ones and those of the settings: of the grants that there are.
    pub reading_roles: FxHashSet<Sym>,
    /// Patterns of `[access] hidden` that no dataset fits: what they were meant to hide would be shown.
    pub unmatched: Vec<String>,
    /// Where a manifest may say of who may see what something that can't be read.
    pub unread: Vec<Pos>,
}

/// Which audiences a grantee stands for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct GranteeAudiences {
    /// The one that lists it, the first of several.
    pub named: Option<AudienceIx>,
    /// All whose readers it reaches, sorted.
    pub reached: Vec<AudienceIx>,
}

/// Which facts of a table readers of a view over it learn, who may not query the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct PublishedFacts {
    /// Which DME the view belongs to, where its tables decide that.
    pub owner: bool,
    /// When it was loaded, and what is promised of that.
    pub freshness: bool,
    /// Whether something is wrong with it.
    pub state: bool,
    /// The SQL of the view, which names it.
    pub sql: bool,
    /// From which of its columns those of the view come.
    pub columns: bool,
}

impl PublishedFacts {
    /// What is published of both.
    #[must_use]
    pub(crate) const fn and(self, other: Self) -> Self {
        Self {
            owner: self.owner && other.owner,
            freshness: self.freshness && other.freshness,
            state: self.state && other.state,
            sql: self.sql && other.sql,
            columns: self.columns && other.columns,
        }
    }
}

impl AccessRules {
    /// The audience and those that it includes.
    #[must_use]
    pub(crate) fn included(&self, of: AudienceIx) -> &[AudienceIx] {
        let known = self.included.get(of.0 as usize);
        known.map_or(&[], Vec::as_slice)
    }
}
