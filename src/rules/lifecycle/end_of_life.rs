//! `end-of-life-passed`: the day has passed on which a domain, a DME, a product, a table or a view was
//! to end, and it is there all the same.
//!
//! Passes: what is retired; what is left of a product that is told of; a mesh in which no day is
//! known. Fails: an active product with `endOfLife` last week.

use super::declared_at::{declared_at, end};
use crate::catalog::{AssetIx, Catalog, Clock, Lifecycle, Relation, Status, start_of_day};
use crate::diagnostic::{Argument, Finding, Pos, Rule, Text, text};

pub(super) fn check(catalog: &Catalog, findings: &mut Vec<Finding>) {
    let clock = &catalog.operations.clock;
    if !clock.is_known() {
        return;
    }
    let domains = catalog.domains.iter().map(|d| (d.asset, &d.lifecycle));
    let dmes = catalog.environments.iter();
    let dmes = dmes.map(|d| (d.asset, &d.lifecycle));
    let products = catalog.products.iter().map(|p| (p.asset, &p.lifecycle));
    for (asset, lifecycle) in domains.chain(dmes).chain(products) {
        if let Some(passed) = passed(end(lifecycle), clock).filter(|_| is_there(catalog, asset)) {
            findings.push(finding(catalog, asset, catalog.asset(asset).pos, passed));
        }
    }
    for relation in catalog.relations.iter().filter(|r| r.is_described()) {
        let Some(own) = of_relation(catalog, relation, clock) else {
            continue;
        };
        let product = relation.product.and_then(|ix| catalog.product(ix));
        let is_told = product.is_some_and(|product| {
            passed(end(&product.lifecycle), clock).is_some() && is_there(catalog, product.asset)
        });
        if !is_told && is_there(catalog, relation.asset) {
            let at = declared_at(catalog, relation);
            findings.push(finding(catalog, relation.asset, at, own));
        }
    }
}

/// What its port, its table or dbt says of a relation itself.
fn of_relation<'c>(
    catalog: &'c Catalog,
    relation: &'c Relation,
    clock: &Clock,
) -> Option<(&'static str, &'c str)> {
    let port: Option<&Lifecycle> = catalog.port_of(relation).map(|port| &port.lifecycle);
    let own = catalog.lifecycles.get(&relation.asset);
    let stated = port.into_iter().chain(own).find_map(end);
    // A moment of dbt's begins with its day.
    let dbt = relation.dbt.as_ref().and_then(|dbt| dbt.deprecation_date);
    let dbt = dbt.and_then(|moment| catalog.str(moment).get(..10));
    let dbt = dbt.map(|day| ("deprecation_date", day));
    passed(stated.or(dbt), clock)
}

/// An end whose day is over.
fn passed<'d>(
    end: Option<(&'static str, &'d str)>,
    clock: &Clock,
) -> Option<(&'static str, &'d str)> {
    let ends = |day: &str| Some(start_of_day(day)? + 86_400);
    let over = |day: &str| ends(day).and_then(|end| clock.has_come(end)) == Some(true);
    end.filter(|(_, day)| over(day))
}

fn is_there(catalog: &Catalog, asset: AssetIx) -> bool {
    let status = catalog.asset(asset).status;
    matches!(status, Status::Active | Status::Deprecated)
}

fn finding(
    catalog: &Catalog,
    asset: AssetIx,
    at: Option<Pos>,
    (field, day): (&'static str, &str),
) -> Finding {
    let used = catalog.operations.usage.get(&asset);
    let used = match used.map_or(0, |usage| usage.queries) {
        0 => Text::from(""),
        1 => text!("; 1 statement of the last 30 days names it"),
        n => text!("; {n} statements of the last 30 days name it", n),
    };
    Finding::new(
        Rule::EndOfLifePassed,
        text!(
            "`{asset}` was to end on {day} (`{field}`) and is still {status}{used}",
            asset = Argument::Asset(catalog.subject(asset)),
            day,
            field,
            status = catalog.asset(asset).status.as_str(),
            used
        ),
    )
    .at(at)
    .about(catalog.subject(asset))
    .help("retire it with `status: retired`, or state a later day and tell its consumers")
}
