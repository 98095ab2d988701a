//! HTML of a text that is safe by construction.

use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Safe HTML of a text of anyone's: what the sanitizer let through, made in this module alone.
///
/// A template prints its text escaped, like any other; as HTML it comes out of the function `prose`,
/// which takes this and no string. Where it is empty a template sees that there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Prose(String);

impl Prose {
    pub(super) fn sanitized(html: String) -> Self {
        Self(html)
    }
}

impl Deref for Prose {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Prose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What tells it from a string, on the way through a template.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tagged<T> {
    safe_html: T,
}

impl Serialize for Prose {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if self.0.is_empty() {
            return to.serialize_none();
        }
        Tagged { safe_html: &self.0 }.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Prose {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Tagged::deserialize(from).map(|tagged| Self(tagged.safe_html))
    }
}
