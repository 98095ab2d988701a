//! What manifests describe, in a part of a catalog: domains, DMEs, teams, terms.

use super::fact_rule::FactRule;
use super::under_way::Restriction;
use crate::catalog::{
    AssetIx, Completion, Domain, Environment, EnvironmentRule, Exposure, Framework, Glossary,
    Lifecycle, Renamed, Team, Training, WrittenAt,
};
use crate::diagnostic::Pos;

/// The kept entities of one kind by index, each made of its former self.
macro_rules! restricted {
    ($part:ident, $list:ident, $old:ident, $asset:ident => $new:expr) => {
        let mut kept: Vec<_> = $part.from.$list.iter().collect();
        kept.retain(|old| $part.ix(old.asset).is_some());
        kept.sort_unstable_by_key(|old| $part.ix(old.asset));
        for $old in kept {
            if let Some($asset) = $part.ix($old.asset) {
                let new = $new;
                $part.place($asset, $part.to.inventory.$list.len());
                $part.to.inventory.$list.push(new);
            }
        }
    };
}
pub(super) use restricted;

/// Domains, DMEs, teams, terms, exposures.
pub(super) fn documents(part: &mut Restriction<'_>) {
    let lifecycles = part.from.lifecycles.iter();
    let lifecycles = lifecycles.filter_map(|(ix, of)| Some((part.open(*ix)?, lifecycle(part, of))));
    part.to.inventory.lifecycles = lifecycles.collect();
    restricted!(part, domains, old, asset => domain(part, asset, old));
    restricted!(part, environments, old, asset => environment(part, asset, old));
    restricted!(part, teams, old, asset => team(part, asset, old));
    restricted!(part, terms, old, asset => term(part, asset, old));
    restricted!(part, exposures, old, asset => exposure(part, asset, old));
    renames(part);
}

/// Where something is written: nowhere, in a part. Lines count what stands above them.
pub(super) fn at(part: &Restriction<'_>, old: WrittenAt) -> WrittenAt {
    match part.keeps(FactRule::Positions) {
        true => WrittenAt(Pos::NOWHERE),
        false => old,
    }
}

fn domain(part: &Restriction<'_>, asset: AssetIx, old: &Domain) -> Domain {
    let Domain {
        asset: _,
        parent,
        path,
        tags,
        lifecycle: life,
        split_into,
        merged_into,
        team,
        support,
        properties,
        children,
        environments,
        products,
    } = old;
    Domain {
        asset,
        parent: parent.and_then(|d| part.ix(d)),
        path: path.clone(),
        tags: tags.clone(),
        lifecycle: lifecycle(part, life),
        split_into: part.all(split_into),
        merged_into: merged_into.and_then(|d| part.ix(d)),
        team: team.and_then(|t| part.ix(t)),
        support: support.clone(),
        properties: properties.clone(),
        children: part.sorted(children),
        environments: part.sorted(environments),
        products: part.sorted(products),
    }
}

/// A DME. Its tables and views are told by linking, of the owners in the part.
fn environment(part: &Restriction<'_>, asset: AssetIx, old: &Environment) -> Environment {
    let Environment {
        asset: _,
        tags,
        domains,
        created,
        lifecycle: life,
        team,
        framework,
        servers,
        roles,
        sdks,
        support,
        incidents,
        training,
        rules,
        properties,
        products,
        tables: _,
        views: _,
    } = old;
    let framework = framework.as_ref().map(|of| {
        let Framework { name, version, pos } = of;
        Framework {
            name: name.clone(),
            version: version.clone(),
            pos: at(part, *pos),
        }
    });
    let servers = servers.iter();
    let servers = servers
        .filter(|(pattern, _)| !part.keeps(FactRule::ServerPatterns) || is_of_seen(part, pattern));
    Environment {
        asset,
        tags: tags.clone(),
        domains: part.all(domains),
        created: created.clone(),
        lifecycle: lifecycle(part, life),
        team: team.and_then(|t| part.ix(t)),
        framework,
        servers: servers
            .map(|(pattern, pos)| (pattern.clone(), at(part, *pos)))
            .collect(),
        roles: roles.clone(),
        sdks: sdks.clone(),
        support: support.clone(),
        incidents: incidents.clone(),
        training: training.iter().map(|t| self::training(part, t)).collect(),
        rules: rules.iter().map(|r| rule(part, r)).collect(),
        properties: properties.clone(),
        products: part.sorted(products),
        tables: Vec::new(),
        views: Vec::new(),
    }
}

