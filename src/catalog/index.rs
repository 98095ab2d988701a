//! Dense numbers of things; none leaves its catalog.

/// Index of an asset in [`super::Registry::assets`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct AssetIx(pub u32);

impl AssetIx {
    /// As an index.
    #[must_use]
    pub(crate) const fn ix(self) -> usize {
        self.0 as usize
    }
}

/// A number of things as it is kept, in 32 bits.
pub(crate) fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
