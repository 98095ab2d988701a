//! Jobs with their runs, the edges that they make, and tables that got another name.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::described::{Described, Names};
use super::owners::Owners;
use crate::catalog::{
    AssetIx, Health, Job, Kind, LineageEdge, Outcome, PreviousName, Provenance, Registry,
    RelationKind, Run, Runs, Status, day,
};
use crate::diagnostic::Pos;
use crate::export::fact;
use crate::link::facts::{Operations, RawJob};
use crate::system::{JobSystem, ProvenanceKind};

/// What exports say of jobs.
pub(in crate::link) struct Jobs {
    pub(in crate::link) all: Vec<Job>,
    /// Of each job in `all`.
    pub(in crate::link) runs: Vec<Runs>,
    pub(in crate::link) edges: Vec<LineageEdge>,
    /// The jobs that read and write each relation.
    pub(in crate::link) health: FxHashMap<AssetIx, Health>,
}

/// Jobs with their runs, and the edges that they make. `renamed` are raw indices of relations.
pub(in crate::link) fn jobs(
    names: &mut Names<'_>,
    renamed: &FxHashMap<u32, u32>,
    operations: &mut Operations,
    owners: &Owners,
) -> Jobs {
    let (mut all, mut all_runs) = (Vec::new(), Vec::new());
    let raw = std::mem::take(&mut operations.jobs);
    let mut assets: Vec<Option<AssetIx>> = Vec::with_capacity(raw.len());
    let mut systems = Vec::with_capacity(raw.len());
    // Jobs that lineage leads through, and where they stand.
    let mut wide: FxHashMap<u32, Pos> = FxHashMap::default();
    for (number, raw) in (0u32..).zip(raw) {
        if raw.wide {
            wide.insert(number, raw.pos);
        }
        let added = names.add(&Described {
            kind: Kind::Job,
            name: &raw.key,
            title: Some(&raw.name),
            description: raw.description.as_deref(),
            status: Status::Active,
            detail: all.len(),
            pos: raw.pos,
        });
        assets.push(added);
        systems.push(raw.system);
        let Some(asset) = added else { continue };
        all_runs.push(runs(&raw));
        all.push(job(asset, raw, owners));
    }
    let relation = |i: u32| AssetIx(*renamed.get(&i).unwrap_or(&i));
    let job = |i: u32| assets.get(i as usize).copied().flatten();
    operations.name_jobs(job);
    let stated_by_tools = std::mem::take(&mut operations.edges);
    let mut edges: Vec<LineageEdge> = stated_by_tools
        .into_iter()
        .map(|((from, to, by), (pos, seen))| LineageEdge {
            from: relation(from),
            to: relation(to),
            provenance: Provenance {
                how: edges_of(by.and_then(|j| systems.get(j as usize))),
                pos,
                job: by.and_then(job),
                seen,
            },
        })
        .collect();
    let mut health: FxHashMap<AssetIx, Health> = FxHashMap::default();
    for ((by, of, writes), seen) in std::mem::take(&mut operations.uses) {
        let (Some(asset), of) = (job(by), relation(of)) else {
            continue;
        };
        if let Some(pos) = wide.get(&by) {
            let (from, to) = match writes {
                true => (asset, of),
                false => (of, asset),
            };
            edges.push(LineageEdge {
                from,
                to,
                provenance: Provenance {
                    how: edges_of(systems.get(by as usize)),
                    pos: *pos,
                    job: Some(asset),
                    seen,
                },
            });
        }
        let health = health.entry(of).or_default();
        let job: &mut Job = &mut all[names.registry.detail(asset)];
        let (here, there) = if writes {
            (&mut job.writes, &mut health.writers)
        } else {
            (&mut job.reads, &mut health.readers)
        };
        here.push(of);
        // Uses come job by job.
        if there.last() != Some(&asset) {
            there.push(asset);
        }
    }
    for job in &mut all {
        for list in [&mut job.reads, &mut job.writes] {
            list.sort_by(|a, b| (names.registry.name(*a), a).cmp(&(names.registry.name(*b), b)));
            list.dedup();
        }
    }
    Jobs {
        all,
        runs: all_runs,
        edges,
        health,
    }
}