/// Whether a server, `type project.dataset.table`, is one that something kept lies in, by its exact name: a
/// pattern may be made of names of the rest.
fn is_of_seen(part: &Restriction<'_>, server: &str) -> bool {
    let name = server.rsplit_once(' ').map_or(server, |(_, name)| name);
    let mut parts: Vec<&str> = name.split('.').collect();
    while parts.last().is_some_and(|last| *last == "*") {
        parts.pop();
    }
    let is_exact = |part: &&str| !part.contains(['*', '?', '[', ']', '{', '}']);
    !parts.is_empty()
        && parts.iter().all(is_exact)
        && part.to.inventory.registry.relations.iter().any(|relation| {
            let of = [relation.project, relation.dataset, relation.table];
            let of = of.map(|sym| part.to.inventory.registry.str(sym));
            parts.iter().zip(of).all(|(part, of)| *part == of)
        })
}

/// A course, with the kept teams that completed it.
fn training(part: &Restriction<'_>, old: &Training) -> Training {
    let Training {
        name,
        url,
        audience,
        required,
        completed,
        pos,
    } = old;
    let completed = completed.iter().filter_map(|Completion { team, on }| {
        Some(Completion {
            team: part.ix(*team)?,
            on: on.clone(),
        })
    });
    Training {
        name: name.clone(),
        url: url.clone(),
        audience: audience.clone(),
        required: *required,
        completed: completed.collect(),
        pos: at(part, *pos),
    }
}

/// A rule, with the exceptions that name what is kept; a pattern may name the rest.
fn rule(part: &Restriction<'_>, old: &EnvironmentRule) -> EnvironmentRule {
    let EnvironmentRule {
        id,
        text,
        severity,
        url,
        check,
        applies,
        except,
        pos,
    } = old;
    let except = except.iter();
    let except = except.filter(|name| !part.keeps(FactRule::DmeRules) || part.knows(name));
    EnvironmentRule {
        id: id.clone(),
        text: text.clone(),
        severity: *severity,
        url: url.clone(),
        check: check.clone(),
        applies: *applies,
        except: except.cloned().collect(),
        pos: at(part, *pos),
    }
}

/// A team. What it owns is told by linking.
fn team(part: &Restriction<'_>, asset: AssetIx, old: &Team) -> Team {
    let Team {
        asset: _,
        has_manifest,
        tags,
        parent,
        children,
        members,
        support,
        on_call,
        also_known_as,
        owns: _,
    } = old;
    Team {
        asset,
        has_manifest: *has_manifest,
        tags: tags.clone(),
        parent: parent.and_then(|t| part.ix(t)),
        children: part.sorted(children),
        members: members.clone(),
        support: support.clone(),
        on_call: on_call.clone(),
        also_known_as: also_known_as.clone(),
        owns: Vec::new(),
    }
}

fn term(part: &Restriction<'_>, asset: AssetIx, old: &Glossary) -> Glossary {
    let Glossary {
        asset: _,
        tags,
        synonyms,
        related,
        domain,
        team,
        assets,
        properties,
    } = old;
    Glossary {
        asset,
        tags: tags.clone(),
        synonyms: synonyms.clone(),
        related: part.all(related),
        domain: domain.and_then(|d| part.ix(d)),
        team: team.and_then(|t| part.ix(t)),
        assets: part.open_of(assets),
        properties: properties.clone(),
    }
}

fn exposure(part: &Restriction<'_>, asset: AssetIx, old: &Exposure) -> Exposure {
    let Exposure {
        asset: _,
        kind,
        url,
        owner,
        maturity,
    } = old;
    Exposure {
        asset,
        kind: kind.clone(),
        url: url.clone(),
        owner: owner.clone().filter(|owner| part.knows_word(owner)),
        maturity: maturity.clone(),
    }
}

/// Former names of open assets' columns. Those of assets are nobody's now, mostly.
fn renames(part: &mut Restriction<'_>) {
    let c = part.from;
    for at in 0..part.old.len() {
        let old = part.old[at];
        let Some((asset, Renamed { from, columns })) = part.open(old).zip(c.renames.of(old)) else {
            continue;
        };
        let keeps = part.keeps(FactRule::FormerNames);
        let from = from.iter().filter(|name| !keeps || part.knows(name));
        let columns = columns.iter().filter(|(name, former)| {
            part.shows_name(old, name) && former.iter().all(|name| part.shows_name(old, name))
        });
        let renamed = Renamed {
            from: from.cloned().collect(),
            columns: columns.cloned().collect(),
        };
        part.to.inventory.renames.add(asset, renamed);
    }
}

/// Days of a life; what comes after it where that is kept.
pub(super) fn lifecycle(part: &Restriction<'_>, old: &Lifecycle) -> Lifecycle {
    let Lifecycle {
        valid_from,
        valid_to,
        deprecation_date,
        end_of_life,
        replaced_by,
    } = old;
    let replaced_by = replaced_by.as_ref();
    let replaced_by = replaced_by.filter(|(name, _)| part.knows(name));
    Lifecycle {
        valid_from: valid_from.clone(),
        valid_to: valid_to.clone(),
        deprecation_date: deprecation_date.clone(),
        end_of_life: end_of_life.clone(),
        replaced_by: replaced_by.map(|(name, pos)| (name.clone(), at(part, *pos))),
    }
}
