//! Can it be used now? The worst of what is known of an asset and of everything upstream of it.

use super::Linker;
use crate::catalog::reach::{Components, Rows};
use crate::catalog::{
    AssetIx, Catalog, Cause, CheckResult, Health, How, Outcome, Promise, Relation, RelationKind,
    Sla, State, Status, Verdict, span,
};
use crate::config;

impl Linker<'_> {
    /// What products and contracts promise about the age of tables, where it is tighter than what a
    /// tool expects.
    pub(super) fn promises(&mut self) {
        let c = &self.catalog;
        let mut found: Vec<(AssetIx, Promise)> = Vec::new();
        for relation in c.relations.iter().filter(|r| !r.is_view()) {
            let table = c.str(relation.table);
            let mut best: Option<Promise> = None;
            let mut offer = |sla: &[Sla], by: String| {
                let here = |s: &&Sla| {
                    s.element
                        .as_deref()
                        .is_none_or(|e| e == table || e.split('.').next() == Some(table))
                };
                for promise in sla.iter().filter(here).filter_map(|s| age(s, &by, c.now)) {
                    if best.as_ref().is_none_or(|b| promise.most < b.most) {
                        best = Some(promise);
                    }
                }
            };
            if let Some(product) = relation.product.and_then(|p| c.product(p)) {
                offer(&product.sla, format!("product {}", c.title(product.asset)));
            }
            for (contract, _) in &relation.contracts {
                let contract = &c.contracts[c.asset(*contract).detail as usize];
                offer(
                    &contract.sla,
                    format!("contract {}", c.title(contract.asset)),
                );
            }
            found.extend(best.map(|b| (relation.asset, b)));
        }
        for (asset, promise) in found {
            let health = self.catalog.health.entry(asset).or_default();
            if health
                .promise
                .as_ref()
                .is_none_or(|p| promise.most < p.most)
            {
                health.promise = Some(promise);
            }
        }
    }

    /// `TABLE_STORAGE` tells when data changed last.
    pub(super) fn storage_times(&mut self) {
        let c = &mut self.catalog;
        for relation in &c.relations {
            let Some(text) = relation.modified.map(|m| c.strings.resolve(m)) else {
                continue;
            };
            if let Some(moment) = crate::export::time::parse(text) {
                let health = c.health.entry(relation.asset).or_default();
                if health.loaded.is_none_or(|(at, _)| at < moment.at) {
                    health.loaded = Some((moment.at, "TABLE_STORAGE"));
                }
                if health.loads.last().is_none_or(|at| *at < moment.at) {
                    health.loads.push(moment.at);
                }
            }
        }
    }

    /// Verdicts of all assets, sources before what depends on them. Products, which read rather than
    /// are made, are judged by what they publish elsewhere.
    pub(super) fn verdicts(&mut self) {
        let c = &self.catalog;
        if c.health.is_empty() {
            return;
        }
        let flows = c
            .graph
            .edges
            .iter()
            .filter(|e| e.provenance.how != How::InputPort);
        let mut pairs: Vec<(u32, u32)> = flows.map(|e| (e.to.0, e.from.0)).collect();
        pairs.sort_unstable();
        pairs.dedup();
        let up = Rows::new(c.assets.len(), pairs.into_iter());
        let components = Components::new(&up, &Rows::default(), c.assets.len());
        let outdated = self.outdated();
        let mut verdicts: Vec<Verdict> = vec![Verdict::default(); c.assets.len()];
        for number in 0..components.len() {
            let members = components.members(number);
            let mut worst = Verdict::default();
            for node in members {
                let own = own(c, AssetIx(*node), &outdated);
                take_worse(&mut worst, own);
                for source in up.of(*node) {
                    let of = &verdicts[*source as usize];
                    if components.of[*source as usize] as usize != number && of.state > worst.state
                    {
                        worst = of.clone();
                    } else {
                        worst.outdated |= of.outdated;
                    }
                }
            }
            for node in members {
                verdicts[*node as usize] = worst.clone();
            }
        }
        for relation in &c.relations {
            let verdict = &mut verdicts[relation.asset.ix()];
            let sources: &[AssetIx] = match relation.is_view() {
                true => c.targets_of(relation),
                false => std::slice::from_ref(&relation.asset),
            };
            let known = sources
                .iter()
                .filter(|s| c.health.get(s).is_some_and(|h| tells(c, h)));
            let n = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            verdict.known = (n(known.count()), n(sources.len()));
        }
        self.catalog.verdicts = verdicts;
    }

    /// Formats of which an export is older than allowed.
    fn outdated(&self) -> Vec<&'static str> {
        let stale = self.catalog.exports.iter().filter(|e| e.stale);
        stale.map(|e| e.format).collect()
    }
}

fn take_worse(worst: &mut Verdict, own: Verdict) {
    let outdated = worst.outdated | own.outdated;
    if own.state > worst.state {
        *worst = own;
    }
    worst.outdated = outdated;
}

/// Whether there is any evidence of a state.
fn tells(c: &Catalog, health: &Health) -> bool {
    health.loaded.is_some()
        || !health.checks.is_empty()
        || !health.incidents.is_empty()
        || !health.monitors.is_empty()
        || !health.uptime.is_empty()
        || health.writers.iter().any(|w| {
            // A run that only began tells nothing.
            c.jobs[c.asset(*w).detail as usize].last_ended().is_some()
        })
}

