//! Addresses that assets had in the former site. An asset is known by its key, so its old address leads
//! to the page that it has now: that of a table which became a view, of a product in another DME.

use rustc_hash::FxHashMap;

use super::Views;
use super::model::{MovedPage, Nav, PageKind};
use crate::catalog::AssetIx;
use crate::lines::AddressLine;

/// Pages at those addresses, with what the next build has to know of them, sorted. `known` says whose
/// each address was that can have a page now; what is said first of an address counts.
#[must_use]
pub(crate) fn former_pages(
    views: &Views<'_>,
    known: Vec<AddressLine>,
) -> Vec<(MovedPage, AddressLine)> {
    let c = views.reader;
    let assets = (0..).map(AssetIx).take(c.assets().len());
    let by_key: FxHashMap<String, AssetIx> = assets.map(|ix| (c.key(ix).to_string(), ix)).collect();
    let mut pages: Vec<(MovedPage, AddressLine)> = known
        .into_iter()
        .filter_map(|line| {
            let ix = *by_key.get(&line.key)?;
            Some((former_page(views, &line.url, ix), line))
        })
        .collect();
    pages.sort_by(|a, b| a.1.url.cmp(&b.1.url));
    pages.dedup_by(|later, first| later.1.url == first.1.url);
    pages
}

fn former_page(views: &Views<'_>, path: &str, ix: AssetIx) -> MovedPage {
    MovedPage {
        page: views.page_at(
            path,
            PageKind::Moved,
            Nav::Nothing,
            format!("{} has another page", views.reader.title(ix)),
            "This is the address that it had.".to_owned(),
            Vec::new(),
        ),
        target: views.link(ix),
    }
}
