//! What manifests, labels and settings say of who may see what, beside grants and audiences of ports.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use globset::{Glob, GlobMatcher};
use rustc_hash::{FxHashMap, FxHashSet};

use super::contracts::Contracts;
use super::described::Names;
use crate::catalog::{
    AccessRules, AssetIx, Audience, AudienceIx, Contract, GranteeAudiences, Kind, Product,
    PublishedFacts, Registry, Sym,
};
use crate::config::Settings;
use crate::link::facts::Settled;
use crate::link::full_names::Aliases;
use crate::link::glob_pattern::is_bounded;
use crate::manifest::Manifests;
use crate::manifest::kinds::{PublishedFact, Server};
use crate::system::{Breadth, Exporter, Principals};

/// What access is read from.
struct AccessSources<'a> {
    settings: &'a Settings,
    manifests: &'a Manifests,
    facts: &'a Settled,
    audiences: &'a [Audience],
    products: &'a [Product],
    contracts: &'a Contracts,
}

/// All of it, of relations that are named by now: what SQL alone names is hidden anyway.
pub(in crate::link) fn rules(
    names: &Names<'_>,
    (settings, manifests, facts): (&Settings, &Manifests, &Settled),
    audiences: &[Audience],
    products: &[Product],
    contracts: &Contracts,
) -> AccessRules {
    let sources = &AccessSources {
        settings,
        manifests,
        facts,
        audiences,
        products,
        contracts,
    };
    let mut rules = AccessRules {
        usual: published(&sources.settings.access.publish),
        included: included(sources.settings),
        unread: sources.manifests.unread_access.clone(),
        ..AccessRules::default()
    };
    // The rest is only asked for where there are audiences.
    if sources.audiences.is_empty() {
        return rules;
    }
    rules.grantees = grantees(&names.registry, sources.audiences, &rules.included);
    rules.reading_roles = reading_roles(&names.registry, sources.settings);
    rules.policy_tags = policy_tags(&names.registry, sources, &rules.included);
    for document in &sources.manifests.terms {
        let (term, file) = (&document.body, document.pos.file);
        let ids: Vec<String> = term.audience.0.iter().map(|id| id.value.clone()).collect();
        let asset = names.described(Kind::Term, &term.id, file);
        match asset {
            _ if ids.is_empty() => {}
            Some(asset) => {
                rules.terms.insert(asset, ids);
            }
            None => rules.unread.push(document.pos),
        }
    }
    let mut servers = Vec::new();
    for document in &sources.manifests.environments {
        let (dme, file) = (&document.body, document.pos.file);
        let Some(asset) = names.described(Kind::Dme, &dme.id, file) else {
            // A duplicate isn't used; what it says of access may have been meant.
            if dme.hidden || dme.publish.is_some() || dme.servers.iter().any(|s| s.hidden) {
                rules.unread.push(document.pos);
            }
            continue;
        };
        if let Some(facts) = &dme.publish {
            rules.publish.insert(asset, published(facts));
        }
        if dme.hidden {
            rules.hidden.insert(asset);
        }
        let hidden = dme.servers.iter().filter(|server| server.hidden);
        servers.extend(hidden.map(|server| HiddenServer::new(server, &sources.facts.aliases)));
    }
    hide_products(names, sources, &mut rules);
    hide_contracts(sources, &mut rules.hidden);
    hide_datasets(&names.registry, sources, &servers, &mut rules);
    hide_labelled(&names.registry, sources.settings, &mut rules.hidden);
    rules
}

fn published(words: &[PublishedFact]) -> PublishedFacts {
    let mut facts = PublishedFacts::default();
    for word in words {
        match word {
            PublishedFact::Owner => facts.owner = true,
            PublishedFact::Freshness => facts.freshness = true,
            PublishedFact::State => facts.state = true,
            PublishedFact::Sql => facts.sql = true,
            PublishedFact::Columns => facts.columns = true,
        }
    }
    facts
}

/// By audience, itself and those that it includes, directly or through others, sorted.
fn included(settings: &Settings) -> Vec<Vec<AudienceIx>> {
    let all = &settings.config.audiences;
    let place = |id: &str| all.iter().position(|audience| audience.id.as_str() == id);
    let closure = |start: usize| {
        let (mut found, mut queue) = (vec![start], vec![start]);
        while let Some(audience) = queue.pop().and_then(|at| all.get(at)) {
            for id in &audience.includes {
                if let Some(at) = place(id.as_str()).filter(|at| !found.contains(at)) {
                    found.push(at);
                    queue.push(at);
                }
            }
        }
        found.sort_unstable();
        found.into_iter().map(ix).collect()
    };
    (0..all.len()).map(closure).collect()
}

