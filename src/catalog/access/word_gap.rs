//! What stands between two words of a name.

/// What may stand between the words of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// Something else, a tag of a block, or nothing.
    Apart,
    /// Spaces, perhaps with signs.
    Spaced,
    /// Spaces and a sign that parts names.
    SpacedDot,
    /// Signs.
    Signs,
    /// Signs, and one that parts names in addresses.
    Slash,
    /// Signs, and one that parts names in SQL.
    Dot,
}
