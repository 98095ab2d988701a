//! Tables and views.

use std::ops::Range;

use super::{AssetIx, Sym, TableProperties};
use crate::diagnostic::Pos;
use crate::system::{SqlOrigin, System};
use sql::Dialect;

/// What a relation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RelationKind {
    /// A base table.
    Table,
    /// A logical view.
    View,
    /// A materialized view.
    MaterializedView,
    /// A table of the warehouse whose data lies elsewhere.
    ExternalTable,
    /// A clone.
    Clone,
    /// A snapshot.
    Snapshot,
    /// Named by something, described by no export.
    External,
    /// Named by something, and missing from a dataset that an export describes.
    Missing,
}

/// Whether the warehouse has a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Presence {
    /// It does, or nothing is known against it.
    #[default]
    Listed,
    /// Documentation names it, and the warehouse's own list lacks it.
    Documented,
    /// A run saw it, and the warehouse's own list lacks it.
    Seen,
}

/// A column or a nested field. There may be millions of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Column {
    /// Path from the top, `customer.address.city`.
    pub path: Sym,
    /// Type as written; empty where unknown.
    pub data_type: Sym,
    /// Text about it.
    pub description: Option<Sym>,
    /// Number of parts of the path, less one.
    pub depth: u8,
    /// Whether NULL is forbidden; nothing where no export tells.
    pub required: Option<bool>,
    /// The table is partitioned by it.
    pub partitioning: bool,
    /// 1-based place in the clustering key; 0 where it has none.
    pub clustering: u8,
    /// Resource names of the policy tags that a reader needs access by, a line each: its own, those
    /// of its fields and, in a view, those of the columns that it comes from.
    pub policy_tags: Option<Sym>,
    /// Whether the warehouse has it.
    pub presence: Presence,
}

/// Four numbers of text, five bytes, and what it takes to be a multiple of four.
const _: () = assert!(size_of::<Column>() == 24);

/// A label or meta entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Label {
    /// Key.
    pub key: Sym,
    /// Value.
    pub value: Sym,
    /// Whether it is published; what isn't serves to find an owner.
    pub shown: bool,
}

/// A grant, on the relation itself or on its dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Grant {
    /// Who.
    pub grantee: Sym,
    /// Which role.
    pub privilege: Sym,
    /// Whether it is inherited from the dataset.
    pub inherited: bool,
    /// Whether the grantee may be a person, who is counted and never named.
    pub person: bool,
    /// Whether the role lets read data.
    pub reads: bool,
}

/// What a view's SQL names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reference {
    /// The full name, after aliases.
    pub name: Sym,
    /// The asset it resolves to; a wildcard stands once for each of its tables.
    pub asset: AssetIx,
}

/// The SQL of a relation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Query {
    /// Text.
    pub text: Sym,
    /// The whole `CREATE` statement, where the export has one: it may give columns other names.
    pub ddl: Option<Sym>,
    /// Dialect.
    pub dialect: Dialect,
    /// The dataset of names that have none, where it isn't that of the relation.
    pub dataset: Option<Sym>,
    /// Where it comes from.
    pub origin: SqlOrigin,
}

impl Query {
    /// Whether it only shows how a tool built the relation, and isn't a source of pointers.
    #[must_use]
    pub(crate) const fn is_display_only(&self) -> bool {
        !self.origin.gives_pointers()
    }
}

/// Where and why a parser gave up.
#[derive(Debug, Clone)]
pub(crate) struct SqlProblem {
    /// 1-based line in the SQL.
    pub line: u32,
    /// 1-based column in the SQL.
    pub column: u32,
    /// The parser's words.
    pub message: String,
}

/// What a table or view is to dbt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DbtResourceType {
    /// dbt builds it from a query.
    Model,
    /// dbt loads it from a file.
    Seed,
    /// dbt keeps former states of rows in it.
    Snapshot,
    /// Something else loads it.
    Source,
    /// Another project builds it.
    ExternalModel,
}

