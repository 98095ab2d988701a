//! Which columns of views need fine-grained access: those that come from a column with a policy
//! tag, through any number of views. A table that a job fills is a copy and has tags of its own.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use rustc_hash::{FxHashMap, FxHashSet};

use super::Linker;
use crate::catalog::{AssetIx, Catalog, Relation, Sym};

/// The tags of the columns of one relation, by path in lower case.
type Tagged = BTreeMap<String, BTreeSet<Sym>>;

impl Linker<'_> {
    /// Hands policy tags on: from fields to the columns that hold them, from columns to the views
    /// that read them.
    pub(super) fn policy_tags(&mut self) {
        let mut tagged = self.own_tags();
        if tagged.is_empty() {
            return;
        }
        let c = &self.catalog;
        let mut queue: VecDeque<AssetIx> = c
            .relations
            .iter()
            .map(|r| r.asset)
            .filter(|ix| tagged.contains_key(ix))
            .collect();
        let mut waiting: FxHashSet<AssetIx> = queue.iter().copied().collect();
        while let Some(ix) = queue.pop_front() {
            waiting.remove(&ix);
            for to in c.graph.downstream(ix) {
                let Some(view) = c.relation(*to).filter(|r| r.is_view()) else {
                    continue;
                };
                if hand_on(c, ix, view, &mut tagged) && waiting.insert(*to) {
                    queue.push_back(*to);
                }
            }
        }
        self.set_tags(&tagged);
    }

    /// What the exports say.
    fn own_tags(&mut self) -> FxHashMap<AssetIx, Tagged> {
        let mut tagged: FxHashMap<AssetIx, Tagged> = FxHashMap::default();
        if self.catalog.columns.iter().all(|k| k.policy_tags.is_none()) {
            return tagged;
        }
        let mut found = Vec::new();
        for relation in &self.catalog.relations {
            for column in self.catalog.columns_of(relation) {
                if let Some(tags) = column.policy_tags {
                    let path = self.catalog.str(column.path).to_lowercase();
                    let names: Vec<String> =
                        self.catalog.str(tags).lines().map(str::to_owned).collect();
                    found.push((relation.asset, path, names));
                }
            }
        }
        for (asset, path, names) in found {
            let tags: BTreeSet<Sym> = names.iter().map(|name| self.sym(name)).collect();
            tagged.entry(asset).or_default().insert(path, tags);
        }
        tagged
    }

    /// Writes the tags to the columns.
    fn set_tags(&mut self, tagged: &FxHashMap<AssetIx, Tagged>) {
        for i in 0..self.catalog.relations.len() {
            let relation = &self.catalog.relations[i];
            let Some(all) = tagged.get(&relation.asset) else {
                continue;
            };
            for at in relation.columns.clone() {
                let path = self.catalog.columns[at as usize].path;
                let path = self.catalog.str(path).to_lowercase();
                let tags = self.joined(all, &path);
                self.catalog.columns[at as usize].policy_tags = tags;
            }
        }
    }

    /// The names of the tags of a column and of the fields in it, a line each.
    fn joined(&mut self, all: &Tagged, path: &str) -> Option<Sym> {
        let tags = tags_within(all, path);
        if tags.is_empty() {
            return None;
        }
        let mut names: Vec<&str> = tags.iter().map(|tag| self.catalog.str(*tag)).collect();
        names.sort_unstable();
        let text = names.join("\n");
        Some(self.sym(&text))
    }
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
fn hand_on(
    c: &Catalog,
    from: AssetIx,
    view: &Relation,
    tagged: &mut FxHashMap<AssetIx, Tagged>,
) -> bool {
    let mut found: Vec<(String, BTreeSet<Sym>)> = Vec::new();
    if let Some(source) = tagged.get(&from) {
        for lineage in c.column_lineage_of(view) {
            let mut tags = BTreeSet::new();
            for read in c.column_refs_of(lineage) {
                if read.asset == from {
                    tags.append(&mut tags_within(source, &c.str(read.column).to_lowercase()));
                }
            }
            if !tags.is_empty() {
                found.push((c.str(lineage.column).to_lowercase(), tags));
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
