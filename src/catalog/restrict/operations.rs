//! What happened in a part of a catalog. Use is counted anew by linking.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use super::fact_rule::FactRule;
use super::under_way::Restriction;
use super::{relation_lineage, stubs};
use crate::catalog::{
    AssetIx, Check, FreshnessObjective, Health, Incident, Job, Model, Monitor, Relation, small,
};

/// New index by old one.
type Renumbered = FxHashMap<u32, u32>;

/// Jobs, models, incidents, monitors, checks; state of open relations.
pub(super) fn operations(part: &mut Restriction<'_>) {
    jobs(part);
    models(part);
    let incidents = incidents(part);
    let monitors = monitors(part);
    for at in 0..part.old.len() {
        let Some(old) = part.from.relation(part.old[at]) else {
            continue;
        };
        let Some(asset) = part.open(old.asset) else {
            continue;
        };
        if let Some(before) = part.from.operations.health.get(&old.asset) {
            let health = health(part, old, before, &incidents, &monitors);
            part.to.operations.health.insert(asset, health);
        }
        if let Some(at) = part.from.operations.defined.get(&old.asset) {
            part.to.operations.defined.insert(asset, *at);
        }
    }
    if !part.keeps(FactRule::Exports) {
        part.to
            .operations
            .exports
            .clone_from(&part.from.operations.exports);
    }
    if !part.keeps(FactRule::Statements) {
        let accounts = &part.from.operations.service_accounts;
        part.to.operations.service_accounts.clone_from(accounts);
    }
}

fn jobs(part: &mut Restriction<'_>) {
    let mut kept: Vec<&Job> = part.from.jobs.iter().collect();
    kept.retain(|job| part.open(job.asset).is_some());
    kept.sort_unstable_by_key(|job| part.ix(job.asset));
    for old in kept {
        let Some(asset) = part.open(old.asset) else {
            continue;
        };
        let Job {
            asset: _,
            system,
            owners,
            schedule,
            paused,
            tags,
            reads,
            writes,
        } = old;
        let owners = owners.iter();
        let owners = owners.filter(|of| !part.keeps(FactRule::JobOwners) || part.knows_word(of));
        let job = Job {
            asset,
            system: *system,
            owners: owners.cloned().collect(),
            schedule: schedule.clone(),
            paused: *paused,
            tags: tags.clone(),
            reads: part.open_of(reads),
            writes: part.open_of(writes),
        };
        part.place(asset, part.to.inventory.jobs.len());
        part.to.inventory.jobs.push(job);
        let runs = part.from.runs_of(old.asset).clone();
        part.to.operations.runs.push(runs);
    }
}

fn models(part: &mut Restriction<'_>) {
    let mut kept: Vec<&Model> = part.from.models.iter().collect();
    kept.retain(|model| part.open(model.asset).is_some());
    kept.sort_unstable_by_key(|model| part.ix(model.asset));
    for old in kept {
        let Some(asset) = part.open(old.asset) else {
            continue;
        };
        let Model {
            asset: _,
            versions,
            aliases,
            tags,
            changed,
        } = old;
        part.place(asset, part.to.inventory.models.len());
        part.to.inventory.models.push(Model {
            asset,
            versions: versions.clone(),
            aliases: aliases.clone(),
            tags: tags.clone(),
            changed: *changed,
        });
    }
}

/// Incidents of open relations; one that is about something else too keeps neither name nor address.
fn incidents(part: &mut Restriction<'_>) -> Renumbered {
    let mut renumbered = Renumbered::default();
    let mut all: Vec<(u32, &Incident)> = (0u32..).zip(&part.from.operations.incidents).collect();
    // Of those of one time, the ones without a name have no place by their ids.
    all.sort_by_cached_key(|(_, of)| {
        let id = part.opens_all(&of.relations).then_some(&of.id);
        (
            Reverse(of.started),
            id,
            &of.severity,
            of.open,
            of.ended,
            part.open_of(&of.relations),
        )
    });
    for (i, old) in all {
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
        } = old;
        let kept = part.open_of(relations);
        if kept.is_empty() {
            continue;
        }
        let named = part.opens_all(relations) || !part.keeps(FactRule::Incidents);
        renumbered.insert(i, small(part.to.operations.incidents.len()));
        part.to.operations.incidents.push(Incident {
            exporter: *exporter,
            id: if named { id.clone() } else { String::new() },
            title: if named {
                title.clone()
            } else {
                "Incident".to_owned()
            },
            kind: kind.clone().filter(|_| named),
            severity: severity.clone(),
            open: *open,
            relations: kept,
            started: *started,
            ended: *ended,
            url: url.clone().filter(|_| named),
        });
    }
    renumbered
}

