//! Teams: of manifests, of other catalogs, and those that are only named.

use rustc_hash::FxHashMap;

use super::described::{Described, Names};
use super::on_call::on_call;
use super::owners::Owners;
use super::shared_fields::{PARENTS, members, support};
use crate::catalog::{AssetIx, Kind, Registry, Status, Sym, Team};
use crate::diagnostic::{FileId, Finding, Pos, Rule, text};
use crate::link::facts::RawNamed;
use crate::manifest::{Document, kinds};

/// Teams, found by any of their names.
#[derive(Default)]
pub(in crate::link) struct Teams {
    pub(in crate::link) all: Vec<Team>,
    /// The first team of each display name.
    by_title: FxHashMap<Sym, AssetIx>,
    /// The first team of each other name, in lower case.
    by_other_name: FxHashMap<String, AssetIx>,
}

impl Teams {
    fn push(&mut self, registry: &Registry, team: Team) {
        if let Some(title) = registry.asset(team.asset).title {
            self.by_title.entry(title).or_insert(team.asset);
        }
        for name in &team.also_known_as {
            let place = self.by_other_name.entry(name.to_ascii_lowercase());
            place.or_insert(team.asset);
        }
        self.all.push(team);
    }

    /// A team by id, display name or one of its other names; the first one, where several have it.
    pub(in crate::link) fn find(&self, registry: &Registry, name: &str) -> Option<AssetIx> {
        registry.find(Kind::Team, name).or_else(|| {
            let title = registry.strings.get(name);
            let titled = title.and_then(|title| self.by_title.get(&title));
            let other = self.by_other_name.get(&name.to_ascii_lowercase());
            // Teams are numbered in their order.
            titled.into_iter().chain(other).min().copied()
        })
    }
}

/// `kind: Team`.
pub(in crate::link) fn teams(
    names: &mut Names<'_>,
    owners: &Owners,
    documents: &[Document<kinds::Team>],
    outside: &[RawNamed],
) -> Teams {
    let mut teams = Teams::default();
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
            detail: teams.all.len(),
            pos,
        });
        let Some(asset) = added else { continue };
        if let Some(parent) = &team.parent {
            parents.push((asset, parent.value.clone(), parent.pos(document.pos.file)));
        }
        let team = Team {
            asset,
            has_manifest: true,
            tags: team.tags.clone(),
            parent: None,
            children: Vec::new(),
            members: members(&team.members),
            support: support(&team.support),
            on_call: on_call(owners, team.on_call.as_ref()),
            also_known_as: team.also_known_as.clone(),
            owns: Vec::new(),
        };
        teams.push(&names.registry, team);
    }
    for (asset, parent, pos) in parents {
        if let Some(parent) = names.named(Kind::Team, &parent, pos, "parent") {
            let detail = names.registry.detail(asset);
            if is_below(&names.registry, &teams.all, parent, asset) {
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
                    .help(PARENTS),
                );
                continue;
            }
            teams.all[detail].parent = Some(parent);
            let above = names.registry.detail(parent);
            teams.all[above].children.push(asset);
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
    teams: &mut Teams,
    team: Option<&kinds::TeamRef>,
    file: FileId,
) -> Option<AssetIx> {
    let team = team?;
    let ix = team_named(names, teams, team.name.as_str(), team.name.pos(file))?;
    let detail = names.registry.detail(ix);
    let known = &mut teams.all[detail].members;
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
    teams: &mut Teams,
    name: &str,
    pos: Pos,
) -> Option<AssetIx> {
    if let Some(found) = teams.find(&names.registry, name) {
        return Some(found);
    }
    let asset = names.add(&Described {
        kind: Kind::Team,
        name,
        title: None,
        description: None,
        status: Status::Active,
        detail: teams.all.len(),
        pos,
    })?;
    teams.push(&names.registry, named_only(asset));
    Some(asset)
}

/// A team of which nothing but its name is known.
fn named_only(asset: AssetIx) -> Team {
    Team {
        asset,
        has_manifest: false,
        tags: Vec::new(),
        parent: None,
        children: Vec::new(),
        members: Vec::new(),
        support: Vec::new(),
        on_call: None,
        also_known_as: Vec::new(),
        owns: Vec::new(),
    }
}

/// Teams that another catalog knows and no manifest describes.
fn outside_teams(names: &mut Names<'_>, teams: &mut Teams, outside: &[RawNamed]) {
    let mut parents = Vec::new();
    for team in outside {
        if teams.find(&names.registry, &team.id).is_some() {
            continue;
        }
        let added = names.add(&Described::outside(team, Kind::Team, teams.all.len()));
        let Some(asset) = added else { continue };
        teams.push(&names.registry, named_only(asset));
        parents.extend(team.parent.as_ref().map(|p| (asset, p)));
    }
    for (asset, parent) in parents {
        let Some(parent) = teams.find(&names.registry, parent) else {
            continue;
        };
        if !is_below(&names.registry, &teams.all, parent, asset) {
            let detail = names.registry.detail(asset);
            teams.all[detail].parent = Some(parent);
            let above = names.registry.detail(parent);
            teams.all[above].children.push(asset);
        }
    }
}
