//! Questions that several stages ask of a catalog.

use rustc_hash::FxHashSet;

use super::{
    AssetIx, Catalog, Claim, Column, ColumnLineage, ColumnRef, Grant, Kind, Label, Reference,
    Relation, Status,
};

impl Catalog {
    /// All assets of a kind, by name.
    #[must_use]
    pub fn sorted(&self, kind: Kind) -> Vec<AssetIx> {
        let mut all: Vec<AssetIx> = (0u32..)
            .zip(&self.assets)
            .filter(|(_, a)| a.kind == kind)
            .map(|(i, _)| AssetIx(i))
            .collect();
        all.sort_unstable_by(|a, b| self.name(*a).cmp(self.name(*b)));
        all
    }

    /// Columns of a relation.
    #[must_use]
    pub fn columns_of(&self, relation: &Relation) -> &[Column] {
        slice(&self.columns, &relation.columns)
    }

    /// Labels of a relation that are published.
    pub fn labels_of(&self, relation: &Relation) -> impl Iterator<Item = &Label> {
        slice(&self.labels, &relation.labels)
            .iter()
            .filter(|label| label.shown)
    }

    /// Grants on a relation, inherited ones included.
    #[must_use]
    pub fn grants_of(&self, relation: &Relation) -> &[Grant] {
        slice(&self.grants, &relation.grants)
    }

    /// What a relation's SQL names.
    #[must_use]
    pub fn references_of(&self, relation: &Relation) -> &[Reference] {
        slice(&self.references, &relation.references)
    }

    /// Productive tables that a view reaches.
    #[must_use]
    pub fn targets_of(&self, relation: &Relation) -> &[AssetIx] {
        slice(&self.targets, &relation.targets)
    }

    /// Sources of ownership of a relation.
    #[must_use]
    pub fn claims_of(&self, relation: &Relation) -> &[Claim] {
        slice(&self.claims, &relation.claims)
    }

    /// Where the columns of a relation come from.
    #[must_use]
    pub fn column_lineage_of(&self, relation: &Relation) -> &[ColumnLineage] {
        slice(&self.column_lineage, &relation.column_lineage)
    }

    /// Source columns of a column.
    #[must_use]
    pub fn column_refs_of(&self, lineage: &ColumnLineage) -> &[ColumnRef] {
        slice(&self.column_refs, &lineage.sources)
    }

    /// Resource names of the policy tags that a reader of a column needs access by.
    #[must_use]
    pub fn policy_tags(&self, tags: Option<super::Sym>) -> Vec<&str> {
        tags.map_or_else(Vec::new, |tags| self.str(tags).lines().collect())
    }

    /// Unified views that depend on an asset through views alone, by name.
    #[must_use]
    pub fn unified_views_below(&self, start: AssetIx) -> Vec<AssetIx> {
        let mut seen = FxHashSet::default();
        seen.insert(start);
        let mut found = Vec::new();
        let mut queue = std::collections::VecDeque::from([start]);
        while let Some(ix) = queue.pop_front() {
            for to in self.graph.downstream(ix) {
                if seen.insert(*to) {
                    if self.relation(*to).is_some_and(|r| r.unified) {
                        found.push(*to);
                    }
                    // A product is a consumer, not a pointer: what it makes is its own.
                    if self.asset(*to).kind == Kind::View {
                        queue.push_back(*to);
                    }
                }
            }
        }
        found.sort_unstable_by(|a, b| self.name(*a).cmp(self.name(*b)));
        found
    }

    /// Shortest way through views from a view to one of its targets: the assets between.
    #[must_use]
    pub fn path_to(&self, view: AssetIx, target: AssetIx) -> Vec<AssetIx> {
        let mut from: rustc_hash::FxHashMap<AssetIx, AssetIx> = rustc_hash::FxHashMap::default();
        let mut queue = std::collections::VecDeque::from([view]);
        while let Some(ix) = queue.pop_front() {
            for up in self.graph.upstream(ix) {
                if *up != view && !from.contains_key(up) {
                    from.insert(*up, ix);
                    if *up == target {
                        let mut path = Vec::new();
                        let mut at = ix;
                        while at != view {
                            path.push(at);
                            at = from.get(&at).copied().unwrap_or(view);
                        }
                        path.reverse();
                        return path;
                    }
                    if self.asset(*up).kind == Kind::View {
                        queue.push_back(*up);
                    }
                }
            }
        }
        Vec::new()
    }

    /// Whether an asset is in use: neither retired nor deprecated nor on its way in.
    #[must_use]
    pub fn is_in_use(&self, ix: AssetIx) -> bool {
        self.asset(ix).status == Status::Active
    }

    /// The home domain of a DME.
    #[must_use]
    pub fn home_domain(&self, dme: AssetIx) -> Option<AssetIx> {
        self.environment(dme)?.domains.first().copied()
    }

    /// Names of the audiences of a relation, declared and granted, sorted; and the number of
    /// grants to single persons, who are never named.
    #[must_use]
    pub fn audiences_of(&self, relation: &Relation) -> (Vec<&str>, usize) {
        let mut names = Vec::new();
        let mut persons = 0;
        for grant in self.grants_of(relation) {
            let grantee = self.str(grant.grantee);
            if grant.person {
                persons += 1;
            } else if reads(self.str(grant.privilege)) {
                names.push(self.audience_name(grantee));
            }
        }
        if let Some(port) = self.port_of(relation) {
            for (name, grantee, _) in &port.audiences {
                let known = self
                    .audiences
                    .iter()
                    .find(|a| a.id == *name || a.label == *name);
                let by_grantee = grantee.as_deref().map(|g| self.audience_name(g));
                names.push(match (known, by_grantee) {
                    (Some(audience), _) => &audience.id,
                    (None, Some(by)) if grantee.as_deref() != Some(by) => by,
                    _ => name,
                });
            }
        }
        names.sort_unstable();
        names.dedup();
        (names, persons)
    }

    /// Id of the audience that a grantee is, or the grantee itself.
    #[must_use]
    pub fn audience_name<'a>(&'a self, grantee: &'a str) -> &'a str {
        self.audiences
            .iter()
            .find(|a| a.grantees.iter().any(|g| g == grantee))
            .map_or(grantee, |a| &a.id)
    }

    /// The output port that a relation is.
    #[must_use]
    pub fn port_of(&self, relation: &Relation) -> Option<&super::OutputPort> {
        self.product(relation.product?)?
            .outputs
            .get(relation.port? as usize)
    }
}

/// Whether another name of a team is the address of a single person.
#[must_use]
pub fn is_person(grantee: &str) -> bool {
    grantee.starts_with("user:") || (!grantee.contains(':') && grantee.contains('@'))
}

/// Whether a role lets its holder read data.
fn reads(privilege: &str) -> bool {
    !matches!(
        privilege,
        "roles/bigquery.metadataViewer" | "roles/bigquery.jobUser" | "roles/bigquery.user"
    )
}

fn slice<'a, T>(all: &'a [T], range: &std::ops::Range<u32>) -> &'a [T] {
    all.get(range.start as usize..range.end as usize)
        .unwrap_or(&[])
}
