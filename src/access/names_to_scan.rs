//! Which names a portal is scanned for.

use super::authored_texts;
use crate::catalog::{Catalog, HiddenNames};
use crate::config::Settings;

/// Hidden names without those that other things may have and that the part has itself: then it tells
/// nothing that a page holds one.
#[must_use]
pub(super) fn told_apart(
    hidden: HiddenNames,
    part: &mut Catalog,
    settings: &Settings,
) -> HiddenNames {
    if hidden.names.is_empty() {
        return hidden;
    }
    let mut texts: Vec<String> = Vec::new();
    authored_texts::each(part, &mut |_, text| {
        // A text for the portal stands among all strings, or else in a value of its own.
        texts.push(text.to_owned());
        None
    });
    texts.extend(names(part));
    let config = &settings.config;
    let base_url = config.base_url.as_ref().map(|url| url.value.clone());
    texts.extend(config.title.iter().cloned().chain(base_url));
    let all = part.strings.iter().chain(texts.iter().map(String::as_str));
    hidden.without_words_of(all)
}

/// Names in a part that don't stand among its strings.
fn names(part: &Catalog) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for domain in &part.domains {
        all.push(domain.path.clone());
    }
    for environment in &part.environments {
        all.extend(environment.servers.iter().map(|(server, _)| server.clone()));
        all.extend(environment.rules.iter().map(|rule| rule.id.clone()));
        all.extend(environment.framework.iter().map(|f| f.name.clone()));
        all.extend(
            environment
                .sdks
                .iter()
                .filter_map(|sdk| sdk.language.clone()),
        );
    }
    for product in &part.products {
        all.extend(product.domain_text.clone());
        all.extend(product.checks.iter().map(|check| check.id.clone()));
        let ports = product.outputs.iter();
        all.extend(ports.filter_map(|port| port.contract_id.clone()));
    }
    for team in &part.teams {
        let members = team.members.iter();
        all.extend(members.filter_map(|member| member.role.clone()));
    }
    for contract in &part.contracts {
        let about = [&contract.domain, &contract.product, &contract.team];
        all.extend(about.into_iter().flatten().cloned());
        all.push(contract.id.clone());
        for table in &contract.tables {
            all.extend([table.name.clone(), table.physical_name.clone()]);
            for column in &table.columns {
                all.extend([column.path.clone(), column.physical_path.clone()]);
            }
        }
    }
    for job in &part.jobs {
        all.extend(job.owners.iter().chain(&job.tags).cloned());
    }
    let checks = part.operations.checks.iter();
    all.extend(
        checks
            .flat_map(|check| [Some(check.id.clone()), check.column.clone()])
            .flatten(),
    );
    let audiences = part.audiences.iter();
    all.extend(audiences.flat_map(|audience| [audience.id.clone(), audience.label.clone()]));
    all
}
