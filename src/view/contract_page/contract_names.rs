//! Tables and columns that a contract names.

use crate::catalog::{Contract, ContractRef, Kind};
use crate::view::Views;
use crate::view::model::{Link, LinkKind};

/// A table or column that a contract names, as it is written; a link where the catalog has it.
pub(super) fn named_link(views: &Views<'_>, contract: &Contract, named: &ContractRef) -> Link {
    let own = named.table.and_then(|t| contract.tables.get(t as usize));
    let relation = own.and_then(|t| t.relation).or(named.relation);
    Link {
        text: named.text.clone(),
        href: relation.map(|ix| views.reader.href(ix).to_owned()),
        kind: LinkKind::Asset(Kind::Table),
        note: None,
    }
}

pub(super) fn named_links(
    views: &Views<'_>,
    contract: &Contract,
    all: &[ContractRef],
) -> Vec<Link> {
    all.iter().map(|r| named_link(views, contract, r)).collect()
}
