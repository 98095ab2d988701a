//! What a page of figures is made of before it has its frame.

use super::figure_table::Table;
use crate::view::model::{Chart, DriftGroup, KeyFigure, Plot, Share, Tone};
use crate::view::{Views, grouped};

/// What a table by DME says where there is none.
pub(super) const NO_DME: &str = "No DME yet: add a manifest of `kind: DataMeshEnvironment`.";

/// What differs from page to page.
#[derive(Default)]
pub(super) struct Draft {
    /// What the page is about, where that differs from the whole mesh's.
    pub(super) intro: Option<&'static str>,
    pub(super) key: KeyFigure,
    pub(super) missing: Vec<&'static str>,
    pub(super) shares: Vec<Share>,
    pub(super) charts: Vec<Chart>,
    pub(super) drift: Vec<DriftGroup>,
    pub(super) is_drift: bool,
    pub(super) tables: Vec<Table>,
}

/// A chart, unless there is nothing to draw.
pub(super) fn chart(id: &'static str, title: &'static str, plot: Option<Plot>) -> Option<Chart> {
    Some(Chart {
        id,
        title,
        plot: plot?,
    })
}

/// A share with its judgement.
pub(super) fn share(label: &'static str, count: usize, total: usize) -> Share {
    let percent = (count * 100).checked_div(total).unwrap_or(0);
    Share {
        label,
        count,
        total,
        percent,
        tone: match percent {
            90.. => Tone::Ok,
            60.. => Tone::Warn,
            _ => Tone::Bad,
        },
    }
}

/// `count` of `total` in ‰; nothing where there is nothing to count.
pub(super) fn permille(count: usize, total: usize) -> Option<u16> {
    u16::try_from((count * 1000).checked_div(total)?).ok()
}

/// The figure of a page that counts what ought not to be.
pub(super) fn bad_count(n: usize, label: impl Into<String>) -> KeyFigure {
    KeyFigure {
        value: grouped(n),
        label: label.into(),
        tone: Some(if n == 0 { Tone::Ok } else { Tone::Warn }),
    }
}

/// The figure of a page where nothing is known.
pub(super) fn unknown(label: impl Into<String>) -> KeyFigure {
    KeyFigure {
        value: "–".to_owned(),
        label: label.into(),
        tone: None,
    }
}

/// The figure of a page of a part, which judges nobody.
pub(super) fn neutral(n: usize, label: impl Into<String>) -> KeyFigure {
    KeyFigure {
        value: grouped(n),
        label: label.into(),
        tone: None,
    }
}

/// Shares of nothing tell readers nothing, where the rest may be hidden from them.
pub(super) fn told(views: &Views<'_>, mut shares: Vec<Share>) -> Vec<Share> {
    shares.retain(|share| share.total > 0 || !views.is_part());
    shares
}