/// What is known of one asset itself.
fn own(c: &Catalog, ix: AssetIx, outdated: &[&str]) -> Verdict {
    let mut verdict = Verdict::default();
    let missing = |r: &Relation| r.kind == RelationKind::Missing;
    let without = match c.relation(ix) {
        Some(relation) if missing(relation) => Some((State::Failing, Cause::Missing)),
        Some(relation) if !relation.is_view() && c.asset(ix).status == Status::Retired => {
            Some((State::Warning, Cause::Retired))
        }
        Some(_) => None,
        None => return verdict,
    };
    let health = c.health.get(&ix).filter(|h| tells(c, h));
    if let Some((state, cause)) = without {
        verdict = Verdict {
            state,
            at: Some(ix),
            cause: Some(cause),
            ..Verdict::default()
        };
    }
    let Some(health) = health else {
        return verdict;
    };
    let mut say = |state: State, cause: Cause| {
        if state > verdict.state {
            verdict.state = state;
            verdict.at = Some(ix);
            verdict.cause = Some(cause);
        }
    };
    let age = c
        .now
        .zip(health.loaded)
        .map(|(now, (at, _))| (now - at).max(0));
    match (age, &health.promise) {
        (Some(age), Some(promise)) if age > promise.most => {
            let promise = promise.clone();
            say(State::Stale, Cause::Late { age, promise });
        }
        (Some(age), _) => say(State::Ok, Cause::Fresh { age }),
        (None, _) => say(State::Ok, Cause::Quiet),
    }
    for incident in &health.incidents {
        let of = &c.incidents[*incident as usize];
        if of.open {
            let low = of.severity.as_deref().is_some_and(|s| {
                ["SEV_3", "SEV_4", "P3", "P4", "P5"]
                    .iter()
                    .any(|l| s.eq_ignore_ascii_case(l))
            });
            let state = if low { State::Warning } else { State::Incident };
            say(state, Cause::Incident(*incident));
        }
    }
    for check in &health.checks {
        let of = &c.checks[*check as usize];
        let state = match (of.result, of.by) {
            (CheckResult::Fail, "dbt run") => State::Failing,
            (CheckResult::Fail, "dbt source freshness") => State::Stale,
            (CheckResult::Fail | CheckResult::Warn, _) => State::Warning,
            _ => continue,
        };
        say(state, Cause::Check(*check));
    }
    for writer in &health.writers {
        let job = &c.jobs[c.asset(*writer).detail as usize];
        if let Some(run) = job.last_ended()
            && run.outcome == Outcome::Failed
            // Somebody else may have loaded it since.
            && health.loaded.is_none_or(|(at, _)| run.ended.is_none_or(|ended| ended >= at))
        {
            let at = run.ended;
            say(State::Failing, Cause::Run { job: *writer, at });
        }
        if let Some(since) = c.now.and_then(|now| job.stuck_since(now)) {
            say(
                State::Warning,
                Cause::Stuck {
                    job: *writer,
                    since,
                },
            );
        }
    }
    let by = health.loaded.map_or("", |(_, by)| by);
    let format = match by {
        "TABLE_STORAGE" | "warehouse job" => "bigquery",
        "Airflow asset event" => "airflow",
        by if by.starts_with("dbt") => "dbt",
        "" => "monte-carlo",
        _ => "openlineage",
    };
    verdict.outdated = outdated.contains(&format);
    verdict
}

/// The age that a service level promises, where it is one about age. ODCS has short names beside the
/// long ones.
fn age(sla: &Sla, by: &str, now: Option<i64>) -> Option<Promise> {
    let promise = |most, text, daily| Promise {
        most,
        by: by.to_owned(),
        text,
        daily,
    };
    match sla.property.to_ascii_lowercase().as_str() {
        "latency" | "ly" | "freshness" | "frequency" | "fy" => {
            let most = config::duration(&match &sla.unit {
                Some(unit) => format!("{} {unit}", sla.value),
                None => sla.value.clone(),
            })?;
            Some(promise(most, span(most), None))
        }
        "timeofavailability" | "ta" => {
            let due = time_of_day(&sla.value)?;
            // What has to be there by then each day is late once it passed and the last load is
            // from before the day that led up to it.
            let now = now?;
            let since = (now - due).rem_euclid(86_400);
            let text = format!("daily by {:02}:{:02} UTC", due / 3600, due % 3600 / 60);
            Some(promise(86_400 + since, text, Some(due)))
        }
        _ => None,
    }
}

/// `09:00Z`, `09:00`, `09:00-03:00`, or a range of which the beginning counts, in seconds after
/// midnight, UTC.
fn time_of_day(text: &str) -> Option<i64> {
    let text = text.trim();
    let (time, zone) = (text.get(..5)?, text.get(5..)?.trim());
    let time: jiff::civil::Time = time.parse().ok()?;
    let seconds = i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60;
    let offset = match zone.as_bytes().first() {
        Some(sign @ (b'+' | b'-')) => {
            let (hours, minutes) = zone
                .get(1..)?
                .split_once(':')
                .unwrap_or((zone.get(1..)?, "0"));
            let offset = hours.parse::<i64>().ok()? * 3600 + minutes.parse::<i64>().ok()? * 60;
            if *sign == b'-' { -offset } else { offset }
        }
        _ => 0,
    };
    Some((seconds - offset).rem_euclid(86_400))
}

#[cfg(test)]
mod tests {
    use super::time_of_day;

    #[test]
    fn times_of_day() {
        assert_eq!(time_of_day("06:30Z"), Some(23_400));
        assert_eq!(time_of_day("06:30"), Some(23_400));
        assert_eq!(time_of_day("06:30 UTC"), Some(23_400));
        assert_eq!(time_of_day("06:30-03:00"), Some(34_200));
        assert_eq!(time_of_day("23:30-03:00"), Some(9_000));
        for wrong in ["", "soon", "25:00Z", "6am", "06:3é"] {
            assert_eq!(time_of_day(wrong), None, "{wrong}");
        }
    }
}
