//! Assets in rows and as a tree.

use serde::{Deserialize, Serialize};

use super::{Badge, Link, SeenByBuilds};

/// A row in a list of assets.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct AssetRow {
    /// Link to it.
    pub link: Link,
    /// First sentence of its description.
    pub summary: Option<String>,
    /// Owner DME.
    pub dme: Option<Link>,
    /// Status, criticality …
    pub badges: Vec<Badge>,
    /// A figure: columns, tables, views.
    pub figure: Option<String>,
    /// When it came and when it changed, where that was lately.
    #[serde(default)]
    pub seen: SeenByBuilds,
}

/// A titled list of assets within a page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct AssetList {
    /// Heading.
    pub title: &'static str,
    /// Anchor.
    pub id: &'static str,
    /// Rows.
    pub rows: Vec<AssetRow>,
    /// Rows beyond those shown.
    pub more: usize,
    /// The whole list.
    pub all: Option<Link>,
    /// What to say where there are none.
    pub empty: &'static str,
}

/// A node of the domain tree.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct TreeNode {
    /// Link to the domain.
    pub link: Link,
    /// Depth, 0 at the top.
    pub depth: usize,
    /// DMEs in it and below.
    pub dmes: usize,
    /// Unified views in it and below.
    pub views: usize,
    /// `retired`, `deprecated` …
    pub badges: Vec<Badge>,
}
