//! Teams, domains and DMEs from their manifests.

use super::Linker;
use crate::catalog::{
    AssetIx, Environment, EnvironmentRule, IncidentManagement, Kind, Lifecycle, Member, Property,
    Role, Sdk, Status, Support, Team, Training,
};
use crate::diagnostic::{FileId, Finding, Pos, Rule};
use crate::manifest::kinds;

impl Linker<'_> {
    /// `kind: Team`.
    pub(super) fn teams(&mut self) {
        let manifests = self.manifests;
        let mut parents = Vec::new();
        for document in &manifests.teams {
            let team = &document.body;
            let pos = team.id.pos(document.pos.file);
            let added = self.add(
                Kind::Team,
                team.id.as_str(),
                team.name.as_deref(),
                team.description.as_deref(),
                self.catalog.teams.len(),
                pos,
            );
            let Some(asset) = added else { continue };
            if let Some(parent) = &team.parent {
                parents.push((asset, parent.value.clone(), parent.pos(document.pos.file)));
            }
            self.catalog.teams.push(Team {
                asset,
                tags: team.tags.clone(),
                parent: None,
                children: Vec::new(),
                members: members(&team.members),
                support: support(&team.support),
                also_known_as: team.also_known_as.clone(),
                owns: Vec::new(),
            });
        }
        for (asset, parent, pos) in parents {
            if let Some(parent) = self.named(Kind::Team, &parent, pos, "parent") {
                let detail = self.catalog.asset(asset).detail as usize;
                if self.is_below(parent, asset) {
                    let name = self.catalog.name(asset).to_owned();
                    self.findings.push(
                        Finding::new(
                            Rule::DomainCycle,
                            format!("team `{name}` is its own ancestor; its `parent` is ignored"),
                        )
                        .at(pos)
                        .asset(format!("team:{name}"))
                        .help("correct one of the `parent` fields on the way round"),
                    );
                    continue;
                }
                self.catalog.teams[detail].parent = Some(parent);
                let above = self.catalog.asset(parent).detail as usize;
                self.catalog.teams[above].children.push(asset);
            }
        }
        self.outside_teams();
    }

    /// Whether a team is another one, or below it.
    pub(super) fn is_below(&self, team: AssetIx, above: AssetIx) -> bool {
        let mut at = Some(team);
        while let Some(ix) = at {
            if ix == above {
                return true;
            }
            at = self.catalog.teams[self.catalog.asset(ix).detail as usize].parent;
        }
        false
    }

    /// The team that a manifest names; one without a manifest of its own is made.
    pub(super) fn team(&mut self, team: Option<&kinds::TeamRef>, file: FileId) -> Option<AssetIx> {
        let team = team?;
        let ix = self.team_named(team.name.as_str(), team.name.pos(file))?;
        let detail = self.catalog.asset(ix).detail as usize;
        let known = &mut self.catalog.teams[detail].members;
        for member in members(&team.members) {
            if !known.iter().any(|m| m.username == member.username) {
                known.push(member);
            }
        }
        Some(ix)
    }

    /// The team of this id, display name or other name.
    pub(super) fn team_named(&mut self, name: &str, pos: Pos) -> Option<AssetIx> {
        if let Some(found) = self.find_team(name) {
            return Some(found);
        }
        let asset = self.add(Kind::Team, name, None, None, self.catalog.teams.len(), pos)?;
        self.catalog.teams.push(Team {
            asset,
            tags: Vec::new(),
            parent: None,
            children: Vec::new(),
            members: Vec::new(),
            support: Vec::new(),
            also_known_as: Vec::new(),
            owns: Vec::new(),
        });
        Some(asset)
    }

    /// A team by id or one of its other names.
    pub(super) fn find_team(&self, name: &str) -> Option<AssetIx> {
        self.catalog.find(Kind::Team, name).or_else(|| {
            self.catalog
                .teams
                .iter()
                .find(|t| {
                    t.also_known_as.iter().any(|n| n.eq_ignore_ascii_case(name))
                        || self.catalog.title(t.asset) == name
                })
                .map(|t| t.asset)
        })
    }

    /// `kind: DataMeshEnvironment`.
    pub(super) fn environments(&mut self) {
        let manifests = self.manifests;
        for document in &manifests.environments {
            let dme = &document.body;
            let file = document.pos.file;
            let added = self.add(
                Kind::Dme,
                dme.id.as_str(),
                dme.name.as_deref(),
                dme.description.as_deref(),
                self.catalog.environments.len(),
                dme.id.pos(file),
            );
            let Some(asset) = added else { continue };
            self.catalog.assets[asset.ix()].status = status(dme.status);
            let team = self.team(dme.team.as_ref(), file);
            let mut domains = Vec::new();
            for id in &dme.domains {
                if let Some(domain) = self.named(Kind::Domain, id.as_str(), id.pos(file), "domains")
                {
                    let detail = self.catalog.asset(domain).detail as usize;
                    self.catalog.domains[detail].environments.push(asset);
                    domains.push(domain);
                }
            }
            self.catalog
                .environments
                .push(environment(asset, dme, file, team, domains));
        }
    }
}

