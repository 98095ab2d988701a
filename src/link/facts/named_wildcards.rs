//! Wildcards that tools name (JOBS and OpenLineage write `events_*` for what a statement reads): what is
//! told of one is told of its tables, and it is no asset.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::super::{join, wildcards};
use super::gathered::Facts;
use super::merged_relations::renumber;
use super::raw_facts::{RawNode, RawRelation};
use crate::catalog::{RelationKind, Sym};

/// The tables of a wildcard.
struct Tables {
    /// The one that stands for all of them.
    newest: u32,
    others: Vec<u32>,
}

/// Takes what is told of wildcards to their tables.
pub(super) fn expand(facts: &mut Facts) {
    let found = wildcard_tables(facts);
    if found.is_empty() {
        return;
    }
    let mut numbers: BTreeMap<u32, usize> = BTreeMap::new();
    for index in found.keys() {
        let relation = &facts.relations[*index as usize];
        let text = |sym: Sym| facts.strings.resolve(sym);
        let name = join(
            text(relation.project),
            text(relation.dataset),
            text(relation.table),
        );
        numbers.insert(*index, facts.wildcards.len());
        facts.wildcards.push(name);
    }
    // A statement may read thousands of tables by one wildcard: it keeps the number of that.
    for shape in &mut facts.operations.statements.shapes {
        let read = shape.referenced.iter();
        shape.wildcards = read.filter_map(|r| numbers.get(r).copied()).collect();
    }
    let mut by_job = Vec::new();
    for ((from, to, job), (pos, seen)) in &facts.operations.edges {
        if let Some(tables) = found.get(from) {
            let others = tables.others.iter();
            by_job.extend(others.map(|other| ((*other, *to, *job), *pos, *seen)));
        }
    }
    for (ends, pos, seen) in by_job {
        facts.operations.edge(ends, pos, seen);
    }
    let mut stated_by_tools = Vec::new();
    for (from, to, how, pos) in &facts.edges {
        if let RawNode::Relation(from) = from
            && let Some(tables) = found.get(from)
        {
            let others = tables.others.iter();
            stated_by_tools
                .extend(others.map(|other| (RawNode::Relation(*other), *to, *how, *pos)));
        }
    }
    facts.edges.extend(stated_by_tools);
    stand_in(facts, &found);
}

/// Takes the rest of what is told of each wildcard to its newest table, and the wildcard away.
fn stand_in(facts: &mut Facts, found: &BTreeMap<u32, Tables>) {
    let mut to: Vec<u32> = Vec::with_capacity(facts.relations.len());
    let mut next = 0;
    for (index, _) in (0u32..).zip(&facts.relations) {
        to.push(next);
        if !found.contains_key(&index) {
            next += 1;
        }
    }
    for (index, tables) in found {
        to[*index as usize] = to[tables.newest as usize];
    }
    let before = std::mem::take(&mut facts.relations);
    facts.by_name.clear();
    let mut wildcards = Vec::new();
    for (index, relation) in (0u32..).zip(before) {
        let at = to[index as usize];
        let key = [relation.project, relation.dataset, relation.table];
        facts.by_name.insert(key, at);
        if found.contains_key(&index) {
            wildcards.push((at, relation));
        } else {
            facts.relations.push(relation);
        }
    }
    for (at, wildcard) in wildcards {
        if let Some(newest) = facts.relations.get_mut(at as usize) {
            newest.absorb(wildcard);
        }
    }
    for index in &mut facts.folding {
        *index = to.get(*index as usize).copied().unwrap_or(*index);
    }
    renumber(facts, &to);
}

/// The wildcards that nothing describes, with their tables; those that have any.
fn wildcard_tables(facts: &Facts) -> BTreeMap<u32, Tables> {
    let text = |sym: Sym| facts.strings.resolve(sym);
    let is_wildcard = |r: &RawRelation| r.system_of_name().is_wildcard(text(r.table));
    let named: Vec<(u32, &RawRelation)> = (0u32..)
        .zip(&facts.relations)
        .filter(|(_, r)| r.kind.is_none() && r.dbt.is_none() && r.query.is_none() && is_wildcard(r))
        .collect();
    let mut found = BTreeMap::new();
    if named.is_empty() {
        return found;
    }
    let datasets: FxHashSet<(Sym, Sym)> =
        named.iter().map(|(_, r)| (r.project, r.dataset)).collect();
    let mut tables: Vec<(&str, u32)> = (0u32..)
        .zip(&facts.relations)
        .filter(|(_, r)| {
            let view = matches!(
                r.kind,
                Some((RelationKind::View | RelationKind::MaterializedView, _))
            );
            let described = r.kind.is_some() || r.dbt.is_some();
            let is_one = described && !view && r.system_of_name().has_wildcards();
            is_one && datasets.contains(&(r.project, r.dataset)) && !is_wildcard(r)
        })
        .map(|(index, r)| (text(r.table), index))
        .collect();
    tables.sort_unstable();
    let mut by_dataset: FxHashMap<(Sym, Sym), Vec<(&str, u32)>> = FxHashMap::default();
    for (name, index) in tables {
        let relation = &facts.relations[index as usize];
        let key = (relation.project, relation.dataset);
        by_dataset.entry(key).or_default().push((name, index));
    }
    let listed: FxHashSet<u32> = facts.raw_columns.iter().map(|c| c.relation).collect();
    let rank = |index: u32| {
        let relation = &facts.relations[index as usize];
        let created = relation.created.map(text);
        wildcards::rank(listed.contains(&index), created, text(relation.table))
    };
    for (index, wildcard) in named {
        let Some(all) = by_dataset.get(&(wildcard.project, wildcard.dataset)) else {
            continue;
        };
        let prefix = text(wildcard.table).trim_end_matches('*');
        let members = wildcards::beginning(all, prefix, |(name, _)| *name);
        let members: Vec<u32> = members.iter().map(|(_, index)| *index).collect();
        let Some(newest) = members.iter().copied().max_by_key(|index| rank(*index)) else {
            continue;
        };
        let others = members.into_iter().filter(|m| *m != newest).collect();
        found.insert(index, Tables { newest, others });
    }
    found
}
