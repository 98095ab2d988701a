//! Can it be used now? The verdict in words, and the evidence beside it.

use super::cause::state_words;
use super::chart;
use super::model::{Link, Trust, TrustRow, VerdictBar};
use super::{Views, counted, safe_url};
use crate::catalog::{AssetIx, Attainment, Health, Incident, Outcome, Relation, State, span};

/// Days that attainment and uptime are shown for.
const DAYS: u16 = 90;
/// Incidents, checks and jobs shown.
const MOST: usize = 20;

/// A moment as pages show it: `2026-11-24 06:00 UTC`.
pub(super) fn moment(at: i64) -> String {
    jiff::Timestamp::from_second(at).map_or_else(
        |_| String::new(),
        |at| at.strftime("%Y-%m-%d %H:%M UTC").to_string(),
    )
}

impl Views<'_> {
    /// The verdict on a relation, for the head of its page.
    pub(super) fn verdict_bar(&self, relation: &Relation) -> Option<VerdictBar> {
        let c = self.catalog;
        let verdict = c.verdict_of(relation.asset).cloned().unwrap_or_default();
        if verdict.state == State::Unknown && !relation.unified {
            return None;
        }
        let (tone, title) = state_words(verdict.state);
        let (text, link) = match (&verdict.cause, verdict.at) {
            (Some(cause), Some(at)) if verdict.state > State::Ok => (
                self.cause(cause, at),
                (at != relation.asset).then(|| self.link(at)),
            ),
            _ if verdict.state == State::Ok => (self.fresh(relation), None),
            _ => (
                "No export tells how fresh its data is, or whether anything is wrong with it."
                    .into(),
                None,
            ),
        };
        let mut notes = Vec::new();
        if let Some(at) = verdict.at.filter(|_| verdict.state > State::Ok) {
            let blocked = c.impact_of(at).views;
            if blocked > 0 {
                let name = self.short_name(at);
                let views = counted(blocked as usize, "unified view");
                notes.push(format!("{name} blocks {views}."));
            }
        }
        let (known, all) = verdict.known;
        if relation.is_view() && all > 0 && known < all && verdict.state != State::Unknown {
            let sources = counted(all as usize, "source");
            notes.push(format!("Something is known of {known} of its {sources}."));
        }
        if verdict.outdated {
            notes.push("This comes from an export that is older than allowed.".into());
        }
        if let Some(now) = c.now.filter(|_| verdict.state != State::Unknown) {
            notes.push(format!("As of {}.", moment(now)));
        }
        Some(VerdictBar {
            tone,
            title,
            text,
            link,
            note: notes.join(" "),
        })
    }

    fn fresh(&self, relation: &Relation) -> String {
        let oldest = self
            .watched(relation)
            .into_iter()
            .filter_map(|(ix, h)| Some((self.catalog.now? - h.loaded?.0, ix, h)))
            // The tightest promise says most; without any, the oldest data does.
            .min_by_key(|(age, ix, h)| {
                let most = h.promise.as_ref().map_or(i64::MAX, |p| p.most);
                (most, std::cmp::Reverse(*age), *ix)
            });
        match oldest {
            Some((age, ix, health)) => {
                let whose = if ix == relation.asset {
                    "Loaded".to_owned()
                } else {
                    format!("`{}` was loaded", self.short_name(ix))
                };
                let sla = health.promise.as_ref().map_or_else(
                    || "no SLA on its age".to_owned(),
                    |p| format!("SLA {}", p.text),
                );
                format!(
                    "{whose} {} ago, {sla}; nothing upstream is known to be wrong.",
                    span(age)
                )
            }
            None => "No incident is open and no run failed; when it was loaded isn't known.".into(),
        }
    }

    /// The relation, or the tables that a view reaches, as far as something is known of them.
    fn watched(&self, relation: &Relation) -> Vec<(AssetIx, &Health)> {
        let c = self.catalog;
        let mut all = vec![relation.asset];
        if relation.is_view() {
            all.extend(c.targets_of(relation));
        }
        all.into_iter()
            .filter_map(|ix| Some((ix, c.health.get(&ix)?)))
            .collect()
    }

    /// Freshness, attainment, uptime, incidents, checks and writers of a relation.
    pub(super) fn trust(&self, relation: &Relation) -> Option<Trust> {
        let c = self.catalog;
        let watched = self.watched(relation);
        let mut trust = Trust::default();
        if let Some(now) = c.now {
            let mut kept: Option<Attainment> = None;
            let mut uptime: std::collections::BTreeMap<i32, (u32, u32)> =
                std::collections::BTreeMap::new();
            for (_, health) in &watched {
                if let Some(of) = health.attainment(now, DAYS) {
                    match &mut kept {
                        Some(all) => all.add(&of),
                        None => kept = Some(of),
                    }
                }
                let today = i32::try_from(now.div_euclid(86_400)).unwrap_or(0);
                for (day, permille) in &health.uptime {
                    if (0..i32::from(DAYS)).contains(&(today - day)) {
                        let slot = uptime.entry(*day).or_default();
                        slot.0 += u32::from(*permille);
                        slot.1 += 1;
                    }
                }
            }
            if let Some(kept) = kept
                && let Some(share) = kept.permille()
            {
                let label = format!("SLA attainment over {DAYS} days");
                trust.attainment =
                    Some((chart::percent(share), chart::days(&kept.by_day(), &label)));
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
            if let Some((at, by)) = health.loaded {
                let age = c
                    .now
                    .map_or(String::new(), |now| format!(", {} ago", span(now - at)));
                let sla = health
                    .promise
                    .as_ref()
                    .map(|p| format!("SLA {} ({})", p.text, p.by));
                trust.loads.push(TrustRow {
                    link: self.link(*ix),
                    text: format!("loaded {}{age}", moment(at)),
                    note: Some(match sla {
                        Some(sla) => format!("{by}; {sla}"),
                        None => format!("{by}; no SLA on its age"),
                    }),
                    tone: "",
                    word: "",
                });
            }
        }
        self.evidence(&watched, &mut trust);
        let found = trust.attainment.is_some()
            || trust.uptime.is_some()
            || !trust.loads.is_empty()
            || !trust.incidents.is_empty()
            || !trust.checks.is_empty()
            || !trust.jobs.is_empty();
        trust.inputs = self.inputs();
        found.then_some(trust)
    }

    fn evidence(&self, watched: &[(AssetIx, &Health)], trust: &mut Trust) {
        let c = self.catalog;
        let mut incidents: Vec<u32> = watched
            .iter()
            .flat_map(|(_, h)| h.incidents.clone())
            .collect();
        incidents.sort_unstable();
        incidents.dedup();
        trust.incidents_more = incidents.len().saturating_sub(MOST);
        for i in incidents.iter().take(MOST) {
            trust
                .incidents
                .push(self.incident_row(&c.incidents[*i as usize]));
        }
        let checks: Vec<(AssetIx, u32)> = watched
            .iter()
            .flat_map(|(ix, h)| h.checks.iter().map(|k| (*ix, *k)))
            .collect();
        trust.checks_more = checks.len().saturating_sub(MOST);
        let mut rows: Vec<_> = checks
            .into_iter()
            .map(|(ix, k)| (ix, &c.checks[k as usize]))
            .collect();
        rows.sort_by_key(|(_, k)| std::cmp::Reverse(k.result));
        for (ix, check) in rows.into_iter().take(MOST) {
            let (tone, word) = match check.result {
                crate::catalog::CheckResult::Pass => ("ok", "passed"),
                crate::catalog::CheckResult::Warn => ("warn", "warning"),
                crate::catalog::CheckResult::Fail => ("bad", "failed"),
                crate::catalog::CheckResult::Unknown => ("", "not run"),
            };
            let mut note: Vec<String> = vec![check.by.to_owned()];
            note.extend(check.column.as_ref().map(|k| format!("column {k}")));
            note.extend(check.at.map(moment));
            note.extend(check.message.clone());
            trust.checks.push(TrustRow {
                link: self.link(ix),
                text: check.id.clone(),
                note: Some(note.join(" · ")),
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
            let job = &c.jobs[c.asset(ix).detail as usize];
            let last = job.last_ended();
            let (tone, word) = match last.map(|r| r.outcome) {
                _ if c.now.is_some_and(|now| job.stuck_since(now).is_some()) => {
                    ("warn", "no end known")
                }
                Some(Outcome::Success) => ("ok", "success"),
                Some(_) => ("bad", "failed"),
                None => ("", "no run ended"),
            };
            let mut note = vec![job.system.to_owned()];
            note.extend(job.schedule.clone());
            note.extend(job.mean_duration().map(|d| format!("takes {}", span(d))));
            let when = last
                .and_then(|r| r.ended)
                .map_or(String::new(), |at| format!("last run {}", moment(at)));
            trust.jobs.push(TrustRow {
                link: self.link(ix),
                text: when,
                note: Some(note.join(" · ")),
                tone,
                word,
            });
        }
    }

    fn incident_row(&self, incident: &Incident) -> TrustRow {
        let c = self.catalog;
        let from = incident
            .started
            .map_or("since when isn't known".to_owned(), moment);
        let lasted = match (incident.open, incident.started, incident.ended, c.now) {
            (true, Some(from), _, Some(now)) => format!("open for {}", span(now - from)),
            (false, Some(from), Some(to), _) => format!("lasted {}", span(to - from)),
            (true, ..) => "open".to_owned(),
            _ => "closed".to_owned(),
        };
        let mut note = vec![from, lasted];
        note.extend(incident.severity.as_ref().map(|s| s.replace('_', " ")));
        note.extend(incident.kind.clone());
        let on: Vec<String> = incident
            .relations
            .iter()
            .take(3)
            .map(|r| self.short_name(*r))
            .collect();
        if !on.is_empty() {
            note.push(format!("on {}", on.join(", ")));
        }
        let url = incident.url.as_deref().and_then(safe_url);
        TrustRow {
            link: Link {
                text: incident.title.clone(),
                href: None,
                kind: "",
                note: url,
            },
            text: String::new(),
            note: Some(note.join(" · ")),
            tone: if incident.open { "bad" } else { "ok" },
            word: if incident.open { "open" } else { "closed" },
        }
    }

    /// How new each export is.
    fn inputs(&self) -> Vec<(&'static str, String, bool)> {
        let newest = |e: &crate::catalog::ExportAge| Some((e.format, moment(e.newest?), e.stale));
        self.catalog.exports.iter().filter_map(newest).collect()
    }

    /// A sentence for the banner where an export is older than its allowed age.
    pub(super) fn stale_exports(&self) -> Option<String> {
        let c = self.catalog;
        let old: Vec<String> = c
            .exports
            .iter()
            .filter(|e| e.stale)
            .filter_map(|e| {
                let age = c.now? - e.newest?;
                Some(format!(
                    "{} ({} old, {} allowed)",
                    e.path,
                    span(age),
                    span(e.max_age?)
                ))
            })
            .collect();
        (!old.is_empty()).then(|| old.join(", "))
    }
}
