//! `table-without-view`: a product declares a productive table that no unified view reaches, so
//! that consumers can't use it as they should.
//!
//! Passes: a table behind one view, through any number of views. Fails: a table behind none.

use rustc_hash::FxHashSet;

use crate::catalog::Catalog;
use crate::diagnostic::{Finding, Rule};

pub(super) fn check(catalog: &Catalog, findings: &mut Vec<Finding>) {
    let mut behind: FxHashSet<crate::catalog::AssetIx> = FxHashSet::default();
    for relation in catalog.relations.iter().filter(|r| r.unified) {
        behind.extend(catalog.targets_of(relation));
    }
    for product in &catalog.products {
        for table in &product.tables {
            let described = catalog
                .relation(*table)
                .is_some_and(|r| r.is_described() && !r.is_view());
            if described && !behind.contains(table) && catalog.is_in_use(*table) {
                findings.push(
                    Finding::new(
                        Rule::NoView,
                        format!(
                            "productive table `{}` is behind no unified view",
                            catalog.name(*table)
                        ),
                    )
                    .at(catalog.asset(product.asset).pos)
                    .asset(catalog.id(*table))
                    .help("publish a view over it in an entry-point dataset, if consumers need it"),
                );
            }
        }
    }
}
