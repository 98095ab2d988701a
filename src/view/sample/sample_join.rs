//! A join as people write it, to the view that stands for what they joined.

use super::draft::Draft;
use super::pruning_filters::Pruned;
use super::sample_name::{self, dialect};
use crate::catalog::{AssetIx, Column, Derivation, Relation, UsagePattern};
use crate::view::Views;
use crate::view::model::SampleQuery;
use crate::view::usage_section::view_for;
use sql::Dialect;

/// Columns shown of either side.
const SHOWN: [usize; 2] = [4, 3];

impl Views<'_> {
    /// The join of one habit; `None` where either side lacks what it needs.
    pub(super) fn joined_query(
        &self,
        relation: &Relation,
        habit: &UsagePattern,
        pruned: &[Pruned<'_>],
        own: Dialect,
    ) -> Option<SampleQuery> {
        let c = self.reader;
        let (joined, by) = habit.joined?;
        let other = c.relation(view_for(self, joined)?)?;
        if other.asset == relation.asset || !other.is_described() || dialect(other) != own {
            return None;
        }
        let mine = self.key(relation, c.str(habit.column))?;
        let theirs = self.counterpart(other, joined, c.str(by))?;
        let of = |column: &Column| own.class_of(c.str(column.data_type));
        if !of(mine)?.compares(of(theirs)?) {
            return None;
        }
        let others = self.pruned(other, own).ok()?;
        let mut conditions = self.on_partitions(pruned, "a.", own, None);
        conditions.extend(self.on_partitions(&others, "b.", own, None));
        if conditions.len() < pruned.len() + others.len() {
            return None;
        }
        let mut shown = self.shown(relation, own, "a.", "", SHOWN[0]);
        self.show_others(other, theirs, own, &mut shown);
        Some(SampleQuery {
            title: format!(
                "As it is joined most often, to {}",
                self.short_name(other.asset)
            ),
            sql: Draft {
                dialect: own,
                shown,
                from: format!(
                    "{} AS a\nJOIN {} AS b\n  ON a.{} = b.{}",
                    sample_name::table(c, relation, own)?,
                    sample_name::table(c, other, own)?,
                    sample_name::column(c, mine, own)?,
                    sample_name::column(c, theirs, own)?
                ),
                conditions,
            }
            .text(),
        })
    }

    /// A column by name that a join can be on.
    fn key<'v>(&'v self, relation: &Relation, name: &str) -> Option<&'v Column> {
        let columns = self.reader.columns_of(relation);
        let column = columns
            .iter()
            .find(|k| k.depth == 0 && self.is_named(k, name))?;
        Some(column).filter(|k| self.is_comparable(relation, k))
    }

    /// What a statement joined in a table may have another name in the view that stands for it.
    fn counterpart<'v>(
        &'v self,
        view: &Relation,
        joined: AssetIx,
        column: &str,
    ) -> Option<&'v Column> {
        let c = self.reader;
        let derived = c.column_lineage_of(view).iter().find(|lineage| {
            lineage.how == Derivation::Identity
                && c.column_refs_of(lineage)
                    .iter()
                    .any(|r| r.asset == joined && c.str(r.column).eq_ignore_ascii_case(column))
        });
        let name = derived.map_or(column, |lineage| c.str(lineage.column));
        self.key(view, name)
    }

    /// Adds columns of the other side, under another name where theirs is taken.
    fn show_others(
        &self,
        other: &Relation,
        key: &Column,
        dialect: Dialect,
        shown: &mut Vec<String>,
    ) {
        let c = self.reader;
        let mut taken: Vec<String> = shown.iter().map(|k| bare(k).to_ascii_lowercase()).collect();
        for column in self.shown(other, dialect, "b.", c.str(key.path), SHOWN[1]) {
            let name = bare(&column).to_owned();
            let is_taken = |name: &str, taken: &[String]| {
                taken.iter().any(|t| *t == name.to_ascii_lowercase())
            };
            if !is_taken(&name, &taken) {
                taken.push(name.to_ascii_lowercase());
                shown.push(column);
                continue;
            }
            let stem = alias(c.str(other.table), &name);
            let mut unique = stem.clone();
            let mut n = 2usize;
            while is_taken(&unique, &taken) {
                unique = format!("{stem}_{n}");
                n += 1;
            }
            if let Some(written) = dialect.identifier(&unique) {
                shown.push(format!("{column} AS {written}"));
                taken.push(unique.to_ascii_lowercase());
            }
        }
    }
}

/// The name of a column as written after the alias of its relation, without quotes.
fn bare(column: &str) -> &str {
    let name = column.get(2..).unwrap_or(column);
    name.trim_matches(|c: char| matches!(c, '`' | '"' | '[' | ']'))
}

/// `shops_city`: a plain word of the table's name and the column's.
fn alias(table: &str, column: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    let text: String = table
        .chars()
        .chain(['_'])
        .chain(column.chars())
        .map(plain)
        .collect();
    match text.starts_with(|c: char| c.is_ascii_digit()) {
        true => format!("t_{text}"),
        false => text,
    }
}
