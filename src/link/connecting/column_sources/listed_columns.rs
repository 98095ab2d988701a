//! The list of a relation's columns, where no warehouse gives it: what its SQL and runs tell of, with
//! what exports say of these. And what documentation names although the warehouse lacks it.

use rustc_hash::FxHashMap;

use super::column_spelling::spelled_by_sql;
use crate::catalog::{
    Column, ColumnLineage, LineageSource, PerRelation, Presence, Query, Registry, Relation,
    Strings, Sym, small,
};
use crate::diagnostic::{Argument, Finding, Rule, text};

/// Columns that a finding names.
const MOST_NAMED: usize = 8;

/// Adds what SQL and runs tell of to the columns that exports name, in the order of the SQL.
pub(super) fn list_columns(registry: &mut Registry, lineage: &PerRelation<ColumnLineage>) {
    let untyped = registry.intern("");
    for i in 0..registry.relations.len() {
        let relation = &registry.relations[i];
        let known_lineage = lineage.of(relation.asset);
        if relation.columns_complete || known_lineage.is_empty() {
            continue;
        }
        let Some(mut columns) = listed(registry, relation, known_lineage, untyped) else {
            continue;
        };
        spell_fields(&mut registry.strings, &mut columns);
        let start = small(registry.columns.len());
        registry.columns.append(&mut columns);
        let end = small(registry.columns.len());
        let relation = &mut registry.relations[i];
        let exported = std::mem::replace(&mut relation.columns, start..end);
        let asset = relation.asset;
        registry.exported_columns.insert(asset, exported);
    }
}

/// The columns of a relation whose warehouse doesn't list them all, where SQL gives it these; `exported` is
/// what exports name.
pub(super) fn columns_as_seen(
    c: &Registry,
    relation: &Relation,
    exported: &[Column],
    names: impl Iterator<Item = Sym>,
) -> Option<Vec<Column>> {
    let untyped = c.strings.get("").filter(|_| !relation.columns_complete)?;
    let mut list = List::new(c, exported);
    let own = spelled_by_sql(relation);
    for name in names {
        list.name(name, own, untyped);
    }
    list.take_rest();
    Some(list.columns)
}

/// Says which columns documentation names and the warehouse lacks.
pub(super) fn documented_only(c: &Registry, findings: &mut Vec<Finding>) {
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
        let of = Argument::Asset(c.subject(relation.asset));
        let message = match names.as_slice() {
            [one] => {
                text!(
                    "column {column} of `{relation}` is documented, and the warehouse doesn't have it",
                    column = one,
                    relation = of
                )
            }
            many => text!(
                "columns {columns} of `{relation}` are documented, and the warehouse doesn't have them",
                columns = many.join(", "),
                relation = of
            ),
        };
        let pos = c.places_of(relation).dbt;
        findings.push(
                Finding::new(Rule::DocumentedColumn, message)
                    .at(pos.or(c.asset(relation.asset).pos))
                    .about(c.subject(relation.asset))
                    .help("correct the name in the documentation or remove it; where the column is new, export the warehouse's columns again"),
            );
    }
}

/// Says that a relation's SQL is more work to trace than is done.
pub(super) fn beyond_limit(registry: &Registry, relation: &Relation, limit: &str) -> Finding {
    let name = Argument::Asset(registry.subject(relation.asset));
    let message = text!(
        "where the columns of `{relation}` come from isn't known: {limit}",
        relation = name,
        limit
    );
    let pos = registry.places_of(relation).query;
    Finding::new(Rule::SqlUnparsed, message)
            .at(pos)
            .about(registry.subject(relation.asset))
            .help("its references are all there; split the statement into several views to see where their columns come from")
}

/// The columns that exports name and those that lineage tells of, each once. Nothing where lineage
/// adds none and leaves order and names as they are.
fn listed(
    c: &Registry,
    relation: &Relation,
    known_lineage: &[ColumnLineage],
    untyped: Sym,
) -> Option<Vec<Column>> {
    let known = c.columns_of(relation);
    let mut list = List::new(c, known);
    // Only SQL knows an order.
    let query = relation.query.as_ref();
    if query.is_none_or(|q| !relation.is_view() && !q.is_display_only()) {
        list.take_rest();
    }
    let own = spelled_by_sql(relation);
    for lineage in known_lineage {
        // A path that a run tells of leads to a field.
        let is_path = lineage.by == LineageSource::Event && c.str(lineage.column).contains('.');
        if !is_path || known.is_empty() {
            list.name(lineage.column, own, untyped);
        }
    }
    list.take_rest();
    let same = |(a, b): (&Column, &Column)| a.path == b.path && a.depth == b.depth;
    let is_new = list.columns.len() != known.len() || !list.columns.iter().zip(known).all(same);
    is_new.then_some(list.columns)
}

