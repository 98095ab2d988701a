//! The keys of a mapping that were met so far.

use std::collections::HashSet;

/// Beyond so many keys looking at one after the other would cost more than hashing does.
const FEW: usize = 32;

/// A list where there are few, as in nearly every mapping; a set where there are many.
pub(super) enum Seen {
    Few(Vec<String>),
    Many(HashSet<String>),
}

impl Seen {
    /// Of a mapping of `count` keys.
    pub(super) fn of(count: usize) -> Self {
        if count > FEW {
            Self::Many(HashSet::with_capacity(count))
        } else {
            Self::Few(Vec::with_capacity(count))
        }
    }

    pub(super) fn contains(&self, key: &str) -> bool {
        match self {
            Self::Few(keys) => keys.iter().any(|known| known == key),
            Self::Many(keys) => keys.contains(key),
        }
    }

    pub(super) fn insert(&mut self, key: String) {
        match self {
            Self::Few(keys) => keys.push(key),
            Self::Many(keys) => {
                keys.insert(key);
            }
        }
    }
}
