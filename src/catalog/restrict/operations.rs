//! What happened in a part of a catalog.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::under_way::Restriction;
use crate::catalog::{
    AssetIx, ColumnUse, FilterShape, Health, Incident, Job, ListingDoubt, Model, NamedBy,
    Predicate, Relation, StatementWindow, Sym, Usage, UsagePattern, small,
};

/// New index by old one.
type Renumbered = FxHashMap<u32, u32>;

/// Jobs, models, incidents, monitors, checks; state and use of relations.
pub(super) fn operations(part: &mut Restriction<'_>) {
    for old in &part.from.jobs {
        if let Some(asset) = part.ix(old.asset) {
            let job = Job {
                asset,
                reads: part.all(&old.reads),
                writes: part.all(&old.writes),
                ..old.clone()
            };
            part.place(asset, part.to.inventory.jobs.len());
            part.to.inventory.jobs.push(job);
            let runs = part.from.runs_of(old.asset).clone();
            part.to.operations.runs.push(runs);
        }
    }
    for old in &part.from.models {
        if let Some(asset) = part.ix(old.asset) {
            part.place(asset, part.to.inventory.models.len());
            part.to.inventory.models.push(Model {
                asset,
                ..old.clone()
            });
        }
    }
    let incidents = incidents(part);
    let mut monitors = Renumbered::default();
    let mut projects_kept: FxHashSet<Sym> = FxHashSet::default();
    for old in &part.from.relations {
        if part.ix(old.asset).is_some() {
            projects_kept.insert(old.project);
        }
    }
    let mut services: BTreeSet<u32> = BTreeSet::new();
    part.to.tells.everywhere = part.from.tells.everywhere;
    for old in &part.from.relations {
        let Some(asset) = part.ix(old.asset) else {
            continue;
        };
        if let Some(topics) = part.from.tells.in_project.get(&old.project) {
            let project = part.sym(old.project);
            part.to.tells.in_project.insert(project, *topics);
        }
        if let Some(before) = part.from.operations.health.get(&old.asset) {
            let health = health(part, old, before, &incidents, &mut monitors);
            part.to.operations.health.insert(asset, health);
        }
        if let Some(at) = part.from.operations.defined.get(&old.asset) {
            part.to.operations.defined.insert(asset, *at);
        }
        if let Some(before) = part.from.operations.usage.get(&old.asset) {
            let usage = usage(part, before, &projects_kept);
            part.to.operations.usage.insert(asset, usage);
        }
        if let Some(before) = part.from.operations.named_by.get(&old.asset) {
            let columns = before.columns.iter();
            let mut columns: Vec<(Sym, i64)> = columns
                .map(|(column, last)| (part.sym(*column), *last))
                .collect();
            columns.sort_unstable();
            let named = NamedBy {
                columns,
                ..before.clone()
            };
            part.to.operations.named_by.insert(asset, named);
            services.extend(before.services.iter().map(|of| of.account));
        }
        if let Some(stars) = part.from.operations.star_uses.get(&old.asset) {
            part.to.operations.star_uses.insert(asset, *stars);
        }
        match part.from.operations.doubts.get(&old.asset) {
            // Counts of a dataset that the rest has a share in are the rest's, too.
            Some(ListingDoubt::Partial { .. }) if part.left.contains(&old.dataset) => {}
            Some(doubt) => _ = part.to.operations.doubts.insert(asset, *doubt),
            None => {}
        }
    }
    service_accounts(part, &services);
    statement_windows(part, &projects_kept);
}

/// The service accounts that read what is kept, by new numbers.
fn service_accounts(part: &mut Restriction<'_>, kept: &BTreeSet<u32>) {
    let all = &part.from.operations.service_accounts;
    let names = kept.iter().filter_map(|old| all.get(*old as usize));
    part.to.operations.service_accounts = names.cloned().collect();
    let new: Renumbered = kept.iter().copied().zip(0..).collect();
    part.to.operations.named_by.values_mut().for_each(|of| {
        for service in &mut of.services {
            service.account = new.get(&service.account).copied().unwrap_or(u32::MAX);
        }
    });
}

