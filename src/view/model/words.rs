//! Words of ours in models that come back from templates.

use std::collections::BTreeSet;
use std::sync::{PoisonError, RwLock};

use serde::de::{Deserialize, Deserializer, Error};

/// A word of ours. By this name `serde` takes it for a value: a reference it would want to borrow.
pub type Word = &'static str;

/// Those met so far. There are few, since each stands in our sources or in a template; so they are
/// kept for good.
static WORDS: RwLock<BTreeSet<Word>> = RwLock::new(BTreeSet::new());

/// Reads a word of ours: a kind, a tone, a label. A text of anyone's isn't one, so whatever could
/// mean something to HTML is refused.
pub(super) fn word<'de, D: Deserializer<'de>>(from: D) -> Result<Word, D::Error> {
    let word = String::deserialize(from)?;
    if word.contains(['<', '>', '&', '"', '\'']) {
        return Err(D::Error::custom(format!(
            "`{word}` isn't a word of vitrina's"
        )));
    }
    let known = WORDS
        .read()
        .unwrap_or_else(PoisonError::into_inner)
        .get(word.as_str())
        .copied();
    Ok(known.unwrap_or_else(|| {
        let mut words = WORDS.write().unwrap_or_else(PoisonError::into_inner);
        // Another thread may have met it meanwhile.
        if let Some(known) = words.get(word.as_str()) {
            return known;
        }
        let kept: Word = Box::leak(word.into_boxed_str());
        words.insert(kept);
        kept
    }))
}
