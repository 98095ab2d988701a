//! View SQL to where each of its columns comes from.
//!
//! A form (see `form`) is resolved scope by scope: each subquery and each common table expression
//! once, to a list of columns whose values say which stored columns go into them. Whatever
//! can't be told for sure is unknown, with the reason; nothing is guessed.

mod alias;
mod changes;
mod column_scope;
mod expression_columns;
mod from_columns;
mod join;
mod known_relation;
mod limits;
mod lineage;
mod lookup;
mod match_recognize;
mod name_columns;
mod output;
mod pipe_columns;
mod pivot_columns;
mod query_columns;
mod resolution;
mod schema;
mod select_columns;
mod set_operation;
mod star;
mod statement_usage;
mod struct_fields;
mod table_function_columns;
mod table_function_names;
mod unnested_columns;
mod value;

#[cfg(test)]
mod kinds_tests;
#[cfg(test)]
mod tests;

use std::rc::Rc;

pub use lineage::{Columns, Derivation, Lineage, OutputColumn, Source};
pub(super) use resolution::Context;
pub use schema::Schema;
pub use statement_usage::Usage;

use super::form::{Dotted, Query};
#[cfg(test)]
use super::{columns, usage};
use column_scope::Env;
use known_relation::Relation;
use limits::{MOST_PAIRS, TOO_LARGE, TOO_MANY_PAIRS};
use resolution::Engine;
use value::Value;

/// The columns of a query.
pub(super) fn of_query(query: &Query, context: Context<'_>, schema: &dyn Schema) -> Columns {
    let mut engine = Engine::new(context, schema, Engine::query);
    let env = Env {
        ctes: &[],
        parent: None,
    };
    let relation = engine.query(query, None, &env);
    published(&mut engine, &relation)
}

/// The columns of `SELECT * FROM a UNION ALL SELECT * FROM b`.
pub(super) fn of_tables(tables: &[Dotted], context: Context<'_>, schema: &dyn Schema) -> Columns {
    let mut engine = Engine::new(context, schema, Engine::query);
    let env = Env {
        ctes: &[],
        parent: None,
    };
    let tables: Vec<Rc<Relation>> = tables
        .iter()
        .map(|name| engine.named_table(name, &env))
        .collect();
    let relation = engine.by_position(&tables);
    published(&mut engine, &relation)
}

/// Adds what a query joins and filters by.
pub(super) fn conditions(
    query: &Query,
    context: Context<'_>,
    schema: &dyn Schema,
    found: &mut Usage,
) {
    statement_usage::conditions(
        &mut Engine::new(context, schema, Engine::query),
        query,
        found,
    );
}

/// Gives the columns the names that CREATE VIEW lists.
pub(super) fn rename(columns: &mut Columns, names: &[&str]) {
    if columns.open.is_empty() && columns.columns.len() == names.len() {
        for (column, name) in columns.columns.iter_mut().zip(names) {
            column.name = (*name).to_owned();
        }
        return;
    }
    let why = match columns.open.first() {
        Some(open) => format!("renamed by position, and `{open}` stands for unknown columns"),
        None => "the list of names doesn't fit the query".to_owned(),
    };
    columns.open.clear();
    columns.columns = names
        .iter()
        .map(|name| OutputColumn {
            name: (*name).to_owned(),
            lineage: Err(why.clone()),
        })
        .collect();
}

/// Puts the columns of a relation as they are told outside.
fn published(engine: &mut Engine<'_>, relation: &Relation) -> Columns {
    let output = engine.all_of(relation, "value");
    let mut unnamed = 0usize;
    let mut pairs = 0usize;
    let columns = output
        .columns
        .iter()
        .map(|column| {
            let name = if !column.name.is_empty() {
                column.name.to_string()
            } else if engine.dialect.is_bigquery() {
                let name = format!("f{unnamed}_");
                unnamed += 1;
                name
            } else {
                "?column?".to_owned()
            };
            pairs += column.value.sources.len();
            let lineage = match pairs > MOST_PAIRS {
                true => Err(TOO_MANY_PAIRS.to_owned()),
                false => lineage(engine, &column.value),
            };
            OutputColumn { name, lineage }
        })
        .collect();
    let mut open: Vec<String> = output
        .rest
        .iter()
        .map(|rest| match rest.relation.is_empty() {
            true => rest.reason.to_string(),
            false => rest.relation.to_string(),
        })
        .collect();
    open.sort_unstable();
    open.dedup();
    Columns {
        columns,
        open,
        error: None,
        limit: match engine.is_exhausted() {
            true => Some(TOO_LARGE),
            false => (pairs > MOST_PAIRS).then_some(TOO_MANY_PAIRS),
        },
    }
}

/// Where a value comes from, as it is told outside.
fn lineage(engine: &Engine<'_>, value: &Value) -> Result<Lineage, String> {
    if let Some(why) = &value.unknown {
        return Err(why.to_string());
    }
    let sources: Option<Vec<Source>> = value
        .sources
        .iter()
        .map(|&id| engine.published(id))
        .collect();
    let Some(mut sources) = sources else {
        return Err("it comes from whole rows".to_owned());
    };
    sources.sort_unstable();
    sources.dedup();
    Ok(Lineage {
        how: value.how,
        sources,
    })
}
