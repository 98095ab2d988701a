//! What manifests describe, in a part of a catalog.

use super::under_way::Restriction;
use crate::catalog::{
    Contract, ContractColumn, ContractRef, ContractTable, Domain, Environment, Exposure, Glossary,
    Guide, InputPort, Lifecycle, OutputPort, Product, Relationship, Team,
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
