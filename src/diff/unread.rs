//! Manifests of a side that can't be read, as findings tell of them.

use serde::Deserialize;

use crate::diagnostic::Rule;

/// Rules after which a part of one isn't there: without an `id` nothing is, and what has a wrong type may say
/// anything.
const IN_PART: [Rule; 2] = [Rule::MissingField, Rule::WrongType];

/// Whether what a finding is about wasn't read, by its rule.
pub(crate) fn is_unread(rule: Rule) -> bool {
    Rule::UNREAD.contains(&rule) || IN_PART.contains(&rule)
}

/// A file that can't be read, as the finding on it says.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Unread {
    /// Path under the mesh root.
    pub(crate) file: String,
    /// 1-based line.
    pub(crate) line: Option<u32>,
    /// What is wrong with it.
    pub(crate) message: String,
}

impl Unread {
    /// Of a line of `findings.ndjson`, where it says that a file can't be read.
    pub(super) fn of_line(text: &str) -> Option<Self> {
        /// As much of a finding as has to be known.
        #[derive(Deserialize)]
        struct Found {
            rule: String,
            file: Option<String>,
            line: Option<u32>,
            message: String,
        }
        // Most findings are others: they need not be read.
        let mut rules = Rule::UNREAD.iter().chain(&IN_PART);
        if !rules.any(|rule| text.contains(rule.info().id)) {
            return None;
        }
        let found: Found = serde_json::from_str(text).ok()?;
        if !Rule::parse(&found.rule).is_some_and(is_unread) {
            return None;
        }
        Some(Self {
            file: found.file?,
            line: found.line,
            message: found.message,
        })
    }

    /// Whether it may be a manifest, or a folder of them; exports say how far they list what they hold.
    pub(super) fn may_be_manifest(&self) -> bool {
        let name = self.file.rsplit('/').next().unwrap_or_default();
        match name.rsplit_once('.') {
            Some((_, end)) => end.eq_ignore_ascii_case("yaml") || end.eq_ignore_ascii_case("yml"),
            None => true,
        }
    }
}
