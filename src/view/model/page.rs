//! What every page has.

use serde::{Serialize, Serializer};

use super::Link;
use crate::catalog::Kind;

/// What every page has.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Page {
    /// For `<title>` and feeds, without the site's title.
    pub title: String,
    /// One sentence for search engines and link previews.
    pub summary: String,
    /// What it shows.
    pub kind: PageKind,
    /// Entry of the navigation bar that is current.
    pub nav: Nav,
    /// Site-relative address of this page.
    pub path: String,
    /// Absolute address, where `base_url` is set.
    pub canonical: Option<String>,
    /// Site-relative address of the feed of what changed of it, where there is one.
    pub feed: Option<String>,
    /// From the top down to the parent of this page.
    pub crumbs: Vec<Link>,
}

/// What a page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PageKind {
    /// An asset.
    Asset(Kind),
    /// The mesh at a glance.
    Home,
    /// Assets of a kind.
    List,
    /// What a search finds.
    Search,
    /// The explorer.
    Lineage,
    /// What changed lately.
    Changes,
    /// Figures.
    Governance,
    /// All findings.
    Findings,
    /// All rules.
    Rules,
    /// A rule.
    Rule,
    /// That an address leads nowhere.
    NotFound,
    /// Where something moved.
    Moved,
}

impl PageKind {
    /// The word that templates and the stylesheet know it by.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Asset(kind) => kind.as_str(),
            Self::Home => "home",
            Self::List => "list",
            Self::Search => "search",
            Self::Lineage => "lineage",
            Self::Changes => "changes",
            Self::Governance => "governance",
            Self::Findings => "findings",
            Self::Rules => "rules",
            Self::Rule => "rule",
            Self::NotFound => "not-found",
            Self::Moved => "moved",
        }
    }
}

impl Serialize for PageKind {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

/// An entry of the navigation bar, or a list that has none there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Nav {
    /// None.
    #[serde(rename = "")]
    Nothing,
    /// Unified views.
    Views,
    /// Tables, and views inside DMEs.
    Tables,
    /// Data products.
    Products,
    /// Data Mesh Environments.
    Dmes,
    /// Domains.
    Domains,
    /// Teams.
    Teams,
    /// The explorer.
    Lineage,
    /// Figures, findings, rules.
    Governance,
    /// Terms.
    Glossary,
    /// Guides.
    Guides,
}
