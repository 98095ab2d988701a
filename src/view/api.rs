//! The catalog for programs: one JSON object a line, the same in `/api/v1/` and in `vitrina list`.

mod lines;

use schemars::JsonSchema;
use serde::Serialize;

use crate::catalog::rfc3339;
use crate::reader::Reader;

/// Owner of a relation.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Owner<'a> {
    /// Id of the DME; missing where several share it.
    pub dme: Option<&'a str>,
    /// `infrastructure`, `output-port`, `label`, `dbt`, `upstream`, `several`, `tie`.
    pub decided_by: &'static str,
    /// `file:line` of what decided.
    pub at: Option<String>,
    /// Id of the owning team.
    pub team: Option<&'a str>,
}

/// A column or nested field.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ColumnLine<'a> {
    /// Path from the top.
    pub name: &'a str,
    /// Type as the warehouse writes it.
    #[serde(rename = "type")]
    pub data_type: &'a str,
    /// Text about it.
    pub description: Option<&'a str>,
    /// Resource names of the policy tags that a reader needs access by: its own, those of its
    /// fields and, in a view, those of the columns that it comes from. Missing where it has none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub policy_tags: Vec<&'a str>,
    /// How it comes from other columns: `identity`, `transformation`, `aggregation`, `constant`, or
    /// `unknown`; missing where nothing is read that could tell.
    pub derivation: Option<&'static str>,
    /// Source columns, `project.dataset.table:column`.
    pub sources: Vec<String>,
    /// Why the sources are unknown.
    pub unknown: Option<&'a str>,
    /// What depends on its values; missing where nothing is known to. Assets and what is upstream
    /// aren't counted by column.
    pub impact: Option<ImpactLine>,
    /// `documented` or `seen`, where documentation or a run names it and the warehouse's own list
    /// of columns lacks it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<&'static str>,
}

/// What depends on an asset, however many steps away.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ImpactLine {
    /// All assets.
    pub assets: u32,
    /// Unified views.
    pub views: u32,
    /// Data products.
    pub products: u32,
    /// DMEs.
    pub dmes: u32,
    /// ML models.
    pub models: u32,
    /// Dashboards, notebooks, applications.
    pub exposures: u32,
    /// Distinct users of the last 30 days.
    pub users: u32,
    /// All assets upstream.
    pub upstream: u32,
}

/// Whether a relation can be used now.
#[derive(Debug, Serialize, JsonSchema)]
pub struct VerdictLine {
    /// `broken`, `with care`, `usable`, `no promise`, `unknown`.
    pub state: &'static str,
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
#[derive(Debug, Serialize, JsonSchema)]
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

/// A view or table.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RelationLine<'a> {
    /// `view:project.dataset.name` or `table:…`.
    pub id: String,
    /// Full name.
    pub name: &'a str,
    /// Site-relative address.
    pub url: &'a str,
    /// Display name.
    pub title: &'a str,
    /// What it is: `unified view`, `productive table` …
    pub kind: &'static str,
    /// Whether it is a view in an entry-point dataset.
    pub unified: bool,
    /// Whether an export describes it.
    pub described: bool,
    /// Life-cycle state.
    pub status: &'static str,
    /// Text about it.
    pub description: Option<&'a str>,
    /// Full names that its SQL names directly, sorted.
    pub references: Vec<&'a str>,
    /// Whether its SQL was `parsed` or its references `inferred`; missing without SQL.
    pub references_by: Option<&'static str>,
    /// Productive tables that it reaches, sorted.
    pub targets: Vec<&'a str>,
    /// DMEs of its targets, or its own.
    pub dmes: Vec<&'a str>,
    /// Who owns it.
    pub owner: Option<Owner<'a>>,
    /// Id of the DME to ask first, where a view spans several and no product of theirs declares it.
    pub ask: Option<&'a str>,
    /// Id of its data product.
    pub product: Option<&'a str>,
    /// Ids of contracts about it.
    pub contracts: Vec<&'a str>,
    /// Who may use it: ids of audiences, or grantees; persons are not named.
    pub audiences: Vec<&'a str>,
    /// Tags.
    pub tags: Vec<&'a str>,
    /// Labels of the warehouse.
    pub labels: std::collections::BTreeMap<&'a str, &'a str>,
    /// dbt's id of it.
    pub dbt: Option<&'a str>,
    /// Name of what replaces it.
    pub replaced_by: Option<&'a str>,
    /// Whether it can be used now.
    pub verdict: Option<VerdictLine>,
    /// How it is used.
    pub usage: Option<UsageLine>,
    /// What depends on it.
    pub impact: ImpactLine,
    /// Columns, nested fields below their parents.
    pub columns: Vec<ColumnLine<'a>>,
}

