//! Which columns of views need fine-grained access: those that come from a column with a policy
//! tag, through any number of views. A table that a job fills is a copy and has tags of its own.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use rustc_hash::{FxHashMap, FxHashSet};

use super::columns::Lineage;
use crate::catalog::{AssetIx, Graph, Registry, Relation, Sym, sources_of};

/// The tags of the columns of one relation, by path in lower case.
type Tagged = BTreeMap<String, BTreeSet<Sym>>;

/// Hands policy tags on: from fields to the columns that hold them, from columns to the views
/// that read them.
pub(in crate::link) fn hand_on(c: &mut Registry, graph: &Graph, lineage: &Lineage) {
    let mut tagged = own_tags(c);
    if tagged.is_empty() {
        return;
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
    set_tags(c, &tagged);
}

/// What the exports say.
fn own_tags(c: &mut Registry) -> FxHashMap<AssetIx, Tagged> {
    let mut tagged: FxHashMap<AssetIx, Tagged> = FxHashMap::default();
    if c.columns.iter().all(|k| k.policy_tags.is_none()) {
        return tagged;
    }
    let mut found = Vec::new();
    for relation in &c.relations {
        for column in c.columns_of(relation) {
            if let Some(tags) = column.policy_tags {
                let path = c.str(column.path).to_lowercase();
                let names: Vec<String> = c.str(tags).lines().map(str::to_owned).collect();
                found.push((relation.asset, path, names));
            }
        }
    }
    for (asset, path, names) in found {
        let tags: BTreeSet<Sym> = names.iter().map(|name| c.intern(name)).collect();
        tagged.entry(asset).or_default().insert(path, tags);
    }
    tagged
}

/// Writes the tags to the columns.
fn set_tags(c: &mut Registry, tagged: &FxHashMap<AssetIx, Tagged>) {
    for i in 0..c.relations.len() {
        let relation = &c.relations[i];
        let Some(all) = tagged.get(&relation.asset) else {
            continue;
        };
        for at in relation.columns.clone() {
            let path = c.columns[at as usize].path;
            let path = c.str(path).to_lowercase();
            let tags = joined(c, all, &path);
            c.columns[at as usize].policy_tags = tags;
        }
    }
}

/// The names of the tags of a column and of the fields in it, a line each.
fn joined(c: &mut Registry, all: &Tagged, path: &str) -> Option<Sym> {
    let tags = tags_within(all, path);
    if tags.is_empty() {
        return None;
    }
    let mut names: Vec<&str> = tags.iter().map(|tag| c.str(*tag)).collect();
    names.sort_unstable();
    let text = names.join("\n");
    Some(c.intern(&text))
}

/// Tags of a column, of what it is part of, and of what is part of it.
fn tags_within(all: &Tagged, path: &str) -> BTreeSet<Sym> {
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
fn tag(
    c: &Registry,
    lineage: &Lineage,
    from: AssetIx,
    view: &Relation,
    tagged: &mut FxHashMap<AssetIx, Tagged>,
) -> bool {
    let mut found: Vec<(String, BTreeSet<Sym>)> = Vec::new();
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
