//! The tree of domains.

use std::collections::HashSet;

use super::described::{Described, Names};
use super::shared_fields::{PARENTS, lifecycle, properties, status, support};
use super::teams::{Teams, team};
use crate::catalog::{Domain, Kind, Lifecycle};
use crate::diagnostic::{Finding, Rule, text};
use crate::link::facts::RawNamed;
use crate::manifest::{Document, kinds};

/// Deepest tree of domains.
const MAX_DOMAINS_DEEP: usize = 64;

/// `kind: Domain`.
pub(in crate::link) fn domains(
    names: &mut Names<'_>,
    teams: &mut Teams,
    documents: &[Document<kinds::Domain>],
    outside: &[RawNamed],
) -> Vec<Domain> {
    let mut domains: Vec<Domain> = Vec::new();
    let mut links = Vec::new();
    for document in documents {
        let domain = &document.body;
        let file = document.pos.file;
        let added = names.add(&Described {
            kind: Kind::Domain,
            name: domain.id.as_str(),
            title: domain.name.as_deref(),
            description: domain.description.as_deref(),
            status: status(domain.status),
            detail: domains.len(),
            pos: domain.id.pos(file),
        });
        let Some(asset) = added else { continue };
        let team = team(names, teams, domain.team.as_ref(), file);
        links.push((asset, domain, file));
        domains.push(Domain {
            asset,
            parent: None,
            path: domain.id.value.clone(),
            tags: domain.tags.clone(),
            lifecycle: lifecycle(&domain.lifecycle, file),
            split_into: Vec::new(),
            merged_into: None,
            team,
            support: support(&domain.support),
            properties: properties(&domain.authoritative_definitions, &domain.custom_properties),
            children: Vec::new(),
            environments: Vec::new(),
            products: Vec::new(),
        });
    }
    for (asset, domain, file) in links {
        let detail = names.registry.detail(asset);
        if let Some(parent) = &domain.parent {
            let found = names.named(Kind::Domain, parent.as_str(), parent.pos(file), "parent");
            domains[detail].parent = found;
        }
        for id in &domain.lifecycle.split_into {
            if let Some(to) = names.named(Kind::Domain, id.as_str(), id.pos(file), "splitInto") {
                domains[detail].split_into.push(to);
            }
        }
        if let Some(id) = &domain.lifecycle.merged_into {
            domains[detail].merged_into =
                names.named(Kind::Domain, id.as_str(), id.pos(file), "mergedInto");
        }
    }
    outside_domains(names, teams, &mut domains, outside);
    domain_tree(names, &mut domains);
    domains
}

/// Cuts cycles of parents, then sets children and paths.
fn domain_tree(names: &mut Names<'_>, domains: &mut [Domain]) {
    for i in 0..domains.len() {
        let mut seen = HashSet::new();
        let mut at = Some(domains[i].asset);
        while let Some(ix) = at {
            let circle = !seen.insert(ix);
            if circle || seen.len() > MAX_DOMAINS_DEEP {
                let asset = domains[i].asset;
                let name = names.registry.name(asset).to_owned();
                let (rule, what) = if circle {
                    (Rule::DomainCycle, "is its own ancestor".into())
                } else {
                    (
                        Rule::TooLarge,
                        text!(
                            "is more than {max_domains_deep} levels deep",
                            max_domains_deep = MAX_DOMAINS_DEEP
                        ),
                    )
                };
                names.findings.push(
                    Finding::new(
                        rule,
                        text!(
                            "domain `{name}` {what}; its `parent` is ignored",
                            name,
                            what
                        ),
                    )
                    .at(names.registry.asset(asset).pos)
                    .about(Kind::Domain.subject(&name))
                    .help(PARENTS),
                );
                domains[i].parent = None;
                break;
            }
            let detail = names.registry.detail(ix);
            at = domains[detail].parent;
        }
    }
    for i in 0..domains.len() {
        let asset = domains[i].asset;
        let mut parts = vec![names.registry.name(asset).to_owned()];
        let mut at = domains[i].parent;
        while let Some(ix) = at {
            parts.push(names.registry.name(ix).to_owned());
            at = domains[names.registry.detail(ix)].parent;
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
        domains[i].path = path;
        if let Some(parent) = domains[i].parent {
            let above = names.registry.detail(parent);
            domains[above].children.push(asset);
        }
    }
}

/// Domains that another catalog knows and no manifest describes. The tree is made afterwards.
fn outside_domains(
    names: &mut Names<'_>,
    teams: &Teams,
    domains: &mut Vec<Domain>,
    outside: &[RawNamed],
) {
    let mut parents = Vec::new();
    for domain in outside {
        if names.registry.find(Kind::Domain, &domain.id).is_some() {
            continue;
        }
        let added = names.add(&Described::outside(domain, Kind::Domain, domains.len()));
        let Some(asset) = added else { continue };
        let team = domain
            .owner
            .as_ref()
            .and_then(|o| teams.find(&names.registry, o));
        domains.push(Domain {
            asset,
            parent: None,
            path: domain.id.clone(),
            tags: Vec::new(),
            lifecycle: Lifecycle::default(),
            split_into: Vec::new(),
            merged_into: None,
            team,
            support: Vec::new(),
            properties: Vec::new(),
            children: Vec::new(),
            environments: Vec::new(),
            products: Vec::new(),
        });
        parents.extend(domain.parent.as_ref().map(|p| (asset, p)));
    }
    for (asset, parent) in parents {
        let parent = names.registry.find(Kind::Domain, parent);
        let detail = names.registry.detail(asset);
        domains[detail].parent = parent;
    }
}
