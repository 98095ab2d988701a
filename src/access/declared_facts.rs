//! What is told of the whole in a part: the states of visible assets, as bits, and how fresh they are.
//!
//! Whoever owns a table that isn't visible decides whether its state and its age count for readers of the
//! views over it. What keeps its state to itself is left out of the judgement, and so is what is known
//! through it alone.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::catalog::{AssetIx, Catalog, Kind, Level, Relation, Restricted, Seen, small};
use crate::insight::{
    DeclaredAge, DeclaredVerdict, DeclaredVerdicts, Insight, releases_without, verdicts_without,
};

/// What the whole says of what is visible, by index of the part.
#[must_use]
pub(crate) fn of(
    whole: &Catalog,
    insight: &Insight,
    seen: &Seen,
    part: &Restricted,
) -> DeclaredVerdicts {
    let unseen = Unseen { whole, seen };
    DeclaredVerdicts {
        verdicts: verdicts(&unseen, insight, part),
        ages: ages(&unseen, insight, part),
        releases: releases(unseen, part),
    }
}

/// What an audience can't query.
#[derive(Clone, Copy)]
struct Unseen<'a> {
    whole: &'a Catalog,
    seen: &'a Seen,
}

impl<'a> Unseen<'a> {
    fn has(self, ix: AssetIx) -> bool {
        self.seen.level(ix) < Level::Open
    }

    /// Whether nobody is told in which state it is.
    fn is_closed(self, ix: AssetIx) -> bool {
        let is_relation = self.whole.relation(ix).is_some();
        is_relation && self.has(ix) && !self.whole.published_of(ix).state
    }

    /// Views that can be queried and promise or show an age, in the order of the catalog.
    fn open_views(self) -> impl Iterator<Item = &'a Relation> {
        let views = self.whole.relations.iter();
        views.filter(move |r| r.is_view() && !self.has(r.asset))
    }

    /// Tables and views that a view reads, through any number of views, and that can't be queried.
    fn behind(self, view: AssetIx) -> Vec<AssetIx> {
        let mut found = Vec::new();
        let mut known: FxHashSet<AssetIx> = FxHashSet::default();
        let mut ahead = vec![view];
        while let Some(at) = ahead.pop() {
            for from in self.whole.graph.upstream(at) {
                let kind = self.whole.asset(*from).kind;
                if !matches!(kind, Kind::View | Kind::Table) || !known.insert(*from) {
                    continue;
                }
                if self.has(*from) {
                    found.push(*from);
                }
                if kind == Kind::View {
                    ahead.push(*from);
                }
            }
        }
        found
    }
}

/// Verdicts of what can be queried. Most publish their states: then these are the whole's own.
fn verdicts(
    unseen: &Unseen<'_>,
    insight: &Insight,
    part: &Restricted,
) -> Vec<Option<DeclaredVerdict>> {
    let whole = unseen.whole;
    let closed = (0..small(whole.assets.len())).map(|i| unseen.is_closed(AssetIx(i)));
    let closed: Vec<bool> = closed.collect();
    let is_closed = |ix: AssetIx| closed.get(ix.ix()).copied().unwrap_or(false);
    let judged = closed.contains(&true).then(|| {
        let ageless = |view: AssetIx| {
            let mut behind = unseen.behind(view).into_iter();
            behind.any(|ix| is_closed(ix) && !whole.published_of(ix).freshness)
        };
        verdicts_without(whole, is_closed, ageless)
    });
    let mut told = vec![None; part.catalog.assets.len()];
    for i in 0..small(whole.assets.len()) {
        let old = AssetIx(i);
        let Some(slot) = part.ix(old).and_then(|new| told.get_mut(new.ix())) else {
            continue;
        };
        let verdict = match &judged {
            Some(judged) => judged.get(old.ix()),
            None => insight.verdict_of(old),
        };
        *slot = verdict
            .filter(|_| !unseen.has(old))
            .map(|verdict| DeclaredVerdict {
                state: verdict.state,
                outdated: verdict.outdated,
                judged_on_part: verdict.judged_on_part,
            });
    }
    told
}

/// How fresh views are of which not all tables can be queried.
fn ages(
    unseen: &Unseen<'_>,
    insight: &Insight,
    part: &Restricted,
) -> FxHashMap<AssetIx, DeclaredAge> {
    let whole = unseen.whole;
    let health = |ix: &AssetIx| whole.operations.health.get(ix);
    let views = unseen.open_views().filter_map(|view| {
        let behind = unseen.behind(view.asset);
        if behind.is_empty() {
            return None;
        }
        let mut age = DeclaredAge::default();
        if behind.iter().all(|ix| whole.published_of(*ix).freshness) {
            age.loaded = insight.loaded(whole, view.asset);
            age.attained = insight.attainment(whole, view.asset);
            let newest = behind.iter().filter(|ix| !insight.is_superseded(**ix));
            age.unseen = newest.filter_map(|ix| health(ix)?.loaded).min();
        }
        Some((part.ix(view.asset)?, age))
    });
    views.collect()
}

/// Whether release checks of products are passed, by what may be told: a result of something that keeps
/// its state to itself is none, so that no name tells whether something is called so.
fn releases(unseen: Unseen<'_>, part: &Restricted) -> FxHashMap<AssetIx, Vec<Option<bool>>> {
    let whole = unseen.whole;
    let mut checks = whole.products.iter().flat_map(|product| &product.checks);
    if !checks.any(|check| check.waits_for.is_some()) {
        return FxHashMap::default();
    }
    let closed_jobs = whole.jobs.iter().filter(|job| {
        let mut ends = job.reads.iter().chain(&job.writes).peekable();
        let nowhere = ends.peek().is_none();
        unseen.has(job.asset) && (nowhere || ends.any(|ix| unseen.is_closed(*ix)))
    });
    let closed_jobs: FxHashSet<AssetIx> = closed_jobs.map(|job| job.asset).collect();
    let closed = |ix: AssetIx| unseen.is_closed(ix) || closed_jobs.contains(&ix);
    let releases = releases_without(whole, closed);
    let products = whole.products.iter().filter_map(|product| {
        let answers = releases.of_product(whole, product.asset).iter();
        let passed = answers.map(|answer| answer.result.is_passed());
        Some((part.ix(product.asset)?, passed.collect()))
    });
    products.collect()
}
