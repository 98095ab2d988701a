//! Can it be used now? What is wrong with an asset itself, and with what lies upstream of it, by how
//! many steps. `docs/verdicts.md` has the rules.

use super::completing::trust::ages_of_views;
use super::older_shards::OlderShards;
use crate::catalog::{
    AssetIx, Catalog, Cause, CheckResult, Fault, Grounds, Health, Incident, Kind, NEAR, Outcome,
    Relation, RelationKind, State, Status, Verdict, Ways, Wrong, small,
};

/// What is known of one relation itself.
#[derive(Debug, Clone, Copy, Default)]
struct Own {
    /// The worst that breaks what reads it.
    breaking: Option<(Fault, Cause)>,
    /// The worst of the rest.
    other: Option<(Fault, Cause)>,
    grounds: Grounds,
    /// Whether that comes from an export that is older than allowed.
    outdated: bool,
}

impl Own {
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

/// What a fault reaches downstream: of each asset the nearest source, how many steps away it is, and
/// the next asset on the way there. Each asset and each edge is looked at once, cycles included.
#[derive(Debug, Default)]
struct Flood {
    source: Vec<u32>,
    steps: Vec<u32>,
    up: Vec<u32>,
}

impl Flood {
    /// From `sources`, of which the first wins where several are as near. `skips` says which edges
    /// right below a source its fault doesn't take.
    fn new(c: &Catalog, sources: &[AssetIx], skips: impl Fn(AssetIx, AssetIx) -> bool) -> Self {
        if sources.is_empty() {
            return Self::default();
        }
        let n = c.assets.len();
        let mut out = Self {
            source: vec![Ways::NONE; n],
            steps: vec![0; n],
            up: vec![Ways::NONE; n],
        };
        for ix in sources {
            out.source[ix.ix()] = ix.0;
        }
        let mut level: Vec<AssetIx> = sources.to_vec();
        let mut steps = 0;
        while !level.is_empty() {
            let mut next = Vec::new();
            let mut at = 0;
            while let Some(ix) = level.get(at).copied() {
                at += 1;
                let source = out.source[ix.ix()];
                for to in c.graph.downstream(ix) {
                    // A product reads through its input ports; it is judged by what it publishes.
                    let kind = c.asset(*to).kind;
                    if out.source[to.ix()] != Ways::NONE
                        || kind == Kind::Product
                        || (source == ix.0 && skips(ix, *to))
                    {
                        continue;
                    }
                    out.source[to.ix()] = source;
                    out.up[to.ix()] = ix.0;
                    // A step leads to a table; all else points.
                    if kind == Kind::Table {
                        out.steps[to.ix()] = steps + 1;
                        next.push(*to);
                    } else {
                        out.steps[to.ix()] = steps;
                        level.push(*to);
                    }
                }
            }
            level = next;
            steps += 1;
        }
        out
    }

