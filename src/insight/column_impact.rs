//! What depends on each column, however many steps away: [`reach`] over columns.
//!
//! A column counts what is made of its values. What reads a relation as a whole (a model, a
//! dashboard, a product's input port) depends on each of its columns. Filters and join keys aren't
//! followed, and neither are columns whose sources are unknown: pages say how many readers there are
//! of which that can't be told.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::impact::Impact;
use crate::catalog::reach::{Rows, reach};
use crate::catalog::{AssetIx, Catalog, Derivation, Kind, Sym, small};

/// Impact by column, sorted.
#[derive(Debug, Default)]
pub(crate) struct ColumnImpacts {
    places: Places,
    impact: Vec<Impact>,
    /// Whether anything is known to be made of each, or to read it.
    is_read: Vec<bool>,
    /// Number of jobs that make something of each, however many steps away.
    jobs: Vec<u32>,
    /// The newest table of a wildcard that stands for a table.
    newest: FxHashMap<AssetIx, AssetIx>,
}

impl ColumnImpacts {
    /// What depends on a column; nothing where nothing is known to.
    #[must_use]
    pub(crate) fn of(&self, asset: AssetIx, column: Sym) -> Option<&Impact> {
        let place = self.place(asset, column)?;
        let is_read = self.is_read.get(place).copied()?;
        self.impact.get(place).filter(|_| is_read)
    }

    /// How many jobs make something of a column, however many steps away.
    #[must_use]
    pub(crate) fn jobs(&self, asset: AssetIx, column: Sym) -> u32 {
        let place = self.place(asset, column);
        let known = place.and_then(|at| self.jobs.get(at));
        known.copied().unwrap_or_default()
    }

    fn place(&self, asset: AssetIx, column: Sym) -> Option<usize> {
        let known = |asset: AssetIx| self.places.of(asset, column);
        known(asset).or_else(|| known(*self.newest.get(&asset)?))
    }
}

/// The columns that lineage knows, in order of their assets, each once.
#[derive(Debug, Default)]
struct Places {
    /// Of each asset, where its columns begin; and the end of all.
    starts: Vec<u32>,
    names: Vec<Sym>,
}

impl Places {
    fn new(c: &Catalog) -> Self {
        let refs = c.column_refs.iter().map(|r| (r.asset, r.column));
        let derived = c.relations.iter().flat_map(|relation| {
            let lineage = c.column_lineage_of(relation).iter();
            let known = lineage.filter(|l| l.how != Derivation::Unknown);
            known.map(|l| (relation.asset, l.column))
        });
        let all = refs.chain(derived);
        // Sorted by counting: how many of each asset, where they begin, and each to its place.
        let mut ends = vec![0_u32; c.assets.len() + 1];
        all.clone().for_each(|(asset, _)| ends[asset.ix()] += 1);
        let mut count = 0;
        for end in &mut ends {
            count += *end;
            *end = count - *end;
        }
        let Some((_, first)) = all.clone().next() else {
            return Self::default();
        };
        let mut sorted = vec![first; count as usize];
        for (asset, column) in all {
            sorted[ends[asset.ix()] as usize] = column;
            ends[asset.ix()] += 1;
        }
        let mut places = Self {
            starts: Vec::with_capacity(ends.len()),
            names: Vec::with_capacity(sorted.len()),
        };
        let mut start = 0;
        for end in ends {
            places.starts.push(small(places.names.len()));
            let own = &mut sorted[start..end as usize];
            own.sort_unstable();
            for column in own.chunk_by(|a, b| a == b) {
                places.names.push(column[0]);
            }
            start = end as usize;
        }
        places.names.shrink_to_fit();
        places
    }

    /// The numbers of an asset's columns.
    fn range(&self, asset: AssetIx) -> Range<usize> {
        let start = self.starts.get(asset.ix()).map_or(0, |at| *at as usize);
        let end = self.starts.get(asset.ix() + 1);
        start..end.map_or(start, |at| *at as usize)
    }

    /// The number of a column.
    fn of(&self, asset: AssetIx, column: Sym) -> Option<usize> {
        let range = self.range(asset);
        let start = range.start;
        let at = self.names[range].binary_search(&column).ok()?;
        Some(start + at)
    }
}

