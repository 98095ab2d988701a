//! Keys and values: which keys name a secret, and their values in `key=value` and `key: value`.

use memchr::{memchr, memchr2};

use super::cut::{Cut, GONE};
use super::values::{self, Sql};

/// What a text is, since what means a credential in one may be a comparison in the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Text {
    /// A name, an address, a sentence.
    Prose,
    /// SQL.
    Code,
}

/// What keys of secrets end in, without marks between words.
const SECRET_ENDS: [&str; 38] = [
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "pwd",
    "secret",
    "secretkey",
    "secretaccess",
    "clientsecret",
    "apikey",
    "accesskey",
    "accesskeyid",
    "accountkey",
    "privatekey",
    "privatekeyid",
    "pvtkey",
    "authkey",
    "signingkey",
    "encryptionkey",
    "sharedkey",
    "masterkey",
    "subscriptionkey",
    "functionskey",
    "token",
    "credential",
    "credentials",
    "creds",
    "signature",
    "jaasconfig",
    "basicauth",
    "authuserinfo",
    "jsessionid",
    "phpsessid",
    "passwort",
    "kennwort",
    // Spanish, without its tilde.
    "contrasena",
    "contrasea",
    "authorization",
];

/// Keys of secrets that are other words' ends: `resenha`, `compass`.
const SECRET_KEYS: [&str; 4] = ["pass", "pw", "sig", "senha"];

/// What keys of queries hold that sign an address or grant something.
const GRANTING: [&str; 9] = [
    "password",
    "passwd",
    "secret",
    "token",
    "signature",
    "credential",
    "apikey",
    "accesskey",
    "authorization",
];

/// Keys of queries that grant something, beside those of secrets.
const QUERY_KEYS: [&str; 12] = [
    "sig",
    "sv",
    "sas",
    "key",
    "auth",
    "hmac",
    "jwt",
    "keypairid",
    "awsaccesskeyid",
    "googleaccessid",
    "ossaccesskeyid",
    "sessionid",
];

/// Keys of queries that do so where their value isn't a word.
const VAGUE_KEYS: [&str; 3] = ["code", "session", "policy"];

/// Words before `key` that make it the key to something.
const KEYS_OF: [&str; 9] = [
    "api",
    "access",
    "secret",
    "private",
    "account",
    "shared",
    "signing",
    "encryption",
    "master",
];

/// Longest value that is looked at before it is known to be a secret.
const LONGEST: usize = 256;

/// What a key says of its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    /// That it is a secret.
    Secret,
    /// That it may be one.
    Perhaps,
    /// That it is one, after a word that says how: `Authorization: Bearer …`.
    Header,
    /// That it is pairs, of which some grant something.
    Cookie,
    /// That it is a password, whose user is the key: `curl -u user:password`.
    Login,
}

/// The letters and digits of a key in lower case; escaped marks are left out like plain ones.
fn plain(key: &str) -> String {
    let key = key.trim();
    let bytes = key.strip_prefix("amp;").unwrap_or(key).as_bytes();
    let mut plain = String::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at).copied() {
        let mark = byte == b'%'
            && bytes.get(at + 1..at + 3).is_some_and(|code| {
                [b"2d", b"5f", b"2e"]
                    .iter()
                    .any(|m| code.eq_ignore_ascii_case(*m))
            });
        if byte.is_ascii_alphanumeric() {
            plain.push(char::from(byte.to_ascii_lowercase()));
        }
        at += if mark { 3 } else { 1 };
    }
    plain
}

fn is_secret(plain: &str) -> bool {
    SECRET_KEYS.contains(&plain)
        || SECRET_ENDS.iter().any(|e| plain.ends_with(e))
        // `fs.azure.account.key.NAME.dfs.core.windows.net`
        || plain.contains("azureaccountkey")
}

