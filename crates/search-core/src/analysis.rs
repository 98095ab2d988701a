//! Text to words: `orderItemsV2`, `order_items_v2` and `order items` meet; accents are folded,
//! plurals meet their singulars.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// Longest word that is indexed, in bytes.
const MAX_WORD: usize = 64;

/// Stands before a value that is one token as it is: what filters look for.
pub(crate) const WHOLE: char = '\u{1}';

/// Splits identifiers and prose alike into folded, lower-case words.
#[derive(Clone, Default)]
pub struct IdentifierTokenizer {
    /// The word at hand, whose room is kept for those of all texts.
    token: Token,
}

/// The words of one text.
pub struct Words<'a> {
    splitter: Splitter<'a>,
    whole: Option<&'a str>,
    next: usize,
    token: &'a mut Token,
}

impl Tokenizer for IdentifierTokenizer {
    type TokenStream<'a> = Words<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Words<'a> {
        let whole = text.starts_with(WHOLE);
        Words {
            splitter: Splitter::new(if whole { "" } else { text }),
            whole: whole.then_some(text),
            next: 0,
            token: &mut self.token,
        }
    }
}

impl TokenStream for Words<'_> {
    fn advance(&mut self) -> bool {
        let token = &mut *self.token;
        let (from, to) = if let Some(text) = self.whole.take() {
            token.text.clear();
            token.text.push_str(text);
            (0, text.len())
        } else if let Some(span) = self.splitter.next_into(&mut token.text) {
            stem(&mut token.text);
            span
        } else {
            return false;
        };
        (token.offset_from, token.offset_to) = (from, to);
        token.position = self.next;
        self.next += 1;
        true
    }
    fn token(&self) -> &Token {
        self.token
    }
    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

/// The words of a text as they are indexed, in order.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    folded(text)
        .map(|(mut word, ..)| {
            stem(&mut word);
            word
        })
        .collect()
}

/// A name without regard to separators, case and accents: what makes two spellings the same name.
#[must_use]
pub fn exact_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    // No word of a short text is too long: where it ends doesn't matter.
    if text.len() <= MAX_WORD && text.is_ascii() {
        for part in text.split(|c: char| !c.is_ascii_alphanumeric()) {
            key.push_str(part);
        }
        key.make_ascii_lowercase();
        return key;
    }
    let (mut splitter, mut word) = (Splitter::new(text), String::new());
    while splitter.next_into(&mut word).is_some() {
        key.push_str(&word);
    }
    key
}

/// The number of words of a text.
pub(crate) fn count(text: &str) -> usize {
    let (mut splitter, mut word) = (Splitter::new(text), String::new());
    std::iter::from_fn(|| splitter.next_into(&mut word)).count()
}

/// Words folded and in lower case, with where they stand, in bytes.
pub(crate) fn folded(text: &str) -> impl Iterator<Item = (String, usize, usize)> + '_ {
    let mut splitter = Splitter::new(text);
    std::iter::from_fn(move || {
        let mut word = String::new();
        let (from, to) = splitter.next_into(&mut word)?;
        Some((word, from, to))
    })
}

/// Takes a plural ending off: one letter of English, Spanish and Portuguese alike, and the longer
/// one of Spanish *-iones*. What this does to a word that is no plural is the same everywhere.
pub(crate) fn stem(word: &mut String) {
    let plural = word.len() > 3
        && word.ends_with('s')
        && !word.ends_with("ss")
        && !word.ends_with("us")
        && !word.ends_with("is");
    if plural {
        let cut = if word.ends_with("iones") { 2 } else { 1 };
        word.truncate(word.len() - cut);
    }
}

/// Where the scan of a text stands.
struct Splitter<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Splitter<'a> {
    const fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// Puts the next word into `word`; gives its place, in bytes.
    fn next_into(&mut self, word: &mut String) -> Option<(usize, usize)> {
        loop {
            word.clear();
            let bytes = self.text.as_bytes();
            let mut start = self.at;
            while class(*bytes.get(start)?) == Class::Between {
                start += 1;
            }
            if class(bytes[start]) == Class::Beyond {
                start += self.text[start..].find(char::is_alphanumeric)?;
            }
            let end = match self.scan_ascii(start) {
                Some(end) => {
                    word.push_str(&self.text[start..end]);
                    word.make_ascii_lowercase();
                    end
                }
                None => self.scan(start, word),
            };
            self.at = end;
            if word.len() <= MAX_WORD && !word.is_empty() {
                return Some((start, end));
            }
        }
    }

    /// The end of a word of ASCII, as nearly all are; nothing where anything else touches it.
    fn scan_ascii(&self, start: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let class_at = |at: usize| bytes.get(at).map_or(Class::Between, |byte| class(*byte));
        let mut at = start;
        loop {
            while matches!(class_at(at), Class::Lower | Class::Digit) {
                at += 1;
            }
            match class_at(at) {
                Class::Between => return Some(at),
                Class::Beyond => return None,
                Class::Upper if at > start => {
                    let next = class_at(at + 1);
                    if next == Class::Beyond {
                        return None;
                    }
                    if class_at(at - 1) != Class::Upper || next == Class::Lower {
                        return Some(at);
                    }
                }
                Class::Upper | Class::Lower | Class::Digit => {}
            }
            at += 1;
        }
    }

    /// Takes one word, which begins at `start`; gives its end.
    fn scan(&self, start: usize, word: &mut String) -> usize {
        let mut previous = ' ';
        let mut chars = self.text[start..].char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let at = start + at;
            if !c.is_alphanumeric() {
                // Marks that combine belong to the letter before them.
                if ('\u{300}'..='\u{36f}').contains(&c) {
                    continue;
                }
                return at;
            }
            // Scripts without spaces: a sign is a word.
            if is_ideograph(c) {
                if at > start {
                    return at;
                }
                word.push(c);
                return at + c.len_utf8();
            }
            let next_is_lower = || chars.clone().next().is_some_and(|(_, n)| n.is_lowercase());
            let hump = at > start
                && c.is_uppercase()
                && (previous.is_lowercase()
                    || previous.is_numeric()
                    || (previous.is_uppercase() && next_is_lower()));
            if hump {
                return at;
            }
            if c.is_ascii() {
                word.push(c.to_ascii_lowercase());
            } else {
                for lower in c.to_lowercase() {
                    fold(lower, word);
                }
            }
            previous = c;
        }
        self.text.len()
    }
}