/// Monitors of open relations; one that watches something else too isn't named.
fn monitors(part: &mut Restriction<'_>) -> Renumbered {
    let mut renumbered = Renumbered::default();
    for (i, old) in (0u32..).zip(&part.from.operations.monitors) {
        let Monitor {
            exporter,
            id,
            title,
            kind,
            status,
            paused,
            relations,
        } = old;
        let kept = part.open_of(relations);
        if kept.is_empty() {
            continue;
        }
        let named = part.opens_all(relations) || !part.keeps(FactRule::Monitors);
        renumbered.insert(i, small(part.to.operations.monitors.len()));
        part.to.operations.monitors.push(Monitor {
            exporter: *exporter,
            id: if named { id.clone() } else { String::new() },
            title: if named {
                title.clone()
            } else {
                "Monitor".to_owned()
            },
            kind: kind.clone().filter(|_| named),
            status: status.clone(),
            paused: *paused,
            relations: kept,
        });
    }
    renumbered
}

/// The state of one relation itself.
fn health(
    part: &mut Restriction<'_>,
    relation: &Relation,
    old: &Health,
    of_incidents: &Renumbered,
    of_monitors: &Renumbered,
) -> Health {
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
    } = old;
    let mut kept = Vec::new();
    for check in checks {
        let known = part.from.operations.checks.get(*check as usize);
        if let Some(check) = known.and_then(|of| self::check(part, relation, of)) {
            kept.push(small(part.to.operations.checks.len()));
            part.to.operations.checks.push(check);
        }
    }
    let renumbered = |old: &[u32], new: &Renumbered| {
        let mut all: Vec<u32> = old.iter().filter_map(|i| new.get(i).copied()).collect();
        all.sort_unstable();
        all
    };
    Health {
        loads: loads.clone(),
        fine_since: *fine_since,
        loaded: *loaded,
        objective: self::objective(part, relation, objective.as_ref()),
        checks: kept,
        incidents: renumbered(incidents, of_incidents),
        monitors: renumbered(monitors, of_monitors),
        uptime: uptime.clone(),
        writers: part.open_of(writers),
        readers: part.open_of(readers),
        source_freshness: *source_freshness,
    }
}

/// What is promised of a relation, where all that may promise it is kept: the tightest promise may be that
/// of what isn't. Whether a product's promise lies on its view or on tables behind it follows from what
/// the view reads: where that isn't all open, its owners say whether it is told.
fn objective(
    part: &Restriction<'_>,
    relation: &Relation,
    old: Option<&FreshnessObjective>,
) -> Option<FreshnessObjective> {
    let FreshnessObjective {
        most,
        by,
        text,
        daily,
    } = old?;
    let contracts = part.from.contracts_of(relation).iter();
    let promising: Vec<AssetIx> = contracts
        .map(|(contract, _)| *contract)
        .chain(relation.product)
        .collect();
    let unseen = relation_lineage::ends(part, relation.asset).unseen;
    let kept = promising.iter().all(|ix| part.ix(*ix).is_some())
        && stubs::publishes(part, &unseen, |of| of.freshness);
    (kept || !part.keeps(FactRule::Objectives)).then(|| FreshnessObjective {
        most: *most,
        by: by.clone(),
        text: text.clone(),
        daily: *daily,
    })
}

/// A check of a relation; one of a hidden column goes, and one that compares relations keeps neither name
/// nor words, which name the other.
fn check(part: &Restriction<'_>, relation: &Relation, old: &Check) -> Option<Check> {
    // What runs of unseen jobs told last must not hide what others told before.
    let all = old.before.iter().chain([old]);
    let told = all.filter(|of| part.tells(of.job) || !part.keeps(FactRule::Checks));
    let old = &Check::newest(told.cloned())?;
    let Check {
        id,
        title,
        asserts,
        column,
        result,
        at,
        message,
        by,
        alone,
        job,
        before: _,
    } = old;
    let shown = column
        .as_ref()
        .is_none_or(|column| part.shows_name(relation.asset, column));
    if !shown {
        return None;
    }
    // What a test says may name any column: one that names a hidden one is a test of that.
    let mut hidden = part.hidden_of(relation.asset).iter();
    let words = [Some(id), title.as_ref(), message.as_ref()];
    let names_hidden = part.keeps(FactRule::Columns)
        && hidden.any(|column| {
            let name = part
                .from
                .str(*column)
                .rsplit('.')
                .next()
                .unwrap_or_default();
            words.iter().flatten().any(|text| has_word(text, name))
        });
    if names_hidden && column.is_none() {
        return None;
    }
    let named = *alone && !names_hidden || !part.keeps(FactRule::Checks);
    Some(Check {
        id: if named { id.clone() } else { String::new() },
        title: if named {
            title.clone()
        } else {
            Some("Check".to_owned())
        },
        asserts: *asserts,
        column: column.clone(),
        result: *result,
        at: *at,
        message: message.clone().filter(|_| named),
        by: *by,
        alone: *alone,
        job: job.and_then(|job| part.open(job)),
        before: Vec::new(),
    })
}

/// Whether a name stands in a text, in any case, and not within a longer word. Ids join words by `_`.
fn has_word(text: &str, name: &str) -> bool {
    let (text, name) = (text.to_lowercase(), name.to_lowercase());
    let is_end = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    !name.is_empty()
        && text.match_indices(&name).any(|(at, found)| {
            let before = text.get(..at).and_then(|before| before.chars().next_back());
            let after = text
                .get(at + found.len()..)
                .and_then(|after| after.chars().next());
            is_end(before) && is_end(after)
        })
}
