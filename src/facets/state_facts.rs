//! What is known of the state of assets, fed into a fingerprint.

use std::sync::OnceLock;

use super::Facts;
use super::feed::Feed;
use crate::catalog::{AssetIx, Health, Incident, Monitor};
use crate::insight::{Cause, Verdict, Wrong};

/// Assets on the way to what is wrong that are told apart; a page shows fewer.
const WAY: usize = 64;

/// Fingerprints of incidents and of monitors: one may be about thousands of tables.
pub(super) struct StateFacts {
    incidents: OnceLock<Vec<u64>>,
    monitors: OnceLock<Vec<u64>>,
}

impl StateFacts {
    pub(super) const fn new() -> Self {
        Self {
            incidents: OnceLock::new(),
            monitors: OnceLock::new(),
        }
    }

    /// Feeds the verdict on an asset.
    pub(super) fn verdict(&self, of: Facts<'_>, ix: AssetIx, to: &mut Feed<'_>) {
        let Some(verdict) = of.insight.verdict_of(ix) else {
            return;
        };
        let Verdict {
            state,
            wrong,
            unseen,
            known,
            outdated,
            judged_on_part,
        } = verdict;
        to.add(state);
        if let Some(wrong) = wrong {
            self.wrong(of, wrong, to);
        }
        to.add(&(unseen, known));
        to.add(&(outdated, judged_on_part));
    }

    fn wrong(&self, mesh: Facts<'_>, of: &Wrong, to: &mut Feed<'_>) {
        let Wrong {
            fault,
            cause,
            at,
            steps,
        } = of;
        let operations = &mesh.catalog.operations;
        to.add(fault);
        to.word(cause);
        match cause {
            Cause::Run { job, at } => to.add(&(job, at)),
            Cause::Stuck { job, since } => to.add(&(job, since)),
            Cause::Incident(number) => to.add(&self.incidents(mesh, to).get(*number as usize)),
            Cause::Check(number) => to.add(&operations.checks.get(*number as usize)),
            Cause::Late | Cause::Retired | Cause::Missing => {}
        }
        to.add(&(at, steps));
    }

    /// Feeds what is known of the state of an asset itself.
    pub(super) fn health(&self, of: Facts<'_>, ix: AssetIx, to: &mut Feed<'_>) {
        let operations = &of.catalog.operations;
        to.add(&operations.doubts.get(&ix));
        let Some(health) = operations.health.get(&ix) else {
            return;
        };
        let Health {
            loads,
            fine_since,
            loaded,
            objective,
            checks,
            incidents,
            monitors,
            uptime,
            writers,
            readers,
            source_freshness,
        } = health;
        to.add(&(loads, fine_since, loaded));
        to.add(objective);
        for check in checks {
            to.add(&operations.checks.get(*check as usize));
        }
        for incident in incidents {
            to.add(&self.incidents(of, to).get(*incident as usize));
        }
        for monitor in monitors {
            to.add(&self.monitors(of, to).get(*monitor as usize));
        }
        to.add(&(checks.len(), incidents.len(), monitors.len()));
        to.add(uptime);
        to.add(&(writers, readers, source_freshness));
    }

    fn incidents(&self, mesh: Facts<'_>, feed: &Feed<'_>) -> &[u64] {
        self.incidents.get_or_init(|| {
            let all = mesh.catalog.operations.incidents.iter();
            all.map(|of| {
                let Incident {
                    exporter,
                    id,
                    title,
                    kind,
                    severity,
                    open,
                    relations,
                    started,
                    ended,
                    url,
                } = of;
                let mut to = feed.anew();
                to.add(&(exporter, id, title));
                to.add(&(kind, severity, open));
                to.add(&(relations, started, ended));
                to.add(url);
                to.fingerprint()
            })
            .collect()
        })
    }

    fn monitors(&self, mesh: Facts<'_>, feed: &Feed<'_>) -> &[u64] {
        self.monitors.get_or_init(|| {
            let all = mesh.catalog.operations.monitors.iter();
            all.map(|of| {
                let Monitor {
                    exporter,
                    id,
                    title,
                    kind,
                    status,
                    paused,
                    relations,
                } = of;
                let mut to = feed.anew();
                to.add(&(exporter, id, title));
                to.add(&(kind, status, paused));
                to.add(relations);
                to.fingerprint()
            })
            .collect()
        })
    }
}

/// Feeds the way to what is wrong with an asset.
pub(super) fn way(of: Facts<'_>, ix: AssetIx, to: &mut Feed<'_>) {
    let verdict = of.insight.verdict_of(ix);
    if let Some(wrong) = verdict.and_then(|verdict| verdict.wrong.as_ref()) {
        to.add(&of.insight.ways.between(ix, wrong, WAY));
    }
}
