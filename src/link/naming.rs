//! The first stage: every name that exports and manifests give resolved to one asset.

mod access;
pub(super) mod contracts;
mod described;
mod dme_rules;
mod domains;
mod environments;
mod exported_relations;
mod exposures;
mod grants;
mod guides;
mod jobs;
mod models;
mod on_call;
mod own_products;
mod owners;
pub(super) mod products;
mod relation_properties;
mod replacements;
mod shared_fields;
mod standard_products;
mod suppressions;
mod teams;
mod terms;
mod trainings;
mod unknown_names;

#[cfg(test)]
mod tests;

pub(super) use unknown_names::audiences_of_text;

use rustc_hash::{FxHashMap, FxHashSet};

use self::contracts::Contracts;
use self::described::Names;
use self::owners::Owners;
use self::products::{NamedByProduct, Products};
use super::facts::{Operations, Settled};
use super::resolver::Resolver;
use super::service_levels;
use crate::catalog::{AssetIx, Audience, Health, Inventory, LineageEdge, Registry, Runs};
use crate::config::Settings;
use crate::diagnostic::{Finding, Pos};
use crate::manifest::Manifests;

/// What naming hands on.
pub(super) struct Named<'a> {
    pub(super) inventory: Inventory,
    pub(super) resolver: Resolver<'a>,
    /// Edges that tools tell of.
    pub(super) edges: Vec<LineageEdge>,
    /// Declared inputs of output ports: target, source, place of the claim.
    pub(super) declared: Vec<(AssetIx, AssetIx, Pos)>,
    /// Tables and views that products name.
    pub(super) named_by_products: Vec<NamedByProduct>,
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
    /// What has no name.
    pub(super) operations: Operations,
}

/// Names everything that exports and manifests describe. `registry` has the text of the exports and
/// the columns and labels of their relations; what of `operations` has a name is
/// taken from them.
pub(super) fn name<'a>(
    settings: &'a Settings,
    manifests: &Manifests,
    facts: &'a Settled,
    mut operations: Operations,
    registry: Registry,
    findings: &mut Vec<Finding>,
) -> Named<'a> {
    let owners = Owners::new(settings, manifests, &operations);
    let audiences = audiences(settings);
    let mut names = Names::new(registry, Resolver::new(settings, facts));
    let mut edges = exported_relations::relations(&mut names, settings, facts);
    exported_relations::group_owners(&mut names.registry, facts, &owners);
    grants::grants(&mut names.registry, &facts.grants);
    let outside = std::mem::take(&mut operations.teams);
    let mut teams = teams::teams(&mut names, &owners, &manifests.teams, &outside);
    unknown_names::teams(&mut names, &teams, manifests);
    let outside = std::mem::take(&mut operations.domains);
    let mut domains = domains::domains(&mut names, &mut teams, &manifests.domains, &outside);
    let mut environments = environments::environments(
        &mut names,
        &mut teams,
        &mut domains,
        &owners,
        &manifests.environments,
    );
    let mut contracts = contracts::contracts(&mut names, facts, &manifests.contracts);
    unknown_names::contracts(&mut names, &contracts, manifests);
    unknown_names::audiences(&mut names, &audiences, manifests);
    service_levels::check(manifests, &mut names.findings);
    let mut products = Products::default();
    let mut known = products::ProductNames {
        teams: &mut teams,
        domains: &mut domains,
        environments: &mut environments,
        contracts: &mut contracts,
        owners: &owners,
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
    let terms = terms::terms(&mut names, &mut teams, &audiences, &manifests.terms);
    let guides = guides::guides(&mut names, &audiences, &manifests.guides);
    trainings::completed(&mut names, &teams, &mut environments, manifests);
    let suppressions = suppressions::suppressions(
        &mut names,
        manifests,
        (&owners, &teams),
        &products.all,
        &contracts,
    );
    let models = models::models(&mut names, std::mem::take(&mut operations.models));
    let (exposures, stated_by_tools) = exposures::exposures(&mut names, &facts.exposures, &owners);
    edges.extend(exposures::tool_edges(
        &names.registry,
        facts,
        &stated_by_tools,
    ));
    let renamed = jobs::renames(&mut names.registry, &mut products.stated, &mut operations);
    let jobs = jobs::jobs(&mut names, &renamed, &mut operations, &owners);
    edges.extend(jobs.edges);
    let sources = access::AccessSources {
        settings,
        manifests,
        facts,
        audiences: &audiences,
        products: &products.all,
        contracts: &contracts,
    };
    let access = access::rules(&names, &sources);
    findings.append(&mut names.findings);
    let Contracts { all, documents, .. } = contracts;
    let strings = &names.registry.strings;
    Named {
        inventory: Inventory {
            dataset_properties: relation_properties::datasets(strings, &facts.datasets),
            registry: names.registry,
            domains,
            environments,
            products: products.all,
            contracts: all,
            teams: teams.all,
            terms,
            guides,
            exposures,
            jobs: jobs.all,
            models,
            audiences,
            access,
            datasets: Vec::new(),
            lifecycles: products.lifecycles,
            renames: products.renames,
            suppressions,
        },
        resolver: names.resolver,
        edges,
        declared: products.declared,
        named_by_products: products.named_by_products,
        stated: products.stated,
        contract_documents: documents,
        renamed,
        runs: jobs.runs,
        health: jobs.health,
        operations,
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
