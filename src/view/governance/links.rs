//! Addresses of pages of figures, and links from them.

use crate::catalog::AssetIx;
use crate::view::Views;
use crate::view::model::Link;

/// Address of the overview.
pub(in crate::view) const OVERVIEW: &str = "governance/index.html";

/// Address of a page.
pub(super) fn address(slug: &str) -> String {
    format!("governance/{slug}.html")
}

/// A link to a place on an asset's page; to its head where the anchor is empty.
pub(super) fn place_link(views: &Views<'_>, (ix, anchor): (AssetIx, &str)) -> Link {
    let mut link = views.link(ix);
    if !anchor.is_empty() {
        link.href = link.href.map(|href| format!("{href}#{anchor}"));
    }
    link
}