/// A list of columns in the making.
struct List<'c> {
    registry: &'c Registry,
    /// What exports name.
    known: &'c [Column],
    /// Which of them are in the list.
    taken: Vec<bool>,
    /// Places in `known` by name in lower case; past its end for what lineage adds.
    places: FxHashMap<String, usize>,
    /// Places of fields, by path in lower case; and of the first field of each column.
    fields: FxHashMap<String, usize>,
    columns: Vec<Column>,
}

impl<'c> List<'c> {
    fn new(registry: &'c Registry, known: &'c [Column]) -> Self {
        let mut places: FxHashMap<String, usize> = FxHashMap::default();
        let mut fields: FxHashMap<String, usize> = FxHashMap::default();
        for (at, column) in known.iter().enumerate() {
            let path = registry.str(column.path).to_lowercase();
            if column.depth == 0 {
                places.entry(path).or_insert(at);
                continue;
            }
            if let Some((top, _)) = path.split_once('.') {
                fields.entry(top.to_owned()).or_insert(at);
            }
            fields.entry(path).or_insert(at);
        }
        Self {
            registry,
            known,
            taken: vec![false; known.len()],
            places,
            fields,
            columns: Vec::with_capacity(known.len()),
        }
    }

    /// Adds a column that lineage tells of, as exports spell it or with its `own` spelling.
    fn name(&mut self, path: Sym, own: bool, untyped: Sym) {
        let c = self.registry;
        let name = c.str(path);
        let lower = name.to_lowercase();
        if let Some(at) = self.places.get(&lower).copied() {
            if let Some(known) = self.known.get(at) {
                self.take(at, if own { path } else { known.path });
            }
            return;
        }
        let field = self.fields.get(&lower).copied();
        self.places.insert(lower, self.known.len());
        // A dot in a name that SQL gives is part of it: what documentation calls so is no field.
        if let Some(at) = field.filter(|at| name.contains('.') && !self.taken[*at]) {
            self.taken[at] = true;
            let known = self.known[at];
            self.columns.push(Column {
                path: if own { path } else { known.path },
                depth: 0,
                ..known
            });
            return;
        }
        self.columns.push(Column {
            path,
            data_type: untyped,
            description: None,
            depth: 0,
            required: None,
            partitioning: false,
            clustering: 0,
            policy_tags: None,
            presence: Presence::Listed,
        });
        if let Some(at) = field {
            self.take_fields(name, at);
        }
    }

    /// Adds a column that exports name, by this name, with its fields.
    fn take(&mut self, at: usize, path: Sym) {
        if std::mem::replace(&mut self.taken[at], true) {
            return;
        }
        let c = self.registry;
        let known = self.known[at];
        self.columns.push(Column { path, ..known });
        self.take_fields(c.str(known.path), at + 1);
    }

    /// Adds the fields of a column, which follow each other from here on.
    fn take_fields(&mut self, of: &str, from: usize) {
        let (c, known) = (self.registry, self.known);
        let rest = known.iter().enumerate().skip(from);
        for (at, field) in rest.take_while(|(_, k)| k.depth > 0 && is_field(of, c.str(k.path))) {
            if !std::mem::replace(&mut self.taken[at], true) {
                self.columns.push(*field);
            }
        }
    }

    /// Adds what lineage tells nothing of.
    fn take_rest(&mut self) {
        let known = self.known;
        for (at, column) in known.iter().enumerate() {
            self.take(at, column.path);
        }
    }
}

/// Whether a path leads to a field of a column.
fn is_field(column: &str, path: &str) -> bool {
    let of = path.get(..column.len());
    of.is_some_and(|of| of.eq_ignore_ascii_case(column)) && path[column.len()..].starts_with('.')
}

/// Spells the paths of fields as the columns that they are in.
fn spell_fields(strings: &mut Strings, columns: &mut [Column]) {
    let mut top = None;
    for column in columns {
        if column.depth == 0 {
            top = Some(column.path);
            continue;
        }
        let Some(top) = top.map(|top| strings.resolve(top)) else {
            continue;
        };
        let path = strings.resolve(column.path);
        if is_field(top, path) && !path.starts_with(top) {
            let spelled = format!("{top}{}", &path[top.len()..]);
            column.path = strings.intern(&spelled);
        }
    }
}

/// Whether a relation's columns have the names that its SQL gives them. What is inserted goes by
/// position.
pub(super) fn names_columns(c: &Registry, relation: &Relation) -> bool {
    let known_lineage = |q: &&Query| q.origin.holds_values();
    relation
        .query
        .as_ref()
        .filter(known_lineage)
        .is_none_or(|query| {
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
pub(super) fn place_inserted(c: &Registry, relation: &Relation, columns: &mut [sql::OutputColumn]) {
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
