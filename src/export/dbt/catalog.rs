//! `catalog.json`: what the warehouse says about the nodes of a manifest.

use std::cell::Cell;

use rustc_hash::FxHashMap;
use serde_json::value::RawValue;

use super::artifact::{Artifact, Entry, Section};
use super::json_file::Held;
use super::manifest_entry::CatalogNode;
use super::schema::Kind;
use crate::diagnostic::{Finding, Pos, Rule, text};
use crate::export::fact::FactSink;
use crate::export::json_values::object;
use crate::export::row_problems::Problems;

/// A catalog, its nodes still unread.
pub(super) struct Catalog<'a> {
    held: &'a Held,
    nodes: FxHashMap<String, (Cell<bool>, Entry<'a>)>,
}

impl<'a> Catalog<'a> {
    /// Reads the outer shape.
    pub(super) fn read(
        held: &'a Held,
        problems: &mut Problems,
        sink: &mut dyn FactSink,
    ) -> Option<Self> {
        let artifact = Artifact::read(held, sink)?;
        if artifact.kind() != Kind::Catalog {
            return None;
        }
        let mut nodes = FxHashMap::default();
        for section in [Section::Nodes, Section::Sources] {
            for (key, value) in artifact.section(section) {
                // Keys vary in case between dbt's versions and adapters.
                let lower = key.to_lowercase();
                let entry = (Cell::new(false), (key.clone(), *value));
                if let Some((_, (first, _))) = nodes.insert(lower, entry) {
                    let offset = held.offset(value.get());
                    problems.row(sink, || twice(held.place(offset), &first));
                }
            }
        }
        Some(Self { held, nodes })
    }

    /// What it says about a node; a finding where that can't be read.
    pub(super) fn node(
        &self,
        id: &str,
        problems: Option<&mut Problems>,
        sink: &mut dyn FactSink,
    ) -> Option<CatalogNode<'a>> {
        let (reported, (key, value)) = self.nodes.get(&id.to_lowercase())?;
        let value: &'a RawValue = value;
        match object(value.get()) {
            Ok(node) => Some(node),
            Err(error) => {
                // Two manifests may share the catalog.
                if let (Some(problems), false) = (problems, reported.replace(true)) {
                    problems.row(sink, || self.held.entry(key, value, &error));
                }
                None
            }
        }
    }
}

fn twice(pos: Pos, key: &str) -> Finding {
    Finding::new(
        Rule::ExportRow,
        text!(
            "`{key}` stands twice in the catalog; the second one is used",
            key
        ),
    )
    .at(pos)
    .help("write the artifact with dbt again")
}
