//! Pages of jobs and ML models.

use super::cause_text::{cause, state_words};
use super::dme_page::asset_list;
use super::model::{EntityPage, Fact, Link, Nav, Notice, Section, Tone};
use super::moment_text::since;
use super::small_pages::entity;
use super::verdict_text::UNSEEN_CAUSE;
use super::{Views, badge, cell, counted, grouped, pair};
use crate::catalog::{AssetIx, Job, Model, Outcome, moment, span};

/// Page of a job.
#[must_use]
pub(crate) fn job_page(views: &Views<'_>, job: &Job) -> EntityPage {
    let mut page = entity(views, job.asset, Nav::Nothing, "job");
    // Nobody edits an export.
    page.details
        .extend(page.at.take().map(|at| pair("told in", at)));
    page.badges.push(badge(job.system.as_str(), Tone::Plain));
    page.badges
        .extend(job.paused.then(|| badge("paused", Tone::Warn)));
    page.badges
        .extend(job.tags.iter().map(|t| badge(t, Tone::Plain)));
    page.facts = job_facts(views, job);
    page.lists = vec![
        asset_list(
            views,
            "What it writes",
            "writes",
            &job.writes,
            "No export says that it writes anything.",
        ),
        asset_list(
            views,
            "What it reads",
            "reads",
            &job.reads,
            "No export says that it reads anything.",
        ),
    ];
    page.sections.extend(newest_runs(views, job));
    page
}

fn job_facts(views: &Views<'_>, job: &Job) -> Vec<Fact> {
    let runs = views.reader.runs_of(job.asset);
    let last = runs.last_run();
    let when = last.and_then(|run| run.ended.or(run.started));
    let (word, note) = match last {
        Some(run) if run.outcome == Outcome::Running => (
            "no end known".to_owned(),
            run.started.map(|_| "began".to_owned()),
        ),
        Some(run) => (
            run.outcome.as_str().to_owned(),
            run.ended.map(|_| "ended".to_owned()),
        ),
        None => (
            "not known".to_owned(),
            Some("no run of it is known".to_owned()),
        ),
    };
    let fact = |label: &'static str, value: String, note: Option<String>, empty| Fact {
        label: label.into(),
        values: vec![Link::plain(value)],
        note,
        note_link: None,
        empty,
    };
    let ended = runs.succeeded + runs.failed;
    let mut facts = vec![
        Fact {
            note_link: when.filter(|_| note.is_some()).map(since),
            ..fact("Last run", word, note, last.is_none())
        },
        fact(
            "Runs",
            match (runs.succeeded * 100).checked_div(ended) {
                Some(percent) => format!("{percent} % succeeded"),
                None => "none ended".to_owned(),
            },
            Some(format!(
                "{} of {} known",
                grouped(runs.succeeded),
                grouped(ended)
            )),
            ended == 0,
        ),
        fact(
            "Schedule",
            job.schedule
                .clone()
                .unwrap_or_else(|| "not known".to_owned()),
            runs.mean_duration().map(|d| format!("takes {}", span(d))),
            job.schedule.is_none(),
        ),
    ];
    if !job.owners.is_empty() {
        facts.push(fact("Owner", job.owners.join(", "), None, false));
    }
    facts
}

fn newest_runs(views: &Views<'_>, job: &Job) -> Option<Section> {
    let runs = &views.reader.runs_of(job.asset).newest;
    (!runs.is_empty()).then(|| Section {
        title: "Newest runs",
        id: "runs",
        head: vec!["Outcome", "Began", "Ended", "Took"],
        rows: runs
            .iter()
            .map(|run| {
                let took = run.ended.zip(run.started).map(|(to, from)| span(to - from));
                let word = match run.outcome {
                    Outcome::Success => "● success",
                    Outcome::Failed => "■ failed",
                    Outcome::Running => "◆ running: no end is known",
                    Outcome::Skipped => "○ skipped",
                };
                vec![
                    cell(word),
                    cell(run.started.map_or(String::new(), moment)),
                    cell(run.ended.map_or(String::new(), moment)),
                    cell(took.unwrap_or_default()),
                ]
            })
            .collect(),
    })
}

/// What is wrong upstream of something that only reads.
fn upstream_notice(views: &Views<'_>, ix: AssetIx) -> Option<Notice> {
    let verdict = views.reader.verdict_of(ix)?;
    let (tone, title) = state_words(verdict.state);
    if verdict.unseen {
        return Some(Notice {
            tone,
            title: title.to_owned(),
            text: UNSEEN_CAUSE.to_owned(),
            link: None,
        });
    }
    let wrong = verdict.wrong?;
    Some(Notice {
        tone,
        title: match wrong.steps {
            0 => title.to_owned(),
            n => format!("{title}, {} upstream", counted(n as usize, "step")),
        },
        text: cause(views, &wrong).bare(),
        link: Some(views.link(wrong.at)),
    })
}

/// Page of an ML model.
#[must_use]
pub(crate) fn model_page(views: &Views<'_>, model: &Model) -> EntityPage {
    let c = views.reader;
    let mut page = entity(views, model.asset, Nav::Nothing, "ML model");
    page.details
        .extend(page.at.take().map(|at| pair("told in", at)));
    page.notices.extend(upstream_notice(views, model.asset));
    page.badges
        .extend(model.tags.iter().map(|t| badge(t, Tone::Plain)));
    let newest = model.versions.first();
    page.facts = vec![Fact {
        label: "Newest version".into(),
        values: vec![Link::plain(
            newest.map_or("none".to_owned(), |v| v.version.clone()),
        )],
        note: newest.and_then(|v| v.created).map(|_| "made".to_owned()),
        note_link: newest.and_then(|v| v.created).map(since),
        empty: newest.is_none(),
    }];
    let verdicts = c.upstream(model.asset);
    page.facts.push(Fact {
        label: "Learns from".into(),
        values: vec![Link::plain(counted(verdicts.len(), "asset"))],
        note: None,
        note_link: None,
        empty: verdicts.is_empty(),
    });
    page.lists = vec![asset_list(
        views,
        "What it reads",
        "upstream",
        verdicts,
        "No run of its versions names a table: tag the run's datasets with `table`.",
    )];
    if !model.versions.is_empty() {
        page.sections.push(Section {
            title: "Versions",
            id: "versions",
            head: vec!["Version", "Status", "Made", "Run"],
            rows: model
                .versions
                .iter()
                .take(50)
                .map(|v| {
                    vec![
                        cell(&v.version),
                        cell(v.status.clone().unwrap_or_default()),
                        cell(v.created.map_or(String::new(), moment)),
                        cell(v.run.clone().unwrap_or_default()),
                    ]
                })
                .collect(),
        });
    }
    if !model.aliases.is_empty() {
        page.details.push(pair("aliases", model.aliases.join(", ")));
    }
    page.details
        .extend(model.changed.map(|at| pair("changed", moment(at))));
    page
}
