//! The second stage: what points to what, whose it is, and what happened to it.

mod asked;
mod column_edges;
mod columns;
mod contract_references;
pub(super) mod health;
mod infrastructure;
mod listings;
mod ownership;
mod pointers;
mod policy_tags;
mod readings;
mod scripts;
mod statements;
mod statuses;
mod targets;
mod upstream_owners;
pub(super) mod used;

use rustc_hash::FxHashMap;

use self::columns::{Known, Traced};
use self::health::Observed;
use self::listings::Evidence;
use self::ownership::Sources;
use self::pointers::Pointed;
use self::policy_tags::Tags;
use self::readings::Readings;
use self::statements::Read;
use self::used::Used;
use super::facts::{RawExport, Settled, Statements};
use super::naming::Named;
use super::naming::products::inputs;
use crate::catalog::{
    Asked, AssetIx, ColumnLineage, ColumnRef, Doubt, Edge, Graph, Inventory, Ownership,
    PerRelation, Product, Reference, Registry, Runs, SqlProblem, Status,
};
use crate::config::Settings;
use crate::diagnostic::{FileId, Finding, Pos};
use crate::manifest::Manifests;
use crate::system::How;

/// What connecting hands on. No relation is added from here on.
pub(super) struct Connected {
    pub(super) inventory: Inventory,
    pub(super) references: PerRelation<Reference>,
    pub(super) sql_problems: FxHashMap<AssetIx, SqlProblem>,
    pub(super) graph: Graph,
    pub(super) column_lineage: PerRelation<ColumnLineage>,
    pub(super) column_refs: Vec<ColumnRef>,
    pub(super) targets: PerRelation<AssetIx>,
    pub(super) ownership: Ownership,
    pub(super) asked: FxHashMap<AssetIx, Asked>,
    /// Of each job.
    pub(super) runs: Vec<Runs>,
    pub(super) observed: Observed,
    pub(super) doubts: FxHashMap<AssetIx, Doubt>,
    /// The warehouse's history.
    pub(super) statements: Statements,
    /// What the statements of each shape use.
    pub(super) used: Vec<Used>,
    pub(super) exports: Vec<RawExport>,
}

/// Connects what is named: SQL is read, edges become a graph, owners are decided.
///
/// The registry goes from step to step by value: what a step finds in it is what the one before has
/// handed on. As long as SQL is read it grows by what SQL names; from the graph on it is only read,
/// and what follows for assets is written into it at the end, in [`amended`].
pub(super) fn connect(
    settings: &Settings,
    manifests: &Manifests,
    facts: &Settled,
    named: Named<'_>,
    findings: &mut Vec<Finding>,
) -> Connected {
    let Named {
        mut inventory,
        resolver,
        mut edges,
        declared,
        claimed,
        stated,
        contract_documents,
        renamed,
        runs,
        health,
        operations,
    } = named;
    let observed = health::observed(operations.states, &renamed, health);
    let readings = Readings::of_relations(&inventory.registry);
    let Pointed {
        registry,
        resolver,
        pointers,
    } = pointers::follow(inventory.registry, resolver, &readings, &edges, findings);
    edges.extend(pointers.edges);
    edges.extend(contract_references::resolve(
        &registry,
        &resolver,
        &mut inventory.contracts,
        &contract_documents,
        &manifests.contracts,
    ));
    edges.extend(declared_edges(&registry, declared));
    edges.extend(input_edges(&inventory.products));
    let Read {
        registry,
        resolver,
        used,
        edges: written,
    } = statements::read(registry, resolver, facts, &operations.statements);
    edges.extend(written);
    let evidence = Evidence {
        references: &pointers.references,
        edges: &edges,
        used: &used,
        statements: &operations.statements,
        reads: &operations.reads,
        drops: &operations.drops,
        health: &observed.health,
    };
    let doubts = listings::doubts(&registry, &evidence, findings);
    listings::absent(&registry, &claimed, &doubts, findings);
    let known = Known {
        aliases: &facts.aliases,
        readings: &readings,
        edges: &edges,
        doubts: &doubts,
    };
    let told = operations.column_edges;
    let Traced { registry, lineage } = columns::trace(registry, resolver, &known, told, findings);
    drop(readings);
    edges.extend_from_slice(&lineage.edges);
    let inventory = Inventory {
        registry,
        ..inventory
    };
    let graph = Graph::new(inventory.assets.len(), edges);
    let tags = policy_tags::handed_on(&inventory, &graph, &lineage);
    let targets = targets::of(&inventory, &graph, findings);
    let dmes = &manifests.environments;
    let held = infrastructure::infrastructure(&inventory, &facts.aliases, dmes, findings);
    let sources = Sources {
        inventory: &inventory,
        targets: &targets,
        settings,
        facts,
        owners: &operations.owners,
    };
    let ownership = ownership::decide(&sources, &graph, held, findings);
    let asked = asked::of(&inventory, &graph, &targets, &ownership);
    let statuses = statuses::inherited(&inventory, &ownership, &stated);
    let sql_problems = pointers.problems.into_iter().chain(lineage.problems);
    Connected {
        inventory: amended(inventory, tags, statuses),
        references: pointers.references,
        sql_problems: sql_problems.collect(),
        graph,
        column_lineage: lineage.columns,
        column_refs: lineage.refs,
        targets,
        ownership,
        asked,
        runs,
        observed,
        doubts: doubts.reasons,
        statements: operations.statements,
        used,
        exports: operations.exports,
    }
}

/// Edges of what manifests declare that output ports are made from: target, source.
fn declared_edges(
    registry: &Registry,
    declared: Vec<(AssetIx, AssetIx)>,
) -> impl Iterator<Item = Edge> {
    declared.into_iter().map(|(to, from)| {
        let pos = registry.asset(to).pos.unwrap_or(Pos::start(FileId(0)));
        Edge::new(from, to, How::Declared, pos)
    })
}

/// Edges of what products read.
fn input_edges(products: &[Product]) -> impl Iterator<Item = Edge> {
    let inputs = inputs(products).into_iter();
    inputs.map(|(from, to, pos)| Edge::new(from, to, How::InputPort, pos))
}

/// The inventory with what follows for its assets from how they are connected.
fn amended(
    mut inventory: Inventory,
    tags: Vec<Tags>,
    statuses: Vec<(AssetIx, Status)>,
) -> Inventory {
    let registry = &mut inventory.registry;
    for (column, names) in tags {
        let tags = names.map(|names| registry.intern(&names));
        if let Some(column) = registry.columns.get_mut(column as usize) {
            column.policy_tags = tags;
        }
    }
    for (asset, status) in statuses {
        if let Some(asset) = registry.assets.get_mut(asset.ix()) {
            asset.status = status;
        }
    }
    inventory
}
