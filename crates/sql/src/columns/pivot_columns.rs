//! PIVOT and UNPIVOT.

use std::collections::HashSet;
use std::rc::Rc;

use super::super::Dialect;
use super::super::form::{Pivot, Sym, Unpivot};
use super::column_scope::{Env, Scope};
use super::known_relation::{Lookup, Relation};
use super::lineage::Derivation;
use super::resolution::Engine;
use super::value::{self, Column, Shape, Sum, Value};

impl Engine<'_> {
    /// The relations of a scope, turned by `PIVOT (aggregates FOR column IN (values))`.
    pub(super) fn pivot(&mut self, inner: &Scope<'_>, pivot: &Pivot, env: &Env<'_>) -> Relation {
        let star = self.star(inner);
        if let Some(rest) = star.rest.first() {
            return Relation::unknown(&rest.relation, Rc::clone(&rest.reason));
        }
        let names = self.names;
        let plain = pivot.used.as_ref().filter(|used| {
            used.iter()
                .filter_map(|one| one.table)
                .all(|table| inner.item(names.text(table)).is_some())
        });
        // What the aggregates and FOR name is used up; the rows are grouped by the others.
        let Some(used) = plain else {
            return Relation::unknown("", "PIVOT over more than plain columns");
        };
        let used = used.iter().map(|one| names.text(one.column).to_lowercase());
        let used: Vec<String> = used.collect();
        let mut columns: Vec<Column> = star
            .columns
            .into_iter()
            .filter(|column| !used.contains(&column.name.to_lowercase()))
            .collect();
        // Which rows an aggregate is made of hangs on what FOR names.
        let by = self.sum_of(&pivot.by, Shape::Scalar, inner, env);
        let mut values = Vec::with_capacity(pivot.aggregates.len());
        for (alias, aggregate) in &pivot.aggregates {
            let value = self.value(aggregate, inner, env);
            let mut sum = Sum::new();
            sum.add(&value);
            sum.add(&by);
            sum.how = Derivation::Aggregation;
            let alias = alias.map(|alias| names.text(alias));
            values.push((alias, sum.computed(Shape::Opaque)));
        }
        let named = match &pivot.values {
            Some(list) => self.pivoted(list, &values, &mut columns),
            None => false,
        };
        if named {
            return Relation::of(columns, Vec::new());
        }
        let mut relation = Relation::unknown("", "the columns of PIVOT are named by values");
        for rest in &mut relation.rest {
            rest.at = columns.len();
        }
        Relation::of(columns, relation.rest)
    }

    /// Adds a column for each value and aggregate; false where a name isn't known.
    fn pivoted(
        &self,
        list: &[Option<Sym>],
        aggregates: &[(Option<&str>, Rc<Value>)],
        columns: &mut Vec<Column>,
    ) -> bool {
        let before = columns.len();
        for name in list {
            let name = name.map(|name| self.names.text(name));
            for (alias, value) in aggregates {
                let name = match (name, alias) {
                    // An alias of the only aggregate goes unused in Spark.
                    (Some(name), Some(_))
                        if self.dialect == Dialect::Databricks && aggregates.len() == 1 =>
                    {
                        name.to_owned()
                    }
                    (Some(name), Some(alias)) if self.dialect.is_bigquery() => {
                        format!("{alias}_{name}")
                    }
                    (Some(name), Some(alias)) => format!("{name}_{alias}"),
                    (Some(name), None) if aggregates.len() == 1 => name.to_owned(),
                    _ => {
                        columns.truncate(before);
                        return false;
                    }
                };
                columns.push(Column {
                    name: name.into(),
                    value: Rc::clone(value),
                });
            }
        }
        true
    }

    /// The relations of a scope with some columns told as rows: a group of columns each, in the
    /// columns `targets`, beside its name in the column `name`.
    pub(super) fn unpivot(&mut self, inner: &Scope<'_>, unpivot: &Unpivot) -> Relation {
        let targets = &unpivot.targets;
        let star = self.star(inner);
        if let Some(rest) = star.rest.first() {
            return Relation::unknown(&rest.relation, Rc::clone(&rest.reason));
        }
        let mut picked: Vec<Vec<Rc<Value>>> = vec![Vec::new(); targets.len()];
        let mut used: HashSet<String> = HashSet::new();
        for names in &unpivot.groups {
            if names.len() != targets.len() || names.is_empty() {
                return Relation::unknown("", "UNPIVOT over more than plain columns");
            }
            for (name, values) in names.iter().zip(&mut picked) {
                let name = self.names.text(*name);
                let found = self.column(name, inner, 0..inner.items.len(), None);
                values.push(match found {
                    Lookup::Yes(value) | Lookup::Maybe(value) => value,
                    Lookup::No => Value::unknown(format!("no column `{name}` to unpivot")),
                });
                used.insert(name.to_lowercase());
            }
        }
        let mut columns: Vec<Column> = star
            .columns
            .into_iter()
            .filter(|column| column.name.is_empty() || !used.contains(&column.name.to_lowercase()))
            .collect();
        // The names of columns, told as values.
        let label = Column {
            name: self.names.text(unpivot.name).into(),
            value: Rc::new(Value::constant()),
        };
        let pivot_targets = targets.iter().zip(&picked).map(|(target, values)| Column {
            name: self.names.text(*target).into(),
            value: value::either(values),
        });
        // The name stands behind the values in BigQuery and SQL Server, before them elsewhere.
        if self.dialect.is_bigquery() || self.dialect == Dialect::MsSql {
            columns.extend(pivot_targets);
            columns.push(label);
        } else {
            columns.push(label);
            columns.extend(pivot_targets);
        }
        Relation::of(columns, Vec::new())
    }
}
