//! FROM: which relations a select reads, and how they are joined.

use sqlparser::ast::{
    Ident, Join, JoinConstraint, JoinOperator, LateralView, RowsPerMatch, TableAlias, TableFactor,
    TableWithJoins,
};

use super::super::form::{
    self, Constraint, Factor, Joined, Joining, Recognize, Table, Turn, Turned, Unnest, UsingSide,
};
use super::lower_pivot::symbols;
use super::names::Lower;

impl Lower<'_> {
    pub(super) fn joined(&mut self, table: &TableWithJoins) -> Joined {
        Joined {
            factor: self.factor(&table.relation),
            joins: table.joins.iter().map(|join| self.join(join)).collect(),
        }
    }

    pub(super) fn join(&mut self, join: &Join) -> form::Join {
        let factor = self.factor(&join.relation);
        let none = JoinConstraint::None;
        let (constraint, joining) = match &join.join_operator {
            JoinOperator::Join(constraint)
            | JoinOperator::Inner(constraint)
            | JoinOperator::Left(constraint)
            | JoinOperator::LeftOuter(constraint)
            | JoinOperator::CrossJoin(constraint)
            | JoinOperator::StraightJoin(constraint)
            | JoinOperator::AsOf { constraint, .. } => (constraint, Joining::Both(UsingSide::Left)),
            JoinOperator::Right(constraint) | JoinOperator::RightOuter(constraint) => {
                (constraint, Joining::Both(UsingSide::Right))
            }
            JoinOperator::FullOuter(constraint) => (constraint, Joining::Both(UsingSide::Both)),
            JoinOperator::Semi(_)
            | JoinOperator::LeftSemi(_)
            | JoinOperator::Anti(_)
            | JoinOperator::LeftAnti(_) => (&none, Joining::Semi),
            JoinOperator::CrossApply | JoinOperator::OuterApply => (&none, Joining::Apply),
            JoinOperator::RightSemi(_) | JoinOperator::RightAnti(_) => (&none, Joining::RightSemi),
            JoinOperator::ArrayJoin
            | JoinOperator::LeftArrayJoin
            | JoinOperator::InnerArrayJoin => (&none, Joining::Array),
        };
        let pairs = !matches!(
            join.join_operator,
            JoinOperator::CrossJoin(_) | JoinOperator::AsOf { .. }
        );
        let constraint = match constraint {
            JoinConstraint::On(condition) if pairs => Constraint::On(self.terms(condition, false)),
            JoinConstraint::On(_) | JoinConstraint::None => Constraint::On(Vec::new()),
            JoinConstraint::Using(names) => {
                Constraint::Using(names.iter().filter_map(|name| self.last(name)).collect())
            }
            JoinConstraint::Natural => Constraint::Natural,
        };
        form::Join {
            factor,
            joining,
            constraint,
            pairs,
        }
    }

    fn factor(&mut self, factor: &TableFactor) -> Factor {
        match factor {
            TableFactor::Table {
                name,
                alias,
                args: None,
                json_path: None,
                ..
            } => {
                let idents: Vec<&Ident> = name.0.iter().filter_map(|p| p.as_ident()).collect();
                if idents.len() != name.0.len() || idents.is_empty() {
                    return self.unknown("a name that is computed", alias.as_ref());
                }
                Factor::Table(Table {
                    // The parser splits `a.b` quoted as a whole; both parts then stand at one place.
                    whole: matches!(idents.as_slice(), [a, b, ..] if a.span == b.span),
                    name: self.object(name),
                    alias: self.alias(alias.as_ref()).map(Box::new),
                })
            }
            TableFactor::Derived {
                lateral,
                subquery,
                alias,
                ..
            } => Factor::Derived {
                lateral: *lateral,
                query: Box::new(self.subquery(subquery)),
                alias: self.alias(alias.as_ref()),
            },
            TableFactor::UNNEST {
                alias,
                array_exprs,
                with_offset,
                with_offset_alias,
                with_ordinality,
            } => {
                let offset = with_offset.then(|| match with_offset_alias {
                    Some(alias) => self.ident(alias),
                    None => self.sym("offset"),
                });
                Factor::Unnest(Box::new(Unnest {
                    arrays: array_exprs.iter().map(|expr| self.value(expr)).collect(),
                    alias: self.alias(alias.as_ref()),
                    offset,
                    ordinality: *with_ordinality,
                }))
            }
            TableFactor::NestedJoin {
                table_with_joins,
                alias,
            } => {
                let joined = Box::new(self.joined(table_with_joins));
                Factor::Nested(joined, self.alias(alias.as_ref()))
            }
            TableFactor::Pivot { .. } | TableFactor::Unpivot { .. } => self.turned(factor),
            TableFactor::MatchRecognize { .. } => self.recognized(factor),
            other => self.table_function(other),
        }
    }

    /// PIVOT and UNPIVOT of the same table nest as deep as they are many.
    fn turned(&mut self, factor: &TableFactor) -> Factor {
        let mut turns = Vec::new();
        let mut factor = factor;
        loop {
            factor = match factor {
                TableFactor::Pivot {
                    table,
                    aggregate_functions,
                    value_column,
                    value_source,
                    alias,
                    ..
                } => {
                    let pivot = self.pivot(aggregate_functions, value_column, value_source);
                    turns.push((Turn::Pivot(pivot), self.alias(alias.as_ref())));
                    table
                }
                TableFactor::Unpivot {
                    table,
                    value,
                    name,
                    columns,
                    alias,
                    ..
                } => {
                    let unpivot = self.unpivot(value, name, columns);
                    turns.push((Turn::Unpivot(unpivot), self.alias(alias.as_ref())));
                    table
                }
                _ => break,
            };
        }
        turns.reverse();
        Factor::Turned(Box::new(Turned {
            factor: self.factor(factor),
            turns,
        }))
    }

    fn recognized(&mut self, factor: &TableFactor) -> Factor {
        let TableFactor::MatchRecognize {
            table,
            partition_by,
            measures,
            rows_per_match,
            alias,
            ..
        } = factor
        else {
            return self.unknown("MATCH_RECOGNIZE", None);
        };
        // `up.price`: the rows that the pattern calls `up`.
        let mut qualifiers = Vec::new();
        for measure in measures {
            symbols(&measure.expr, &mut |ident| {
                let symbol = self.ident(ident);
                if !qualifiers.contains(&symbol) {
                    qualifiers.push(symbol);
                }
            });
        }
        let partition = partition_by.iter();
        let partition = partition.map(|expr| (self.implied(expr), self.value(expr)));
        let partition = partition.collect();
        let measures = measures.iter();
        let measures = measures.map(|one| (self.ident(&one.alias), self.value(&one.expr)));
        let measures = measures.collect();
        Factor::Recognize(Box::new(Recognize {
            factor: self.factor(table),
            partition,
            measures,
            symbols: qualifiers,
            all_rows: matches!(rows_per_match, Some(RowsPerMatch::AllRows(_))),
            alias: self.alias(alias.as_ref()),
        }))
    }

    pub(super) fn lateral_view(&mut self, view: &LateralView) -> form::LateralView {
        let call = super::lower_table_function::function_of(&view.lateral_view);
        form::LateralView {
            call: call.map(|(name, args)| self.call(&name, &args)),
            parts: self.gathered(&[&view.lateral_view]),
            name: self.last(&view.lateral_view_name),
            columns: self.idents(&view.lateral_col_alias),
        }
    }

    /// A relation whose columns aren't known.
    pub(super) fn unknown(&mut self, what: &str, alias: Option<&TableAlias>) -> Factor {
        Factor::Function(Box::new(form::Function {
            call: None,
            alias: self.alias(alias),
            ordinality: false,
            what: self.sym(what),
        }))
    }
}
