//! `training-not-completed`: the team of a product hasn't taken a course that its DME requires.
//!
//! Passes: the team, or one above it, is listed under `completedBy`. Fails: it isn't.

use super::release_candidate::Candidate;
use crate::catalog::{Completion, start_of_day};
use crate::diagnostic::{Argument, Finding, Rule, text};

pub(super) fn check(candidate: &Candidate<'_>, findings: &mut Vec<Finding>) {
    let catalog = candidate.catalog;
    let (Some(environment), Some(team)) = (candidate.environment(), candidate.team()) else {
        return; // without a team nobody could have taken it, which is told already
    };
    let clock = &catalog.operations.clock;
    let is_past = |completion: &&Completion| {
        let on = completion.on.as_deref().and_then(start_of_day);
        on.and_then(|on| clock.has_come(on)).is_none_or(|come| come)
    };
    for course in environment.training.iter().filter(|course| course.required) {
        let mut completed = course.completed.iter().filter(is_past);
        if completed.any(|completion| candidate.teams().any(|team| team == completion.team)) {
            continue;
        }
        findings.push(
            candidate
                .finding(
                    Rule::TrainingNotCompleted,
                    text!(
                        "team `{team}` hasn't completed `{course}`, which DME `{dme}` requires",
                        team = Argument::Asset(catalog.subject(team)),
                        course = course.name,
                        dme = Argument::Asset(catalog.subject(environment.asset))
                    ),
                )
                .detail(&course.name)
                .help(
                    "take the course, and add the team to its `completedBy` in the DME's manifest",
                ),
        );
    }
}
