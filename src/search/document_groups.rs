//! Which documents are indexed together: those of one DME, neighbours by name, so that what one
//! manifest or one dataset changes lies in few groups. A group ends where a name says so, not at a
//! number of documents, so that what comes or goes changes its own group alone.

use crate::catalog::{AssetIx, Catalog, Kind};

/// About how many groups there are.
const GROUPS: usize = 256;
/// Documents of a group, about, at least.
const LEAST: usize = 64;
/// By how much a group may be larger than it is meant to be.
const LARGEST: usize = 4;

/// All assets, by group. Where a mesh grows to twice its size all groups may be others.
pub(super) fn groups(c: &Catalog) -> Vec<Vec<AssetIx>> {
    let mut all: Vec<AssetIx> = (0..).map(AssetIx).take(c.assets.len()).collect();
    all.sort_by_cached_key(|ix| (home(c, *ix), c.name(*ix), c.asset(*ix).kind.as_str()));
    let size = size(all.len());
    let mut groups = Vec::new();
    let mut group = Vec::new();
    for ix in all {
        let last = is_last(c.name(ix), size);
        group.push(ix);
        if last || group.len() >= size * LARGEST {
            groups.push(std::mem::take(&mut group));
        }
    }
    groups.extend((!group.is_empty()).then_some(group));
    groups
}

/// The DME that an asset belongs to.
fn home(c: &Catalog, ix: AssetIx) -> Option<&str> {
    let asset = c.asset(ix);
    let dme = match asset.kind {
        Kind::View | Kind::Table => c.relation(ix).and_then(|relation| c.owner(relation)),
        Kind::Product => (c.products.get(asset.detail as usize)).and_then(|p| p.environment),
        Kind::Dme => Some(ix),
        _ => None,
    };
    dme.map(|dme| c.name(dme))
}

/// About how many documents are in each group of so many assets: a power of two.
fn size(assets: usize) -> usize {
    (assets / GROUPS).next_power_of_two().max(LEAST)
}

/// Whether a group of about so many ends with this name.
fn is_last(name: &str, size: usize) -> bool {
    crc32fast::hash(name.as_bytes()) as usize & (size - 1) == 0
}

#[cfg(test)]
mod tests {
    use super::{LEAST, is_last, size};

    #[test]
    fn groups_are_about_as_large_as_they_are_meant_to_be() {
        assert_eq!(
            [0, 12_773, 205_135, 1_033_064].map(size),
            [LEAST, 64, 1024, 4096]
        );
        let ends = (0..64_000).filter(|n| is_last(&format!("acme.sales.table_{n}"), 64));
        assert!((800..1200).contains(&ends.count()));
    }
}
