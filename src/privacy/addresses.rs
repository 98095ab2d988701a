//! Credentials in addresses: user and password before a host, and queries that are signed.

use super::cut::{Cut, GONE};
use super::pairs;

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
    let most = text.floor_char_boundary(from.saturating_add(LONGEST));
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
        // `ssh://git@host` is how everybody logs in.
        let spared = container || &address[..at] == "git";
        return (!spared || address[..at].contains(':')).then_some(at + 1);
    }
    // A password that holds `/`, `?` or `#` as they are: no port is a word.
    let (_, port) = address[..authority].split_once(':')?;
    // Several hosts may be named, each with its port.
    let port = port.split(',').next().unwrap_or(port);
    if port.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let most = address.floor_char_boundary(LONGEST);
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
        let window = &text[text.ceil_char_boundary(at.saturating_sub(LONGEST))..at];
        let base = at - window.len();
        let start = window.rfind(word).map_or(0, |i| {
            i + window[i..].chars().next().map_or(1, char::len_utf8)
        });
        let Some((user, password)) = window[start..].split_once(':') else {
            continue;
        };
        let most = text.floor_char_boundary(at + 1 + LONGEST);
        let after = &text[at + 1..most];
        let host = after
            .find(|c: char| ends(c) || c == '@')
            .map_or(after, |end| &after[..end]);
        let named = user
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'));
        let principal = PRINCIPALS.iter().any(|p| p.eq_ignore_ascii_case(user));
        if named && !principal && logs_in(user, password, host) {
            cut.replace(base + start, at + 1, "");
        }
    }
    cut.finish()
}

/// Whether a user and a password stand before a host; `10:30@noon` and `a:b@c` mean something else.
fn logs_in(user: &str, password: &str, host: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if user.is_empty() || password.is_empty() || digits(user) && digits(password) {
        return false;
    }
    // `image:tag@sha256:…` is a digest; `project:dataset.table@-3600000` is a table at another time.
    let host = host.trim_end_matches(['.', ',', ')', ';']);
    let word = host.starts_with(char::is_alphabetic) && !host.starts_with("sha256:")
        || host.starts_with(|c: char| c.is_ascii_digit()) && host.contains('.')
        || host.starts_with(['/', '[']);
    word && (host.contains(['.', ':', '/', '(']) || password.len() >= 5)
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
            .any(|(key, value)| !value.is_empty() && pairs::grants(key, value));
        if signed {
            cut.replace(start, end, "");
        }
    }
    cut.finish()
}

/// Hosts, and how their paths begin, of which the rest of the path is the secret: who knows it may
/// post.
const SECRET_PATHS: [&str; 9] = [
    "hooks.slack.com/",
    "discord.com/api/webhooks/",
    "discordapp.com/api/webhooks/",
    "outlook.office.com/webhook/",
    "api.telegram.org/bot",
    "hooks.zapier.com/",
    "events.pagerduty.com/integration/",
    "maker.ifttt.com/",
    "open.feishu.cn/open-apis/bot/",
];

/// The same for each tenant's own host.
const SECRET_TENANTS: &str = ".webhook.office.com/";

/// Takes out paths that are secrets themselves.
pub(super) fn without_secret_paths(text: &str) -> Option<String> {
    let mut cut = Cut::new(text);
    let mut from = 0;
    while let Some(found) = text[from..].find("://") {
        let start = from + found + 3;
        from = start;
        let Some(path) = secret_path(&text[start..]) else {
            continue;
        };
        let path = start + path;
        let end = end_of(text, path);
        if end > path {
            cut.replace(path, end, GONE);
            from = end;
        }
    }
    cut.finish()
}

/// Where in the text after `://` a path begins that is a secret.
fn secret_path(address: &str) -> Option<usize> {
    let begins = |host: &&&str| {
        let here = address.as_bytes().get(..host.len());
        here.is_some_and(|here| here.eq_ignore_ascii_case(host.as_bytes()))
    };
    if let Some(host) = SECRET_PATHS.iter().find(begins) {
        return Some(host.len());
    }
    let most = address.floor_char_boundary(256);
    let path = address[..most].find('/')? + 1;
    let tenant = path.checked_sub(SECRET_TENANTS.len())?;
    let host = address.as_bytes().get(tenant..path)?;
    host.eq_ignore_ascii_case(SECRET_TENANTS.as_bytes())
        .then_some(path)
}

/// Where a word in lower case stands, whatever its case in the text.
fn find_word(text: &str, word: &str) -> Option<usize> {
    text.as_bytes()
        .windows(word.len())
        .position(|w| w.eq_ignore_ascii_case(word.as_bytes()))
}