/// Of which days statements are known; projects of the rest aren't named.
fn statement_windows(part: &mut Restriction<'_>, projects_kept: &FxHashSet<Sym>) {
    for old in &part.from.operations.statements {
        if projects_kept.contains(&old.project) || !part.left.contains(&old.project) {
            let project = part.sym(old.project);
            let window = StatementWindow { project, ..*old };
            part.to.operations.statements.push(window);
        }
    }
}

fn incidents(part: &mut Restriction<'_>) -> Renumbered {
    let mut renumbered = Renumbered::default();
    for (i, old) in (0u32..).zip(&part.from.operations.incidents) {
        let relations = part.all(&old.relations);
        if !relations.is_empty() {
            renumbered.insert(i, small(part.to.operations.incidents.len()));
            part.to.operations.incidents.push(Incident {
                relations,
                ..old.clone()
            });
        }
    }
    renumbered
}

/// The number that a monitor has in the part.
fn monitor(part: &mut Restriction<'_>, renumbered: &mut Renumbered, old: u32) -> Option<u32> {
    if let Some(known) = renumbered.get(&old) {
        return Some(*known);
    }
    let monitor = part.from.operations.monitors.get(old as usize)?.clone();
    let new = small(part.to.operations.monitors.len());
    part.to.operations.monitors.push(monitor);
    renumbered.insert(old, new);
    Some(new)
}

fn health(
    part: &mut Restriction<'_>,
    relation: &Relation,
    old: &Health,
    incidents: &Renumbered,
    monitors: &mut Renumbered,
) -> Health {
    let mut checks = Vec::new();
    for check in &old.checks {
        if let Some(check) = part.from.operations.checks.get(*check as usize) {
            checks.push(small(part.to.operations.checks.len()));
            part.to.operations.checks.push(check.clone());
        }
    }
    let of_incidents = old.incidents.iter();
    let of_monitors = old.monitors.iter();
    let of_monitors = of_monitors.filter_map(|m| monitor(part, monitors, *m));
    let of_monitors = of_monitors.collect();
    // What promises may be a product or a contract that isn't kept.
    let promised_by: Vec<AssetIx> = part
        .from
        .contracts_of(relation)
        .iter()
        .map(|(contract, _)| *contract)
        .chain(relation.product)
        .collect();
    Health {
        objective: old
            .objective
            .clone()
            .filter(|_| part.keeps_all(&promised_by)),
        checks,
        incidents: of_incidents
            .filter_map(|i| incidents.get(i).copied())
            .collect(),
        monitors: of_monitors,
        writers: part.all(&old.writers),
        readers: part.all(&old.readers),
        ..old.clone()
    }
}

/// Use; projects of the rest aren't named.
fn usage(part: &mut Restriction<'_>, old: &Usage, projects_kept: &FxHashSet<Sym>) -> Usage {
    let mut projects = Vec::new();
    for (project, queries) in &old.projects {
        if projects_kept.contains(project) || !part.left.contains(project) {
            projects.push((part.sym(*project), *queries));
        }
    }
    let shapes = old.shapes.iter().map(|shape| FilterShape {
        predicates: shape
            .predicates
            .iter()
            .map(|p| Predicate {
                column: part.sym(p.column),
                operator: p.operator,
            })
            .collect(),
        count: shape.count,
    });
    let shapes = shapes.collect();
    let columns = old.columns.iter();
    let mut columns: Vec<ColumnUse> = columns
        .map(|of| ColumnUse {
            column: part.sym(of.column),
            ..*of
        })
        .collect();
    columns.sort_unstable_by_key(|of| of.column);
    Usage {
        columns,
        joins: patterns(part, &old.joins),
        filters: patterns(part, &old.filters),
        shapes,
        projects,
        ..old.clone()
    }
}

/// Joins and filters; a join with the rest is left out.
fn patterns(part: &mut Restriction<'_>, old: &[UsagePattern]) -> Vec<UsagePattern> {
    let mut patterns = Vec::new();
    for habit in old {
        let joined = match habit.joined {
            None => None,
            Some((asset, column)) => match part.ix(asset) {
                Some(asset) => Some((asset, part.sym(column))),
                None => continue,
            },
        };
        patterns.push(UsagePattern {
            column: part.sym(habit.column),
            joined,
            ..*habit
        });
    }
    patterns
}
