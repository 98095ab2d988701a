//! Questions that several stages ask of a catalog.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::{
    AssetIx, AudienceIx, Catalog, ColumnLineage, ColumnRef, Kind, OwnerCandidate,
    OwnershipDecision, Reference, Relation, Runs, SqlProblem, Sym,
};

impl Catalog {
    /// What a relation's SQL names.
    #[must_use]
    pub(crate) fn references_of(&self, relation: &Relation) -> &[Reference] {
        self.references.of(relation.asset)
    }

    /// Productive tables that a view reaches.
    #[must_use]
    pub(crate) fn targets_of(&self, relation: &Relation) -> &[AssetIx] {
        self.targets.of(relation.asset)
    }

    /// Sources of ownership of a relation.
    #[must_use]
    pub(crate) fn owner_candidates_of(&self, relation: &Relation) -> &[OwnerCandidate] {
        self.ownership.candidates(relation.asset)
    }

    /// Who owns a relation and why.
    #[must_use]
    pub(crate) fn decision(&self, relation: &Relation) -> OwnershipDecision {
        self.ownership.decision(relation.asset)
    }

    /// The DME that owns a relation.
    #[must_use]
    pub(crate) fn owner(&self, relation: &Relation) -> Option<AssetIx> {
        self.ownership.owner(relation.asset)
    }

    /// DMEs of a relation's targets, or its own; sorted by name.
    #[must_use]
    pub(crate) fn dmes_of(&self, relation: &Relation) -> &[AssetIx] {
        self.ownership.dmes(relation.asset)
    }

    /// Contracts about a relation, with the index of the contract's table.
    #[must_use]
    pub(crate) fn contracts_of(&self, relation: &Relation) -> &[(AssetIx, u32)] {
        self.contracts_of.of(relation.asset)
    }

    /// Where and why the parser gave up on the SQL of a relation.
    #[must_use]
    pub(crate) fn sql_problem(&self, relation: &Relation) -> Option<&SqlProblem> {
        self.sql_problems.get(&relation.asset)
    }

    /// Where the columns of a relation come from.
    #[must_use]
    pub(crate) fn column_lineage_of(&self, relation: &Relation) -> &[ColumnLineage] {
        self.column_lineage.of(relation.asset)
    }

    /// Source columns of a column.
    #[must_use]
    pub(crate) fn column_refs_of(&self, lineage: &ColumnLineage) -> &[ColumnRef] {
        sources_of(&self.column_refs, lineage)
    }

    /// The runs of a job.
    #[must_use]
    pub(crate) fn runs_of(&self, job: AssetIx) -> &Runs {
        let known = self.operations.runs.get(self.detail(job));
        known.unwrap_or(const { &Runs::NONE })
    }

    /// Unified views that depend on an asset through views alone, by name.
    #[must_use]
    pub(crate) fn unified_views_below(&self, start: AssetIx) -> Vec<AssetIx> {
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
    pub(crate) fn path_to(&self, view: AssetIx, target: AssetIx) -> Vec<AssetIx> {
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

    /// Who may query a relation, sorted: ids of the audiences for which it is open
    /// ([`Catalog::level`]), and grantees and names at its port that no audience stands for; and the
    /// number of grants to single persons, who are never named.
    #[must_use]
    pub(crate) fn audiences_of(&self, relation: &Relation) -> (Vec<&str>, usize) {
        let readers = self.readers(relation).into_iter();
        let known = readers.filter_map(|ix| self.audiences.get(ix.0 as usize));
        let mut names: Vec<&str> = known.map(|audience| audience.id.as_str()).collect();
        if self.part.is_some() {
            return (names, 0);
        }
        let mut persons = 0;
        for grant in self.grants_of(relation) {
            if grant.person {
                persons += 1;
            } else if grant.reads && self.audience_of(grant.grantee).is_none() {
                names.push(self.str(grant.grantee));
            }
        }
        if let Some(port) = self.port_of(relation) {
            for (name, grantee, _) in &port.audiences {
                let known = self.audiences.iter().any(|audience| {
                    audience.id == *name
                        || audience.label == *name
                        || grantee.as_deref().is_some_and(|g| audience.has(g))
                        || audience.has(name)
                });
                if !known {
                    names.push(name);
                }
            }
        }
        names.sort_unstable();
        names.dedup();
        (names, persons)
    }

    /// The audience that lists a grantee of a grant, the first of several.
    fn audience_of(&self, grantee: Sym) -> Option<AudienceIx> {
        self.access.grantees.get(&grantee)?.named
    }

    /// Id of the audience that a grantee is, or the grantee itself.
    #[must_use]
    pub(crate) fn audience_name<'a>(&'a self, grantee: &'a str) -> &'a str {
        if let Some(part) = &self.part {
            // A part has the grants of its audience alone.
            return &part.audience;
        }
        let of_grants = self.strings.get(grantee);
        let known = match of_grants.and_then(|sym| self.access.grantees.get(&sym)) {
            Some(audiences) => audiences.named,
            None => {
                let mut all = (0u32..).zip(&self.audiences);
                all.find_map(|(ix, audience)| audience.has(grantee).then_some(AudienceIx(ix)))
            }
        };
        let known = known.and_then(|ix| self.audiences.get(ix.0 as usize));
        known.map_or(grantee, |audience| &audience.id)
    }
}

/// Source columns of a column, of all of them.
#[must_use]
pub(crate) fn sources_of<'a>(refs: &'a [ColumnRef], lineage: &ColumnLineage) -> &'a [ColumnRef] {
    let Range { start, end } = lineage.sources;
    refs.get(start as usize..end as usize).unwrap_or_default()
}
