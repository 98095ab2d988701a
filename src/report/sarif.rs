//! SARIF 2.1.0 (OASIS, with errata 01).

use std::collections::BTreeMap;
use std::io::{self, Write};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::{Entry, Report, ReportRule, key};
use crate::diagnostic::Severity;
use crate::lines::{FindingLine, FindingSeverity, FindingState};
use crate::neutral;

/// What paths in SARIF start from.
const BASE: &str = "%SRCROOT%";
/// As many results as GitHub keeps of a run; it refuses a file of more than five times as many.
const MOST: usize = 5_000;
/// The name of what [`fingerprint`] makes.
const FINGERPRINT: &str = "vitrinaRuleAndKey/v1";

/// Writes the report. Of more than [`MOST`] results the loudest are kept, and how many are left out
/// is said in the file; the number is returned.
///
/// # Errors
/// As `out` says.
pub(crate) fn print_sarif(report: &Report<'_>, out: &mut dyn Write) -> io::Result<usize> {
    let index: BTreeMap<&str, usize> = report
        .rules
        .iter()
        .enumerate()
        .map(|(i, rule)| (&*rule.id, i))
        .collect();
    let (kept, omitted) = loudest(report);
    let mut seen = BTreeMap::new();
    let mut results: Vec<Value> = kept
        .iter()
        .map(|entry| result(report, &index, &entry.line, &mut seen))
        .collect();
    let room = MOST.saturating_sub(results.len());
    let omitted = omitted + report.gone.len().saturating_sub(room);
    for line in report.gone.iter().take(room) {
        let mut gone = result(report, &index, line, &mut seen);
        gone["baselineState"] = json!("absent");
        results.push(gone);
    }
    let mut invocation = json!({ "executionSuccessful": true });
    if omitted > 0 {
        let text = format!("{omitted} more results are left out: a run holds {MOST} at most");
        invocation["toolExecutionNotifications"] =
            json!([{ "level": "warning", "message": { "text": text } }]);
    }
    let mut properties = json!({ "omittedResults": omitted });
    if let Some(audience) = &report.audience {
        properties["audience"] = json!(audience);
    }
    let rules: Vec<Value> = report.rules.iter().map(|r| descriptor(report, r)).collect();
    let file = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "vitrina", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "automationDetails": { "id": run_id(report) },
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": {
                BASE: { "description": { "text": "The root of the repository that holds the mesh root." } },
            },
            "invocations": [invocation],
            "results": results,
            "properties": properties,
        }],
    });
    neutral::json::write_pretty(out, &file)?;
    Ok(omitted)
}

/// What the run is compared with later ones by; those for an audience are apart from the others.
fn run_id(report: &Report<'_>) -> String {
    match &report.audience {
        Some(audience) => format!("vitrina/{}/{audience}/", report.command),
        None => format!("vitrina/{}/", report.command),
    }
}

/// As many entries as a run may hold, in their order: errors before warnings before remarks, and what
/// is let be last; and how many are left out.
fn loudest<'r>(report: &'r Report<'_>) -> (Vec<&'r Entry>, usize) {
    let rank = |entry: &Entry| {
        let severity = match entry.line.severity {
            FindingSeverity::Error => 0,
            FindingSeverity::Warning => 1,
            FindingSeverity::Info => 2,
        };
        (entry.is_set_aside(), severity)
    };
    let mut order: Vec<(usize, &Entry)> = report.entries.iter().enumerate().collect();
    order.sort_by_key(|(i, entry)| (rank(entry), *i));
    let omitted = order.len().saturating_sub(MOST);
    order.truncate(MOST);
    order.sort_unstable_by_key(|(i, _)| *i);
    (order.into_iter().map(|(_, entry)| entry).collect(), omitted)
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Off => "note",
    }
}

