//! Where a part of an asset is written.

use crate::diagnostic::Pos;

/// Where something is written, for those who ask. It is no part of what is said: two are always
/// equal, so that values which hold them are equal where they say the same.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WrittenAt(pub Pos);

impl PartialEq for WrittenAt {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for WrittenAt {}
