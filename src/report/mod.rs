//! What a run found, for programs: SARIF, annotations of a CI run, JUnit, Markdown. What is printed
//! are lines, whichever command they come from.

mod annotations;
mod junit;
mod markdown_report;
mod sarif;

use std::borrow::Cow;

use crate::diagnostic::Severity;
use crate::lines::FindingLine;

pub(crate) use annotations::print_github;
pub(crate) use junit::print_junit;
pub(crate) use markdown_report::print_markdown;
pub(crate) use sarif::print_sarif;

/// What a run found.
#[derive(Debug)]
pub(crate) struct Report<'a> {
    /// The command, for example `check`.
    pub command: &'a str,
    /// What has to be said of it in one line: "2 errors keep the gate shut".
    pub verdict: String,
    /// How much was looked at: "90 rules over 1,204 assets".
    pub checked: String,
    /// All that may be found.
    pub rules: Vec<ReportRule<'a>>,
    /// What was found, in the order of the files.
    pub entries: Vec<Entry>,
    /// What a former run had found and this one didn't.
    pub gone: Vec<FindingLine>,
    /// The way from the repository's root to the mesh root, ending in `/` or empty.
    pub way: String,
    /// Absolute address of the portal, ending in `/`.
    pub base_url: Option<String>,
    /// The audience that the run was for; nothing where it was about the whole mesh.
    pub audience: Option<String>,
}

/// Something that was found.
#[derive(Debug)]
pub(crate) struct Entry {
    /// What.
    pub line: FindingLine,
    /// Whether it makes the run fail.
    pub fails: bool,
}

/// A rule, as it is described to programs.
#[derive(Debug)]
pub(crate) struct ReportRule<'a> {
    /// Id.
    pub id: Cow<'a, str>,
    /// Its usual severity.
    pub severity: Severity,
    /// In one sentence.
    pub summary: Cow<'a, str>,
    /// Markdown: what it means.
    pub what: Cow<'a, str>,
    /// Markdown: why it matters, and how to mend it.
    pub help: Cow<'a, str>,
    /// What it belongs to: its gate, its group.
    pub tags: Vec<&'a str>,
    /// Its page in the portal, below the portal's address.
    pub page: Option<String>,
}

impl Entry {
    /// Whether it is let be: suppressed or in a baseline.
    fn is_set_aside(&self) -> bool {
        self.line.suppressed.is_some() || self.line.baseline.is_some()
    }
}

/// What a line is known by from run to run: its asset's key, its file, or the mesh.
fn key(line: &FindingLine) -> Cow<'_, str> {
    match (&line.key, &line.file) {
        (Some(key), _) => key.into(),
        (None, Some(file)) => format!("file:{file}").into(),
        (None, None) => "mesh".into(),
    }
}
