//! The mesh as one linked whole: assets by index, strings interned, lineage as a graph in
//! compressed rows. No I/O and no serialization here; pages and lists are made of it elsewhere.

mod column_lineage;
mod contract;
mod doubt;
mod entity;
mod graph;
mod moment;
mod operation;
mod query;
pub mod reach;
mod relation;
mod restrict;
mod strings;
mod text;
mod tier;
mod type_fields;
mod usage;
mod wildcard;

use rustc_hash::FxHashMap;

pub use column_lineage::{ColumnLineage, ColumnRef, Derivation, LineageByColumn};
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
pub use graph::{Edge, Graph, How, Provenance};
pub use moment::{moment, rfc3339};
pub use operation::{
    Check, CheckKind, CheckResult, ExportAge, Health, Incident, Job, Model, ModelVersion, Monitor,
    Outcome, Promise, Run, span,
};
pub use query::is_person;
pub use relation::{
    Asked, AskedBy, Claim, ClaimSource, Column, DbtNode, Decision, Grant, Label, Presence,
    PreviousName, Query, Reference, Relation, RelationKind, SqlProblem,
};
pub use strings::{Strings, Sym};
pub use text::{Guide, Image, LongDescription};
pub use tier::Tier;
pub use type_fields::type_fields;
pub use usage::{FilterShape, Habit, Predicate, Usage, Week};
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

/// Index of an asset in [`Catalog::assets`].
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
    /// Index among its kind: [`Catalog::relations`], [`Catalog::domains`] …
    pub detail: u32,
    /// Where it is described.
    pub pos: Option<Pos>,
    /// Life-cycle state.
    pub status: Status,
    /// Site-relative address of its page.
    pub href: Sym,
}

/// The mesh.
#[derive(Debug, Default)]
pub struct Catalog {
    /// All text.
    pub strings: Strings,
    /// All assets.
    pub assets: Vec<Asset>,
    /// By kind and name.
    pub by_name: FxHashMap<(Kind, Sym), AssetIx>,
    /// Relations of systems that don't compare case, by full name in lower case; none where several
    /// are called so.
    pub folded: FxHashMap<String, Option<AssetIx>>,
    /// Tables and views.
    pub relations: Vec<Relation>,
    /// Columns; a relation has a range of them.
    pub columns: Vec<Column>,
    /// Labels; a relation has a range of them.
    pub labels: Vec<Label>,
    /// Grants; a relation has a range of them.
    pub grants: Vec<Grant>,
    /// What views' SQL names; a relation has a range of them, sorted by name.
    pub references: Vec<Reference>,
    /// Productive tables reached by views; a relation has a range of them, sorted by name.
    pub targets: Vec<AssetIx>,
    /// Sources of ownership; a relation has a range of them.
    pub claims: Vec<Claim>,
    /// Whom to ask about views that span several DMEs; the others are missing here.
    pub asked: FxHashMap<AssetIx, Asked>,
    /// Domains.
    pub domains: Vec<Domain>,
    /// DMEs.
    pub environments: Vec<Environment>,
    /// Products.
    pub products: Vec<Product>,
    /// Contracts.
    pub contracts: Vec<Contract>,
    /// Teams.
    pub teams: Vec<Team>,
    /// Glossary terms.
    pub terms: Vec<Glossary>,
    /// Guides.
    pub guides: Vec<Guide>,
    /// Long descriptions: Markdown beside a manifest.
    pub long_descriptions: FxHashMap<AssetIx, LongDescription>,
    /// The asset whose page shows a Markdown file.
    pub documents: FxHashMap<FileId, AssetIx>,
    /// Images of guides and long descriptions, by path.
    pub images: Vec<Image>,
    /// Exposures.
    pub exposures: Vec<Exposure>,
    /// Jobs.
    pub jobs: Vec<Job>,
    /// ML models.
    pub models: Vec<Model>,
    /// Results of tests and assertions.
    pub checks: Vec<Check>,
    /// Incidents, newest first.
    pub incidents: Vec<Incident>,
    /// Monitors.
    pub monitors: Vec<Monitor>,
    /// What is known of the state of relations; those missing here have nothing.
    pub health: FxHashMap<AssetIx, Health>,
    /// Use of relations; those missing here were not used.
    pub usage: FxHashMap<AssetIx, Usage>,
    /// Why relations that their dataset's listing lacks may be there all the same.
    pub doubts: FxHashMap<AssetIx, Doubt>,
    /// Where columns come from; a relation has a range of them ([`Relation::column_lineage`]).
    pub column_lineage: Vec<ColumnLineage>,
    /// Source columns; each of `column_lineage` has a range of them.
    pub column_refs: Vec<ColumnRef>,
    /// Tables that stand in `column_refs` as one.
    pub wildcards: Wildcards,
    /// Age of each export.
    pub exports: Vec<ExportAge>,
    /// Audiences of the settings.
    pub audiences: Vec<Audience>,
    /// Lineage.
    pub graph: Graph,
    /// Paths of the input files, by [`FileId`].
    pub files: Vec<String>,
    /// Newest time in the input, `YYYY-MM-DD`, where any is known.
    pub as_of: Option<String>,
    /// The moment that ages are counted from: `SOURCE_DATE_EPOCH`, or else the newest moment of
    /// the exports.
    pub now: Option<i64>,
}

