//! Whether what a dataset's listing lacks is really missing. Said only where it is known: a listing
//! may be partial, and what was read or loaded after the export is there.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::pointers::pos_of;
use super::used::StatementUse;
use crate::catalog::{
    AssetIx, Health, Kind, LineageEdge, ListingDoubt, PerRelation, Reference, Registry, Relation,
    RelationKind, Sym,
};
use crate::diagnostic::{Argument, Finding, Pos, Rule, text};
use crate::link::facts::{Drops, Statements};
use crate::link::naming::products::NamedByProduct;
use crate::link::resolver::Resolver;
use crate::system::ProvenanceKind;

/// The tables of a listed dataset, in numbers.
#[derive(Debug, Clone, Copy, Default)]
struct Listing {
    /// Named by SQL, jobs or runs, and not listed.
    absent: u32,
    /// Named so, listed or not.
    named: u32,
    /// Listed.
    tables: u32,
}

impl Listing {
    /// Whether it can't be the whole dataset. A single table that is gone makes no listing partial,
    /// unless there is no table in it at all.
    const fn is_partial(self) -> bool {
        self.absent * 2 > self.named && (self.absent > 1 || self.tables == 0)
    }
}

/// When something was seen last that only works where a relation is there, and what.
type Seen = FxHashMap<AssetIx, (i64, &'static str)>;

fn is_missing(relation: &Relation) -> bool {
    relation.kind == RelationKind::Missing
}

/// What tells whether a listing is partial.
pub(in crate::link) struct Evidence<'e> {
    pub(in crate::link) references: &'e PerRelation<Reference>,
    pub(in crate::link) edges: &'e [LineageEdge],
    pub(in crate::link) used: &'e [StatementUse],
    pub(in crate::link) statements: &'e Statements,
    /// When a run that read a relation ended well, last.
    pub(in crate::link) reads: &'e BTreeMap<u32, i64>,
    pub(in crate::link) drops: &'e Drops,
    pub(in crate::link) health: &'e FxHashMap<AssetIx, Health>,
}

/// What isn't surely missing though its dataset is listed.
#[derive(Debug, Default)]
pub(in crate::link) struct Doubts {
    /// By relation, the reason.
    pub(in crate::link) reasons: FxHashMap<AssetIx, ListingDoubt>,
    /// Datasets whose listings are partial, in the order of their names' numbers.
    pub(in crate::link) partial: Vec<(Sym, Sym)>,
}

impl Doubts {
    /// What isn't surely missing counts as external from here on, and so does what names of partial
    /// datasets will stand for.
    pub(super) fn take_for_external(&self, registry: &mut Registry, resolver: &mut Resolver<'_>) {
        for relation in &mut registry.relations {
            if self.reasons.contains_key(&relation.asset) {
                relation.kind = RelationKind::External;
            }
        }
        for dataset in &self.partial {
            resolver.doubt(*dataset);
        }
    }

    /// Whether a relation is missing without doubt.
    fn is_missing(&self, relation: &Relation) -> bool {
        is_missing(relation) && !self.reasons.contains_key(&relation.asset)
    }
}

/// What isn't surely missing, with the reasons.
pub(in crate::link) fn doubts(
    registry: &Registry,
    evidence: &Evidence<'_>,
    findings: &mut Vec<Finding>,
) -> Doubts {
    let mut doubts = Doubts::default();
    if registry.relations.iter().any(is_missing) {
        partial_listings(registry, evidence, &mut doubts, findings);
        seen_after_the_export(registry, evidence, &mut doubts, findings);
    }
    doubts
}

/// Says what products name and the warehouse lacks, without doubt.
pub(in crate::link) fn absent(
    registry: &Registry,
    named_by_products: &[NamedByProduct],
    doubts: &Doubts,
    findings: &mut Vec<Finding>,
) {
    for named_by_products in named_by_products {
        let relation = registry.relation(named_by_products.relation);
        if relation.is_some_and(|relation| doubts.is_missing(relation)) {
            let name = registry.name(named_by_products.relation);
            let finding = Finding::new(
                Rule::Dangling,
                text!(
                    "{what} `{name}` isn't in the warehouse, though its dataset is",
                    what = named_by_products.what,
                    name
                ),
            )
            .at(named_by_products.pos)
            .about(registry.subject(named_by_products.relation))
            .about(registry.subject(named_by_products.product))
            .help("correct the name, or remove the entry if the table or view is gone");
            findings.push(finding);
        }
    }
}

