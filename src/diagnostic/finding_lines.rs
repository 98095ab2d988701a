//! Findings as lines, for programs.

use std::io::{self, Write};

use super::{Finding, FormerState, Gate, Severity, Text};
use crate::lines::{FindingGate, FindingLine, FindingSeverity, FindingState, SuppressedLine};
use crate::neutral;

/// All findings as programs read them.
pub(crate) fn lines(findings: &[Finding], paths: &[String]) -> impl Iterator<Item = FindingLine> {
    findings.iter().map(|finding| finding_line(finding, paths))
}

/// A finding as programs read it.
pub(crate) fn finding_line(f: &Finding, paths: &[String]) -> FindingLine {
    FindingLine {
        rule: f.rule_id().into_owned(),
        severity: match f.severity {
            Severity::Off | Severity::Info => FindingSeverity::Info,
            Severity::Warning => FindingSeverity::Warning,
            Severity::Error => FindingSeverity::Error,
        },
        message: f.message.to_string(),
        asset: f.asset().map(str::to_owned),
        file: f.path(paths).map(str::to_owned),
        line: f.pos().map(|p| p.line),
        column: f.pos().map(|p| p.column),
        help: f.help.as_ref().map(Text::to_string),
        key: f.subjects.first().map(|subject| subject.key.clone()),
        gate: match f.gate() {
            Gate::Authored => FindingGate::Authored,
            Gate::Operational => FindingGate::Operational,
        },
        detail: f.detail.as_deref().map(str::to_owned),
        dme: f.environment().map(|subject| subject.id.clone()),
        product: f.product().map(|subject| subject.id.clone()),
        tool: f.foreign.as_ref().map(|foreign| foreign.tool.clone()),
        suppressed: f.suppressed().map(|said| SuppressedLine {
            reason: said.reason.clone(),
            until: said.until.clone(),
            file: said
                .pos
                .and_then(|pos| paths.get(pos.file.0 as usize).cloned()),
            line: said.pos.map(|pos| pos.line),
        }),
        baseline: f.baseline().map(str::to_owned),
        state: f.former_state().map(|state| match state {
            FormerState::New => FindingState::New,
            FormerState::Unchanged => FindingState::Unchanged,
            FormerState::Untold => FindingState::Untold,
        }),
    }
}

/// One JSON array.
///
/// # Errors
/// As `out` says.
pub(crate) fn print_json(
    findings: &[Finding],
    paths: &[String],
    out: &mut dyn Write,
) -> io::Result<()> {
    let all: Vec<FindingLine> = lines(findings, paths).collect();
    neutral::json::write_pretty(out, &all)
}
