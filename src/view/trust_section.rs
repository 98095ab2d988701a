//! Can it be used now? The evidence behind the verdict.

use super::chart;
use super::model::{Link, Sentence, Tone, Trust, TrustRow};
use super::moment_text::since;
use super::{Views, safe_url};
use crate::catalog::{AssetIx, CheckResult, Health, Incident, Outcome, Relation, span};
use crate::insight::{Attainment, DAYS};
use crate::system::Evidence;

/// Incidents, checks and jobs shown.
const MOST: usize = 20;

/// When the data of a relation was written last, and what says so.
pub(super) fn loaded(views: &Views<'_>, ix: AssetIx) -> Option<(i64, Evidence)> {
    views.reader.loaded(ix)
}

/// When the oldest of the tables behind a view that the reader may not see was loaded; nothing where it
/// is known of the view itself, which is as old as the oldest of all.
pub(super) fn loaded_of_view(views: &Views<'_>, relation: &Relation) -> Option<(i64, Evidence)> {
    match loaded(views, relation.asset) {
        Some(_) => None,
        None => views.reader.unseen_load(relation.asset),
    }
}

/// The relation, or the tables that a view reaches, as far as something is known of them. Of the
/// shards of a wildcard the newest, and those with an incident.
pub(super) fn watched<'v>(views: &'v Views<'_>, relation: &Relation) -> Vec<(AssetIx, &'v Health)> {
    let c = views.reader;
    let mut all = vec![relation.asset];
    if relation.is_view() {
        all.extend(c.targets_of(relation));
    }
    all.into_iter()
        .filter_map(|ix| Some((ix, c.health_of(ix)?)))
        .filter(|(ix, h)| {
            *ix == relation.asset || !views.reader.is_superseded(*ix) || !h.incidents.is_empty()
        })
        .collect()
}

/// Freshness, attainment, uptime, incidents, checks and writers of a relation.
pub(super) fn trust(views: &Views<'_>, relation: &Relation) -> Option<Trust> {
    let c = views.reader;
    let watched = watched(views, relation);
    let mut trust = Trust::default();
    if c.knows_now() {
        let mut attainment: Option<Attainment> = None;
        let mut uptime: std::collections::BTreeMap<i32, (u32, u32)> =
            std::collections::BTreeMap::new();
        for (ix, health) in &watched {
            if let Some(of) = views.reader.attainment(*ix) {
                match &mut attainment {
                    Some(all) => all.add(&of),
                    None => attainment = Some(of),
                }
            }
            for (day, permille) in &health.uptime {
                if (0..i32::from(DAYS)).contains(&(c.today() - day)) {
                    let slot = uptime.entry(*day).or_default();
                    slot.0 += u32::from(*permille);
                    slot.1 += 1;
                }
            }
        }
        if let Some(attainment) = attainment
            && let Some(share) = attainment.permille()
        {
            let label = format!("SLA attainment over {DAYS} days");
            trust.attainment = Some((
                chart::percent(share),
                chart::days(&attainment.by_day(), &label),
            ));
        }
        if !uptime.is_empty() {
            let days: Vec<(i32, Option<u16>)> = uptime
                .iter()
                .map(|(day, (sum, n))| (*day, u16::try_from(sum / (*n).max(1)).ok()))
                .collect();
            let sum: u32 = days.iter().filter_map(|d| d.1).map(u32::from).sum();
            let n = u32::try_from(days.len()).unwrap_or(1).max(1);
            let share = u16::try_from(sum / n).unwrap_or(0);
            let label = format!("Uptime over {DAYS} days");
            trust.uptime = Some((chart::percent(share), chart::days(&days, &label)));
        }
    }
    for (ix, health) in watched.iter().take(MOST) {
        if let Some((at, by)) = loaded(views, *ix) {
            let by = by.as_str();
            let sla = match &health.objective {
                Some(p) => format!("{by}; SLA {} ({})", p.text, p.by),
                None => format!("{by}; no SLA on its age"),
            };
            trust.loads.push(TrustRow {
                link: views.link(*ix),
                text: Sentence::new().text("loaded ").link(since(at)),
                note: Sentence::new().text(sla),
                tone: Tone::Neutral,
                word: "",
            });
        }
    }
    if let Some((at, by)) = loaded_of_view(views, relation) {
        trust.loads.push(TrustRow {
            link: views.link(relation.asset),
            text: Sentence::new().text("loaded ").link(since(at)),
            note: Sentence::new().text(by.as_str()),
            tone: Tone::Neutral,
            word: "",
        });
    }
    evidence(views, &watched, &mut trust);
    let found = trust.attainment.is_some()
        || trust.uptime.is_some()
        || !trust.loads.is_empty()
        || !trust.incidents.is_empty()
        || !trust.checks.is_empty()
        || !trust.jobs.is_empty();
    trust.inputs = c.export_names().collect();
    found.then_some(trust)
}

