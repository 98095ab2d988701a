//! Tokens and keys that are known by their form, wherever they stand.

use super::{Cut, GONE};

/// Shortest word that may be one.
const SHORTEST: usize = 16;

/// How tokens begin, and whether only at the beginning of a word.
const BEGINNINGS: [(&str, bool); 30] = [
    ("ghp_", false),
    ("gho_", false),
    ("ghu_", false),
    ("ghs_", false),
    ("ghr_", false),
    ("github_pat_", false),
    ("glpat-", false),
    ("AKIA", false),
    ("ASIA", false),
    ("AIza", false),
    ("xoxb-", false),
    ("xoxp-", false),
    ("xoxa-", false),
    ("xoxe-", false),
    ("xoxr-", false),
    ("xoxs-", false),
    ("xapp-", false),
    ("eyJ", true),
    ("sk-", true),
    ("sk_live_", false),
    ("sk_test_", false),
    ("rk_live_", false),
    ("dapi", true),
    ("dop_v1_", false),
    ("npm_", true),
    ("hf_", true),
    ("dckr_pat_", false),
    ("shpat_", false),
    ("pypi-", true),
    ("PMAK-", false),
];

fn belongs(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

/// Whether there is a word that is long enough and holds a digit. Looks at every sixteenth byte only,
/// and at those around it where that one is part of a word.
pub(super) fn has_long_word(text: &str) -> bool {
    next_long(text.as_bytes(), 0).is_some()
}

/// The first such word from a byte on: where it begins and ends.
fn next_long(bytes: &[u8], from: usize) -> Option<(usize, usize)> {
    let mut start = from;
    loop {
        let probe = start + SHORTEST - 1;
        if !belongs(*bytes.get(probe)?) {
            start = probe + 1;
            continue;
        }
        let mut first = probe;
        while first > start && belongs(bytes[first - 1]) {
            first -= 1;
        }
        let mut end = probe + 1;
        while bytes.get(end).copied().is_some_and(belongs) {
            end += 1;
        }
        let word = &bytes[first..end];
        if word.len() >= SHORTEST && word.iter().any(u8::is_ascii_digit) {
            return Some((first, end));
        }
        start = end;
    }
}

/// Takes tokens out, and private keys in PEM.
pub(super) fn without(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut cut = Cut::new(text);
    let mut from = 0;
    let mut pem = text.find("-----BEGIN");
    while let Some((start, end)) = next_long(bytes, from) {
        // A key begins before the word ends, and is more than the word.
        if let Some(key) = pem.filter(|key| *key < end) {
            from = private_key(text, key, &mut cut);
            pem = text[from..].find("-----BEGIN").map(|i| from + i);
            continue;
        }
        from = end;
        let Some(at) = token(text, start, end) else {
            continue;
        };
        // What follows a dot, slash or plus is part of it: the three parts of a JWT.
        let mut end = end;
        while let Some(byte) = bytes.get(end).copied()
            && (belongs(byte) || matches!(byte, b'.' | b'+' | b'/' | b'='))
        {
            end += 1;
        }
        cut.replace(at, end, GONE);
        from = end;
    }
    while let Some(key) = pem {
        from = private_key(text, key, &mut cut);
        pem = text[from..].find("-----BEGIN").map(|i| from + i);
    }
    cut.finish()
}

/// Takes out a private key that begins at `start`; certificates and public keys stay. Tells where to
/// go on.
fn private_key(text: &str, start: usize, cut: &mut Cut<'_>) -> usize {
    let head = start + "-----BEGIN".len();
    let line = text[head..].find("-----").map_or(text.len(), |i| head + i);
    if !text[head..line].contains("PRIVATE") {
        return line;
    }
    let end = match text[line..].find("-----END") {
        Some(foot) => {
            let foot = line + foot + "-----END".len();
            text[foot..]
                .find("-----")
                .map_or(text.len(), |i| foot + i + 5)
        }
        None => text.len(),
    };
    cut.replace(start.max(cut.at), end, GONE);
    end
}

/// Where in a word a token begins.
fn token(text: &str, start: usize, end: usize) -> Option<usize> {
    let word = text.get(start..end)?;
    let before = &text.as_bytes()[..start];
    let before = &before[before.len().saturating_sub("bearer ".len())..];
    if before.eq_ignore_ascii_case(b"bearer ") || before.ends_with(b"ya29.") {
        return Some(start);
    }
    BEGINNINGS.iter().find_map(|(beginning, first)| {
        let at = match *first {
            true => word.starts_with(beginning).then_some(0)?,
            false => word.find(beginning)?,
        };
        let rest = &word[at + beginning.len()..];
        let before = word[..at].bytes().next_back();
        // `AKIA` within a longer word of capitals is a part of that.
        let apart = before.is_none_or(|b| !b.is_ascii_alphanumeric());
        let long = rest.len() + beginning.len() >= SHORTEST;
        let like = match *beginning {
            "AKIA" | "ASIA" => rest.bytes().take(12).all(|b| b.is_ascii_alphanumeric()),
            "dapi" | "npm_" | "hf_" => rest.bytes().take(12).all(|b| b.is_ascii_alphanumeric()),
            "sk-" => rest.bytes().any(|b| b.is_ascii_digit()) && rest.len() >= 16,
            _ => true,
        };
        (apart && long && like).then_some(start + at)
    })
}
