//! What runs of jobs tell of columns, kept beside what the rest says: which of it counts depends on who may
//! know of the jobs.

use super::merged_columns::merge_columns;
use super::raw_facts::RawColumn;
use crate::catalog::{Column, Strings, Sym};

/// A relation of whose columns runs tell, with all that is told of these.
#[derive(Debug)]
pub(in crate::link) struct ToldByRuns {
    /// Number of the relation.
    pub(in crate::link) relation: u32,
    /// Whether nothing but runs describes it.
    pub(in crate::link) alone: bool,
    columns: Vec<RawColumn>,
}

impl ToldByRuns {
    pub(super) const fn new(relation: u32, alone: bool, columns: Vec<RawColumn>) -> Self {
        Self {
            relation,
            alone,
            columns,
        }
    }

    /// Paths of all columns that are told, whoever tells them.
    pub(in crate::link) fn paths(&self) -> impl Iterator<Item = Sym> {
        self.columns.iter().map(|raw| raw.column.path)
    }

    /// Keys of the jobs whose runs tell of columns.
    pub(in crate::link) fn jobs(&self) -> impl Iterator<Item = Sym> {
        self.columns.iter().filter_map(|raw| raw.job)
    }

    /// The columns as they are where only the runs of some jobs tell of them.
    pub(in crate::link) fn columns(
        &self,
        strings: &Strings,
        counts: impl Fn(Sym) -> bool,
    ) -> Vec<Column> {
        let told = self.columns.iter();
        let told = told.filter(|raw| raw.job.is_none_or(&counts));
        let told: Vec<RawColumn> = told.copied().collect();
        let mut columns = Vec::new();
        if !told.is_empty() {
            merge_columns(strings, &told, &mut columns);
        }
        columns
    }
}
