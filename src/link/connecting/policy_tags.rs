//! Which columns of views need fine-grained access: those that come from a column with a policy
//! tag, through any number of views. A table that a job fills is a copy and has tags of its own.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use rustc_hash::{FxHashMap, FxHashSet};

use super::column_sources::Lineage;
use crate::catalog::{AssetIx, LineageGraph, Registry, Relation, sources_of};

/// The tags of the columns of one relation, by path in lower case.
type Tagged<'r> = BTreeMap<String, BTreeSet<&'r str>>;

/// The tags of a column: its place in [`Registry::columns`], and their names, a line each.
pub(in crate::link) type Tags = (u32, Option<String>);

/// Policy tags handed on: from fields to the columns that hold them, from columns to the views
/// that read them. The columns of relations of which no
/// column has any aren't named.
pub(in crate::link) fn handed_on(
    c: &Registry,
    graph: &LineageGraph,
    lineage: &Lineage,
) -> Vec<Tags> {
    let mut tagged = own_tags(c);
    if tagged.is_empty() {
        return Vec::new();
    }
    let mut queue: VecDeque<AssetIx> = c
        .relations
        .iter()
        .map(|r| r.asset)
        .filter(|ix| tagged.contains_key(ix))
        .collect();
    let mut waiting: FxHashSet<AssetIx> = queue.iter().copied().collect();
    while let Some(ix) = queue.pop_front() {
        waiting.remove(&ix);
        for to in graph.downstream(ix) {
            let Some(view) = c.relation(*to).filter(|r| r.is_view()) else {
                continue;
            };
            if tag(c, lineage, ix, view, &mut tagged) && waiting.insert(*to) {
                queue.push_back(*to);
            }
        }
    }
    tags(c, &tagged)
}

/// What the exports say.
fn own_tags(c: &Registry) -> FxHashMap<AssetIx, Tagged<'_>> {
    let mut tagged: FxHashMap<AssetIx, Tagged<'_>> = FxHashMap::default();
    if c.columns.iter().all(|k| k.policy_tags.is_none()) {
        return tagged;
    }
    for relation in &c.relations {
        for column in c.columns_of(relation) {
            if let Some(tags) = column.policy_tags {
                let path = c.str(column.path).to_lowercase();
                let names = c.str(tags).lines().collect();
                let of = tagged.entry(relation.asset).or_default();
                of.insert(path, names);
            }
        }
    }
    tagged
}

/// The tags of all columns of relations that have any.
fn tags(c: &Registry, tagged: &FxHashMap<AssetIx, Tagged<'_>>) -> Vec<Tags> {
    let mut tags = Vec::new();
    for relation in &c.relations {
        let Some(all) = tagged.get(&relation.asset) else {
            continue;
        };
        for (at, column) in relation.columns.clone().zip(c.columns_of(relation)) {
            let within = tags_within(all, &c.str(column.path).to_lowercase());
            let names: Vec<&str> = within.into_iter().collect();
            tags.push((at, (!names.is_empty()).then(|| names.join("\n"))));
        }
    }
    tags
}

/// Tags of a column, of what it is part of, and of what is part of it.
fn tags_within<'r>(all: &Tagged<'r>, path: &str) -> BTreeSet<&'r str> {
    let ends = path.match_indices('.').map(|(end, _)| end);
    let wholes = ends
        .chain([path.len()])
        .filter_map(|end| all.get(&path[..end]));
    let prefix = format!("{path}.");
    let parts = all
        .range(prefix.clone()..)
        .take_while(|(part, _)| part.starts_with(&prefix))
        .map(|(_, tags)| tags);
    wholes.chain(parts).flatten().copied().collect()
}

/// Gives the columns of a view the tags of the columns of `from` that they read; says whether that
/// is anything new.
fn tag<'r>(
    c: &'r Registry,
    lineage: &Lineage,
    from: AssetIx,
    view: &Relation,
    tagged: &mut FxHashMap<AssetIx, Tagged<'r>>,
) -> bool {
    let mut found: Vec<(String, BTreeSet<&'r str>)> = Vec::new();
    if let Some(source) = tagged.get(&from) {
        for column in lineage.columns.of(view.asset) {
            let mut tags = BTreeSet::new();
            for read in sources_of(&lineage.refs, column) {
                if read.asset == from {
                    tags.append(&mut tags_within(source, &c.str(read.column).to_lowercase()));
                }
            }
            if !tags.is_empty() {
                found.push((c.str(column.column).to_lowercase(), tags));
            }
        }
    }
    if found.is_empty() {
        return false;
    }
    let known = tagged.entry(view.asset).or_default();
    let mut is_new = false;
    for (column, mut tags) in found {
        let of = known.entry(column).or_default();
        let before = of.len();
        of.append(&mut tags);
        is_new |= of.len() > before;
    }
    is_new
}
