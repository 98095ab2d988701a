//! The catalog as lines for programs: the same in `/api/v1/` and in `vitrina list`.

mod asset_files;
mod asset_lines;
mod choice;
mod column_lines;
mod dataset_lines;
mod edge_lines;
mod history_lines;
mod lifecycle_lines;
mod line_cuts;
mod line_sizes;
mod mesh_lines;
mod reader_lines;
mod relation_lines;
mod service_level_lines;
mod star_lines;

pub(crate) use crate::view::asset_file::AssetFile;
pub(crate) use asset_files::{asset_files, is_one_file};
pub(crate) use asset_lines::asset_line;
pub(super) use choice::{derivation, lineage_kind, lineage_source};
pub(crate) use dataset_lines::dataset_lines;
pub(crate) use edge_lines::edge_lines;
pub(super) use edge_lines::provenance_line;
pub(crate) use history_lines::history_lines;
pub(crate) use line_cuts::{Cuts, FileNames, IN_ONE, LineHash, MOST};
pub(crate) use mesh_lines::mesh_line;
pub(crate) use relation_lines::relation_line;

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
