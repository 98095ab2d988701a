//! A node that stands for a relation: what manifest and catalog say about it, as facts.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserializer;
use serde_json::value::RawValue;

use super::lineage::FullName;
use super::node::{CatalogColumn, CatalogNode, Column, Node};
use crate::diagnostic::Pos;
use crate::export::fact::{Fact, FactSink, Name, RelationKind};
use crate::export::json::{ScalarVisitor, entries};
use crate::sql::Dialect;

/// Takes the full name out of a node.
pub(super) fn full_name<'a>(node: &mut Node<'a>) -> FullName<'a> {
    let table = [&mut node.identifier, &mut node.alias]
        .into_iter()
        .find(|t| t.get().is_some())
        .map(std::mem::take)
        .unwrap_or_else(|| std::mem::take(&mut node.name));
    FullName {
        database: std::mem::take(&mut node.database),
        schema: std::mem::take(&mut node.schema),
        table,
    }
}

/// All that is known about a relation.
pub(super) struct Described<'r, 'a> {
    pub(super) id: &'r str,
    pub(super) resource_type: &'r str,
    pub(super) name: Name<'r>,
    pub(super) node: &'r Node<'a>,
    pub(super) catalog: Option<CatalogNode<'r>>,
    pub(super) bigquery: bool,
    pub(super) dialect: Dialect,
    pub(super) pos: Pos,
}

impl Described<'_, '_> {
    /// Hands the facts to the sink.
    pub(super) fn emit(&self, sink: &mut dyn FactSink) {
        let (name, pos, node) = (self.name, self.pos, self.node);
        sink.fact(
            pos,
            Fact::Relation {
                name,
                kind: self.kind(),
                created: None,
                base: None,
            },
        );
        self.dbt(sink);
        let comment = self.catalog.as_ref().and_then(|c| c.metadata.as_ref());
        let description = node
            .description
            .get()
            .or_else(|| comment.and_then(|m| m.comment.get()));
        if let Some(text) = description.map(Cow::Borrowed) {
            sink.fact(pos, Fact::Description { name, text });
        }
        let mut seen = FxHashSet::default();
        let config_tags = node.config.iter().flat_map(|c| c.tags.iter());
        for tag in node.tags.iter().chain(config_tags) {
            if seen.insert(tag) {
                let tag = Cow::Borrowed(tag);
                sink.fact(pos, Fact::Tag { name, tag });
            }
        }
        self.meta(sink);
        self.columns(sink);
        let sql = node.compiled_code.get().or(node.compiled_sql.get());
        let is_sql = node.language.get().is_none_or(|l| l == "sql");
        if let Some(sql) = sql.filter(|_| is_sql) {
            sink.fact(
                pos,
                Fact::Query {
                    name,
                    sql: Cow::Borrowed(sql),
                    dialect: self.dialect,
                    ddl: false,
                },
            );
        }
    }

    /// The catalog's type, else what the materialization builds. A source without either may be
    /// anything.
    fn kind(&self) -> Option<RelationKind> {
        let metadata = self.catalog.as_ref().and_then(|c| c.metadata.as_ref());
        if let Some(kind) = metadata.and_then(|m| m.kind.get()).and_then(catalog_kind) {
            return Some(kind);
        }
        if self.resource_type == "source" {
            return self.node.external.map(|_| RelationKind::External);
        }
        let config = self.node.config.as_ref();
        match config.and_then(|c| c.materialized.get()) {
            Some("view") => Some(RelationKind::View),
            Some("materialized_view") => Some(RelationKind::MaterializedView),
            Some("external") => Some(RelationKind::External),
            Some(_) => Some(RelationKind::Table),
            // A model of another project says nothing; seeds and snapshots are always tables.
            None if self.resource_type == "model" => None,
            None => Some(RelationKind::Table),
        }
    }

    fn dbt(&self, sink: &mut dyn FactSink) {
        let node = self.node;
        let config = node.config.as_ref();
        let contract = node
            .contract
            .as_ref()
            .or(config.and_then(|c| c.contract.as_ref()));
        sink.fact(
            self.pos,
            Fact::Dbt {
                name: self.name,
                resource_type: self.resource_type,
                unique_id: self.id,
                access: node
                    .access
                    .get()
                    .or_else(|| config.and_then(|c| c.access.get())),
                group: node
                    .group
                    .get()
                    .or_else(|| config.and_then(|c| c.group.get())),
                contract_enforced: contract.is_some_and(|c| c.enforced.is_true()),
                version: node.version.get().map(Cow::Borrowed),
                deprecation_date: node.deprecation_date.get(),
            },
        );
    }

