//! Queries to start from, always against views: each names columns that exist, gives no two the
//! same name, filters what the tables below are partitioned by, compares with literals of the
//! columns' types, and has the conditions of one statement that people run.

mod join;
mod literal;
mod name;
mod partition;
mod pruned;

use super::Views;
use super::model::{SamplePart, SampleQuery};
use crate::catalog::{Column, ColumnLineage, FilterShape, Presence, Relation};
use crate::system::System;
use literal::{condition, is_repeated, recent};
use pruned::Pruned;
use sql::Dialect;

pub(super) use literal::Days;
pub(super) use partition::Partitions;

/// Columns that a query shows.
const SHOWN: usize = 6;
/// Conditions that a query has besides those on partitions.
const CONDITIONS: usize = 4;

/// A query under construction.
struct Draft {
    dialect: Dialect,
    shown: Vec<String>,
    /// What follows FROM.
    from: String,
    conditions: Vec<String>,
}

impl Draft {
    fn text(&self) -> String {
        let (select, limit) = match self.dialect.limits_by_top() {
            true => ("SELECT TOP 100", ""),
            false => ("SELECT", "\nLIMIT 100"),
        };
        let filter = match self.conditions.as_slice() {
            [] => String::new(),
            all => format!("\nWHERE {}", all.join("\n  AND ")),
        };
        let shown: Vec<String> = self.shown.iter().map(|k| format!("  {k}")).collect();
        format!(
            "{select}\n{}\nFROM {}{filter}{limit}",
            shown.join(",\n"),
            self.from
        )
    }
}

