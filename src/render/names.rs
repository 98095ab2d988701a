//! Names by the first two characters of their words: what the search page reads, a file a prefix,
//! so that a query of a large mesh loads a few small files and not the whole list.

use std::collections::BTreeMap;
use std::io;

use serde::Serialize;

use super::Sink;
use crate::catalog::{AssetIx, Kind};
use crate::view::{Views, lists};

/// An asset: name, address, kind, title, owner.
type Entry<'a> = (&'a str, &'a str, &'a str, Option<&'a str>, Option<&'a str>);

/// A file of names.
#[derive(Serialize)]
struct Shard<'a> {
    /// Words of this prefix with the places in `d` of the assets that have them.
    w: Vec<(&'a str, Vec<u32>)>,
    /// Assets: name, address, kind, title, owner.
    d: Vec<Entry<'a>>,
}

/// Writes `search/names/*.json`.
pub(super) fn write(views: &Views<'_>, sink: &dyn Sink) -> io::Result<()> {
    let c = views.catalog;
    let mut words: BTreeMap<String, Vec<AssetIx>> = BTreeMap::new();
    for spec in &lists::ALL {
        for ix in views.listed(spec).iter().copied() {
            let mut own: Vec<String> = search_core::words(&name_text(views, ix));
            own.extend(search_core::words(c.title(ix)));
            own.sort_unstable();
            own.dedup();
            for word in own {
                words.entry(word).or_default().push(ix);
            }
        }
    }
    let mut files: BTreeMap<String, Vec<(&str, &[AssetIx])>> = BTreeMap::new();
    for (word, assets) in &words {
        files.entry(prefix(word)).or_default().push((word, assets));
    }
    for (prefix, entries) in files {
        let mut places: rustc_hash::FxHashMap<AssetIx, u32> = rustc_hash::FxHashMap::default();
        let mut shard = Shard {
            w: Vec::with_capacity(entries.len()),
            d: Vec::new(),
        };
        for (word, assets) in entries {
            let mut at = Vec::with_capacity(assets.len());
            for ix in assets {
                let next = u32::try_from(places.len()).unwrap_or(u32::MAX);
                let place = *places.entry(*ix).or_insert(next);
                if place == next {
                    shard.d.push(entry(views, *ix));
                }
                at.push(place);
            }
            shard.w.push((word, at));
        }
        let bytes = serde_json::to_vec(&shard)?;
        sink.put(&format!("search/names/{prefix}.json"), &bytes)?;
    }
    Ok(())
}

/// The part of a name that people type: without the project, which all assets of a mesh share.
fn name_text(views: &Views<'_>, ix: AssetIx) -> String {
    let c = views.catalog;
    match c.relation(ix) {
        Some(r) if r.is_described() => format!("{} {}", c.str(r.dataset), c.str(r.table)),
        _ => c.name(ix).to_owned(),
    }
}

fn entry<'a>(views: &'a Views<'_>, ix: AssetIx) -> Entry<'a> {
    let c = views.catalog;
    let asset = c.asset(ix);
    let relation = c.relation(ix);
    let kind = match relation {
        Some(r) if r.unified => "unified view",
        _ => match asset.kind {
            Kind::Dme => "DME",
            other => other.as_str(),
        },
    };
    let owner = relation
        .and_then(crate::catalog::Relation::owner)
        .or(c.product(ix).and_then(|p| p.environment))
        .map(|d| c.title(d));
    (
        c.name(ix),
        c.href(ix),
        kind,
        asset.title.map(|t| c.str(t)),
        owner,
    )
}

fn prefix(word: &str) -> String {
    let mut chars = word.chars();
    let plain = |c: &char| c.is_ascii_lowercase() || c.is_ascii_digit();
    match (chars.next().filter(plain), chars.next()) {
        (Some(a), None) => format!("{a}_"),
        (Some(a), Some(b)) if plain(&b) => format!("{a}{b}"),
        _ => "other".into(),
    }
}
