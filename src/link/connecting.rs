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
mod steps;
mod targets;
mod upstream_owners;
pub(super) mod used;

use rustc_hash::FxHashMap;

use self::columns::Known;
use self::health::Observed;
use self::listings::Evidence;
use self::ownership::{Sources, ToolOwner};
use self::policy_tags::Tags;
use self::readings::Readings;
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
    let (pointed, pointers) =
        pointers::follow(inventory.registry, resolver, &readings, &edges, findings);
    edges.extend(pointers.edges);
    edges.extend(contract_references::resolve(
        &pointed.registry,
        &pointed.resolver,
        &mut inventory.contracts,
        &contract_documents,
        &manifests.contracts,
    ));
    edges.extend(declared_edges(&pointed.registry, declared));
    edges.extend(input_edges(&inventory.products));
    let (met, used, written) = statements::read(pointed, facts, &operations.statements);
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
    let doubts = listings::doubts(&met.registry, &evidence, findings);
    listings::absent(&met.registry, &claimed, &doubts, findings);
    let known = Known {
        aliases: &facts.aliases,
        readings: &readings,
        edges: &edges,
        doubts: &doubts,
    };
    let told = operations.column_edges;
    let traced = columns::trace(met, &known, told, findings);
    let lineage = traced.lineage;
    drop(readings);
    edges.extend_from_slice(&lineage.edges);
    let inventory = Inventory {
        registry: traced.registry,
        ..inventory
    };
    let graph = Graph::new(inventory.assets.len(), edges);
    let tags = policy_tags::handed_on(&inventory, &graph, &lineage);
    let owners = &operations.owners;
    let whose = whose(
        settings,
        manifests,
        facts,
        owners,
        (&inventory, &graph),
        findings,
    );
    let statuses = statuses::inherited(&inventory, &whose.ownership, &stated);
    let mut sql_problems = pointers.problems;
    sql_problems.extend(lineage.problems);
    Connected {
        inventory: amended(inventory, tags, statuses),
        references: pointers.references,
        sql_problems,
        graph,
        column_lineage: lineage.columns,
        column_refs: lineage.refs,
        targets: whose.targets,
        ownership: whose.ownership,
        asked: whose.asked,
        runs,
        observed,
        doubts: doubts.reasons,
        statements: operations.statements,
        used,
        exports: operations.exports,
    }
}

/// Whose relations are, by what they lead to.
struct Whose {
    targets: PerRelation<AssetIx>,
    ownership: Ownership,
    asked: FxHashMap<AssetIx, Asked>,
}

fn whose(
    settings: &Settings,
    manifests: &Manifests,
    facts: &Settled,
    owners: &[ToolOwner],
    (inventory, graph): (&Inventory, &Graph),
    findings: &mut Vec<Finding>,
) -> Whose {
    let targets = targets::of(inventory, graph, findings);
    let aliases = &facts.aliases;
    let held =
        infrastructure::infrastructure(inventory, aliases, &manifests.environments, findings);
    let sources = Sources {
        inventory,
        targets: &targets,
        settings,
        facts,
        owners,
    };
    let ownership = ownership::decide(&sources, graph, held, findings);
    let asked = asked::of(inventory, graph, &targets, &ownership);
    Whose {
        targets,
        ownership,
        asked,
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
