//! One walk over names in a part that nothing can take the place of: ids, what documents are called, and
//! words that aren't texts. Names of tables and views are the warehouse's, and none of these.

use crate::catalog::{AssetIx, CalledBy, Catalog, Contract, Environment, Product, small};

/// Takes a name, the asset that has it, and who gave it.
pub(super) type Look<'c> = dyn FnMut(AssetIx, &str, CalledBy) + 'c;

/// Hands over each name.
pub(super) fn each(part: &Catalog, look: &mut Look<'_>) {
    for ix in (0..small(part.assets.len())).map(AssetIx) {
        if let Some(relation) = part.relation(ix) {
            for label in part.labels_of(relation).filter(|label| label.shown) {
                look(ix, part.str(label.key), CalledBy::Author);
            }
        } else {
            let by = match part.asset(ix).kind.is_of_tools() {
                true => CalledBy::Tool,
                false => CalledBy::Author,
            };
            look(ix, part.name(ix), by);
        }
    }
    for domain in &part.domains {
        look(domain.asset, &domain.path, CalledBy::Author);
    }
    for environment in &part.environments {
        environment_names(environment, look);
    }
    for product in &part.products {
        product_names(product, look);
    }
    for team in &part.teams {
        let members = team.members.iter();
        for role in members.filter_map(|member| member.role.as_deref()) {
            look(team.asset, role, CalledBy::Author);
        }
    }
    for contract in &part.contracts {
        contract_names(contract, look);
    }
    for job in &part.jobs {
        for name in job.owners.iter().chain(&job.tags) {
            look(job.asset, name, CalledBy::Tool);
        }
    }
}

fn environment_names(environment: &Environment, look: &mut Look<'_>) {
    let servers = environment.servers.iter().map(|(server, _)| server);
    let rules = environment.rules.iter().map(|rule| &rule.id);
    let framework = environment.framework.iter().map(|of| &of.name);
    let languages = environment
        .sdks
        .iter()
        .filter_map(|sdk| sdk.language.as_ref());
    for name in servers.chain(rules).chain(framework).chain(languages) {
        look(environment.asset, name, CalledBy::Author);
    }
}

fn product_names(product: &Product, look: &mut Look<'_>) {
    let checks = product.checks.iter().map(|check| &check.id);
    let ports = product.outputs.iter();
    let contracts = ports.filter_map(|port| port.contract_id.as_ref());
    for name in product.domain_text.iter().chain(checks).chain(contracts) {
        look(product.asset, name, CalledBy::Author);
    }
}

fn contract_names(contract: &Contract, look: &mut Look<'_>) {
    let about = [&contract.domain, &contract.product, &contract.team];
    for name in about.into_iter().flatten().chain([&contract.id]) {
        look(contract.asset, name, CalledBy::Author);
    }
    for table in &contract.tables {
        for name in [&table.name, &table.physical_name] {
            look(contract.asset, name, CalledBy::Author);
        }
        for column in &table.columns {
            // A field of a record looks like a table of a dataset.
            for path in [&column.path, &column.physical_path] {
                look(contract.asset, path, CalledBy::Tool);
            }
        }
    }
}
