//! What plans are made of.

use std::collections::BTreeMap;

use crate::catalog::{AssetIx, Catalog};
use crate::insight::Insight;
use crate::lines::{DatasetLine, RelationLine};

/// A mesh as a plan reads it.
pub(crate) struct State<'m> {
    pub(crate) catalog: &'m Catalog,
    pub(crate) insight: &'m Insight,
    /// Day of the newest moment of its exports.
    pub(crate) as_of: Option<String>,
    /// Lines of tables and views, by key.
    pub(crate) relations: BTreeMap<String, RelationLine>,
    /// Lines of datasets, by name.
    pub(crate) datasets: BTreeMap<String, DatasetLine>,
}

impl State<'_> {
    pub(super) fn name(&self, ix: AssetIx) -> &str {
        self.catalog.name(ix)
    }

    pub(super) fn line(&self, ix: AssetIx) -> Option<&RelationLine> {
        self.relations.get(&self.catalog.key(ix).to_string())
    }

    /// Id of the DME that owns a table or view.
    pub(super) fn owner(&self, ix: AssetIx) -> Option<&str> {
        let owner = self.line(ix)?.owner.as_ref()?;
        owner.dme.as_deref()
    }
}
