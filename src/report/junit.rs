//! JUnit XML, as Jenkins and GitLab read it: a suite for each DME, a case for each finding.

use std::collections::BTreeMap;
use std::io::{self, Write};

use quick_xml::escape::escape;

use super::{Entry, Report, key};
use crate::neutral;

/// Writes the report.
///
/// # Errors
/// As `out` says.
pub(crate) fn print_junit(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    // Suites by DME; what no DME answers for is the mesh's own.
    let mut suites: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
    suites.insert("mesh", Vec::new());
    for entry in &report.entries {
        let suite = entry.line.dme.as_deref().unwrap_or("mesh");
        suites.entry(suite).or_default().push(entry);
    }
    let command = report.command;
    let fails = |entries: &[&Entry]| entries.iter().filter(|entry| entry.fails).count();
    let skipped = |entries: &[&Entry]| entries.iter().filter(|entry| is_skipped(entry)).count();
    let all: Vec<&Entry> = report.entries.iter().collect();
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        out,
        "<testsuites name=\"vitrina {command}\" tests=\"{}\" failures=\"{}\" errors=\"0\">",
        all.len() + suites.len(),
        fails(&all)
    )?;
    for (name, entries) in &suites {
        writeln!(
            out,
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\">",
            text(name),
            entries.len() + 1,
            fails(entries),
            skipped(entries)
        )?;
        // A suite without a case reads as if nothing had run.
        writeln!(
            out,
            "    <testcase classname=\"vitrina.{command}\" name=\"{}\"/>",
            text(&report.checked)
        )?;
        for entry in entries {
            case(entry, out)?;
        }
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

fn case(entry: &Entry, out: &mut dyn Write) -> io::Result<()> {
    let line = &entry.line;
    let mut name = key(line).into_owned();
    if let Some(detail) = &line.detail {
        name += &format!(" {detail}");
    }
    let place = match (&line.file, line.line) {
        (Some(file), Some(at)) => format!("{file}:{at}\n"),
        (Some(file), None) => format!("{file}\n"),
        _ => String::new(),
    };
    let help = line
        .help
        .as_ref()
        .map_or(String::new(), |h| format!("\n{h}"));
    let body = text(&format!("{place}{}{help}", line.message));
    writeln!(
        out,
        "    <testcase classname=\"{}\" name=\"{}\">",
        text(&line.rule),
        text(&name)
    )?;
    if entry.fails {
        let severity = line.severity.as_str();
        let message = text(&line.message);
        writeln!(
            out,
            "      <failure type=\"{severity}\" message=\"{message}\">{body}</failure>"
        )?;
    } else if is_skipped(entry) {
        let why = match (&line.suppressed, &line.baseline) {
            (Some(said), _) => said.sentence(),
            (None, Some(file)) => format!("listed in {file}"),
            (None, None) => String::new(),
        };
        // As text: that every schema knows, an attribute not.
        writeln!(out, "      <skipped>{}</skipped>", text(&why))?;
    } else {
        writeln!(out, "      <system-out>{body}</system-out>")?;
    }
    writeln!(out, "    </testcase>")
}

fn is_skipped(entry: &Entry) -> bool {
    !entry.fails && entry.is_set_aside()
}

/// Text in an element or an attribute. Characters that XML 1.0 has no place for are none by then; an
/// attribute's ends of lines would be read as blanks.
fn text(text: &str) -> String {
    let text = neutral::text(text);
    escape(&*text).replace('\n', "&#10;").replace('\t', "&#9;")
}
