//! One walk over all texts of a catalog that somebody wrote for readers, whichever asset they are about.
//! Names that lead to assets, types and ids are none.

use std::mem;

use rustc_hash::FxHashSet;

use crate::catalog::{
    AssetIx, Catalog, ContractTable, Definition, Environment, IncidentManagement, OnCall, Product,
    Property, Quality, Relationship, Sla, Support, Sym, small,
};

/// Gives what takes the place of a text about an asset; nothing where it may stay.
pub(super) type Change<'c> = dyn FnMut(AssetIx, &str) -> Option<String> + 'c;

/// Hands over each text, and puts what comes back in its place.
pub(super) fn each(catalog: &mut Catalog, change: &mut Change<'_>) {
    interned(catalog, change);
    let mut texts = Texts {
        change,
        of: AssetIx(0),
    };
    texts.documents(catalog);
    texts.contracts(catalog);
    texts.operations(catalog);
}

/// Texts that stand among all strings. Those that were changed are gone from these.
fn interned(catalog: &mut Catalog, change: &mut Change<'_>) {
    let mut gone: FxHashSet<Sym> = FxHashSet::default();
    let mut of = |catalog: &mut Catalog, asset: AssetIx, sym: Sym| -> Sym {
        let Some(new) = change(asset, catalog.str(sym)) else {
            return sym;
        };
        gone.insert(sym);
        catalog.inventory.registry.intern(&new)
    };
    for ix in (0..small(catalog.assets.len())).map(AssetIx) {
        let asset = catalog.asset(ix);
        let (title, description) = (asset.title, asset.description);
        let title = title.map(|text| of(catalog, ix, text));
        let description = description.map(|text| of(catalog, ix, text));
        if let Some(asset) = catalog.inventory.registry.assets.get_mut(ix.ix()) {
            (asset.title, asset.description) = (title, description);
        }
    }
    let mut relations = mem::take(&mut catalog.inventory.registry.relations);
    for relation in &mut relations {
        for at in relation.columns.clone() {
            let column = catalog.columns.get(at as usize);
            let Some(text) = column.and_then(|column| column.description) else {
                continue;
            };
            let new = of(catalog, relation.asset, text);
            if let Some(column) = catalog.inventory.registry.columns.get_mut(at as usize) {
                column.description = Some(new);
            }
        }
        for at in relation.labels.clone() {
            let Some(text) = catalog.labels.get(at as usize).map(|label| label.value) else {
                continue;
            };
            let new = of(catalog, relation.asset, text);
            if let Some(label) = catalog.inventory.registry.labels.get_mut(at as usize) {
                label.value = new;
            }
        }
        for tag in &mut relation.tags {
            *tag = of(catalog, relation.asset, *tag);
        }
    }
    catalog.inventory.registry.relations = relations;
    catalog.inventory.registry.strings.forget(&gone);
}

struct Texts<'w, 'c> {
    change: &'w mut Change<'c>,
    /// What the texts at hand are about.
    of: AssetIx,
}

impl Texts<'_, '_> {
    fn text(&mut self, text: &mut String) {
        if let Some(new) = (self.change)(self.of, text) {
            *text = new;
        }
    }

