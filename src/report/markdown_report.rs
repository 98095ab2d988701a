//! Markdown for a change request or a summary of a run: the verdict, then what was found, DME by DME.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::{Entry, Report, key};
use crate::lines::FindingSeverity;
use crate::neutral::markdown_text::{code, plain, sentence};

/// The longest comment that GitHub takes is 65,536 characters; some is left for what is put around.
const LONGEST: usize = 64_000;

/// Writes the report, shorter than the longest comment: what doesn't fit is counted.
///
/// # Errors
/// As `out` says.
pub(crate) fn print_markdown(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let command = report.command;
    let mut text = format!("### vitrina {command}: {}\n\n", plain(&report.verdict));
    text += &format!("{}\n", plain(&report.checked));
    let failing: Vec<&Entry> = report.entries.iter().filter(|e| e.fails).collect();
    let (aside, others): (Vec<&Entry>, Vec<&Entry>) = report
        .entries
        .iter()
        .filter(|e| !e.fails)
        .partition(|e| e.is_set_aside());
    let mut left_out = 0;
    if !failing.is_empty() {
        text += "\n";
        left_out += table(&failing, &mut text);
    }
    let mut folded: Vec<(String, Vec<&Entry>)> = Vec::new();
    let mut by_dme: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
    for entry in others {
        let dme = entry.line.dme.as_deref().unwrap_or("the mesh");
        by_dme.entry(dme).or_default().push(entry);
    }
    for (dme, entries) in by_dme {
        folded.push((format!("{}: {} more", code(dme), entries.len()), entries));
    }
    if !aside.is_empty() {
        folded.push((format!("{} let be", aside.len()), aside));
    }
    for (title, entries) in folded {
        let before = text.chars().count();
        if before + title.chars().count() + 200 > LONGEST {
            left_out += entries.len();
            continue;
        }
        text += &format!("\n<details><summary>{title}</summary>\n\n");
        left_out += table(&entries, &mut text);
        text += "\n</details>\n";
    }
    if left_out > 0 {
        text += &format!(
            "\n{left_out} more aren't shown: `vitrina {command} --format json` prints all.\n"
        );
    }
    out.write_all(text.as_bytes())
}

/// Rows as long as there is room; the number of those that aren't written.
fn table(entries: &[&Entry], text: &mut String) -> usize {
    *text += "| rule | what | where |\n|---|---|---|\n";
    let mut length = text.chars().count();
    for (i, entry) in entries.iter().enumerate() {
        let row = row(entry);
        length += row.chars().count();
        if length + 200 > LONGEST {
            return entries.len() - i;
        }
        *text += &row;
    }
    0
}

fn row(entry: &Entry) -> String {
    let line = &entry.line;
    let severity = match line.severity {
        FindingSeverity::Error => "error",
        FindingSeverity::Warning => "warning",
        FindingSeverity::Info => "remark",
    };
    let help = line
        .help
        .as_ref()
        .map_or(String::new(), |help| format!("<br>{}", sentence(help)));
    let aside = match (&line.suppressed, &line.baseline) {
        (Some(said), _) => format!("<br>{}", plain(&said.sentence())),
        (None, Some(file)) => format!("<br>listed in {}", code(file)),
        (None, None) => String::new(),
    };
    let place = match (&line.file, line.line) {
        (Some(file), Some(at)) => format!("<br>{}", code(&format!("{file}:{at}"))),
        (Some(file), None) => format!("<br>{}", code(file)),
        _ => String::new(),
    };
    format!(
        "| {severity} {} | {}{help}{aside} | {}{place} |\n",
        code(&line.rule),
        sentence(&line.message),
        code(&key(line))
    )
}
