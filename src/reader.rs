//! What pages read of a mesh: the only way from page models to the catalog and to what follows from
//! it. Each method reads one facet of one asset, or one set; its documentation names which. What a
//! page read is then what it has to be built again for.
//!
//! Facets of an asset are its *label* (kind, name, title, address, status, description), its *record*
//! (what manifests and exports say it is), *columns*, *edges*, *state*, *use*, *access*, *ownership*,
//! *contract* and *text*. Sets are all assets of a kind, all that is told of the mesh as a whole, and
//! the names that something has, by which a name that nothing has is read too.

mod edges;
mod entity_record;
mod label;
mod lists;
mod mesh;
mod name_lookup;
mod relation_columns;
mod relation_grants;
mod relation_owners;
mod relation_usage;
mod state;
mod text_access;

pub(crate) use entity_record::Record;

use crate::catalog::Catalog;
use crate::insight::{Insight, Score};

/// Reads one catalog and what follows from it. Indices that go in and come out are that catalog's.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a> {
    catalog: &'a Catalog,
    insight: &'a Insight,
    scores: &'a [Score],
}

impl<'a> Reader<'a> {
    /// Reads `catalog`, what follows from it (`insight`), and the scores of its DMEs, in its order.
    #[must_use]
    pub(crate) const fn new(
        catalog: &'a Catalog,
        insight: &'a Insight,
        scores: &'a [Score],
    ) -> Self {
        Self {
            catalog,
            insight,
            scores,
        }
    }
}
