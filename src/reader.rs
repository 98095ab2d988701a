//! What pages read of a mesh: the only way from page models to the catalog and to what follows from
//! it. Each method reads one facet of one asset, or one set; its documentation names which. What a
//! page read is then what it has to be built again for.
//!
//! Facets of an asset are its *label* (kind, name, title, address, status, description), its *record*
//! (what manifests and exports say it is), *columns*, *edges*, *state*, *use*, *access*, *ownership*,
//! *contract*, *findings*, *text* and *history*. Sets are all assets of a kind, all edges, all findings, all that
//! is told of the mesh as a whole, and the names that something has, by which a name that nothing has
//! is read too.
//!
//! What can be told is no finer than that: a record comes with all its fields and a set as one slice,
//! so a page that needs one field of each table counts as one that read them all. Settings aren't read
//! here: they hold for every page.

mod edges;
mod entity_record;
mod findings_access;
mod former_names;
mod history_access;
mod label;
mod lists;
mod mesh;
mod name_lookup;
mod part_access;
mod relation_columns;
mod relation_grants;
mod relation_owners;
mod relation_usage;
mod star_reads;
mod state;
mod text_access;

pub(crate) use entity_record::Record;

use crate::catalog::Catalog;
use crate::diagnostic::Finding;
use crate::history::History;
use crate::insight::{Insight, Score};

/// Reads one catalog, what follows from it, and what was found. Indices that go in and come out are that catalog's.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a> {
    catalog: &'a Catalog,
    insight: &'a Insight,
    scores: &'a [Score],
    findings: &'a [Finding],
    history: Option<&'a History>,
}

impl<'a> Reader<'a> {
    /// Reads `catalog`, what follows from it (`insight`), the scores of its DMEs, in its order, and the
    /// findings, weighed and sorted.
    #[must_use]
    pub(crate) const fn new(
        catalog: &'a Catalog,
        insight: &'a Insight,
        scores: &'a [Score],
        findings: &'a [Finding],
    ) -> Self {
        Self {
            catalog,
            insight,
            scores,
            findings,
            history: None,
        }
    }
    /// Reads what changed in former builds as well.
    #[must_use]
    pub(crate) const fn with_history(self, history: &'a History) -> Self {
        Self {
            history: Some(history),
            ..self
        }
    }
}