fn environment(
    asset: AssetIx,
    dme: &kinds::DataMeshEnvironment,
    file: FileId,
    team: Option<AssetIx>,
    domains: Vec<AssetIx>,
) -> Environment {
    Environment {
        asset,
        tags: dme.tags.clone(),
        domains,
        created: dme.created.clone(),
        lifecycle: lifecycle(&dme.lifecycle, file),
        team,
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
                (text, s.project.pos(file))
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
                on_call: i.on_call.clone(),
                severities: i
                    .severities
                    .iter()
                    .map(|(k, v)| (k.clone(), v.clone()))
                    .collect(),
            }),
        training: dme
            .training
            .iter()
            .map(|t| Training {
                name: t.name.clone(),
                url: t.url.clone(),
                audience: t.audience.clone(),
            })
            .collect(),
        rules: dme
            .rules
            .iter()
            .map(|r| EnvironmentRule {
                id: r.id.clone(),
                text: r.text.clone(),
                severity: match r.severity {
                    kinds::RuleLevel::Info => "info",
                    kinds::RuleLevel::Warning => "warning",
                    kinds::RuleLevel::Error => "error",
                },
                url: r.url.clone(),
            })
            .collect(),
        properties: properties(&dme.authoritative_definitions, &dme.custom_properties),
        products: Vec::new(),
        tables: Vec::new(),
        views: Vec::new(),
    }
}

pub(super) fn approvers(first: &Option<String>, second: &Option<String>) -> Option<String> {
    match (first, second) {
        (Some(a), Some(b)) => Some(format!("{a}, then {b}")),
        (a, b) => a.clone().or_else(|| b.clone()),
    }
}

pub(super) const fn status(status: kinds::Status) -> Status {
    match status {
        kinds::Status::Proposed => Status::Proposed,
        kinds::Status::Draft => Status::Draft,
        kinds::Status::Active => Status::Active,
        kinds::Status::Deprecated => Status::Deprecated,
        kinds::Status::Retired => Status::Retired,
    }
}

pub(super) fn lifecycle(l: &kinds::Lifecycle, file: FileId) -> Lifecycle {
    Lifecycle {
        valid_from: l.valid_from.clone(),
        valid_to: l.valid_to.clone(),
        deprecation_date: l.deprecation_date.clone(),
        end_of_life: l.end_of_life.clone(),
        replaced_by: l
            .replaced_by
            .as_ref()
            .map(|r| (r.value.clone(), r.pos(file))),
    }
}

pub(super) fn members(members: &[kinds::Member]) -> Vec<Member> {
    members
        .iter()
        .map(|m| Member {
            username: m.username.clone(),
            name: m.name.clone(),
            role: m.role.clone(),
        })
        .collect()
}

pub(super) fn support(support: &[kinds::Support]) -> Vec<Support> {
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

pub(super) fn properties(
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
