//! The list of a relation's columns, where no warehouse gives it: what its SQL and runs tell of, with
//! what exports say of these. And what documentation names although the warehouse lacks it.

use rustc_hash::FxHashMap;

use crate::catalog::{Catalog, Column, Presence, Query, Relation, SqlProblem, Sym};
use crate::diagnostic::{Finding, Rule};
use crate::link::Linker;
use crate::link::relations::small;
use crate::sql;

/// Columns that a finding names.
const MOST_NAMED: usize = 8;

impl Linker<'_> {
    /// Adds what SQL and runs tell of to the columns that exports name, in the order of the SQL.
    pub(super) fn list_columns(&mut self) {
        let untyped = self.catalog.strings.intern("");
        for i in 0..self.catalog.relations.len() {
            let relation = &self.catalog.relations[i];
            if relation.columns_complete || relation.column_lineage.is_empty() {
                continue;
            }
            let Some(mut columns) = listed(&self.catalog, relation, untyped) else {
                continue;
            };
            let start = small(self.catalog.columns.len());
            self.catalog.columns.append(&mut columns);
            let end = small(self.catalog.columns.len());
            self.catalog.relations[i].columns = start..end;
        }
    }

    /// Says which columns documentation names and the warehouse lacks.
    pub(super) fn documented_only(&mut self) {
        let c = &self.catalog;
        for relation in c.relations.iter().filter(|r| r.columns_complete) {
            let missing: Vec<&str> = c
                .columns_of(relation)
                .iter()
                .filter(|k| k.presence == Presence::Documented)
                .map(|k| c.str(k.path))
                .collect();
            if missing.is_empty() {
                continue;
            }
            let mut names: Vec<String> = missing
                .iter()
                .take(MOST_NAMED)
                .map(|name| format!("`{name}`"))
                .collect();
            let more = missing.len() - names.len();
            if more > 0 {
                names.push(format!("{more} more"));
            }
            let name = c.name(relation.asset);
            let message = match names.as_slice() {
                [one] => format!(
                    "column {one} of `{name}` is documented, and the warehouse doesn't have it"
                ),
                many => format!(
                    "columns {} of `{name}` are documented, and the warehouse doesn't have them",
                    many.join(", ")
                ),
            };
            let pos = relation.dbt.as_ref().map(|d| d.pos);
            self.findings.push(
                Finding::new(Rule::DocumentedColumn, message)
                    .at(pos.or(c.asset(relation.asset).pos))
                    .asset(c.id(relation.asset))
                    .help("correct the name in the documentation or remove it; where the column is new, export the warehouse's columns again"),
            );
        }
    }

    /// SQL that a tool built a relation with and that doesn't parse.
    pub(super) fn unread(&mut self, i: usize, error: sql::SqlError) {
        if let Some(query) = &mut self.catalog.relations[i].query {
            query.problem = Some(SqlProblem {
                line: error.line,
                column: error.column,
                message: error.message,
            });
            self.unparsed(i);
        }
    }
}

