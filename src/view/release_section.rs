//! Whether a product is ready to be released: a row for each of its release checks, with what came
//! of it.

use super::model::Cell;
use super::{Views, cell};
use crate::catalog::{Product, ReleaseCheck, WaitsFor, day, moment};
use crate::insight::{Newer, ReleaseAnswer, ReleaseResult};
use crate::system::Evidence;

/// Headings of the columns.
pub(super) const HEAD: [&str; 4] = ["Check", "Waits for", "Result", "When"];

/// The rows, in the order of the checks.
pub(super) fn rows(views: &Views<'_>, product: &Product) -> Vec<Vec<Cell>> {
    let answers = views.reader.release_answers(product.asset);
    let checks = product.checks.iter().zip(answers);
    checks
        .map(|(check, answer)| row(views, check, answer))
        .collect()
}

fn row(views: &Views<'_>, check: &ReleaseCheck, answer: &ReleaseAnswer) -> Vec<Cell> {
    let (word, note) = words(answer.result);
    let required = if check.required {
        "required"
    } else {
        "optional"
    };
    // Not a column of its own, so that the result is in sight on a narrow page.
    let small = match &check.kind {
        Some(kind) => format!("{kind}, {required}"),
        None => required.to_owned(),
    };
    vec![
        Cell {
            text: check.id.clone(),
            small: Some(small),
            ..Cell::default()
        },
        waits_for(views, check, answer),
        Cell {
            text: word.to_owned(),
            small: note,
            ..Cell::default()
        },
        cell(answered_at(answer.result).map(moment).unwrap_or_default()),
    ]
}

/// The name of the result as it is written; it leads to where that result is shown.
fn waits_for(views: &Views<'_>, check: &ReleaseCheck, answer: &ReleaseAnswer) -> Cell {
    let Some(waits_for) = &check.waits_for else {
        return Cell::default();
    };
    let (kind, name) = match waits_for {
        WaitsFor::DbtTest(name) => (Evidence::DbtTest.as_str(), name),
        WaitsFor::Quality(name) => ("quality rule of a contract", name),
        WaitsFor::Monitor(name) => ("monitor", name),
        WaitsFor::Job(name) => ("job", name),
    };
    Cell {
        text: name.clone(),
        href: answer.about.map(|ix| views.reader.href(ix).to_owned()),
        mono: true,
        small: Some(kind.to_owned()),
        ..Cell::default()
    }
}

/// What came of a check in a word, and why that isn't all.
fn words(result: ReleaseResult) -> (&'static str, Option<String>) {
    let (word, note) = match result {
        ReleaseResult::Unbound => ("not bound", "the manifest names no result to wait for"),
        ReleaseResult::Missing { named: false } => ("no result", "no export has one of this name"),
        ReleaseResult::Missing { named: true } => ("no result", "it is there, without a result"),
        ReleaseResult::Failed {
            tolerated: false, ..
        } => return ("failed", None),
        ReleaseResult::Failed {
            tolerated: true, ..
        } => return ("warning", None),
        ReleaseResult::Passed { .. } => return ("passed", None),
        ReleaseResult::Unseen { passed: Some(true) } => return ("passed", None),
        ReleaseResult::Unseen {
            passed: Some(false),
        } => return ("not passed", None),
        ReleaseResult::Unseen { passed: None } => return ("not known", None),
        ReleaseResult::Outdated { than, .. } => match than {
            Newer::Unknown => ("outdated", "its moment isn't known"),
            Newer::AllowedAge => ("outdated", "its export is older than allowed"),
            Newer::Release(at) => {
                let day = day(at).unwrap_or_default();
                return ("outdated", Some(format!("older than the release of {day}")));
            }
            Newer::SchemaChange(at) => {
                let note = format!("older than a change of the schema, {}", moment(at));
                return ("outdated", Some(note));
            }
        },
    };
    (word, Some(note.to_owned()))
}

const fn answered_at(result: ReleaseResult) -> Option<i64> {
    match result {
        ReleaseResult::Unbound | ReleaseResult::Missing { .. } | ReleaseResult::Unseen { .. } => {
            None
        }
        ReleaseResult::Failed { at, .. } | ReleaseResult::Outdated { at, .. } => at,
        ReleaseResult::Passed { at } => Some(at),
    }
}
