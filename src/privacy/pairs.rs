//! Keys and values: which keys name a secret, and their values in `key=value` and `key: value`.

use super::{Cut, GONE, Text};

/// What keys of secrets end in, without marks between words.
const SECRET_ENDS: [&str; 20] = [
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "secret",
    "secretkey",
    "secretaccess",
    "clientsecret",
    "apikey",
    "accesskey",
    "accountkey",
    "privatekey",
    "authkey",
    "token",
    "credential",
    "credentials",
    "signature",
    "authorization",
    "jaasconfig",
    "basicauth",
];

/// Keys of queries that sign an address or grant something, beside those of secrets.
const QUERY_KEYS: [&str; 14] = [
    "sig",
    "sv",
    "key",
    "auth",
    "code",
    "pass",
    "pw",
    "hmac",
    "jwt",
    "policy",
    "keypairid",
    "awsaccesskeyid",
    "googleaccessid",
    "session",
];

/// The letters and digits of a key in lower case; escaped marks are left out like plain ones.
fn plain(key: &str) -> String {
    let key = key.trim();
    let key = key.strip_prefix("amp;").unwrap_or(key).to_ascii_lowercase();
    let key = key.replace("%2d", "").replace("%5f", "").replace("%2e", "");
    key.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// Whether a key names a secret.
fn is_secret(key: &str) -> bool {
    let key = plain(key);
    matches!(key.as_str(), "pass" | "pw" | "sig") || SECRET_ENDS.iter().any(|e| key.ends_with(e))
}

/// Whether a key of a query grants something to whoever has the address.
pub(super) fn grants(key: &str) -> bool {
    if key.len() > 128 {
        return true;
    }
    let key = plain(key);
    QUERY_KEYS.contains(&key.as_str())
        || key.starts_with("xamz")
        || key.starts_with("xgoog")
        || key.starts_with("xms")
        || SECRET_ENDS.iter().any(|word| key.contains(word))
}

/// Takes out the values of secrets. In SQL only those that are literals or stand in a list of
/// settings: `a.token = b.token` compares.
pub(super) fn without(text: &str, kind: Text) -> Option<String> {
    let mut cut = Cut::new(text);
    let mut from = 0;
    let bytes = text.as_bytes();
    let next = |from: usize| match kind {
        Text::Code => text[from..].find('='),
        Text::Prose => text[from..].find(['=', ':']),
    };
    while let Some(found) = next(from) {
        let sign = from + found;
        from = sign + 1;
        let colon = bytes[sign] == b':';
        if sign < cut.at || colon && text[from..].starts_with("//") {
            continue;
        }
        let Some((key, start)) = key_before(text, sign) else {
            continue;
        };
        if !is_secret(key) {
            continue;
        }
        // `:=`, `==`, `=>`
        let after = text[from..].trim_start_matches(['=', '>', ':']);
        let rest = after.trim_start_matches(' ');
        let at = text.len() - rest.len();
        let quote = rest
            .chars()
            .next()
            .filter(|c| matches!(c, '"' | '\'' | '`'));
        let escaped = rest.starts_with("\\\"");
        let (value, end) = match quote {
            Some(quote) => {
                let value = at + 1;
                let end = text[value..].find(quote).map_or(text.len(), |i| value + i);
                (value, end)
            }
            None if escaped => {
                let value = at + 2;
                let end = text[value..].find("\\\"").map_or(text.len(), |i| value + i);
                (value, end)
            }
            None if colon && plain(key) == "authorization" => {
                let end = text[at..].find('\n').map_or(text.len(), |i| at + i);
                (at, end)
            }
            None => {
                let ends = |c: char| {
                    c.is_whitespace() || matches!(c, ';' | '&' | ',' | '"' | '\'' | '`' | ')' | '}')
                };
                (at, text[at..].find(ends).map_or(text.len(), |i| at + i))
            }
        };
        let value_text = &text[value..end];
        if value_text.is_empty() || value_text == GONE {
            continue;
        }
        let listed = matches!(text[..start].chars().next_back(), Some(';' | '?' | '&'));
        let quoted = quote.is_some() || escaped;
        let taken = match kind {
            Text::Code => listed || quoted && quote != Some('`') || in_comment(text, start),
            // A sentence may go on after `Token:`; what looks made up is none.
            Text::Prose if colon && !quoted && plain(key) != "authorization" => {
                looks_made(value_text)
            }
            Text::Prose => true,
        };
        if taken {
            cut.replace(value, end, GONE);
            from = end;
        }
    }
    cut.finish()
}

/// Whether a byte of a statement stands in a comment. A text that holds what begins one counts as one:
/// what is taken out of it is the value of a secret all the same.
fn in_comment(sql: &str, at: usize) -> bool {
    let before = &sql[..at];
    let line = before.rfind('\n').map_or(0, |i| i + 1);
    let block = |mark: &str| before.rfind(mark).map_or(0, |i| i + 1);
    before[line..].contains("--") || block("/*") > block("*/")
}

/// Whether a word is no word of a sentence.
fn looks_made(word: &str) -> bool {
    word.len() >= 6 && word.bytes().any(|b| b.is_ascii_digit())
}

/// The key that stands before a sign, in quotes or bare, and where it begins.
fn key_before(text: &str, sign: usize) -> Option<(&str, usize)> {
    let before = text[..sign].trim_end_matches(' ');
    let before = before.trim_end_matches(['"', '\'', '`', '\\']);
    let bytes = before.as_bytes();
    let mut start = bytes.len();
    // No key is longer than this.
    let least = start.saturating_sub(128);
    while start > least
        && (bytes[start - 1].is_ascii_alphanumeric()
            || matches!(bytes[start - 1], b'_' | b'-' | b'.' | b'%'))
    {
        start -= 1;
    }
    let key = before.get(start..)?;
    (!key.is_empty()).then_some((key, start))
}
