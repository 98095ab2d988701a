//! Queries: common table expressions, set operations, pipe syntax.

use sqlparser::ast::{
    AssignmentTarget, Expr, ExprWithAliasAndOrderBy, Ident, PipeOperator, Query, SelectItem,
    SetExpr, SetOperator, SetQuantifier, TableAliasColumnDef,
};

use super::super::form::{self, Body, ByName, Cte, Operand, Pipe, Sym, Unpivot};
use super::super::mend::VALUE_OF_ROW;
use super::Lower;
use super::function::called;

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

    pub(super) fn alias_columns(&mut self, columns: &[TableAliasColumnDef]) -> Vec<Sym> {
        self.idents(columns.iter().map(|column| &column.name))
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

    fn pipe(&mut self, operator: &PipeOperator) -> Pipe {
        match operator {
            PipeOperator::Limit { .. }
            | PipeOperator::Where { .. }
            | PipeOperator::OrderBy { .. }
            | PipeOperator::TableSample { .. } => Pipe::Rows,
            PipeOperator::Select { exprs } => match exprs.as_slice() {
                [SelectItem::ExprWithAlias { expr, alias }] if alias.value == VALUE_OF_ROW => {
                    Pipe::Value(self.value(expr))
                }
                items => Pipe::Select(self.items(items)),
            },
            PipeOperator::Extend { exprs } => Pipe::Extend(self.items(exprs)),
            PipeOperator::Set { assignments } => {
                let columns = assignments.iter().map(|assignment| {
                    let AssignmentTarget::ColumnName(name) = &assignment.target else {
                        return None;
                    };
                    match name.0.as_slice() {
                        [part] => {
                            let name = self.ident(part.as_ident()?);
                            Some((name, self.value(&assignment.value)))
                        }
                        _ => None,
                    }
                });
                Pipe::Set(columns.collect())
            }
            PipeOperator::Drop { columns } => Pipe::Drop(self.idents(columns)),
            PipeOperator::Rename { mappings } => {
                let names = mappings
                    .iter()
                    .map(|mapping| (self.ident(&mapping.ident), self.ident(&mapping.alias)));
                Pipe::Rename(names.collect())
            }
            PipeOperator::As { alias } => Pipe::As(self.ident(alias)),
            PipeOperator::Aggregate {
                full_table_exprs,
                group_by_expr,
            } => {
                let mut groups = Vec::new();
                for item in group_by_expr {
                    match &item.expr.alias {
                        None => self.grouped(&item.expr.expr, &mut groups),
                        Some(_) => {
                            let (name, value) = self.aggregated(item);
                            groups.push(form::Grouped {
                                name,
                                value,
                                within: false,
                            });
                        }
                    }
                }
                let aggregates = full_table_exprs.iter().map(|item| self.aggregated(item));
                Pipe::Aggregate {
                    aggregates: aggregates.collect(),
                    groups,
                }
            }
            PipeOperator::Join(join) => Pipe::Join(Box::new(self.join(join))),
            PipeOperator::Union {
                set_quantifier,
                queries,
            }
            | PipeOperator::Intersect {
                set_quantifier,
                queries,
            } => Pipe::Combine {
                by_name: by_name(*set_quantifier),
                queries: queries.iter().map(|query| self.query(query)).collect(),
            },
            PipeOperator::Except { .. } => Pipe::Except,
            PipeOperator::Pivot {
                aggregate_functions,
                value_column,
                value_source,
                alias,
            } => {
                let by = match value_column.as_slice() {
                    [one] => Expr::Identifier(one.clone()),
                    many => Expr::CompoundIdentifier(many.to_vec()),
                };
                let pivot = self.pivot(aggregate_functions, &[by], value_source);
                Pipe::Pivot(Box::new(pivot), alias.as_ref().map(|a| self.ident(a)))
            }
            PipeOperator::Unpivot {
                value_column,
                name_column,
                unpivot_columns,
                alias,
            } => {
                let unpivot = Unpivot {
                    targets: self.idents([value_column]),
                    name: self.ident(name_column),
                    groups: unpivot_columns
                        .iter()
                        .map(|name| self.idents([name]))
                        .collect(),
                };
                Pipe::Unpivot(Box::new(unpivot), alias.as_ref().map(|a| self.ident(a)))
            }
            PipeOperator::Call { function, alias } => {
                let name = called(&function.name);
                Pipe::Call(self.sym(&name), alias.as_ref().map(|a| self.ident(a)))
            }
        }
    }

    fn aggregated(&mut self, item: &ExprWithAliasAndOrderBy) -> (Sym, form::Expr) {
        let item = &item.expr;
        let name = match &item.alias {
            Some(alias) => self.ident(alias),
            None => self.implied(&item.expr),
        };
        (name, self.value(&item.expr))
    }
}

fn by_name(quantifier: SetQuantifier) -> Option<ByName> {
    match quantifier {
        SetQuantifier::ByName => Some(ByName::Both),
        SetQuantifier::AllByName => Some(ByName::Left),
        SetQuantifier::DistinctByName => Some(ByName::Common),
        SetQuantifier::All | SetQuantifier::Distinct | SetQuantifier::None => None,
    }
}