fn evidence(views: &Views<'_>, watched: &[(AssetIx, &Health)], trust: &mut Trust) {
    let c = views.reader;
    let mut incidents: Vec<u32> = watched
        .iter()
        .flat_map(|(_, h)| h.incidents.clone())
        .collect();
    incidents.sort_unstable();
    incidents.dedup();
    trust.incidents_more = incidents.len().saturating_sub(MOST);
    for i in incidents.iter().take(MOST) {
        trust.incidents.push(incident_row(views, c.incident(*i)));
    }
    let checks: Vec<(AssetIx, u32)> = watched
        .iter()
        .flat_map(|(ix, h)| h.checks.iter().map(|k| (*ix, *k)))
        .collect();
    trust.checks_more = checks.len().saturating_sub(MOST);
    let mut rows: Vec<_> = checks.into_iter().map(|(ix, k)| (ix, c.check(k))).collect();
    rows.sort_by_key(|(_, k)| std::cmp::Reverse(k.result));
    for (ix, check) in rows.into_iter().take(MOST) {
        let (tone, word) = match check.result {
            CheckResult::Pass => (Tone::Ok, "passed"),
            CheckResult::Warn => (Tone::Warn, "warning"),
            CheckResult::Fail => (Tone::Bad, "failed"),
            CheckResult::Unknown => (Tone::Neutral, "not run"),
        };
        let mut note = Sentence::new().text(check.by.as_str());
        if let Some(column) = &check.column {
            note = note.text(format!(" · column {column}"));
        }
        if let Some(at) = check.at {
            note = note.text(" · ").link(since(at));
        }
        if let Some(message) = &check.message {
            note = note.text(format!(" · {message}"));
        }
        trust.checks.push(TrustRow {
            link: views.link(ix),
            text: Sentence::new().text(&check.id),
            note,
            tone,
            word,
        });
    }
    let mut jobs: Vec<AssetIx> = watched
        .iter()
        .flat_map(|(_, h)| h.writers.clone())
        .collect();
    jobs.sort_by(|a, b| c.name(*a).cmp(c.name(*b)));
    jobs.dedup();
    for ix in jobs.into_iter().take(MOST) {
        let job = c.job(ix);
        let runs = c.runs_of(ix);
        let last = runs.last_run();
        let (tone, word) = match last.map(|r| r.outcome) {
            _ if c.is_stuck(ix) => (Tone::Warn, "no end known"),
            Some(Outcome::Success) => (Tone::Ok, "success"),
            Some(Outcome::Running) => (Tone::Neutral, "running"),
            Some(_) => (Tone::Bad, "failed"),
            None => (Tone::Neutral, "no run known"),
        };
        let mut note = vec![job.system.as_str().to_owned()];
        note.extend(job.schedule.clone());
        note.extend(runs.mean_duration().map(|d| format!("takes {}", span(d))));
        let text = match last.map(|r| (r.outcome, r.started, r.ended)) {
            Some((Outcome::Running, Some(began), _)) => {
                Sentence::new().text("last run began ").link(since(began))
            }
            Some((_, _, Some(ended))) => Sentence::new().text("last run ").link(since(ended)),
            _ => Sentence::new(),
        };
        trust.jobs.push(TrustRow {
            link: views.link(ix),
            text,
            note: Sentence::new().text(note.join(" · ")),
            tone,
            word,
        });
    }
}

fn incident_row(views: &Views<'_>, incident: &Incident) -> TrustRow {
    let mut note = match incident.started {
        Some(from) => Sentence::new().text("opened ").link(since(from)),
        None => Sentence::new().text("since when isn't known"),
    };
    note = note.text(match (incident.open, incident.started, incident.ended) {
        (true, ..) => " · open".to_owned(),
        (false, Some(from), Some(to)) => format!(" · lasted {}", span(to - from)),
        _ => " · closed".to_owned(),
    });
    let mut more: Vec<String> = Vec::new();
    more.extend(incident.severity.as_ref().map(|s| s.replace('_', " ")));
    more.extend(incident.kind.clone());
    let on: Vec<String> = incident
        .relations
        .iter()
        .take(3)
        .map(|r| views.short_name(*r))
        .collect();
    if !on.is_empty() {
        more.push(format!("on {}", on.join(", ")));
    }
    if !more.is_empty() {
        note = note.text(format!(" · {}", more.join(" · ")));
    }
    let url = incident.url.as_deref().and_then(safe_url);
    TrustRow {
        link: Link {
            text: incident.title.clone(),
            note: url,
            ..Link::default()
        },
        text: Sentence::new(),
        note,
        tone: if incident.open { Tone::Bad } else { Tone::Ok },
        word: if incident.open { "open" } else { "closed" },
    }
}
