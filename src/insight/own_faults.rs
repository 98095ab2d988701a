//! What is known of one relation itself: what is wrong with it, and what it can be judged by.

use super::ages::Ages;
use super::verdict::{Cause, Fault, VerdictBasis};
use crate::catalog::{
    AssetIx, Catalog, CheckResult, Health, Incident, Outcome, Relation, RelationKind, Status,
};
use crate::system::{EvidenceKind, Exporter};

/// What is known of one relation itself.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct OwnFaults {
    /// The worst that breaks what reads it.
    pub(super) breaking: Option<(Fault, Cause)>,
    /// The worst of the rest.
    pub(super) other: Option<(Fault, Cause)>,
    /// What it can be judged by.
    pub(super) basis: VerdictBasis,
    /// Whether that comes from an export that is older than allowed.
    pub(super) outdated: bool,
}

impl OwnFaults {
    fn say(&mut self, fault: Fault, cause: Cause) {
        let slot = if fault.breaks() {
            &mut self.breaking
        } else {
            &mut self.other
        };
        if slot.is_none_or(|(known, _)| fault < known) {
            *slot = Some((fault, cause));
        }
    }
}

/// Whether somebody who handles incidents would let it wait. Severities are the words of a company's
/// on-call rules, not of the system that exports them, so no reader can tell them better.
fn is_small(incident: &Incident) -> bool {
    incident.severity.as_deref().is_some_and(|s| {
        // `SEV_3`, `Sev 3` and `SEV-3` are one.
        let plain: String = s.chars().filter(char::is_ascii_alphanumeric).collect();
        ["SEV3", "SEV4", "P3", "P4", "P5"]
            .iter()
            .any(|l| plain.eq_ignore_ascii_case(l))
    })
}

/// What can be judged by, of what is known.
fn basis(c: &Catalog, health: &Health, loaded: bool) -> VerdictBasis {
    let monitors = health
        .monitors
        .iter()
        .filter_map(|m| c.operations.monitors.get(*m as usize));
    let checks = health
        .checks
        .iter()
        .filter_map(|k| c.operations.checks.get(*k as usize));
    // A model that was built isn't a test of it.
    let mut tests =
        checks.filter(|k| k.result != CheckResult::Unknown && k.by.kind() != EvidenceKind::Build);
    let watched = !health.uptime.is_empty()
        || tests.next().is_some()
        || monitors.into_iter().any(|m| !m.paused);
    let ended = || {
        health.writers.iter().any(|w| {
            let runs = c.runs_of(*w);
            // A run that only began tells nothing, until it is long ago.
            runs.last_ended().is_some() || runs.stuck_since(&c.operations.clock).is_some()
        })
    };
    VerdictBasis {
        evidence: watched
            || loaded
            || !health.checks.is_empty()
            || !health.incidents.is_empty()
            || ended(),
        objective: health.objective.is_some(),
        loaded,
        watched,
    }
}

/// Whether the data of a relation is older than promised.
fn is_late(c: &Catalog, ages: &Ages, ix: AssetIx) -> bool {
    let objective = c
        .operations
        .health
        .get(&ix)
        .and_then(|h| h.objective.as_ref());
    let known = objective.zip(ages.loaded(c, ix));
    known.is_some_and(|(objective, (at, _))| objective.is_late(at, &c.operations.clock))
}

/// Whether a view reaches a table that is late by itself: then that is the one to name.
fn reads_late(c: &Catalog, ages: &Ages, view: &Relation) -> bool {
    let mut targets = c.targets_of(view).iter();
    targets.any(|t| !ages.is_superseded(*t) && is_late(c, ages, *t))
}

/// What is known of one relation itself. `stale` are the formats of exports that are older than
/// allowed.
pub(super) fn own(c: &Catalog, ages: &Ages, relation: &Relation, stale: &[Exporter]) -> OwnFaults {
    let mut own = judged(c, ages, relation);
    own.outdated =
        resting_on(own, c, ages, relation.asset).is_some_and(|format| stale.contains(&format));
    own
}

