//! Full names as they are pasted from a statement or from another tool: quoted as a whole or part
//! by part, with a colon after the project, behind `FROM`, with a partition's decorator.

use crate::field::known;

/// Signs that may stand behind a name.
const BEHIND: [char; 9] = [';', ',', ')', '.', ':', '?', '!', '\'', '>'];

/// Kinds that stand before a colon in the id of an asset, but for those that are fields.
const KINDS: [&str; 9] = [
    "contract", "exposure", "guide", "job", "model", "product", "table", "term", "view",
];

/// The name that a text is, a dot between its parts; nothing where it isn't one, and where it is
/// one that is understood as it stands.
pub(crate) fn name(text: &str) -> Option<String> {
    let (text, keyword) = behind_keywords(text.trim());
    let mut plain = keyword == Keyword::None;
    let mut rest = text.trim_start_matches(['(', '\'', '<']);
    let mut name = String::new();
    // Whether parts of it are in quotes of their own.
    let (mut any_quoted, mut joined) = (false, false);
    loop {
        let (own, after, quoted) = part(rest)?;
        plain &= !quoted;
        any_quoted |= quoted;
        name.push_str(own);
        rest = after;
        let Some(next) = rest.strip_prefix(['.', ':']) else {
            break;
        };
        let colon = rest.starts_with(':');
        if colon {
            // `column:lines.sku` asks in a field.
            if name.chars().all(char::is_alphabetic) && known(&name.to_lowercase()) {
                return None;
            }
            plain = false;
        }
        if !part_follows(next) {
            break;
        }
        rest = next;
        if colon && !quoted && KINDS.contains(&name.to_ascii_lowercase().as_str()) {
            // `view:acme.sales.orders`, as pages and lists name it.
            name.clear();
            continue;
        }
        joined |= !colon;
        name.push('.');
    }
    let ends =
        behind_decorator(rest).trim_matches(|c: char| c.is_whitespace() || BEHIND.contains(&c));
    let mut others = "";
    if !ends.is_empty() && keyword != Keyword::Source {
        if is_alias(ends) {
            plain = false;
        } else if any_quoted && joined {
            // The quotes would be read as those of phrases.
            others = ends;
        } else {
            return None;
        }
    }
    // BigQuery's older spelling, within the quotes.
    let mut name = name.replace(':', ".");
    if let Some((before, decorator)) = name.rsplit_once(['$', '@'])
        && is_decorator(decorator)
    {
        name = before.to_owned();
        plain = false;
    }
    let parts = name.split('.').filter(|p| !p.trim().is_empty()).count();
    if parts < 2 || plain || !(text.contains('.') || keyword != Keyword::None) {
        return None;
    }
    if !others.is_empty() {
        name.push(' ');
        name.push_str(others);
    }
    Some(name)
}

/// A partition, or a moment: `20260101`, `__NULL__`, `-3600000`.
fn is_decorator(text: &str) -> bool {
    let digits = text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    (text.len() >= 4 && digits) || (text.starts_with("__") && text.ends_with("__"))
}

/// What follows a decorator that stands outside the quotes.
fn behind_decorator(text: &str) -> &str {
    match text.strip_prefix(['$', '@']) {
        Some(after) => {
            after.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
        }
        None => text,
    }
}

/// `AS o`
fn is_alias(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let first = words.next().unwrap_or("");
    first.eq_ignore_ascii_case("as") && words.next().is_some() && words.next().is_none()
}

/// What a name stands behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keyword {
    None,
    /// `FROM`, `LEFT JOIN`: what follows the name belongs to the statement.
    Source,
    /// A word that may be one of the query, too.
    Other,
}

/// What a name follows in a statement, and what may stand around that.
const BEFORE: [&str; 6] = ["from", "into", "join", "table", "update", "view"];
const AROUND: [&str; 27] = [
    "alter",
    "cross",
    "create",
    "delete",
    "describe",
    "drop",
    "exists",
    "external",
    "full",
    "if",
    "inner",
    "insert",
    "left",
    "materialized",
    "merge",
    "natural",
    "not",
    "or",
    "outer",
    "overwrite",
    "replace",
    "right",
    "show",
    "temp",
    "temporary",
    "transient",
    "truncate",
];

