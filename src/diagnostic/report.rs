//! For programs: NDJSON lines, one JSON array, SARIF, and annotations of a CI run.

use std::io::{self, Write};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;

use super::{Finding, FormerState, Gate, Rule, Severity, Text};
use crate::lines::{FindingGate, FindingLine, FindingSeverity, FindingState, SuppressedLine};
use crate::neutral;

/// All findings as programs read them.
pub(crate) fn lines(findings: &[Finding], paths: &[String]) -> impl Iterator<Item = FindingLine> {
    findings.iter().map(|f| FindingLine {
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
        }),
        baseline: f.baseline().map(str::to_owned),
        state: f.former_state().map(|state| match state {
            FormerState::New => FindingState::New,
            FormerState::Unchanged => FindingState::Unchanged,
            FormerState::Untold => FindingState::Untold,
        }),
    })
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

/// Annotations that a CI run shows beside the changed lines; `way` leads from the repository's root
/// to the mesh root.
///
/// # Errors
/// As `out` says.
pub(crate) fn print_github(
    findings: &[Finding],
    paths: &[String],
    way: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    // These marks are read back as what they stand for, in messages and in paths.
    let message = |text: &str| {
        neutral::text(text)
            .replace('%', "%25")
            .replace('\n', "%0A")
            .replace('\t', " ")
    };
    let property = |text: &str| message(text).replace(':', "%3A").replace(',', "%2C");
    for line in lines(findings, paths) {
        let word = match line.severity {
            FindingSeverity::Error => "error",
            FindingSeverity::Warning => "warning",
            FindingSeverity::Info => "notice",
        };
        let mut place = String::new();
        if let Some(file) = &line.file {
            place = format!("file={},", property(&format!("{way}{file}")));
            if let (Some(l), Some(c)) = (line.line.filter(|l| *l > 0), line.column) {
                place += &format!("line={l},col={},", c.max(1));
            }
        }
        let help = line
            .help
            .as_ref()
            .map_or(String::new(), |h| format!("\n{h}"));
        writeln!(
            out,
            "::{word} {place}title={}::{}",
            property(&line.rule),
            message(&format!("{}{help}", line.message))
        )?;
    }
    Ok(())
}

/// What paths in SARIF start from.
const BASE: &str = "%SRCROOT%";

/// SARIF 2.1.0; `way` leads from the repository's root to the mesh root.
///
/// # Errors
/// As `out` says.
pub(crate) fn print_sarif(
    findings: &[Finding],
    paths: &[String],
    way: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    let level = |severity: Severity| match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Off => "note",
    };
    let rules: Vec<_> = Rule::ALL
        .iter()
        .map(|r| {
            let info = r.info();
            json!({
                "id": info.id,
                "shortDescription": { "text": info.summary },
                "defaultConfiguration": { "level": level(info.severity) },
            })
        })
        .collect();
    let results: Vec<_> = findings
        .iter()
        .zip(lines(findings, paths))
        .map(|(finding, line)| {
            let help = line
                .help
                .as_ref()
                .map_or(String::new(), |h| format!(" ({h})"));
            let mut result = json!({
                "ruleId": line.rule,
                "level": level(finding.severity),
                "message": { "text": format!("{}{help}", line.message) },
            });
            if let Some(file) = &line.file {
                let uri = relative_uri(&format!("{way}{file}"));
                let mut place = json!({ "artifactLocation": { "uri": uri, "uriBaseId": BASE } });
                if let (Some(l), Some(c)) = (line.line.filter(|l| *l > 0), line.column) {
                    place["region"] = json!({ "startLine": l, "startColumn": c.max(1) });
                }
                result["locations"] = json!([{ "physicalLocation": place }]);
            }
            result
        })
        .collect();
    let report = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "vitrina", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": {
                BASE: { "description": { "text": "The root of the repository that holds the mesh root." } },
            },
            "results": results,
        }],
    });
    neutral::json::write_pretty(out, &report)
}

/// A path as a relative reference (RFC 3986): all but what is never anything else is encoded, so
/// that no part of it is read as a scheme, a query or a fragment.
fn relative_uri(path: &str) -> String {
    const PATH: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'.')
        .remove(b'_')
        .remove(b'~')
        .remove(b'/');
    utf8_percent_encode(path, PATH).to_string()
}

#[cfg(test)]
mod tests {
    use super::relative_uri;

    #[test]
    fn paths_are_encoded_but_for_their_slashes() {
        assert_eq!(relative_uri("a/b-c_d.~1.yaml"), "a/b-c_d.~1.yaml");
        assert_eq!(
            relative_uri("a b/c:d/[e]#f?g%h/é\u{1b}.yaml"),
            "a%20b/c%3Ad/%5Be%5D%23f%3Fg%25h/%C3%A9%1B.yaml"
        );
    }
}
