//! Teams: of manifests, of other catalogs, and those that are only named.

use super::described::{Described, Names};
use super::shared_fields::{members, support};
use crate::catalog::{AssetIx, Kind, Registry, Status, Team};
use crate::diagnostic::{FileId, Finding, Pos, Rule, text};
use crate::link::facts::RawNamed;
use crate::manifest::{Document, kinds};

/// `kind: Team`.
pub(in crate::link) fn teams(
    names: &mut Names<'_>,
    documents: &[Document<kinds::Team>],
    outside: &[RawNamed],
) -> Vec<Team> {
    let mut teams: Vec<Team> = Vec::new();
    let mut parents = Vec::new();
    for document in documents {
        let team = &document.body;
        let pos = team.id.pos(document.pos.file);
        let added = names.add(&Described {
            kind: Kind::Team,
            name: team.id.as_str(),
            title: team.name.as_deref(),
            description: team.description.as_deref(),
            status: Status::Active,
            detail: teams.len(),
            pos,
        });
        let Some(asset) = added else { continue };
        if let Some(parent) = &team.parent {
            parents.push((asset, parent.value.clone(), parent.pos(document.pos.file)));
        }
        teams.push(Team {
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
        if let Some(parent) = names.named(Kind::Team, &parent, pos, "parent") {
            let detail = names.registry.detail(asset);
            if is_below(&names.registry, &teams, parent, asset) {
                let name = names.registry.name(asset).to_owned();
                names.findings.push(
                    Finding::new(
                        Rule::DomainCycle,
                        text!(
                            "team `{name}` is its own ancestor; its `parent` is ignored",
                            name
                        ),
                    )
                    .at(pos)
                    .about(Kind::Team.subject(&name))
                    .help("correct one of the `parent` fields on the way round"),
                );
                continue;
            }
            teams[detail].parent = Some(parent);
            let above = names.registry.detail(parent);
            teams[above].children.push(asset);
        }
    }
    outside_teams(names, &mut teams, outside);
    teams
}

/// Whether a team is another one, or below it.
fn is_below(registry: &Registry, teams: &[Team], team: AssetIx, above: AssetIx) -> bool {
    let mut at = Some(team);
    while let Some(ix) = at {
        if ix == above {
            return true;
        }
        at = teams[registry.detail(ix)].parent;
    }
    false
}

/// The team that a manifest names; one without a manifest of its own is made.
pub(in crate::link) fn team(
    names: &mut Names<'_>,
    teams: &mut Vec<Team>,
    team: Option<&kinds::TeamRef>,
    file: FileId,
) -> Option<AssetIx> {
    let team = team?;
    let ix = team_named(names, teams, team.name.as_str(), team.name.pos(file))?;
    let detail = names.registry.detail(ix);
    let known = &mut teams[detail].members;
    for member in members(&team.members) {
        if !known.iter().any(|m| m.username == member.username) {
            known.push(member);
        }
    }
    Some(ix)
}

/// The team of this id, display name or other name.
pub(in crate::link) fn team_named(
    names: &mut Names<'_>,
    teams: &mut Vec<Team>,
    name: &str,
    pos: Pos,
) -> Option<AssetIx> {
    if let Some(found) = find_team(&names.registry, teams, name) {
        return Some(found);
    }
    let asset = names.add(&Described {
        kind: Kind::Team,
        name,
        title: None,
        description: None,
        status: Status::Active,
        detail: teams.len(),
        pos,
    })?;
    teams.push(named_only(asset));
    Some(asset)
}

/// A team by id or one of its other names.
pub(in crate::link) fn find_team(
    registry: &Registry,
    teams: &[Team],
    name: &str,
) -> Option<AssetIx> {
    registry.find(Kind::Team, name).or_else(|| {
        teams
            .iter()
            .find(|t| {
                t.also_known_as.iter().any(|n| n.eq_ignore_ascii_case(name))
                    || registry.title(t.asset) == name
            })
            .map(|t| t.asset)
    })
}

/// A team of which nothing but its name is known.
fn named_only(asset: AssetIx) -> Team {
    Team {
        asset,
        tags: Vec::new(),
        parent: None,
        children: Vec::new(),
        members: Vec::new(),
        support: Vec::new(),
        also_known_as: Vec::new(),
        owns: Vec::new(),
    }
}

/// Teams that another catalog knows and no manifest describes.
fn outside_teams(names: &mut Names<'_>, teams: &mut Vec<Team>, outside: &[RawNamed]) {
    let mut parents = Vec::new();
    for team in outside {
        if find_team(&names.registry, teams, &team.id).is_some() {
            continue;
        }
        let added = names.add(&Described::outside(team, Kind::Team, teams.len()));
        let Some(asset) = added else { continue };
        teams.push(named_only(asset));
        parents.extend(team.parent.as_ref().map(|p| (asset, p)));
    }
    for (asset, parent) in parents {
        let Some(parent) = find_team(&names.registry, teams, parent) else {
            continue;
        };
        if !is_below(&names.registry, teams, parent, asset) {
            let detail = names.registry.detail(asset);
            teams[detail].parent = Some(parent);
            let above = names.registry.detail(parent);
            teams[above].children.push(asset);
        }
    }
}
