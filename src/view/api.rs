//! The catalog for programs: one JSON object a line, the same in `/api/v1/` and in `vitrina list`.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Views, safe_url};
use crate::catalog::{AssetIx, Catalog, Decision, Kind, Relation};
use crate::sql::Method;

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
    /// `dashboard`, `notebook` … (exposures).
    pub kind: Option<&'a str>,
    /// Address outside (exposures).
    pub link: Option<String>,
}

/// How and where an edge is known.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ProvenanceLine {
    /// `sql`, `sql-inferred`, `dbt`, `input-port`, `declared`, `copy`.
    pub by: &'static str,
    /// `file:line`.
    pub at: String,
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

impl Views<'_> {
    /// A view or table as a program reads it.
    #[must_use]
    pub fn relation_line<'s>(&'s self, relation: &'s Relation) -> RelationLine<'s> {
        let c = self.catalog;
        let asset = c.asset(relation.asset);
        let names = |all: &[AssetIx]| all.iter().map(|ix| c.name(*ix)).collect::<Vec<_>>();
        let mut references: Vec<&str> = c
            .references_of(relation)
            .iter()
            .map(|r| c.str(r.name))
            .collect();
        references.dedup();
        RelationLine {
            id: c.id(relation.asset),
            name: c.name(relation.asset),
            url: c.href(relation.asset),
            title: c.title(relation.asset),
            kind: super::relation::kind_label(relation),
            unified: relation.unified,
            described: relation.is_described(),
            status: asset.status.as_str(),
            description: asset.description.map(|d| c.str(d)),
            references,
            references_by: relation
                .query
                .as_ref()
                .filter(|q| !q.display_only && relation.is_view())
                .map(|q| match q.method {
                    Method::Parsed => "parsed",
                    Method::Inferred => "inferred",
                }),
            targets: names(c.targets_of(relation)),
            dmes: names(&relation.dmes),
            owner: self.owner_line(relation),
            product: relation.product.map(|p| c.name(p)),
            contracts: relation.contracts.iter().map(|(k, _)| c.name(*k)).collect(),
            audiences: c.audiences_of(relation).0,
            tags: relation.tags.iter().map(|t| c.str(*t)).collect(),
            labels: c
                .labels_of(relation)
                .iter()
                .map(|l| (c.str(l.key), c.str(l.value)))
                .collect(),
            dbt: relation.dbt.as_ref().map(|d| c.str(d.unique_id)),
            replaced_by: relation.replaced_by.as_deref(),
            columns: c
                .columns_of(relation)
                .iter()
                .map(|k| ColumnLine {
                    name: c.str(k.path),
                    data_type: c.str(k.data_type),
                    description: k.description.map(|d| c.str(d)),
                })
                .collect(),
        }
    }

    fn owner_line<'s>(&'s self, relation: &'s Relation) -> Option<Owner<'s>> {
        let c = self.catalog;
        let shared = |decided_by| Owner {
            dme: None,
            decided_by,
            at: None,
            team: None,
        };
        match relation.decision {
            Decision::Unowned => None,
            Decision::Several => Some(shared("several")),
            Decision::Tie => Some(shared("tie")),
            Decision::Owned(claim) => {
                let product = relation
                    .product
                    .and_then(|p| c.product(p))
                    .and_then(|p| p.team);
                let team = product.or(c.environment(claim.dme).and_then(|d| d.team));
                Some(Owner {
                    dme: Some(c.name(claim.dme)),
                    decided_by: claim.source.as_str(),
                    at: claim.pos.map(|p| c.at(p)),
                    team: team.map(|t| c.name(t)),
                })
            }
        }
    }

    /// Anything else as a program reads it.
    #[must_use]
    pub fn asset_line(&self, ix: AssetIx) -> AssetLine<'_> {
        let c = self.catalog;
        let asset = c.asset(ix);
        let names = |all: &[AssetIx]| all.iter().map(|a| c.name(*a)).collect::<Vec<_>>();
        let detail = asset.detail as usize;
        let mut line = AssetLine {
            id: c.id(ix),
            name: c.name(ix),
            url: c.href(ix),
            title: c.title(ix),
            status: asset.status.as_str(),
            description: asset.description.map(|d| c.str(d)),
            version: None,
            domains: Vec::new(),
            dme: None,
            team: None,
            created: None,
            criticality: None,
            master_data: None,
            tables: Vec::new(),
            views: Vec::new(),
            products: Vec::new(),
            reads: Vec::new(),
            kind: None,
            link: None,
        };
        match asset.kind {
            Kind::Dme => {
                let dme = &c.environments[detail];
                line.domains = names(&dme.domains);
                line.team = dme.team.map(|t| c.name(t));
                line.created = dme.created.as_deref();
                line.tables = names(&dme.tables);
                line.views = names(&dme.views);
                line.products = names(&dme.products);
            }
            Kind::Product => {
                let product = &c.products[detail];
                line.version = product.version.as_deref();
                line.domains = product.domain.iter().map(|d| c.name(*d)).collect();
                line.dme = product.environment.map(|d| c.name(d));
                line.team = product.team.map(|t| c.name(t));
                line.criticality = product.criticality;
                line.master_data = Some(product.master_data);
                line.tables = names(&product.tables);
                line.views = product
                    .outputs
                    .iter()
                    .flat_map(|p| p.relations.iter().map(|r| c.name(*r)))
                    .collect();
                line.reads = c.graph.upstream(ix).iter().map(|u| c.id(*u)).collect();
            }
            Kind::Domain => {
                let domain = &c.domains[detail];
                line.domains = domain.parent.iter().map(|d| c.name(*d)).collect();
                line.team = domain.team.map(|t| c.name(t));
                line.products = names(&domain.products);
            }
            Kind::Contract => {
                let contract = &c.contracts[detail];
                line.version = Some(&contract.version);
                line.tables = contract
                    .tables
                    .iter()
                    .filter_map(|t| t.relation)
                    .map(|r| c.name(r))
                    .collect();
            }
            Kind::Exposure => {
                let exposure = &c.exposures[detail];
                line.kind = Some(&exposure.kind);
                line.link = exposure.url.as_deref().and_then(safe_url);
                line.reads = c.graph.upstream(ix).iter().map(|u| c.id(*u)).collect();
            }
            _ => {}
        }
        line
    }
}

/// All lineage edges, in order of source and target; one line a pair.
pub fn edge_lines(catalog: &Catalog) -> impl Iterator<Item = EdgeLine> {
    catalog
        .graph
        .edges
        .chunk_by(|a, b| (a.from, a.to) == (b.from, b.to))
        .map(|edges| EdgeLine {
            from: catalog.id(edges[0].from),
            to: catalog.id(edges[0].to),
            provenance: edges
                .iter()
                .map(|e| ProvenanceLine {
                    by: e.provenance.how.as_str(),
                    at: catalog.at(e.provenance.pos),
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
        "edges": of(schemars::schema_for!(EdgeLine)),
        "findings": of(schemars::schema_for!(crate::diagnostic::Line<'static>)),
    })
}