fn partial_listings(
    c: &Registry,
    evidence: &Evidence<'_>,
    doubts: &mut Doubts,
    findings: &mut Vec<Finding>,
) {
    let mut named = vec![false; c.assets.len()];
    for reference in evidence.references.all() {
        named[reference.asset.ix()] = true;
    }
    let claims =
        |how: ProvenanceKind| matches!(how, ProvenanceKind::Declared | ProvenanceKind::InputPort);
    for edge in evidence.edges.iter().filter(|e| !claims(e.provenance.how)) {
        named[edge.from.ix()] = true;
        named[edge.to.ix()] = true;
    }
    for (shape, used) in evidence.statements.shapes.iter().zip(evidence.used) {
        for ix in &used.relations {
            named[ix.ix()] = true;
        }
        for raw in &shape.referenced {
            named[*raw as usize] = true;
        }
    }
    let mut listings: BTreeMap<(Sym, Sym), Listing> = BTreeMap::new();
    // Where consumers read, views are what a dataset holds; elsewhere a listing of views alone is
    // one that lacks the tables.
    let counts = |r: &&Relation| !r.is_view() || r.unified;
    for relation in c.relations.iter().filter(counts) {
        let listing = listings
            .entry((relation.project, relation.dataset))
            .or_default();
        let named = u32::from(named[relation.asset.ix()]);
        if is_missing(relation) {
            listing.absent += named;
            listing.named += named;
        } else if relation.is_described() {
            listing.tables += 1;
            listing.named += named;
        }
    }
    listings.retain(|_, l| l.is_partial());
    if listings.is_empty() {
        return;
    }
    // Told where a view reads what isn't listed; what only an old statement named may be gone.
    let mut read: FxHashSet<(Sym, Sym)> = FxHashSet::default();
    for reference in evidence.references.all() {
        if let Some(target) = c.relation(reference.asset).filter(|r| is_missing(r)) {
            read.insert((target.project, target.dataset));
        }
    }
    let mut places: BTreeMap<(Sym, Sym), Pos> = BTreeMap::new();
    for relation in c.relations.iter().filter(|r| r.is_described()) {
        let key = (relation.project, relation.dataset);
        if let (true, Some(pos)) = (read.contains(&key), c.asset(relation.asset).pos) {
            let first = places.entry(key).or_insert(pos);
            *first = pos.min(*first);
        }
    }
    for (key, listing) in &listings {
        if read.contains(key) {
            let finding = Finding::new(
                    Rule::PartialListing,
                    text!(
                        "the listing of `{project}.{dataset}` seems partial: {absent} of the {named} tables of it that are read aren't in it",
                        project = c.str(key.0),
                        dataset = c.str(key.1),
                        absent = listing.absent,
                        named = listing.named
                    ),
                )
                .at(places.get(key).copied())
                .help("export `TABLES` of the whole dataset; until then its tables count as external");
            findings.push(finding);
        }
        doubts.partial.push(*key);
    }
    for relation in &c.relations {
        let key = (relation.project, relation.dataset);
        if let (true, Some(listing)) = (is_missing(relation), listings.get(&key)) {
            let doubt = ListingDoubt::Partial {
                absent: listing.absent,
                named: listing.named,
            };
            doubts.reasons.insert(relation.asset, doubt);
        }
    }
}

