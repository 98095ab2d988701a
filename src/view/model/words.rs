//! Words of ours in models that come back from templates.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{PoisonError, RwLock};

use serde::de::{Deserialize, Deserializer, Error, Visitor};

/// A word of ours. By this name `serde` takes it for a value: a reference it would want to borrow.
pub type Word = &'static str;

/// Those met so far. There are few, since each stands in our sources or in a template; so they are
/// kept for good.
static WORDS: RwLock<BTreeSet<Word>> = RwLock::new(BTreeSet::new());

/// Like [`word`], where there may be none.
pub(super) fn some_word<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Word>, D::Error> {
    #[derive(serde::Deserialize)]
    #[serde(transparent)]
    struct Read {
        #[serde(deserialize_with = "word")]
        word: Word,
    }
    Ok(Option::<Read>::deserialize(from)?.map(|read| read.word))
}

/// Reads a word of ours: a kind, a tone, a label. A text of anyone's isn't one, so whatever could
/// mean something to HTML is refused.
pub(super) fn word<'de, D: Deserializer<'de>>(from: D) -> Result<Word, D::Error> {
    from.deserialize_str(Ours)
}

struct Ours;

impl Visitor<'_> for Ours {
    type Value = Word;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a word of vitrina's")
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<Word, E> {
        let known = WORDS.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.get(word) {
            return Ok(known);
        }
        drop(known);
        if word.contains(['<', '>', '&', '"', '\'']) {
            return Err(E::custom(format!("`{word}` isn't a word of vitrina's")));
        }
        let mut words = WORDS.write().unwrap_or_else(PoisonError::into_inner);
        // Another thread may have met it meanwhile.
        if let Some(known) = words.get(word) {
            return Ok(known);
        }
        let kept: Word = Box::leak(Box::from(word));
        words.insert(kept);
        Ok(kept)
    }
}
