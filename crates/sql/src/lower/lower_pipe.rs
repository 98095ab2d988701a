//! Pipe syntax: `FROM t |> WHERE … |> SELECT …`.

use sqlparser::ast::{AssignmentTarget, Expr, ExprWithAliasAndOrderBy, PipeOperator, SelectItem};

use super::super::accepted_syntax::VALUE_OF_ROW;
use super::super::form::{self, Grouped, Pipe, Sym, Unpivot};
use super::by_name::by_name;
use super::lower_function::called;
use super::names::Lower;

impl Lower<'_> {
    pub(super) fn pipe(&mut self, operator: &PipeOperator) -> Pipe {
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
            } => self.aggregate(full_table_exprs, group_by_expr),
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
                queries: queries.iter().map(|query| self.subquery(query)).collect(),
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

    fn aggregate(
        &mut self,
        aggregates: &[ExprWithAliasAndOrderBy],
        group_by: &[ExprWithAliasAndOrderBy],
    ) -> Pipe {
        let mut groups = Vec::new();
        for item in group_by {
            match &item.expr.alias {
                None => self.grouped(&item.expr.expr, &mut groups),
                Some(_) => {
                    let (name, value) = self.aggregated(item);
                    groups.push(Grouped {
                        name,
                        value,
                        within: false,
                    });
                }
            }
        }
        let aggregates = aggregates.iter().map(|item| self.aggregated(item));
        Pipe::Aggregate {
            aggregates: aggregates.collect(),
            groups,
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
