//! Fields that manifests of several kinds have.

use crate::catalog::{Definition, Lifecycle, Member, Property, Sla, Status, Support, WrittenAt};
use crate::diagnostic::FileId;
use crate::manifest::kinds;
use crate::privacy::{Text, without_secrets};

/// How to mend what is its own parent, directly or through others.
pub(super) const PARENTS: &str = "correct one of the `parent` fields on the way round";

pub(in crate::link) const fn status(status: kinds::Status) -> Status {
    match status {
        kinds::Status::Proposed => Status::Proposed,
        kinds::Status::Draft => Status::Draft,
        kinds::Status::Active => Status::Active,
        kinds::Status::Deprecated => Status::Deprecated,
        kinds::Status::Retired => Status::Retired,
    }
}

pub(in crate::link) fn lifecycle(l: &kinds::Lifecycle, file: FileId) -> Lifecycle {
    Lifecycle {
        replaced_by: l
            .replaced_by
            .as_ref()
            .map(|r| (r.value.clone(), WrittenAt(r.pos(file)))),
        ..dates(l)
    }
}

/// The days of a life cycle, without what comes after it.
pub(super) fn dates(l: &kinds::Lifecycle) -> Lifecycle {
    Lifecycle {
        valid_from: l.valid_from.clone(),
        valid_to: l.valid_to.clone(),
        deprecation_date: l.deprecation_date.clone(),
        end_of_life: l.end_of_life.clone(),
        replaced_by: None,
    }
}

pub(in crate::link) fn members(members: &[kinds::Member]) -> Vec<Member> {
    members
        .iter()
        .map(|m| Member {
            username: m.username.clone(),
            name: m.name.clone(),
            role: m.role.clone(),
        })
        .collect()
}

pub(in crate::link) fn support(support: &[kinds::Support]) -> Vec<Support> {
    support
        .iter()
        .map(|s| Support {
            channel: s.channel.clone(),
            description: s.description.clone(),
            tool: s.tool.clone(),
            scope: s.scope.clone(),
            url: s.url.clone(),
        })
        .collect()
}

pub(in crate::link) fn properties(
    definitions: &[kinds::AuthoritativeDefinition],
    custom: &[kinds::CustomProperty],
) -> Vec<Property> {
    let definitions = definitions.iter().map(|d| Property {
        name: d.kind.clone(),
        value: d.url.clone(),
        is_url: true,
    });
    let custom = custom.iter().map(|p| Property {
        name: p.property.clone(),
        value: p.value.clone(),
        is_url: false,
    });
    definitions.chain(custom).collect()
}

pub(in crate::link) fn sla(properties: &[kinds::SlaProperty]) -> Vec<Sla> {
    properties
        .iter()
        .map(|s| Sla {
            property: s.property.value.clone(),
            value: match &s.value_ext {
                Some(ext) if ext != s.value.as_str() => format!("{} to {ext}", s.value.as_str()),
                _ => s.value.value.clone(),
            },
            unit: s.unit.clone(),
            element: s.element.clone(),
            driver: s.driver.clone(),
            description: s.description.clone(),
        })
        .collect()
}

pub(in crate::link) fn approvers(
    first: &Option<String>,
    second: &Option<String>,
) -> Option<String> {
    match (first, second) {
        (Some(a), Some(b)) => Some(format!("{a}, then {b}")),
        (a, b) => a.clone().or_else(|| b.clone()),
    }
}

pub(in crate::link) fn definitions(all: &[kinds::AuthoritativeDefinition]) -> Vec<Definition> {
    all.iter()
        .map(|d| Definition {
            kind: d.kind.clone(),
            url: without_secrets(&d.url, Text::Prose).into_owned(),
            description: d.description.clone(),
        })
        .collect()
}