/// What is known of one relation itself.
fn judged(c: &Catalog, ages: &Ages, relation: &Relation) -> OwnFaults {
    let mut own = OwnFaults::default();
    let ix = relation.asset;
    if relation.kind == RelationKind::Missing {
        own.say(Fault::Missing, Cause::Missing);
    }
    if c.asset(ix).status == Status::Retired {
        own.say(Fault::Retired, Cause::Retired);
    }
    let Some(health) = c.operations.health.get(&ix) else {
        return own;
    };
    let loaded = ages.loaded(c, ix);
    own.basis = basis(c, health, loaded.is_some());
    if !own.basis.evidence {
        return own;
    }
    if ages.is_past(c, relation) {
        own.basis.objective = false;
    } else if is_late(c, ages, ix)
        && !(relation.kind == RelationKind::View && reads_late(c, ages, relation))
    {
        own.say(Fault::Late, Cause::Late);
    }
    for incident in &health.incidents {
        let of = &c.operations.incidents[*incident as usize];
        if of.open {
            let fault = if is_small(of) {
                Fault::SmallIncident
            } else {
                Fault::Incident
            };
            own.say(fault, Cause::Incident(*incident));
        }
    }
    // Somebody else may have loaded it since.
    let after = |moment: Option<i64>| {
        let loaded = loaded.map(|(at, _)| at);
        loaded.zip(moment).is_none_or(|(at, moment)| moment >= at)
    };
    for check in &health.checks {
        let of = &c.operations.checks[*check as usize];
        let fault = match (of.result, of.by.kind()) {
            (_, EvidenceKind::Build | EvidenceKind::Freshness) if !after(of.at) => continue,
            (CheckResult::Fail, EvidenceKind::Build) => Fault::Failed,
            (CheckResult::Fail, EvidenceKind::Freshness) => Fault::Late,
            (CheckResult::Fail | CheckResult::Warn, _) => Fault::Check,
            _ => continue,
        };
        own.say(fault, Cause::Check(*check));
    }
    for writer in &health.writers {
        let runs = c.runs_of(*writer);
        if let Some(run) = runs.last_ended()
            && run.outcome == Outcome::Failed
            && after(run.ended)
        {
            let at = run.ended;
            own.say(Fault::Failed, Cause::Run { job: *writer, at });
        }
        if let Some(since) = runs.stuck_since(&c.operations.clock)
            && after(Some(since))
        {
            let job = *writer;
            own.say(Fault::Stuck, Cause::Stuck { job, since });
        }
    }
    own
}

/// The system whose export a verdict rests on: the one that tells what is wrong, else the one
/// that tells the last load. None where a manifest tells it, or there is no evidence.
fn resting_on(own: OwnFaults, c: &Catalog, ages: &Ages, ix: AssetIx) -> Option<Exporter> {
    match own.breaking.or(own.other).map(|(_, cause)| cause) {
        Some(Cause::Missing) => Exporter::that(|system| system.lists_datasets),
        Some(Cause::Retired) => None,
        Some(Cause::Run { job, .. } | Cause::Stuck { job, .. }) => {
            let job = c.jobs.get(c.asset(job).detail as usize)?;
            Some(job.system.exporter())
        }
        Some(Cause::Incident(incident)) => {
            let incident = c.operations.incidents.get(incident as usize)?;
            Some(incident.exporter)
        }
        Some(Cause::Check(check)) => {
            let check = c.operations.checks.get(check as usize)?;
            Some(check.by.exporter())
        }
        Some(Cause::Late) | None if !own.basis.evidence => None,
        Some(Cause::Late) | None => match ages.loaded(c, ix) {
            Some((_, by)) => Some(by.exporter()),
            None => Exporter::that(|system| system.watches),
        },
    }
}
