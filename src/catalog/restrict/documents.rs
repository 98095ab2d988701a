//! What manifests describe, in a part of a catalog.

use super::Restriction;
use crate::catalog::{
    Contract, ContractColumn, ContractRef, ContractTable, Domain, Environment, Exposure, Glossary,
    Guide, InputPort, Lifecycle, OutputPort, Product, Relationship, Team,
};

/// The kept entities of one kind, each made of its former self.
macro_rules! kept {
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

impl Restriction<'_> {
    /// Domains, DMEs, products, contracts, teams, terms, guides, exposures, texts.
    pub(super) fn documents(&mut self) {
        kept!(self, domains, old, asset => Domain {
            asset,
            parent: old.parent.and_then(|d| self.ix(d)),
            lifecycle: self.lifecycle(&old.lifecycle),
            split_into: self.all(&old.split_into),
            merged_into: old.merged_into.and_then(|d| self.ix(d)),
            team: old.team.and_then(|t| self.ix(t)),
            children: self.all(&old.children),
            environments: self.all(&old.environments),
            products: self.all(&old.products),
            ..old.clone()
        });
        kept!(self, environments, old, asset => Environment {
            asset,
            domains: self.all(&old.domains),
            lifecycle: self.lifecycle(&old.lifecycle),
            team: old.team.and_then(|t| self.ix(t)),
            products: self.all(&old.products),
            tables: self.all(&old.tables),
            views: self.all(&old.views),
            ..old.clone()
        });
        kept!(self, products, old, asset => Product {
            asset,
            domain: old.domain.and_then(|d| self.ix(d)),
            environment: old.environment.and_then(|d| self.ix(d)),
            team: old.team.and_then(|t| self.ix(t)),
            tables: self.all(&old.tables),
            inputs: old.inputs.iter().filter_map(|p| self.input(p)).collect(),
            outputs: old.outputs.iter().map(|p| self.output(p)).collect(),
            lifecycle: self.lifecycle(&old.lifecycle),
            ..old.clone()
        });
        kept!(self, contracts, old, asset => Contract {
            asset,
            versions: self.all(&old.versions),
            tables: old.tables.iter().map(|t| self.contract_table(t)).collect(),
            ..old.clone()
        });
        kept!(self, teams, old, asset => Team {
            asset,
            parent: old.parent.and_then(|t| self.ix(t)),
            children: self.all(&old.children),
            owns: self.all(&old.owns),
            ..old.clone()
        });
        kept!(self, terms, old, asset => Glossary {
            asset,
            related: self.all(&old.related),
            domain: old.domain.and_then(|d| self.ix(d)),
            team: old.team.and_then(|t| self.ix(t)),
            assets: self.all(&old.assets),
            ..old.clone()
        });
        kept!(self, guides, old, asset => Guide { asset, ..old.clone() });
        kept!(self, exposures, old, asset => Exposure { asset, ..old.clone() });
        self.texts();
    }

    /// Long descriptions, and the images that kept texts show.
    fn texts(&mut self) {
        let texts = self.from.long_descriptions.iter();
        self.to.long_descriptions = texts
            .filter_map(|(asset, text)| Some((self.ix(*asset)?, text.clone())))
            .collect();
        let documents = self.from.documents.iter();
        self.to.documents = documents
            .filter_map(|(file, asset)| Some((*file, self.ix(*asset)?)))
            .collect();
        let images = self.from.images.iter().filter(|image| {
            let name = image.path.rsplit('/').next().unwrap_or_default();
            let mut long = self.to.long_descriptions.values();
            self.to
                .inventory
                .guides
                .iter()
                .any(|g| g.text.contains(name))
                || long.any(|text| text.text.contains(name))
        });
        self.to.images = images.cloned().collect();
    }

    fn lifecycle(&self, old: &Lifecycle) -> Lifecycle {
        let replaced_by = old.replaced_by.as_ref();
        Lifecycle {
            replaced_by: replaced_by
                .filter(|(name, _)| self.name_of_kept(Some(name)).is_some())
                .cloned(),
            ..old.clone()
        }
    }

    /// An input port; one that reads the rest is left out whole.
    fn input(&self, old: &InputPort) -> Option<InputPort> {
        if !self.keeps_all(&old.relations) {
            return None;
        }
        let contract = match old.contract {
            Some(contract) => Some(self.ix(contract)?),
            None => None,
        };
        Some(InputPort {
            relations: self.all(&old.relations),
            contract,
            ..old.clone()
        })
    }

    fn output(&self, old: &OutputPort) -> OutputPort {
        let contract = old.contract.and_then(|k| self.ix(k));
        let is_left = old.contract.is_some() && contract.is_none();
        OutputPort {
            relations: self.all(&old.relations),
            lifecycle: self.lifecycle(&old.lifecycle),
            contract,
            contract_id: old.contract_id.clone().filter(|_| !is_left),
            ..old.clone()
        }
    }

    fn contract_table(&self, old: &ContractTable) -> ContractTable {
        let columns = old.columns.iter().map(|column| ContractColumn {
            sources: self.contract_refs(&column.sources),
            relationships: self.relationships(&column.relationships),
            ..column.clone()
        });
        ContractTable {
            columns: columns.collect(),
            relationships: self.relationships(&old.relationships),
            relation: old.relation.and_then(|r| self.ix(r)),
            ..old.clone()
        }
    }

    /// What a contract refers to; what isn't kept is left out.
    fn contract_refs(&self, old: &[ContractRef]) -> Vec<ContractRef> {
        let refs = old.iter().filter_map(|of| {
            let relation = match of.relation {
                Some(relation) => Some(self.ix(relation)?),
                None => None,
            };
            Some(ContractRef {
                relation,
                ..of.clone()
            })
        });
        refs.collect()
    }

    fn relationships(&self, old: &[Relationship]) -> Vec<Relationship> {
        let kept = old.iter().map(|of| Relationship {
            from: self.contract_refs(&of.from),
            to: self.contract_refs(&of.to),
            ..of.clone()
        });
        kept.filter(|of| !of.from.is_empty() || !of.to.is_empty())
            .collect()
    }
}
