//! Tables and views.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    AccessLevel, ColumnLine, ContractVersion, Freshness, GrantLine, ImpactLine, LifecycleLine,
    LifecycleStatus, OwnershipBasis, ReaderLine, ReferenceMethod, RelationKind, ServiceLevel,
    StarLine, StarUses, VerdictState,
};

/// A view or table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RelationLine {
    /// `view:project.dataset.name` or `table:…`.
    pub id: String,
    /// What it is known by for longer than a build: `relation:project.dataset.name`, for a table as for
    /// a view.
    pub key: String,
    /// Full name.
    pub name: String,
    /// Site-relative address.
    pub url: String,
    /// Display name.
    pub title: String,
    /// What it is: `unified view`, `productive table` …
    pub kind: RelationKind,
    /// Full names that it had before, as its manifest says.
    #[serde(default)]
    pub renamed_from: Vec<String>,
    /// Whether it is a view in an entry-point dataset.
    #[serde(default)]
    pub unified: bool,
    /// The system that it is in (`bigquery`, `snowflake`, `postgres` …), where the listing of a
    /// warehouse tells.
    pub system: Option<String>,
    /// The dialect of that system's SQL and types: the system's word, or `generic`.
    pub dialect: Option<String>,
    /// Whether an export describes it.
    #[serde(default)]
    pub described: bool,
    /// `open`, or `listed` where the audience of the portal may find it and not query it yet: such a line
    /// has its names, description, status, owner and product, and nothing else.
    #[serde(default)]
    pub level: AccessLevel,
    /// Whether its own SQL also names what the audience of the portal may not see.
    #[serde(default)]
    pub stub: bool,
    /// Life-cycle state.
    #[serde(default)]
    pub status: LifecycleStatus,
    /// Days in its life and what comes after it; missing where nothing is stated.
    pub lifecycle: Option<LifecycleLine>,
    /// Text about it.
    pub description: Option<String>,
    /// Full names that its SQL names directly, sorted.
    #[serde(default)]
    pub references: Vec<String>,
    /// Whether its SQL was `parsed` or its references `inferred`; missing without SQL.
    pub references_by: Option<ReferenceMethod>,
    /// Productive tables that it reaches, sorted.
    #[serde(default)]
    pub targets: Vec<String>,
    /// DMEs of its targets, or its own.
    #[serde(default)]
    pub dmes: Vec<String>,
    /// Who owns it.
    pub owner: Option<Owner>,
    /// Id of the DME to ask first, where a view spans several and no product of theirs declares it.
    pub ask: Option<String>,
    /// Id of its data product.
    pub product: Option<String>,
    /// Ids of contracts about it.
    #[serde(default)]
    pub contracts: Vec<String>,
    /// Those contracts as they are now.
    #[serde(default)]
    pub contract_versions: Vec<ContractVersion>,
    /// What its product and its contracts promise, for it or for all of theirs.
    #[serde(default)]
    pub service_levels: Vec<ServiceLevel>,
    /// How old its data may be.
    pub freshness: Option<Freshness>,
    /// Who may use it: ids of audiences, or grantees; persons are not named.
    #[serde(default)]
    pub audiences: Vec<String>,
    /// Grants on it and on its dataset; those of single persons are counted.
    #[serde(default)]
    pub grants: Vec<GrantLine>,
    /// Number of grants to single persons.
    #[serde(default)]
    pub person_grants: usize,
    /// Tags.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Labels of the warehouse.
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
    /// dbt's id of it.
    pub dbt: Option<String>,
    /// Name of what replaces it.
    pub replaced_by: Option<String>,
    /// Whether it can be used now.
    pub verdict: Option<VerdictLine>,
    /// How it is used.
    pub usage: Option<UsageLine>,
    /// Day of the last known statement that names it, whoever ran it and whatever it writes; a wildcard
    /// names all tables that it stands for. `usage` of the mesh says which statements are known.
    pub last_named: Option<String>,
    /// Jobs, products, models, exposures and service accounts that read it directly, at most 50.
    #[serde(default)]
    pub readers: Vec<ReaderLine>,
    /// Number of those beyond.
    #[serde(default)]
    pub readers_more: usize,
    /// What depends on it.
    #[serde(default)]
    pub impact: ImpactLine,
    /// Columns that it is partitioned by.
    #[serde(default)]
    pub partitioned_by: Vec<String>,
    /// Whether each query of it has to filter the column that it is partitioned by.
    #[serde(default)]
    pub requires_filter: bool,
    /// Columns that it is clustered by, in their order.
    #[serde(default)]
    pub clustering: Vec<String>,
    /// Seconds for which a partition is kept; missing where no export says that any is dropped.
    pub partition_expiration: Option<i64>,
    /// When it is dropped, as written.
    pub expires: Option<String>,
    /// How texts of new columns are compared.
    pub collation: Option<String>,
    /// Number of its row access policies; who sees which rows by them isn't exported.
    #[serde(default)]
    pub row_policies: usize,
    /// Columns that these policies name.
    #[serde(default)]
    pub policy_columns: Vec<String>,
    /// Columns whose values don't repeat, as the system lists them: the primary key first.
    #[serde(default)]
    pub keys: Vec<KeyLine>,
    /// Whether `columns` are all there are, as a warehouse lists them; else there may be more.
    #[serde(default)]
    pub columns_complete: bool,
    /// Columns, nested fields below their parents.
    #[serde(default)]
    pub columns: Vec<ColumnLine>,
    /// Relations all of whose columns its SQL takes by `*`, sorted.
    #[serde(default)]
    pub stars: Vec<StarLine>,
    /// The columns that its SQL gives now, where its outermost SELECT takes `*` and its listed columns
    /// are others: those of its creation.
    #[serde(default)]
    pub star_columns: Vec<String>,
    /// Statements that take all its columns by `*`; missing where there are none.
    #[serde(default)]
    pub star_uses: Option<StarUses>,
    /// Statements that may use it in any way: they name it, or the warehouse says so, and can't be read
    /// or run what isn't in them.
    #[serde(default)]
    pub unparsed: u32,
    /// Day of the last of these.
    #[serde(default)]
    pub last_unparsed: Option<String>,
}

