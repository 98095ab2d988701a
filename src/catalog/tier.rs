//! How critical a product is.

/// A tier of criticality; the most critical comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Tier {
    /// Most depends on it.
    One,
    /// Much depends on it.
    Two,
    /// The rest.
    Three,
}

impl Tier {
    /// The word used in manifests and output.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::One => "tier_1",
            Self::Two => "tier_2",
            Self::Three => "tier_3",
        }
    }

    /// In words, for pages.
    #[must_use]
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::One => "tier 1",
            Self::Two => "tier 2",
            Self::Three => "tier 3",
        }
    }
}
