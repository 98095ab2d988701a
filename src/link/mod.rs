//! From claims and facts to one catalog. What SQL and exports say is fact, what a manifest says is
//! a claim; all sources are kept, and each decision remembers which one made it.

mod ages;
mod asked;
mod column_edges;
mod columns;
mod content;
mod contracts;
mod domains;
mod entities;
mod facts;
mod guides;
mod infrastructure;
mod listings;
mod names;
mod operations;
mod owners;
mod ownership;
mod pointed;
mod pointers;
mod policy_tags;
mod products;
mod relations;
mod scripts;
mod slugs;
mod standard_products;
mod targets;
mod trust;
mod unknown_names;
mod usage;
mod wildcards;

use std::borrow::Cow;

pub use content::resolve_id;
pub use facts::{Export, Facts};
pub use names::{Aliases, join, split};
pub use slugs::{file_slug, fitted, slug};

use crate::catalog::{
    Asset, AssetIx, Audience, Catalog, Edge, Graph, Kind, Label, Lifecycle, Status, Sym,
};
use crate::config::Settings;
use crate::diagnostic::{Finding, Guesses, Pos, Rule};
use crate::manifest::Manifests;
use crate::privacy::{self, Text};

/// Links everything into one catalog. Ages are counted from `now` (seconds since 1970), or else from
/// the newest moment of the exports.
#[must_use]
#[inline(never)]
pub fn link(
    settings: &Settings,
    manifests: &Manifests,
    mut facts: Facts,
    now: Option<i64>,
    files: Vec<String>,
    findings: &mut Vec<Finding>,
) -> Catalog {
    facts.finish();
    findings.append(&mut facts.findings);
    let mut catalog = Catalog {
        strings: std::mem::take(&mut facts.strings),
        columns: std::mem::take(&mut facts.columns),
        files,
        as_of: facts.newest(),
        now: now.or(facts.newest_moment()),
        ..Catalog::default()
    };
    // Addresses of persons serve to find an owner and stay out of the portal.
    let hidden = catalog.strings.intern("(a person)");
    catalog.labels = facts
        .labels
        .iter()
        .map(|(label, _)| Label {
            key: label.key,
            value: match privacy::publishable(catalog.strings.resolve(label.value), Text::Prose) {
                Cow::Borrowed(value) if !value.contains('@') => label.value,
                _ => hidden,
            },
            shown: label.shown,
        })
        .collect();
    let owners = owners::Owners::new(settings, manifests, &facts);
    let mut linker = Linker {
        settings,
        manifests,
        facts,
        catalog,
        findings,
        edges: Vec::new(),
        owners,
        stated: rustc_hash::FxHashSet::default(),
        declared: Vec::new(),
        claimed: Vec::new(),
        contract_index: contracts::ContractIndex::default(),
        met: wildcards::Met::default(),
        guesses: Guesses::default(),
    };
    linker.audiences();
    linker.relations();
    linker.grants();
    linker.teams();
    linker.unknown_teams();
    linker.domains();
    linker.environments();
    linker.contracts();
    linker.unknown_contracts();
    linker.unknown_audiences();
    linker.service_levels();
    linker.products();
    linker.standard_products();
    linker.replacements();
    linker.terms();
    linker.guides();
    linker.models();
    linker.exposures();
    linker.jobs();
    linker.references();
    linker.contract_references();
    linker.flows();
    let used = linker.statements();
    linker.listings(&used);
    linker.column_lineage();
    let edges = std::mem::take(&mut linker.edges);
    linker.catalog.graph = Graph::new(linker.catalog.assets.len(), edges);
    linker.policy_tags();
    linker.targets();
    linker.ownership();
    linker.asked();
    linker.statuses();
    linker.belongings();
    linker.attach_contracts();
    linker.usage(&used);
    linker.promises();
    linker.storage_times();
    linker.exports();
    linker.long_descriptions();
    linker.images();
    linker.hrefs();
    linker.pointed();
    linker.catalog
}

struct Linker<'a> {
    settings: &'a Settings,
    manifests: &'a Manifests,
    facts: Facts,
    catalog: Catalog,
    findings: &'a mut Vec<Finding>,
    edges: Vec<Edge>,
    /// Which owners that exports name are teams.
    owners: owners::Owners,
    /// Relations whose status a manifest states.
    stated: rustc_hash::FxHashSet<AssetIx>,
    /// Declared inputs of output ports: target, source.
    declared: Vec<(AssetIx, AssetIx)>,
    /// Tables and views that products name.
    claimed: Vec<listings::Claimed>,
    /// Documents and versions of contracts.
    contract_index: contracts::ContractIndex,
    /// Wildcards met in SQL.
    met: wildcards::Met,
    /// For names that nothing goes by.
    guesses: Guesses,
}

