//! DMEs from their manifests.

use super::described::{Described, Names};
use super::dme_rules::rules;
use super::on_call::on_call;
use super::owners::Owners;
use super::shared_fields::{approvers, lifecycle, properties, status, support};
use super::teams::{Teams, team};
use super::trainings::trainings;
use crate::catalog::{
    AssetIx, Domain, Environment, Framework, IncidentManagement, Kind, Role, Sdk, WrittenAt,
};
use crate::diagnostic::FileId;
use crate::manifest::{Document, kinds};

/// `kind: DataMeshEnvironment`.
pub(in crate::link) fn environments(
    names: &mut Names<'_>,
    teams: &mut Teams,
    all_domains: &mut [Domain],
    owners: &Owners,
    documents: &[Document<kinds::DataMeshEnvironment>],
) -> Vec<Environment> {
    let mut environments = Vec::new();
    for document in documents {
        let dme = &document.body;
        let file = document.pos.file;
        let added = names.add(&Described {
            kind: Kind::Dme,
            name: dme.id.as_str(),
            title: dme.name.as_deref(),
            description: dme.description.as_deref(),
            status: status(dme.status),
            detail: environments.len(),
            pos: dme.id.pos(file),
        });
        let Some(asset) = added else { continue };
        let team = team(names, teams, dme.team.as_ref(), file);
        let mut domains = Vec::new();
        for id in &dme.domains {
            if let Some(domain) = names.named(Kind::Domain, id.as_str(), id.pos(file), "domains") {
                all_domains[names.registry.detail(domain)]
                    .environments
                    .push(asset);
                domains.push(domain);
            }
        }
        let rules = rules(names, &dme.rules, file);
        let built = environment(asset, dme, owners, file);
        environments.push(Environment {
            team,
            domains,
            rules,
            ..built
        });
    }
    environments
}

/// What its manifest says of the DME alone.
fn environment(
    asset: AssetIx,
    dme: &kinds::DataMeshEnvironment,
    owners: &Owners,
    file: FileId,
) -> Environment {
    Environment {
        asset,
        tags: dme.tags.clone(),
        domains: Vec::new(),
        created: dme.created.clone(),
        lifecycle: lifecycle(&dme.lifecycle, file),
        team: None,
        framework: dme.framework.as_ref().map(|f| Framework {
            name: f.name.value.clone(),
            version: f.version.clone(),
            pos: WrittenAt(f.name.pos(file)),
        }),
        servers: dme
            .servers
            .iter()
            .map(|s| {
                let part = |p: &Option<_>| {
                    p.as_ref()
                        .map_or("*", |l: &crate::document::Located<String>| l.as_str())
                        .to_owned()
                };
                let text = format!(
                    "{} {}.{}.{}",
                    s.kind,
                    s.project.as_str(),
                    part(&s.dataset),
                    part(&s.table)
                );
                (text, WrittenAt(s.project.pos(file)))
            })
            .collect(),
        roles: dme
            .roles
            .iter()
            .map(|r| Role {
                role: r.role.clone(),
                access: r.access.clone(),
                description: r.description.clone(),
                request_url: r.request_url.clone(),
                approvers: approvers(&r.first_level_approvers, &r.second_level_approvers),
            })
            .collect(),
        sdks: dme
            .sdks
            .iter()
            .map(|s| Sdk {
                name: s.name.clone(),
                language: s.language.clone(),
                version: s.version.clone(),
                url: s.url.clone(),
            })
            .collect(),
        support: support(&dme.support),
        incidents: dme
            .incident_management
            .as_ref()
            .map(|i| IncidentManagement {
                tool: i.tool.clone(),
                runbook_url: i.runbook_url.clone(),
                on_call: on_call(owners, i.on_call.as_ref()),
                severities: i
                    .severities
                    .iter()
                    .map(|(k, v)| (k.clone(), v.clone()))
                    .collect(),
            }),
        training: trainings(&dme.training, file),
        rules: Vec::new(),
        properties: properties(&dme.authoritative_definitions, &dme.custom_properties),
        products: Vec::new(),
        tables: Vec::new(),
        views: Vec::new(),
    }
}
