//! `manifest.json`: its nodes as facts, and the graph between them.

use std::collections::BTreeSet;

use super::artifact::{Artifact, Section};
use super::catalog::Catalog;
use super::json_file::{Held, Places};
use super::manifest_entry::{Exposure, Group, Node};
use super::manifest_nodes::ManifestNodes;
use super::node_graph::Stands;
use super::node_names::Naming;
use super::node_relation::{Described, is_elsewhere, is_foreign};
use super::schema::Kind;
use super::source_freshness::freshness_objective;
use crate::diagnostic::{Finding, Pos, Rule, text};
use crate::export::fact::{self, AssetFact, Fact, FactSink, ResourceType};
use crate::export::json_values::{Scalar, object};
use crate::export::moments::Moments;
use crate::export::row_problems::Problems;
use crate::system::{Spelling, System};
use sql::Dialect;

/// Hands the facts of a manifest to the sink. Says what it describes, for the results of commands
/// to be understood; nothing where the file is no manifest.
pub(super) fn read<'a>(
    held: &'a Held,
    artifact: &'a Artifact<'a>,
    projects: &BTreeSet<String>,
    catalog: Option<&Catalog<'_>>,
    catalog_problems: Option<&mut Problems>,
    sink: &mut dyn FactSink,
) -> Option<ManifestNodes<'a>> {
    if artifact.kind() != Kind::Manifest {
        return None;
    }
    let mut problems = Problems::new(held.file);
    let mut places = Places::new(held);
    let mut known = ManifestNodes::default();
    let mut moments = Moments::default();
    let (written, pos) = (artifact.generated_at(), Pos::start(held.file));
    moments.read("metadata.generated_at", written, pos, &mut problems, sink);
    moments.finish(held.file, sink);
    let mut nodes = Nodes {
        held,
        artifact,
        projects,
        catalog,
        catalog_problems,
        naming: Naming::of(artifact.adapter()),
        dialect: Dialect::from_adapter(artifact.adapter()),
        system: System::of(artifact.adapter()),
    };
    for section in [
        Section::Nodes,
        Section::Sources,
        Section::Metrics,
        Section::SemanticModels,
        Section::SavedQueries,
        Section::Functions,
        Section::UnitTests,
    ] {
        for (id, value) in artifact.section(section) {
            let mut node: Node<'a> = match object(value.get()) {
                Ok(node) => node,
                Err(error) => {
                    problems.row(sink, || held.entry(id, value, &error));
                    continue;
                }
            };
            let pos = places.of(id, value);
            let stands = nodes.stands((id, section, pos), &mut node, &mut problems, sink);
            known.node(id, section, &mut node);
            known.graph.add(id, pos, stands, node.depends_on.take());
        }
    }
    for (id, value) in artifact.section(Section::Groups) {
        let pos = places.of(id, value);
        match object::<Group<'_>>(value.get()) {
            Ok(group) => emit_group(id, &group, pos, sink),
            Err(error) => problems.row(sink, || held.entry(id, value, &error)),
        }
    }
    for (id, value) in artifact.section(Section::Exposures) {
        let pos = places.of(id, value);
        match object::<Exposure<'a>>(value.get()) {
            Ok(exposure)
                if exposure
                    .config
                    .as_ref()
                    .is_some_and(|c| disabled(&c.enabled)) => {}
            Ok(mut exposure) => {
                emit_exposure(id, &exposure, pos, sink);
                known
                    .graph
                    .add(id, pos, Stands::ForExposure, exposure.depends_on.take());
            }
            Err(error) => problems.row(sink, || held.entry(id, value, &error)),
        }
    }
    for (id, _) in artifact.section(Section::Disabled) {
        known.disabled.insert(id);
    }
    known.graph.emit(&mut problems, sink);
    problems.finish(sink);
    Some(known)
}

/// What is needed to read the nodes of a manifest.
struct Nodes<'r, 'a> {
    held: &'a Held,
    artifact: &'a Artifact<'a>,
    projects: &'r BTreeSet<String>,
    catalog: Option<&'r Catalog<'r>>,
    catalog_problems: Option<&'r mut Problems>,
    naming: Naming,
    dialect: Dialect,
    system: Option<System>,
}

