//! The first stage: every name that exports and manifests give resolved to one asset.

pub(super) mod contracts;
mod domains;
mod environments;
mod exposures;
mod grants;
mod guides;
mod jobs;
mod models;
mod own_products;
mod owners;
pub(super) mod products;
mod relations;
mod replacements;
mod shared_fields;
mod standard_products;
mod teams;
mod terms;
mod unknown_names;

use rustc_hash::{FxHashMap, FxHashSet};

use self::contracts::Contracts;
use self::owners::Owners;
use self::products::{Claimed, Products};
use super::facts::{Facts, Operations, RawNamed};
use super::resolver::Resolver;
use super::service_levels;
use crate::catalog::{
    Asset, AssetIx, Audience, Edge, Health, Inventory, Kind, Namespace, Registry, Runs, Status,
};
use crate::config::Settings;
use crate::diagnostic::{Argument, Finding, Guesses, Pos, Rule, text};
use crate::manifest::Manifests;

/// The assets as they are named one by one.
pub(super) struct Names<'a> {
    pub(super) registry: Registry,
    pub(super) resolver: Resolver<'a>,
    pub(super) findings: Vec<Finding>,
    /// For names that nothing goes by.
    guesses: Guesses,
}

/// What naming hands on.
pub(super) struct Named<'a> {
    pub(super) inventory: Inventory,
    pub(super) resolver: Resolver<'a>,
    /// Edges that tools tell of.
    pub(super) edges: Vec<Edge>,
    /// Declared inputs of output ports: target, source.
    pub(super) declared: Vec<(AssetIx, AssetIx)>,
    /// Tables and views that products name.
    pub(super) claimed: Vec<Claimed>,
    /// Relations whose status a manifest or a rename states.
    pub(super) stated: FxHashSet<AssetIx>,
    /// By contract, the place of its document among those that were read.
    pub(super) contract_documents: Vec<usize>,
    /// Tables that got another name: from raw index to raw index.
    pub(super) renamed: FxHashMap<u32, u32>,
    /// Of each job.
    pub(super) runs: Vec<Runs>,
    /// The jobs that read and write each relation.
    pub(super) health: FxHashMap<AssetIx, Health>,
}

/// Names everything that exports and manifests describe. `registry` has the text of the exports and
/// the columns and labels of their relations; of `operations`, what has a name is taken.
pub(super) fn name<'a>(
    settings: &'a Settings,
    manifests: &Manifests,
    facts: &'a Facts,
    operations: &mut Operations,
    registry: Registry,
    findings: &mut Vec<Finding>,
) -> Named<'a> {
    let owners = Owners::new(settings, manifests, operations);
    let audiences = audiences(settings);
    let mut names = Names {
        registry,
        resolver: Resolver::new(settings, facts),
        findings: Vec::new(),
        guesses: Guesses::default(),
    };
    let mut edges = relations::relations(&mut names, settings, facts);
    relations::group_owners(&mut names.registry, facts, &owners);
    grants::grants(&mut names.registry, &facts.grants);
    let outside = std::mem::take(&mut operations.teams);
    let mut teams = teams::teams(&mut names, &manifests.teams, &outside);
    unknown_names::teams(&mut names, &teams, manifests);
    let outside = std::mem::take(&mut operations.domains);
    let mut domains = domains::domains(&mut names, &mut teams, &manifests.domains, &outside);
    let mut environments = environments::environments(
        &mut names,
        &mut teams,
        &mut domains,
        &manifests.environments,
    );
    let mut contracts = contracts::contracts(&mut names, facts, &manifests.contracts);
    unknown_names::contracts(&mut names, &contracts, manifests);
    unknown_names::audiences(&mut names, &audiences, manifests);
    service_levels::check(manifests, &mut names.findings);
    let mut products = Products::default();
    let mut known = products::Known {
        teams: &mut teams,
        domains: &mut domains,
        environments: &mut environments,
        contracts: &mut contracts,
        projects: products::only_projects(&manifests.environments),
    };
    own_products::products(&mut names, &mut known, &mut products, &manifests.products);
    standard_products::products(
        &mut names,
        &mut known,
        &mut products,
        &manifests.standard_products,
    );
    replacements::check(&mut names, &domains, &environments, &products.all);
    let terms = terms::terms(&mut names, &mut teams, &manifests.terms);
    let guides = guides::guides(&mut names, &audiences, &manifests.guides);
    let models = models::models(&mut names, std::mem::take(&mut operations.models));
    let (exposures, told) = exposures::exposures(&mut names, &facts.exposures, &owners);
    edges.extend(exposures::tool_edges(&names.registry, facts, &told));
    let renamed = jobs::renames(&mut names.registry, &mut products.stated, operations);
    let jobs = jobs::jobs(&mut names, &renamed, operations, &owners);
    edges.extend(jobs.edges);
    findings.append(&mut names.findings);
    let Contracts { all, documents, .. } = contracts;
    Named {
        inventory: Inventory {
            registry: names.registry,
            domains,
            environments,
            products: products.all,
            contracts: all,
            teams,
            terms,
            guides,
            exposures,
            jobs: jobs.all,
            models,
            audiences,
        },
        resolver: names.resolver,
        edges,
        declared: products.declared,
        claimed: products.claimed,
        stated: products.stated,
        contract_documents: documents,
        renamed,
        runs: jobs.runs,
        health: jobs.health,
    }
}

