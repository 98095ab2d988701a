//! The names in a form, each text once.

use rustc_hash::FxHashMap;

use serde::{Deserialize, Serialize};

/// The number of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Sym(u32);

/// How a word of a name is quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    None,
    Backtick,
    Other,
}

/// A word of a dotted name: the number of its text and how it is quoted, in one number that takes a
/// byte or two where it is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Name(u32);

/// A dotted name.
pub(crate) type Dotted = Box<[Name]>;

impl Name {
    pub(crate) fn new(text: Sym, mark: Mark) -> Name {
        let mark = match mark {
            Mark::None => 0,
            Mark::Backtick => 1,
            Mark::Other => 2,
        };
        Name(text.0 << 2 | mark)
    }

    /// Its text.
    pub(crate) fn text(self) -> Sym {
        Sym(self.0 >> 2)
    }

    fn mark(self) -> Mark {
        match self.0 & 3 {
            0 => Mark::None,
            1 => Mark::Backtick,
            _ => Mark::Other,
        }
    }
}

/// A word of a dotted name, spelled out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word<'n> {
    pub(crate) text: &'n str,
    pub(crate) mark: Mark,
}

impl<'n> Word<'n> {
    /// A word without quotes.
    pub(crate) fn plain(text: &'n str) -> Word<'n> {
        Word {
            text,
            mark: Mark::None,
        }
    }

    /// Whether it stands in quotes.
    pub(crate) fn is_quoted(self) -> bool {
        self.mark != Mark::None
    }
}

/// The texts of a form by their numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Names(Vec<Box<str>>);

impl Names {
    /// The text of that number.
    pub(crate) fn text(&self, sym: Sym) -> &str {
        self.0.get(sym.0 as usize).map_or("", |text| text)
    }

    /// The word behind a number.
    pub(crate) fn word(&self, name: Name) -> Word<'_> {
        Word {
            text: self.text(name.text()),
            mark: name.mark(),
        }
    }

    /// The words of a dotted name.
    pub(crate) fn words(&self, names: &[Name]) -> Vec<Word<'_>> {
        names.iter().map(|name| self.word(*name)).collect()
    }
}

/// Numbers texts.
#[derive(Debug, Default)]
pub(crate) struct Interner(FxHashMap<Box<str>, Sym>);

impl Interner {
    /// The number of a text.
    pub(crate) fn sym(&mut self, text: &str) -> Sym {
        if let Some(&sym) = self.0.get(text) {
            return sym;
        }
        // No text has as many names: it is shorter than that.
        let sym = Sym(u32::try_from(self.0.len()).unwrap_or(u32::MAX));
        self.0.insert(text.into(), sym);
        sym
    }

    /// All texts.
    pub(crate) fn into_names(self) -> Names {
        let mut names: Vec<(Box<str>, Sym)> = self.0.into_iter().collect();
        names.sort_unstable_by_key(|(_, sym)| *sym);
        Names(names.into_iter().map(|(text, _)| text).collect())
    }
}
