//! The two sides, and what both can tell.

use super::side::Side;

/// The state before and the one after.
#[derive(Clone, Copy)]
pub(super) struct Sides<'a> {
    pub(super) old: &'a Side,
    pub(super) new: &'a Side,
}

impl Sides<'_> {
    /// Whether lines of both sides can have a field, which stands as `Type.field`.
    pub(super) fn both_tell(&self, field: &str) -> bool {
        self.old.tells(field) && self.new.tells(field)
    }
}
