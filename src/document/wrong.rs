//! What is wrong with a text that has to be of a format.

use crate::diagnostic::Text;

/// Why a text isn't of its format, in words that go on from the text, and how to write it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    pub(super) why: Text,
    pub(super) help: Text,
}
