//! MATCH_RECOGNIZE: rows told by a pattern, and what is measured of them.

use std::convert::Infallible;
use std::ops::ControlFlow;
use std::rc::Rc;

use sqlparser::ast::{Expr, RowsPerMatch, TableFactor, visit_expressions};

use super::engine::Engine;
use super::relation::Relation;
use super::scope::{Env, Item, Scope};
use super::select::Output;
use super::value::Column;

impl Engine<'_> {
    /// The columns of `table MATCH_RECOGNIZE (…)`: those of the partition and the measures, and
    /// all of the table's where each row of a match is kept.
    pub(super) fn recognized(
        &mut self,
        factor: &TableFactor,
        scope: &Scope<'_>,
        env: &Env<'_>,
    ) -> Relation {
        let TableFactor::MatchRecognize {
            table,
            partition_by,
            measures,
            rows_per_match,
            ..
        } = factor
        else {
            return Relation::unknown("", "MATCH_RECOGNIZE");
        };
        let mut inner = Scope::within(scope.parent);
        self.factor(table, 0, &mut inner, env);
        // `up.price`: the rows that the pattern calls `up`.
        let mut symbols: Vec<String> = Vec::new();
        for measure in measures {
            let ControlFlow::Continue(()) = visit_expressions(&measure.expr, |expr| {
                if let Expr::CompoundIdentifier(names) = expr
                    && let [symbol, _] = names.as_slice()
                    && inner.item(&symbol.value).is_none()
                    && !symbols.contains(&symbol.value)
                {
                    symbols.push(symbol.value.clone());
                }
                ControlFlow::<Infallible>::Continue(())
            });
        }
        if let [item] = inner.items.as_slice() {
            let relation = Rc::clone(&item.relation);
            inner.named = symbols
                .into_iter()
                .map(|symbol| Item {
                    alias: Some(symbol),
                    parts: Vec::new(),
                    relation: Rc::clone(&relation),
                    group: 0,
                    merged: Vec::new(),
                    made: false,
                })
                .collect();
        }
        let mut output = match rows_per_match {
            Some(RowsPerMatch::AllRows(_)) => self.star(&inner),
            _ => {
                let mut output = Output::default();
                for expr in partition_by {
                    output.columns.push(Column {
                        name: self.implied(expr).into(),
                        value: self.value(expr, &inner, env),
                    });
                }
                output
            }
        };
        for measure in measures {
            output.columns.push(Column {
                name: measure.alias.value.as_str().into(),
                value: self.value(&measure.expr, &inner, env),
            });
        }
        output.into_relation()
    }
}