/// Takes off what stands before the first name of a statement.
fn behind_keywords(text: &str) -> (&str, Keyword) {
    let lower = text.to_ascii_lowercase();
    let selects = lower
        .strip_prefix("select")
        .is_some_and(|after| after.starts_with(char::is_whitespace));
    if selects {
        let found = lower.match_indices("from").find(|(at, _)| {
            lower[..*at].ends_with(char::is_whitespace)
                && lower[at + 4..].starts_with(char::is_whitespace)
        });
        return match found {
            Some((at, word)) => (text[at + word.len()..].trim_start(), Keyword::Source),
            None => (text, Keyword::None),
        };
    }
    let (mut rest, mut count, mut last) = (text, 0, "");
    while let Some((word, after)) = rest.split_once(char::is_whitespace) {
        let known = BEFORE.iter().find(|known| known.eq_ignore_ascii_case(word));
        if known.is_none() && !AROUND.iter().any(|known| known.eq_ignore_ascii_case(word)) {
            break;
        }
        last = known.copied().unwrap_or(last);
        rest = after.trim_start();
        count += 1;
    }
    match last {
        "" => (text, Keyword::None),
        "from" | "join" => (rest, Keyword::Source),
        _ if count > 1 => (rest, Keyword::Source),
        _ => (rest, Keyword::Other),
    }
}

/// Whether a part of a name begins here.
fn part_follows(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '`' | '"' | '['))
}

/// One part, what follows it, and whether it is in quotes; `.` and `:` may be within them.
fn part(text: &str) -> Option<(&str, &str, bool)> {
    for (open, close) in [('`', '`'), ('"', '"'), ('[', ']')] {
        if let Some(after) = text.strip_prefix(open) {
            let (inside, after) = after.split_once(close)?;
            let inside = inside.trim();
            return (!inside.is_empty()).then_some((inside, after, true));
        }
    }
    if !part_follows(text) {
        return None;
    }
    let end = text
        .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '$' | '@' | '*' | '#')))
        .unwrap_or(text.len());
    Some((&text[..end], &text[end..], false))
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn names_are_known_however_they_are_quoted() {
        for text in [
            "`acme-prod.sales.orders`",
            "`acme-prod`.`sales`.`orders`",
            "`acme-prod`.sales.orders",
            "\"acme-prod\".\"sales\".\"orders\"",
            "\"acme-prod.sales.orders\"",
            "[acme-prod:sales.orders]",
            "[acme-prod].[sales].[orders]",
            "acme-prod:sales.orders",
            "acme-prod:sales.orders;",
            "FROM acme-prod.sales.orders",
            "from `acme-prod.sales.orders` AS o",
            "JOIN acme-prod.sales.orders o ON o.id = p.id",
            "SELECT *\nFROM `acme-prod.sales.orders`\nLIMIT 10",
            "table acme-prod.sales.orders",
            "acme-prod.sales.orders$20260101",
            "`acme-prod.sales.orders`,",
            "(`acme-prod.sales.orders`)",
            "LEFT JOIN `acme-prod.sales.orders` AS o USING (id)",
            "create or replace table if not exists `acme-prod.sales.orders` (id INT64)",
            "MERGE INTO acme-prod.sales.orders t",
            "DELETE FROM acme-prod.sales.orders WHERE true",
            "\"acme-prod\".\"sales\".\"orders\" AS o",
            "acme-prod.sales.orders as o,",
            "acme-prod.sales.orders@-3600000",
            "`acme-prod.sales.orders`$20260101",
            "acme-prod.sales.orders$__NULL__",
            "view:acme-prod.sales.orders",
            "table:`acme-prod.sales.orders`",
        ] {
            assert_eq!(
                name(text).as_deref(),
                Some("acme-prod.sales.orders"),
                "{text}"
            );
        }
        assert_eq!(
            name("acme:sales.orders").as_deref(),
            Some("acme.sales.orders")
        );
        // Other words stay; the quotes of the parts are none of phrases.
        assert_eq!(
            name("\"acme\".\"sales\".\"orders\" paid").as_deref(),
            Some("acme.sales.orders paid")
        );
    }

    #[test]
    fn other_queries_are_left_alone() {
        for text in [
            "",
            "orders",
            "`orders`",
            "acme.sales.orders",
            "lines.sku",
            "\"daily orders\"",
            "\"daily orders\" paid",
            "kind:view",
            "column:lines.sku",
            "audience:group:data@example.com",
            "colour:red",
            "a:b:c:d",
            "https://example.com/a?b=c",
            "from orders",
            "table orders",
            "table sales.orders by day",
            "left join orders",
            "or sales.orders",
            "view:orders",
            "colour:\"sales.orders\" paid",
            "\"sales.orders\" paid",
            "sales.orders as of today",
            "-a.b:c",
            "[",
            "``.``",
            "\"a",
        ] {
            assert_eq!(name(text), None, "{text}");
        }
    }
}
