//! What stands in a part for the hidden things that the SQL of a visible asset names.

use rustc_hash::FxHashMap;

use crate::catalog::{AssetIx, Sym};

/// Stands for something hidden that SQL names. However many there are, it is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stub {
    /// Something that the reader may not see.
    Unnamed,
    /// Names that the owner publishes: plain text, which leads nowhere.
    Named(Vec<Sym>),
}

/// Stubs of a part. There is no asset behind them: nothing to count, to list or to find.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stubs {
    /// What the SQL of a relation reads.
    pub reads: FxHashMap<AssetIx, Stub>,
    /// What a column of a relation is made of.
    pub columns: FxHashMap<(AssetIx, Sym), Stub>,
}

impl Stubs {
    /// All names that owners publish, each once, in an order that says nothing.
    #[must_use]
    pub(crate) fn published(&self) -> Vec<Sym> {
        let all = self.reads.values().chain(self.columns.values());
        let named = all.filter_map(|stub| match stub {
            Stub::Named(names) => Some(names),
            Stub::Unnamed => None,
        });
        let mut names: Vec<Sym> = named.flatten().copied().collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}
