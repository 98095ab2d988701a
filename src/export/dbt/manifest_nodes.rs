//! What a manifest describes, so that the results of commands can be told of relations.

use rustc_hash::{FxHashMap, FxHashSet};

use super::artifact::Section;
use super::manifest_entry::Node;
use super::node_graph::Graph;
use crate::export::fact::Name;
use crate::export::json_values::Scalar;
use crate::system::Assertion;

/// The nodes of a manifest.
#[derive(Default)]
pub(super) struct ManifestNodes<'a> {
    pub(super) graph: Graph<'a>,
    tests: FxHashMap<&'a str, Test<'a>>,
    /// Models that are built anew without any data being written.
    views: FxHashSet<&'a str>,
    /// What is switched off.
    pub(super) disabled: FxHashSet<&'a str>,
}

/// A test of data, or a unit test of a model's code.
struct Test<'a> {
    name: Scalar<'a>,
    asserts: Assertion,
    column: Scalar<'a>,
    /// The node that it is about; where it is empty, all that it reads.
    about: Scalar<'a>,
    unit: bool,
}

impl<'a> ManifestNodes<'a> {
    /// Notes what is of use about a node.
    pub(super) fn node(&mut self, id: &'a str, section: Section, node: &mut Node<'a>) {
        let unit = section == Section::UnitTests;
        if unit || (section == Section::Nodes && node.resource_type.get() == Some("test")) {
            let about = if node.attached_node.get().is_some() {
                std::mem::take(&mut node.attached_node)
            } else {
                std::mem::take(&mut node.tested_node_unique_id)
            };
            let column = std::mem::take(&mut node.column_name);
            // A test of some rows says nothing of the others.
            let of_all = node
                .config
                .as_ref()
                .is_none_or(|c| c.r#where.get().is_none());
            let kind = node.test_metadata.as_ref().and_then(|t| t.name.get());
            let asserts = kind.filter(|_| of_all).map(Assertion::of_word);
            self.tests.insert(
                id,
                Test {
                    name: std::mem::take(&mut node.name),
                    asserts: asserts.unwrap_or_default(),
                    column,
                    about,
                    unit,
                },
            );
        } else if node
            .config
            .as_ref()
            .is_some_and(|c| c.materialized.get() == Some("view"))
        {
            self.views.insert(id);
        }
    }

    /// Whether the manifest describes it, be it as switched off.
    pub(super) fn has(&self, id: &str) -> bool {
        self.graph.has(id) || self.disabled.contains(id)
    }

    /// Whether building it writes data.
    pub(super) fn writes(&self, id: &str) -> bool {
        !self.views.contains(id)
    }

    /// The column that a test is about.
    pub(super) fn column(&self, test: &str) -> Option<&str> {
        self.tests.get(test)?.column.get()
    }

    /// The name of a test.
    pub(super) fn test_name(&self, test: &str) -> Option<&str> {
        self.tests.get(test)?.name.get()
    }

    /// What a test asserts of all rows.
    pub(super) fn asserts(&self, test: &str) -> Assertion {
        self.tests.get(test).map_or(Assertion::Other, |t| t.asserts)
    }

    /// The relations that a test is about.
    pub(super) fn tested(&self, test: &str) -> Vec<Name<'_>> {
        let found = self.tests.get(test);
        let about = found.and_then(|t| t.about.get());
        if let Some(name) = about.and_then(|id| self.graph.relation(id)) {
            return vec![name];
        }
        // A unit test names its model first.
        let most = match found {
            Some(test) if test.unit => 1,
            _ => usize::MAX,
        };
        let mut names: Vec<Name<'_>> = Vec::new();
        for name in self
            .graph
            .inputs(test)
            .take(most)
            .filter_map(|id| self.graph.relation(id))
        {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// Whether a test looks at one node alone.
    pub(super) fn is_of_one(&self, test: &str) -> bool {
        let mut inputs = self.graph.inputs(test);
        let first = inputs.next();
        inputs.all(|input| Some(input) == first)
    }
}
