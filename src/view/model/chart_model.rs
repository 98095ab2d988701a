//! Charts as figures; how they are drawn is not said here.

use serde::{Deserialize, Serialize};

use super::Tone;

/// What a chart shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Plot {
    /// A strip of days, each as good as its share.
    Strip(Series),
    /// Counts in order of time or size.
    Bars(Series),
    /// A horizontal bar a row.
    Meters(Vec<Meter>),
}

/// Bars beside each other, and the sentence that says the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Series {
    /// Number of places for bars; a bar may take several.
    pub places: usize,
    /// In order.
    pub bars: Vec<Bar>,
    /// What the chart says, without a full stop.
    pub words: String,
    /// What the first place stands for.
    pub from: String,
    /// What the last place stands for.
    pub to: String,
}

/// A bar of a [`Series`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Bar {
    /// The place that it begins at, from 0.
    pub at: usize,
    /// Number of places that it takes.
    pub wide: usize,
    /// Height, in percent.
    pub high: usize,
    /// How good that is.
    pub tone: Tone,
    /// What it stands for, and how much.
    pub title: String,
}

/// A share with its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Meter {
    /// What it is a share of.
    pub name: String,
    /// The share, at most 1000.
    pub permille: u16,
    /// How good that is.
    pub tone: Tone,
    /// The share in words: `99.3 %`.
    pub percent: String,
    /// What else there is to say.
    pub note: String,
}