    /// The nearest source, and how many steps away it is.
    fn at(&self, i: usize) -> Option<(AssetIx, u32)> {
        let source = self.source.get(i).copied().filter(|s| *s != Ways::NONE)?;
        Some((AssetIx(source), self.steps.get(i).copied().unwrap_or(0)))
    }
}

/// Verdicts of all assets.
pub(super) fn verdicts(catalog: &mut Catalog) {
    let shards = OlderShards::of(catalog);
    for shard in &shards.superseded {
        if let Some(health) = catalog.operations.health.get_mut(shard) {
            health.superseded = true;
        }
    }
    ages_of_views(catalog);
    let c = &*catalog;
    let stale: Vec<&str> = c
        .operations
        .exports
        .iter()
        .filter(|e| e.stale)
        .map(|e| e.format)
        .collect();
    let mut all: Vec<Own> = vec![Own::default(); c.assets.len()];
    for relation in &c.relations {
        all[relation.asset.ix()] = own(c, relation, &shards, &stale);
    }
    let sources = |has: &dyn Fn(&Own) -> Option<Fault>| {
        let faults = all.iter().zip(0u32..);
        let mut sources: Vec<(Fault, AssetIx)> = faults
            .filter_map(|(own, i)| Some((has(own)?, AssetIx(i))))
            .collect();
        sources.sort_by(|a, b| (a.0, c.name(a.1)).cmp(&(b.0, c.name(b.1))));
        sources.into_iter().map(|s| s.1).collect::<Vec<_>>()
    };
    let late = |ix: AssetIx| {
        let own = all.get(ix.ix()).and_then(|o| o.breaking);
        own.is_some_and(|(fault, _)| fault == Fault::Late)
    };
    let breaking = Flood::new(c, &sources(&|o| o.breaking.map(|b| b.0)), |from, to| {
        late(from) && shards.older.contains(&(from, to))
    });
    let other = Flood::new(c, &sources(&|o| o.other.map(|b| b.0)), |_, _| false);
    let outdated: Vec<AssetIx> = all
        .iter()
        .zip(0u32..)
        .filter(|(own, _)| own.outdated)
        .map(|(_, i)| AssetIx(i))
        .collect();
    let outdated = Flood::new(c, &outdated, |_, _| false);
    let wrong = |i: usize| {
        let (near, far) = (breaking.at(i), other.at(i));
        let ((at, steps), breaks) = match (near, far) {
            (Some(near), far) if near.1 <= NEAR || far.is_none_or(|far| near.1 <= far.1) => {
                (near, true)
            }
            (_, far) => (far?, false),
        };
        let own = all.get(at.ix())?;
        let said = if breaks { own.breaking } else { own.other };
        let (fault, cause) = said?;
        Some(Wrong {
            fault,
            cause,
            at,
            steps,
        })
    };
    let mut verdicts: Vec<Verdict> = Vec::with_capacity(c.assets.len());
    for i in 0..c.assets.len() {
        let wrong = wrong(i);
        verdicts.push(Verdict {
            state: wrong.map_or(State::Unknown, |w| w.fault.at(w.steps)),
            wrong,
            known: (0, 0),
            outdated: match wrong {
                Some(wrong) => all[wrong.at.ix()].outdated,
                None => outdated.at(i).is_some(),
            },
        });
    }
    for relation in &c.relations {
        let targets: &[AssetIx] = match relation.is_view() {
            true => c.targets_of(relation),
            false => std::slice::from_ref(&relation.asset),
        };
        let grounds = |ix: &AssetIx| all[ix.ix()].grounds;
        let known = targets.iter().filter(|t| grounds(t).evidence).count();
        let verdict = &mut verdicts[relation.asset.ix()];
        verdict.known = (small(known), small(targets.len()));
        if verdict.wrong.is_none() {
            let of = grounds(&relation.asset).state();
            verdict.state = if relation.is_view() && of != State::Usable {
                let newest = |t: &AssetIx| !shards.superseded.contains(t);
                let any = targets.iter().any(newest);
                let counted = targets.iter().filter(|t| !any || newest(t));
                let weakest = counted.map(|t| grounds(t).state()).reduce(State::weakest);
                match (of, weakest) {
                    (of, None) => of,
                    (State::NoPromise, Some(State::Unknown)) => of,
                    // What is promised of the view itself and can't be measured.
                    (State::Unknown, Some(State::NoPromise))
                        if grounds(&relation.asset).promise =>
                    {
                        of
                    }
                    (_, Some(weakest)) => weakest,
                }
            } else {
                of
            };
        }
    }
    catalog.ways = Ways {
        breaking: breaking.up,
        other: other.up,
    };
    catalog.verdicts = verdicts;
}

/// Whether somebody who handles incidents would let it wait.
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
fn grounds(c: &Catalog, health: &Health) -> Grounds {
    let monitors = health
        .monitors
        .iter()
        .filter_map(|m| c.operations.monitors.get(*m as usize));
    let checks = health
        .checks
        .iter()
        .filter_map(|k| c.operations.checks.get(*k as usize));
    // A model that was built isn't a test of it.
    let mut tests = checks.filter(|k| k.result != CheckResult::Unknown && k.by != "dbt run");
    let watched = !health.uptime.is_empty()
        || tests.next().is_some()
        || monitors.into_iter().any(|m| !m.paused);
    let ended = || {
        health.writers.iter().any(|w| {
            let runs = c.runs_of(*w);
            // A run that only began tells nothing, until it is long ago.
            runs.last_ended().is_some()
                || c.operations
                    .now
                    .is_some_and(|now| runs.stuck_since(now).is_some())
        })
    };
    Grounds {
        evidence: watched
            || health.loaded.is_some()
            || !health.checks.is_empty()
            || !health.incidents.is_empty()
            || ended(),
        promise: health.promise.is_some(),
        loaded: health.loaded.is_some(),
        watched,
    }
}

/// Whether data is older than promised.
fn is_late(c: &Catalog, health: &Health) -> bool {
    let known = c
        .operations
        .now
        .zip(health.loaded)
        .zip(health.promise.as_ref());
    known.is_some_and(|((now, (at, _)), promise)| now - at > promise.most)
}

/// Whether a view reaches a table that is late by itself: then that is the one to name.
fn reads_late(c: &Catalog, view: &Relation) -> bool {
    let mut targets = c
        .targets_of(view)
        .iter()
        .filter_map(|t| c.operations.health.get(t));
    targets.any(|h| !h.superseded && is_late(c, h))
}

/// What is known of one relation itself, and whether an export tells it that is older than allowed.
fn own(c: &Catalog, relation: &Relation, shards: &OlderShards, stale: &[&str]) -> Own {
    let mut own = judged(c, relation, shards);
    let health = c.operations.health.get(&relation.asset);
    own.outdated = told_by(own, c, health).is_some_and(|format| stale.contains(&format));
    own
}

/// What is known of one relation itself.
fn judged(c: &Catalog, relation: &Relation, shards: &OlderShards) -> Own {
    let mut own = Own::default();
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
    own.grounds = grounds(c, health);
    if !own.grounds.evidence {
        return own;
    }
    if shards.is_past(c, relation) {
        own.grounds.promise = false;
    } else if is_late(c, health)
        && !(relation.kind == RelationKind::View && reads_late(c, relation))
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
        let loaded = health.loaded.map(|(at, _)| at);
        loaded.zip(moment).is_none_or(|(at, moment)| moment >= at)
    };
    for check in &health.checks {
        let of = &c.operations.checks[*check as usize];
        let fault = match (of.result, of.by) {
            (_, "dbt run" | "dbt source freshness") if !after(of.at) => continue,
            (CheckResult::Fail, "dbt run") => Fault::Failed,
            (CheckResult::Fail, "dbt source freshness") => Fault::Late,
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
        if let Some(since) = c.operations.now.and_then(|now| runs.stuck_since(now))
            && after(Some(since))
        {
            let job = *writer;
            own.say(Fault::Stuck, Cause::Stuck { job, since });
        }
    }
    own
}

/// The format of the export that a verdict rests on: the one that tells what is wrong, else the one
/// that tells the last load. None where a manifest tells it, or there is no evidence.
fn told_by(own: Own, c: &Catalog, health: Option<&Health>) -> Option<&'static str> {
    let format = match own.breaking.or(own.other).map(|(_, cause)| cause) {
        // Only the warehouse lists datasets.
        Some(Cause::Missing) => "bigquery",
        Some(Cause::Retired) => return None,
        Some(Cause::Run { job, .. } | Cause::Stuck { job, .. }) => {
            match c.jobs[c.asset(job).detail as usize].system {
                "Airflow" => "airflow",
                _ => "openlineage",
            }
        }
        Some(Cause::Incident(_)) => "monte-carlo",
        Some(Cause::Check(check)) => {
            match c.operations.checks[check as usize].by.starts_with("dbt") {
                true => "dbt",
                false => "openlineage",
            }
        }
        Some(Cause::Late) | None => {
            let health = health.filter(|_| own.grounds.evidence)?;
            match health.loaded.map_or("", |(_, by)| by) {
                "TABLE_STORAGE" | "warehouse job" => "bigquery",
                "Airflow asset event" => "airflow",
                by if by.starts_with("dbt") => "dbt",
                "" => "monte-carlo",
                _ => "openlineage",
            }
        }
    };
    Some(format)
}
