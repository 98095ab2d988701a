//! What goes into a fingerprint: content, whatever the numbers by which this build keeps it.

use std::hash::{Hash, Hasher};
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

/// Takes values, and makes a fingerprint of them: they are put one after the other, each so that where it
/// ends shows, and hashed as a whole.
pub(crate) struct Feed<'c> {
    taken: Taken,
    catalog: &'c Catalog,
    /// Hashes of keys, by asset.
    keys: &'c [u64],
    of: Of,
}

/// What was taken so far, as bytes.
struct Taken(Vec<u8>);

/// Some types show what they hold to a hasher alone.
impl Hasher for Taken {
    fn write(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    fn finish(&self) -> u64 {
        let hash = blake3::hash(&self.0);
        let first = hash.as_bytes().first_chunk().copied();
        u64::from_le_bytes(first.unwrap_or_default())
    }
}

impl<'c> Feed<'c> {
    pub(super) fn new(catalog: &'c Catalog, keys: &'c [u64], of: Of) -> Self {
        Self {
            taken: Taken(Vec::with_capacity(512)),
            catalog,
            keys,
            of,
        }
    }

    /// One for another fingerprint, of what is said.
    pub(super) fn anew(&self) -> Self {
        Self::new(self.catalog, self.keys, Of::Content)
    }

    /// What it takes from here on.
    pub(super) const fn takes(&mut self, of: Of) {
        self.of = of;
    }

    /// Begins anew, with nothing taken.
    pub(super) fn clear(&mut self) {
        self.taken.0.clear();
    }

    /// Takes a value.
    pub(crate) fn add<T: Content + ?Sized>(&mut self, value: &T) {
        value.feed(self);
    }

    /// Takes a word of a closed set: the variants of an enum without values.
    pub(super) fn word<T>(&mut self, value: &T) {
        if self.of == Of::Content {
            mem::discriminant(value).hash(&mut self.taken);
        }
    }

    /// Takes a text as it is, with its length.
    fn text(&mut self, text: &str) {
        if self.of == Of::Content {
            self.number(text.len() as u64);
            self.taken.write(text.as_bytes());
        }
    }

    /// Most numbers are small: they take one byte.
    fn number(&mut self, number: u64) {
        if self.of == Of::Content {
            match u8::try_from(number) {
                Ok(small) if small < u8::MAX => self.taken.0.push(small),
                _ => {
                    self.taken.0.push(u8::MAX);
                    self.taken.write(&number.to_le_bytes());
                }
            }
        }
    }

    fn place(&mut self, pos: Pos) {
        if self.of == Of::Places && pos != Pos::NOWHERE {
            let path = self.catalog.path(pos.file);
            self.taken.write(&(path.len() as u64).to_le_bytes());
            self.taken.write(path.as_bytes());
            let line = self.catalog.lasting_line(pos).unwrap_or_default();
            self.taken.write(&line.to_le_bytes());
        }
    }

    /// The fingerprint of all that was taken.
    pub(super) fn fingerprint(&self) -> u64 {
        self.taken.finish()
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
