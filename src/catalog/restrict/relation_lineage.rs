//! What leads where in a part of a catalog: edges, the ends of pointers, where columns come from.

use rustc_hash::FxHashSet;

use super::fact_rule::FactRule;
use super::under_way::{Restriction, extend};
use super::{columns_of_runs, stubs};
use crate::catalog::{
    AssetIx, ColumnLineage, ColumnRef, Derivation, LineageEdge, LineageGraph, LineageSource,
    Provenance, Relation, Stub, Sym,
};
use crate::diagnostic::Pos;
use crate::system::{ProvenanceKind, SqlOrigin};

/// Edges of which both ends are open; of what is listed alone those to an open relation whose own SQL
/// names it.
/// Those that statements tell are `written`.
pub(super) fn edges(part: &mut Restriction<'_>, written: Vec<LineageEdge>) {
    let mut edges = Vec::new();
    let nowhere = part.keeps(FactRule::Positions);
    for mut edge in written {
        if nowhere {
            edge.provenance.pos = Pos::NOWHERE;
        }
        edges.push(edge);
    }
    for LineageEdge {
        from,
        to,
        provenance,
    } in &part.from.graph.edges
    {
        let (Some(new_from), Some(new_to)) = (part.ix(*from), part.open(*to)) else {
            continue;
        };
        let is_named = matches!(
            provenance.how,
            ProvenanceKind::Sql | ProvenanceKind::SqlInferred
        );
        // Read in the SQL of a run, which may be that of any job.
        let query = part.from.relation(*to).and_then(|of| of.query.as_ref());
        let by_run = provenance.how == SqlOrigin::Run.edges()
            && provenance.job.is_none()
            && query.is_some_and(|query| query.origin == SqlOrigin::Run)
            && part.keeps(FactRule::Edges);
        if by_run {
            continue;
        }
        let told_anew = provenance.how == ProvenanceKind::Jobs && part.keeps(FactRule::Statements);
        if told_anew || !part.is_open(*from) && !is_named {
            continue;
        }
        if let Some(provenance) = kept(part, *provenance) {
            edges.push(LineageEdge {
                from: new_from,
                to: new_to,
                provenance,
            });
        }
    }
    part.to.graph = LineageGraph::new(part.to.inventory.registry.assets.len(), edges);
}

/// How an edge is known; nothing where only something hidden tells.
fn kept(part: &Restriction<'_>, old: Provenance) -> Option<Provenance> {
    let Provenance {
        how,
        pos,
        job,
        seen,
    } = old;
    let broken = !part.keeps(FactRule::Edges);
    let new = match job {
        Some(job) if part.open(job).is_none() && !broken => return None,
        Some(job) => part.open(job),
        None => None,
    };
    Some(Provenance {
        how,
        pos: match part.keeps(FactRule::Positions) {
            true => Pos::NOWHERE,
            false => pos,
        },
        job: new,
        seen,
    })
}

/// What an open relation is made from, in the part: its SQL, declared inputs, or dbt where no SQL is read
/// of it in the whole.
pub(super) fn sources(part: &Restriction<'_>, new: AssetIx, by_sql: bool) -> Vec<AssetIx> {
    let graph = &part.to.graph;
    let upstream = graph.upstream(new).iter().copied();
    upstream
        .filter(|from| {
            graph.provenances(*from, new).any(|p| match p.how {
                how if how.stands_in_for_sql() => !by_sql,
                ProvenanceKind::InputPort => false,
                _ => true,
            })
        })
        .collect()
}

/// Where the pointers of one view end.
#[derive(Default)]
pub(super) struct Ends {
    /// Tables of the part, by index.
    pub(super) targets: Vec<AssetIx>,
    /// What isn't open and is named by the SQL of an open view on the way; by index of the whole.
    pub(super) unseen: Vec<AssetIx>,
}

