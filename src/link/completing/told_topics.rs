//! What the exports tell at all, so that what they lack isn't taken for missing.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::catalog::{AssetIx, Check, ExportAge, Health, Inventory, Monitor, Sym, Tells, Topics};
use crate::system::{EvidenceKind, Topic};

/// What is told of operations.
pub(in crate::link) struct Operated<'o> {
    pub(in crate::link) checks: &'o [Check],
    pub(in crate::link) monitors: &'o [Monitor],
    pub(in crate::link) health: &'o FxHashMap<AssetIx, Health>,
    pub(in crate::link) exports: &'o [ExportAge],
}

/// What readers said that their files tell (`said`), and what is told in fact: one text on one column
/// shows that a project's columns could have them.
pub(in crate::link) fn tells(
    inventory: &Inventory,
    said: &BTreeSet<(Sym, Topic)>,
    operated: &Operated<'_>,
) -> Tells {
    let mut tells = Tells::default();
    for (project, topic) in said {
        let topics = tells.in_project.entry(*project).or_default();
        topics.add(*topic);
        // Files of which readers say so list what stands beside it.
        match topic {
            Topic::ColumnDescriptions => topics.add(Topic::Fields),
            Topic::Labels => topics.add(Topic::Options),
            _ => {}
        }
    }
    for relation in &inventory.relations {
        let topics = tells.in_project.entry(relation.project).or_default();
        let columns = inventory.columns_of(relation);
        if relation.dbt.is_some() {
            // Its manifest has a place for them.
            topics.add(Topic::ColumnDescriptions);
        }
        add_where(topics, Topic::ColumnDescriptions, || {
            columns.iter().any(|c| c.description.is_some())
        });
        add_where(topics, Topic::PolicyTags, || {
            columns.iter().any(|c| c.policy_tags.is_some())
        });
        add_where(topics, Topic::Labels, || !relation.labels.is_empty());
        add_where(topics, Topic::Grants, || !relation.grants.is_empty());
        add_where(topics, Topic::Tests, || {
            let health = operated.health.get(&relation.asset);
            let mut checks = health.iter().flat_map(|h| &h.checks);
            checks.any(|n| {
                let check = operated.checks.get(*n as usize);
                check.is_some_and(|check| check.by.kind() == EvidenceKind::Test)
            })
        });
    }
    if !operated.monitors.is_empty() {
        tells.everywhere.add(Topic::Monitors);
    }
    // A mesh without any incident is what one hopes for.
    let mut exports = operated.exports.iter();
    if exports.any(|e| e.files > 0 && e.format.capabilities().watches) {
        tells.everywhere.add(Topic::Incidents);
    }
    tells
}

/// Looks only where it isn't known yet: of most projects the first relations show it.
fn add_where(topics: &mut Topics, topic: Topic, shown: impl FnOnce() -> bool) {
    if !topics.has(topic) && shown() {
        topics.add(topic);
    }
}
