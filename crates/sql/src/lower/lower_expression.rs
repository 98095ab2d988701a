//! Expressions, taken apart as far as they only add up what goes into them.

use sqlparser::ast::{AccessExpr, BinaryOperator, CaseWhen, DataType, Expr, Ident, Subscript};

use super::super::accepted_syntax::FIELDS_OF_TYPE;
use super::super::form::{self, Cast, Computed, Field, Made, Plain, Step, Type};
use super::names::Lower;

impl Lower<'_> {
    /// An expression whose fields and place matter.
    pub(super) fn value(&mut self, expr: &Expr) -> form::Expr {
        match bare(expr) {
            Expr::Identifier(ident) => form::Expr::Name(self.dotted(std::slice::from_ref(ident))),
            Expr::CompoundIdentifier(idents) => form::Expr::Name(self.dotted(idents)),
            Expr::CompoundFieldAccess { root, access_chain } => self.access(root, access_chain),
            Expr::Struct { values, fields } => {
                let names: Vec<Option<&Ident>> = fields
                    .iter()
                    .map(|field| field.field_name.as_ref())
                    .collect();
                self.built(values, &names)
            }
            // A struct without names.
            Expr::Tuple(values) if self.dialect.is_bigquery() => {
                self.built(values, &vec![None; values.len()])
            }
            Expr::Subquery(query) => form::Expr::Subquery(Box::new(self.subquery(query))),
            Expr::Exists { subquery, .. } => form::Expr::Exists(Box::new(self.subquery(subquery))),
            Expr::Function(function) => self.function(function),
            Expr::Case {
                operand,
                conditions,
                else_result,
                ..
            } => self.case(operand.as_deref(), conditions, else_result.as_deref()),
            expr @ (Expr::Cast { .. }
            | Expr::Convert {
                data_type: Some(_), ..
            }) => self.cast(expr),
            Expr::Array(array) => form::Expr::Array {
                elements: array
                    .elem
                    .iter()
                    .map(|element| self.value(element))
                    .collect(),
                typed: array.named && self.dialect.is_bigquery(),
            },
            expr @ (Expr::Tuple(_) | Expr::Dictionary(_) | Expr::Map(_)) => {
                self.computed(expr, Plain::Tuple)
            }
            Expr::Value(_) | Expr::TypedString(_) => form::Expr::Constant,
            Expr::Lambda(lambda) => self.lambda(lambda),
            // `||` also joins arrays, whose elements may have fields.
            expr @ (Expr::JsonAccess { .. }
            | Expr::Prior(_)
            | Expr::BinaryOp {
                op: BinaryOperator::StringConcat,
                ..
            }) => self.computed(expr, Plain::Opaque),
            expr => self.computed(expr, Plain::Scalar),
        }
    }

    fn computed(&mut self, expr: &Expr, fields: Plain) -> form::Expr {
        form::Expr::Computed(Computed {
            parts: self.gathered(&[expr]),
            made: Made::ByRow,
            fields,
        })
    }

    fn case(
        &mut self,
        operand: Option<&Expr>,
        conditions: &[CaseWhen],
        otherwise: Option<&Expr>,
    ) -> form::Expr {
        let mut tests: Vec<&Expr> = operand.into_iter().collect();
        tests.extend(conditions.iter().map(|when| &when.condition));
        let results = conditions.iter().map(|when| &when.result).chain(otherwise);
        let results: Vec<&Expr> = results.collect();
        self.choice(&results, &tests)
    }

    /// A struct built of `values`.
    fn built(&mut self, values: &[Expr], names: &[Option<&Ident>]) -> form::Expr {
        let fields = values.iter().enumerate().map(|(at, expr)| {
            let name = match (names.get(at), expr) {
                (Some(Some(name)), _) => self.ident(name),
                (None, Expr::Named { name, .. }) => self.ident(name),
                (Some(None), _) => self.sym(""),
                (None, expr) => self.implied(expr),
            };
            Field {
                name,
                value: self.value(expr),
            }
        });
        form::Expr::Struct(fields.collect())
    }

    /// `x::DATE::TEXT`: a chain of them is as deep as it is long.
    fn cast(&mut self, expr: &Expr) -> form::Expr {
        let mut types = Vec::new();
        let mut expr = expr;
        while let Expr::Cast {
            expr: inner,
            data_type,
            ..
        }
        | Expr::Convert {
            expr: inner,
            data_type: Some(data_type),
            ..
        } = expr
        {
            types.push(self.cast_type(data_type));
            expr = bare(inner);
        }
        types.reverse();
        form::Expr::Cast(Box::new(Cast {
            value: self.value(expr),
            types,
        }))
    }

    fn cast_type(&mut self, data_type: &DataType) -> Type {
        match fields_of_type(data_type) {
            Some(names) => Type::Fields(names.into_iter().map(|name| self.sym(name)).collect()),
            None if matches!(data_type, DataType::Date) => Type::Date,
            None => Type::Other,
        }
    }

    /// `root.field[0].field`
    fn access(&mut self, root: &Expr, chain: &[AccessExpr]) -> form::Expr {
        let mut chain = chain;
        // The first dots may belong to a dotted name.
        let mut names: Vec<Ident> = match root {
            Expr::Identifier(ident) => vec![ident.clone()],
            Expr::CompoundIdentifier(idents) => idents.clone(),
            _ => Vec::new(),
        };
        let root = if names.is_empty() {
            self.value(root)
        } else {
            while let [AccessExpr::Dot(Expr::Identifier(ident)), rest @ ..] = chain {
                names.push(ident.clone());
                chain = rest;
            }
            form::Expr::Name(self.dotted(&names))
        };
        let mut steps = Vec::with_capacity(chain.len());
        for step in chain {
            match step {
                AccessExpr::Dot(Expr::Identifier(ident)) => {
                    steps.push(Step::Field(self.ident(ident)));
                }
                AccessExpr::Dot(Expr::CompoundIdentifier(idents)) => {
                    steps.extend(idents.iter().map(|ident| Step::Field(self.ident(ident))));
                }
                AccessExpr::Dot(call @ Expr::Function(_)) => {
                    steps.push(Step::Call(self.value(call)));
                }
                AccessExpr::Dot(_) => steps.push(Step::Unclear),
                AccessExpr::Subscript(subscript) => {
                    let mut index = Vec::new();
                    match subscript {
                        Subscript::Index { index: at } => self.gather(&[at], &mut index),
                        Subscript::Slice {
                            lower_bound,
                            upper_bound,
                            stride,
                        } => {
                            let bounds = [lower_bound, upper_bound, stride].into_iter().flatten();
                            let bounds: Vec<&Expr> = bounds.collect();
                            self.gather(&bounds, &mut index);
                        }
                    }
                    steps.push(Step::Index(index));
                }
            }
        }
        form::Expr::Access {
            root: Box::new(root),
            steps,
        }
    }
}

/// An expression without what changes nothing of its value.
pub(super) fn bare(mut expr: &Expr) -> &Expr {
    loop {
        match expr {
            Expr::Nested(inner)
            | Expr::Named { expr: inner, .. }
            | Expr::Collate { expr: inner, .. }
            | Expr::OuterJoin(inner) => expr = inner.as_ref(),
            other => return other,
        }
    }
}

/// The names of the fields of a type, where it is that of a struct.
fn fields_of_type(data_type: &DataType) -> Option<Vec<&str>> {
    match data_type {
        DataType::Struct(fields, _) => fields
            .iter()
            .map(|field| field.field_name.as_ref().map(|name| name.value.as_str()))
            .collect(),
        DataType::Custom(name, _) => {
            let name = name.0.last()?.as_ident()?;
            let names = name.value.strip_prefix(FIELDS_OF_TYPE)?;
            Some(names.strip_prefix('\n')?.split('\n').collect())
        }
        _ => None,
    }
}
