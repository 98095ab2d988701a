//! Texts of facts read back without a copy.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer};

/// Reads a text back without a copy; what serde does for a `Cow` by itself copies it within an
/// `Option`.
pub(super) fn borrowed<'de: 'a, 'a, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Cow<'a, str>>, D::Error> {
    Option::<&'de str>::deserialize(deserializer).map(|text| text.map(Cow::Borrowed))
}
