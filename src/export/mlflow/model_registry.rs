//! What all files say, joined at the end: models, versions and runs come in any order.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Pos;
use crate::export::fact::{AssetFact, Fact, FactSink, Node};
use crate::export::input::Input;
use crate::export::last_page::LastPage;
use crate::export::moments::Moments;
use crate::export::repeated_rows::Repeated;
use crate::export::table_name::TableName;
use crate::export::time::Seconds;

#[derive(Debug, PartialEq, Eq)]
struct ModelRow {
    description: Option<String>,
    aliases: Vec<String>,
    tags: Vec<String>,
    changed: Option<Seconds>,
}

/// A version as a file has it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct VersionRow {
    pub(super) status: Option<String>,
    pub(super) run: Option<String>,
    pub(super) created: Option<Seconds>,
    pub(super) changed: Option<Seconds>,
}

/// Models, versions, and of the runs those that read tables.
#[derive(Debug, Default)]
pub(super) struct Registry {
    models: BTreeMap<String, (Pos, ModelRow)>,
    /// By model and version; whether it was listed by itself, not within its model.
    versions: BTreeMap<(String, String), (Pos, bool, VersionRow)>,
    runs: BTreeMap<String, (Pos, BTreeSet<TableName>)>,
    /// Pages of its lists.
    pub(super) pages: LastPage,
    /// Times of this file.
    pub(super) moments: Moments,
    repeated: Repeated,
}

impl Registry {
    /// Takes a model; of two rows the newer counts.
    pub(super) fn model(
        &mut self,
        name: &str,
        description: Option<&str>,
        aliases: Vec<String>,
        tags: Vec<String>,
        changed: Option<Seconds>,
        pos: Pos,
    ) {
        let row = ModelRow {
            description: description.map(str::to_owned),
            aliases,
            tags,
            changed,
        };
        match self.models.get_mut(name) {
            Some((_, held)) if *held == row => self.repeated.note(pos),
            Some(held) => {
                if row.changed >= held.1.changed {
                    *held = (pos, row);
                }
            }
            None => {
                self.models.insert(name.to_owned(), (pos, row));
            }
        }
    }

    /// Takes a version; of two rows the newer counts. Models list their latest versions as well, so
    /// that only a version `listed` twice by itself is a row too many.
    pub(super) fn version(
        &mut self,
        model: &str,
        version: &str,
        row: VersionRow,
        listed: bool,
        pos: Pos,
    ) {
        let key = (model.to_owned(), version.to_owned());
        match self.versions.get_mut(&key) {
            Some((_, before, held)) if *held == row => {
                if *before && listed {
                    self.repeated.note(pos);
                }
                *before |= listed;
            }
            Some(held) => {
                if row.changed >= held.2.changed {
                    *held = (pos, listed, row);
                }
            }
            None => {
                self.versions.insert(key, (pos, listed, row));
            }
        }
    }

    /// Takes a run that read these tables.
    pub(super) fn run(&mut self, id: &str, tables: BTreeSet<TableName>, pos: Pos) {
        if tables.is_empty() {
            return;
        }
        match self.runs.get_mut(id) {
            Some((_, held)) => held.extend(tables),
            None => {
                self.runs.insert(id.to_owned(), (pos, tables));
            }
        }
    }

    /// Says what is to say of a file as a whole.
    pub(super) fn end_file(&mut self, input: &Input<'_>, sink: &mut dyn FactSink) {
        std::mem::take(&mut self.repeated).finish(input, sink);
        std::mem::take(&mut self.moments).finish(input.file, sink);
    }

    /// Hands models, versions and edges to the sink.
    pub(super) fn finish(self, sink: &mut dyn FactSink) {
        self.pages.finish(sink);
        let Self {
            mut models,
            versions,
            runs,
            ..
        } = self;
        // A version alone shows that its model exists.
        for ((model, _), (pos, ..)) in &versions {
            models.entry(model.clone()).or_insert_with(|| {
                let row = ModelRow {
                    description: None,
                    aliases: Vec::new(),
                    tags: Vec::new(),
                    changed: None,
                };
                (*pos, row)
            });
        }
        for (name, (pos, row)) in models {
            sink.fact(
                pos,
                Fact::Asset(AssetFact::Model {
                    name: &name,
                    description: row.description.as_deref(),
                    aliases: row.aliases,
                    tags: row.tags,
                    changed: row.changed,
                }),
            );
        }
        let mut edges: BTreeMap<(&str, &TableName), Pos> = BTreeMap::new();
        for ((model, version), (pos, _, row)) in &versions {
            sink.fact(
                *pos,
                Fact::Asset(AssetFact::ModelVersion {
                    model,
                    version,
                    status: row.status.as_deref(),
                    run: row.run.as_deref(),
                    created: row.created,
                }),
            );
            let read = row.run.as_ref().and_then(|run| runs.get(run));
            if let Some((pos, tables)) = read {
                for table in tables {
                    edges.entry((model.as_str(), table)).or_insert(*pos);
                }
            }
        }
        for ((model, table), pos) in edges {
            sink.fact(
                pos,
                Fact::Asset(AssetFact::LineageEdge {
                    from: Node::Relation(table.name()),
                    to: Node::Model(model),
                }),
            );
        }
    }
}
