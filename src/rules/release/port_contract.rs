//! `port-without-contract`, `contract-not-active`: consumers of an output port aren't told what they
//! may rely on, or what they are told doesn't hold yet, or no longer.
//!
//! Passes: a port with a draft of the next version beside the active one. Fails: a port with a draft
//! alone, a port with no contract.

use super::release_candidate::Candidate;
use crate::catalog::{Contract, OutputPort, Status};
use crate::diagnostic::{Finding, Rule, text};

pub(super) fn check(candidate: &Candidate<'_>, findings: &mut Vec<Finding>) {
    for port in candidate.ports() {
        let contracts = contracts(candidate, port);
        let active = |contract: &&Contract| Status::from_text(&contract.status) == Status::Active;
        let Some(first) = contracts.first() else {
            // A contract that isn't there is told of where it is named.
            if port.contract_id.is_none() {
                findings.push(
                    candidate
                        .port_finding(
                            Rule::WithoutContract,
                            port,
                            text!("output port `{port}` has no contract", port = port.name),
                        )
                        .help("write a contract (ODCS) about it, and name it in `contractId`"),
                );
            }
            continue;
        };
        if contracts.iter().any(active) {
            continue;
        }
        findings.push(
            candidate
                .port_finding(
                    Rule::ContractNotActive,
                    port,
                    text!(
                        "contract `{contract}` of output port `{port}` isn't active but {status}",
                        contract = first.id,
                        port = port.name,
                        status = Status::from_text(&first.status).as_str()
                    ),
                )
                .help("set its `status` to active, or name another"),
        );
    }
}

/// The contract that a port names, and those about what it is.
fn contracts<'a>(candidate: &Candidate<'a>, port: &OutputPort) -> Vec<&'a Contract> {
    let catalog = candidate.catalog;
    let named = port.contract;
    let named = named.and_then(|ix| catalog.contracts.get(catalog.detail(ix)));
    let relations = port.relations.iter();
    let relations = relations.filter_map(|ix| catalog.relation(*ix));
    let others = relations.flat_map(|relation| candidate.contracts(relation));
    named.into_iter().chain(others).collect()
}
