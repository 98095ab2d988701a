//! E-mail addresses in texts that tools hold; they are left out.

use std::borrow::Cow;

pub(super) use crate::privacy::without_persons as without;

/// Whether the text holds an e-mail address.
pub(super) fn within(text: &str) -> bool {
    matches!(without(text), Cow::Owned(_))
}
