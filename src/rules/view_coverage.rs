//! `table-without-view`: a product declares a productive table that no unified view reaches, so
//! that consumers can't use it as they should.
//!
//! Passes: a table behind one view, through any number of views. Fails: a table behind none.

use crate::catalog::Catalog;
use crate::diagnostic::{Argument, Finding, Rule, text};
use crate::insight::Insight;

pub(super) fn check(catalog: &Catalog, insight: &Insight, findings: &mut Vec<Finding>) {
    for product in &catalog.products {
        for table in &product.tables {
            let relation = catalog.relation(*table);
            let described = relation.is_some_and(|r| r.is_described() && !r.is_view());
            let listed = relation.and_then(|r| catalog.places_of(r).listed);
            if described && !insight.coverage.is_behind(*table) && catalog.is_in_use(*table) {
                findings.push(
                    Finding::new(
                        Rule::NoView,
                        text!(
                            "productive table `{table}` is behind no unified view",
                            table = Argument::Asset(catalog.subject(*table))
                        ),
                    )
                    .at(listed.or(catalog.asset(product.asset).pos))
                    .about(catalog.subject(*table))
                    .help("publish a view over it in an entry-point dataset, if consumers need it"),
                );
            }
        }
    }
}
