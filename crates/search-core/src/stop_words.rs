//! Words that say little by themselves. A query that has others doesn't insist on them; they are
//! indexed like any word, and a name that is just what was typed is found with them.

/// In English, Spanish and Portuguese, without accents, in order. Short, for a catalog is full of
/// words that are names in it: `all`, `no`, `new`, `us`, `os`, `not` are looked for like any other.
const STOP: &[&str] = &[
    "a", "al", "an", "and", "ao", "aos", "are", "as", "at", "be", "been", "but", "by", "can",
    "com", "como", "con", "could", "cual", "cuales", "cuando", "cuanto", "cuantos", "da", "das",
    "de", "del", "did", "do", "does", "donde", "dos", "e", "el", "em", "en", "es", "esta", "estan",
    "estao", "estas", "este", "estos", "foi", "for", "from", "has", "have", "hay", "how", "i",
    "if", "in", "into", "is", "it", "its", "la", "las", "lo", "los", "me", "my", "na", "nas",
    "nos", "o", "of", "on", "onde", "or", "ou", "our", "para", "pela", "pelas", "pelo", "pelos",
    "por", "quais", "qual", "quando", "quanto", "quantos", "que", "quem", "quien", "quienes",
    "sao", "se", "should", "son", "su", "sus", "tem", "that", "the", "their", "there", "these",
    "they", "this", "to", "u", "um", "uma", "umas", "un", "una", "unas", "unos", "uns", "was",
    "we", "were", "what", "when", "where", "which", "who", "why", "will", "with", "would", "y",
    "your",
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
        assert!(is_stop("who") && is_stop("cuantos") && is_stop("quais"));
        assert!(!is_stop("order") && !is_stop("all"));
    }
}
