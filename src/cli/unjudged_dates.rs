//! Days that can't be judged, because none is known to be today's.

use std::io::{self, Write};

use crate::catalog::{Catalog, Lifecycle};

/// Says that nothing was found to have ended, where something states when it does and no day is known.
pub(super) fn tell(catalog: &Catalog) -> io::Result<()> {
    if catalog.operations.clock.is_known() {
        return Ok(());
    }
    let ending = count(catalog);
    if ending == 0 {
        return Ok(());
    }
    let dates = match ending {
        1 => "1 date of an end".to_owned(),
        n => format!("{n} dates of ends"),
    };
    writeln!(
        anstream::stderr(),
        "whether {dates} passed wasn't judged: no day is known; set SOURCE_DATE_EPOCH"
    )
}

/// How many manifests, ports and tables state an end.
fn count(catalog: &Catalog) -> usize {
    let ends = |life: &&Lifecycle| life.end_of_life.is_some() || life.valid_to.is_some();
    let domains = catalog.domains.iter().map(|domain| &domain.lifecycle);
    let dmes = catalog.environments.iter().map(|dme| &dme.lifecycle);
    let products = catalog.products.iter().map(|product| &product.lifecycle);
    let ports = catalog.products.iter().flat_map(|product| &product.outputs);
    let ports = ports.map(|port| &port.lifecycle);
    let relations = catalog.relations.iter();
    let tables = relations.filter_map(|relation| catalog.lifecycles.get(&relation.asset));
    let all = domains
        .chain(dmes)
        .chain(products)
        .chain(ports)
        .chain(tables);
    all.filter(ends).count()
}
