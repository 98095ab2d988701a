//! The lines themselves.

use super::{
    AssetLine, ColumnLine, ImpactLine, Owner, RelationLine, UsageLine, VerdictLine, rfc3339,
};
use crate::catalog::{AssetIx, Decision, Presence, Relation, Tier};
use crate::insight::Impact;
use crate::reader::Record;
use crate::view::{Views, safe_url};

impl Views<'_> {
    /// A view or table as a program reads it.
    #[must_use]
    pub fn relation_line<'s>(&'s self, relation: &'s Relation) -> RelationLine<'s> {
        let c = self.reader;
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
            kind: crate::view::relation::kind_label(relation),
            unified: relation.unified,
            described: relation.is_described(),
            status: asset.status.as_str(),
            description: asset.description.map(|d| c.str(d)),
            references,
            references_by: relation
                .query
                .as_ref()
                .filter(|q| !q.is_display_only() && relation.is_view())
                .map(|_| match c.sql_problem(relation) {
                    None => "parsed",
                    Some(_) => "inferred",
                }),
            targets: names(c.targets_of(relation)),
            dmes: names(c.dmes_of(relation)),
            owner: self.owner_line(relation),
            ask: c.asked(relation.asset).map(|asked| c.name(asked.dme)),
            product: relation.product.map(|p| c.name(p)),
            contracts: c
                .contracts_of(relation)
                .iter()
                .map(|(k, _)| c.name(*k))
                .collect(),
            audiences: c.audiences_of(relation).0,
            tags: relation.tags.iter().map(|t| c.str(*t)).collect(),
            labels: c
                .labels_of(relation)
                .map(|l| (c.str(l.key), c.str(l.value)))
                .collect(),
            dbt: relation.dbt.as_ref().map(|d| c.str(d.unique_id)),
            replaced_by: relation.replaced_by.as_deref(),
            verdict: self.verdict_line(relation),
            usage: c.usage_of(relation.asset).map(|u| UsageLine {
                queries: u.queries,
                users: u.users.len(),
                service_accounts: u.services,
                last: u.last.and_then(rfc3339),
            }),
            impact: impact_line(&self.reader.impact_of(relation.asset)),
            columns: self.api_columns(relation),
        }
    }

    fn verdict_line(&self, relation: &Relation) -> Option<VerdictLine> {
        let verdict = self.reader.verdict_of(relation.asset)?;
        let wrong = verdict.wrong.as_ref();
        Some(VerdictLine {
            state: verdict.state.as_str(),
            cause: wrong.map_or(String::new(), |w| self.cause(w).plain()),
            at: wrong.map(|w| self.reader.id(w.at)),
            steps: wrong.map(|w| w.steps),
            outdated: verdict.outdated,
        })
    }

    fn api_columns<'s>(&'s self, relation: &'s Relation) -> Vec<ColumnLine<'s>> {
        let c = self.reader;
        let lineage = c.lineage_by_column(relation);
        let columns = c.columns_of(relation).iter();
        columns
            .map(|column| {
                let found = lineage.of(c.str(column.path));
                let sources = found.map_or(&[][..], |l| c.column_refs_of(l));
                let impact = self.reader.column_impact(relation.asset, column.path);
                ColumnLine {
                    name: c.str(column.path),
                    data_type: c.str(column.data_type),
                    description: column.description.map(|d| c.str(d)),
                    policy_tags: c.policy_tags(column.policy_tags),
                    derivation: found.map(|l| l.how.as_str()),
                    sources: sources
                        .iter()
                        .map(|s| format!("{}:{}", c.name(s.asset), c.str(s.column)))
                        .collect(),
                    unknown: found.and_then(|l| l.why).map(|w| c.str(w)),
                    impact: impact.map(impact_line),
                    missing: match column.presence {
                        Presence::Listed => None,
                        Presence::Documented => Some("documented"),
                        Presence::Seen => Some("seen"),
                    },
                }
            })
            .collect()
    }

    fn owner_line<'s>(&'s self, relation: &'s Relation) -> Option<Owner<'s>> {
        let c = self.reader;
        let shared = |decided_by| Owner {
            dme: None,
            decided_by,
            at: None,
            team: None,
        };
        match c.decision(relation) {
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
        let c = self.reader;
        let asset = c.asset(ix);
        let names = |all: &[AssetIx]| all.iter().map(|a| c.name(*a)).collect::<Vec<_>>();
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
            writes: Vec::new(),
            kind: None,
            link: None,
        };
        match c.record(ix) {
            Record::Dme(dme) => {
                line.domains = names(&dme.domains);
                line.team = dme.team.map(|t| c.name(t));
                line.created = dme.created.as_deref();
                line.tables = names(&dme.tables);
                line.views = names(&dme.views);
                line.products = names(&dme.products);
            }
            Record::Product(product) => {
                line.version = product.version.as_deref();
                line.domains = product.domain.iter().map(|d| c.name(*d)).collect();
                line.dme = product.environment.map(|d| c.name(d));
                line.team = product.team.map(|t| c.name(t));
                line.criticality = product.criticality.map(Tier::as_str);
                line.master_data = Some(product.master_data);
                line.tables = names(&product.tables);
                line.views = product
                    .outputs
                    .iter()
                    .flat_map(|p| p.relations.iter().map(|r| c.name(*r)))
                    .collect();
                line.reads = c.upstream(ix).iter().map(|u| c.id(*u)).collect();
            }
            Record::Domain(domain) => {
                line.domains = domain.parent.iter().map(|d| c.name(*d)).collect();
                line.team = domain.team.map(|t| c.name(t));
                line.products = names(&domain.products);
            }
            Record::Contract(contract) => {
                line.version = Some(&contract.version);
                line.tables = contract
                    .tables
                    .iter()
                    .filter_map(|t| t.relation)
                    .map(|r| c.name(r))
                    .collect();
            }
            Record::Exposure(exposure) => {
                line.kind = Some(&exposure.kind);
                line.link = exposure.url.as_deref().and_then(safe_url);
                line.reads = c.upstream(ix).iter().map(|u| c.id(*u)).collect();
            }
            Record::Model(model) => {
                line.version = model.versions.first().map(|v| v.version.as_str());
                line.reads = c.upstream(ix).iter().map(|u| c.id(*u)).collect();
            }
            Record::Job(job) => {
                line.kind = Some(job.system.as_str());
                line.reads = job.reads.iter().map(|u| c.id(*u)).collect();
                line.writes = names(&job.writes);
            }
            _ => {}
        }
        line
    }
}

fn impact_line(impact: &Impact) -> ImpactLine {
    ImpactLine {
        assets: impact.assets,
        views: impact.views,
        products: impact.products,
        dmes: impact.dmes,
        models: impact.models,
        exposures: impact.exposures,
        users: impact.users,
        upstream: impact.upstream,
    }
}