/// Follows pointers from a view by way of open views. What is beyond something that isn't open is no
/// target: that it is would tell what the hidden view reads.
pub(super) fn ends(part: &Restriction<'_>, view: AssetIx) -> Ends {
    let mut found = Ends::default();
    if !part.is_view(view) {
        return found;
    }
    let mut seen = FxHashSet::from_iter([view]);
    let mut open = vec![view];
    while let Some(at) = open.pop() {
        let Some(relation) = part.from.relation(at) else {
            continue;
        };
        found.unseen.extend(stubs::unseen(part, relation));
        let Some(new) = part.ix(at).filter(|_| part.is_open(at)) else {
            continue;
        };
        let by_sql = stubs::reads_sql(relation);
        for source in sources(part, new, by_sql) {
            let old = part.old.get(source.ix()).copied();
            let Some(old) = old.filter(|old| part.is_open(*old) && seen.insert(*old)) else {
                continue;
            };
            match part.is_view(old) {
                true => open.push(old),
                false => found.targets.push(source),
            }
        }
    }
    found.targets.sort_unstable();
    found.targets.dedup();
    found.unseen.sort_unstable();
    found.unseen.dedup();
    if !part.keeps(FactRule::Targets)
        && let Some(relation) = part.from.relation(view)
    {
        found.targets = part.sorted(part.from.targets_of(relation));
    }
    found
}

/// Where columns come from. What comes from something hidden isn't known; where the relation's own SQL
/// says so, a stub stands for it.
pub(super) fn column_lineage(
    part: &mut Restriction<'_>,
    asset: AssetIx,
    relation: &Relation,
    whole: bool,
) -> Vec<ColumnLineage> {
    let mut all = Vec::new();
    for Told {
        column,
        how,
        sources: of_sql,
        nameless,
        why,
        by,
    } in told_columns(part, relation)
    {
        if !part.shows(relation.asset, column)
            || !columns_of_runs::is_told(part, relation.asset, column)
        {
            continue;
        }
        let (sources, how) = match by {
            LineageSource::Event if part.keeps(FactRule::ColumnSources) => {
                stated(part, relation, column)
            }
            _ => (of_sql, how),
        };
        let mut refs = Vec::new();
        let mut unseen = Vec::new();
        for of in &sources {
            match seen_source(part, relation, *of) {
                Some(seen) => refs.push(seen),
                None => unseen.push(*of),
            }
        }
        let known =
            unseen.is_empty() && !nameless && !(by == LineageSource::Event && sources.is_empty());
        let Some(told_by) = told_by(part, relation, by, known) else {
            continue;
        };
        let new = part.sym(column);
        let names_unseen = nameless || !unseen.is_empty();
        if names_unseen && matches!(by, LineageSource::Sql(SqlOrigin::Definition)) {
            let stub = match nameless {
                true => Stub::Unnamed,
                false => stubs::of_column(part, &unseen),
            };
            part.to.stubs.columns.insert((asset, new), stub);
        }
        let mut sources = Vec::new();
        for ColumnRef { asset, column } in refs.into_iter().filter(|_| known) {
            let column = part.sym(column);
            sources.push(ColumnRef { asset, column });
        }
        sources.sort_unstable_by(|a, b| {
            let name = |of: &ColumnRef| part.to.strings.resolve(of.column);
            (a.asset, name(a)).cmp(&(b.asset, name(b)))
        });
        sources.dedup();
        all.push(ColumnLineage {
            column: new,
            how: if known { how } else { Derivation::Unknown },
            sources: extend(&mut part.to.column_refs, sources),
            // The reason may quote what isn't kept.
            why: part.opt_sym(why.filter(|_| whole)),
            by: told_by,
        });
    }
    all
}

/// What is told of where a column comes from, in words of the whole.
struct Told {
    column: Sym,
    how: Derivation,
    sources: Vec<ColumnRef>,
    /// Whether it also has a source that nothing else knows of.
    nameless: bool,
    why: Option<Sym>,
    by: LineageSource,
}

