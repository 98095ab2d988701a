//! Entries that accept a change: each names one exactly, says why it is agreed to and by whom.

use std::borrow::Cow;

use serde::Deserialize;

use super::change::Change;
use super::change_rule::ChangeRule;
use super::side::{Side, UnreadableLine};
use super::spent::{self, Accepted};
use crate::neutral;

/// An entry of `accepted-changes.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    rule: String,
    asset: String,
    #[serde(default)]
    column: String,
    #[serde(default)]
    old: String,
    #[serde(default)]
    new: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    agreed_by: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    accepted: Vec<toml::Spanned<Entry>>,
}

/// Why the entries of a file can't be taken.
#[derive(Debug)]
pub(crate) struct WrongEntry {
    /// 1-based.
    pub(crate) line: usize,
    /// 1-based, in characters.
    pub(crate) column: usize,
    /// What is wrong there.
    pub(crate) message: String,
    /// The line, as it is written.
    pub(crate) written: String,
}

impl WrongEntry {
    fn at(text: &str, offset: usize, message: String) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let rest = text.get(start..).unwrap_or_default();
        Self {
            line: before.matches('\n').count() + 1,
            column: before.get(start..).map_or(0, |of| of.chars().count()) + 1,
            message,
            written: rest.lines().next().unwrap_or_default().trim().to_owned(),
        }
    }
}

/// The entries of a file.
///
/// # Errors
/// What is wrong with it, and where.
pub(crate) fn entries(text: &str) -> Result<Vec<Entry>, WrongEntry> {
    let file: File = toml::from_str(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        WrongEntry::at(text, start, error.message().to_owned())
    })?;
    let mut entries = Vec::new();
    for entry in file.accepted {
        let start = entry.span().start;
        let entry = entry.into_inner();
        entry
            .check()
            .map_err(|message| WrongEntry::at(text, start, message))?;
        entries.push(entry);
    }
    Ok(entries)
}

impl Entry {
    /// Says what it lacks.
    fn check(&self) -> Result<(), String> {
        let (rule, asset) = (&self.rule, &self.asset);
        if ChangeRule::parse(rule).is_none() {
            return Err(format!("there is no rule of changes `{rule}`"));
        }
        if self.reason.trim().is_empty() {
            return Err(format!("the entry of {rule} for {asset} has no reason"));
        }
        if self.agreed_by.is_empty() {
            return Err(format!(
                "the entry of {rule} for {asset} doesn't say who agrees: agreed_by = [\"team:…\"]"
            ));
        }
        match self.agreed_by.iter().find(|by| !by.starts_with("team:")) {
            Some(wrong) => Err(format!(
                "`{wrong}` in agreed_by isn't the id of a team, like team:growth: persons aren't named"
            )),
            None => Ok(()),
        }
    }

    /// The key of its asset; a name without a kind is that of a table or view.
    fn key(&self) -> Cow<'_, str> {
        const KINDS: [&str; 7] = [
            "relation", "product", "dme", "domain", "dataset", "contract", "audience",
        ];
        let asset = self.asset.as_str();
        match asset.split_once(':') {
            Some(("table" | "view", name)) => format!("relation:{name}").into(),
            Some((kind, _)) if KINDS.contains(&kind) => asset.into(),
            _ if asset == "mesh" => asset.into(),
            _ => format!("relation:{asset}").into(),
        }
    }

    fn is_of(&self, change: &Change) -> bool {
        self.rule == change.rule.info().id
            && self.key() == change.key
            && self.column == change.column.as_deref().unwrap_or_default()
            && self.old == change.old
            && self.new == change.new
    }

    /// Whether `old` is already as the change made it.
    pub(super) fn is_spent(&self, old: &Side) -> Result<bool, UnreadableLine> {
        let Some(rule) = ChangeRule::parse(&self.rule) else {
            return Ok(false);
        };
        let accepted = Accepted {
            rule,
            asset: &self.key(),
            column: &self.column,
            old: &self.old,
            new: &self.new,
        };
        spent::is_spent(old, &accepted)
    }

    /// What an entry accepts, in a sentence.
    fn text(&self) -> String {
        let column = match self.column.as_str() {
            "" => String::new(),
            column => format!(", column {column}"),
        };
        format!("{} of {}{column}", self.rule, self.asset)
    }
}

/// Marks the changes that entries accept. Gives what there is to say of entries that accept nothing: a
/// change is accepted once, and over when the old state has it.
pub(crate) fn accept(
    entries: &[Entry],
    old: &Side,
    changes: &mut [Change],
) -> Result<Vec<String>, UnreadableLine> {
    let mut remarks = Vec::new();
    for entry in entries {
        let mut matched = false;
        for change in changes.iter_mut().filter(|change| entry.is_of(change)) {
            change.accepted = Some(entry.reason.clone());
            matched = true;
        }
        if matched {
            continue;
        }
        let what = entry.text();
        remarks.push(match entry.is_spent(old)? {
            true => format!("spent: OLD holds the {what}; remove its entry"),
            false => format!("there is no {what} as its entry says; remove it, or correct it"),
        });
    }
    Ok(remarks)
}

/// The entry that accepts a change, ready to be pasted; why and by whom is left to say.
pub(crate) fn to_paste(change: &Change) -> String {
    let mut out = "[[accepted]]\n".to_owned();
    let column = change.column.as_deref().unwrap_or_default();
    for (key, value) in [
        ("rule", change.rule.info().id),
        ("asset", &change.key),
        ("column", column),
        ("old", &change.old),
        ("new", &change.new),
        ("reason", ""),
    ] {
        if !(key == "column" && value.is_empty()) {
            append!(out, "{key} = {}\n", quoted(value));
        }
    }
    out.push_str("agreed_by = []\n");
    out
}

/// A basic string of TOML; what acts is escaped.
fn quoted(text: &str) -> String {
    let mut out = "\"".to_owned();
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if neutral::acts(c) => append!(out, "\\U{:08X}", u32::from(c)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::{entries, quoted};

    #[test]
    fn what_is_printed_is_read_again() {
        for text in ["STRING", "a\"b\\c", "line\nend\u{202e}\u{7}", "{n}"] {
            let quoted = quoted(text);
            let file = format!(
                "[[accepted]]\nrule = \"column-removed\"\nasset = {quoted}\nreason = \"r\"\nagreed_by = [\"team:a\"]\n"
            );
            assert_eq!(entries(&file).unwrap()[0].asset, text);
        }
    }

    #[test]
    fn an_entry_says_why_and_who() {
        let entry = |rest: &str| entries(&format!("[[accepted]]\nasset = \"a\"\n{rest}"));
        let whole = "rule = \"column-removed\"\nreason = \"r\"\nagreed_by = [\"team:a\"]\n";
        assert!(entry(whole).is_ok());
        for (from, to) in [
            ("column-removed", "column-remove"),
            ("\"r\"", "\" \""),
            ("[\"team:a\"]", "[]"),
            ("team:a", "ana@example.com"),
            ("reason", "raeson"),
        ] {
            assert!(entry(&whole.replace(from, to)).is_err(), "{to}");
        }
    }
}
