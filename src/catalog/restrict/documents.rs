//! What manifests describe, in a part of a catalog: domains, DMEs, teams, terms, texts.

use super::fact_rule::FactRule;
use super::under_way::Restriction;
use crate::catalog::{
    AssetIx, Completion, Covered, Domain, Environment, EnvironmentRule, Exposure, Framework,
    Glossary, Guide, Lifecycle, LongDescription, Renamed, Suppression, Team, Training, WrittenAt,
};
use crate::diagnostic::{FileId, Pos};

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

/// Domains, DMEs, teams, terms, guides, exposures, texts.
pub(super) fn documents(part: &mut Restriction<'_>) {
    let lifecycles = part.from.lifecycles.iter();
    let lifecycles = lifecycles.filter_map(|(ix, of)| Some((part.open(*ix)?, lifecycle(part, of))));
    part.to.inventory.lifecycles = lifecycles.collect();
    restricted!(part, domains, old, asset => domain(part, asset, old));
    restricted!(part, environments, old, asset => environment(part, asset, old));
    restricted!(part, teams, old, asset => team(part, asset, old));
    restricted!(part, terms, old, asset => term(part, asset, old));
    restricted!(part, exposures, old, asset => exposure(part, asset, old));
    texts(part);
    renames(part);
    suppressions(part);
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
        assets: part.sorted(assets),
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

/// Guides and long descriptions of what is kept. Their files are the only ones that the part has, so that
/// links among them are found.
fn texts(part: &mut Restriction<'_>) {
    let c = part.from;
    let documents = c.documents.iter();
    let is_for_others = |asset: &AssetIx| {
        let text = c.long_descriptions.get(asset);
        text.is_some_and(|text| !c.is_for(&text.audiences, part.by.seen.of))
    };
    let documents = documents.filter(|(_, asset)| !is_for_others(asset));
    let mut shown: Vec<(FileId, AssetIx)> = documents
        .filter_map(|(file, asset)| Some((*file, part.open(*asset)?)))
        .collect();
    shown.sort_unstable_by_key(|(file, _)| c.path(*file));
    let mut files: rustc_hash::FxHashMap<FileId, FileId> = rustc_hash::FxHashMap::default();
    for (new, (file, asset)) in (0u32..).zip(shown) {
        files.insert(file, FileId(new));
        part.to.documents.insert(FileId(new), asset);
        let path = c.path(file).to_owned();
        part.to.inventory.registry.files.push(path);
    }
    if !part.keeps(FactRule::Positions) {
        part.to.inventory.registry.files.clone_from(&c.files);
    }
    let file_of = |old: &FileId| files.get(old).copied().unwrap_or(Pos::NOWHERE.file);
    let of_part = part.by.seen.of.0 as usize;
    let own = c
        .audiences
        .get(of_part)
        .map(|audience| audience.id.as_str());
    restricted!(part, guides, old, asset => {
        let Guide { asset: _, file, text, lines_before: _, order, audiences } = old;
        let audiences = audiences.iter();
        let audiences = audiences.filter(|id| Some(id.as_str()) == own || !part.keeps(FactRule::Audiences));
        Guide {
            asset,
            file: file_of(file),
            text: text.clone(),
            // Lines are told to the operator alone.
            lines_before: 0,
            order: *order,
            audiences: audiences.cloned().collect(),
        }
    });
    let texts = c.long_descriptions.iter();
    part.to.long_descriptions = texts
        .filter_map(|(asset, old)| {
            let LongDescription {
                file,
                text,
                lines_before: _,
                audiences,
            } = old;
            if !c.is_for(audiences, part.by.seen.of) {
                return None;
            }
            Some((
                part.open(*asset)?,
                LongDescription {
                    file: file_of(file),
                    text: text.clone(),
                    lines_before: 0,
                    audiences: Vec::new(),
                },
            ))
        })
        .collect();
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

/// Suppressions of open tables and views alone: a reader has none of the findings about the rest.
fn suppressions(part: &mut Restriction<'_>) {
    for old in &part.from.suppressions {
        let Suppression {
            rule,
            covered,
            column,
            reason,
            until,
            by,
            pos,
        } = old;
        let keeps = part.keeps(FactRule::Suppressions);
        let covered = match covered {
            Covered::Document(asset) => part.open(*asset).map(Covered::Document),
            Covered::Relations(all) if part.opens_all(all) || !keeps => {
                Some(Covered::Relations(part.open_of(all)))
            }
            Covered::Use(all) if part.opens_all(all) => Some(Covered::Use(part.open_of(all))),
            Covered::Among(all, name) if part.opens_all(all) && part.knows(name) => {
                Some(Covered::Among(part.open_of(all), name.clone()))
            }
            Covered::Owned(dme, name) if part.knows(name) => {
                let dme = part.ix(*dme);
                dme.map(|dme| Covered::Owned(dme, name.clone()))
            }
            Covered::Relations(_)
            | Covered::Use(_)
            | Covered::Among(..)
            | Covered::Owned(..)
            | Covered::File(_) => None,
        };
        if let Some(covered) = covered {
            let suppression = Suppression {
                rule: rule.clone(),
                covered,
                column: column.clone(),
                reason: reason.clone(),
                until: until.clone(),
                by: by.clone().filter(|by| !keeps || part.knows_word(by)),
                pos: match part.keeps(FactRule::Positions) {
                    true => Pos::NOWHERE,
                    false => *pos,
                },
            };
            part.to.inventory.suppressions.push(suppression);
        }
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
