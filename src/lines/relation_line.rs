//! Tables and views.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    ColumnLine, ContractVersion, Freshness, GrantLine, ImpactLine, LifecycleStatus, OwnershipBasis,
    ReferenceMethod, RelationKind, ServiceLevel, StarLine, StarUses, VerdictState,
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
    /// Whether it is a view in an entry-point dataset.
    pub unified: bool,
    /// Whether an export describes it.
    pub described: bool,
    /// Life-cycle state.
    pub status: LifecycleStatus,
    /// Text about it.
    pub description: Option<String>,
    /// Full names that its SQL names directly, sorted.
    pub references: Vec<String>,
    /// Whether its SQL was `parsed` or its references `inferred`; missing without SQL.
    pub references_by: Option<ReferenceMethod>,
    /// Productive tables that it reaches, sorted.
    pub targets: Vec<String>,
    /// DMEs of its targets, or its own.
    pub dmes: Vec<String>,
    /// Who owns it.
    pub owner: Option<Owner>,
    /// Id of the DME to ask first, where a view spans several and no product of theirs declares it.
    pub ask: Option<String>,
    /// Id of its data product.
    pub product: Option<String>,
    /// Ids of contracts about it.
    pub contracts: Vec<String>,
    /// Those contracts as they are now.
    pub contract_versions: Vec<ContractVersion>,
    /// What its product and its contracts promise, for it or for all of theirs.
    pub service_levels: Vec<ServiceLevel>,
    /// How old its data may be.
    pub freshness: Option<Freshness>,
    /// Who may use it: ids of audiences, or grantees; persons are not named.
    pub audiences: Vec<String>,
    /// Grants on it and on its dataset; those of single persons are counted.
    pub grants: Vec<GrantLine>,
    /// Number of grants to single persons.
    pub person_grants: usize,
    /// Tags.
    pub tags: Vec<String>,
    /// Labels of the warehouse.
    pub labels: BTreeMap<String, String>,
    /// dbt's id of it.
    pub dbt: Option<String>,
    /// Name of what replaces it.
    pub replaced_by: Option<String>,
    /// Whether it can be used now.
    pub verdict: Option<VerdictLine>,
    /// How it is used.
    pub usage: Option<UsageLine>,
    /// What depends on it.
    pub impact: ImpactLine,
    /// Columns, nested fields below their parents.
    pub columns: Vec<ColumnLine>,
    /// Relations all of whose columns its SQL takes by `*`, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stars: Vec<StarLine>,
    /// The columns that its SQL gives now, where its outermost SELECT takes `*` and its listed columns
    /// are others: those of its creation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub star_columns: Vec<String>,
    /// Statements that take all its columns by `*`; missing where there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub star_uses: Option<StarUses>,
    /// Statements that may use it in any way: they name it, or the warehouse says so, and can't be read.
    #[serde(default, skip_serializing_if = "is_none")]
    pub unparsed: u32,
}

/// Whether nothing was counted.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_none(count: &u32) -> bool {
    *count == 0
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
