//! Findings as this program prints them, one object each.

use std::borrow::Cow;

use super::tool_words::{HELP, rule_word, tool_word, web_address};
use crate::diagnostic::{Severity, text};
use crate::export::fact::{FindingFact, FoundIn};
use crate::export::json_object::Object;
use crate::export::row_problems::Unusable;

/// The finding that an object is. A tool that isn't named has the name of its file, `stem`.
pub(super) fn read<'a>(row: &Object<'a>, stem: &str) -> Result<FindingFact<'a>, Box<Unusable>> {
    let needed = |name: &str| {
        row.text(name)
            .ok_or_else(|| Unusable::row(text!("the finding has no `{name}`", name), HELP))
    };
    let rule = needed("rule")?;
    let message = needed("message")?;
    let severity = severity(row)?;
    let named = row.text("tool");
    // Lines of ours name the tool in the rule as well.
    let (tool, rule) = match (named, rule.split_once('/')) {
        (Some(tool), split) => match split.filter(|(before, _)| *before == tool) {
            Some((_, rest)) => (tool_word(&tool), rule_word(rest)),
            None => (tool_word(&tool), rule_word(&rule)),
        },
        (None, Some((tool, rest))) => (tool_word(tool), rule_word(rest)),
        (None, None) => (tool_word(stem), rule_word(&rule)),
    };
    let number = |name: &str| row.text(name)?.parse::<u32>().ok().filter(|n| *n > 0);
    let column_of_file = number("column");
    let column_of_table = row.text("column").filter(|_| column_of_file.is_none());
    let set_aside = match (row.object("suppressed"), row.text("baseline")) {
        (Some(said), _) => Some((
            said.first(&["reason", "justification"])
                .unwrap_or_else(|| "no reason is told".into()),
            said.text("until").unwrap_or_default(),
        )),
        (None, Some(file)) => Some((format!("listed in {file}").into(), Cow::default())),
        (None, None) => None,
    };
    Ok(FindingFact {
        tool: tool.into(),
        rule: rule.into(),
        address: row.first(&["address", "url"]).and_then(web_address),
        severity,
        message,
        help: row.text("help"),
        assets: ["key", "asset"]
            .iter()
            .filter_map(|name| row.text(name))
            .collect(),
        detail: row.text("detail").or(column_of_table),
        file: row.text("file").map(|path| FoundIn {
            path,
            line: number("line"),
            column: column_of_file,
        }),
        set_aside,
    })
}

fn severity(row: &Object<'_>) -> Result<Severity, Box<Unusable>> {
    let Some(word) = row.text("severity") else {
        return Ok(Severity::Warning);
    };
    match word.to_ascii_lowercase().as_str() {
        "error" | "critical" | "fatal" | "high" => Ok(Severity::Error),
        "warning" | "warn" | "medium" => Ok(Severity::Warning),
        "info" | "note" | "notice" | "low" | "hint" => Ok(Severity::Info),
        _ => Err(Unusable::row(
            text!("the finding has no severity that is known: `{word}`", word),
            "write `error`, `warning` or `info`",
        )),
    }
}
