//! Tokens and keys that are known by their form, wherever they stand.

use memchr::memmem;

use super::cut::{Cut, GONE};

/// Shortest word that may be one.
pub(super) const SHORTEST: usize = 16;

/// A token's beginning.
struct Beginning {
    text: &'static str,
    /// Whether it stands only where a word begins.
    first: bool,
    /// How many letters and digits follow at least, before any mark: `npm_package_2024` is a name.
    run: usize,
}

impl Beginning {
    /// Whether what follows goes on like a token: letters and digits without a mark, not a word.
    fn fits(&self, rest: &[u8]) -> bool {
        let run = run(rest);
        run >= self.run && (self.run < 8 || rest[..run].iter().any(u8::is_ascii_digit))
    }
}

const fn anywhere(text: &'static str, run: usize) -> Beginning {
    Beginning {
        text,
        first: false,
        run,
    }
}

const fn first(text: &'static str, run: usize) -> Beginning {
    Beginning {
        text,
        first: true,
        run,
    }
}

/// How tokens begin, in whatever case.
const BEGINNINGS: [Beginning; 66] = [
    anywhere("ghp_", 12),
    anywhere("gho_", 12),
    anywhere("ghu_", 12),
    anywhere("ghs_", 12),
    anywhere("ghr_", 12),
    anywhere("github_pat_", 2),
    anywhere("glpat-", 0),
    anywhere("gldt-", 8),
    anywhere("glrt-", 8),
    anywhere("glptt-", 8),
    anywhere("glcbt-", 0),
    anywhere("glsoat-", 8),
    anywhere("glft-", 8),
    anywhere("akia", 12),
    anywhere("aiza", 20),
    anywhere("xoxb-", 0),
    anywhere("xoxp-", 0),
    anywhere("xoxa-", 0),
    anywhere("xoxe-", 0),
    anywhere("xoxr-", 0),
    anywhere("xoxs-", 0),
    anywhere("xapp-", 0),
    anywhere("sk_live_", 8),
    anywhere("sk_test_", 8),
    anywhere("rk_live_", 8),
    anywhere("rk_test_", 8),
    anywhere("whsec_", 12),
    anywhere("dop_v1_", 0),
    anywhere("doo_v1_", 0),
    anywhere("dckr_pat_", 0),
    anywhere("dckr_oat_", 0),
    anywhere("shpat_", 0),
    anywhere("shpss_", 0),
    anywhere("shpca_", 0),
    anywhere("pmak-", 0),
    anywhere("xkeysib-", 8),
    anywhere("age-secret-key-1", 0),
    anywhere("gocspx-", 0),
    anywhere("app_usr-", 6),
    anywhere("dbtc_", 8),
    anywhere("dbtu_", 8),
    anywhere("dbts_", 8),
    anywhere("dapi", 12),
    anywhere("atatt3", 12),
    anywhere("apa91b", 12),
    anywhere("eaacedeose0cba", 0),
    anywhere("nrak-", 8),
    first("eyj", 0),
    // The same, written over lines; and PEM.
    first("ewogic", 8),
    first("ls0tls1crudjti", 0),
    first("npm_", 12),
    first("hf_", 12),
    first("pypi-", 12),
    first("gsk_", 12),
    first("xai-", 12),
    first("r8_", 12),
    first("sbp_", 12),
    first("pnu_", 12),
    first("figd_", 12),
    first("glsa_", 12),
    first("lin_api_", 12),
    first("rubygems_", 12),
    first("pul-", 12),
    first("atbb", 16),
    first("pat-na1-", 8),
    first("pat-eu1-", 8),
];

/// What stands before a token in a word of its own.
const BEFORE: [(&str, usize); 5] = [
    ("bearer ", SHORTEST),
    ("ya29.", SHORTEST),
    ("hvs.", 24),
    ("hvb.", 24),
    (".atlasv1.", SHORTEST),
];

fn belongs(byte: u8) -> bool {
    WORDS[usize::from(byte)]
}

