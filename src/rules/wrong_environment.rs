//! `drift-environment`: the infrastructure says that one DME owns an asset, and a product, a label
//! or dbt names another one. The decision stands; the other source is out of date, or the table
//! has not moved yet.
//!
//! Passes: a port of the DME that holds the target. Fails: a port of another DME, a label `dme=`
//! with another DME's id.

use super::place::place;
use crate::catalog::{Catalog, OwnershipDecision, OwnershipSource};
use crate::diagnostic::{Argument, Finding, Rule, text};

pub(super) fn check(catalog: &Catalog, findings: &mut Vec<Finding>) {
    for relation in &catalog.relations {
        let OwnershipDecision::Owned(owner) = catalog.decision(relation) else {
            continue;
        };
        for candidate in catalog.owner_candidates_of(relation) {
            // Several holders of one view's targets are another matter: a view over several DMEs.
            let other_target = candidate.source == OwnershipSource::Infrastructure;
            let holds_too = catalog.dmes_of(relation).contains(&candidate.dme);
            if candidate.dme == owner.dme || other_target || holds_too {
                continue;
            }
            let dme = Argument::Asset(catalog.subject(candidate.dme));
            let says = match candidate.source {
                OwnershipSource::OutputPort => {
                    let product = match candidate.by {
                        Some(product) => Argument::Asset(catalog.subject(product)),
                        None => Argument::Words(String::new()),
                    };
                    text!("product `{product}` of DME `{dme}` lists it", product, dme)
                }
                OwnershipSource::Label => text!("a label names DME `{dme}`", dme),
                OwnershipSource::Dbt => text!("dbt names DME `{dme}`", dme),
                OwnershipSource::Tool => {
                    text!("another tool names DME `{dme}`", dme)
                }
                OwnershipSource::Infrastructure | OwnershipSource::Upstream => continue,
            };
            let why = match owner.source {
                OwnershipSource::Infrastructure => "holds its data",
                OwnershipSource::OutputPort => "has it as an output port",
                OwnershipSource::Label => "is named by a label",
                OwnershipSource::Dbt => "is named by dbt",
                OwnershipSource::Tool => "is named by another tool",
                OwnershipSource::Upstream => "owns the nearest asset upstream",
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
                .at(candidate.pos.or(place(catalog, relation)))
                .about(catalog.subject(relation.asset))
                .help("move the entry to the DME that holds the data, or correct the source named here"),
            );
        }
    }
}