impl Catalog {
    /// An asset.
    #[must_use]
    pub fn asset(&self, ix: AssetIx) -> &Asset {
        &self.assets[ix.ix()]
    }

    /// Text of a symbol.
    #[must_use]
    pub fn str(&self, sym: Sym) -> &str {
        self.strings.resolve(sym)
    }

    /// Canonical name of an asset.
    #[must_use]
    pub fn name(&self, ix: AssetIx) -> &str {
        self.str(self.asset(ix).name)
    }

    /// Display name of an asset.
    #[must_use]
    pub fn title(&self, ix: AssetIx) -> &str {
        let asset = self.asset(ix);
        self.str(asset.title.unwrap_or(asset.name))
    }

    /// Canonical id, `kind:name`.
    #[must_use]
    pub fn id(&self, ix: AssetIx) -> String {
        format!("{}:{}", self.asset(ix).kind.as_str(), self.name(ix))
    }

    /// Site-relative address of an asset's page.
    #[must_use]
    pub fn href(&self, ix: AssetIx) -> &str {
        self.str(self.asset(ix).href)
    }

    /// The asset of this kind and name.
    #[must_use]
    pub fn find(&self, kind: Kind, name: &str) -> Option<AssetIx> {
        let sym = self.strings.get(name)?;
        self.by_name.get(&(kind, sym)).copied()
    }

    /// The table or view of this full name; spelled as one likes, where its system doesn't compare
    /// case.
    #[must_use]
    pub fn find_relation(&self, name: &str) -> Option<AssetIx> {
        self.find(Kind::View, name)
            .or_else(|| self.find(Kind::Table, name))
            .or_else(|| match self.folded.is_empty() {
                true => None,
                false => *self.folded.get(&name.to_lowercase())?,
            })
    }

    /// Table or view behind an asset.
    #[must_use]
    pub fn relation(&self, ix: AssetIx) -> Option<&Relation> {
        let asset = self.asset(ix);
        matches!(asset.kind, Kind::Table | Kind::View)
            .then(|| &self.relations[asset.detail as usize])
    }

    /// The DME behind an asset.
    #[must_use]
    pub fn environment(&self, ix: AssetIx) -> Option<&Environment> {
        let asset = self.asset(ix);
        (asset.kind == Kind::Dme).then(|| &self.environments[asset.detail as usize])
    }

    /// The product behind an asset.
    #[must_use]
    pub fn product(&self, ix: AssetIx) -> Option<&Product> {
        let asset = self.asset(ix);
        (asset.kind == Kind::Product).then(|| &self.products[asset.detail as usize])
    }

    /// The input file at a path.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<FileId> {
        let at = self.files.binary_search_by(|f| f.as_str().cmp(path)).ok()?;
        Some(FileId(small(at)))
    }

    /// `path:line` of a place.
    #[must_use]
    pub fn at(&self, pos: Pos) -> String {
        format!("{}:{}", self.path(pos.file), pos.line)
    }

    /// Path of a file.
    #[must_use]
    pub fn path(&self, file: FileId) -> &str {
        self.files.get(file.0 as usize).map_or("", String::as_str)
    }
}

/// A number of things as it is kept, in 32 bits.
pub(crate) fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
