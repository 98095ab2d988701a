//! The one door to the inside: what fuzz targets and measurements of this repository need beside the
//! facade. No promise is made of it; it changes with any commit.

use std::io;

use search_core::Document;

pub use crate::catalog::reach::{Rows, reach};
pub use crate::pipeline::in_memory::read;

use crate::markdown::{self, Targets};
use crate::mesh::Mesh;
use crate::{insight, search};

/// Hands over every document of the search index, in its order.
///
/// # Errors
/// Those of `each`.
pub fn documents(mesh: &Mesh, each: impl FnMut(&Document<'_>) -> io::Result<()>) -> io::Result<()> {
    search::documents(&mesh.catalog, &mesh.insight, each)
}

/// Number of assets, and the lineage edges between them by number.
#[must_use]
pub fn lineage(mesh: &Mesh) -> (usize, Vec<(u32, u32)>) {
    let edges = mesh.catalog.graph.edges.iter();
    let edges = edges.map(|edge| (edge.from.0, edge.to.0)).collect();
    (mesh.catalog.assets.len(), edges)
}

/// Counts what depends on each asset, as a build does. Gives the number of assets.
#[must_use]
pub fn count_impacts(mesh: &Mesh) -> usize {
    insight::impacts(&mesh.catalog).len()
}

/// The HTML of a Markdown text whose links lead nowhere, the number of its headings, and how many
/// anchors the survey of the text finds.
#[must_use]
pub fn markdown(text: &str) -> (String, usize, usize) {
    let targets = Targets {
        wiki: &|_| None,
        page: &|_| None,
        image: &|_| None,
    };
    let (html, headings) = markdown::document(text, &targets);
    let anchors = markdown::survey(text).anchors.len();
    (html.to_string(), headings.len(), anchors)
}
