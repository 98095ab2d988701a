//! Pages of rules.

use serde::Serialize;

use super::{FindingRow, Page};
use crate::diagnostic::Severity;
use crate::markdown::Prose;

/// Page of a rule.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct RulePage {
    /// Common part; its title is the rule's id.
    pub page: Page,
    /// `off`, `info`, `warning` or `error`, as the settings have it.
    pub severity: Severity,
    /// `authored` or `operational`.
    pub gate: &'static str,
    /// The number above which it speaks, where it has one and no setting says another.
    pub limit: Option<u64>,
    /// What it is without these settings, where that is another one.
    pub otherwise: Option<&'static str>,
    /// What a finding means.
    pub what: Prose,
    /// Why it matters.
    pub why: Prose,
    /// How to mend it.
    pub mend: Prose,
    /// A mesh root with a finding.
    pub fails: ExamplePart,
    /// One without.
    pub passes: ExamplePart,
    /// Number of its findings in this mesh.
    pub count: usize,
    /// The first of them.
    pub rows: Vec<FindingRow>,
    /// Those that aren't shown.
    pub more: usize,
}

/// A mesh root that shows a rule.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ExamplePart {
    /// `path:line` of its finding.
    pub place: Option<&'static str>,
    /// Its files.
    pub files: Vec<ExampleFilePart>,
}

/// A file of an example.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ExampleFilePart {
    /// Path, and what the text is where it isn't the file's own.
    pub caption: String,
    /// The text.
    pub text: &'static str,
}

/// The list of all rules.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct RulesPage {
    /// Common part.
    pub page: Page,
    /// A row each.
    pub rows: Vec<RuleRow>,
}

/// A rule in the list of all.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct RuleRow {
    /// Its id, which is the name of its page too.
    pub id: &'static str,
    /// `off`, `info`, `warning` or `error`, as the settings have it.
    pub severity: Severity,
    /// `authored` or `operational`.
    pub gate: &'static str,
    /// What a finding means, in a sentence.
    pub summary: &'static str,
    /// Number of its findings in this mesh.
    pub count: usize,
}
