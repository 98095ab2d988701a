//! Names of columns and relations, as the dialect of a relation writes them.

use crate::catalog::{Column, Relation};
use crate::reader::Reader;
use crate::system::System;
use sql::Dialect;

/// A column, or a field of one by its path; `None` where it can't be written.
pub(super) fn column(c: Reader<'_>, column: &Column, dialect: Dialect) -> Option<String> {
    let path = c.str(column.path);
    match column.depth {
        0 => dialect.identifier(path),
        _ => dialect.field(path),
    }
}

/// The full name of a relation; `None` where it can't be written.
pub(super) fn table(c: Reader<'_>, relation: &Relation, dialect: Dialect) -> Option<String> {
    let parts = [relation.project, relation.dataset, relation.table].map(|part| c.str(part));
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    dialect.table(&parts)
}

/// The dialect that a relation is queried in: that of its SQL, or else of its warehouse. What no export
/// tells either of comes from BigQuery.
pub(super) fn dialect(relation: &Relation) -> Dialect {
    let query = relation.query.as_ref().map(|q| q.dialect);
    let known = query.or(relation.dialect);
    known.unwrap_or_else(|| System::ASSUMED.dialect())
}
