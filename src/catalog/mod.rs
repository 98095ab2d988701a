//! The mesh as one linked whole: assets by index, strings interned, lineage as a graph in
//! compressed rows. No I/O and no serialization here; pages and lists are made of it elsewhere.

mod asset;
mod authored_text;
mod column_lineage;
mod contract;
mod entity;
mod graph;
mod index;
mod inventory;
mod key;
mod kind;
mod lineage_by_column;
mod listing_doubt;
mod moment;
mod operation;
mod ownership;
mod per_relation;
mod questions;
pub mod reach;
mod registry;
mod relation;
mod restrict;
mod strings;
mod tier;
mod type_fields;
mod usage;
mod wildcard;

use std::ops::Deref;

use rustc_hash::FxHashMap;

pub use asset::Asset;
pub use authored_text::{Guide, Image, LongDescription};
pub use column_lineage::{ColumnLineage, ColumnRef, Derivation, LineageSource};
pub use contract::{
    Contract, ContractColumn, ContractRef, ContractRole, ContractTable, Definition, Quality,
    Relationship,
};
pub use entity::{
    Audience, Domain, Environment, EnvironmentRule, Exposure, Glossary, IncidentManagement,
    InputPort, Lifecycle, Member, OutputPort, Product, Property, Release, ReleaseCheck, Role, Sdk,
    Sla, Status, Support, Team, Training,
};
pub use graph::{LineageEdge, LineageGraph, Provenance};
pub use index::AssetIx;
pub(crate) use index::small;
pub use inventory::Inventory;
pub use key::{Key, Namespace};
pub use kind::Kind;
pub use lineage_by_column::LineageByColumn;
pub use listing_doubt::ListingDoubt;
pub use moment::{day, moment, rfc3339};
pub use operation::{
    Check, CheckResult, ExportAge, FreshnessObjective, Health, Incident, Job, Model, ModelVersion,
    Monitor, Operations, Outcome, Run, Runs, span,
};
pub use ownership::{
    FirstContact, FirstContactReason, OwnerCandidate, Ownership, OwnershipDecision, OwnershipSource,
};
pub use per_relation::PerRelation;
pub use questions::{is_person, sources_of};
pub use registry::Registry;
pub use relation::{
    Column, DbtNode, Grant, Label, Places, Presence, PreviousName, Query, Reference, Relation,
    RelationKind, SqlProblem,
};
pub use strings::{Strings, Sym};
pub use tier::Tier;
pub use type_fields::type_fields;
pub use usage::{ColumnUse, FilterShape, Predicate, Usage, UsagePattern, Week};
pub use wildcard::{Wildcard, Wildcards};

use crate::diagnostic::FileId;

/// The mesh, linked: what is there, and what happened to it.
#[derive(Debug, Default)]
pub struct Catalog {
    /// All that has a name.
    pub inventory: Inventory,
    /// What views' SQL names, sorted by name.
    pub references: PerRelation<Reference>,
    /// SQL that couldn't be parsed; of views, references were found by the tolerant scan.
    pub sql_problems: FxHashMap<AssetIx, SqlProblem>,
    /// Lineage.
    pub graph: LineageGraph,
    /// Where columns come from.
    pub column_lineage: PerRelation<ColumnLineage>,
    /// Source columns; each of `column_lineage` has a range of them.
    pub column_refs: Vec<ColumnRef>,
    /// Productive tables reached by views, sorted by name.
    pub targets: PerRelation<AssetIx>,
    /// Whose each relation is.
    pub ownership: Ownership,
    /// Whom to ask about views that span several DMEs; the others are missing here.
    pub first_contact: FxHashMap<AssetIx, FirstContact>,
    /// Contracts about relations, with the index of the contract's table.
    pub contracts_of: PerRelation<(AssetIx, u32)>,
    /// Long descriptions: Markdown beside a manifest.
    pub long_descriptions: FxHashMap<AssetIx, LongDescription>,
    /// The asset whose page shows a Markdown file.
    pub documents: FxHashMap<FileId, AssetIx>,
    /// Images of guides and long descriptions, by path.
    pub images: Vec<Image>,
    /// What happened: runs, loads, incidents, use.
    pub operations: Operations,
}

/// A catalog is read by the words of its inventory: what has a name is most of what is asked for.
impl Deref for Catalog {
    type Target = Inventory;

    fn deref(&self) -> &Inventory {
        &self.inventory
    }
}
