//! Full names as they are pasted from a statement or from another tool: quoted as a whole or part
//! by part, with a colon after the project, behind `FROM`, with a partition's decorator.

use crate::syntax::known;

/// Signs that may stand behind a name.
const BEHIND: [char; 9] = [';', ',', ')', '.', ':', '?', '!', '\'', '>'];

/// The name that a text is, a dot between its parts; nothing where it isn't one, and where it is
/// one that is understood as it stands.
pub(crate) fn name(text: &str) -> Option<String> {
    let (text, keyword) = behind_keyword(text.trim());
    let mut plain = keyword == Keyword::None;
    let mut rest = text.trim_start_matches(['(', '\'', '<']);
    let mut name = String::new();
    loop {
        let (own, after, quoted) = part(rest)?;
        plain &= !quoted;
        name.push_str(own);
        rest = after;
        let Some(next) = rest.strip_prefix(['.', ':']) else {
            break;
        };
        if rest.starts_with(':') {
            // `column:lines.sku` asks in a field.
            if name.chars().all(char::is_alphabetic) && known(&name.to_lowercase()) {
                return None;
            }
            plain = false;
        }
        if part_follows(next) {
            name.push('.');
            rest = next;
        } else {
            break;
        }
    }
    let ends = rest.trim_matches(|c: char| c.is_whitespace() || BEHIND.contains(&c));
    if !ends.is_empty() && keyword != Keyword::Source {
        return None;
    }
    // BigQuery's older spelling, within the quotes.
    let mut name = name.replace(':', ".");
    if let Some((before, day)) = name.rsplit_once(['$', '@'])
        && day.len() >= 4
        && day.bytes().all(|b| b.is_ascii_digit())
    {
        name = before.to_owned();
        plain = false;
    }
    let parts = name.split('.').filter(|p| !p.trim().is_empty()).count();
    (parts >= 2 && !plain && (text.contains('.') || keyword != Keyword::None)).then_some(name)
}

/// What a name stands behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keyword {
    None,
    /// `FROM`, `JOIN`: what follows the name belongs to the statement.
    Source,
    /// A word that may be one of the query, too.
    Other,
}

/// Takes off what stands before the first name of a statement.
fn behind_keyword(text: &str) -> (&str, Keyword) {
    let lower = text.to_ascii_lowercase();
    let begins = |word: &str| {
        lower
            .strip_prefix(word)
            .is_some_and(|after| after.starts_with(char::is_whitespace))
    };
    if begins("select") {
        let found = lower.match_indices("from").find(|(at, _)| {
            lower[..*at].ends_with(char::is_whitespace)
                && lower[at + 4..].starts_with(char::is_whitespace)
        });
        return match found {
            Some((at, word)) => (text[at + word.len()..].trim_start(), Keyword::Source),
            None => (text, Keyword::None),
        };
    }
    for (word, keyword) in [
        ("from", Keyword::Source),
        ("join", Keyword::Source),
        ("into", Keyword::Other),
        ("update", Keyword::Other),
        ("table", Keyword::Other),
        ("view", Keyword::Other),
    ] {
        if begins(word) {
            return (text[word.len()..].trim_start(), keyword);
        }
    }
    (text, Keyword::None)
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
            "-a.b:c",
            "[",
            "``.``",
            "\"a",
        ] {
            assert_eq!(name(text), None, "{text}");
        }
    }
}
