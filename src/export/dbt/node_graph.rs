//! The graph of a manifest, cut down to what has a relation.

use rustc_hash::FxHashMap;

use super::manifest_entry::{DependsOn, Words};
use crate::diagnostic::{Finding, Pos, Rule, text};
use crate::export::fact::{AssetFact, Fact, FactSink, Name, Node};
use crate::export::json_values::Scalar;
use crate::export::row_problems::Problems;

/// The full name of a relation, borrowed from the manifest where it can be.
pub(super) struct FullName<'a> {
    pub(super) database: Scalar<'a>,
    pub(super) schema: Scalar<'a>,
    pub(super) table: Scalar<'a>,
}

impl FullName<'_> {
    /// The name; nothing where the manifest leaves out schema or table.
    pub(super) fn name(&self) -> Option<Name<'_>> {
        Some(Name {
            project: self.database.get().unwrap_or_default(),
            dataset: self.schema.get()?,
            table: self.table.get()?,
        })
    }
}

/// What a node of the graph is in the catalog.
pub(super) enum Stands<'a> {
    For(FullName<'a>),
    ForExposure,
    /// Something without a relation, an ephemeral model for example: its inputs become the inputs
    /// of what uses it.
    ForNothing,
}

struct Vertex<'a> {
    id: &'a str,
    pos: Pos,
    stands: Stands<'a>,
    inputs: Words<'a>,
}

impl Vertex<'_> {
    fn end(&self) -> Option<Node<'_>> {
        match &self.stands {
            Stands::For(name) => name.name().map(Node::Relation),
            Stands::ForExposure => Some(Node::Exposure(self.id)),
            Stands::ForNothing => None,
        }
    }
}

/// The graph.
#[derive(Default)]
pub(super) struct Graph<'a> {
    vertices: Vec<Vertex<'a>>,
    by_id: FxHashMap<&'a str, usize>,
}

impl<'a> Graph<'a> {
    /// Adds a node of the manifest.
    pub(super) fn add(
        &mut self,
        id: &'a str,
        pos: Pos,
        stands: Stands<'a>,
        depends_on: Option<DependsOn<'a>>,
    ) {
        self.by_id.insert(id, self.vertices.len());
        self.vertices.push(Vertex {
            id,
            pos,
            stands,
            inputs: depends_on.unwrap_or_default().nodes,
        });
    }

    /// Whether the manifest describes a node.
    pub(super) fn has(&self, id: &str) -> bool {
        self.by_id.contains_key(id)
    }

    /// The relation that a node stands for.
    pub(super) fn relation(&self, id: &str) -> Option<Name<'_>> {
        match &self.vertices[*self.by_id.get(id)?].stands {
            Stands::For(name) => name.name(),
            Stands::ForExposure | Stands::ForNothing => None,
        }
    }

    /// The ids of what a node depends on.
    pub(super) fn inputs(&self, id: &str) -> impl Iterator<Item = &str> {
        let vertex = self.by_id.get(id).map(|i| &self.vertices[*i]);
        vertex.into_iter().flat_map(|v| v.inputs.iter())
    }

    /// Hands the edges to the sink, each once, in the order of the manifest.
    pub(super) fn emit(&self, problems: &mut Problems, sink: &mut dyn FactSink) {
        // For which target a vertex was seen last; saves a set a target.
        let mut seen = vec![usize::MAX; self.vertices.len()];
        let mut open = Vec::new();
        for (target, vertex) in self.vertices.iter().enumerate() {
            self.missing(vertex, problems, sink);
            if vertex.end().is_none() {
                continue;
            }
            self.push_inputs(vertex, &mut open);
            while let Some(source) = open.pop() {
                if std::mem::replace(&mut seen[source], target) == target {
                    continue;
                }
                let from = &self.vertices[source];
                match (from.end(), vertex.end()) {
                    (Some(from), Some(to)) => {
                        sink.fact(vertex.pos, Fact::Asset(AssetFact::LineageEdge { from, to }))
                    }
                    _ => self.push_inputs(from, &mut open),
                }
            }
        }
    }

    /// Puts the inputs on the stack so that the first comes off first.
    fn push_inputs(&self, vertex: &Vertex<'_>, open: &mut Vec<usize>) {
        let start = open.len();
        open.extend(
            vertex
                .inputs
                .iter()
                .filter_map(|id| self.by_id.get(id).copied()),
        );
        open[start..].reverse();
    }

    fn missing(&self, vertex: &Vertex<'_>, problems: &mut Problems, sink: &mut dyn FactSink) {
        for id in vertex.inputs.iter() {
            if !self.by_id.contains_key(id) {
                problems.row(sink, || {
                    Finding::new(
                        Rule::ExportRow,
                        text!(
                            "`{node}` depends on `{id}`, which the manifest doesn't describe",
                            node = vertex.id,
                            id
                        ),
                    )
                    .at(vertex.pos)
                    .help("write the manifest with dbt again; the edge is left out")
                });
            }
        }
    }
}
