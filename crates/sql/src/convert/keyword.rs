//! The parser's keywords by their text.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use sqlparser::keywords::{ALL_KEYWORDS, ALL_KEYWORDS_INDEX, Keyword};

/// No keyword is longer, in bytes.
const LONGEST: usize = 48;

/// In capitals. The parser's own search, by halves and letter by letter, takes several times as long.
static KEYWORDS: LazyLock<FxHashMap<&[u8], Keyword>> = LazyLock::new(|| {
    let texts = ALL_KEYWORDS.iter().map(|text| text.as_bytes());
    texts.zip(ALL_KEYWORDS_INDEX.iter().copied()).collect()
});

/// The keyword that a word is, in letters of any case.
pub(super) fn keyword(word: &str) -> Keyword {
    let mut capitals = [0; LONGEST];
    let Some(capitals) = capitals.get_mut(..word.len()) else {
        return Keyword::NoKeyword;
    };
    capitals.copy_from_slice(word.as_bytes());
    capitals.make_ascii_uppercase();
    let found = KEYWORDS.get(&*capitals);
    found.copied().unwrap_or(Keyword::NoKeyword)
}

#[cfg(test)]
mod tests {
    use super::{ALL_KEYWORDS, Keyword, LONGEST, keyword};
    use sqlparser::tokenizer::Token;

    #[test]
    fn words_are_the_keywords_that_the_parser_knows() {
        let longer = "x".repeat(LONGEST + 1);
        let others = ["", "a", "é", "selecT", "selects", "order_id", &longer];
        for word in ALL_KEYWORDS.iter().copied().chain(others) {
            assert!(keyword(word) == Keyword::NoKeyword || word.len() <= LONGEST);
            for word in [word.to_lowercase(), word.to_owned()] {
                let Token::Word(known) = Token::make_word(&word, None) else {
                    panic!("{word}");
                };
                assert_eq!(keyword(&word), known.keyword, "{word}");
            }
        }
    }
}
