//! The columns of a relation: those that the catalog lists, with what the manifest says of them, and
//! those that the manifest alone names.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use super::manifest_entry::{CatalogColumn, Column};
use super::node_names::Naming;
use super::node_relation::Described;
use crate::export::fact::{AssetFact, DocumentedColumn, Fact, FactSink, ProseFact, ResourceType};
use crate::export::json_values::{Pairs, object};

const IS_DELETED: &str = "dbt_is_deleted";
/// dbt's own columns of a snapshot, in their order.
const SNAPSHOT: [&str; 5] = [
    "dbt_scd_id",
    "dbt_updated_at",
    "dbt_valid_from",
    "dbt_valid_to",
    IS_DELETED,
];

impl Described<'_, '_> {
    /// Tells the catalog's columns in its order, then those that the manifest alone names.
    pub(super) fn columns(&self, sink: &mut dyn FactSink) {
        let catalog = self.catalog.as_ref().and_then(|c| c.columns.as_ref());
        let catalog = catalog.map(|c| c.0.as_slice()).unwrap_or_default();
        let listed = Listed::new(catalog);
        let mut from_manifest: Vec<Option<&Column<'_>>> = vec![None; catalog.len()];
        let mut documented: Vec<(&str, &Column<'_>, bool)> = Vec::new();
        let mut seen = FxHashSet::default();
        for (key, column) in self.node.columns.iter().flat_map(|c| &c.0) {
            let path = column.name.get().unwrap_or(key);
            let exact = self.naming.is_exact(column.quote.is_true());
            if let Some(at) = listed.find(path, exact, self.naming) {
                from_manifest[at] = from_manifest[at].or(Some(column));
                continue;
            }
            let folded = if exact {
                path.to_owned()
            } else {
                path.to_lowercase()
            };
            if seen.insert((exact, folded)) {
                documented.push((path, column, exact));
            }
        }
        // A dot is part of the name where the catalog lists no fields, or there are none.
        let plain = catalog
            .iter()
            .any(|(key, c)| !self.naming.lists_fields && name(key, c).contains('.'))
            || documented
                .iter()
                .any(|(path, ..)| !self.naming.has_fields && path.contains('.'));
        if plain {
            sink.fact(self.pos, Fact::Asset(AssetFact::PlainNames(self.name)));
        }
        // Some adapters count from 0.
        let first = catalog.iter().filter_map(|(_, c)| place(c)).min();
        let shift = u32::from(first == Some(0));
        for ((key, column), own) in catalog.iter().zip(from_manifest) {
            self.listed(name(key, column), column, own, shift, sink);
        }
        for (path, column, exact) in documented {
            self.documented(path, column, exact, sink);
        }
        if self.resource_type == ResourceType::Snapshot && catalog.is_empty() {
            for path in self.snapshot_columns() {
                if !seen.contains(&(false, path.to_lowercase())) {
                    self.documented(&path, &Column::default(), false, sink);
                }
            }
        }
    }

    fn documented(&self, path: &str, column: &Column<'_>, exact: bool, sink: &mut dyn FactSink) {
        sink.fact(
            self.pos,
            Fact::Prose(ProseFact::Documented(DocumentedColumn {
                name: self.name,
                path: Cow::Borrowed(path),
                data_type: column.data_type.get().unwrap_or_default().into(),
                description: column.description.get().map(Cow::Borrowed),
                exact,
            })),
        );
        self.policy_tags(column, sink);
    }

    /// Says the policy tags of the column just stated.
    fn policy_tags(&self, column: &Column<'_>, sink: &mut dyn FactSink) {
        let names: Vec<&str> = column.policy_tags.iter().collect();
        if !names.is_empty() {
            sink.fact(self.pos, Fact::Asset(AssetFact::PolicyTags { names }));
        }
    }

    /// The columns that dbt adds to what a snapshot selects.
    fn snapshot_columns(&self) -> Vec<String> {
        let config = self.node.config.as_ref();
        let renamed = config.and_then(|c| c.snapshot_meta_column_names);
        // Anything but an object renames nothing.
        let renamed = renamed.and_then(|raw| object::<Pairs<'_>>(raw.get()).ok());
        let renamed = renamed.map(|pairs| pairs.0).unwrap_or_default();
        let deleted = config.is_some_and(|c| c.hard_deletes.get() == Some("new_record"));
        SNAPSHOT
            .into_iter()
            .filter(|name| deleted || *name != IS_DELETED)
            .map(|name| {
                let found = renamed.iter().find(|(key, _)| key.as_ref() == name);
                let other = found.and_then(|(_, value)| value.get());
                other.unwrap_or(name).to_owned()
            })
            .collect()
    }

    fn listed(
        &self,
        path: &str,
        column: &CatalogColumn<'_>,
        own: Option<&Column<'_>>,
        shift: u32,
        sink: &mut dyn FactSink,
    ) {
        // The warehouse knows its types; a declared one may be out of date.
        let data_type = column
            .data_type
            .get()
            .or_else(|| own.and_then(|c| c.data_type.get()));
        let description = own
            .and_then(|c| c.description.get())
            .or_else(|| column.comment.get());
        let nested = self.naming.lists_fields && path.contains('.');
        sink.fact(
            self.pos,
            Fact::Asset(AssetFact::Column {
                name: self.name,
                path: Cow::Borrowed(path),
                data_type: data_type.unwrap_or_default().into(),
                description: description.map(Cow::Borrowed),
                ordinal: place(column)
                    .filter(|_| !nested)
                    .map(|n| n.saturating_add(shift)),
                nullable: None,
                partitioning: false,
                clustering: None,
            }),
        );
        if let Some(own) = own {
            self.policy_tags(own, sink);
        }
    }
}

fn name<'c>(key: &'c str, column: &'c CatalogColumn<'_>) -> &'c str {
    column.name.get().unwrap_or(key)
}

fn place(column: &CatalogColumn<'_>) -> Option<u32> {
    column.index.get()?.parse().ok()
}

/// The columns of a catalog by name.
struct Listed<'c> {
    exact: FxHashMap<&'c str, usize>,
    folded: FxHashMap<String, usize>,
}

impl<'c> Listed<'c> {
    fn new(catalog: &'c [(Cow<'_, str>, CatalogColumn<'_>)]) -> Self {
        let mut exact = FxHashMap::default();
        let mut folded = FxHashMap::default();
        for (at, (key, column)) in catalog.iter().enumerate() {
            let name = name(key, column);
            exact.entry(name).or_insert(at);
            folded.entry(name.to_lowercase()).or_insert(at);
        }
        Self { exact, folded }
    }

    /// The column that a name in the manifest means.
    fn find(&self, path: &str, exact: bool, naming: Naming) -> Option<usize> {
        if exact {
            return self.exact.get(path).copied();
        }
        let upper = naming.folded(path);
        upper
            .and_then(|upper| self.exact.get(upper.as_str()))
            .or_else(|| self.exact.get(path))
            .or_else(|| self.folded.get(&path.to_lowercase()))
            .copied()
    }
}
