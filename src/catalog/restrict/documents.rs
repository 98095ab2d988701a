//! What manifests describe, in a part of a catalog.

use super::under_way::Restriction;
use crate::catalog::{
    Completion, Contract, ContractColumn, ContractRef, ContractTable, Covered, Domain, Environment,
    EnvironmentRule, Exposure, Glossary, Guide, InputPort, Lifecycle, OutputPort, Product,
    Relationship, ReleaseCheck, Suppression, Team, Training, WaitsFor,
};

/// The kept entities of one kind, each made of its former self.
macro_rules! restricted {
    ($part:ident, $list:ident, $old:ident, $asset:ident => $new:expr) => {
        for $old in &$part.from.$list {
            if let Some($asset) = $part.ix($old.asset) {
                let new = $new;
                $part.place($asset, $part.to.inventory.$list.len());
                $part.to.inventory.$list.push(new);
            }
        }
    };
}

/// Domains, DMEs, products, contracts, teams, terms, guides, exposures, texts.
pub(super) fn documents(part: &mut Restriction<'_>) {
    let lifecycles = part.from.lifecycles.iter();
    let lifecycles = lifecycles.filter_map(|(ix, of)| Some((part.ix(*ix)?, lifecycle(part, of))));
    part.to.inventory.lifecycles = lifecycles.collect();
    restricted!(part, domains, old, asset => Domain {
        asset,
        parent: old.parent.and_then(|d| part.ix(d)),
        lifecycle: lifecycle(part, &old.lifecycle),
        split_into: part.all(&old.split_into),
        merged_into: old.merged_into.and_then(|d| part.ix(d)),
        team: old.team.and_then(|t| part.ix(t)),
        children: part.all(&old.children),
        environments: part.all(&old.environments),
        products: part.all(&old.products),
        ..old.clone()
    });
    restricted!(part, environments, old, asset => Environment {
        asset,
        domains: part.all(&old.domains),
        lifecycle: lifecycle(part, &old.lifecycle),
        team: old.team.and_then(|t| part.ix(t)),
        products: part.all(&old.products),
        tables: part.all(&old.tables),
        views: part.all(&old.views),
        training: old.training.iter().map(|t| training(part, t)).collect(),
        rules: old.rules.iter().map(|r| rule(part, r)).collect(),
        ..old.clone()
    });
    restricted!(part, products, old, asset => Product {
        asset,
        domain: old.domain.and_then(|d| part.ix(d)),
        environment: old.environment.and_then(|d| part.ix(d)),
        team: old.team.and_then(|t| part.ix(t)),
        tables: part.all(&old.tables),
        inputs: old.inputs.iter().filter_map(|p| input(part, p)).collect(),
        outputs: old.outputs.iter().map(|p| output(part, p)).collect(),
        checks: old.checks.iter().map(|k| release_check(part, k)).collect(),
        lifecycle: lifecycle(part, &old.lifecycle),
        ..old.clone()
    });
    restricted!(part, contracts, old, asset => Contract {
        asset,
        versions: part.all(&old.versions),
        tables: old.tables.iter().map(|t| contract_table(part, t)).collect(),
        ..old.clone()
    });
    restricted!(part, teams, old, asset => Team {
        asset,
        parent: old.parent.and_then(|t| part.ix(t)),
        children: part.all(&old.children),
        owns: part.all(&old.owns),
        ..old.clone()
    });
    restricted!(part, terms, old, asset => Glossary {
        asset,
        related: part.all(&old.related),
        domain: old.domain.and_then(|d| part.ix(d)),
        team: old.team.and_then(|t| part.ix(t)),
        assets: part.all(&old.assets),
        ..old.clone()
    });
    restricted!(part, guides, old, asset => Guide { asset, ..old.clone() });
    restricted!(part, exposures, old, asset => Exposure { asset, ..old.clone() });
    texts(part);
    part.to.inventory.renames = part.from.renames.kept(|ix| part.ix(ix));
    let suppressions = part.from.suppressions.iter();
    part.to.inventory.suppressions = suppressions.filter_map(|s| suppression(part, s)).collect();
}

/// A course, with the kept teams that completed it.
fn training(part: &Restriction<'_>, old: &Training) -> Training {
    let completed = old.completed.iter().filter_map(|done| {
        Some(Completion {
            team: part.ix(done.team)?,
            ..done.clone()
        })
    });
    Training {
        completed: completed.collect(),
        ..old.clone()
    }
}

/// A rule, with the exceptions that name what is kept; a pattern may name the rest.
fn rule(part: &Restriction<'_>, old: &EnvironmentRule) -> EnvironmentRule {
    let except = old.except.iter();
    EnvironmentRule {
        except: except.filter(|name| is_kept(part, name)).cloned().collect(),
        ..old.clone()
    }
}

