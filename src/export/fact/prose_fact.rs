//! What people wrote about assets: titles, descriptions, labels, tags, documentation.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::fact_parts::{DocumentedColumn, Name};

/// A text about an asset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(crate) enum ProseFact<'a> {
    /// Short display name (`friendly_name`).
    Title {
        /// The relation.
        name: Name<'a>,
        /// The text.
        #[serde(borrow)]
        text: Cow<'a, str>,
    },
    /// Text about a relation.
    Description {
        /// The relation.
        name: Name<'a>,
        /// The text.
        #[serde(borrow)]
        text: Cow<'a, str>,
    },
    /// A label (BigQuery) or meta entry of a relation.
    Label {
        /// The relation.
        name: Name<'a>,
        /// Key.
        #[serde(borrow)]
        key: Cow<'a, str>,
        /// Value.
        #[serde(borrow)]
        value: Cow<'a, str>,
    },
    /// A tag (dbt) of a relation.
    Tag {
        /// The relation.
        name: Name<'a>,
        /// The tag.
        #[serde(borrow)]
        tag: Cow<'a, str>,
    },
    /// A column or a nested field that documentation names.
    Documented(DocumentedColumn<'a>),
}

impl<'a> ProseFact<'a> {
    /// The relation that it is about.
    pub(in crate::export) const fn relation_mut(&mut self) -> &mut Name<'a> {
        match self {
            Self::Title { name, .. }
            | Self::Description { name, .. }
            | Self::Label { name, .. }
            | Self::Tag { name, .. }
            | Self::Documented(DocumentedColumn { name, .. }) => name,
        }
    }
}
