//! A node that stands for a relation: what manifest and catalog say about it, as facts.

use std::borrow::Cow;
use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserializer;
use serde_json::value::RawValue;

use super::manifest_entry::{CatalogNode, Node};
use super::node_names::Naming;
use crate::diagnostic::Pos;
use crate::export::fact::{AssetFact, Fact, FactSink, Name, ProseFact, RelationKind, ResourceType};
use crate::export::json_values::ScalarVisitor;
use crate::export::repeated_keys::entries;
use sql::Dialect;

/// Whether another project builds the model: a tool put it into this manifest, so that references
/// resolve, with neither code nor a file.
pub(super) fn is_foreign(id: &str, node: &Node<'_>, project: Option<&str>) -> bool {
    let empty = |raw: &RawValue| matches!(raw.get(), "\"\"");
    let coded = node.compiled_code.get().is_some()
        || node.compiled_sql.get().is_some()
        || [node.raw_code, node.raw_sql]
            .into_iter()
            .flatten()
            .any(|code| !empty(code));
    if coded || node.resource_type.get() != Some("model") {
        return false;
    }
    match &node.original_file_path.0 {
        Some(path) => path.is_empty(),
        None => {
            let package = id.split('.').nth(1);
            project.is_some() && package != project
        }
    }
}

/// Whether the model is that of another project, installed here as a package or put in by a tool, and
/// the manifest of that project is read as well.
pub(super) fn is_elsewhere(
    id: &str,
    node: &Node<'_>,
    project: Option<&str>,
    projects: &BTreeSet<String>,
) -> bool {
    let package = id.split('.').nth(1);
    node.resource_type.get() == Some("model")
        && project.is_some()
        && package != project
        && package.is_some_and(|package| projects.contains(package))
}

/// All that is known about a relation.
pub(super) struct Described<'r, 'a> {
    pub(super) id: &'r str,
    pub(super) resource_type: ResourceType,
    pub(super) name: Name<'r>,
    pub(super) node: &'r Node<'a>,
    pub(super) catalog: Option<CatalogNode<'r>>,
    pub(super) naming: Naming,
    pub(super) dialect: Dialect,
    /// Whether another project builds it, and this manifest holds no more than its name.
    pub(super) foreign: bool,
    /// Whether the manifest of that project is read as well.
    pub(super) elsewhere: bool,
    pub(super) pos: Pos,
}

impl Described<'_, '_> {
    /// Hands the facts to the sink.
    pub(super) fn emit(&self, sink: &mut dyn FactSink) {
        let (name, pos, node) = (self.name, self.pos, self.node);
        sink.fact(
            pos,
            Fact::Asset(AssetFact::Relation {
                name,
                kind: self.kind(),
                created: None,
                base: None,
            }),
        );
        self.dbt(sink);
        if self.elsewhere {
            // Its own project says the rest, whichever is read first.
            if self.catalog.is_some() {
                self.columns(sink);
            }
            return;
        }
        let comment = self.catalog.as_ref().and_then(|c| c.metadata.as_ref());
        let description = node
            .description
            .get()
            .or_else(|| comment.and_then(|m| m.comment.get()));
        if let Some(text) = description.map(Cow::Borrowed) {
            sink.fact(pos, Fact::Prose(ProseFact::Description { name, text }));
        }
        let mut seen = FxHashSet::default();
        let config_tags = node.config.iter().flat_map(|c| c.tags.iter());
        for tag in node.tags.iter().chain(config_tags) {
            if seen.insert(tag) {
                let tag = Cow::Borrowed(tag);
                sink.fact(pos, Fact::Prose(ProseFact::Tag { name, tag }));
            }
        }
        self.meta(sink);
        self.columns(sink);
        let sql = node.compiled_code.get().or(node.compiled_sql.get());
        let is_sql = node.language.get().is_none_or(|l| l == "sql");
        if let Some(sql) = sql.filter(|_| is_sql) {
            sink.fact(
                pos,
                Fact::Asset(AssetFact::Query {
                    name,
                    sql: Cow::Borrowed(sql),
                    dialect: self.dialect,
                    ddl: false,
                }),
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
        if self.foreign || self.elsewhere {
            // Its materialization is what dbt takes where nothing is said.
            return None;
        }
        if self.resource_type == ResourceType::Source {
            return self.node.external.map(|_| RelationKind::External);
        }
        let config = self.node.config.as_ref();
        match config.and_then(|c| c.materialized.get()) {
            Some("view") => Some(RelationKind::View),
            Some("materialized_view") => Some(RelationKind::MaterializedView),
            Some("external") => Some(RelationKind::External),
            Some(_) => Some(RelationKind::Table),
            // A model of another project says nothing; seeds and snapshots are always tables.
            None if self.resource_type == ResourceType::Model => None,
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
            Fact::Asset(AssetFact::Dbt {
                name: self.name,
                resource_type: if self.foreign || self.elsewhere {
                    ResourceType::ExternalModel
                } else {
                    self.resource_type
                },
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
            }),
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
                    Fact::Prose(ProseFact::Label {
                        name: self.name,
                        key: Cow::Borrowed(key),
                        value,
                    }),
                );
            }
        }
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
