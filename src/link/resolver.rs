//! Full names as SQL and manifests write them, resolved to tables and views.

use rustc_hash::{FxHashMap, FxHashSet};

use super::facts::Settled;
use super::full_names::{join, split};
use super::wildcards::{Shards, newest};
use crate::catalog::{
    Asset, AssetIx, Kind, Places, Registry, Relation, RelationKind, Status, Sym, Wildcard, small,
};
use crate::config::Settings;
use crate::system::wildcard_prefix;

/// What it takes to resolve a name: second names, how systems spell, which datasets are listed.
pub(super) struct Resolver<'a> {
    settings: &'a Settings,
    facts: &'a Settled,
    /// Datasets whose listings turned out to be partial.
    partial: FxHashSet<(Sym, Sym)>,
    /// Tables that wildcards may name; made when the first one is met.
    shards: Option<Shards>,
    /// Wildcards met so far, by full name: the number of each in the catalog; none where no export
    /// describes a table of it.
    wildcards: FxHashMap<String, Option<usize>>,
}

impl<'a> Resolver<'a> {
    pub(super) fn new(settings: &'a Settings, facts: &'a Settled) -> Self {
        Self {
            settings,
            facts,
            partial: FxHashSet::default(),
            shards: None,
            wildcards: FxHashMap::default(),
        }
    }

    /// A full name with its aliases undone, in parts.
    pub(super) fn parts<'n>(&'n self, full: &'n str) -> [&'n str; 3] {
        let (project, dataset, table) = split(full);
        let (project, dataset) = self.facts.aliases.resolve(project, dataset);
        [project, dataset, table]
    }

    /// A full name with its aliases undone.
    pub(super) fn undone(&self, full: &str) -> String {
        let [project, dataset, table] = self.parts(full);
        join(project, dataset, table)
    }

    /// The relation of this full name, if the catalog has it.
    pub(super) fn known(&self, registry: &Registry, full: &str) -> Option<AssetIx> {
        registry.find_relation(&self.undone(full))
    }

    /// The relation of this full name. One that no export describes is made: missing where its
    /// dataset is listed, else external.
    pub(super) fn relation(&self, registry: &mut Registry, full: &str) -> AssetIx {
        let [project, dataset, table] = self.parts(full);
        if let Some(found) = registry.find_relation(&join(project, dataset, table)) {
            return found;
        }
        let Some(spelling) = self.facts.spelling_in(project) else {
            return self.undescribed_relation(registry, [project, dataset, table]);
        };
        // Other statements may spell it in another way.
        let [project, dataset, table] = spelling.as_stored([project, dataset, table]);
        let as_stored = join(&project, &dataset, &table);
        if let Some(found) = registry.find_relation(&as_stored) {
            return found;
        }
        let ix = self.undescribed_relation(registry, [&project, &dataset, &table]);
        let folded = &mut registry.folded;
        folded.entry(as_stored.to_lowercase()).or_insert(Some(ix));
        ix
    }

    fn undescribed_relation(&self, registry: &mut Registry, parts: [&str; 3]) -> AssetIx {
        let parts = parts.map(|part| registry.intern(part));
        let kind = self.undescribed(registry, parts);
        self.add(registry, kind, parts)
    }

    /// What a relation is that no export describes. Missing where its dataset is listed and it isn't,
    /// until its listing is doubted; else external.
    pub(super) fn undescribed(
        &self,
        registry: &Registry,
        [project, dataset, table]: [Sym; 3],
    ) -> RelationKind {
        let table = registry.str(table);
        let system = self.facts.system_in(registry.str(project));
        // A wildcard with no match may be one of shards yet to come.
        let is_never_listed = system.is_its_own(table) || system.is_wildcard(table);
        let key = (project, dataset);
        let is_listed = self.facts.listed.contains(&key) && !self.partial.contains(&key);
        match is_listed && !is_never_listed {
            true => RelationKind::Missing,
            false => RelationKind::External,
        }
    }

    /// What isn't listed in a dataset isn't missing for that from now on.
    pub(super) fn doubt(&mut self, dataset: (Sym, Sym)) {
        self.partial.insert(dataset);
    }

    /// Adds a relation, of which nothing but its kind is known yet.
    pub(super) fn add(
        &self,
        registry: &mut Registry,
        kind: RelationKind,
        [project, dataset, table]: [Sym; 3],
    ) -> AssetIx {
        let strings = &registry.strings;
        let [p, d, t] = [project, dataset, table].map(|part| strings.resolve(part));
        let name = join(p, d, t);
        let view = matches!(kind, RelationKind::View | RelationKind::MaterializedView);
        let unified = view && self.settings.is_entry_point(p, d);
        let system = self.facts.system_in(p);
        let name = registry.intern(&name);
        let ix = registry.push(Asset {
            kind: if view { Kind::View } else { Kind::Table },
            name,
            title: None,
            description: None,
            detail: small(registry.relations.len()),
            pos: None,
            status: Status::Active,
            href: name,
        });
        registry.places.push(Places::default());
        registry.relations.push(Relation {
            asset: ix,
            project,
            dataset,
            table,
            kind,
            unified,
            columns: 0..0,
            columns_complete: false,
            labels: 0..0,
            grants: 0..0,
            product: None,
            port: None,
            terms: Vec::new(),
            query: None,
            dialect: None,
            system,
            created: None,
            modified: None,
            partition_filter: false,
            properties: None,
            rows: None,
            bytes: None,
            dbt: None,
            tags: Vec::new(),
            replaced_by: None,
            previous: Vec::new(),
        });
        ix
    }

    /// The number in [`Registry::wildcards`] of the wildcard of this full name.
    pub(super) fn wildcard(&mut self, registry: &mut Registry, full: &str) -> Option<usize> {
        wildcard_prefix(full)?;
        if let Some(known) = self.wildcards.get(full) {
            return *known;
        }
        let tables = self.members(registry, full);
        let number = newest(registry, &tables)
            .map(|newest| registry.wildcards.add(Wildcard { newest, tables }));
        self.wildcards.insert(full.to_owned(), number);
        number
    }

    /// The number of a wildcard that was met before.
    pub(super) fn met(&self, full: &str) -> Option<usize> {
        wildcard_prefix(full)?;
        self.wildcards.get(full).copied().flatten()
    }

    /// The tables of a wildcard, by name.
    pub(super) fn members(&mut self, registry: &Registry, full: &str) -> Vec<AssetIx> {
        let facts = self.facts;
        let (project, dataset, table) = split(full);
        let (project, dataset) = facts.aliases.resolve(project, dataset);
        let prefix = wildcard_prefix(table).unwrap_or(table);
        let shards = self.shards.get_or_insert_with(|| Shards::new(registry));
        shards
            .members(registry, [project, dataset, prefix])
            .to_vec()
    }

    /// The relation of this full name; of a wildcard the newest table, which stands for the others,
    /// and the wildcard's number.
    pub(super) fn relation_or_newest(
        &mut self,
        registry: &mut Registry,
        full: &str,
    ) -> (AssetIx, Option<usize>) {
        let number = self.wildcard(registry, full);
        let known = number.and_then(|number| registry.wildcards.get(number));
        match known.map(|wildcard| wildcard.newest) {
            Some(newest) => (newest, number),
            None => (self.relation(registry, full), number),
        }
    }
}
