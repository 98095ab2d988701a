//! What all exports say: taken in fact by fact, then settled, one entry a relation.

mod asset_sink;
mod column_sink;
mod dropped_relations;
mod folded_statements;
mod foreign_sink;
mod gathered;
mod hash;
mod linking_sink;
mod merged_columns;
mod merged_relations;
mod named_wildcards;
mod operation_facts;
mod operation_sink;
mod predicate_names;
mod property_sink;
mod prose_sink;
mod raw_columns;
mod raw_facts;
mod raw_properties;
mod relation_identity;
mod relation_loads;
mod replaced_view;
mod replaced_views;
mod script_steps;
mod script_texts;
mod told_by_runs;
mod withheld;

use std::collections::BTreeSet;
use std::ops::Deref;

use rustc_hash::FxHashSet;

pub(super) use dropped_relations::Drops;
pub(super) use folded_statements::{Key, Shape, Statements, bare};
pub(crate) use gathered::{Export, Facts};
pub(super) use operation_facts::{
    Operations, RawCheck, RawColumnEdge, RawExport, RawJob, RawModel, RawNamed, RawStates,
    ToolOwner,
};
pub(super) use raw_facts::{RawExposure, RawForeign, RawGrant, RawNode};
pub(super) use raw_properties::{RawConstraint, RawProperties, RawRowPolicy};
pub(crate) use replaced_view::ReplacedView;
pub(super) use told_by_runs::ToldByRuns;

use self::merged_columns::merge_columns;
use self::raw_facts::Listing;
use crate::catalog::small;

/// What exports say, once each fact has found its relation. Nothing is added from here on.
#[derive(Debug)]
pub(crate) struct Settled(pub(super) Facts);

impl Deref for Settled {
    type Target = Facts;

    fn deref(&self) -> &Facts {
        &self.0
    }
}

impl Facts {
    /// After the last fact: one relation is made of names that are one, and what came in any order
    /// is grouped by relation.
    pub(crate) fn finish(mut self) -> Settled {
        self.last = None;
        // Scripts name relations, which may have several names, of which one may be a wildcard.
        script_steps::take_apart(&mut self);
        relation_identity::unite(&mut self);
        named_wildcards::expand(&mut self);
        let owners = &mut self.operations.owners;
        owners.sort_unstable();
        let mut told = FxHashSet::default();
        owners.retain(|of| told.insert((of.relation, of.owner, of.job)));
        if let Some(at) = self.newest_moment()
            && let Ok(at) = jiff::Timestamp::from_second(at)
        {
            self.saw_day(&at.to_string());
        }
        self.operations.statements.made.sort_unstable();
        self.operations.statements.made.dedup();
        group_columns(&mut self);
        group_labels(&mut self);
        replaced_views::replace(&mut self);
        Settled(self)
    }
}

/// Merges columns that several exports describe, by relation.
fn group_columns(facts: &mut Facts) {
    let mut told = flown_into(facts);
    let raw = std::mem::take(&mut facts.raw_columns);
    let mut columns = Vec::with_capacity(raw.len());
    let Facts {
        relations,
        strings,
        told_by_runs,
        ..
    } = facts;
    raw.each_relation(relations.len(), |number, group| {
        let start = small(columns.len());
        let relation = &mut relations[number];
        if relation.plain_names {
            group.iter_mut().for_each(|column| column.column.depth = 0);
        }
        merge_columns(strings, group, &mut columns);
        relation.columns = start..small(columns.len());
        relation.columns_complete = group.iter().any(|c| c.listing == Listing::Complete);
        let number = small(number);
        if told.remove(&number) || group.iter().any(|c| c.job.is_some()) {
            let by_others = group.iter().any(|c| c.job.is_none());
            let alone = !by_others && relation.is_told_by_runs_alone();
            told_by_runs.push(ToldByRuns::new(number, alone, group.clone()));
        }
    });
    facts.columns = columns;
    let rest = told.into_iter();
    facts
        .told_by_runs
        .extend(rest.map(|number| ToldByRuns::new(number, false, Vec::new())));
}

/// Relations of whose columns runs tell by what flows into them, or by their statements.
fn flown_into(facts: &Facts) -> BTreeSet<u32> {
    let edges = facts.operations.column_edges.iter();
    let mut told: BTreeSet<u32> = edges.map(|edge| edge.to).collect();
    let relations = (0u32..).zip(&facts.relations);
    let of_runs = relations.filter(|(_, of)| of.has_sql_of_runs());
    told.extend(of_runs.map(|(number, _)| number));
    told
}

/// Puts the labels of each relation together, each once.
fn group_labels(facts: &mut Facts) {
    let mut labels = std::mem::take(&mut facts.raw_labels);
    labels.sort_by_key(|(relation, ..)| *relation);
    for group in labels.chunk_by(|a, b| a.0 == b.0) {
        let first = facts.labels.len();
        for (_, label, pos) in group {
            let known = facts.labels[first..]
                .iter_mut()
                .find(|(l, _)| l.key == label.key && l.value == label.value);
            match known {
                Some((known, _)) => known.shown |= label.shown,
                None => facts.labels.push((*label, *pos)),
            }
        }
        let range = small(first)..small(facts.labels.len());
        facts.relations[group[0].0 as usize].labels = range;
    }
}