/// The columns that exports name and those that lineage tells of, each once. Nothing where lineage
/// adds none and leaves the order as it is.
fn listed(c: &Catalog, relation: &Relation, untyped: Sym) -> Option<Vec<Column>> {
    let known = c.columns_of(relation);
    let mut place: FxHashMap<String, usize> = FxHashMap::default();
    for (at, column) in known.iter().enumerate().filter(|(_, k)| k.depth == 0) {
        place.entry(c.str(column.path).to_lowercase()).or_insert(at);
    }
    let mut taken = vec![false; known.len()];
    let mut columns: Vec<Column> = Vec::with_capacity(known.len());
    // A column comes with its fields, which follow it.
    let take = |at: usize, taken: &mut Vec<bool>, columns: &mut Vec<Column>| {
        if taken[at] {
            return;
        }
        let fields = known[at + 1..].iter().take_while(|k| k.depth > 0).count();
        for i in at..=at + fields {
            if !std::mem::replace(&mut taken[i], true) {
                columns.push(known[i]);
            }
        }
    };
    // Only SQL knows an order.
    let query = relation.query.as_ref();
    if query.is_none_or(|q| !relation.is_view() && !q.display_only) {
        for at in 0..known.len() {
            take(at, &mut taken, &mut columns);
        }
    }
    let mut added = false;
    for lineage in c.column_lineage_of(relation) {
        let name = c.str(lineage.column);
        // A path that a run tells of leads to a field.
        if lineage.by == "OpenLineage" && name.contains('.') && !known.is_empty() {
            continue;
        }
        match place.get(&name.to_lowercase()) {
            Some(at) if *at < known.len() => take(*at, &mut taken, &mut columns),
            Some(_) => {}
            None => {
                place.insert(name.to_lowercase(), known.len());
                columns.push(Column {
                    path: lineage.column,
                    data_type: untyped,
                    description: None,
                    depth: 0,
                    required: false,
                    partitioning: false,
                    clustering: 0,
                    policy_tags: None,
                    presence: Presence::Listed,
                });
                added = true;
            }
        }
    }
    for at in 0..known.len() {
        take(at, &mut taken, &mut columns);
    }
    let same = |(a, b): (&Column, &Column)| a.path == b.path;
    (added || !columns.iter().zip(known).all(same)).then_some(columns)
}

/// Whether a relation's columns have the names that its SQL gives them. What is inserted goes by
/// position.
pub(super) fn names_columns(c: &Catalog, relation: &Relation) -> bool {
    let told = |q: &&Query| q.display_only && relation.dbt.is_none();
    relation.query.as_ref().filter(told).is_none_or(|query| {
        let word = c.str(query.text).split_whitespace().next();
        word.is_none_or(|w| {
            !["insert", "merge"]
                .iter()
                .any(|i| w.eq_ignore_ascii_case(i))
        })
    })
}

/// Gives the columns of a query whose rows are inserted the names that they have in the relation: those
/// that the statement lists, else those of the relation at the same places.
pub(super) fn place_inserted(c: &Catalog, relation: &Relation, columns: &mut [sql::OutputColumn]) {
    let Some(query) = relation.query.as_ref() else {
        return;
    };
    let text = c.str(query.text);
    let word = text.split_whitespace().next().unwrap_or_default();
    if names_columns(c, relation) || !word.eq_ignore_ascii_case("insert") {
        return;
    }
    let top = c.columns_of(relation).iter().filter(|k| k.depth == 0);
    let known: Vec<&str> = top.map(|k| c.str(k.path)).collect();
    let names =
        inserted(text).unwrap_or_else(|| known.iter().map(|name| (*name).to_owned()).collect());
    if names.len() != columns.len() {
        return;
    }
    for (column, name) in columns.iter_mut().zip(names) {
        column.name = name;
    }
    // The order is that of the table.
    let places: FxHashMap<String, usize> = known
        .iter()
        .enumerate()
        .map(|(at, name)| (name.to_lowercase(), at))
        .collect();
    let last = places.len();
    columns.sort_by_cached_key(|k| places.get(&k.name.to_lowercase()).copied().unwrap_or(last));
}

/// The columns that `INSERT INTO t (a, b)` lists.
fn inserted(text: &str) -> Option<Vec<String>> {
    let (before, rest) = text.split_once('(')?;
    let query = |word: &str| {
        ["select", "with", "from", "values", "partition"]
            .iter()
            .any(|w| w.eq_ignore_ascii_case(word))
    };
    if before.split_whitespace().any(query) {
        return None;
    }
    let (list, _) = rest.split_once(')')?;
    let plain = |name: &str| !name.is_empty() && !name.contains(['(', '=', '\'', ' ', '"', '`']);
    let names: Vec<String> = list
        .split(',')
        .map(|name| name.trim().trim_matches(['"', '`', '[', ']']).to_owned())
        .collect();
    names.iter().all(|name| plain(name)).then_some(names)
}
