//! Interned text.

use std::hash::BuildHasherDefault;

use rustc_hash::FxHasher;
use string_interner::StringInterner;
use string_interner::backend::StringBackend;
use string_interner::symbol::SymbolU32;

/// A piece of interned text.
pub(crate) type Sym = SymbolU32;

/// All text of a catalog, each piece once.
#[derive(Debug)]
pub(crate) struct Strings(StringInterner<StringBackend<Sym>, BuildHasherDefault<FxHasher>>);

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

    /// The text of a symbol.
    #[must_use]
    pub(crate) fn resolve(&self, sym: Sym) -> &str {
        self.0.resolve(sym).unwrap_or("")
    }
}