impl Linker<'_> {
    /// Audiences of the settings.
    fn audiences(&mut self) {
        self.catalog.audiences = self
            .settings
            .config
            .audiences
            .iter()
            .map(|a| Audience {
                id: a.id.value.clone(),
                label: a.label.clone().unwrap_or_else(|| a.id.value.clone()),
                grantees: a.grantees.clone(),
            })
            .collect();
    }

    /// Adds an asset; `None` with a finding where its id is taken.
    fn add(
        &mut self,
        kind: Kind,
        name: &str,
        title: Option<&str>,
        description: Option<&str>,
        detail: usize,
        pos: Pos,
    ) -> Option<AssetIx> {
        if name.trim().is_empty() {
            self.findings.push(
                Finding::new(
                    Rule::MissingField,
                    format!("this {} has an empty id", kind.as_str()),
                )
                .at(pos)
                .help("give it an id of letters, digits, `-` and `_`"),
            );
            return None;
        }
        let sym = self.catalog.strings.intern(name);
        if let Some(first) = self.catalog.by_name.get(&(kind, sym)) {
            let first_at = self
                .catalog
                .asset(*first)
                .pos
                .map_or(String::new(), |p| self.catalog.at(p));
            self.findings.push(
                Finding::new(
                    Rule::DuplicateId,
                    format!(
                        "{} `{name}` is described twice; the first one, at {first_at}, is used",
                        kind.as_str()
                    ),
                )
                .at(pos)
                .asset(format!("{}:{name}", kind.as_str()))
                .help("give one of the two another id, or remove it"),
            );
            return None;
        }
        let title = title.filter(|t| !t.trim().is_empty() && *t != name);
        let description = description.filter(|d| !d.trim().is_empty());
        let asset = Asset {
            kind,
            name: sym,
            title: title.map(|t| self.catalog.strings.intern(t)),
            description: description.map(|d| self.catalog.strings.intern(d)),
            detail: u32::try_from(detail).unwrap_or(u32::MAX),
            pos: Some(pos),
            status: Status::Active,
            href: sym,
        };
        Some(self.push(asset))
    }

    fn push(&mut self, asset: Asset) -> AssetIx {
        let ix = AssetIx(u32::try_from(self.catalog.assets.len()).unwrap_or(u32::MAX));
        self.catalog.by_name.insert((asset.kind, asset.name), ix);
        self.catalog.assets.push(asset);
        ix
    }

    fn sym(&mut self, text: &str) -> Sym {
        self.catalog.strings.intern(text)
    }

    /// What `replacedBy` of domains, DMEs and products names must exist.
    fn replacements(&mut self) {
        let c = &self.catalog;
        let of = |kind, lifecycle: &Lifecycle| {
            let (name, pos) = lifecycle.replaced_by.clone()?;
            Some((kind, name, pos))
        };
        let domains = c.domains.iter().map(|d| of(Kind::Domain, &d.lifecycle));
        let dmes = c.environments.iter().map(|d| of(Kind::Dme, &d.lifecycle));
        let products = c.products.iter().map(|p| of(Kind::Product, &p.lifecycle));
        let all: Vec<_> = domains.chain(dmes).chain(products).flatten().collect();
        for (kind, name, pos) in all {
            self.named(kind, &name, pos, "replacedBy");
        }
    }

    /// The asset that a manifest names; a finding with the nearest id where there is none.
    fn named(&mut self, kind: Kind, id: &str, pos: Pos, field: &str) -> Option<AssetIx> {
        let found = self.catalog.find(kind, id);
        if found.is_none() {
            let known = self
                .catalog
                .assets
                .iter()
                .filter(|a| a.kind == kind)
                .map(|a| self.catalog.str(a.name));
            let help = match self.guesses.nearest(id, known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("add a manifest for it, or correct `{field}`"),
            };
            self.findings.push(
                Finding::new(
                    Rule::UnknownId,
                    format!(
                        "`{field}` names {} `{id}`, which no manifest describes",
                        kind.as_str()
                    ),
                )
                .at(pos)
                .help(help),
            );
        }
        found
    }
}
