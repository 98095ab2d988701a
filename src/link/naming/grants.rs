//! Grants, on datasets and on single relations.

use rustc_hash::FxHashMap;

use crate::catalog::{Grant, Registry, small};
use crate::link::facts::RawGrant;

/// Grants of datasets reach the relations in them: OBJECT_PRIVILEGES has no inheritance.
pub(in crate::link) fn grants(registry: &mut Registry, raw: &[RawGrant]) {
    let mut by_dataset: FxHashMap<_, Vec<Grant>> = FxHashMap::default();
    let mut by_relation: FxHashMap<_, Vec<Grant>> = FxHashMap::default();
    for raw in raw {
        let grant = Grant {
            grantee: raw.grantee,
            privilege: raw.privilege,
            inherited: raw.table.is_none(),
            person: raw
                .principals
                .may_be_person(registry.strings.resolve(raw.grantee)),
            reads: raw.reads,
        };
        match raw.table {
            None => by_dataset
                .entry((raw.project, raw.dataset))
                .or_default()
                .push(grant),
            Some(table) => by_relation
                .entry([raw.project, raw.dataset, table])
                .or_default()
                .push(grant),
        }
    }
    for relation in &mut registry.relations {
        let start = registry.grants.len();
        let own = by_relation.get(&[relation.project, relation.dataset, relation.table]);
        let inherited = by_dataset.get(&(relation.project, relation.dataset));
        for grant in own.into_iter().chain(inherited).flatten() {
            let known = &registry.grants[start..];
            if !known
                .iter()
                .any(|g| g.grantee == grant.grantee && g.privilege == grant.privilege)
            {
                registry.grants.push(*grant);
            }
        }
        relation.grants = small(start)..small(registry.grants.len());
    }
}