/// A check; the job that it waits for is named where it is kept.
fn release_check(part: &Restriction<'_>, old: &ReleaseCheck) -> ReleaseCheck {
    let waits_for = old.waits_for.clone().filter(|waits_for| match waits_for {
        WaitsFor::Job(name) => part.name_of_kept(Some(name)).is_some(),
        WaitsFor::DbtTest(_) | WaitsFor::Quality(_) | WaitsFor::Monitor(_) => true,
    });
    ReleaseCheck {
        waits_for,
        ..old.clone()
    }
}

/// Whether a full name is that of a kept table or view.
fn is_kept(part: &Restriction<'_>, name: &str) -> bool {
    part.from
        .find_relation(name)
        .is_some_and(|relation| part.ix(relation).is_some())
}

/// A suppression of what is kept.
fn suppression(part: &Restriction<'_>, old: &Suppression) -> Option<Suppression> {
    let covered = match &old.covered {
        Covered::Document(asset) => Covered::Document(part.ix(*asset)?),
        Covered::Relations(relations) if part.keeps_all(relations) => {
            Covered::Relations(part.all(relations))
        }
        Covered::Use(relations) if part.keeps_all(relations) => Covered::Use(part.all(relations)),
        Covered::Among(relations, name) if part.keeps_all(relations) => {
            Covered::Among(part.all(relations), name.clone())
        }
        Covered::Owned(dme, name) if is_kept(part, name) => {
            Covered::Owned(part.ix(*dme)?, name.clone())
        }
        Covered::File(file) if part.to.documents.contains_key(file) => Covered::File(*file),
        Covered::Relations(_)
        | Covered::Use(_)
        | Covered::Among(..)
        | Covered::Owned(..)
        | Covered::File(_) => return None,
    };
    Some(Suppression {
        covered,
        ..old.clone()
    })
}

/// Long descriptions, and the images that kept texts show.
fn texts(part: &mut Restriction<'_>) {
    let texts = part.from.long_descriptions.iter();
    part.to.long_descriptions = texts
        .filter_map(|(asset, text)| Some((part.ix(*asset)?, text.clone())))
        .collect();
    let documents = part.from.documents.iter();
    part.to.documents = documents
        .filter_map(|(file, asset)| Some((*file, part.ix(*asset)?)))
        .collect();
    let images = part.from.images.iter().filter(|image| {
        let name = image.path.rsplit('/').next().unwrap_or_default();
        let mut long = part.to.long_descriptions.values();
        part.to
            .inventory
            .guides
            .iter()
            .any(|g| g.text.contains(name))
            || long.any(|text| text.text.contains(name))
    });
    part.to.images = images.cloned().collect();
}

fn lifecycle(part: &Restriction<'_>, old: &Lifecycle) -> Lifecycle {
    let replaced_by = old.replaced_by.as_ref();
    Lifecycle {
        replaced_by: replaced_by
            .filter(|(name, _)| part.name_of_kept(Some(name)).is_some())
            .cloned(),
        ..old.clone()
    }
}

/// An input port; one that reads the rest is left out whole.
fn input(part: &Restriction<'_>, old: &InputPort) -> Option<InputPort> {
    if !part.keeps_all(&old.relations) {
        return None;
    }
    let contract = match old.contract {
        Some(contract) => Some(part.ix(contract)?),
        None => None,
    };
    Some(InputPort {
        relations: part.all(&old.relations),
        contract,
        ..old.clone()
    })
}

fn output(part: &Restriction<'_>, old: &OutputPort) -> OutputPort {
    let contract = old.contract.and_then(|k| part.ix(k));
    let is_left = old.contract.is_some() && contract.is_none();
    OutputPort {
        relations: part.all(&old.relations),
        lifecycle: lifecycle(part, &old.lifecycle),
        contract,
        contract_id: old.contract_id.clone().filter(|_| !is_left),
        ..old.clone()
    }
}

fn contract_table(part: &Restriction<'_>, old: &ContractTable) -> ContractTable {
    let columns = old.columns.iter().map(|column| ContractColumn {
        sources: contract_refs(part, &column.sources),
        relationships: relationships(part, &column.relationships),
        ..column.clone()
    });
    ContractTable {
        columns: columns.collect(),
        relationships: relationships(part, &old.relationships),
        relation: old.relation.and_then(|r| part.ix(r)),
        ..old.clone()
    }
}

/// What a contract refers to; what isn't kept is left out.
fn contract_refs(part: &Restriction<'_>, old: &[ContractRef]) -> Vec<ContractRef> {
    let refs = old.iter().filter_map(|of| {
        let relation = match of.relation {
            Some(relation) => Some(part.ix(relation)?),
            None => None,
        };
        Some(ContractRef {
            relation,
            ..of.clone()
        })
    });
    refs.collect()
}

fn relationships(part: &Restriction<'_>, old: &[Relationship]) -> Vec<Relationship> {
    let restricted = old.iter().map(|of| Relationship {
        from: contract_refs(part, &of.from),
        to: contract_refs(part, &of.to),
        ..of.clone()
    });
    restricted
        .filter(|of| !of.from.is_empty() || !of.to.is_empty())
        .collect()
}