/// Where columns come from: as the whole knows it or, where the relation's own SQL names something hidden,
/// as that SQL tells it alone. Where it doesn't, what runs state takes its place, as it does in the whole.
fn told_columns(part: &Restriction<'_>, relation: &Relation) -> Vec<Told> {
    let c = part.from;
    let in_whole = c.column_lineage_of(relation).iter().map(|lineage| Told {
        column: lineage.column,
        how: lineage.how,
        sources: c.column_refs_of(lineage).to_vec(),
        nameless: false,
        why: lineage.why,
        by: lineage.by,
    });
    let seen = part.by.seen_lineage.get(relation.asset);
    let Some(seen) = seen.filter(|_| part.keeps(FactRule::ColumnSources)) else {
        return in_whole.collect();
    };
    let mut told: Vec<Told> = Vec::new();
    let mut names: FxHashSet<String> = FxHashSet::default();
    for of in &seen.lineage {
        names.insert(c.str(of.column).to_lowercase());
        let yields = of.how == Derivation::Unknown || of.by.yields_to_events();
        let is_stated = yields && !stated(part, relation, of.column).0.is_empty();
        told.push(Told {
            column: of.column,
            how: of.how,
            sources: of.sources.clone(),
            nameless: of.nameless,
            why: None,
            by: match is_stated {
                true => LineageSource::Event,
                false => of.by,
            },
        });
    }
    let rest = in_whole.filter(|of| of.by == LineageSource::Event);
    told.extend(rest.filter(|of| !names.contains(&c.str(of.column).to_lowercase())));
    told
}

/// A source column that may be seen, with its relation's new index and its old name. Of a wildcard whose
/// newest table is hidden, it is that of the newest one that is open.
fn seen_source(part: &Restriction<'_>, reader: &Relation, of: ColumnRef) -> Option<ColumnRef> {
    let ColumnRef { asset, column } = of;
    if let Some(open) = part.open(asset) {
        let shown = part.shows(asset, column) && columns_of_runs::is_told(part, asset, column);
        return shown.then_some(ColumnRef {
            asset: open,
            column,
        });
    }
    let c = part.from;
    let mut wildcards = c.wildcards.all().iter().enumerate();
    wildcards.find_map(|(number, wildcard)| {
        let number = part.wildcards.get(&number)?;
        let newest = part.to.inventory.registry.wildcards.get(*number)?.newest;
        let old = part.old.get(newest.ix()).copied()?;
        let is_read = || c.references_of(reader).iter().any(|r| r.asset == old);
        if wildcard.newest != asset || !is_read() || !part.shows(old, column) {
            return None;
        }
        let columns = c.columns_of(c.relation(old)?);
        let has = columns.iter().any(|of| of.path == column);
        has.then_some(ColumnRef {
            asset: newest,
            column,
        })
    })
}

/// What runs of jobs that may be seen state of a column, and how it comes from that.
fn stated(
    part: &Restriction<'_>,
    relation: &Relation,
    column: Sym,
) -> (Vec<ColumnRef>, Derivation) {
    let all = &part.from.stated_sources;
    let start = all.partition_point(|stated| stated.of < relation.asset);
    let own = all.get(start..).unwrap_or_default().iter();
    let own = own.take_while(|stated| stated.of == relation.asset);
    let told = own.filter(|stated| {
        stated.column == column && stated.job.is_none_or(|job| part.open(job).is_some())
    });
    let told: Vec<_> = told.collect();
    let mut sources: Vec<ColumnRef> = told.iter().map(|stated| stated.source).collect();
    sources.sort_unstable();
    sources.dedup();
    let how = told.iter().map(|stated| stated.how).max();
    (sources, how.unwrap_or(Derivation::Unknown))
}

/// What says where a column comes from, or that this isn't known; nothing where only a run of a job that
/// can't be seen does. SQL of a run is that of a job, and isn't told to anybody.
fn told_by(
    part: &Restriction<'_>,
    relation: &Relation,
    by: LineageSource,
    known: bool,
) -> Option<LineageSource> {
    let own = relation.query.as_ref().map(|query| query.origin);
    let own = own.filter(|origin| *origin != SqlOrigin::Run);
    match by {
        _ if !part.keeps(FactRule::ColumnSources) => Some(by),
        LineageSource::Event if !known => own.map(LineageSource::Sql),
        LineageSource::Sql(SqlOrigin::Run) => None,
        _ => Some(by),
    }
}
