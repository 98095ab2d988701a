//! `drift-environment`: the infrastructure says that one DME owns an asset, and a product, a label
//! or dbt names another one. The decision stands; the other source is out of date, or the table
//! has not moved yet.
//!
//! Passes: a port of the DME that holds the target. Fails: a port of another DME, a label `dme=`
//! with another DME's id.

use super::place::place;
use crate::catalog::{Catalog, ClaimSource, Decision};
use crate::diagnostic::{Argument, Finding, Rule, text};

pub(super) fn check(catalog: &Catalog, findings: &mut Vec<Finding>) {
    for relation in &catalog.relations {
        let Decision::Owned(owner) = catalog.decision(relation) else {
            continue;
        };
        for claim in catalog.claims_of(relation) {
            // Several holders of one view's targets are another matter: a view over several DMEs.
            let other_target = claim.source == ClaimSource::Infrastructure;
            let holds_too = catalog.dmes_of(relation).contains(&claim.dme);
            if claim.dme == owner.dme || other_target || holds_too {
                continue;
            }
            let dme = Argument::Asset(catalog.subject(claim.dme));
            let says = match claim.source {
                ClaimSource::OutputPort => {
                    let product = match claim.by {
                        Some(product) => Argument::Asset(catalog.subject(product)),
                        None => Argument::Words(String::new()),
                    };
                    text!("product `{product}` of DME `{dme}` lists it", product, dme)
                }
                ClaimSource::Label => text!("a label names DME `{dme}`", dme),
                ClaimSource::Dbt => text!("dbt names DME `{dme}`", dme),
                ClaimSource::Tool => {
                    text!("another tool names DME `{dme}`", dme)
                }
                ClaimSource::Infrastructure | ClaimSource::Upstream => continue,
            };
            let why = match owner.source {
                ClaimSource::Infrastructure => "holds its data",
                ClaimSource::OutputPort => "has it as an output port",
                ClaimSource::Label => "is named by a label",
                ClaimSource::Dbt => "is named by dbt",
                ClaimSource::Tool => "is named by another tool",
                ClaimSource::Upstream => "owns the nearest asset upstream",
            };
            findings.push(
                Finding::new(
                    Rule::WrongEnvironment,
                    text!(
                        "`{relation}` belongs to DME `{owner}`, which {why}, but {says}",
                        relation = Argument::Asset(catalog.subject(relation.asset)),
                        owner = Argument::Asset(catalog.subject(owner.dme)),
                        why,
                        says
                    ),
                )
                .at(claim.pos.or(place(catalog, relation)))
                .about(catalog.subject(relation.asset))
                .help("move the entry to the DME that holds the data, or correct the source named here"),
            );
        }
    }
}
