//! Words that say little by themselves. A query that has others doesn't insist on them; they are
//! indexed like any word, and a name that is just what was typed is found with them.

/// In English, Spanish and Portuguese, without accents, in order. Short, for a catalog is full of
/// words that are names in it: `all`, `no`, `new`, `us`, `os`, `not` are looked for like any other.
const STOP: [&str; 73] = [
    "a", "al", "an", "and", "ao", "aos", "are", "as", "by", "com", "como", "con", "cual", "da",
    "das", "de", "del", "do", "does", "donde", "dos", "e", "el", "em", "en", "esta", "este", "for",
    "from", "has", "have", "how", "in", "is", "it", "la", "las", "lo", "los", "o", "of", "on",
    "onde", "or", "our", "para", "pela", "pelo", "por", "qual", "que", "se", "son", "su", "sus",
    "that", "the", "their", "these", "this", "to", "u", "um", "uma", "un", "una", "was", "what",
    "where", "which", "with", "y", "your",
];

/// Whether a folded word is one of them.
pub(crate) fn is_stop(word: &str) -> bool {
    STOP.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::{STOP, is_stop};
    use crate::analysis::exact_key;

    #[test]
    fn the_list_is_in_order_and_folded() {
        assert!(STOP.is_sorted_by(|a, b| a < b));
        assert!(STOP.iter().all(|w| exact_key(w) == *w));
        assert!(is_stop("the") && is_stop("das") && is_stop("y"));
        assert!(!is_stop("order") && !is_stop("all"));
    }
}
