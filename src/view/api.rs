//! The catalog as lines for programs: the same in `/api/v1/` and in `vitrina list`.

mod asset;
mod choice;
mod column;
mod edge;
mod promised;
mod relation;

pub(super) use choice::{derivation, lineage_source};
pub use edge::edge_lines;
pub(super) use edge::provenance_line;

use crate::insight::Impact;
use crate::lines::ImpactLine;

/// Words of the catalog, owned.
fn owned<'a>(words: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    words.into_iter().map(str::to_owned).collect()
}

fn impact_line(impact: &Impact) -> ImpactLine {
    ImpactLine {
        assets: impact.assets,
        views: impact.views,
        products: impact.products,
        dmes: impact.dmes,
        models: impact.models,
        exposures: impact.exposures,
        users: impact.users,
        upstream: impact.upstream,
    }
}
