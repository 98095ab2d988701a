//! Interned text.

use std::fmt;
use std::hash::BuildHasherDefault;

use rustc_hash::{FxHashSet, FxHasher};
use string_interner::StringInterner;
use string_interner::backend::BucketBackend;
use string_interner::symbol::SymbolU32;

/// A piece of interned text.
pub(crate) type Sym = SymbolU32;

/// All text of a catalog, each piece once. It stands in buckets, which grow by more of them: nothing is
/// copied as they fill.
pub(crate) struct Strings(StringInterner<BucketBackend<Sym>, BuildHasherDefault<FxHasher>>);

/// All texts, in the order of their numbers; where they stand in memory is nobody's business.
impl fmt::Debug for Strings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.0.iter().map(|(_, text)| text))
            .finish()
    }
}

impl Default for Strings {
    fn default() -> Self {
        Self(StringInterner::new())
    }
}

impl Strings {
    /// Interns a text.
    pub(crate) fn intern(&mut self, text: &str) -> Sym {
        self.0.get_or_intern(text)
    }

    /// The symbol of a text, and whether it is new.
    pub(crate) fn intern_new(&mut self, text: &str) -> (Sym, bool) {
        let before = self.0.len();
        let sym = self.0.get_or_intern(text);
        (sym, self.0.len() > before)
    }

    /// Gives back the room that was kept for more texts.
    pub(crate) fn shrink_to_fit(&mut self) {
        self.0.shrink_to_fit();
    }

    /// The symbol of a text that is interned already.
    #[must_use]
    pub(crate) fn get(&self, text: &str) -> Option<Sym> {
        self.0.get(text)
    }

    /// All texts, each once, in the order of their symbols.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(_, text)| text)
    }

    /// Lets some texts go, whose symbols nothing has any more; the symbols of the others stay.
    pub(crate) fn forget(&mut self, gone: &FxHashSet<Sym>) {
        if gone.is_empty() {
            return;
        }
        let mut kept = Self::default();
        for (n, (sym, text)) in self.0.iter().enumerate() {
            match gone.contains(&sym) {
                // Something has to stand in its place, and nothing else is called so.
                true => kept.intern(&format!("[redacted {n}]")),
                false => kept.intern(text),
            };
        }
        *self = kept;
    }

    /// The text of a symbol.
    #[must_use]
    pub(crate) fn resolve(&self, sym: Sym) -> &str {
        self.0.resolve(sym).unwrap_or("")
    }
}

#[cfg(test)]
mod tests {
    use super::Strings;

    #[test]
    fn what_is_forgotten_leaves_the_others_in_place() {
        let mut strings = Strings::default();
        let all = ["a", "b", "c"].map(|text| strings.intern(text));
        strings.forget(&[all[1]].into_iter().collect());
        assert_eq!(
            (strings.resolve(all[0]), strings.resolve(all[2])),
            ("a", "c")
        );
        assert_eq!((strings.get("b"), strings.get("c")), (None, Some(all[2])));
        assert!(strings.iter().all(|text| text != "b"));
    }
}