fn ix(at: usize) -> AudienceIx {
    AudienceIx(crate::catalog::small(at))
}

/// The audiences whose readers are of one of these.
fn reached(of: &[AudienceIx], included: &[Vec<AudienceIx>]) -> Vec<AudienceIx> {
    let all = included.iter().enumerate();
    all.filter(|(_, included)| included.iter().any(|ix| of.contains(ix)))
        .map(|(at, _)| ix(at))
        .collect()
}

/// For which audiences each grantee of a grant stands.
fn grantees(
    registry: &Registry,
    audiences: &[Audience],
    included: &[Vec<AudienceIx>],
) -> FxHashMap<Sym, GranteeAudiences> {
    let mut listed: FxHashMap<String, Vec<AudienceIx>> = FxHashMap::default();
    for (at, audience) in audiences.iter().enumerate() {
        for grantee in &audience.grantees {
            let of = listed.entry(Principals::folded(grantee)).or_default();
            of.push(ix(at));
        }
    }
    let mut all: FxHashMap<Sym, GranteeAudiences> = FxHashMap::default();
    for grant in &registry.grants {
        if all.contains_key(&grant.grantee) {
            continue;
        }
        let grantee = registry.str(grant.grantee);
        let folded = Principals::folded(grantee);
        let of = match folded.starts_with("deleted:") {
            true => &[][..],
            false => listed.get(&folded).map_or(&[][..], Vec::as_slice),
        };
        let reached = match Breadth::of(grantee) {
            Some(Breadth::Everyone) => (0..audiences.len()).map(ix).collect(),
            _ => reached(of, included),
        };
        let audiences = GranteeAudiences {
            named: of.first().copied(),
            reached,
        };
        all.insert(grant.grantee, audiences);
    }
    all
}

/// Which roles of grants let read data.
fn reading_roles(registry: &Registry, settings: &Settings) -> FxHashSet<Sym> {
    let known = Exporter::ALL.map(|exporter| exporter.capabilities().roles_with_data);
    let known: Vec<&str> = known.into_iter().flatten().copied().collect();
    let own = settings.access.reading_roles.iter().map(String::as_str);
    let all: Vec<&str> = known.into_iter().chain(own).collect();
    let mut asked: FxHashMap<Sym, bool> = FxHashMap::default();
    for grant in &registry.grants {
        asked.entry(grant.privilege).or_insert_with(|| {
            let role = registry.str(grant.privilege).trim();
            all.iter().any(|reading| reading.eq_ignore_ascii_case(role))
        });
    }
    let reading = asked.into_iter().filter(|(_, reads)| *reads);
    reading.map(|(role, _)| role).collect()
}

/// Which audiences may read the columns of each policy tag that there is.
fn policy_tags(
    registry: &Registry,
    sources: &AccessSources<'_>,
    included: &[Vec<AudienceIx>],
) -> BTreeMap<String, Vec<AudienceIx>> {
    let mut known: FxHashSet<Sym> = FxHashSet::default();
    let mut all = BTreeMap::new();
    for tags in registry.columns.iter().filter_map(|k| k.policy_tags) {
        if !known.insert(tags) {
            continue;
        }
        for tag in registry.policy_tags(Some(tags)) {
            let ids = sources.settings.access.readers_of(tag);
            let named = (0u32..).zip(sources.audiences);
            let named = named.filter(|(_, audience)| ids.contains(&audience.id));
            let of: Vec<AudienceIx> = named.map(|(at, _)| AudienceIx(at)).collect();
            all.insert(tag.to_owned(), reached(&of, included));
        }
    }
    all
}

/// Tables and views of hidden products, and of products of hidden DMEs.
fn hide_products(names: &Names<'_>, sources: &AccessSources<'_>, rules: &mut AccessRules) {
    let ours = sources.manifests.products.iter();
    let ours = ours.filter(|document| document.body.hidden);
    let ours = ours.map(|d| {
        (
            names.described(Kind::Product, &d.body.id, d.pos.file),
            d.pos,
        )
    });
    let standard = sources.manifests.standard_products.iter();
    let standard = standard.filter(|document| document.body.hidden);
    let standard = standard.map(|d| {
        (
            names.described(Kind::Product, &d.body.id, d.pos.file),
            d.pos,
        )
    });
    let mut said: FxHashSet<AssetIx> = FxHashSet::default();
    for (product, pos) in ours.chain(standard) {
        match product {
            Some(product) => {
                said.insert(product);
            }
            None => rules.unread.push(pos),
        }
    }
    let hidden = &mut rules.hidden;
    for product in sources.products {
        let of_hidden = product.environment.is_some_and(|dme| hidden.contains(&dme));
        if of_hidden || said.contains(&product.asset) {
            hidden.extend(product.relations());
        }
    }
}

