//! Set operations: operands paired by position or by name.

use std::rc::Rc;

use super::super::form::ByName;
use super::known_relation::{Relation, Rest, without_sources};
use super::limits::TOO_LARGE;
use super::resolution::Engine;
use super::value::{self, Column, Value};

impl Engine<'_> {
    /// Operands of set operations of one kind.
    pub(super) fn combined(
        &mut self,
        operands: &[Rc<Relation>],
        by_name: Option<ByName>,
    ) -> Rc<Relation> {
        if let Some(by_name) = by_name
            && let [first, others @ ..] = operands
        {
            let mut all = Rc::clone(first);
            for other in others {
                all = self.matched(by_name, &all, other);
            }
            return all;
        }
        let relation = self.by_position(operands);
        if self.by_name {
            return Rc::new(without_sources(
                &relation,
                "a set operation that matches columns by name",
            ));
        }
        relation
    }

    /// Operands of a set operation, paired by position.
    pub(super) fn by_position(&mut self, operands: &[Rc<Relation>]) -> Rc<Relation> {
        let [first, others @ ..] = operands else {
            return Rc::new(Relation::unknown("", "no operands"));
        };
        if others.is_empty() {
            return Rc::clone(first);
        }
        let bare: Option<Vec<Rc<Value>>> = operands
            .iter()
            .map(|operand| {
                let value = operand.value.as_ref().map(Rc::clone);
                value.filter(|_| operand.columns.is_empty())
            })
            .collect();
        if let Some(values) = bare {
            return Rc::new(Relation::rows(value::either(&values)));
        }
        if operands
            .iter()
            .any(|operand| operand.value.is_some() && operand.columns.is_empty())
        {
            return Rc::new(Relation::unknown(
                "",
                "a set operation over rows and plain values",
            ));
        }
        let closed = operands.iter().all(|operand| operand.rest.is_empty());
        if closed
            && others
                .iter()
                .any(|other| other.columns.len() != first.columns.len())
        {
            return Rc::new(without_sources(
                first,
                "a set operation over different numbers of columns",
            ));
        }
        let certain = operands
            .iter()
            .map(|operand| operand.certain())
            .min()
            .unwrap_or(0);
        let mut columns = Vec::with_capacity(first.columns.len());
        let mut values = Vec::with_capacity(operands.len());
        for (at, column) in first.columns.iter().enumerate() {
            if at >= certain {
                columns.push(Column {
                    name: Rc::clone(&column.name),
                    value: Value::unknown("paired by position with columns that aren't known"),
                });
                continue;
            }
            values.clear();
            for operand in operands {
                if let Some(column) = operand.columns.get(at) {
                    values.push(Rc::clone(&column.value));
                }
            }
            let size = values.iter().map(|value| value.size()).sum();
            let value = if self.spend(size) {
                Value::unknown(TOO_LARGE)
            } else {
                value::either(&values)
            };
            columns.push(Column {
                name: Rc::clone(&column.name),
                value,
            });
        }
        let rest = operands
            .iter()
            .flat_map(|operand| &operand.rest)
            .map(|rest| Rest {
                base: None,
                except: Vec::new(),
                at: certain,
                ..rest.clone()
            })
            .collect();
        Rc::new(Relation::of(columns, rest))
    }

    /// Two operands of a set operation, paired by name. In BigQuery it is told which columns come of
    /// it; elsewhere they are always those of both.
    pub(super) fn matched(
        &mut self,
        kept: ByName,
        left: &Relation,
        right: &Relation,
    ) -> Rc<Relation> {
        let both = self.paired_by_name(left, right);
        let all = !self.dialect.is_bigquery() || kept == ByName::Both;
        if all {
            return Rc::new(both);
        }
        let columns = both.columns.iter().filter(|column| {
            let name = column.name.to_lowercase();
            left.find(&name).is_some() && (kept == ByName::Left || right.find(&name).is_some())
        });
        let columns = columns.cloned().collect();
        Rc::new(Relation::of(columns, both.rest.clone()))
    }

    /// Two operands of a set operation, paired by name: all columns of both.
    fn paired_by_name(&mut self, left: &Relation, right: &Relation) -> Relation {
        if self.spend(left.columns.len() + right.columns.len()) {
            return Relation::unknown("", TOO_LARGE);
        }
        let mut columns = Vec::with_capacity(left.columns.len());
        let open = !left.rest.is_empty() || !right.rest.is_empty();
        for column in left.columns.iter() {
            let other = right.find(&column.name.to_lowercase());
            let value = match other {
                _ if open => Value::unknown("paired by name with columns that aren't known"),
                Some(Ok(other)) => {
                    self.spend(column.value.size() + other.value.size());
                    value::either(&[Rc::clone(&column.value), Rc::clone(&other.value)])
                }
                Some(Err(())) => Value::unknown("several columns of one name"),
                None => Rc::clone(&column.value),
            };
            columns.push(Column {
                name: Rc::clone(&column.name),
                value,
            });
        }
        for column in right.columns.iter() {
            if left.find(&column.name.to_lowercase()).is_none() {
                columns.push(Column {
                    name: Rc::clone(&column.name),
                    value: if open {
                        Value::unknown("paired by name with columns that aren't known")
                    } else {
                        Rc::clone(&column.value)
                    },
                });
            }
        }
        let rest = left
            .rest
            .iter()
            .chain(&right.rest)
            .map(|rest| Rest {
                base: None,
                except: Vec::new(),
                at: 0,
                ..rest.clone()
            })
            .collect();
        Relation::of(columns, rest)
    }
}
