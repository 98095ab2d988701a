//! Annotations that a run of GitHub Actions shows beside the changed lines.

use std::io::{self, Write};

use super::Report;
use crate::lines::FindingSeverity;
use crate::neutral;

/// A workflow command for each line that is not let be: the loudest first, since few are shown.
///
/// # Errors
/// As `out` says.
pub(crate) fn print_github(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    // These marks are read back as what they stand for, in messages and in paths.
    let message = |text: &str| {
        neutral::text(text)
            .replace('%', "%25")
            .replace('\n', "%0A")
            .replace('\t', " ")
    };
    let property = |text: &str| message(text).replace(':', "%3A").replace(',', "%2C");
    let live: Vec<_> = report
        .entries
        .iter()
        .filter(|e| !e.is_set_aside())
        .collect();
    for severity in [
        FindingSeverity::Error,
        FindingSeverity::Warning,
        FindingSeverity::Info,
    ] {
        let word = match severity {
            FindingSeverity::Error => "error",
            FindingSeverity::Warning => "warning",
            FindingSeverity::Info => "notice",
        };
        for line in live.iter().map(|entry| &entry.line) {
            if line.severity != severity {
                continue;
            }
            let mut place = String::new();
            if let Some(file) = &line.file {
                place = format!("file={},", property(&format!("{}{file}", report.way)));
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
    }
    Ok(())
}
