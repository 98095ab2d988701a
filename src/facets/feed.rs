//! What goes into a fingerprint: content, whatever the numbers by which this build keeps it.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::mem;

use crate::catalog::{AssetIx, Catalog, Sym};
use crate::diagnostic::{FileId, Pos};

/// What a fingerprint is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// What is said, wherever it stands.
    Content,
    /// Where it stands alone, as `path:line`, as pages print it.
    Places,
}

/// Takes values, and makes a fingerprint of them. The hash isn't keyed: whoever may write the cache may
/// write the pages as well.
pub(crate) struct Feed<'c> {
    hasher: DefaultHasher,
    catalog: &'c Catalog,
    /// Hashes of keys, by asset.
    keys: &'c [u64],
    of: Of,
}

impl<'c> Feed<'c> {
    pub(super) fn new(catalog: &'c Catalog, keys: &'c [u64], of: Of) -> Self {
        Self {
            hasher: DefaultHasher::new(),
            catalog,
            keys,
            of,
        }
    }

    /// One for another fingerprint, of what is said.
    pub(super) fn anew(&self) -> Self {
        Self::new(self.catalog, self.keys, Of::Content)
    }

    /// Takes a value.
    pub(crate) fn add<T: Content + ?Sized>(&mut self, value: &T) {
        value.feed(self);
    }

    /// Takes a word of a closed set: the variants of an enum without values.
    pub(super) fn word<T>(&mut self, value: &T) {
        if self.of == Of::Content {
            mem::discriminant(value).hash(&mut self.hasher);
        }
    }

    /// Takes a text as it is, with its length.
    fn text(&mut self, text: &str) {
        if self.of == Of::Content {
            self.hasher.write_usize(text.len());
            self.hasher.write(text.as_bytes());
        }
    }

    fn number(&mut self, number: u64) {
        if self.of == Of::Content {
            self.hasher.write_u64(number);
        }
    }

    fn place(&mut self, pos: Pos) {
        if self.of == Of::Places && pos != Pos::NOWHERE {
            let path = self.catalog.path(pos.file);
            self.hasher.write_usize(path.len());
            self.hasher.write(path.as_bytes());
            self.hasher.write_u32(pos.line);
        }
    }

    /// The fingerprint; never 0.
    pub(super) fn finish(self) -> u64 {
        self.hasher.finish().max(1)
    }
}

/// Has content: what stays the same from build to build while nothing changes.
pub(crate) trait Content {
    /// Feeds it.
    fn feed(&self, to: &mut Feed<'_>);
}

impl Content for AssetIx {
    fn feed(&self, to: &mut Feed<'_>) {
        let key = to.keys.get(self.ix()).copied().unwrap_or_default();
        to.number(key);
    }
}

impl Content for Sym {
    fn feed(&self, to: &mut Feed<'_>) {
        let catalog = to.catalog;
        to.text(catalog.str(*self));
    }
}

impl Content for FileId {
    fn feed(&self, to: &mut Feed<'_>) {
        let catalog = to.catalog;
        to.text(catalog.path(*self));
    }
}

impl Content for Pos {
    fn feed(&self, to: &mut Feed<'_>) {
        to.place(*self);
    }
}

impl Content for str {
    fn feed(&self, to: &mut Feed<'_>) {
        to.text(self);
    }
}

impl Content for String {
    fn feed(&self, to: &mut Feed<'_>) {
        to.text(self);
    }
}

macro_rules! unsigned {
    ($($type:ty)*) => {$(
        impl Content for $type {
            fn feed(&self, to: &mut Feed<'_>) {
                to.number(u64::from(*self));
            }
        }
    )*};
}

unsigned!(bool u8 u16 u32 u64);

macro_rules! by_bits {
    ($($type:ty)*) => {$(
        impl Content for $type {
            fn feed(&self, to: &mut Feed<'_>) {
                to.number(u64::from_ne_bytes(i64::from(*self).to_ne_bytes()));
            }
        }
    )*};
}

by_bits!(i32 i64);

impl Content for usize {
    fn feed(&self, to: &mut Feed<'_>) {
        to.number(*self as u64);
    }
}

impl<T: Content + ?Sized> Content for &T {
    fn feed(&self, to: &mut Feed<'_>) {
        (**self).feed(to);
    }
}

impl<T: Content + ?Sized> Content for Box<T> {
    fn feed(&self, to: &mut Feed<'_>) {
        (**self).feed(to);
    }
}

impl<T: Content + ?Sized> Content for std::sync::Arc<T> {
    fn feed(&self, to: &mut Feed<'_>) {
        (**self).feed(to);
    }
}

impl<T: Content> Content for Option<T> {
    fn feed(&self, to: &mut Feed<'_>) {
        to.number(u64::from(self.is_some()));
        if let Some(value) = self {
            value.feed(to);
        }
    }
}

impl<T: Content> Content for [T] {
    fn feed(&self, to: &mut Feed<'_>) {
        to.number(self.len() as u64);
        for value in self {
            value.feed(to);
        }
    }
}

impl<T: Content, const N: usize> Content for [T; N] {
    fn feed(&self, to: &mut Feed<'_>) {
        self.as_slice().feed(to);
    }
}

impl<T: Content> Content for Vec<T> {
    fn feed(&self, to: &mut Feed<'_>) {
        self.as_slice().feed(to);
    }
}

impl<A: Content, B: Content> Content for (A, B) {
    fn feed(&self, to: &mut Feed<'_>) {
        let (a, b) = self;
        a.feed(to);
        b.feed(to);
    }
}

impl<A: Content, B: Content, C: Content> Content for (A, B, C) {
    fn feed(&self, to: &mut Feed<'_>) {
        let (a, b, c) = self;
        a.feed(to);
        b.feed(to);
        c.feed(to);
    }
}

/// Content of values that have fields: all of them, so that one that is added has to be named here.
macro_rules! fields {
    ($($type:ty { $($field:ident)* })*) => {$(
        impl $crate::facets::Content for $type {
            fn feed(&self, to: &mut $crate::facets::Feed<'_>) {
                let Self { $($field),* } = self;
                $(to.add($field);)*
            }
        }
    )*};
}

/// Content of enums whose variants hold nothing.
macro_rules! words {
    ($($type:ty)*) => {$(
        impl $crate::facets::Content for $type {
            fn feed(&self, to: &mut $crate::facets::Feed<'_>) {
                to.word(self);
            }
        }
    )*};
}

pub(super) use {fields, words};
