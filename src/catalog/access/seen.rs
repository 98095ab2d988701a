//! All that one audience may see of a catalog.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{AudienceIx, Level};
use crate::catalog::{
    AssetIx, Catalog, Kind, OwnerCandidate, OwnershipDecision, OwnershipSource, Relation, Sym,
};

/// All that one audience may see of a catalog.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    /// Which audience.
    pub of: AudienceIx,
    /// Level by asset. Tables and views alone are ever listed.
    pub levels: Vec<Level>,
    /// Columns of open relations that are hidden from it.
    pub columns: FxHashSet<(AssetIx, Sym)>,
    /// Open assets of which something that they should have may be hidden, so that its absence tells
    /// nothing. Whether anything is hidden can't be told from them.
    pub partial: FxHashSet<AssetIx>,
}

impl Seen {
    /// What an audience may see.
    ///
    /// Levels of tables and views come first; each of the other kinds is asked of kinds before it alone.
    #[must_use]
    pub(crate) fn of(catalog: &Catalog, audience: AudienceIx) -> Self {
        let mut seen = Self {
            of: audience,
            levels: vec![Level::Hidden; catalog.assets.len()],
            columns: FxHashSet::default(),
            partial: FxHashSet::default(),
        };
        for relation in &catalog.relations {
            let level = catalog.level(relation.asset, audience);
            if let Some(known) = seen.levels.get_mut(relation.asset.ix()) {
                *known = level;
            }
        }
        seen.jobs(catalog);
        seen.texts(catalog);
        seen.products(catalog);
        seen.environments(catalog);
        seen.domains(catalog);
        seen.teams(catalog);
        seen.contracts(catalog);
        seen.consumers(catalog);
        seen.restricted_columns(catalog);
        seen.partial_assets(catalog);
        seen
    }

    /// How much of an asset it may see.
    #[must_use]
    pub(crate) fn level(&self, ix: AssetIx) -> Level {
        self.levels.get(ix.ix()).copied().unwrap_or(Level::Hidden)
    }

    /// Whether it may see that an asset is there.
    #[must_use]
    pub(crate) fn sees(&self, ix: AssetIx) -> bool {
        self.level(ix) > Level::Hidden
    }

    /// Whether it may see all of an asset.
    #[must_use]
    pub(crate) fn is_open(&self, ix: AssetIx) -> bool {
        self.level(ix) == Level::Open
    }

    /// The DME that owns a relation, as far as its readers may know: what hidden tables decide counts
    /// where their DMEs publish it, or else what is said of the relation itself.
    #[must_use]
    pub(crate) fn owner(&self, catalog: &Catalog, relation: &Relation) -> Option<AssetIx> {
        let told = |by: Option<AssetIx>| {
            by.is_none_or(|by| {
                // A product, where the relation is one of its own.
                catalog.relation(by).is_none() || self.is_open(by) || catalog.published_of(by).owner
            })
        };
        // What only runs say counts where one of their jobs may be seen.
        let told = |claim: &OwnerCandidate| {
            let jobs = catalog.ownership.jobs_of(relation.asset, claim);
            told(claim.by) && jobs.is_none_or(|jobs| jobs.iter().any(|job| self.is_open(*job)))
        };
        if let OwnershipDecision::Owned(claim) = catalog.decision(relation)
            && told(&claim)
        {
            return Some(claim.dme);
        }
        let claims = catalog.owner_candidates_of(relation).iter();
        let mut own = claims.filter(|claim| told(claim));
        let first = own.next()?;
        // Tables of several DMEs give none of them the view.
        let is_alone = first.source != OwnershipSource::Infrastructure
            || own.all(|other| other.source != first.source || other.dme == first.dme);
        is_alone.then_some(first.dme)
    }

    fn open(&mut self, ix: AssetIx) {
        if let Some(level) = self.levels.get_mut(ix.ix()) {
            *level = Level::Open;
        }
    }