/// How the edges are known that a job of a system makes, or of one that isn't known.
fn edges_of(system: Option<&JobSystem>) -> ProvenanceKind {
    let exporter = system.copied().unwrap_or_default().exporter();
    exporter.capabilities().edges
}

fn job(asset: AssetIx, raw: RawJob, owners: &Owners) -> Job {
    Job {
        asset,
        system: raw.system,
        // Persons stay out of the portal.
        owners: raw
            .owners
            .iter()
            .filter_map(|owner| owners.shown(owner))
            .collect(),
        schedule: raw.schedule,
        paused: raw.paused,
        tags: raw.tags,
        reads: Vec::new(),
        writes: Vec::new(),
    }
}

fn runs(raw: &RawJob) -> Runs {
    let newest = raw.runs.iter().map(|r| Run {
        outcome: outcome(r.outcome),
        started: r.started,
        ended: r.ended,
    });
    Runs {
        newest: newest.collect(),
        succeeded: raw.succeeded,
        failed: raw.failed,
        last_success: raw.last_success,
    }
}

/// Tables that got another name: from raw index to raw index. The last name counts. `stated` gets
/// those that are gone.
pub(in crate::link) fn renames(
    registry: &mut Registry,
    stated: &mut FxHashSet<AssetIx>,
    operations: &mut Operations,
) -> FxHashMap<u32, u32> {
    let mut moved: FxHashMap<u32, u32> = FxHashMap::default();
    let renames = std::mem::take(&mut operations.renames);
    for (from, to, at) in renames {
        let described = registry.relations[from as usize].is_described();
        if described || moved.get(&to) == Some(&from) {
            continue; // the warehouse still has it
        }
        moved.insert(from, to);
        let name = registry.name(AssetIx(from)).to_owned();
        let new = registry.name(AssetIx(to)).to_owned();
        registry.relations[to as usize].previous.push(PreviousName {
            name,
            until: at.and_then(day),
            environment: None,
        });
        registry.relations[from as usize].replaced_by = Some(new);
        retire(registry, stated, from);
    }
    for (relation, (gone, _)) in std::mem::take(&mut operations.gone) {
        if gone && !registry.relations[relation as usize].is_described() {
            retire(registry, stated, relation);
        }
    }
    // A chain of names ends at its last one; a circle of them ends somewhere. What was passed on
    // the way to an end ends there too.
    let firsts: BTreeMap<u32, u32> = moved.iter().map(|(a, b)| (*a, *b)).collect();
    let mut ends: FxHashMap<u32, u32> = FxHashMap::default();
    for from in firsts.keys() {
        let mut passed = Vec::new();
        let mut on_the_way: FxHashSet<u32> = FxHashSet::default();
        let mut at = *from;
        let end = loop {
            if let Some(end) = ends.get(&at) {
                break *end;
            }
            match firsts.get(&at) {
                Some(next) if on_the_way.insert(at) => {
                    passed.push(at);
                    at = *next;
                }
                _ => break at,
            }
        };
        ends.extend(passed.into_iter().map(|p| (p, end)));
    }
    let mut moved = ends;
    moved.retain(|from, to| from != to);
    moved
}

fn retire(registry: &mut Registry, stated: &mut FxHashSet<AssetIx>, relation: u32) {
    let relation = &mut registry.relations[relation as usize];
    relation.kind = RelationKind::External;
    registry.assets[relation.asset.ix()].status = Status::Retired;
    stated.insert(relation.asset);
}

fn outcome(outcome: fact::Outcome) -> Outcome {
    match outcome {
        fact::Outcome::Running => Outcome::Running,
        fact::Outcome::Success => Outcome::Success,
        fact::Outcome::Failed => Outcome::Failed,
        fact::Outcome::Skipped => Outcome::Skipped,
    }
}
