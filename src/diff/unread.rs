//! Manifests of a side that can't be read: what they may say is neither gone nor new.

use serde::Deserialize;

use super::change::{Asset, Change};
use super::change_rule::ChangeRule;
use super::side::Side;
use crate::diagnostic::Rule;

/// Rules of findings after which a manifest, or a document of it, isn't there.
const RULES: [Rule; 6] = [
    Rule::Unreadable,
    Rule::NotUtf8,
    Rule::TooLarge,
    Rule::YamlSyntax,
    Rule::AliasBomb,
    Rule::UnknownKind,
];

/// Whether what a finding is about wasn't read, by its rule.
pub(crate) fn is_unread(rule: Rule) -> bool {
    RULES.contains(&rule)
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
        if !RULES.iter().any(|rule| text.contains(rule.info().id)) {
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
    fn may_be_manifest(&self) -> bool {
        let name = self.file.rsplit('/').next().unwrap_or_default();
        match name.rsplit_once('.') {
            Some((_, end)) => end.eq_ignore_ascii_case("yaml") || end.eq_ignore_ascii_case("yml"),
            None => true,
        }
    }
}

/// Files that `side` can't read and the other one can, if it has them; the first finding on each.
pub(super) fn of_one_side<'a>(side: &'a Side, other: &Side) -> Vec<&'a Unread> {
    let mut out: Vec<&Unread> = Vec::new();
    for unread in side.unread.iter().filter(|one| one.may_be_manifest()) {
        let same = |of: &Unread| of.file == unread.file && of.message == unread.message;
        let is_known = out.iter().any(|of| of.file == unread.file);
        if !is_known && !other.unread.iter().any(same) {
            out.push(unread);
        }
    }
    out
}

/// Says of each file that one side can't read that what it says isn't known.
pub(super) fn compare(old: &Side, new: &Side) -> Vec<Change> {
    let of_new = of_one_side(new, old).into_iter().map(|one| ("NEW", one));
    let of_old = of_one_side(old, new).into_iter().map(|one| ("OLD", one));
    let mut out = Vec::new();
    for (side, unread) in of_new.chain(of_old) {
        let key = format!("file:{}", unread.file);
        let mut asset = Asset {
            key: &key,
            name: &unread.file,
            owner_before: None,
            owner_after: None,
            product: None,
            changes: Vec::new(),
        };
        let place = match unread.line {
            Some(line) => format!("{}:{line}", unread.file),
            None => unread.file.clone(),
        };
        let message = format!(
            "{place} can't be read in {side}, and what it describes isn't known: {}",
            unread.message
        );
        let (was, is) = match side {
            "OLD" => ("", unread.file.as_str()),
            _ => (unread.file.as_str(), ""),
        };
        asset.changed(ChangeRule::NotCompared, was, is, message);
        out.append(&mut asset.changes);
    }
    out
}