/// What a byte is to the scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// ASCII that is in no word.
    Between,
    /// Part of a character beyond ASCII.
    Beyond,
    Upper,
    Lower,
    Digit,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Between; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'a'..=b'z' => Class::Lower,
            b'A'..=b'Z' => Class::Upper,
            b'0'..=b'9' => Class::Digit,
            0x80.. => Class::Beyond,
            _ => Class::Between,
        };
        byte += 1;
    }
    classes
};

const fn class(byte: u8) -> Class {
    CLASSES[byte as usize]
}

const fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Accents off, ligatures apart: the letters of the languages that descriptions are written in.
fn fold(c: char, out: &mut String) {
    let plain = match c {
        'a'..='z' | '0'..='9' => c,
        'á' | 'à' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'é' | 'è' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' => 'e',
        'í' | 'ì' | 'î' | 'ï' | 'ī' => 'i',
        'ñ' | 'ń' | 'ň' => 'n',
        'ó' | 'ò' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' => 'o',
        'ú' | 'ù' | 'û' | 'ü' | 'ū' | 'ů' => 'u',
        'ý' | 'ÿ' => 'y',
        'ś' | 'š' => 's',
        'ź' | 'ż' | 'ž' => 'z',
        'ł' => 'l',
        'ß' => return out.push_str("ss"),
        'æ' => return out.push_str("ae"),
        'œ' => return out.push_str("oe"),
        '\u{300}'..='\u{36f}' => return,
        other => other,
    };
    out.push(plain);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{MAX_WORD, Splitter, exact_key, folded, words};

    #[test]
    fn identifiers_and_prose_meet() {
        for text in [
            "order_items_v2",
            "orderItemsV2",
            "order items v2",
            "Order-Items.V2",
        ] {
            assert_eq!(words(text), ["order", "item", "v2"], "{text}");
            assert_eq!(exact_key(text), "orderitemsv2", "{text}");
        }
    }

    #[test]
    fn humps_and_acronyms_come_apart() {
        assert_eq!(words("GMVDaily"), ["gmv", "daily"]);
        assert_eq!(words("parseHTTPRequest"), ["parse", "http", "request"]);
    }

    #[test]
    fn accents_are_folded() {
        assert_eq!(
            words("Facturación São Über niño"),
            ["facturacion", "sao", "uber", "nino"]
        );
        assert_eq!(words("n\u{303}andu\u{301}"), ["nandu"]);
    }

    #[test]
    fn plurals_meet_their_singulars() {
        assert_eq!(
            words("pedidos orders transacciones"),
            words("pedido order transaccion")
        );
        assert_eq!(
            words("status class basis gas"),
            ["status", "class", "basis", "gas"]
        );
    }

    #[test]
    fn signs_are_words_and_overlong_words_are_dropped() {
        assert_eq!(words("注文 abc"), ["注", "文", "abc"]);
        assert_eq!(words(&format!("{} b", "a".repeat(65))), ["b"]);
        assert_eq!(words("🎉 …"), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn words_of_ascii_are_those_of_the_long_way(text in "[a-cA-C0-2 _áÉñ\u{301}東-]{0,24}") {
            let splitter = Splitter::new(&text);
            for (start, first) in text.char_indices() {
                if first.is_alphanumeric() && let Some(end) = splitter.scan_ascii(start) {
                    let mut word = String::new();
                    prop_assert_eq!(splitter.scan(start, &mut word), end);
                    prop_assert_eq!(word, text[start..end].to_ascii_lowercase());
                }
            }
        }
        #[test]
        fn words_are_short_and_in_lower_case(text in "\\PC{0,80}") {
            for (word, from, to) in folded(&text) {
                prop_assert!(!word.is_empty() && word.len() <= MAX_WORD);
                prop_assert!(from < to && text.is_char_boundary(from) && text.is_char_boundary(to));
                prop_assert!(!word.chars().any(|c| c.is_ascii_uppercase() || c == '_'));
            }
        }

        #[test]
        fn separators_and_case_make_no_difference(
            parts in proptest::collection::vec("[a-z]{2,8}", 1..5),
            separator in "[ _.-]",
        ) {
            let joined = parts.join(&separator);
            prop_assert_eq!(words(&joined), words(&parts.join("_")));
            prop_assert_eq!(exact_key(&joined.to_uppercase()), exact_key(&joined));
        }
    }
}
