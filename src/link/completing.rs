//! The last stage: what follows from how things are connected, and where each is shown.

mod contract_tables;
mod dataset_listings;
mod definition_times;
mod export_ages;
pub(super) mod freshness_objectives;
pub(super) mod members;
mod naming_statements;
pub(super) mod page_texts;
pub(super) mod slugs;
mod statement_windows;
mod text_links;
pub(super) mod told_topics;
mod usage_counts;

use rustc_hash::FxHashSet;

use super::connecting::Connected;
use super::connecting::health::Observed;
use super::connecting::used::StatementUse;
use super::facts::Statements;
use crate::catalog::{self, Catalog, Clock, Inventory, Sym};
use crate::diagnostic::Finding;
use crate::manifest::Manifests;

/// The moments that a catalog speaks of.
pub(super) struct Moments {
    /// Newest time in the input, `YYYY-MM-DD`.
    pub(super) as_of: Option<String>,
    /// The moment that ages are counted from.
    pub(super) clock: Clock,
}

/// Completes a catalog; `listed` are the datasets that a warehouse's own listing names: contracts, use, promises, texts, addresses.
pub(super) fn complete(
    manifests: &Manifests,
    Moments { as_of, clock }: Moments,
    connected: Connected,
    listed: &FxHashSet<(Sym, Sym)>,
    findings: &mut Vec<Finding>,
) -> (Catalog, Statements, Vec<StatementUse>) {
    let Connected {
        mut inventory,
        references,
        sql_problems,
        stars,
        open_views,
        star_columns,
        graph,
        column_lineage,
        column_refs,
        stated_sources,
        filters,
        targets,
        ownership,
        first_contact,
        runs,
        observed,
        doubts,
        statements,
        used,
        exports,
    } = connected;
    let Observed {
        checks,
        incidents,
        monitors,
        told,
        defined,
        mut health,
    } = observed;
    members::fill(&mut inventory, &ownership);
    inventory.datasets = dataset_listings::of(&inventory, listed, &doubts, findings);
    let contracts_of = contract_tables::attached(&inventory, findings);
    let objectives = freshness_objectives::freshness_objectives(
        &inventory,
        &manifests.products,
        &targets,
        &contracts_of,
        &clock,
    );
    freshness_objectives::tighten_objectives(objectives, &mut health, &clock);
    freshness_objectives::storage_times(&inventory, &mut health);
    let defined = definition_times::with_births(&inventory, defined);
    let exports = export_ages::exports(exports, &clock, findings);
    let operated = told_topics::Operated {
        checks: &checks,
        monitors: &monitors,
        health: &health,
        exports: &exports,
    };
    let tells = told_topics::tells(&inventory, &told, &operated);
    let long_descriptions =
        page_texts::long_descriptions(&inventory, &manifests.descriptions, findings);
    let documents = page_texts::documents(&inventory.guides, &long_descriptions);
    let told_by_statements = told_by_statements(&inventory, &statements, &used, &clock);
    slugs::addresses(&mut inventory, findings);
    inventory.registry.strings.shrink_to_fit();
    text_links::check(&inventory, &documents, manifests, findings);
    let catalog = Catalog {
        inventory,
        references,
        sql_problems,
        stars,
        open_views,
        star_columns,
        graph,
        column_lineage,
        column_refs,
        stated_sources,
        filters,
        targets,
        ownership,
        first_contact,
        contracts_of,
        long_descriptions,
        images: page_texts::images(&documents, manifests),
        documents,
        tells,
        operations: catalog::Operations {
            runs,
            checks,
            incidents,
            monitors,
            health,
            defined,
            doubts,
            exports,
            as_of,
            clock,
            ..told_by_statements
        },
        ..Catalog::default()
    };
    (catalog, statements, used)
}

/// What statements tell of use: of the operations nothing else.
pub(super) fn told_by_statements(
    inventory: &Inventory,
    statements: &Statements,
    used: &[StatementUse],
    clock: &Clock,
) -> catalog::Operations {
    let counted = usage_counts::count(inventory, clock, statements, used);
    let service_accounts = naming_statements::accounts(statements);
    let naming = naming_statements::Naming {
        registry: inventory,
        statements,
        used,
        clock,
    };
    catalog::Operations {
        usage: counted.usage,
        star_uses: counted.star_uses,
        named_by: naming.by_relation(&service_accounts),
        service_accounts,
        statements: statement_windows::of(inventory, statements, used),
        ..catalog::Operations::default()
    }
}
