//! The last stage: what follows from how things are connected, and where each is shown.

mod ages;
mod belongings;
mod contract_tables;
mod pointed;
pub(super) mod slugs;
mod texts;
pub(super) mod trust;
mod usage;

use super::connecting::Connected;
use super::connecting::health::Observed;
use crate::catalog::{self, Catalog};
use crate::diagnostic::Finding;
use crate::manifest::Manifests;

/// The moments that a catalog speaks of.
pub(super) struct Moments {
    /// Newest time in the input, `YYYY-MM-DD`.
    pub(super) as_of: Option<String>,
    /// The moment that ages are counted from.
    pub(super) now: Option<i64>,
}

/// Completes a catalog: contracts, use, promises, texts, addresses.
pub(super) fn complete(
    manifests: &Manifests,
    moments: Moments,
    connected: Connected,
    findings: &mut Vec<Finding>,
) -> Catalog {
    let Connected {
        mut inventory,
        references,
        sql_problems,
        graph,
        column_lineage,
        column_refs,
        targets,
        ownership,
        asked,
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
        mut health,
    } = observed;
    let Moments { as_of, now } = moments;
    belongings::tell(&mut inventory, &ownership);
    let contracts_of = contract_tables::attached(&inventory, findings);
    let usage = usage::count(&inventory, now, &statements, &used);
    let promised = trust::promised(
        &inventory,
        &manifests.products,
        &targets,
        &contracts_of,
        now,
    );
    trust::promises(promised, &mut health);
    trust::storage_times(&inventory, &mut health);
    let exports = ages::exports(exports, now, findings);
    let long_descriptions = texts::long_descriptions(&inventory, &manifests.descriptions, findings);
    let documents = texts::documents(&inventory.guides, &long_descriptions);
    let images = texts::images(&documents, manifests);
    slugs::addresses(&mut inventory, findings);
    pointed::check(&inventory, &documents, manifests, findings);
    Catalog {
        inventory,
        references,
        sql_problems,
        graph,
        column_lineage,
        column_refs,
        targets,
        ownership,
        asked,
        contracts_of,
        long_descriptions,
        documents,
        images,
        operations: catalog::Operations {
            runs,
            checks,
            incidents,
            monitors,
            health,
            usage,
            doubts,
            exports,
            as_of,
            now,
        },
    }
}
