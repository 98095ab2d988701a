//! The front page.

use serde::Serialize;

use super::{AssetRow, Link, Page, Tone, TreeNode};

/// The front page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct HomePage {
    /// Common part.
    pub page: Page,
    /// The mesh at a glance.
    pub figures: Vec<Figure>,
    /// Heading of `top_views`.
    pub top_heading: &'static str,
    /// Most depended-on views (most used, once usage is known).
    pub top_views: Vec<AssetRow>,
    /// Domain tree, two levels.
    pub tree: Vec<TreeNode>,
    /// DMEs.
    pub dmes: Vec<AssetRow>,
    /// DMEs beyond those shown.
    pub dmes_more: usize,
    /// What is new, deprecated or moved.
    pub recent: Vec<ChangeRow>,
    /// Guides.
    pub guides: Vec<Link>,
    /// Growth chart, if dates are known.
    pub growth: Option<Growth>,
    /// Findings: errors.
    pub errors: usize,
    /// Findings: warnings.
    pub warnings: usize,
    /// What to do where there is none of something.
    pub to_add: ToAdd,
}

/// How the first of a kind is added, in a sentence.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ToAdd {
    /// Unified views.
    pub views: &'static str,
    /// Domains.
    pub domains: &'static str,
    /// DMEs.
    pub dmes: &'static str,
    /// Guides.
    pub guides: &'static str,
}

/// A number on the home page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Figure {
    /// The number, grouped.
    pub value: String,
    /// What it counts.
    pub label: &'static str,
    /// List of them.
    pub href: &'static str,
}

/// The growth chart: productive tables known at the end of each quarter.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Growth {
    /// Bars.
    pub bars: Vec<GrowthBar>,
    /// Width of the coordinate system.
    pub width: u32,
    /// Height.
    pub height: u32,
    /// First and last label.
    pub from: String,
    /// Last label.
    pub to: String,
    /// In words.
    pub label: String,
}

/// A bar of the growth chart.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct GrowthBar {
    /// Left edge.
    pub x: u32,
    /// Top edge.
    pub y: u32,
    /// Width.
    pub w: u32,
    /// Height.
    pub h: u32,
    /// "2024-06: 41 tables".
    pub title: String,
}

/// What happened, in the order of the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Change {
    /// It isn't as it was.
    Changed,
    /// It shouldn't be used any more.
    Deprecated,
    /// It isn't there any more.
    Gone,
    /// It has another name.
    Moved,
    /// It is there now.
    New,
    /// It has a new version.
    Released,
}

impl Change {
    /// A judgement, where it is one.
    #[must_use]
    pub(crate) const fn tone(self) -> Option<Tone> {
        match self {
            Self::Deprecated | Self::Gone => Some(Tone::Warn),
            Self::Changed | Self::Moved | Self::New | Self::Released => None,
        }
    }
}

/// Something that happened.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ChangeRow {
    /// `YYYY-MM-DD`.
    pub date: String,
    /// What happened.
    pub what: Change,
    /// How good that is, where it judges.
    pub tone: Option<Tone>,
    /// The asset.
    pub link: Link,
    /// The rest.
    pub text: Option<String>,
}