/// Counts what depends on every column.
pub(super) fn column_impacts(c: &Catalog) -> ColumnImpacts {
    if c.column_refs.is_empty() {
        return ColumnImpacts::default();
    }
    let places = Places::new(c);
    let columns = places.names.len();
    let node = |asset: AssetIx, column: Sym| {
        let at = places.of(asset, column).unwrap_or(0);
        u32::try_from(at).unwrap_or(u32::MAX)
    };
    let mut edges = Vec::with_capacity(c.column_refs.len());
    for relation in &c.relations {
        for lineage in c.column_lineage_of(relation) {
            if lineage.how == Derivation::Unknown {
                continue;
            }
            let to = node(relation.asset, lineage.column);
            for source in c.column_refs_of(lineage) {
                edges.push((node(source.asset, source.column), to));
            }
        }
    }
    // A job that makes something of a column counts for that column too: it is no label.
    let first_asset = small(columns);
    let jobs = jobs(c, &node).into_iter();
    edges.extend(jobs.map(|(column, job)| (column, first_asset + job.0)));
    let (labels, class) = labels(c, &places);
    let rows = Rows::new(columns, edges.iter().copied());
    let counts = reach::<7>(&rows, &labels, &class);
    let mut is_read: Vec<bool> = counts.iter().map(|of| of.iter().any(|n| *n > 0)).collect();
    for (source, _) in &edges {
        if let Some(is_read) = is_read.get_mut(*source as usize) {
            *is_read = true;
        }
    }
    let jobs = counts.iter().map(|of| of[usize::from(JOB)]).collect();
    let impact = counts
        .into_iter()
        .map(|of| Impact {
            views: of[0],
            products: of[1],
            dmes: of[2],
            models: of[3],
            exposures: of[4],
            users: of[5],
            ..Impact::default()
        })
        .collect();
    let newest = c.wildcards.stand_ins().collect();
    ColumnImpacts {
        places,
        impact,
        is_read,
        jobs,
        newest,
    }
}

/// The class of jobs.
const JOB: u8 = 6;
/// What isn't counted.
const OTHER: u8 = 7;

/// For each column, by its number, the jobs that make a column of it.
fn jobs(c: &Catalog, node: &impl Fn(AssetIx, Sym) -> u32) -> Vec<(u32, AssetIx)> {
    let mut all = Vec::new();
    let mut by_source: FxHashMap<AssetIx, Vec<AssetIx>> = FxHashMap::default();
    for relation in &c.relations {
        by_source.clear();
        for lineage in c.column_lineage_of(relation) {
            if lineage.how == Derivation::Unknown {
                continue;
            }
            for source in c.column_refs_of(lineage) {
                let jobs = by_source.entry(source.asset).or_insert_with(|| {
                    let ways = c.graph.provenances(source.asset, relation.asset);
                    ways.filter_map(|known| known.job).collect()
                });
                let column = node(source.asset, source.column);
                all.extend(jobs.iter().map(|job| (column, *job)));
            }
        }
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// For each column of a relation: the relation itself, its owner, product and users, and what
/// reads it as a whole. Labels are numbered after the columns: assets, then users.
fn labels(c: &Catalog, places: &Places) -> (Rows, Vec<u8>) {
    let columns = places.names.len();
    let first_asset = small(columns);
    let first_user = small(columns + c.assets.len());
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    let mut users = 0;
    for asset in (0..small(c.assets.len())).map(AssetIx) {
        let of = places.range(asset);
        if of.is_empty() {
            continue;
        }
        let mut labels: Vec<u32> = Vec::new();
        if let Some(relation) = c.relation(asset) {
            let own = Some(asset).filter(|_| relation.unified);
            let assets = own
                .into_iter()
                .chain(c.owner(relation))
                .chain(relation.product);
            labels.extend(assets.map(|a| first_asset + a.0));
            for user in c.operations.usage.get(&asset).iter().flat_map(|u| &u.users) {
                users = users.max(*user as usize + 1);
                labels.push(first_user.saturating_add(*user));
            }
        }
        let whole = c.graph.downstream(asset).iter().filter(|ix| {
            matches!(
                c.asset(**ix).kind,
                Kind::Model | Kind::Exposure | Kind::Product
            )
        });
        labels.extend(whole.map(|ix| first_asset + ix.0));
        labels.sort_unstable();
        labels.dedup();
        for at in of {
            pairs.extend(labels.iter().map(|label| (small(at), *label)));
        }
    }
    let mut class = vec![OTHER; columns];
    class.extend(c.assets.iter().map(|asset| match asset.kind {
        Kind::View => 0,
        Kind::Product => 1,
        Kind::Dme => 2,
        Kind::Model => 3,
        Kind::Exposure => 4,
        Kind::Job => JOB,
        _ => OTHER,
    }));
    class.resize(class.len() + users, 5);
    (Rows::new(columns, pairs.into_iter()), class)
}
