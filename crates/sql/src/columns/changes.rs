//! Functions of BigQuery that give a table's columns and a few more.

use std::rc::Rc;

use sqlparser::ast::{Expr, FunctionArg, FunctionArgExpr};

use super::engine::Engine;
use super::function::argument;
use super::relation::Relation;
use super::scope::{Env, Scope};
use super::value::{Column, Value};

impl Engine<'_> {
    /// `APPENDS(TABLE t, …)`, `CHANGES(TABLE t, …)`: the rows of a table and what became of them.
    pub(super) fn extended(
        &mut self,
        name: &str,
        args: &[&FunctionArg],
        scope: &Scope<'_>,
        env: &Env<'_>,
    ) -> Option<Relation> {
        if name != "APPENDS" && name != "CHANGES" {
            return None;
        }
        let FunctionArgExpr::Expr(Expr::Subquery(query)) = argument(args.first()?) else {
            return None;
        };
        let table = self.query(query, Some(scope), env);
        let mut columns = table.columns.as_ref().clone();
        columns.extend(["_CHANGE_TYPE", "_CHANGE_TIMESTAMP"].map(|name| Column {
            name: name.into(),
            value: Rc::new(Value::constant()),
        }));
        Some(Relation::of(columns, table.rest.clone()))
    }
}
