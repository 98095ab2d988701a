//! Queries to start from, always against views: each names columns that exist, gives no two the
//! same name, filters what the tables below are partitioned by, compares with literals of the
//! columns' types, and has the conditions of one statement that people run.

mod choice;
mod draft;
mod partition_columns;
mod pruning_filters;
mod sample_condition;
mod sample_join;
mod sample_name;

use super::Views;
use super::model::{SamplePart, SampleQuery};
use crate::catalog::{FilterShape, Relation};
use draft::Draft;
use pruning_filters::Pruned;
use sample_condition::condition;
use sample_name::dialect;
use sql::{Dialect, Operator};

pub(super) use partition_columns::{Partitions, Reached};
pub(super) use sample_condition::Days;

/// Columns that a query shows.
const SHOWN: usize = 6;
/// Conditions that a query has besides those on partitions.
const CONDITIONS: usize = 4;

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
        let Some(from) = sample_name::table(c, relation, dialect) else {
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
                let never = p.operator == Operator::IsNull && column.required == Some(true);
                if is_pruned || never || !self.is_comparable(relation, column) {
                    return None;
                }
                let written = sample_name::column(c, column, dialect)?;
                let class = dialect.class_of(c.str(column.data_type));
                let text = condition(&written, p.operator, class, dialect, self.days())?;
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
}
