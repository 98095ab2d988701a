//! Which columns of a relation a query filters so that it reads few partitions, or so that it runs at
//! all.

use super::choice::is_selectable;
use super::partition_columns::{MOST, Way, same};
use super::sample_condition::recent;
use super::sample_name;
use crate::catalog::{AssetIx, Column, FilterShape, Relation};
use crate::system::{PARTITION_COLUMNS, PARTITION_TIME};
use crate::view::Views;
use sql::{Dialect, Operator, ValueClass};

/// A column that is a partition column, as it is.
pub(super) struct Pruned<'a> {
    pub(super) column: &'a Column,
    pub(super) class: ValueClass,
}

impl Views<'_> {
    /// The columns that a query of a relation filters for the sake of partitions: those that are
    /// required, else the first one. A table that requires a filter which none of the columns
    /// gives is the error.
    pub(super) fn pruned(
        &self,
        relation: &Relation,
        dialect: Dialect,
    ) -> Result<Vec<Pruned<'_>>, AssetIx> {
        let c = self.reader;
        let Some(reached) = self.partitions_of(relation.asset) else {
            return Ok(Vec::new());
        };
        // In the relation's order, each with the tables that it prunes.
        let known: Vec<(Pruned<'_>, Vec<AssetIx>)> = c
            .columns_of(relation)
            .iter()
            .filter(|k| k.depth == 0)
            .filter_map(|column| {
                let ways = reached.columns.iter();
                let ways: Vec<&Way> = ways
                    .filter(|(name, ..)| same(c, *name, column.path))
                    .collect();
                let tables: Vec<AssetIx> = ways.iter().map(|(_, table, _)| *table).collect();
                let (_, table, literal_class) = ways.first()?;
                let class = dialect
                    .class_of(c.str(column.data_type))
                    .or(*literal_class)
                    .or_else(|| self.partition_class(*table, dialect))?;
                let usable =
                    is_selectable(column) && sample_name::column(c, column, dialect).is_some();
                usable.then_some((Pruned { column, class }, tables))
            })
            .collect();
        let mut chosen: Vec<usize> = Vec::new();
        for table in &reached.required {
            // All of them: a table that is joined to itself is asked for a filter twice.
            let covers = |i: &usize| known.get(*i).is_some_and(|(_, of)| of.contains(table));
            let covering: Vec<usize> = (0..known.len()).filter(covers).collect();
            if covering.is_empty() && !self.is_filtered_within(relation, *table) {
                return Err(*table);
            }
            for i in covering {
                if !chosen.contains(&i) {
                    chosen.push(i);
                }
            }
        }
        // Beyond so many nobody kept count.
        if let Some(table) = reached.required.get(MOST - 1) {
            return Err(*table);
        }
        if chosen.is_empty() {
            chosen.push(0);
        }
        chosen.sort_unstable();
        let kept = known.into_iter().enumerate();
        Ok(kept
            .filter(|(i, _)| chosen.contains(i))
            .map(|(_, (pruned, _))| pruned)
            .collect())
    }

    /// Conditions on the partition columns; `shape` may say how people compare them.
    pub(super) fn on_partitions(
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
                let column = format!("{prefix}{}", sample_name::column(c, of.column, dialect)?);
                let mut predicates = shape.into_iter().flat_map(|s| &s.predicates);
                let own = predicates.find(|p| self.is_named(of.column, c.str(p.column)));
                let operator = own.map(|p| p.operator);
                recent(&column, operator, of.class, dialect, self.days())
            })
            .collect()
    }

    /// The class of the column that a table is partitioned by.
    fn partition_class(&self, table: AssetIx, dialect: Dialect) -> Option<ValueClass> {
        let c = self.reader;
        let columns = c.columns_at(table);
        match columns.iter().find(|k| k.partitioning) {
            Some(column) => dialect.class_of(c.str(column.data_type)),
            None => None,
        }
    }

    /// The name of the column that a table is partitioned by.
    pub(super) fn partition_name(&self, table: AssetIx) -> &str {
        let c = self.reader;
        let columns = c.columns_at(table);
        let column = columns.iter().find(|k| k.partitioning);
        column.map_or(PARTITION_TIME, |k| c.str(k.path))
    }

    /// Whether a view on the way down to a table, this one included, filters the partition itself.
    fn is_filtered_within(&self, view: &Relation, table: AssetIx) -> bool {
        let c = self.reader;
        let mut readers = vec![view.asset];
        readers.extend(c.path_to(view.asset, table));
        let mut readers = readers.into_iter().filter_map(|ix| c.relation(ix));
        readers.any(|reader| self.filters_partition(reader, table))
    }

    fn filters_partition(&self, reader: &Relation, table: AssetIx) -> bool {
        let c = self.reader;
        let partition = self.partition_name(table);
        let is_partition = |from: AssetIx, column: &str| {
            if from == table {
                return column.eq_ignore_ascii_case(partition)
                    || PARTITION_COLUMNS.contains(&column);
            }
            // A view below, which passes the partition column on.
            let reached = self.partitions_of(from);
            let mut ways = reached.map_or(&[][..], |r| &r.columns).iter();
            ways.any(|(name, of, _)| *of == table && c.str(*name).eq_ignore_ascii_case(column))
        };
        let mut filters = c.filters_of(reader).iter();
        filters.any(|(from, filter)| {
            prunes(filter.operator) && is_partition(*from, c.str(filter.column))
        })
    }
}

/// Whether a comparison of a partition column leaves partitions out.
const fn prunes(operator: Operator) -> bool {
    use Operator::*;
    match operator {
        Equal | Less | LessOrEqual | Greater | GreaterOrEqual | In | Between | Like | ILike
        | IsNull => true,
        NotEqual | NotIn | NotBetween | NotLike | NotILike | IsNotNull => false,
    }
}
