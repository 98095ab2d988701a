//! Credentials in addresses: user and password before a host, and queries that are signed.

use super::{Cut, GONE, pairs};

/// Longest part of an address in which a user is looked for.
const LONGEST: usize = 1024;

/// Schemes in which what stands before `@` is a container.
const CONTAINERS: [&str; 6] = ["abfss", "abfs", "wasbs", "wasb", "adl", "az"];

/// Words before a colon that begin no user and password: `mailto:ana@example.com`.
const PRINCIPALS: [&str; 12] = [
    "mailto",
    "user",
    "group",
    "serviceaccount",
    "domain",
    "deleted",
    "team",
    "sip",
    "xmpp",
    "iammember",
    "email",
    "e-mail",
];

/// Whether a character ends an address in a text.
fn ends(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>')
}

/// Where the address ends that is going on at `from`; a long one is cut.
fn end_of(text: &str, from: usize) -> usize {
    let most = floor(text, from.saturating_add(LONGEST));
    text[from..most].find(ends).map_or(most, |i| from + i)
}

/// Takes out what stands before the host: `mysql://root:secret@host` becomes `mysql://host`.
pub(super) fn without_users(text: &str) -> Option<String> {
    let mut cut = Cut::new(text);
    let mut from = 0;
    while let Some(found) = text[from..].find("://") {
        let start = from + found + 3;
        from = start;
        if let Some(user) = user(scheme_before(text, start - 3), &text[start..]) {
            cut.replace(start, start + user, "");
            from = start + user;
        }
    }
    cut.finish()
}

/// Takes out users that no `//` precedes: `jdbc:oracle:thin:scott/tiger@host`.
pub(super) fn without_users_of_drivers(text: &str) -> Option<String> {
    let mut cut = Cut::new(text);
    let mut from = 0;
    while let Some(found) = find_word(&text[from..], "jdbc:") {
        let start = from + found;
        let end = end_of(text, start);
        let address = &text[start..end];
        from = end.max(start + 1);
        let Some(at) = address.find('@') else {
            continue;
        };
        let before = &address[..at];
        if before.contains("//") {
            continue;
        }
        let colon = before.match_indices(':').take(3).last();
        if let Some((colon, _)) = colon {
            cut.replace(start + colon + 1, start + at + 1, "");
        }
    }
    cut.finish()
}

/// How many bytes of the text after `://` are a user, a password and `@`.
fn user(scheme: &str, address: &str) -> Option<usize> {
    let authority = address
        .find(|c: char| ends(c) || matches!(c, '/' | '?' | '#'))
        .unwrap_or(address.len());
    if let Some(at) = address[..authority].rfind('@') {
        let container = CONTAINERS.iter().any(|s| s.eq_ignore_ascii_case(scheme));
        return (!container || address[..at].contains(':')).then_some(at + 1);
    }
    // A password that holds `/`, `?` or `#` as they are: no port is a word.
    let (_, port) = address[..authority].split_once(':')?;
    // Several hosts may be named, each with its port.
    let port = port.split(',').next().unwrap_or(port);
    if port.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let most = floor(address, LONGEST);
    address[..most].rfind('@')?;
    let end = end_of(address, 0);
    address[..end].rfind('@').map(|at| at + 1)
}

/// The word that ends at `end`.
fn scheme_before(text: &str, end: usize) -> &str {
    let before = &text[..end];
    let start = before
        .rfind(|c: char| !c.is_ascii_alphanumeric())
        .map_or(0, |i| {
            i + before[i..].chars().next().map_or(1, char::len_utf8)
        });
    &before[start..]
}

/// Takes out a user and password that no scheme precedes: `root:secret@host`.
pub(super) fn without_pairs_of_user(text: &str) -> Option<String> {
    let mut cut = Cut::new(text);
    let mut from = 0;
    while let Some(found) = text[from..].find('@') {
        let at = from + found;
        from = at + 1;
        let word = |c: char| ends(c) || matches!(c, '/' | '@' | '(' | '[' | '{' | ',' | ';' | '=');
        let window = &text[ceil(text, at.saturating_sub(LONGEST))..at];
        let base = at - window.len();
        let start = window.rfind(word).map_or(0, |i| {
            i + window[i..].chars().next().map_or(1, char::len_utf8)
        });
        let Some((user, password)) = window[start..].split_once(':') else {
            continue;
        };
        let after = &text[at + 1..];
        // `project:dataset.table@-3600000` is a table at another time.
        let host = after.starts_with(char::is_alphabetic)
            || after.starts_with(|c: char| c.is_ascii_digit())
                && text[at + 1..end_of(text, at + 1)].contains('.');
        let named = user
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'));
        let principal = PRINCIPALS.iter().any(|p| p.eq_ignore_ascii_case(user));
        if named && !user.is_empty() && !password.is_empty() && !principal && host {
            cut.replace(base + start, at + 1, "");
        }
    }
    cut.finish()
}

/// Takes out queries and fragments of which a key says that they grant something.
pub(super) fn without_signed_queries(text: &str) -> Option<String> {
    let mut cut = Cut::new(text);
    let mut from = 0;
    while let Some(found) = text[from..].find(['?', '#']) {
        let start = from + found;
        let end = text[start..]
            .find(|c: char| ends(c) || matches!(c, ')' | ']' | '}' | '|'))
            .map_or(text.len(), |i| start + i);
        from = end.max(start + 1);
        let signed = text[start + 1..end]
            .split(['&', ';', '?', '#'])
            .filter_map(|pair| pair.split_once('='))
            .any(|(key, value)| !value.is_empty() && pairs::grants(key));
        if signed {
            cut.replace(start, end, "");
        }
    }
    cut.finish()
}

/// Hosts of which the path is the secret: who knows it may post.
const SECRET_PATHS: [&str; 4] = [
    "hooks.slack.com/",
    "discord.com/api/webhooks/",
    "discordapp.com/api/webhooks/",
    ".webhook.office.com/",
];

/// Takes out paths that are secrets themselves.
pub(super) fn without_secret_paths(text: &str) -> Option<String> {
    let mut kept: Option<String> = None;
    for host in SECRET_PATHS {
        let now = kept.as_deref().unwrap_or(text);
        let mut cut = Cut::new(now);
        let mut from = 0;
        while let Some(found) = now[from..].find(host) {
            let start = from + found + host.len();
            let end = end_of(now, start).max(start);
            if end > start {
                cut.replace(start, end, GONE);
            }
            from = end;
        }
        kept = cut.finish().or(kept);
    }
    kept
}

/// Where a word in lower case stands, whatever its case in the text.
fn find_word(text: &str, word: &str) -> Option<usize> {
    text.as_bytes()
        .windows(word.len())
        .position(|w| w.eq_ignore_ascii_case(word.as_bytes()))
}

/// The start of the character that a byte belongs to.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The start of the next character, where a byte is within one.
fn ceil(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}
