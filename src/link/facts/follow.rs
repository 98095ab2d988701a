//! Facts about relations that turned out to be others, taken there.

use std::collections::BTreeMap;

use super::operations::{Operations, RawColumnEdge};
use super::{Facts, RawNode, RawRelation};

impl Facts {
    /// Takes every fact to where its relation went.
    pub(super) fn follow(&mut self, to: &[u32]) {
        let at = |index: u32| to.get(index as usize).copied().unwrap_or(index);
        for relation in &mut self.relations {
            relation.base = relation.base.map(at);
        }
        for column in &mut self.raw_columns {
            column.relation = at(column.relation);
        }
        for (relation, ..) in &mut self.raw_labels {
            *relation = at(*relation);
        }
        for (from, end, ..) in &mut self.edges {
            for node in [from, end] {
                if let RawNode::Relation(relation) = node {
                    *relation = at(*relation);
                }
            }
        }
        self.operations.follow(&at);
        self.last = None;
    }
}

impl RawRelation {
    /// Takes what another name of the relation was told.
    pub(super) fn absorb(&mut self, other: Self) {
        let stronger = matches!(
            (self.kind, other.kind),
            (None, Some(_)) | (Some((_, false)), Some((_, true)))
        );
        if stronger {
            self.kind = other.kind;
            self.system = other.system;
            self.pos = other.pos;
        }
        self.created = self.created.or(other.created);
        self.modified = self.modified.or(other.modified);
        self.title = self.title.or(other.title);
        self.description = self.description.or(other.description);
        self.base = self.base.or(other.base);
        self.rows = self.rows.or(other.rows);
        self.bytes = self.bytes.or(other.bytes);
        self.query = match (self.query, other.query) {
            (Some(own), Some(new)) if new.rank > own.rank => Some(new),
            (own, new) => own.or(new),
        };
        if self.dbt.is_none() {
            self.dbt = other.dbt;
        }
        for tag in other.tags {
            if !self.tags.contains(&tag) {
                self.tags.push(tag);
            }
        }
    }
}

impl Operations {
    fn follow(&mut self, at: &impl Fn(u32) -> u32) {
        let mut uses = BTreeMap::new();
        for ((job, relation, writes), seen) in std::mem::take(&mut self.uses) {
            let slot = uses.entry((job, at(relation), writes)).or_insert(seen);
            *slot = (*slot).max(seen);
        }
        self.uses = uses;
        for ((from, to, job), (pos, seen)) in std::mem::take(&mut self.edges) {
            self.edge((at(from), at(to), job), pos, seen);
        }
        self.column_edges = std::mem::take(&mut self.column_edges)
            .into_iter()
            .map(|edge| RawColumnEdge {
                to: at(edge.to),
                from: at(edge.from),
                ..edge
            })
            .collect();
        for (relation, loads) in std::mem::take(&mut self.loads) {
            let known = self.loads.entry(at(relation)).or_default();
            known.merge(loads);
        }
        for (relation, last) in std::mem::take(&mut self.reads) {
            let slot = self.reads.entry(at(relation)).or_insert(last);
            *slot = (*slot).max(last);
        }
        for (relation, promise) in std::mem::take(&mut self.promises) {
            let slot = self.promises.entry(at(relation)).or_insert(promise);
            slot.0 = slot.0.min(promise.0);
        }
        for ((relation, id), check) in std::mem::take(&mut self.checks) {
            self.check(at(relation), &id, check);
        }
        for incident in self.incidents.values_mut() {
            incident.relations = incident.relations.iter().map(|r| at(*r)).collect();
        }
        for monitor in self.monitors.values_mut() {
            monitor.relations = monitor.relations.iter().map(|r| at(*r)).collect();
        }
        for ((relation, day), permille) in std::mem::take(&mut self.uptime) {
            self.uptime.insert((at(relation), day), permille);
        }
        for (from, to, _) in &mut self.renames {
            (*from, *to) = (at(*from), at(*to));
        }
        self.renames.retain(|(from, to, _)| from != to);
        for (relation, gone) in std::mem::take(&mut self.gone) {
            let slot = self.gone.entry(at(relation)).or_insert(gone);
            if slot.1 <= gone.1 {
                *slot = gone;
            }
        }
        for (relation, ..) in &mut self.owners {
            *relation = at(*relation);
        }
        for shape in &mut self.statements.shapes {
            shape.destination = shape.destination.map(at);
            for relation in &mut shape.referenced {
                *relation = at(*relation);
            }
            shape.referenced.sort_unstable();
            shape.referenced.dedup();
        }
    }
}