impl Views<'_> {
    /// Queries that run as they are, or why there is none.
    pub(super) fn sample_queries(&self, relation: &Relation) -> SamplePart {
        let c = self.reader;
        // A productive table is read through a unified view only.
        if !relation.is_described() || !relation.is_view() && !relation.unified {
            return SamplePart::default();
        }
        let dialect = dialect(relation);
        if dialect.is_legacy() {
            return SamplePart::none("It is a view in legacy SQL, which standard SQL can't read.");
        }
        let Some(from) = name::table(c, relation, dialect) else {
            return SamplePart::default();
        };
        let shown = self.shown(relation, dialect, "", "", SHOWN);
        if shown.is_empty() {
            return SamplePart::default();
        }
        let pruned = match self.pruned(relation, dialect) {
            Ok(pruned) => pruned,
            Err(table) => {
                return SamplePart::none(format!(
                    "No query is shown that might not run: {} requires a filter on its partition \
                     column {}, which isn't a column here.",
                    c.name(table),
                    self.partition_name(table)
                ));
            }
        };
        let mut plain = Draft {
            dialect,
            shown,
            from,
            conditions: self.on_partitions(&pruned, "", dialect, None),
        };
        if plain.conditions.len() < pruned.len() {
            return SamplePart::default();
        }
        let text = plain.text();
        let mut queries = Vec::new();
        if let Some(usage) = c.usage_of(relation.asset) {
            let filtered = usage.shapes.iter().find_map(|shape| {
                plain.conditions = self.filters(relation, shape, &pruned, dialect)?;
                Some(plain.text()).filter(|filtered| *filtered != text)
            });
            queries.extend(filtered.map(|sql| SampleQuery {
                title: "As it is filtered most often".into(),
                sql,
            }));
            let mut joins = usage.joins.iter();
            queries.extend(joins.find_map(|h| self.joined_query(relation, h, &pruned, dialect)));
        }
        queries.insert(
            0,
            SampleQuery {
                title: String::new(),
                sql: text,
            },
        );
        SamplePart {
            queries,
            note: None,
        }
    }

    /// Conditions on the partition columns; `shape` may say how people compare them.
    fn on_partitions(
        &self,
        pruned: &[Pruned<'_>],
        prefix: &str,
        dialect: Dialect,
        shape: Option<&FilterShape>,
    ) -> Vec<String> {
        let c = self.reader;
        pruned
            .iter()
            .filter_map(|of| {
                let column = format!("{prefix}{}", name::column(c, of.column, dialect)?);
                let mut predicates = shape.into_iter().flat_map(|s| &s.predicates);
                let own = predicates.find(|p| self.is_named(of.column, c.str(p.column)));
                let operator = own.map(|p| p.operator);
                recent(&column, operator, of.class, dialect, &self.prepared.days)
            })
            .collect()
    }

    /// The conditions of one statement, each column once, after those on partitions.
    fn filters(
        &self,
        relation: &Relation,
        shape: &FilterShape,
        pruned: &[Pruned<'_>],
        dialect: Dialect,
    ) -> Option<Vec<String>> {
        let c = self.reader;
        let columns = c.columns_of(relation);
        // In the order of the columns, so that the same conditions always read the same.
        let mut own: Vec<(usize, String)> = shape
            .predicates
            .iter()
            .filter_map(|p| {
                let wanted = c.str(p.column);
                let at = columns.iter().position(|k| self.is_named(k, wanted))?;
                let column = &columns[at];
                let is_pruned = pruned.iter().any(|of| of.column.path == column.path);
                let never = p.operator == "IS NULL" && column.required;
                if is_pruned || never || !self.is_comparable(relation, column) {
                    return None;
                }
                let written = name::column(c, column, dialect)?;
                let class = dialect.class_of(c.str(column.data_type));
                let text = condition(&written, p.operator, class, dialect, &self.prepared.days)?;
                Some((at, text))
            })
            .collect();
        own.sort_unstable();
        own.dedup_by_key(|(at, _)| *at);
        own.truncate(CONDITIONS);
        let mut conditions = self.on_partitions(pruned, "", dialect, Some(shape));
        conditions.extend(own.into_iter().map(|(_, text)| text));
        Some(conditions).filter(|all| !all.is_empty() && all.len() >= pruned.len())
    }

    /// The first columns of a relation that a query can show, each name once, without `skip`.
    fn shown(
        &self,
        relation: &Relation,
        dialect: Dialect,
        prefix: &str,
        skip: &str,
        most: usize,
    ) -> Vec<String> {
        let c = self.reader;
        let mut names: Vec<&str> = Vec::new();
        let mut shown = Vec::new();
        for column in c.columns_of(relation).iter().filter(|k| k.depth == 0) {
            let name = c.str(column.path);
            if shown.len() == most {
                break;
            }
            let again = names.iter().any(|n| n.eq_ignore_ascii_case(name));
            if again || name.eq_ignore_ascii_case(skip) || !is_selectable(column) {
                continue;
            }
            if self.is_unnamed(relation, column) {
                continue;
            }
            if let Some(written) = name::column(c, column, dialect) {
                names.push(name);
                shown.push(format!("{prefix}{written}"));
            }
        }
        shown
    }

    /// Whether only documentation names a column: the view's own SQL, which tells all of its columns,
    /// doesn't. Where the warehouse lists them, that counts.
    fn is_unnamed(&self, relation: &Relation, column: &Column) -> bool {
        let c = self.reader;
        let is_it = |lineage: &ColumnLineage| {
            lineage
                .why
                .is_some_and(|why| c.str(why) == ColumnLineage::UNNAMED)
                && self.is_named(column, c.str(lineage.column))
        };
        !relation.columns_complete
            && relation.is_view()
            && c.column_lineage_of(relation).iter().any(is_it)
    }

    fn is_named(&self, column: &Column, name: &str) -> bool {
        self.reader.str(column.path).eq_ignore_ascii_case(name)
    }

    /// Whether a condition on a column picks rows: its type is known, it isn't one of several
    /// values, and nothing on its path is restricted.
    fn is_comparable(&self, relation: &Relation, column: &Column) -> bool {
        let c = self.reader;
        let path = c.str(column.path);
        let is_open = |k: &Column| is_selectable(k) && !is_repeated(c.str(k.data_type));
        !c.str(column.data_type).is_empty()
            && is_open(column)
            && (column.depth == 0
                || c.columns_of(relation)
                    .iter()
                    .filter(|k| k.depth < column.depth && is_within(path, c.str(k.path)))
                    .all(is_open))
    }
}

/// Whether the warehouse has a column and everybody who may read its relation may read it, with all
/// its fields: a struct has the policy tags of what is in it.
const fn is_selectable(column: &Column) -> bool {
    column.policy_tags.is_none() && matches!(column.presence, Presence::Listed)
}

/// Whether a path is that of a field somewhere below another.
fn is_within(path: &str, above: &str) -> bool {
    let Some((head, rest)) = path.split_at_checked(above.len()) else {
        return false;
    };
    head.eq_ignore_ascii_case(above) && rest.starts_with('.')
}

/// The dialect that a relation is queried in: that of its SQL, or else of its warehouse. What no export
/// tells either of comes from BigQuery.
fn dialect(relation: &Relation) -> Dialect {
    let query = relation.query.as_ref().map(|q| q.dialect);
    let known = query.or(relation.dialect);
    known.unwrap_or_else(|| System::ASSUMED.dialect())
}
