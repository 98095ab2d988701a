//! Entries that accept a change: each names one exactly, says why it is agreed to and by whom.

use serde::Deserialize;

use super::change::Change;
use super::change_rule::ChangeRule;
use super::side::{Side, UnreadableLine};
use super::spent;
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
    accepted: Vec<Entry>,
}

/// The entries of a file.
///
/// # Errors
/// A sentence that says what is wrong with it.
pub(crate) fn entries(text: &str) -> Result<Vec<Entry>, String> {
    let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
    for entry in &file.accepted {
        let (rule, asset) = (&entry.rule, &entry.asset);
        if ChangeRule::parse(rule).is_none() {
            return Err(format!("there is no rule of changes `{rule}`"));
        }
        if entry.reason.trim().is_empty() {
            return Err(format!("the entry of {rule} for {asset} has no reason"));
        }
        if entry.agreed_by.is_empty() {
            return Err(format!(
                "the entry of {rule} for {asset} doesn't say who agrees: agreed_by = [\"team:…\"]"
            ));
        }
        if let Some(wrong) = entry.agreed_by.iter().find(|by| !by.starts_with("team:")) {
            return Err(format!(
                "`{wrong}` in agreed_by isn't the id of a team, like team:growth: persons aren't named"
            ));
        }
    }
    Ok(file.accepted)
}

impl Entry {
    fn is_of(&self, change: &Change) -> bool {
        self.rule == change.rule.info().id
            && self.asset == change.key
            && self.column == change.column.as_deref().unwrap_or_default()
            && self.old == change.old
            && self.new == change.new
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
        let is_spent = spent::is_spent(old, &entry.asset, &entry.column, &entry.new)?;
        remarks.push(match is_spent {
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