    /// Terms and guides: for everyone, or for those that they name.
    fn texts(&mut self, c: &Catalog) {
        for term in &c.terms {
            let audiences = c
                .access
                .terms
                .get(&term.asset)
                .map_or(&[][..], Vec::as_slice);
            if c.is_for(audiences, self.of) {
                self.open(term.asset);
            }
        }
        for guide in &c.guides {
            if c.is_for(&guide.audiences, self.of) {
                self.open(guide.asset);
            }
        }
    }

    /// Products of which a view or table is visible.
    fn products(&mut self, c: &Catalog) {
        let listing = c.relations.iter().filter(|r| self.sees(r.asset));
        let mut visible: Vec<AssetIx> = listing.filter_map(|r| r.product).collect();
        let named = c.products.iter();
        let named = named.filter(|p| p.relations().any(|relation| self.sees(relation)));
        visible.extend(named.map(|product| product.asset));
        for product in visible {
            self.open(product);
        }
    }

    /// DMEs that own a visible view or table, or that publish a visible product.
    fn environments(&mut self, c: &Catalog) {
        let relations = c.relations.iter().filter(|r| self.sees(r.asset));
        let mut visible: Vec<AssetIx> = relations.filter_map(|r| self.owner(c, r)).collect();
        let products = c.products.iter().filter(|p| self.sees(p.asset));
        visible.extend(products.filter_map(|product| product.environment));
        for dme in visible {
            self.open(dme);
        }
    }

    /// Domains that a visible DME inhabits or a visible product is of, and those above them.
    fn domains(&mut self, c: &Catalog) {
        for domain in &c.domains {
            let within = domain.environments.iter().chain(&domain.products);
            if within.copied().any(|ix| self.sees(ix)) {
                self.open_with_those_above(domain.asset, |ix| c.domain(ix)?.parent);
            }
        }
    }

    /// Teams that own something visible, and those above them.
    fn teams(&mut self, c: &Catalog) {
        let of = |all: Vec<(AssetIx, Option<AssetIx>)>| {
            let visible = all.into_iter().filter(|(owned, _)| self.sees(*owned));
            visible.filter_map(|(_, team)| team).collect::<Vec<_>>()
        };
        let teams = [
            of(c.products.iter().map(|p| (p.asset, p.team)).collect()),
            of(c.environments.iter().map(|d| (d.asset, d.team)).collect()),
            of(c.domains.iter().map(|d| (d.asset, d.team)).collect()),
            of(c.terms.iter().map(|t| (t.asset, t.team)).collect()),
        ]
        .concat();
        let above = |ix: AssetIx| c.teams.get(c.detail(ix))?.parent;
        for team in teams {
            self.open_with_those_above(team, above);
        }
    }

    /// Opens an asset and what is above it, however manifests make that go round in a circle.
    fn open_with_those_above(&mut self, ix: AssetIx, above: impl Fn(AssetIx) -> Option<AssetIx>) {
        let mut at = Some(ix);
        while let Some(ix) = at.filter(|ix| !self.sees(*ix)) {
            self.open(ix);
            at = above(ix);
        }
    }

    /// Contracts of which a table is open.
    fn contracts(&mut self, c: &Catalog) {
        for relation in &c.relations {
            if self.is_open(relation.asset) {
                for (contract, _) in c.contracts_of(relation) {
                    self.open(*contract);
                }
            }
        }
    }

    /// Jobs that touch nothing but what is open. What nothing but runs describes is there for who may see
    /// one of their jobs; without it, others may be hidden, so that it takes rounds until none is.
    fn jobs(&mut self, c: &Catalog) {
        loop {
            self.open_jobs(c);
            let of_runs = c.described_by_runs.iter();
            let hidden = of_runs.filter(|(relation, jobs)| {
                self.sees(**relation) && !jobs.iter().any(|job| self.is_open(*job))
            });
            let hidden: Vec<AssetIx> = hidden.map(|(relation, _)| *relation).collect();
            if hidden.is_empty() {
                return;
            }
            let jobs = c.jobs.iter().map(|job| job.asset);
            for ix in hidden.into_iter().chain(jobs) {
                if let Some(level) = self.levels.get_mut(ix.ix()) {
                    *level = Level::Hidden;
                }
            }
        }
    }

