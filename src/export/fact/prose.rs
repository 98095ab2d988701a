//! What people wrote about assets: titles, descriptions, labels, tags, documentation.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::parts::{DocumentedColumn, Name};

/// A text about an asset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub enum ProseFact<'a> {
    /// Text about a dataset (`SCHEMATA_OPTIONS` description).
    DatasetDescription {
        /// Project.
        project: &'a str,
        /// Dataset.
        dataset: &'a str,
        /// The text.
        #[serde(borrow)]
        text: Cow<'a, str>,
    },
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
    /// The one relation that it is about, if it is about one.
    pub(in crate::export) const fn relation_mut(&mut self) -> Option<&mut Name<'a>> {
        match self {
            Self::Title { name, .. }
            | Self::Description { name, .. }
            | Self::Label { name, .. }
            | Self::Tag { name, .. }
            | Self::Documented(DocumentedColumn { name, .. }) => Some(name),
            Self::DatasetDescription { .. } => None,
        }
    }
}