/// Bytes that words are made of. Every text with a digit is walked through: a look at a table costs
/// less than three comparisons.
const WORDS: [bool; 256] = {
    let mut words = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        let sign = byte as u8;
        words[byte] = sign.is_ascii_alphanumeric() || sign == b'_' || sign == b'-';
        byte += 1;
    }
    words
};

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
    let mut pem = key_from(text, 0);
    while let Some((start, end)) = next_long(bytes, from) {
        // A key begins before the word ends, and is more than the word.
        if let Some(key) = pem.filter(|key| *key < end) {
            from = private_key(text, key, &mut cut);
            pem = key_from(text, from);
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
        pem = key_from(text, from);
    }
    cut.finish()
}

/// Where something in PEM begins, from a byte on.
fn key_from(text: &str, from: usize) -> Option<usize> {
    let found = memmem::find(text.as_bytes().get(from..)?, b"-----BEGIN");
    found.map(|at| from + at)
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

/// Where a token begins that a word is or ends.
fn token(text: &str, start: usize, end: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let word = bytes.get(start..end)?;
    let announced = BEFORE.iter().any(|(before, shortest)| {
        let from = start.checked_sub(before.len());
        let here = from.and_then(|from| bytes.get(from..start));
        word.len() >= *shortest && here.is_some_and(|h| h.eq_ignore_ascii_case(before.as_bytes()))
    });
    if announced {
        return Some(start);
    }
    if let Some(at) = of_parts(bytes, start, end) {
        return Some(at);
    }
    // Twilio's keys.
    let hex = |bytes: &[u8]| bytes.iter().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if word.len() == 34
        && matches!(word, [b'S', b'K', rest @ ..] | [b'A', b'C', rest @ ..] if hex(rest))
    {
        return Some(start);
    }
    // A token begins where a word does, or after a mark in it.
    let apart = |at: usize| at == 0 || !word[at - 1].is_ascii_alphanumeric();
    (0..=word.len().checked_sub(SHORTEST)?)
        .find(|at| apart(*at) && begins(&word[*at..], *at == 0))
        .map(|at| start + at)
}

/// Whether a token begins here.
fn begins(word: &[u8], at_first: bool) -> bool {
    let Some(letter) = word.first().map(u8::to_ascii_lowercase) else {
        return false;
    };
    match letter {
        // In small letters it is a continent.
        b'a' if word.starts_with(b"ASIA") => return run(&word[4..]) >= 12,
        b's' if at_first && word.len() > 3 && word[..3].eq_ignore_ascii_case(b"sk-") => {
            return word[3..]
                .split(|b| matches!(b, b'-' | b'_'))
                .any(|part| part.len() >= 12 && part.iter().any(u8::is_ascii_digit));
        }
        _ => {}
    }
    BEGINNINGS.iter().any(|beginning| {
        let text = beginning.text.as_bytes();
        text.first() == Some(&letter)
            && (at_first || !beginning.first)
            && word
                .get(..text.len())
                .is_some_and(|here| here.eq_ignore_ascii_case(text))
            && beginning.fits(&word[text.len()..])
    })
}

/// How many letters and digits a text begins with.
fn run(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric())
        .count()
}

/// Where a key of SendGrid begins, `SG.` and two long words, of which one is at hand.
fn of_parts(bytes: &[u8], start: usize, end: usize) -> Option<usize> {
    let before = &bytes[start.saturating_sub(64)..start];
    let long = |from: usize| bytes[from..].iter().take_while(|b| belongs(**b)).count();
    let second = bytes.get(end) == Some(&b'.') && long(end + 1) >= 32;
    if before.ends_with(b"SG.") && second {
        return Some(start);
    }
    let first = before.strip_suffix(b".")?;
    let length = first.iter().rev().take_while(|b| belongs(**b)).count();
    let front = &first[..first.len() - length];
    (length >= SHORTEST && end - start >= 32 && front.ends_with(b"SG.")).then(|| start - 1 - length)
}
