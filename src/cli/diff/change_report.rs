//! Changes, for the printers of reports.

use crate::diagnostic::Severity;
use crate::diff::{Change, ChangeCounts, ChangeRule};
use crate::lines::{ChangeClass, FindingGate, FindingLine, FindingSeverity};
use crate::report::{Entry, Report, ReportRule};

/// The report of changes; `fails` says of each whether it makes the run fail, `accepted` is the file that
/// accepts those that are accepted.
pub(super) fn report<'a>(
    changes: &[Change],
    fails: impl Fn(&Change) -> bool,
    accepted: &str,
    way: String,
    audience: Option<String>,
) -> Report<'a> {
    let entries: Vec<Entry> = changes
        .iter()
        .map(|change| Entry {
            line: line(change, accepted),
            fails: fails(change),
        })
        .collect();
    let counts = ChangeCounts::of(changes);
    let rules = ChangeRule::ALL.iter().map(|rule| described(*rule));
    Report {
        command: "diff",
        verdict: counts.text(),
        checked: format!("{} rules of changes", ChangeRule::ALL.len()),
        rules: rules.collect(),
        entries,
        gone: Vec::new(),
        way,
        base_url: None,
        audience,
    }
}

fn described(rule: ChangeRule) -> ReportRule<'static> {
    let info = rule.info();
    ReportRule {
        id: info.id.into(),
        severity: match info.class {
            ChangeClass::Breaking => Severity::Error,
            ChangeClass::Risky => Severity::Warning,
            ChangeClass::Unknown | ChangeClass::Safe => Severity::Info,
        },
        summary: info.summary.into(),
        what: info.what.into(),
        help: format!("{}\n\n{}", info.why, info.mend).into(),
        tags: vec!["changes", info.class.as_str()],
        page: None,
    }
}

fn line(change: &Change, accepted: &str) -> FindingLine {
    let notes = change.notes.iter().map(|note| format!("; {note}"));
    let notes: String = notes.collect();
    let named_by = match change.named_by.as_slice() {
        [] => String::new(),
        names => format!("; named by {}", names.join(", ")),
    };
    let class = change.class.as_str();
    let (name, message) = (&change.name, &change.message);
    FindingLine {
        rule: change.rule.info().id.to_owned(),
        severity: match change.class {
            ChangeClass::Breaking => FindingSeverity::Error,
            ChangeClass::Risky => FindingSeverity::Warning,
            ChangeClass::Unknown | ChangeClass::Safe => FindingSeverity::Info,
        },
        message: format!("{class}: {name}: {message}{notes}{named_by}"),
        asset: None,
        file: None,
        line: None,
        column: None,
        help: None,
        key: Some(change.key.clone()),
        gate: match change.rule.is_operational() {
            true => FindingGate::Operational,
            false => FindingGate::Authored,
        },
        detail: Some(detail(change)),
        dme: change.owner().map(str::to_owned),
        product: change.product().map(str::to_owned),
        tool: None,
        suppressed: None,
        baseline: change.accepted.as_ref().map(|_| accepted.to_owned()),
        state: None,
    }
}

/// What tells changes of a rule in an asset apart.
fn detail(change: &Change) -> String {
    let column = match &change.column {
        Some(column) => format!("{column}: "),
        None => String::new(),
    };
    format!("{column}{} -> {}", change.old, change.new)
}
