//! Can it be used now? The verdict in words, in the head of a page.

use super::cause_text::{cause, channel, state_words, way};
use super::model::{AS_OF, Link, Sentence, Tone, VerdictBar};
use super::moment_text::since;
use super::trust_section::{loaded, loaded_of_view, watched};
use super::{Views, counted};
use crate::catalog::{AssetIx, Health, Relation, Status, moment, span};
use crate::insight::{Cause, State, Verdict, Wrong};

/// What is said of a cause that the reader may not see, and nothing more.
pub(super) const UNSEEN_CAUSE: &str = "The cause is something that you may not see.";

/// The verdict on a relation, for the head of its page.
pub(super) fn verdict_bar(views: &Views<'_>, relation: &Relation) -> Option<VerdictBar> {
    let verdict = views
        .reader
        .verdict_of(relation.asset)
        .copied()
        .unwrap_or_default();
    if verdict.state == State::Unknown && !relation.unified {
        return None;
    }
    let (tone, title) = match verdict.wrong {
        Some(wrong) if is_own_end(relation, &wrong) => (Tone::Bad, "Retired"),
        _ => state_words(verdict.state),
    };
    let text = match &verdict.wrong {
        Some(wrong) => {
            let way = way(views, relation.asset, wrong);
            let mut cause = cause(views, wrong);
            if way.is_empty() && wrong.at != relation.asset {
                cause = cause.leading(&views.short_name(wrong.at), views.link(wrong.at));
            }
            cause.and(way).and(channel(views, wrong.at))
        }
        None if verdict.unseen => Sentence::new().text(UNSEEN_CAUSE),
        None => quiet(views, relation, verdict.state),
    };
    Some(VerdictBar {
        tone,
        title,
        text,
        note: verdict_note(views, relation, &verdict),
    })
}

/// Whether the bar says already what a notice would: that this relation is retired, or isn't in
/// the warehouse, or reads what is.
pub(super) fn is_said(views: &Views<'_>, relation: &Relation, cause: Cause) -> bool {
    let verdict = views.reader.verdict_of(relation.asset);
    verdict
        .and_then(|v| v.wrong)
        .is_some_and(|wrong| wrong.cause == cause && wrong.steps == 0)
}

fn verdict_note(views: &Views<'_>, relation: &Relation, verdict: &Verdict) -> Sentence {
    let c = views.reader;
    let mut note = Sentence::new();
    if let Some(wrong) = verdict.wrong {
        // How bad it is for each of them differs: that is its own verdict. The one that reads it
        // may be this view, of which the bar speaks anyway.
        let readers = views.reader.impact_of(wrong.at).views;
        let own = u32::from(relation.unified && wrong.at != relation.asset);
        if readers > own {
            let name = views.short_name(wrong.at);
            let unified = counted(readers as usize, "unified view");
            let verb = if readers == 1 { "reads" } else { "read" };
            note = note.text(format!("{unified} {verb} {name}. "));
        }
    }
    let (known, all) = verdict.known;
    if relation.is_view() && all > 0 && known < all && verdict.state != State::Unknown {
        note = note.text(match (known, all) {
            (0, _) if views.is_part() => {
                "Nothing that you may see tells of its sources. ".to_owned()
            }
            _ if views.is_part() => {
                format!("Something is known of {known} of its {all} sources that you may see. ")
            }
            (0, 1) => "Nothing is known of its source. ".to_owned(),
            (0, _) => "Nothing is known of its sources. ".to_owned(),
            _ => format!("Something is known of {known} of its {all} sources. "),
        });
    }
    if verdict.judged_on_part {
        note = note.text("Judged on what you may see. ");
    }
    if verdict.outdated && views.is_part() {
        note = note.text(
            "This comes from an old export. What it tells may have changed since. ".to_owned(),
        );
    } else if verdict.outdated {
        let old: Vec<String> = c
            .old_exports()
            .filter_map(|e| {
                let (newest, allowed) = (moment(e.newest?), span(e.max_age?));
                Some(format!(
                    "{} (newest moment {newest}, {allowed} allowed)",
                    e.path
                ))
            })
            .collect();
        note = note.text(format!(
            "This comes from an old export: {}. What it tells may have changed since. ",
            old.join(", ")
        ));
    }
    match c.knows_now() && verdict.state != State::Unknown {
        true => {
            let built = Link::to("the last build", AS_OF);
            note.text("As of ").link(built).text(".")
        }
        false => note,
    }
}

