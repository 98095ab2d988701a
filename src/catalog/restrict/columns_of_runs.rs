//! Columns of which runs of jobs tell, without what those tell whose job an audience may not see.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::fact_rule::FactRule;
use super::told_columns::Told;
use super::under_way::Restriction;
use crate::catalog::{AssetIx, Column, ColumnLineage, LineageSource, Relation, Sym};
use crate::system::SqlOrigin;

/// The columns of a relation as they are where unseen jobs never ran: those that they alone tell of are
/// gone, and so are their words on others.
pub(super) fn told<'a>(part: &Restriction<'a>, relation: &Relation) -> Cow<'a, [Column]> {
    told_of(part, relation, part.from.columns_of(relation))
}

/// As [`told`], of the columns that a relation has as far as may be known.
pub(super) fn told_of<'a>(
    part: &Restriction<'a>,
    relation: &Relation,
    all: &'a [Column],
) -> Cow<'a, [Column]> {
    let c = part.from;
    let Some(told) = known(part, relation.asset) else {
        return Cow::Borrowed(all);
    };
    let lineage = Lineage::of(part, relation);
    let mut columns: Vec<(usize, Column)> = Vec::new();
    for column in all {
        let path = c.str(column.path).to_lowercase();
        let place = told.places.get(&path);
        let known = place.and_then(|place| Some((*place, told.columns.get(*place)?)));
        match known {
            Some((place, as_told)) => {
                let column = Column {
                    path: match has_sql(relation) {
                        true => column.path,
                        false => as_told.path,
                    },
                    data_type: as_told.data_type,
                    description: as_told.description,
                    presence: as_told.presence,
                    ..*column
                };
                columns.push((place, column));
            }
            None if lineage.names(part, relation, &path) => {
                columns.push((usize::MAX, untold(*column, told.all.contains(&path))));
            }
            None => {}
        }
    }
    // SQL of its own knows an order; else it is that of telling.
    if !has_sql(relation) {
        columns.sort_by_key(|(place, _)| *place);
    }
    Cow::Owned(columns.into_iter().map(|(_, column)| column).collect())
}

/// Whether it may be known that a relation has a column, by its path in the whole.
pub(super) fn is_told(part: &Restriction<'_>, relation: AssetIx, column: Sym) -> bool {
    let c = part.from;
    let Some((told, relation)) = known(part, relation).zip(c.relation(relation)) else {
        return true;
    };
    let path = c.str(column).to_lowercase();
    let mut columns = c.columns_of(relation).iter();
    let is_there = columns.any(|of| c.str(of.path).to_lowercase() == path);
    !is_there
        || told.places.contains_key(&path)
        || Lineage::of(part, relation).names(part, relation, &path)
}

fn known<'a>(part: &Restriction<'a>, relation: AssetIx) -> Option<&'a Told> {
    let told = part.by.told_by_runs.get(relation);
    told.filter(|_| part.keeps(FactRule::RunFacts))
}

/// A column of which a statement tells, without the words of runs on it.
fn untold(column: Column, has_words: bool) -> Column {
    Column {
        description: column.description.filter(|_| !has_words),
        ..column
    }
}

/// Whether a relation has SQL that isn't that of a run.
fn has_sql(relation: &Relation) -> bool {
    let query = relation.query.as_ref();
    query.is_some_and(|query| query.origin != SqlOrigin::Run)
}

/// What SQL and runs tell of a relation's columns by what flows into them.
struct Lineage<'a> {
    by_path: FxHashMap<String, &'a ColumnLineage>,
}

impl<'a> Lineage<'a> {
    fn of(part: &Restriction<'a>, relation: &Relation) -> Self {
        let c = part.from;
        let all = c.column_lineage_of(relation).iter();
        Self {
            by_path: all
                .map(|of| (c.str(of.column).to_lowercase(), of))
                .collect(),
        }
    }

    /// Whether a column is named by SQL of the relation's own, or by a run that may be known of. SQL of
    /// runs is told to nobody, and neither are its columns.
    fn names(&self, part: &Restriction<'_>, relation: &Relation, path: &str) -> bool {
        let Some(lineage) = self.by_path.get(path) else {
            return false;
        };
        match lineage.by {
            LineageSource::Sql(origin) => origin != SqlOrigin::Run,
            LineageSource::Event if has_sql(relation) => true,
            LineageSource::Event => {
                let mut stated = part.from.stated_sources.iter();
                stated.any(|stated| {
                    stated.of == relation.asset
                        && stated.column == lineage.column
                        && part.tells(stated.job)
                })
            }
        }
    }
}