fn descriptor(report: &Report<'_>, rule: &ReportRule<'_>) -> Value {
    let mut out = json!({
        "id": rule.id,
        "shortDescription": { "text": rule.summary },
        "fullDescription": { "text": rule.what, "markdown": rule.what },
        "help": { "text": rule.help, "markdown": rule.help },
        "defaultConfiguration": { "level": level(rule.severity) },
        "properties": { "tags": rule.tags },
    });
    if let (Some(base), Some(page)) = (&report.base_url, &rule.page) {
        out["helpUri"] = json!(format!("{base}{page}"));
    }
    out
}

fn result(
    report: &Report<'_>,
    index: &BTreeMap<&str, usize>,
    line: &FindingLine,
    seen: &mut BTreeMap<String, usize>,
) -> Value {
    let help = line
        .help
        .as_ref()
        .map_or(String::new(), |h| format!(" ({h})"));
    let mut out = json!({
        "ruleId": line.rule,
        "level": match line.severity {
            FindingSeverity::Error => "error",
            FindingSeverity::Warning => "warning",
            FindingSeverity::Info => "note",
        },
        "message": { "text": format!("{}{help}", line.message) },
        "partialFingerprints": { FINGERPRINT: fingerprint(line, seen) },
        "locations": [location(report, line)],
    });
    if let Some(i) = index.get(line.rule.as_str()) {
        out["ruleIndex"] = json!(i);
    }
    let mut suppressions = Vec::new();
    if let Some(said) = &line.suppressed {
        let mut suppression = json!({
            "kind": if line.tool.is_some() { "external" } else { "inSource" },
            "status": "accepted",
            "justification": match said.until.as_str() {
                "" => said.reason.clone(),
                until => format!("{} (until {until})", said.reason),
            },
        });
        if let Some(file) = &said.file {
            suppression["location"] =
                json!({ "physicalLocation": place(report, file, said.line, None) });
        }
        suppressions.push(suppression);
    }
    if let Some(file) = &line.baseline {
        suppressions.push(json!({
            "kind": "external",
            "status": "accepted",
            "justification": format!("listed in {file}"),
        }));
    }
    if !suppressions.is_empty() {
        out["suppressions"] = Value::Array(suppressions);
    }
    match line.state {
        Some(FindingState::New) => out["baselineState"] = json!("new"),
        Some(FindingState::Unchanged | FindingState::Untold) => {
            out["baselineState"] = json!("unchanged");
        }
        None => {}
    }
    out
}

/// What tells a result from the others, build after build: rule, key, detail. Of several alike each
/// but the first counts.
fn fingerprint(line: &FindingLine, seen: &mut BTreeMap<String, usize>) -> String {
    let detail = line.detail.as_deref().unwrap_or_default();
    let mut identity = format!("{}\0{}\0{detail}", line.rule, key(line));
    let before = seen.entry(identity.clone()).or_default();
    if *before > 0 {
        identity += &format!("\0{before}");
    }
    *before += 1;
    blake3::hash(identity.as_bytes()).to_hex()[..32].to_owned()
}

/// Where it stands; a program that shows results beside sources needs a file of each, and what stands
/// nowhere is a matter of the mesh as its settings make it. An audience knows no files.
fn location(report: &Report<'_>, line: &FindingLine) -> Value {
    let mut out = match (&line.file, &report.audience) {
        (None, Some(_)) => json!({}),
        (file, _) => {
            let file = file.as_deref().unwrap_or("vitrina.toml");
            json!({ "physicalLocation": place(report, file, line.line, line.column) })
        }
    };
    if let Some(asset) = &line.asset {
        let kind = asset.split(':').next().unwrap_or_default();
        out["logicalLocations"] = json!([{ "fullyQualifiedName": asset, "kind": kind }]);
    }
    out
}

fn place(report: &Report<'_>, file: &str, line: Option<u32>, column: Option<u32>) -> Value {
    let uri = relative_uri(&format!("{}{file}", report.way));
    let mut out = json!({ "artifactLocation": { "uri": uri, "uriBaseId": BASE } });
    if let Some(line) = line.filter(|l| *l > 0) {
        out["region"] = match column {
            Some(column) => json!({ "startLine": line, "startColumn": column.max(1) }),
            None => json!({ "startLine": line }),
        };
    }
    out
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
