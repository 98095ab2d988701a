//! The mesh as one linked whole: assets by index, strings interned, lineage as a graph in
//! compressed rows. No I/O and no serialization here; pages and lists are made of it elsewhere.

mod column_lineage;
mod contract;
mod doubt;
mod entity;
mod graph;
mod inventory;
mod key;
mod moment;
mod operation;
mod ownership;
mod per_relation;
mod query;
pub mod reach;
mod registry;
mod relation;
mod restrict;
mod strings;
mod text;
mod tier;
mod type_fields;
mod usage;
mod wildcard;

use std::ops::Deref;

use rustc_hash::FxHashMap;

pub use column_lineage::{ColumnLineage, ColumnRef, Derivation, LineageByColumn, LineageSource};
pub use contract::{
    Contract, ContractColumn, ContractRef, ContractRole, ContractTable, Definition, Quality,
    Relationship,
};
pub use doubt::Doubt;
pub use entity::{
    Audience, Domain, Environment, EnvironmentRule, Exposure, Glossary, IncidentManagement,
    InputPort, Lifecycle, Member, OutputPort, Product, Property, Release, ReleaseCheck, Role, Sdk,
    Sla, Status, Support, Team, Training,
};
pub use graph::{Edge, Graph, Provenance};
pub use inventory::Inventory;
pub use key::{Key, Namespace};
pub use moment::{day, moment, rfc3339};
pub use operation::{
    Check, CheckResult, ExportAge, Health, Incident, Job, Model, ModelVersion, Monitor, Operations,
    Outcome, Promise, Run, Runs, span,
};
pub use ownership::{Asked, AskedBy, Claim, ClaimSource, Decision, Ownership};
pub use per_relation::PerRelation;
pub use query::{is_person, sources_of};
pub use registry::Registry;
pub use relation::{
    Column, DbtNode, Grant, Label, Presence, PreviousName, Query, Reference, Relation,
    RelationKind, SqlProblem,
};
pub use strings::{Strings, Sym};
pub use text::{Guide, Image, LongDescription};
pub use tier::Tier;
pub use type_fields::type_fields;
pub use usage::{ColumnUse, FilterShape, Habit, Predicate, Usage, Week};
pub use wildcard::{Wildcard, Wildcards};

use crate::diagnostic::{FileId, Pos};

/// What an asset is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A business domain.
    Domain,
    /// A Data Mesh Environment.
    Dme,
    /// A data product.
    Product,
    /// A view, unified or not.
    View,
    /// A table: productive, external, missing.
    Table,
    /// A dashboard, notebook, application: a dbt exposure.
    Exposure,
    /// A job that reads and writes tables.
    Job,
    /// A registered ML model.
    Model,
    /// A data contract.
    Contract,
    /// A team.
    Team,
    /// A glossary term.
    Term,
    /// A guide.
    Guide,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 12] = [
        Self::View,
        Self::Table,
        Self::Product,
        Self::Dme,
        Self::Domain,
        Self::Contract,
        Self::Exposure,
        Self::Job,
        Self::Model,
        Self::Team,
        Self::Term,
        Self::Guide,
    ];

    /// The word before the colon in an asset's id.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Domain => "domain",
            Self::Dme => "dme",
            Self::Product => "product",
            Self::View => "view",
            Self::Table => "table",
            Self::Exposure => "exposure",
            Self::Job => "job",
            Self::Model => "model",
            Self::Contract => "contract",
            Self::Team => "team",
            Self::Term => "term",
            Self::Guide => "guide",
        }
    }

    /// The opposite of [`Kind::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == word)
    }
}

/// Index of an asset in [`Registry::assets`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AssetIx(pub u32);

impl AssetIx {
    /// As an index.
    #[must_use]
    pub const fn ix(self) -> usize {
        self.0 as usize
    }
}

/// What all assets have.
#[derive(Debug, Clone)]
pub struct Asset {
    /// What it is.
    pub kind: Kind,
    /// Canonical name: a full name, an id, a path. With the kind it is unique.
    pub name: Sym,
    /// Display name, where it differs.
    pub title: Option<Sym>,
    /// Text about it: plain or Markdown.
    pub description: Option<Sym>,
    /// Index among its kind: [`Registry::relations`], [`Inventory::domains`] …
    pub detail: u32,
    /// Where it is described.
    pub pos: Option<Pos>,
    /// Life-cycle state.
    pub status: Status,
    /// Site-relative address of its page.
    pub href: Sym,
}

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
    pub graph: Graph,
    /// Where columns come from.
    pub column_lineage: PerRelation<ColumnLineage>,
    /// Source columns; each of `column_lineage` has a range of them.
    pub column_refs: Vec<ColumnRef>,
    /// Productive tables reached by views, sorted by name.
    pub targets: PerRelation<AssetIx>,
    /// Whose each relation is.
    pub ownership: Ownership,
    /// Whom to ask about views that span several DMEs; the others are missing here.
    pub asked: FxHashMap<AssetIx, Asked>,
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

/// A number of things as it is kept, in 32 bits.
pub(crate) fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
