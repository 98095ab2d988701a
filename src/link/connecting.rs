//! The second stage: what points to what, whose it is, and what happened to it.

mod column_edges;
mod column_sources;
mod contract_references;
pub(super) mod first_contact;
pub(super) mod health;
mod infrastructure;
mod inherited_status;
mod listings;
mod owner_decision;
mod owner_words;
mod partition_filters;
mod pointers;
mod policy_tags;
mod sql_readings;
pub(super) mod statements;
mod steps;
mod targets;
mod temporary_tables;
pub(super) mod used;

use rustc_hash::{FxHashMap, FxHashSet};

use self::column_sources::Known;
pub(super) use self::column_sources::lineage_as_seen;
use self::health::Observed;
use self::listings::Evidence;
use self::owner_decision::Sources;
pub(crate) use self::pointers::defaults;
use self::policy_tags::Tags;
use self::sql_readings::Readings;
use self::used::StatementUse;
use super::facts::{RawExport, Settled, Statements, ToolOwner};
use super::naming::Named;
use super::naming::products::inputs;
use super::saved_readings::SavedReadings;
use crate::catalog::{
    AssetIx, ColumnLineage, ColumnRef, FirstContact, Inventory, LineageEdge, LineageGraph,
    ListingDoubt, Ownership, PerRelation, Predicate, Product, Reference, Registry, Runs,
    SqlProblem, StatedSource, Status, Sym,
};
use crate::config::Settings;
use crate::diagnostic::{Finding, Pos};
use crate::manifest::Manifests;
use crate::system::ProvenanceKind;
use sql::Place;

/// What connecting hands on. No relation is added from here on.
pub(super) struct Connected {
    pub(super) inventory: Inventory,
    pub(super) references: PerRelation<Reference>,
    pub(super) sql_problems: FxHashMap<AssetIx, SqlProblem>,
    /// What relations' SQL takes by `*`.
    pub(super) stars: PerRelation<(AssetIx, Place)>,
    /// Views whose result has columns that their SQL doesn't list.
    pub(super) open_views: FxHashSet<AssetIx>,
    /// What these give now, where their listings say otherwise.
    pub(super) star_columns: FxHashMap<AssetIx, Vec<Sym>>,
    pub(super) graph: LineageGraph,
    pub(super) column_lineage: PerRelation<ColumnLineage>,
    pub(super) column_refs: Vec<ColumnRef>,
    /// What events state of columns.
    pub(super) stated_sources: Vec<StatedSource>,
    /// By which columns views above tables that have to be filtered filter what they read.
    pub(super) filters: PerRelation<(AssetIx, Predicate)>,
    pub(super) targets: PerRelation<AssetIx>,
    pub(super) ownership: Ownership,
    pub(super) first_contact: FxHashMap<AssetIx, FirstContact>,
    /// Of each job.
    pub(super) runs: Vec<Runs>,
    pub(super) observed: Observed,
    pub(super) doubts: FxHashMap<AssetIx, ListingDoubt>,
    /// The warehouse's history.
    pub(super) statements: Statements,
    /// What the statements of each shape use.
    pub(super) used: Vec<StatementUse>,
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
    saved: &dyn SavedReadings,
    findings: &mut Vec<Finding>,
) -> Connected {
    let Named {
        mut inventory,
        resolver,
        mut edges,
        declared,
        named_by_products,
        stated,
        contract_documents,
        renamed,
        runs,
        health,
        operations,
    } = named;
    let observed = health::observed(operations.states, &renamed, health);
    let readings = Readings::of_relations(&inventory.registry, saved);
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
    let (met, used, written) = statements::read(pointed, facts, &operations.statements, &readings);
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
    listings::absent(&met.registry, &named_by_products, &doubts, findings);
    let known = Known {
        aliases: &facts.aliases,
        readings: &readings,
        edges: &edges,
        doubts: &doubts,
        open_views: &pointers.open_views,
    };
    let stated_by_tools = operations.column_edges;
    let traced = column_sources::trace(met, &known, stated_by_tools, findings);
    let lineage = traced.lineage;
    edges.extend_from_slice(&lineage.edges);
    let mut registry = traced.registry;
    let graph = LineageGraph::new(registry.assets.len(), edges);
    let filters = partition_filters::of(&mut registry, &graph, &facts.aliases, &readings);
    drop(readings);
    let inventory = Inventory {
        registry,
        ..inventory
    };
    let tags = policy_tags::handed_on(&inventory, &graph, &lineage);
    let whose = whose(
        settings,
        manifests,
        facts,
        &operations.owners,
        (&inventory, &graph),
        findings,
    );
    let statuses = inherited_status::inherited(&inventory, &whose.ownership, &stated);
    let mut sql_problems = pointers.problems;
    sql_problems.extend(lineage.problems);
    Connected {
        inventory: amended(inventory, tags, statuses),
        references: pointers.references,
        sql_problems,
        stars: pointers.stars,
        open_views: pointers.open_views,
        star_columns: lineage.star_columns,
        graph,
        column_lineage: lineage.columns,
        column_refs: lineage.refs,
        stated_sources: lineage.stated,
        filters,
        targets: whose.targets,
        ownership: whose.ownership,
        first_contact: whose.first_contact,
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
    first_contact: FxHashMap<AssetIx, FirstContact>,
}

fn whose(
    settings: &Settings,
    manifests: &Manifests,
    facts: &Settled,
    owners: &[ToolOwner],
    (inventory, graph): (&Inventory, &LineageGraph),
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
    let ownership = owner_decision::decide(&sources, graph, held, findings);
    let first_contact = first_contact::of(inventory, graph, &targets, &ownership);
    Whose {
        targets,
        ownership,
        first_contact,
    }
}

/// Edges of what manifests declare that output ports are made from: target, source, place. They
/// stand where the target is described; where nothing describes it, at the claim.
fn declared_edges(
    registry: &Registry,
    declared: Vec<(AssetIx, AssetIx, Pos)>,
) -> impl Iterator<Item = LineageEdge> {
    declared.into_iter().map(|(to, from, claim)| {
        let pos = registry.asset(to).pos.unwrap_or(claim);
        LineageEdge::new(from, to, ProvenanceKind::Declared, pos)
    })
}

/// Edges of what products read.
fn input_edges(products: &[Product]) -> impl Iterator<Item = LineageEdge> {
    let inputs = inputs(products).into_iter();
    inputs.map(|(from, to, pos)| LineageEdge::new(from, to, ProvenanceKind::InputPort, pos))
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
