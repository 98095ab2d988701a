//! How good something is.

use serde::{Deserialize, Serialize};

/// A judgement: a class of the stylesheet, said by words as well and never by colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Tone {
    /// Nothing is judged.
    #[default]
    #[serde(rename = "")]
    Neutral,
    /// A property, neither good nor bad.
    Plain,
    /// As it ought to be.
    Ok,
    /// Worth knowing.
    Info,
    /// To be looked at.
    Warn,
    /// Not as it ought to be.
    Bad,
    /// Not known.
    #[serde(rename = "none")]
    Unknown,
}

impl Tone {
    /// The class.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Neutral => "",
            Self::Plain => "plain",
            Self::Ok => "ok",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Bad => "bad",
            Self::Unknown => "none",
        }
    }
}