/// What there is to say where nothing is known to be wrong.
fn quiet(views: &Views<'_>, relation: &Relation, state: State) -> Sentence {
    let watched = watched(views, relation);
    let most = |h: &Health| h.objective.as_ref().map_or(i64::MAX, |p| p.most);
    let loaded = watched
        .iter()
        .filter_map(|(ix, h)| Some((loaded(views, *ix)?.0, *ix, *h)));
    let oldest = match state {
        State::Unknown => return unmeasured(views, &watched),
        // The oldest of those of which nothing is promised.
        State::NoPromise => loaded.min_by_key(|(at, ix, h)| (h.objective.is_some(), *at, *ix)),
        // The tightest promise says most; without any, the oldest data does.
        _ => loaded.min_by_key(|(at, ix, h)| (most(h), *at, *ix)),
    };
    // Of a view over hidden tables only that is told.
    let declared = || Some(loaded_of_view(views, relation)?.0);
    let sentence = Sentence::new();
    let sentence = match oldest {
        Some((at, ix, _)) if ix == relation.asset => sentence.text("Loaded ").link(since(at)),
        Some((at, ix, _)) => sentence
            .name(views.short_name(ix))
            .text(" was loaded ")
            .link(since(at)),
        None => match declared() {
            Some(at) => sentence.text("Loaded ").link(since(at)),
            None => sentence.text("When it was loaded isn't known"),
        },
    };
    let objective = oldest.and_then(|(_, _, h)| h.objective.as_ref());
    match (state, objective) {
        (State::NoPromise, Some(p)) => sentence.text(format!(
            ", SLA {}; of what else it reads nothing is promised.",
            p.text
        )),
        (State::NoPromise, None) => sentence.text("; nothing is promised."),
        (_, Some(p)) => sentence.text(format!(
            ", SLA {}; nothing upstream is known to be wrong.",
            p.text
        )),
        (_, None) => {
            let monitors = active_monitors(views, &watched);
            let checks: usize = watched.iter().map(|(_, h)| h.checks.len()).sum();
            let by = match (monitors, checks) {
                (0, 0) => String::new(),
                (0, checks) => format!(", {} passed", counted(checks, "check")),
                (monitors, _) => format!(", watched by {}", counted(monitors, "monitor")),
            };
            sentence.text(format!("{by}; nothing upstream is known to be wrong."))
        }
    }
}

/// That nothing is known; and what is promised all the same.
fn unmeasured(views: &Views<'_>, watched: &[(AssetIx, &Health)]) -> Sentence {
    let objectives = watched.iter().filter_map(|(_, h)| h.objective.as_ref());
    match objectives.min_by_key(|p| p.most) {
        Some(p) => Sentence::new().text(format!(
            "Promised is {} ({}); no export tells when it was loaded.",
            p.text, p.by
        )),
        None if views.is_part() => Sentence::new().text(
            "Nothing that you may see tells how fresh its data is, or whether anything is wrong with it.",
        ),
        None => Sentence::new()
            .text("No export tells how fresh its data is, or whether anything is wrong with it."),
    }
}

fn active_monitors(views: &Views<'_>, watched: &[(AssetIx, &Health)]) -> usize {
    let mut all: Vec<u32> = watched
        .iter()
        .flat_map(|(_, h)| h.monitors.iter().copied())
        .filter(|m| {
            let monitor = views.reader.monitor(*m);
            monitor.is_some_and(|m| !m.paused)
        })
        .collect();
    all.sort_unstable();
    all.dedup();
    all.len()
}

/// Whether what is wrong is that the relation itself is retired: one bar says that, and what replaces
/// it.
fn is_own_end(relation: &Relation, wrong: &Wrong) -> bool {
    wrong.at == relation.asset && wrong.cause == Cause::Retired
}

/// Whether the bar tells of a relation's own end.
pub(super) fn tells_own_end(views: &Views<'_>, relation: &Relation) -> bool {
    let verdict = views.reader.verdict_of(relation.asset);
    views.reader.asset(relation.asset).status == Status::Retired
        && verdict
            .and_then(|v| v.wrong)
            .is_some_and(|wrong| is_own_end(relation, &wrong))
}
