//! The columns that SQL gives one relation, and where each comes from; names aren't interned yet.

use super::super::pointers::defaults;
use super::super::sql_readings::{Readings, own_statement};
use super::column_spelling::{Spelling, spelled_by_sql};
use super::known_columns::CatalogSchema;
use super::listed_columns::{names_columns, place_inserted};
use super::{saved_columns, star_columns};
use crate::catalog::{ColumnLineage, Derivation, LineageSource, Registry, Relation};
use crate::system::SqlOrigin;
use sql::{SqlError, SqlErrorKind};

/// Column lineage of one relation, names not yet interned.
pub(super) struct Read {
    /// Its columns, in their order.
    pub(super) columns: Vec<sql::OutputColumn>,
    /// What says so.
    pub(super) by: LineageSource,
    /// Why the SQL couldn't be read.
    pub(super) error: Option<SqlError>,
    /// The columns that it gives now, where the warehouse lists others.
    pub(super) outdated: Option<Vec<String>>,
    /// The limit that kept some of it from being traced.
    pub(super) limit: Option<&'static str>,
}

/// What SQL says of a relation whose columns it gives.
pub(super) fn found_columns(
    c: &Registry,
    relation: &Relation,
    schema: &CatalogSchema<'_>,
    readings: &Readings<'_>,
) -> Option<sql::Columns> {
    let query = relation.query.as_ref()?;
    if !relation.is_view() && !query.is_display_only() {
        return None;
    }
    let defaults = defaults(c, relation);
    let read = |text| {
        let text = (c.str(text), query.dialect);
        saved_columns::of_text(readings, text, defaults, schema)
    };
    // `CREATE VIEW v (a, b) AS` names the columns whatever the query calls them.
    let whole = own_statement(c, query).map(read);
    whole
        .filter(|found| found.error.is_none() && !found.columns.is_empty())
        .or_else(|| Some(read(query.text)))
}

/// The columns of a relation, those that its SQL gives and those that exports name.
pub(super) fn read_columns(
    c: &Registry,
    relation: &Relation,
    schema: &CatalogSchema<'_>,
    readings: &Readings<'_>,
    is_open: bool,
) -> Option<Read> {
    let found = found_columns(c, relation, schema, readings)?;
    let query = relation.query.as_ref()?;
    let by = LineageSource::Sql(query.origin);
    let mut columns = found.columns;
    if found.open.is_empty() {
        place_inserted(c, relation, &mut columns);
    }
    let outdated = match is_open && found.error.is_none() && found.open.is_empty() {
        true => star_columns::outdated(c, relation, &columns),
        false => None,
    };
    // Columns that the warehouse knows and the statement doesn't name are listed as unknown.
    let why = match (&found.error, found.open.as_slice()) {
        (Some(error), _) => format!("the SQL doesn't parse: {}", error.message),
        (None, []) => ColumnLineage::UNNAMED.to_owned(),
        (None, [one, ..]) if one.contains(' ') => one.clone(),
        (None, [one, ..]) => {
            let all = sql::Schema::columns(schema, one).map_or("", |_| "all ");
            format!("`*` over `{one}`, whose columns aren't {all}known")
        }
    };
    // The warehouse knows which columns there are, and how they are spelled.
    let mut spelling = Spelling::new(c, schema.columns_of(relation));
    let named = spelling.is_empty() || names_columns(c, relation);
    let own = spelled_by_sql(relation);
    columns.retain_mut(|k| match spelling.meet(&k.name) {
        Some(name) => {
            if !own && name != k.name {
                name.clone_into(&mut k.name);
            }
            true
        }
        None => !relation.columns_complete && named,
    });
    columns.extend(spelling.unmet().map(|name| sql::OutputColumn {
        name: name.to_owned(),
        lineage: Err(why.clone()),
    }));
    // What a run told of a statement leaves its dialect open; a script need not hold a query.
    let stated_by_tools =
        |e: &SqlError| query.origin == SqlOrigin::Compiled && e.kind != SqlErrorKind::NoQuery;
    let error = found.error.filter(stated_by_tools);
    Some(Read {
        columns,
        by,
        error,
        outdated,
        limit: found.limit,
    })
}

/// How a column comes about, in words of the catalog.
pub(super) fn derivation(how: sql::Derivation) -> Derivation {
    match how {
        sql::Derivation::Constant => Derivation::Constant,
        sql::Derivation::Identity => Derivation::Identity,
        sql::Derivation::Transformation => Derivation::Transformation,
        sql::Derivation::Aggregation => Derivation::Aggregation,
    }
}
