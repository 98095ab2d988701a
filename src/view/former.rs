//! Addresses that assets had in the former site. An asset is known by its key, so its old address leads
//! to the page that it has now: that of a table which became a view, of a product in another DME.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Views;
use super::model::{MovedPage, Nav, PageKind};
use crate::catalog::AssetIx;
use crate::lines::AddressLine;

/// Pages at those addresses, with what the next build has to know of them, sorted. `gone` are the
/// former pages that this site hasn't, sorted; `known` says whose each address was.
#[must_use]
pub(crate) fn former_pages(
    views: &Views<'_>,
    gone: &[String],
    known: impl IntoIterator<Item = AddressLine>,
) -> Vec<(MovedPage, AddressLine)> {
    let c = views.reader;
    let assets = (0..).map(AssetIx).take(c.assets().len());
    let by_key: FxHashMap<String, AssetIx> = assets.map(|ix| (c.key(ix).to_string(), ix)).collect();
    // A page stands there where case is folded.
    let mut taken: FxHashSet<String> = c
        .assets()
        .iter()
        .map(|asset| c.str(asset.href).to_ascii_lowercase())
        .collect();
    let mut pages = Vec::new();
    for line in known {
        let Some(ix) = by_key.get(&line.key).copied() else {
            continue;
        };
        if gone.binary_search(&line.url).is_ok() && taken.insert(line.url.to_ascii_lowercase()) {
            pages.push((former_page(views, &line.url, ix), line));
        }
    }
    pages.sort_unstable_by(|a, b| a.1.url.cmp(&b.1.url));
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
