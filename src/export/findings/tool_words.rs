//! Names and addresses that tools give, made safe to stand in ids and links.

use std::borrow::Cow;

/// How such files come about.
pub(super) const HELP: &str =
    "write SARIF 2.1.0, or findings as `vitrina list findings` prints them, one a line";

/// A tool's name as one word: no `/`, which stands between it and the rule.
pub(super) fn tool_word(name: &str) -> String {
    word(name, "._-")
}

/// A rule's name as one word.
pub(super) fn rule_word(name: &str) -> String {
    word(name, "._-:/")
}

/// Letters, digits and `marks` of a name, `-` for what else stands between them. What acts where it is
/// shown is none of these.
fn word(name: &str, marks: &str) -> String {
    const LONGEST: usize = 100;
    let mut out = String::new();
    for c in name.trim().chars().take(LONGEST) {
        match c.is_alphanumeric() || marks.contains(c) {
            true => out.push(c),
            false if out.ends_with('-') || out.is_empty() => {}
            false => out.push('-'),
        }
    }
    let trimmed = out.trim_matches(['-', '/', '.']);
    if trimmed.is_empty() {
        "unnamed".to_owned()
    } else {
        trimmed.to_owned()
    }
}

/// An address that may be followed; nothing where it isn't one of the web.
pub(super) fn web_address(address: Cow<'_, str>) -> Option<Cow<'_, str>> {
    const LONGEST: usize = 500;
    let lower = address.get(..8)?.to_ascii_lowercase();
    let is_web = lower.starts_with("https://") || lower.starts_with("http://");
    let odd = |c: char| c.is_whitespace() || c.is_control() || "<>\"'`{}|\\^".contains(c);
    (is_web && address.len() <= LONGEST && !address.contains(odd)).then_some(address)
}
