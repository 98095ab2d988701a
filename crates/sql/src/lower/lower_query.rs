//! Queries: common table expressions and set operations.

use sqlparser::ast::{Ident, Query, SetExpr, SetOperator};

use super::super::form::{self, Body, Cte, Operand};
use super::by_name::by_name;
use super::names::Lower;

impl Lower<'_> {
    pub(super) fn query(&mut self, query: &Query) -> form::Query {
        let with = query.with.iter().flat_map(|with| &with.cte_tables);
        let with = with.map(|cte| Cte {
            name: self.ident(&cte.alias.name),
            columns: self.alias_columns(&cte.alias.columns),
            query: self.query(&cte.query),
        });
        form::Query {
            with: with.collect(),
            recursive: query.with.as_ref().is_some_and(|with| with.recursive),
            body: self.body(&query.body),
            pipes: query
                .pipe_operators
                .iter()
                .map(|operator| self.pipe(operator))
                .collect(),
        }
    }

    fn body(&mut self, body: &SetExpr) -> Body {
        match body {
            SetExpr::Select(select) => Body::Select(Box::new(self.select(select))),
            SetExpr::Query(query) => Body::Query(Box::new(self.query(query))),
            SetExpr::SetOperation { .. } => self.set_operation(body),
            SetExpr::Values(values) => {
                let rows = values.rows.iter();
                let rows = rows.map(|row| row.content.iter().map(|e| self.value(e)).collect());
                Body::Values(rows.collect())
            }
            SetExpr::Table(table) => {
                let parts = table.schema_name.iter().chain(&table.table_name);
                let parts: Vec<Ident> = parts.map(|part| Ident::new(part.as_str())).collect();
                Body::Table(self.dotted(&parts))
            }
            SetExpr::Insert(_) | SetExpr::Update(_) | SetExpr::Delete(_) | SetExpr::Merge(_) => {
                Body::Change
            }
        }
    }

    fn set_operation(&mut self, body: &SetExpr) -> Body {
        // The tree leans to the left, as deep as there are operands.
        let mut spine = Vec::new();
        let mut first = body;
        while let SetExpr::SetOperation {
            left,
            op,
            set_quantifier,
            right,
        } = first
        {
            spine.push((*op, *set_quantifier, right.as_ref()));
            first = left.as_ref();
        }
        let first = Box::new(self.body(first));
        let others = spine
            .into_iter()
            .rev()
            .map(|(op, quantifier, right)| Operand {
                body: self.body(right),
                taken: matches!(op, SetOperator::Except | SetOperator::Minus),
                by_name: by_name(quantifier),
            });
        Body::Set {
            first,
            others: others.collect(),
        }
    }
}