/// Audiences of the settings.
fn audiences(settings: &Settings) -> Vec<Audience> {
    let audiences = settings.config.audiences.iter();
    audiences
        .map(|a| Audience {
            id: a.id.value.clone(),
            label: a.label.clone().unwrap_or_else(|| a.id.value.clone()),
            grantees: a.grantees.clone(),
        })
        .collect()
}

/// What a manifest or export says of an asset that all assets have.
pub(super) struct Described<'d> {
    pub(super) kind: Kind,
    pub(super) name: &'d str,
    pub(super) title: Option<&'d str>,
    pub(super) description: Option<&'d str>,
    pub(super) status: Status,
    /// Index among its kind.
    pub(super) detail: usize,
    pub(super) pos: Pos,
}

impl Names<'_> {
    /// Adds an asset; `None` with a finding where its id is taken.
    pub(super) fn add(&mut self, described: &Described<'_>) -> Option<AssetIx> {
        let Described {
            kind, name, pos, ..
        } = *described;
        if name.trim().is_empty() {
            self.findings.push(
                Finding::new(
                    Rule::MissingField,
                    text!("this {kind} has an empty id", kind = kind.as_str()),
                )
                .at(pos)
                .help("give it an id of letters, digits, `-` and `_`"),
            );
            return None;
        }
        let registry = &mut self.registry;
        let sym = registry.intern(name);
        if let Some(first) = registry.by_name.get(&(Namespace::of(kind), sym)) {
            let first_at = match registry.asset(*first).pos {
                Some(pos) => Argument::Place(registry.path(pos.file).to_owned(), pos.line),
                None => Argument::Words(String::new()),
            };
            self.findings.push(
                Finding::new(
                    Rule::DuplicateId,
                    text!(
                        "{kind} `{name}` is described twice; the first one, at {first_at}, is used",
                        kind = kind.as_str(),
                        name,
                        first_at
                    ),
                )
                .at(pos)
                .about(kind.subject(name))
                .help("give one of the two another id, or remove it"),
            );
            return None;
        }
        let title = described
            .title
            .filter(|t| !t.trim().is_empty() && *t != name);
        let description = described.description.filter(|d| !d.trim().is_empty());
        let title = title.map(|t| registry.intern(t));
        let description = description.map(|d| registry.intern(d));
        Some(registry.push(Asset {
            kind,
            name: sym,
            title,
            description,
            detail: u32::try_from(described.detail).unwrap_or(u32::MAX),
            pos: Some(pos),
            status: described.status,
            href: sym,
        }))
    }

    /// The asset that a manifest names; a finding with the nearest id where there is none.
    pub(super) fn named(&mut self, kind: Kind, id: &str, pos: Pos, field: &str) -> Option<AssetIx> {
        let registry = &self.registry;
        let found = registry.find(kind, id);
        if found.is_none() {
            let known = registry
                .assets
                .iter()
                .filter(|a| a.kind == kind)
                .map(|a| registry.str(a.name));
            let help = match self.guesses.nearest(id, known) {
                Some(near) => text!("did you mean `{near}`?", near),
                None => text!("add a manifest for it, or correct `{field}`", field),
            };
            self.findings.push(
                Finding::new(
                    Rule::UnknownId,
                    text!(
                        "`{field}` names {kind} `{id}`, which no manifest describes",
                        field,
                        kind = kind.as_str(),
                        id
                    ),
                )
                .at(pos)
                .help(help),
            );
        }
        found
    }

    /// The relation of this full name, made where no export describes it.
    pub(super) fn relation(&mut self, full: &str) -> AssetIx {
        self.resolver.relation(&mut self.registry, full)
    }

    /// Of a wildcard, the newest table, which stands for the others.
    pub(super) fn relation_or_newest(&mut self, full: &str) -> AssetIx {
        self.resolver.relation_or_newest(&mut self.registry, full).0
    }
}

impl RawNamed {
    /// As an asset, the `detail`th of its kind.
    pub(super) fn described(&self, kind: Kind, detail: usize) -> Described<'_> {
        Described {
            kind,
            name: &self.id,
            title: self.title.as_deref(),
            description: self.description.as_deref(),
            status: Status::Active,
            detail,
            pos: self.pos,
        }
    }
}