/// Whether a pair of a query grants something to whoever has the address.
pub(super) fn grants(key: &str, value: &str) -> bool {
    if key.len() > 128 {
        return true;
    }
    let key = plain(key);
    let key = key.as_str();
    QUERY_KEYS.contains(&key)
        || VAGUE_KEYS.contains(&key) && value.len() >= 8 && values::looks_made(value)
        || key.starts_with("xamz")
        || key.starts_with("xgoog")
        || key.starts_with("xms")
        || GRANTING.iter().any(|word| key.contains(word))
        || is_secret(key)
}

/// What the key that ends before a sign says; `before` is the text before the key.
fn says(key: &str, before: &str, colon: bool) -> Option<Says> {
    if colon && (before.ends_with("-u ") || before.ends_with("--user ")) {
        return Some(Says::Login);
    }
    let plain = plain(key);
    if plain.ends_with("authorization") {
        return Some(Says::Header);
    }
    if is_secret(&plain) {
        return Some(Says::Secret);
    }
    match plain.as_str() {
        "cookie" | "setcookie" if colon => Some(Says::Cookie),
        "auth" | "otp" => Some(Says::Perhaps),
        "key" => {
            let word = before.strip_suffix(' ')?;
            let word = word.rsplit(|c: char| !c.is_ascii_alphanumeric()).next()?;
            KEYS_OF
                .iter()
                .any(|of| of.eq_ignore_ascii_case(word))
                .then_some(Says::Perhaps)
        }
        _ => None,
    }
}

/// Takes out the values of secrets. In SQL only those that are literals or stand in a list of
/// settings: `a.token = b.token` compares.
pub(super) fn without(text: &str, kind: Text) -> Option<String> {
    let mut cut = Cut::new(text);
    let mut from = 0;
    let mut sql = Sql::default();
    let bytes = text.as_bytes();
    let next = |from: usize| match kind {
        Text::Code => memchr(b'=', &bytes[from..]),
        Text::Prose => memchr2(b'=', b':', &bytes[from..]),
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
        let Some(says) = says(key, &text[..start], colon) else {
            continue;
        };
        let (header, cookie) = (says == Says::Header, says == Says::Cookie);
        let value = values::after(text, sign, header, cookie, LONGEST);
        let word = &text[value.start..value.end];
        if word.is_empty() || word == GONE || values::stands_in(word) {
            continue;
        }
        let listed = matches!(text[..start].chars().next_back(), Some(';' | '?' | '&'));
        let surely = match (says, kind) {
            (Says::Login, _) => true,
            (Says::Cookie, _) => word.split(' ').next().is_some_and(|w| w.contains('=')),
            (Says::Header, _) => {
                values::has_scheme(word)
                    || values::looks_made(word)
                    || value.quoted && word.len() >= 16 && !word.contains(' ')
            }
            (Says::Perhaps, _) => values::looks_made(word),
            (Says::Secret, Text::Prose) if colon && !value.quoted => values::looks_made(word),
            (Says::Secret, Text::Prose) => value.quoted || !values::describes(word),
            (Says::Secret, Text::Code) => true,
        };
        let taken = surely
            && match kind {
                Text::Prose => true,
                Text::Code => {
                    sql.advance(bytes, start);
                    let literal = value.quoted
                        && (!values::compares(&text[..start], key) || values::looks_made(word))
                        && (!value.is_name(text, sign) || values::looks_made(word));
                    listed || literal || sql.is_comment() || sql.is_literal()
                }
            };
        if taken {
            let value = match value.end - value.start < LONGEST - 4 {
                true => value,
                false => values::after(text, sign, header, cookie, usize::MAX),
            };
            cut.replace(value.start, value.end, GONE);
            from = value.end;
        }
    }
    cut.finish()
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
            || bytes[start - 1] >= 0x80
            || matches!(bytes[start - 1], b'_' | b'-' | b'.' | b'%'))
    {
        start -= 1;
    }
    let key = before.get(start..)?;
    (!key.is_empty()).then_some((key, start))
}