impl Nodes<'_, '_> {
    /// Hands the facts of a node to the sink, and says what it stands for in the graph.
    fn stands<'n>(
        &mut self,
        (id, section, pos): (&str, Section, Pos),
        node: &mut Node<'n>,
        problems: &mut Problems,
        sink: &mut dyn FactSink,
    ) -> Stands<'n> {
        let Some(resource_type) = resource_type(section, node) else {
            return Stands::ForNothing;
        };
        if !builds_relation(node) {
            return Stands::ForNothing;
        }
        let full = self.naming.full_name(node);
        let Some(name) = full.name() else {
            problems.row(sink, || nameless(id, pos));
            return Stands::For(full);
        };
        let catalog = self.catalog;
        let project = self.artifact.project();
        let described = Described {
            id,
            resource_type,
            name,
            node,
            catalog: catalog.and_then(|c| c.node(id, self.catalog_problems.as_deref_mut(), sink)),
            naming: self.naming,
            dialect: self.dialect,
            foreign: is_foreign(id, node, project),
            elsewhere: is_elsewhere(id, node, project, self.projects),
            pos,
        };
        described.emit(sink);
        if let Some(system) = self.system {
            let sql = node.relation_name.get().unwrap_or_default();
            sink.spelled(pos, name, Spelling::of_sql(system, sql));
        }
        if section == Section::Sources {
            freshness_objective(self.held, id, name, node, pos, problems, sink);
        }
        Stands::For(full)
    }
}

/// What a node with a relation is; nothing where its kind has none.
fn resource_type(section: Section, node: &Node<'_>) -> Option<ResourceType> {
    match (section, node.resource_type.get().unwrap_or_default()) {
        (Section::Sources, _) => Some(ResourceType::Source),
        (Section::Nodes, "model") => Some(ResourceType::Model),
        (Section::Nodes, "seed") => Some(ResourceType::Seed),
        (Section::Nodes, "snapshot") => Some(ResourceType::Snapshot),
        _ => None,
    }
}

fn disabled(enabled: &Scalar<'_>) -> bool {
    enabled
        .get()
        .is_some_and(|word| word.eq_ignore_ascii_case("false"))
}

/// Whether the warehouse holds something for the node.
fn builds_relation(node: &Node<'_>) -> bool {
    node.config.as_ref().is_none_or(|config| {
        config.materialized.get() != Some("ephemeral") && !disabled(&config.enabled)
    })
}

fn nameless(id: &str, pos: Pos) -> Finding {
    Finding::new(
        Rule::ExportRow,
        text!(
            "`{id}` has no schema or no name, and so no place in the warehouse",
            id
        ),
    )
    .at(pos)
    .help("write the manifest with `dbt compile` or `dbt build`")
}

fn emit_group(id: &str, group: &Group<'_>, pos: Pos, sink: &mut dyn FactSink) {
    let owner = group.owner.as_ref();
    let last = id.rsplit_once('.').map_or(id, |(_, last)| last);
    let emails: Vec<&str> = owner.iter().flat_map(|o| o.email.iter()).collect();
    let email = Some(emails.join(", ")).filter(|e| !e.is_empty());
    sink.fact(
        pos,
        Fact::Asset(AssetFact::Group {
            name: group.name.get().unwrap_or(last),
            owner: owner.and_then(|o| o.name.get()),
            email: email.as_deref(),
        }),
    );
}

fn emit_exposure(id: &str, exposure: &Exposure<'_>, pos: Pos, sink: &mut dyn FactSink) {
    let owner = exposure.owner.as_ref();
    let last = id.rsplit_once('.').map_or(id, |(_, last)| last);
    sink.fact(
        pos,
        Fact::Asset(AssetFact::Exposure(fact::Exposure {
            unique_id: id,
            name: exposure.name.get().unwrap_or(last),
            label: exposure.label.get(),
            kind: exposure.kind.get().unwrap_or_default(),
            description: exposure.description.get(),
            url: exposure.url.get(),
            owner: owner.and_then(|o| o.name.get().or_else(|| o.email.iter().next())),
            maturity: exposure.maturity.get(),
        })),
    );
}