    fn open_jobs(&mut self, c: &Catalog) {
        for job in &c.jobs {
            let mut touched = job.reads.iter().chain(&job.writes).peekable();
            if touched.peek().is_some() && touched.all(|ix| self.is_open(*ix)) {
                self.open(job.asset);
            }
        }
    }

    /// Models and exposures that read nothing but what is open. One may read another, so that it takes
    /// rounds until no more are found.
    fn consumers(&mut self, c: &Catalog) {
        let models = c.models.iter().map(|model| model.asset);
        let mut hidden: Vec<AssetIx> = models
            .chain(c.exposures.iter().map(|exposure| exposure.asset))
            .collect();
        loop {
            let (open, rest): (Vec<AssetIx>, Vec<AssetIx>) = hidden.into_iter().partition(|ix| {
                let above = c.graph.upstream(*ix);
                !above.is_empty() && above.iter().all(|ix| self.is_open(*ix))
            });
            if open.is_empty() {
                break;
            }
            for ix in open {
                self.open(ix);
            }
            hidden = rest;
        }
    }

    /// Columns with a policy tag that isn't for this audience. What holds others is hidden where all of
    /// these are: it has their tags, and they have its own.
    fn restricted_columns(&mut self, c: &Catalog) {
        let mut told: FxHashMap<Sym, bool> = FxHashMap::default();
        let mut restricts = |tags: Sym| {
            *told.entry(tags).or_insert_with(|| {
                let mut all = c.policy_tags(Some(tags)).into_iter();
                all.any(|tag| {
                    let readers = c.access.policy_tags.get(tag);
                    readers.is_none_or(|readers| readers.binary_search(&self.of).is_err())
                })
            })
        };
        let mut columns = FxHashSet::default();
        for relation in &c.relations {
            let all = c.columns_of(relation);
            if !self.is_open(relation.asset) || all.iter().all(|k| k.policy_tags.is_none()) {
                continue;
            }
            let mut holding: FxHashSet<String> = FxHashSet::default();
            for column in all {
                holding.extend(above(&c.str(column.path).to_lowercase()));
            }
            let mut kept: FxHashSet<String> = FxHashSet::default();
            for column in all {
                let path = c.str(column.path).to_lowercase();
                if !holding.contains(&path) && !column.policy_tags.is_some_and(&mut restricts) {
                    kept.extend(above(&path));
                }
            }
            for column in all {
                let path = c.str(column.path).to_lowercase();
                if column.policy_tags.is_some_and(&mut restricts) && !kept.contains(&path) {
                    columns.insert((relation.asset, column.path));
                }
            }
        }
        self.columns = columns;
    }

    /// Assets with parts of which some may be hidden; and open relations that read something by their
    /// own SQL that isn't open, or read those that do.
    fn partial_assets(&mut self, c: &Catalog) {
        let mut partial: FxHashSet<AssetIx> = FxHashSet::default();
        for (i, asset) in (0u32..).zip(&c.assets) {
            let has_parts = matches!(
                asset.kind,
                Kind::Product | Kind::Dme | Kind::Domain | Kind::Team | Kind::Contract
            );
            if has_parts && self.sees(AssetIx(i)) {
                partial.insert(AssetIx(i));
            }
        }
        let mut queue: Vec<AssetIx> = Vec::new();
        let mut readers: FxHashMap<AssetIx, Vec<AssetIx>> = FxHashMap::default();
        for relation in c.relations.iter().filter(|r| self.is_open(r.asset)) {
            for read in c.references_of(relation) {
                match self.is_open(read.asset) {
                    true => readers.entry(read.asset).or_default().push(relation.asset),
                    false => queue.push(relation.asset),
                }
            }
        }
        while let Some(ix) = queue.pop() {
            if partial.insert(ix) {
                queue.extend(readers.get(&ix).into_iter().flatten());
            }
        }
        self.partial = partial;
    }
}

/// The paths of the columns that one is in.
fn above(path: &str) -> impl Iterator<Item = String> {
    path.match_indices('.')
        .map(|(end, _)| path[..end].to_owned())
}
