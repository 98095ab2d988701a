//! What search makes of words of visible texts: it indexes the parts of `orders_daily` and the stem of
//! `orders`, which hidden things may be called.

use rustc_hash::FxHashSet;

use super::hidden_name::HiddenName;

/// Names of one word that parts of visible words begin with.
pub(super) struct CutWords {
    names: FxHashSet<String>,
    seen: FxHashSet<String>,
    /// Those that were met, in small letters.
    pub(super) alike: FxHashSet<String>,
}

impl CutWords {
    pub(super) fn of(names: &[HiddenName], alike: FxHashSet<String>) -> Self {
        let common = names.iter().filter(|name| name.form.is_common());
        let words = common.map(|name| name.name.to_lowercase());
        Self {
            names: words
                .filter(|name| name.chars().all(char::is_alphanumeric))
                .collect(),
            seen: FxHashSet::default(),
            alike,
        }
    }

    pub(super) fn look(&mut self, text: &str) {
        if self.names.is_empty() {
            return;
        }
        for word in text.split(|c: char| !c.is_alphanumeric()) {
            if word.is_empty() || self.seen.contains(word) {
                continue;
            }
            let lower = word.to_lowercase();
            self.begins(&lower);
            if lower.len() == word.len() {
                // Where another kind of letter begins, another word may.
                let mut before = None;
                for (at, c) in word.char_indices() {
                    let kind = (c.is_uppercase(), c.is_numeric());
                    if before.is_some_and(|before| before != kind) {
                        self.begins(lower.get(at..).unwrap_or_default());
                    }
                    before = Some(kind);
                }
            }
            self.seen.insert(word.to_owned());
        }
    }

    fn begins(&mut self, word: &str) {
        for (at, c) in word.char_indices().skip(2) {
            let start = word.get(..at + c.len_utf8()).unwrap_or_default();
            if let Some(name) = self.names.get(start) {
                self.alike.insert(name.clone());
            }
        }
    }
}