    fn texts<'t>(&mut self, texts: impl IntoIterator<Item = &'t mut String>) {
        texts.into_iter().for_each(|text| self.text(text));
    }

    fn documents(&mut self, catalog: &mut Catalog) {
        let inventory = &mut catalog.inventory;
        for domain in &mut inventory.domains {
            self.of = domain.asset;
            self.texts(&mut domain.tags);
            self.support(&mut domain.support);
            self.properties(&mut domain.properties);
        }
        for environment in &mut inventory.environments {
            self.of = environment.asset;
            self.environment(environment);
        }
        for product in &mut inventory.products {
            self.of = product.asset;
            self.product(product);
        }
        for team in &mut inventory.teams {
            self.of = team.asset;
            self.texts(team.tags.iter_mut().chain(&mut team.also_known_as));
            self.support(&mut team.support);
            self.on_call(team.on_call.as_mut());
        }
        for term in &mut inventory.terms {
            self.of = term.asset;
            self.texts(term.tags.iter_mut().chain(&mut term.synonyms));
            self.properties(&mut term.properties);
        }
        for guide in &mut inventory.guides {
            self.of = guide.asset;
            self.text(&mut guide.text);
        }
        for exposure in &mut inventory.exposures {
            self.of = exposure.asset;
            self.text(&mut exposure.kind);
            let exposure = [
                &mut exposure.url,
                &mut exposure.owner,
                &mut exposure.maturity,
            ];
            self.texts(exposure.into_iter().flatten());
        }
        for model in &mut inventory.models {
            self.of = model.asset;
            self.texts(model.tags.iter_mut().chain(&mut model.aliases));
        }
        let mut described: Vec<AssetIx> = catalog.long_descriptions.keys().copied().collect();
        described.sort_unstable();
        for asset in described {
            self.of = asset;
            let text = catalog.long_descriptions.get_mut(&asset);
            self.texts(text.map(|text| &mut text.text));
        }
    }

    fn environment(&mut self, environment: &mut Environment) {
        self.texts(&mut environment.tags);
        for role in &mut environment.roles {
            self.text(&mut role.role);
            let about = [
                &mut role.access,
                &mut role.description,
                &mut role.request_url,
                &mut role.approvers,
            ];
            self.texts(about.into_iter().flatten());
        }
        for sdk in &mut environment.sdks {
            self.text(&mut sdk.name);
            self.texts(&mut sdk.url);
        }
        self.support(&mut environment.support);
        if let Some(IncidentManagement {
            tool,
            runbook_url,
            on_call,
            severities,
        }) = &mut environment.incidents
        {
            self.text(tool);
            self.texts(runbook_url);
            self.on_call(on_call.as_mut());
            for (name, text) in severities {
                self.texts([name, text]);
            }
        }
        for training in &mut environment.training {
            self.text(&mut training.name);
            let about = [&mut training.url, &mut training.audience];
            self.texts(about.into_iter().flatten());
        }
        for rule in &mut environment.rules {
            self.text(&mut rule.text);
            self.texts(&mut rule.url);
        }
        self.properties(&mut environment.properties);
    }

    fn product(&mut self, product: &mut Product) {
        self.texts(&mut product.tags);
        self.on_call(product.on_call.as_mut());
        self.support(&mut product.support);
        self.service_levels(&mut product.sla);
        for release in &mut product.releases {
            self.texts(&mut release.notes);
        }
        for port in &mut product.outputs {
            self.text(&mut port.name);
            self.texts(&mut port.kind);
        }
        for port in &mut product.inputs {
            self.text(&mut port.name);
        }
        self.properties(&mut product.properties);
    }

    fn contracts(&mut self, catalog: &mut Catalog) {
        for contract in &mut catalog.inventory.contracts {
            self.of = contract.asset;
            self.texts(&mut contract.tags);
            let about = [
                &mut contract.purpose,
                &mut contract.usage,
                &mut contract.limitations,
                &mut contract.tenant,
            ];
            self.texts(about.into_iter().flatten());
            self.properties(&mut contract.servers);
            for table in &mut contract.tables {
                self.contract_table(table);
            }
            for role in &mut contract.roles {
                self.text(&mut role.role);
                let about = [&mut role.access, &mut role.description, &mut role.approvers];
                self.texts(about.into_iter().flatten());
            }
            self.service_levels(&mut contract.sla);
            self.support(&mut contract.support);
            self.properties(&mut contract.properties);
            for (_, definition) in &mut contract.definitions {
                self.definition(definition);
            }
        }
    }

    fn contract_table(&mut self, table: &mut ContractTable) {
        self.texts(&mut table.tags);
        let about = [
            &mut table.business_name,
            &mut table.description,
            &mut table.granularity,
        ];
        self.texts(about.into_iter().flatten());
        self.quality(&mut table.quality);
        self.relationships(&mut table.relationships);
        for definition in &mut table.definitions {
            self.definition(definition);
        }
        for column in &mut table.columns {
            let about = [
                &mut column.business_name,
                &mut column.description,
                &mut column.classification,
                &mut column.transform_logic,
                &mut column.transform_description,
            ];
            self.texts(about.into_iter().flatten());
            self.texts(column.tags.iter_mut().chain(&mut column.examples));
            self.quality(&mut column.quality);
            self.relationships(&mut column.relationships);
            for definition in &mut column.definitions {
                self.definition(definition);
            }
        }
    }

    fn quality(&mut self, rules: &mut [Quality]) {
        for rule in rules {
            self.text(&mut rule.text);
            self.texts(rule.name.iter_mut().chain(&mut rule.code));
            self.properties(&mut rule.about);
            for definition in &mut rule.definitions {
                self.definition(definition);
            }
        }
    }

    fn relationships(&mut self, relationships: &mut [Relationship]) {
        for relationship in relationships {
            self.properties(&mut relationship.properties);
        }
    }

    fn definition(&mut self, definition: &mut Definition) {
        self.text(&mut definition.url);
        self.texts(&mut definition.description);
    }

    fn service_levels(&mut self, levels: &mut [Sla]) {
        for level in levels {
            self.texts([&mut level.property, &mut level.value]);
            let about = [&mut level.driver, &mut level.description];
            self.texts(about.into_iter().flatten());
        }
    }

    fn support(&mut self, channels: &mut [Support]) {
        for channel in channels {
            self.text(&mut channel.channel);
            let about = [
                &mut channel.description,
                &mut channel.tool,
                &mut channel.scope,
                &mut channel.url,
            ];
            self.texts(about.into_iter().flatten());
        }
    }

    fn properties(&mut self, properties: &mut [Property]) {
        for property in properties {
            self.texts([&mut property.name, &mut property.value]);
        }
    }

    fn on_call(&mut self, on_call: Option<&mut OnCall>) {
        self.texts(on_call.into_iter().flat_map(|on_call| &mut on_call.shown));
    }

    /// What tools say of relations.
    fn operations(&mut self, catalog: &mut Catalog) {
        let operations = &mut catalog.operations;
        let mut of_checks: Vec<(u32, AssetIx)> = Vec::new();
        let mut of_monitors: Vec<(u32, AssetIx)> = Vec::new();
        #[allow(clippy::iter_over_hash_type, reason = "they are sorted below")]
        for (asset, health) in &operations.health {
            of_checks.extend(health.checks.iter().map(|check| (*check, *asset)));
            of_monitors.extend(health.monitors.iter().map(|monitor| (*monitor, *asset)));
        }
        of_checks.sort_unstable();
        of_monitors.sort_unstable();
        for (check, asset) in of_checks {
            if let Some(check) = operations.checks.get_mut(check as usize) {
                self.of = asset;
                let about = [&mut check.title, &mut check.message];
                self.texts(about.into_iter().flatten());
            }
        }
        for (monitor, asset) in of_monitors {
            if let Some(monitor) = operations.monitors.get_mut(monitor as usize) {
                self.of = asset;
                self.text(&mut monitor.title);
            }
        }
        for incident in &mut operations.incidents {
            if let Some(asset) = incident.relations.first() {
                self.of = *asset;
                self.text(&mut incident.title);
                self.texts(&mut incident.url);
            }
        }
    }
}