/// What hidden contracts, and hidden tables of contracts, describe.
fn hide_contracts(sources: &AccessSources<'_>, hidden: &mut FxHashSet<AssetIx>) {
    let AccessSources {
        contracts,
        manifests,
        ..
    } = sources;
    let documents = contracts.documents.iter();
    let documents = documents.map(|place| manifests.contracts.get(*place));
    for (contract, document) in contracts.all.iter().zip(documents) {
        let Some(document) = document else { continue };
        let Contract { tables, .. } = contract;
        for (table, written) in tables.iter().zip(&document.body.schema) {
            if document.body.hidden || written.hidden {
                hidden.extend(table.relation);
            }
        }
    }
}

/// Tables and views of hidden datasets.
fn hide_datasets(
    registry: &Registry,
    sources: &AccessSources<'_>,
    servers: &[HiddenServer],
    rules: &mut AccessRules,
) {
    let mut matched: FxHashSet<usize> = FxHashSet::default();
    let hidden = &mut rules.hidden;
    let settings = sources.settings;
    let labels = sources.facts.dataset_labels.iter();
    let labelled: FxHashSet<[Sym; 2]> = labels
        .filter(|(_, key, value)| settings.hides(key, value))
        .map(|(dataset, ..)| *dataset)
        .collect();
    let mut known: FxHashMap<[Sym; 2], bool> = FxHashMap::default();
    for relation in &registry.relations {
        let dataset = [relation.project, relation.dataset];
        let is_hidden = *known.entry(dataset).or_insert_with(|| {
            let [project, name] = dataset.map(|part| registry.str(part));
            // Some systems don't compare case; where it isn't known, more is hidden.
            let [lower_project, lower_name] = [project, name].map(str::to_lowercase);
            let mut fit = settings.access.hiding(project, name);
            fit.extend(settings.access.hiding(&lower_project, &lower_name));
            matched.extend(&fit);
            labelled.contains(&dataset) || !fit.is_empty()
        });
        let names = [relation.project, relation.dataset, relation.table];
        if is_hidden || servers.iter().any(|server| server.holds(registry, names)) {
            hidden.insert(relation.asset);
        }
    }
    let patterns = settings.config.access.hidden.iter().enumerate();
    let unmatched = patterns.filter(|(at, _)| !matched.contains(at));
    rules.unmatched = unmatched
        .map(|(_, pattern)| pattern.value.clone())
        .collect();
}

/// Tables and views with a label that hides.
fn hide_labelled(registry: &Registry, settings: &Settings, hidden: &mut FxHashSet<AssetIx>) {
    let mut keys: FxHashMap<Sym, bool> = FxHashMap::default();
    for relation in &registry.relations {
        for label in registry.labels_of(relation) {
            let key = registry.str(label.key);
            let says = *keys
                .entry(label.key)
                .or_insert_with(|| settings.hidden_labels.is_match(key));
            if says && settings.hides(key, registry.str(label.value)) {
                hidden.insert(relation.asset);
            }
        }
    }
}

/// Infrastructure of a DME that is hidden.
struct HiddenServer {
    /// Of project, dataset and table; nothing where all of them are meant.
    parts: [Option<NamePattern>; 3],
}

/// A name, or a pattern of names.
enum NamePattern {
    Exact(String),
    Glob(GlobMatcher),
}

impl HiddenServer {
    fn new(server: &Server, aliases: &Aliases) -> Self {
        let [dataset, table] = [&server.dataset, &server.table];
        let [dataset, table] = [dataset, table].map(|part| part.as_ref().map(|p| p.as_str()));
        let (project, _) = aliases.resolve(server.project.as_str(), dataset.unwrap_or(""));
        let pattern = |part: &str| {
            // What is refused where infrastructure is read stands for its own text.
            let glob = is_bounded(part).then(|| Glob::new(&part.to_lowercase()).ok());
            match glob.flatten() {
                Some(glob) => NamePattern::Glob(glob.compile_matcher()),
                None => NamePattern::Exact(part.to_lowercase()),
            }
        };
        Self {
            parts: [Some(project), dataset, table].map(|part| part.map(&pattern)),
        }
    }

    /// Whether a relation lies there, however it is spelled.
    fn holds(&self, registry: &Registry, names: [Sym; 3]) -> bool {
        let mut parts = self.parts.iter().zip(names);
        parts.all(|(pattern, name)| {
            let name = registry.str(name).to_lowercase();
            match pattern {
                None => true,
                Some(NamePattern::Exact(exact)) => *exact == name,
                Some(NamePattern::Glob(glob)) => glob.is_match(&name),
            }
        })
    }
}
