//! What is promised of relations, and who may use them.

use crate::catalog::Relation;
use crate::lines::{ContractVersion, Freshness, GrantLine, ServiceLevel};
use crate::view::Views;
use crate::view::relation_sections::levels_of;

pub(super) fn contract_versions(views: &Views<'_>, relation: &Relation) -> Vec<ContractVersion> {
    let c = views.reader;
    let about = c.contracts_of(relation).iter();
    about
        .map(|(ix, table)| {
            let contract = c.contract(*ix);
            let table = contract.tables.get(*table as usize);
            ContractVersion {
                name: c.known_name(*ix).to_owned(),
                version: contract.version.clone(),
                status: contract.status.clone(),
                table: table.map(|table| table.name.clone()),
            }
        })
        .collect()
}

pub(super) fn service_levels(views: &Views<'_>, relation: &Relation) -> Vec<ServiceLevel> {
    let levels = levels_of(views, relation).into_iter();
    levels
        .flat_map(|(by, levels)| levels.into_iter().map(move |level| (by, level)))
        .map(|(by, level)| ServiceLevel {
            property: level.property.clone(),
            value: level.value.clone(),
            unit: level.unit.clone(),
            element: level.element.clone(),
            by: views.reader.id(by),
        })
        .collect()
}

pub(super) fn freshness(views: &Views<'_>, relation: &Relation) -> Option<Freshness> {
    let health = views.reader.health_of(relation.asset)?;
    let objective = health.objective.as_ref()?;
    Some(Freshness {
        seconds: objective.most,
        daily_by: objective.daily.map(time_of_day),
        text: objective.text.clone(),
        by: objective.by.clone(),
    })
}

/// Grants that aren't a person's, and the number of the others.
pub(super) fn grants(views: &Views<'_>, relation: &Relation) -> (Vec<GrantLine>, usize) {
    let c = views.reader;
    let all = c.grants_of(relation);
    let named = all.iter().filter(|grant| !grant.person);
    let lines: Vec<GrantLine> = named
        .map(|grant| GrantLine {
            grantee: c.str(grant.grantee).to_owned(),
            role: c.str(grant.privilege).to_owned(),
            inherited: grant.inherited,
        })
        .collect();
    let persons = all.len() - lines.len();
    (lines, persons)
}

/// Seconds after midnight as a time, in UTC.
fn time_of_day(seconds: i64) -> String {
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    format!("{hour:02}:{minute:02}:{second:02}Z")
}
