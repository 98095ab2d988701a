//! The mesh as one linked whole: assets by index, strings interned, lineage as a graph in
//! compressed rows. No I/O and no serialization here; pages and lists are made of it elsewhere.

mod access;
mod asset;
mod authored_text;
mod clock;
mod column_lineage;
mod contract;
mod dataset_listing;
mod dataset_properties;
mod dme_parts;
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
mod promised_age;
mod questions;
pub(crate) mod reach;
mod registry;
mod relation;
mod release;
mod renames;
mod restrict;
mod star_use;
mod strings;
mod suppression;
mod table_properties;
mod tells;
mod tier;
mod type_fields;
mod unit;
mod usage;
mod wildcard;
mod written_at;

use std::collections::BTreeMap;
use std::ops::Deref;

use rustc_hash::{FxHashMap, FxHashSet};

pub(crate) use access::{
    AccessRules, AccessTo, AudienceIx, CalledBy, GranteeAudiences, HiddenName, HiddenNames,
    Lacking, Level, NameForm, NameInText, NamePlace, Part, PublishedFacts, Seen, Stub, Stubs,
};
pub(crate) use asset::Asset;
pub(crate) use authored_text::{Guide, Image, LongDescription};
pub(crate) use clock::Clock;
pub(crate) use column_lineage::{
    ColumnLineage, ColumnRef, Derivation, LineageSource, StatedSource,
};
pub(crate) use contract::{
    Contract, ContractColumn, ContractRef, ContractRole, ContractTable, Definition, Quality,
    Relationship,
};
pub(crate) use dataset_listing::{Completeness, DatasetListing, PartialListing};
pub(crate) use dataset_properties::{AuthorizedReader, DatasetProperties};
pub(crate) use dme_parts::{
    Applies, Completion, Environment, EnvironmentRule, Framework, IncidentManagement, Role,
    RuleCheck, RuleLevel, Sdk, Training,
};
pub(crate) use entity::{
    Audience, Domain, Exposure, Glossary, InputPort, Lifecycle, Member, OnCall, OutputPort,
    Product, Property, Sla, Status, Support, Team,
};
pub(crate) use graph::{LineageEdge, LineageGraph, Provenance};
pub(crate) use index::AssetIx;
pub(crate) use index::small;
pub(crate) use inventory::Inventory;
pub(crate) use key::{Key, Namespace};
pub use kind::Kind;
pub(crate) use lineage_by_column::LineageByColumn;
pub(crate) use listing_doubt::ListingDoubt;
pub(crate) use moment::{day, moment, rfc3339, start_of_day};
pub(crate) use operation::{
    Check, CheckResult, ExportAge, Health, Incident, Job, Model, ModelVersion, Monitor, Operations,
    Outcome, Run, Runs, span,
};
pub(crate) use ownership::{
    FirstContact, FirstContactReason, NamedOwner, OwnerCandidate, Ownership, OwnershipDecision,
    OwnershipSource, decided, meant, nearest_owners,
};
pub(crate) use per_relation::PerRelation;
pub(crate) use promised_age::FreshnessObjective;
pub(crate) use questions::sources_of;
pub(crate) use registry::Registry;
pub(crate) use relation::{
    Column, DbtNode, DbtResourceType, Grant, Label, Places, Presence, PreviousName, Query,
    Reference, Relation, RelationKind, SqlProblem,
};
pub(crate) use release::{Release, ReleaseCheck, WaitsFor, released_version};
pub(crate) use renames::{Renamed, Renames};
#[cfg(test)]
pub(crate) use restrict::FactRule;
pub(crate) use restrict::{
    ColumnsOfRuns, Restricted, RestrictedBy, Sabotage, SeenColumn, SeenLineage, SeenRelation,
};
pub(crate) use star_use::StarUse;
pub(crate) use strings::{Strings, Sym};
pub(crate) use suppression::{Covered, Suppression};
pub(crate) use table_properties::{
    PartitionUnit, Partitioning, RowPolicy, TableProperties, UniqueKey,
};
pub(crate) use tells::{Tells, Topics};
pub(crate) use tier::Tier;
pub(crate) use type_fields::type_fields;
pub(crate) use unit::Unit;
pub(crate) use usage::{
    ColumnUse, FilterShape, NamedBy, Predicate, ServiceReader, StatementWindow, Usage,
    UsagePattern, Week,
};
pub(crate) use wildcard::{Wildcard, Wildcards};
pub(crate) use written_at::WrittenAt;

use crate::diagnostic::FileId;
use sql::Place;

/// The mesh, linked: what is there, and what happened to it.
#[derive(Debug, Default)]
pub(crate) struct Catalog {
    /// All that has a name.
    pub inventory: Inventory,
    /// What views' SQL names, sorted by name.
    pub references: PerRelation<Reference>,
    /// SQL that couldn't be parsed; of views, references were found by the tolerant scan.
    pub sql_problems: FxHashMap<AssetIx, SqlProblem>,
    /// Relations all of whose columns a relation's SQL takes by `*`, and where they go; by asset.
    pub stars: PerRelation<(AssetIx, Place)>,
    /// Views whose result has columns that their SQL doesn't list: its outermost SELECT takes `*`. Of
    /// SQL that can't be parsed it isn't known.
    pub open_views: FxHashSet<AssetIx>,
    /// Columns that the SQL of open views gives now, where their listings say otherwise: those are as of
    /// the creation of the view.
    pub star_columns: FxHashMap<AssetIx, Vec<Sym>>,
    /// Lineage.
    pub graph: LineageGraph,
    /// Where columns come from.
    pub column_lineage: PerRelation<ColumnLineage>,
    /// Source columns; each of `column_lineage` has a range of them.
    pub column_refs: Vec<ColumnRef>,
    /// What events of runs state of columns, by relation; kept where there are audiences.
    pub stated_sources: Vec<StatedSource>,
    /// Relations that nothing but runs describes, with the jobs that these are of; kept where there are
    /// audiences.
    pub described_by_runs: BTreeMap<AssetIx, Vec<AssetIx>>,
    /// By which columns of what they read views filter, where a table below has to be filtered.
    pub filters: PerRelation<(AssetIx, Predicate)>,
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
    /// What exports tell at all.
    pub tells: Tells,
    /// Whose part of a whole this is; none where it is the whole.
    pub part: Option<Part>,
    /// What stands for hidden things in a part.
    pub stubs: Stubs,
}

/// A catalog is read by the words of its inventory: what has a name is most of what is asked for.
impl Deref for Catalog {
    type Target = Inventory;

    fn deref(&self) -> &Inventory {
        &self.inventory
    }
}