/// Something that isn't a relation.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AssetLine<'a> {
    /// `kind:id`.
    pub id: String,
    /// Id without its kind.
    pub name: &'a str,
    /// Site-relative address.
    pub url: &'a str,
    /// Display name.
    pub title: &'a str,
    /// Life-cycle state.
    pub status: &'static str,
    /// Text about it.
    pub description: Option<&'a str>,
    /// Version (products, contracts).
    pub version: Option<&'a str>,
    /// Ids of domains (DMEs, products), or of the parent (domains).
    pub domains: Vec<&'a str>,
    /// Id of its DME (products).
    pub dme: Option<&'a str>,
    /// Id of its team.
    pub team: Option<&'a str>,
    /// Day on which it was set up (DMEs).
    pub created: Option<&'a str>,
    /// `tier_1` … (products).
    pub criticality: Option<&'a str>,
    /// Whether it holds master data (products).
    pub master_data: Option<bool>,
    /// Full names of its productive tables.
    pub tables: Vec<&'a str>,
    /// Full names of its unified views.
    pub views: Vec<&'a str>,
    /// Ids of its products (DMEs).
    pub products: Vec<&'a str>,
    /// Ids of what it reads (exposures, products).
    pub reads: Vec<String>,
    /// Full names of what it writes (jobs).
    pub writes: Vec<&'a str>,
    /// `dashboard`, `notebook` … (exposures).
    pub kind: Option<&'a str>,
    /// Address outside (exposures).
    pub link: Option<String>,
}

/// How and where an edge is known.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ProvenanceLine {
    /// `sql`, `sql-inferred`, `dbt`, `input-port`, `declared`, `copy`, `openlineage`, `jobs`,
    /// `mlflow`, `airflow`, `view-usage`.
    pub by: &'static str,
    /// `file:line`.
    pub at: String,
    /// Id of the job that made it.
    pub job: Option<String>,
    /// When it was seen last, RFC 3339.
    pub seen: Option<String>,
}

/// A lineage edge.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EdgeLine {
    /// Id of the source.
    pub from: String,
    /// Id of the target.
    pub to: String,
    /// All that is known of it.
    pub provenance: Vec<ProvenanceLine>,
}

/// All lineage edges, in order of source and target; one line a pair.
pub fn edge_lines(reader: Reader<'_>) -> impl Iterator<Item = EdgeLine> {
    reader
        .edges()
        .chunk_by(|a, b| (a.from, a.to) == (b.from, b.to))
        .map(move |edges| EdgeLine {
            from: reader.id(edges[0].from),
            to: reader.id(edges[0].to),
            provenance: edges
                .iter()
                .map(|e| ProvenanceLine {
                    by: e.provenance.how.as_str(),
                    at: reader.at(e.provenance.pos),
                    job: e.provenance.job.map(|j| reader.id(j)),
                    seen: e.provenance.seen.and_then(rfc3339),
                })
                .collect(),
        })
}

/// JSON Schema of the lines, by the kind that `vitrina list` takes.
#[must_use]
pub fn schema() -> serde_json::Value {
    let of = |schema: schemars::Schema| schema.to_value();
    serde_json::json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Lines of /api/v1/*.ndjson",
        "views": of(schemars::schema_for!(RelationLine<'static>)),
        "tables": of(schemars::schema_for!(RelationLine<'static>)),
        "products": of(schemars::schema_for!(AssetLine<'static>)),
        "dmes": of(schemars::schema_for!(AssetLine<'static>)),
        "jobs": of(schemars::schema_for!(AssetLine<'static>)),
        "models": of(schemars::schema_for!(AssetLine<'static>)),
        "edges": of(schemars::schema_for!(EdgeLine)),
        "findings": of(schemars::schema_for!(crate::diagnostic::Line<'static>)),
    })
}
