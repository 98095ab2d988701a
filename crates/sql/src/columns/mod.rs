//! View SQL to where each of its columns comes from.
//!
//! A form (see `form`) is resolved scope by scope: each subquery and each common table expression
//! once, to a list of columns whose values say which stored columns go into them. Whatever
//! can't be told for sure is unknown, with the reason; nothing is guessed.

mod apart;
mod engine;
mod expression;
mod field;
mod fingerprint;
mod from;
mod join;
mod names;
mod pipe;
mod pivot;
mod query;
mod recognize;
mod relation;
mod scope;
mod select;
mod set;
mod star;
mod table_function;
mod tabled;
mod usage;
mod value;

#[cfg(test)]
mod kinds_tests;
#[cfg(test)]
mod tests;

use std::rc::Rc;

pub(super) use engine::Context;
pub use fingerprint::fingerprint;
pub(super) use fingerprint::of_tokens;
pub use usage::Usage;

use super::SqlError;
use super::form::{Dotted, Query};
#[cfg(test)]
use super::{columns, usage};
use engine::Engine;
use relation::Relation;
use scope::Env;
use value::Value;

/// What the columns of relations are, as far as known.
///
/// Relations go by their full names, as [`References`](super::References) writes them.
pub trait Schema: Sync {
    /// The top-level columns of a relation in its order, or `None` where they aren't known.
    fn columns(&self, relation: &str) -> Option<Vec<&str>>;

    /// Whether those are all of its columns. Else others may be named, and `*` stands for more.
    fn is_complete(&self, _relation: &str) -> bool {
        true
    }

    /// Whether `path` (dotted, as in `metadata.geo.country`) is a field of the relation;
    /// `None` where its fields aren't known.
    fn has_field(&self, relation: &str, path: &str) -> Option<bool>;

    /// The names of the fields right below `path`, in their order: none for a plain column.
    /// `None` where they aren't known.
    fn fields(&self, _relation: &str, _path: &str) -> Option<Vec<&str>> {
        None
    }
}

/// How a column comes of its sources; where several ways meet, the greatest counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Derivation {
    /// From no column.
    Constant,
    /// As it is, be it under another name.
    Identity,
    /// Computed, row by row.
    Transformation,
    /// Computed of many rows.
    Aggregation,
}

/// A column, or a field of one, of a relation that a statement reads.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Source {
    /// The full name of the relation.
    pub relation: String,
    /// The column; fields of it follow after dots.
    pub column: String,
}

/// Where a column comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lineage {
    /// How it comes of them.
    pub how: Derivation,
    /// What goes into it, sorted, each once.
    pub sources: Vec<Source>,
}

/// A column that a statement gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputColumn {
    /// Its name.
    pub name: String,
    /// Where it comes from, or why that isn't known.
    pub lineage: Result<Lineage, String>,
}

/// The columns that a statement gives.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    /// As far as they are known, in their order.
    pub columns: Vec<OutputColumn>,
    /// What `*` stands for but couldn't be told: there are more columns than those listed.
    /// Relations by name, or else the reason.
    pub open: Vec<String>,
    /// Why the statement couldn't be read.
    pub error: Option<SqlError>,
    /// The limit that kept some of it from being traced.
    pub limit: Option<&'static str>,
}

/// Most pairs of a column and a source that are told of one statement: a thousand columns that a
/// thousand others go into are a million.
const MOST_PAIRS: usize = 200_000;
/// What stands for the pairs beyond that.
const TOO_MANY_PAIRS: &str =
    "the statement is too large: its columns come from more than 200,000 columns in all, the limit";

/// The columns of a query.
pub(super) fn of_query(query: &Query, context: Context<'_>, schema: &dyn Schema) -> Columns {
    let mut engine = Engine::new(context, schema);
    let env = Env {
        ctes: &[],
        parent: None,
    };
    let relation = engine.query(query, None, &env);
    published(&mut engine, &relation)
}

/// The columns of `SELECT * FROM a UNION ALL SELECT * FROM b`.
pub(super) fn of_tables(tables: &[Dotted], context: Context<'_>, schema: &dyn Schema) -> Columns {
    let mut engine = Engine::new(context, schema);
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
    usage::conditions(&mut Engine::new(context, schema), query, found);
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
            true => Some(engine::TOO_LARGE),
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