impl DbtResourceType {
    /// In dbt's words.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Model => "model",
            Self::Seed => "seed",
            Self::Snapshot => "snapshot",
            Self::Source => "source",
            Self::ExternalModel => "external model",
        }
    }
}

/// What dbt says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DbtNode {
    /// What it is to dbt.
    pub resource_type: DbtResourceType,
    /// For example `model.shop.orders`.
    pub unique_id: Sym,
    /// `private`, `protected`, `public`.
    pub access: Option<Sym>,
    /// Group.
    pub group: Option<Sym>,
    /// Who owns the group, by name.
    pub group_owner: Option<Sym>,
    /// Whether its contract is enforced.
    pub contract_enforced: bool,
    /// Version.
    pub version: Option<Sym>,
    /// When it goes away.
    pub deprecation_date: Option<Sym>,
}

/// A name that a table had before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PreviousName {
    /// Full name.
    pub name: String,
    /// Last day under it.
    pub until: Option<String>,
    /// DME that held it then.
    pub environment: Option<AssetIx>,
}

/// Where what is known of a relation stands: beside it, since two relations are equal where they
/// mean the same, wherever that is told.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Places {
    /// Its SQL.
    pub query: Option<Pos>,
    /// What dbt says of it.
    pub dbt: Option<Pos>,
    /// Its name among the tables of its product.
    pub listed: Option<Pos>,
}

/// A table or view.
///
/// Two of one catalog are equal where they mean the same, wherever that is told, but for their
/// asset and their ranges, which are each one's own: what lies in the ranges is compared by itself.
/// Symbols of two catalogs can't be compared at all. What compares two builds are the lines of
/// relations, by their keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Relation {
    /// Its asset.
    pub asset: AssetIx,
    /// Project, database or catalog; may be empty.
    pub project: Sym,
    /// Dataset or schema.
    pub dataset: Sym,
    /// Name in the dataset.
    pub table: Sym,
    /// What it is.
    pub kind: RelationKind,
    /// Whether it stands in an entry-point dataset and is a view.
    pub unified: bool,
    /// In [`super::Registry::columns`].
    pub columns: Range<u32>,
    /// Whether those are all of its columns, as a warehouse lists them. Else there may be more.
    pub columns_complete: bool,
    /// In [`super::Registry::labels`].
    pub labels: Range<u32>,
    /// In [`super::Registry::grants`].
    pub grants: Range<u32>,
    /// Product that lists it.
    pub product: Option<AssetIx>,
    /// Index of the output port in that product, where it is one.
    pub port: Option<u32>,
    /// Glossary terms about it.
    pub terms: Vec<AssetIx>,
    /// SQL.
    pub query: Option<Query>,
    /// The dialect of the warehouse that it is in, where its listing tells which one that is.
    pub dialect: Option<Dialect>,
    /// The system that says what its name means; the usual one where no export tells.
    pub system: System,
    /// When it was made, as written.
    pub created: Option<Sym>,
    /// When its data changed last, as written.
    pub modified: Option<Sym>,
    /// Whether each query of it has to filter the column that it is partitioned by.
    pub partition_filter: bool,
    /// What else it is set to, where any export tells.
    pub properties: Option<Box<TableProperties>>,
    /// Rows.
    pub rows: Option<u64>,
    /// Logical bytes.
    pub bytes: Option<u64>,
    /// dbt's words.
    pub dbt: Option<Box<DbtNode>>,
    /// Tags (dbt).
    pub tags: Vec<Sym>,
    /// Name of what replaces it.
    pub replaced_by: Option<String>,
    /// Names it had before.
    pub previous: Vec<PreviousName>,
}

impl Relation {
    /// Whether it is a view of any sort.
    #[must_use]
    pub(crate) const fn is_view(&self) -> bool {
        matches!(
            self.kind,
            RelationKind::View | RelationKind::MaterializedView
        )
    }

    /// Whether some export describes it.
    #[must_use]
    pub(crate) const fn is_described(&self) -> bool {
        !matches!(self.kind, RelationKind::External | RelationKind::Missing)
    }
}
