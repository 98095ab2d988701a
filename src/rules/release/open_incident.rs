//! `release-open-incident`: something is wrong with the data of a product, and nobody has closed it.
//!
//! Passes: an incident that is closed, one of another product's table that a view of this one reads.
//! Fails: an open one of a table of the product, or of a table of its DME behind one of its views.

use super::release_candidate::Candidate;
use crate::catalog::{AssetIx, Incident, Relation};
use crate::diagnostic::{Argument, Finding, Rule, text};

pub(super) fn check(candidate: &Candidate<'_>, findings: &mut Vec<Finding>) {
    let catalog = candidate.catalog;
    let mut own: Vec<AssetIx> = Vec::new();
    for relation in &candidate.relations {
        own.push(relation.asset);
        let behind = catalog.targets_of(relation).iter();
        own.extend(behind.filter(|ix| is_ours(candidate, catalog.relation(**ix))));
    }
    let health = own
        .iter()
        .filter_map(|ix| catalog.operations.health.get(ix));
    let mut incidents: Vec<u32> = health.flat_map(|h| h.incidents.iter().copied()).collect();
    incidents.sort_unstable();
    incidents.dedup();
    for incident in incidents {
        let Some(incident) = catalog.operations.incidents.get(incident as usize) else {
            continue;
        };
        if incident.open {
            findings.push(finding(candidate, incident, &own));
        }
    }
}

/// Whether a table behind a view is the product's own concern: of no other product and no other DME.
fn is_ours(candidate: &Candidate<'_>, table: Option<&Relation>) -> bool {
    let product = candidate.product;
    table.is_some_and(|table| match table.product {
        Some(of) => of == product.asset,
        None => {
            let owner = candidate.catalog.owner(table);
            owner.is_some() && owner == product.environment
        }
    })
}

fn finding(candidate: &Candidate<'_>, incident: &Incident, own: &[AssetIx]) -> Finding {
    let catalog = candidate.catalog;
    let mut relations = incident.relations.iter();
    let about = relations.find(|ix| own.contains(ix));
    let about = about.map_or_else(
        || Argument::Words(String::new()),
        |ix| Argument::Asset(catalog.subject(*ix)),
    );
    candidate
        .finding(
            Rule::OpenIncident,
            text!(
                "an incident of `{about}` is open: {title}",
                about,
                title = incident.title
            ),
        )
        .detail(&incident.id)
        .help("close it where it is handled, or wait with the release")
}
