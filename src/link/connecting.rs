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
pub(super) mod used;

use rustc_hash::FxHashMap;

use self::health::Observed;
use self::listings::Evidence;
use self::ownership::Sources;
use self::readings::Readings;
use self::used::Used;
use super::facts::{Operations, Settled};
use super::naming::Named;
use super::naming::products::input_edges;
use crate::catalog::{
    Asked, AssetIx, ColumnLineage, ColumnRef, Doubt, Edge, Graph, Inventory, Ownership,
    PerRelation, Reference, Runs, SqlProblem,
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
    /// What the statements of each shape use.
    pub(super) used: Vec<Used>,
}

/// Connects what is named: SQL is read, edges become a graph, owners are decided. Of `operations`,
/// what was observed is taken.
pub(super) fn connect(
    settings: &Settings,
    manifests: &Manifests,
    facts: &Settled,
    operations: &mut Operations,
    named: Named<'_>,
    findings: &mut Vec<Finding>,
) -> Connected {
    let Named {
        mut inventory,
        mut resolver,
        mut edges,
        declared,
        claimed,
        stated,
        contract_documents,
        renamed,
        runs,
        health,
    } = named;
    let observed = health::observed(operations, &renamed, health);
    let registry = &mut inventory.registry;
    let readings = Readings::of_relations(registry);
    let pointers = pointers::pointers(registry, &mut resolver, &readings, &edges, findings);
    edges.extend(pointers.edges);
    edges.extend(contract_references::resolve(
        registry,
        &resolver,
        &mut inventory.contracts,
        &contract_documents,
        &manifests.contracts,
    ));
    edges.extend(declared.into_iter().map(|(to, from)| {
        let pos = registry.asset(to).pos.unwrap_or(Pos::start(FileId(0)));
        Edge::new(from, to, How::Declared, pos)
    }));
    let inputs = input_edges(&inventory.products).into_iter();
    edges.extend(inputs.map(|(from, to, pos)| Edge::new(from, to, How::InputPort, pos)));
    let (used, written) = statements::read(registry, &mut resolver, facts, &operations.statements);
    edges.extend(written);
    let evidence = Evidence {
        references: &pointers.references,
        edges: &edges,
        used: &used,
        operations,
        health: &observed.health,
    };
    let doubts = listings::doubts(registry, &mut resolver, &evidence, findings);
    listings::absent(registry, &claimed, &doubts, findings);
    let told = std::mem::take(&mut operations.column_edges);
    let lineage = columns::lineage(
        registry,
        &mut resolver,
        &facts.aliases,
        &readings,
        &edges,
        told,
        findings,
    );
    drop(readings);
    edges.extend_from_slice(&lineage.edges);
    let graph = Graph::new(registry.assets.len(), edges);
    policy_tags::hand_on(registry, &graph, &lineage);
    let targets = targets::of(registry, &graph, findings);
    let infrastructure =
        infrastructure::infrastructure(registry, &facts.aliases, &manifests.environments, findings);
    let sources = Sources {
        inventory: &inventory,
        targets: &targets,
        settings,
        facts,
        operations,
    };
    let ownership = ownership::decide(&sources, &graph, infrastructure, findings);
    let asked = asked::of(&inventory, &graph, &targets, &ownership);
    statuses::inherit(&mut inventory, &ownership, &stated);
    let mut sql_problems = pointers.problems;
    sql_problems.extend(lineage.problems);
    Connected {
        inventory,
        references: pointers.references,
        sql_problems,
        graph,
        column_lineage: lineage.columns,
        column_refs: lineage.refs,
        targets,
        ownership,
        asked,
        runs,
        observed,
        doubts,
        used,
    }
}