/// A key of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct KeyLine {
    /// Name of the constraint.
    pub name: String,
    /// Whether it is the primary key.
    pub primary: bool,
    /// Whether the system holds it; missing where that isn't told.
    pub enforced: Option<bool>,
    /// Its columns, in the order of the key.
    pub columns: Vec<String>,
}

/// Owner of a relation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Owner {
    /// Id of the DME; missing where several share it.
    pub dme: Option<String>,
    /// `infrastructure`, `output-port`, `label`, `dbt`, `upstream`, `several`, `tie`.
    pub decided_by: OwnershipBasis,
    /// `file:line` of what decided.
    pub at: Option<String>,
    /// Id of the owning team.
    pub team: Option<String>,
}

/// Whether a relation can be used now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct VerdictLine {
    /// `broken`, `with care`, `usable`, `no promise`, `unknown`.
    pub state: VerdictState,
    /// What is wrong, in a sentence; empty where nothing is.
    pub cause: String,
    /// Id of the asset that is the cause.
    pub at: Option<String>,
    /// How many steps upstream that is: the tables on the way up, that asset's own included. 0 for its
    /// own pointers.
    pub steps: Option<u32>,
    /// Whether this comes from an export that is older than allowed.
    pub outdated: bool,
}

/// Use of a relation in the last 30 days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UsageLine {
    /// Statements.
    pub queries: u32,
    /// Distinct users, service accounts included.
    pub users: usize,
    /// Of these, service accounts.
    pub service_accounts: u32,
    /// Moment of the last statement, RFC 3339.
    pub last: Option<String>,
}
