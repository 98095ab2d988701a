//! For programs: NDJSON lines, one JSON array, SARIF, and annotations of a CI run.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::json;

use super::{Finding, Rule, Severity};

/// A finding as programs read it.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Line<'a> {
    /// Rule id.
    pub rule: &'static str,
    /// `info`, `warning`, `error`.
    pub severity: &'static str,
    /// Sentence.
    pub message: &'a str,
    /// Id of the asset.
    pub asset: Option<&'a str>,
    /// Path under the mesh root.
    pub file: Option<&'a str>,
    /// 1-based line.
    pub line: Option<u32>,
    /// 1-based column.
    pub column: Option<u32>,
    /// How to mend it.
    pub help: Option<&'a str>,
}

/// All findings as programs read them.
pub fn lines<'a>(findings: &'a [Finding], paths: &'a [String]) -> impl Iterator<Item = Line<'a>> {
    findings.iter().map(|f| Line {
        rule: f.rule.info().id,
        severity: f.severity.as_str(),
        message: &f.message,
        asset: f.asset.as_deref(),
        file: f
            .pos
            .and_then(|p| paths.get(p.file.0 as usize))
            .or(f.path.as_ref())
            .map(String::as_str),
        line: f.pos.map(|p| p.line),
        column: f.pos.map(|p| p.column),
        help: f.help.as_deref(),
    })
}

/// One JSON array.
///
/// # Errors
/// As `out` says.
pub fn print_json(findings: &[Finding], paths: &[String], out: &mut dyn Write) -> io::Result<()> {
    let all: Vec<Line<'_>> = lines(findings, paths).collect();
    serde_json::to_writer_pretty(&mut *out, &all)?;
    writeln!(out)
}

/// Annotations that a CI run shows beside the changed lines.
///
/// # Errors
/// As `out` says.
pub fn print_github(findings: &[Finding], paths: &[String], out: &mut dyn Write) -> io::Result<()> {
    let escape = |text: &str, property: bool| {
        let text = text
            .replace('%', "%25")
            .replace('\r', "%0D")
            .replace('\n', "%0A")
            .replace(char::is_control, "\u{fffd}");
        if property {
            text.replace(':', "%3A").replace(',', "%2C")
        } else {
            text
        }
    };
    for line in lines(findings, paths) {
        let word = match line.severity {
            "error" => "error",
            "warning" => "warning",
            _ => "notice",
        };
        let mut place = String::new();
        if let Some(file) = line.file {
            place = format!("file={},", escape(file, true));
            if let (Some(l), Some(c)) = (line.line, line.column) {
                place += &format!("line={l},col={c},");
            }
        }
        let help = line.help.map_or(String::new(), |h| format!("\n{h}"));
        writeln!(
            out,
            "::{word} {place}title={}::{}",
            escape(line.rule, true),
            escape(&format!("{}{help}", line.message), false)
        )?;
    }
    Ok(())
}

/// SARIF 2.1.0.
///
/// # Errors
/// As `out` says.
pub fn print_sarif(findings: &[Finding], paths: &[String], out: &mut dyn Write) -> io::Result<()> {
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
            let help = line.help.map_or(String::new(), |h| format!(" ({h})"));
            let mut result = json!({
                "ruleId": line.rule,
                "level": level(finding.severity),
                "message": { "text": format!("{}{help}", line.message) },
            });
            if let Some(file) = line.file {
                let mut place = json!({ "artifactLocation": { "uri": file } });
                if let (Some(l), Some(c)) = (line.line, line.column) {
                    place["region"] = json!({ "startLine": l, "startColumn": c });
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
            "results": results,
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &report)?;
    writeln!(out)
}
