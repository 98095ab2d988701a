//! Text to words: `orderItemsV2`, `order_items_v2` and `order items` meet; accents are folded.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// Longest word that is indexed, in bytes.
const MAX_WORD: usize = 64;

/// Splits identifiers and prose alike into folded, lower-case words.
#[derive(Clone, Default)]
pub struct IdentifierTokenizer;

/// The words of one text.
pub struct Words {
    words: Vec<(String, usize, usize)>,
    next: usize,
    token: Token,
}

impl Tokenizer for IdentifierTokenizer {
    type TokenStream<'a> = Words;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Words {
        Words {
            words: split(text),
            next: 0,
            token: Token::default(),
        }
    }
}

impl TokenStream for Words {
    fn advance(&mut self) -> bool {
        let Some((word, from, to)) = self.words.get_mut(self.next) else {
            return false;
        };
        self.token.text = std::mem::take(word);
        self.token.offset_from = *from;
        self.token.offset_to = *to;
        self.token.position = self.next;
        self.next += 1;
        true
    }
    fn token(&self) -> &Token {
        &self.token
    }
    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

/// The words of a text, in order.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    split(text).into_iter().map(|(word, ..)| word).collect()
}

fn split(text: &str) -> Vec<(String, usize, usize)> {
    let mut out: Vec<(String, usize, usize)> = Vec::with_capacity(text.len() / 6);
    let mut word = String::new();
    let mut start = 0;
    let mut previous = ' ';
    let mut close = |word: &mut String, start: usize, end: usize| {
        if !word.is_empty() {
            let taken = std::mem::take(word);
            if taken.len() <= MAX_WORD {
                out.push((taken, start, end));
            }
        }
    };
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if !c.is_alphanumeric() {
            // Marks that combine belong to the letter before them.
            if !('\u{300}'..='\u{36f}').contains(&c) {
                close(&mut word, start, at);
                previous = ' ';
            }
            continue;
        }
        let next_is_lower = chars.peek().is_some_and(|(_, n)| n.is_lowercase());
        let hump = c.is_uppercase()
            && (previous.is_lowercase()
                || previous.is_numeric()
                || (previous.is_uppercase() && next_is_lower));
        if hump {
            close(&mut word, start, at);
        }
        if word.is_empty() {
            start = at;
        }
        if c.is_ascii() {
            word.push(c.to_ascii_lowercase());
        } else {
            for lower in c.to_lowercase() {
                fold(lower, &mut word);
            }
        }
        previous = c;
    }
    close(&mut word, start, text.len());
    out
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
    use super::words;

    #[test]
    fn identifiers_and_prose_meet() {
        for text in [
            "order_items_v2",
            "orderItemsV2",
            "order items v2",
            "Order-Items.V2",
        ] {
            assert_eq!(words(text), ["order", "items", "v2"], "{text}");
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
}