    /// `meta` stands at the top level, in `config`, or in both; where they differ, `config` is
    /// the newer place.
    fn meta(&self, sink: &mut dyn FactSink) {
        let top = self.node.meta.map(meta_entries).unwrap_or_default();
        let config = self
            .node
            .config
            .as_ref()
            .and_then(|c| c.meta)
            .map(meta_entries)
            .unwrap_or_default();
        let newer: FxHashMap<&str, &RawValue> =
            config.iter().map(|(k, v)| (k.as_ref(), *v)).collect();
        let mut seen = FxHashSet::default();
        for (key, value) in top.iter().chain(&config) {
            if !seen.insert(key.as_ref()) {
                continue;
            }
            let raw = newer.get(key.as_ref()).copied().unwrap_or(value);
            if let Some(value) = meta_text(raw) {
                sink.fact(
                    self.pos,
                    Fact::Label {
                        name: self.name,
                        key: Cow::Borrowed(key),
                        value,
                    },
                );
            }
        }
    }

    /// The manifest's columns in their order, then those that only the catalog has.
    fn columns(&self, sink: &mut dyn FactSink) {
        let catalog = self.catalog.as_ref().and_then(|c| c.columns.as_ref());
        let catalog = catalog.map(|c| c.0.as_slice()).unwrap_or_default();
        let mut by_name: FxHashMap<String, &CatalogColumn<'_>> = FxHashMap::default();
        for (key, column) in catalog {
            by_name.insert(column.name.get().unwrap_or(key).to_lowercase(), column);
        }
        let mut seen = FxHashSet::default();
        for (key, column) in self.node.columns.iter().flat_map(|c| &c.0) {
            let path = column.name.get().unwrap_or(key);
            let lower = path.to_lowercase();
            let found = by_name.get(&lower).copied();
            if seen.insert(lower) {
                self.column(path, Some(column), found, sink);
            }
        }
        for (key, column) in catalog {
            let path = column.name.get().unwrap_or(key);
            if seen.insert(path.to_lowercase()) {
                self.column(path, None, Some(column), sink);
            }
        }
    }

    fn column(
        &self,
        path: &str,
        own: Option<&Column<'_>>,
        catalog: Option<&CatalogColumn<'_>>,
        sink: &mut dyn FactSink,
    ) {
        let data_type = own
            .and_then(|c| c.data_type.get())
            .or_else(|| catalog.and_then(|c| c.data_type.get()));
        let description = own
            .and_then(|c| c.description.get())
            .or_else(|| catalog.and_then(|c| c.comment.get()));
        // dbt-bigquery lists the fields of a struct among the columns.
        let nested = self.bigquery && path.contains('.');
        sink.fact(
            self.pos,
            Fact::Column {
                name: self.name,
                path: Cow::Borrowed(path),
                data_type: data_type.unwrap_or_default().into(),
                description: description.map(Cow::Borrowed),
                ordinal: catalog
                    .filter(|_| !nested)
                    .and_then(|c| c.index.get()?.parse().ok()),
                nullable: None,
                partitioning: false,
                clustering: None,
            },
        );
    }
}

/// What the catalog's type means; nothing where it isn't known.
fn catalog_kind(word: &str) -> Option<RelationKind> {
    let word = word.to_ascii_lowercase().replace('_', " ");
    Some(match word.as_str() {
        w if w.contains("materialized") => RelationKind::MaterializedView,
        w if w.contains("view") => RelationKind::View,
        w if w.contains("external") => RelationKind::External,
        "clone" => RelationKind::Clone,
        "snapshot" => RelationKind::Snapshot,
        w if w.contains("table") => RelationKind::Table,
        _ => return None,
    })
}

/// The entries of a `meta`; none where it isn't an object.
fn meta_entries(raw: &RawValue) -> Vec<(Cow<'_, str>, &RawValue)> {
    entries(&mut serde_json::Deserializer::from_str(raw.get())).unwrap_or_default()
}

/// A value of `meta` as text; lists and objects as compact JSON.
fn meta_text(raw: &RawValue) -> Option<Cow<'_, str>> {
    let text = raw.get();
    match text.as_bytes().first()? {
        b'n' => None,
        b'"' => {
            let mut json = serde_json::Deserializer::from_str(text);
            json.deserialize_str(ScalarVisitor(None)).ok().flatten()
        }
        b'[' | b'{' => Some(Cow::Owned(
            serde_json::from_str::<serde_json::Value>(text)
                .map_or_else(|_| text.to_owned(), |v| v.to_string()),
        )),
        _ => Some(Cow::Borrowed(text)),
    }
}