/// What is missing and was read or loaded after the export is there.
fn seen_after_the_export(
    c: &Registry,
    evidence: &Evidence<'_>,
    doubts: &mut Doubts,
    findings: &mut Vec<Finding>,
) {
    let is_open = |r: &&Relation| doubts.is_missing(r);
    let missing: Vec<&Relation> = c.relations.iter().filter(is_open).collect();
    let exported = export_times(c, &missing);
    let seen = seen(c, evidence, doubts);
    for relation in missing {
        let Some((at, by)) = seen.get(&relation.asset).copied() else {
            continue;
        };
        if exported
            .get(&relation.project)
            .is_none_or(|export| at > *export)
        {
            let doubt = ListingDoubt::Seen { at, by };
            doubts.reasons.insert(relation.asset, doubt);
        }
    }
    for relation in c.relations.iter().filter(|r| r.is_view()) {
        for reference in evidence.references.of(relation.asset) {
            let Some(ListingDoubt::Seen { at, by }) = doubts.reasons.get(&reference.asset) else {
                continue;
            };
            let when = crate::catalog::moment(*at);
            findings.push(
                    Finding::new(
                        Rule::PartialListing,
                        text!(
                            "view `{view}` reads `{name}`, which isn't in the export, yet {by} that needs it succeeded {when}: the export seems partial",
                            view = Argument::Asset(c.subject(relation.asset)),
                            name = c.str(reference.name),
                            by,
                            when
                        ),
                    )
                    .at(pos_of(c, relation.asset))
                    .about(c.subject(relation.asset))
                    .help("export `TABLES` of the whole dataset anew"),
                );
        }
    }
}

/// By project, the newest moment that its listings tell: they were made no earlier.
fn export_times(c: &Registry, missing: &[&Relation]) -> FxHashMap<Sym, i64> {
    let asked: FxHashSet<Sym> = missing.iter().map(|r| r.project).collect();
    let mut times: FxHashMap<Sym, i64> = FxHashMap::default();
    for relation in c.relations.iter().filter(|r| asked.contains(&r.project)) {
        let stated_by_tools = [relation.created, relation.modified].into_iter().flatten();
        for moment in stated_by_tools.filter_map(|t| crate::export::time::parse(c.str(t))) {
            let last = times.entry(relation.project).or_insert(moment.at);
            *last = (*last).max(moment.at);
        }
    }
    times
}

/// Of each missing relation, when it was there last: it was loaded, or a statement or run that
/// read it, or a view over it, ended well.
fn seen(c: &Registry, evidence: &Evidence<'_>, doubts: &Doubts) -> Seen {
    let mut moments: Vec<(i64, AssetIx, &'static str)> = Vec::new();
    for (shape, used) in evidence.statements.shapes.iter().zip(evidence.used) {
        let Some(at) = shape.last else { continue };
        let tables = shape.referenced.iter().map(|raw| AssetIx(*raw));
        let all = used.relations.iter().copied().chain(tables);
        moments.extend(all.map(|ix| (at, ix, "a statement")));
    }
    let runs = evidence.reads.iter();
    moments.extend(runs.map(|(raw, at)| (*at, AssetIx(*raw), "a run")));
    for relation in c.relations.iter().filter(|r| doubts.is_missing(r)) {
        let loaded = evidence.health.get(&relation.asset).and_then(|h| h.loaded);
        moments.extend(loaded.map(|(at, _)| (at, relation.asset, "a load")));
    }
    // The newest first, so that each view is followed down once.
    moments.sort_unstable_by(|a, b| b.cmp(a));
    let mut seen = Seen::default();
    let mut passed: FxHashSet<AssetIx> = FxHashSet::default();
    let mut stack = Vec::new();
    for (at, ix, by) in moments {
        stack.push(ix);
        while let Some(ix) = stack.pop() {
            if !passed.insert(ix) {
                continue;
            }
            let Some(relation) = c.relation(ix) else {
                continue;
            };
            if doubts.is_missing(relation) {
                // The table may have been dropped since; within one second it was made anew.
                let names = [relation.project, relation.dataset, relation.table];
                let [project, dataset, table] = names.map(|name| c.str(name));
                let dropped = evidence.drops.last(project, dataset, table);
                if dropped.is_none_or(|dropped| at >= dropped) {
                    seen.insert(ix, (at, by));
                }
            } else if c.asset(ix).kind == Kind::View {
                stack.extend(evidence.references.of(ix).iter().map(|r| r.asset));
            }
        }
    }
    seen
}
