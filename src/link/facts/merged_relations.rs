//! Facts about relations that turned out to be others, taken there.

use std::collections::BTreeMap;

use super::gathered::Facts;
use super::operation_facts::{Operations, RawColumnEdge};
use super::raw_facts::RawNode;

/// Takes every fact to where its relation went.
pub(super) fn renumber(facts: &mut Facts, to: &[u32]) {
    let at = |index: u32| to.get(index as usize).copied().unwrap_or(index);
    for relation in &mut facts.relations {
        relation.base = relation.base.map(at);
    }
    for column in facts.raw_columns.iter_mut() {
        column.relation = at(column.relation);
    }
    for (relation, ..) in &mut facts.raw_labels {
        *relation = at(*relation);
    }
    for (from, end, ..) in &mut facts.edges {
        for node in [from, end] {
            if let RawNode::Relation(relation) = node {
                *relation = at(*relation);
            }
        }
    }
    follow_operations(&mut facts.operations, &at);
    facts.last = None;
    facts.by_text.clear();
}

fn follow_operations(operations: &mut Operations, at: &impl Fn(u32) -> u32) {
    let mut uses = BTreeMap::new();
    for ((job, relation, writes), seen) in std::mem::take(&mut operations.uses) {
        let slot = uses.entry((job, at(relation), writes)).or_insert(seen);
        *slot = (*slot).max(seen);
    }
    operations.uses = uses;
    for ((from, to, job), (pos, seen)) in std::mem::take(&mut operations.edges) {
        operations.edge((at(from), at(to), job), pos, seen);
    }
    operations.column_edges = std::mem::take(&mut operations.column_edges)
        .into_iter()
        .map(|edge| RawColumnEdge {
            to: at(edge.to),
            from: at(edge.from),
            ..edge
        })
        .collect();
    for (relation, loads) in std::mem::take(&mut operations.states.loads) {
        let known = operations.states.loads.entry(at(relation)).or_default();
        known.merge(loads);
    }
    for (relation, last) in std::mem::take(&mut operations.states.defined) {
        operations.defined(at(relation), last);
    }
    for (relation, last) in std::mem::take(&mut operations.reads) {
        let slot = operations.reads.entry(at(relation)).or_insert(last);
        *slot = (*slot).max(last);
    }
    for (relation, objective) in std::mem::take(&mut operations.states.objectives) {
        let slot = operations
            .states
            .objectives
            .entry(at(relation))
            .or_insert(objective);
        slot.0 = slot.0.min(objective.0);
    }
    for ((relation, id), checks) in std::mem::take(&mut operations.states.checks) {
        for check in checks {
            operations.check(at(relation), &id, check);
        }
    }
    for incident in operations.states.incidents.values_mut() {
        incident.relations = incident.relations.iter().map(|r| at(*r)).collect();
    }
    for monitor in operations.states.monitors.values_mut() {
        monitor.relations = monitor.relations.iter().map(|r| at(*r)).collect();
    }
    for ((relation, day), permille) in std::mem::take(&mut operations.states.uptime) {
        operations
            .states
            .uptime
            .insert((at(relation), day), permille);
    }
    for (from, to, _) in &mut operations.renames {
        (*from, *to) = (at(*from), at(*to));
    }
    operations.renames.retain(|(from, to, _)| from != to);
    for (relation, gone) in std::mem::take(&mut operations.gone) {
        let slot = operations.gone.entry(at(relation)).or_insert(gone);
        if slot.1 <= gone.1 {
            *slot = gone;
        }
    }
    for owner in &mut operations.owners {
        owner.relation = at(owner.relation);
    }
    for shape in &mut operations.statements.shapes {
        shape.destination = shape.destination.map(at);
        for relation in &mut shape.referenced {
            *relation = at(*relation);
        }
        shape.referenced.sort_unstable();
        shape.referenced.dedup();
    }
}
