//! What exports observed of relations: loads, checks, incidents, monitors.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::catalog::{self, AssetIx, Check, CheckResult, Health, Incident, Monitor, Sym};
use crate::export::fact;
use crate::link::facts::{RawCheck, RawStates};
use crate::system::{EvidenceKind, Topic};

/// The state of relations.
#[derive(Debug, Default)]
pub(in crate::link) struct Observed {
    pub(in crate::link) checks: Vec<Check>,
    /// Newest first.
    pub(in crate::link) incidents: Vec<Incident>,
    pub(in crate::link) monitors: Vec<Monitor>,
    /// What exports say that they tell of a project.
    pub(in crate::link) told: BTreeSet<(Sym, Topic)>,
    /// When statements defined relations, last.
    pub(in crate::link) defined: FxHashMap<AssetIx, i64>,
    /// By relation.
    pub(in crate::link) health: FxHashMap<AssetIx, Health>,
}

/// What is known of the state of relations themselves. `renamed` are raw indices of relations; `health` has the jobs that read and write them.
pub(in crate::link) fn observed(
    raw: RawStates,
    renamed: &FxHashMap<u32, u32>,
    health: FxHashMap<AssetIx, Health>,
) -> Observed {
    let relation = |i: u32| AssetIx(*renamed.get(&i).unwrap_or(&i));
    let mut c = Observed {
        health,
        told: raw.told,
        ..Observed::default()
    };
    for (of, loads) in raw.loads {
        let health = c.health.entry(relation(of)).or_default();
        // A table that got another name was loaded under both.
        health.loads.extend(loads.moments);
        health.fine_since = health.fine_since.max(loads.fine_since);
        health.loads.sort_unstable();
        health.loads.dedup();
        health.loaded = health.loaded.max(loads.last);
    }
    for (of, at) in raw.defined {
        let slot = c.defined.entry(relation(of)).or_insert(at);
        *slot = (*slot).max(at);
    }
    for (of, (most, by)) in raw.objectives {
        let health = c.health.entry(relation(of)).or_default();
        health.source_freshness |= by.kind() == EvidenceKind::Freshness;
        if health.objective.as_ref().is_some_and(|p| p.most <= most) {
            continue;
        }
        health.objective = Some(catalog::FreshnessObjective {
            most,
            by: by.as_str().to_owned(),
            text: catalog::span(most),
            daily: None,
        });
    }
    for ((of, id), checks) in raw.checks {
        let told = checks.into_iter().map(|check| self::check(&id, check));
        let Some(newest) = Check::newest(told) else {
            continue;
        };
        let ix = u32::try_from(c.checks.len()).unwrap_or(u32::MAX);
        c.health.entry(relation(of)).or_default().checks.push(ix);
        c.checks.push(newest);
    }
    let mut incidents: Vec<Incident> = raw
        .incidents
        .into_iter()
        .map(|(id, i)| Incident {
            exporter: i.exporter,
            id,
            title: i.title,
            kind: i.kind,
            severity: i.severity,
            open: i.open,
            relations: i.relations.into_iter().map(relation).collect(),
            started: i.started,
            ended: i.ended,
            url: i.url,
        })
        .collect();
    incidents.sort_by(|a, b| (b.started, &a.id).cmp(&(a.started, &b.id)));
    for (ix, incident) in (0u32..).zip(&incidents) {
        for of in &incident.relations {
            c.health.entry(*of).or_default().incidents.push(ix);
        }
    }
    c.incidents = incidents;
    for (id, monitor) in raw.monitors {
        let ix = u32::try_from(c.monitors.len()).unwrap_or(u32::MAX);
        let relations: Vec<AssetIx> = monitor.relations.into_iter().map(relation).collect();
        for of in &relations {
            c.health.entry(*of).or_default().monitors.push(ix);
        }
        c.monitors.push(Monitor {
            exporter: monitor.exporter,
            id,
            title: monitor.title,
            kind: monitor.kind,
            status: monitor.status,
            paused: monitor.paused,
            relations,
        });
    }
    for ((of, day), permille) in raw.uptime {
        let health = c.health.entry(relation(of)).or_default();
        health.uptime.push((day, permille));
    }
    c
}

fn check(id: &str, check: RawCheck) -> Check {
    Check {
        id: id.to_owned(),
        title: check.title,
        asserts: check.asserts,
        column: check.column,
        result: match check.result {
            fact::CheckResult::Pass => CheckResult::Pass,
            fact::CheckResult::Warn => CheckResult::Warn,
            fact::CheckResult::Fail => CheckResult::Fail,
            fact::CheckResult::Unknown => CheckResult::Unknown,
        },
        at: check.at,
        message: check.message,
        by: check.by,
        alone: check.alone,
        job: check.job.map(named_job),
        before: Vec::new(),
    }
}

/// The asset of a job that naming found.
fn named_job(job: u64) -> AssetIx {
    AssetIx(u32::try_from(job).unwrap_or(u32::MAX))
}
