//! The tree of domains.

use std::collections::HashSet;

use super::Linker;
use super::entities::{lifecycle, properties, status, support};
use crate::catalog::{Domain, Kind};
use crate::diagnostic::{Finding, Rule};

/// Deepest tree of domains.
const MAX_DOMAINS_DEEP: usize = 64;

impl Linker<'_> {
    /// `kind: Domain`.
    pub(super) fn domains(&mut self) {
        let manifests = self.manifests;
        let mut links = Vec::new();
        for document in &manifests.domains {
            let domain = &document.body;
            let file = document.pos.file;
            let added = self.add(
                Kind::Domain,
                domain.id.as_str(),
                domain.name.as_deref(),
                domain.description.as_deref(),
                self.catalog.domains.len(),
                domain.id.pos(file),
            );
            let Some(asset) = added else { continue };
            self.catalog.assets[asset.ix()].status = status(domain.status);
            let team = self.team(domain.team.as_ref(), file);
            links.push((asset, domain, file));
            self.catalog.domains.push(Domain {
                asset,
                parent: None,
                path: domain.id.value.clone(),
                tags: domain.tags.clone(),
                lifecycle: lifecycle(&domain.lifecycle, file),
                split_into: Vec::new(),
                merged_into: None,
                team,
                support: support(&domain.support),
                properties: properties(
                    &domain.authoritative_definitions,
                    &domain.custom_properties,
                ),
                children: Vec::new(),
                environments: Vec::new(),
                products: Vec::new(),
            });
        }
        for (asset, domain, file) in links {
            let detail = self.catalog.asset(asset).detail as usize;
            if let Some(parent) = &domain.parent {
                let found = self.named(Kind::Domain, parent.as_str(), parent.pos(file), "parent");
                self.catalog.domains[detail].parent = found;
            }
            for id in &domain.lifecycle.split_into {
                if let Some(to) = self.named(Kind::Domain, id.as_str(), id.pos(file), "splitInto") {
                    self.catalog.domains[detail].split_into.push(to);
                }
            }
            if let Some(id) = &domain.lifecycle.merged_into {
                self.catalog.domains[detail].merged_into =
                    self.named(Kind::Domain, id.as_str(), id.pos(file), "mergedInto");
            }
        }
        self.outside_domains();
        self.domain_tree();
    }

    /// Cuts cycles of parents, then sets children and paths.
    fn domain_tree(&mut self) {
        for i in 0..self.catalog.domains.len() {
            let mut seen = HashSet::new();
            let mut at = Some(self.catalog.domains[i].asset);
            while let Some(ix) = at {
                let circle = !seen.insert(ix);
                if circle || seen.len() > MAX_DOMAINS_DEEP {
                    let asset = self.catalog.domains[i].asset;
                    let name = self.catalog.name(asset).to_owned();
                    let (rule, what) = if circle {
                        (Rule::DomainCycle, "is its own ancestor".to_owned())
                    } else {
                        (
                            Rule::TooLarge,
                            format!("is more than {MAX_DOMAINS_DEEP} levels deep"),
                        )
                    };
                    self.findings.push(
                        Finding::new(
                            rule,
                            format!("domain `{name}` {what}; its `parent` is ignored"),
                        )
                        .at(self.catalog.asset(asset).pos)
                        .asset(format!("domain:{name}"))
                        .help("correct one of the `parent` fields on the way round"),
                    );
                    self.catalog.domains[i].parent = None;
                    break;
                }
                let detail = self.catalog.asset(ix).detail as usize;
                at = self.catalog.domains[detail].parent;
            }
        }
        for i in 0..self.catalog.domains.len() {
            let asset = self.catalog.domains[i].asset;
            let mut parts = vec![self.catalog.name(asset).to_owned()];
            let mut at = self.catalog.domains[i].parent;
            while let Some(ix) = at {
                parts.push(self.catalog.name(ix).to_owned());
                at = self.catalog.domains[self.catalog.asset(ix).detail as usize].parent;
            }
            parts.reverse();
            // An id that repeats its parents' ids (`commerce/marketplace`) is a path already.
            let path = parts.iter().fold(String::new(), |path, part| {
                match part.strip_prefix(&format!("{path}/")) {
                    Some(_) if !path.is_empty() => part.clone(),
                    _ if path.is_empty() => part.clone(),
                    _ => format!("{path}/{part}"),
                }
            });
            self.catalog.domains[i].path = path;
            if let Some(parent) = self.catalog.domains[i].parent {
                let above = self.catalog.asset(parent).detail as usize;
                self.catalog.domains[above].children.push(asset);
            }
        }
    }
}
