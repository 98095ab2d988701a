//! Links, and what they lead to.

use std::fmt;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::catalog::Kind;

/// A link to an asset or to another page; plain text where there is no page. A moment is no link: it
/// has RFC 3339 as its note, and the script puts its age in its place.
#[derive(Debug, Clone, Serialize, Deserialize, Default)]
pub(crate) struct Link {
    /// Text to show.
    pub text: String,
    /// Site-relative address.
    pub href: Option<String>,
    /// What it leads to.
    pub kind: LinkKind,
    /// A short remark beside it.
    pub note: Option<String>,
}

impl Link {
    /// Text that leads nowhere.
    #[must_use]
    pub(crate) fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// To a page of the site that isn't an asset's.
    #[must_use]
    pub(crate) fn to(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            href: Some(href.into()),
            ..Self::default()
        }
    }
}

/// What a link leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum LinkKind {
    /// What isn't an asset.
    #[default]
    Page,
    /// An asset.
    Asset(Kind),
    /// A table or view that no export describes.
    External,
    /// A moment.
    Moment,
}

impl LinkKind {
    /// The word for it; empty for what isn't an asset.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Page => "",
            Self::Asset(kind) => kind.as_str(),
            Self::External => "external",
            Self::Moment => "moment",
        }
    }

    /// Whether its text is the technical name of a view or table.
    #[must_use]
    pub(crate) const fn is_relation(self) -> bool {
        matches!(self, Self::Asset(Kind::View | Kind::Table))
    }

    /// Whether it leads to a contract.
    #[must_use]
    pub(crate) const fn is_contract(self) -> bool {
        matches!(self, Self::Asset(Kind::Contract))
    }

    /// What the figure beside an asset of this kind counts.
    #[must_use]
    pub(crate) const fn counted(self) -> &'static str {
        match self {
            Self::Asset(Kind::View | Kind::Table) => "column",
            Self::Asset(Kind::Product) => "port",
            Self::Asset(Kind::Dme) => "unified view",
            Self::Asset(Kind::Domain) => "DME",
            Self::Asset(Kind::Contract) => "table",
            Self::Asset(Kind::Exposure) => "source",
            _ => "asset",
        }
    }
}

impl Serialize for LinkKind {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for LinkKind {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Word;
        impl Visitor<'_> for Word {
            type Value = LinkKind;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("what a link leads to")
            }

            fn visit_str<E: Error>(self, word: &str) -> Result<LinkKind, E> {
                Ok(match word {
                    "" => LinkKind::Page,
                    "external" => LinkKind::External,
                    "moment" => LinkKind::Moment,
                    _ => LinkKind::Asset(Kind::parse(word).ok_or_else(|| {
                        E::custom(format!("`{word}` isn't what a link leads to"))
                    })?),
                })
            }
        }
        from.deserialize_str(Word)
    }
}
