//! Links that lead nowhere, in what is rendered: those of descriptions, of which the text alone is
//! shown, and those of pages, whoever wrote them.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::credentials;
use crate::catalog::{AssetIx, Catalog};
use crate::diagnostic::{Argument, Finding, Rule, beginning, text};
use crate::render::LinkSink;
use crate::view::LostLinks;

/// Addresses that a finding names.
const NAMED: usize = 3;
/// Findings about pages that aren't an asset's.
const MOST: usize = 100;
/// Characters of an address that are shown.
const SHOWN: usize = 200;

/// Says what leads nowhere: where an asset's own texts or page name it, of that asset, or else of the
/// first page that does.
pub(super) fn findings(catalog: &Catalog, lost: LostLinks, links: LinkSink<'_>) -> Vec<Finding> {
    let mut of_assets = lost.into_all();
    let (dead, passed_over) = links.dead();
    let mut of_pages = Vec::new();
    if !dead.is_empty() {
        let pages: FxHashMap<&str, AssetIx> = (0..)
            .zip(&catalog.assets)
            .map(|(ix, asset)| (catalog.str(asset.href), AssetIx(ix)))
            .collect();
        for found in dead {
            let address = beginning(&found.address, SHOWN);
            match pages.get(found.page.as_str()) {
                // What many pages have comes from their frame.
                Some(asset) if found.pages == 1 => {
                    of_assets.entry(*asset).or_default().insert(address);
                }
                _ => of_pages.push((found.page, address, found.pages)),
            }
        }
    }
    let mut findings: Vec<Finding> = of_assets
        .into_iter()
        .map(|(asset, addresses)| of_asset(catalog, asset, addresses))
        .collect();
    let more = of_pages.len().saturating_sub(MOST) + passed_over;
    let first = of_pages.first().map(|(page, ..)| page.clone());
    for (page, address, pages) in of_pages.into_iter().take(MOST) {
        let message = match pages {
            1 => text!(
                "`{address}`, to which this page links, isn't there",
                address
            ),
            pages => text!(
                "`{address}`, to which {pages} pages link, isn't there; this is the first of them",
                address,
                pages
            ),
        };
        let help = "correct the link where the page has it from: a template of the theme, a setting, or a text that several pages show";
        findings.push(
            Finding::new(Rule::DeadLink, message)
                .at_path(page)
                .detail(&address)
                .help(help),
        );
    }
    if more > 0 {
        let message = text!(
            "{more} more addresses lead nowhere, or weren't looked at",
            more
        );
        findings.push(
            Finding::new(Rule::DeadLink, message)
                .at_path(first.unwrap_or_else(|| "index.html".to_owned()))
                .help("mend those that are told first"),
        );
    }
    credentials::taken_out(&mut findings);
    findings
}

fn of_asset(catalog: &Catalog, asset: AssetIx, addresses: BTreeSet<String>) -> Finding {
    let count = addresses.len();
    let named: Vec<String> = addresses.into_iter().take(NAMED).collect();
    let more = match count.saturating_sub(NAMED) {
        0 => "".into(),
        more => text!(" and {more} more", more),
    };
    let verb = if count == 1 { "leads" } else { "lead" };
    Finding::new(
        Rule::DeadLink,
        text!(
            "{named}{more} in the texts of `{asset}` {verb} nowhere",
            named = Argument::Names(named),
            more,
            asset = Argument::Asset(catalog.subject(asset)),
            verb
        ),
    )
    .about(catalog.subject(asset))
    .at(catalog.asset(asset).pos)
    .help("name an asset as [[kind:id]], or write a whole address on the web; an address of this portal has to be that of a page and an anchor that it has")
}
