//! What constants say: the names that values of PIVOT give its columns, the fields of a struct.

use sqlparser::ast::{Expr, UnaryOperator, Value as Literal};
use sqlparser::tokenizer::Span;

use super::super::Dialect;
use super::super::lexer::Kind;
use super::super::location;
use super::names::Lower;

impl Lower<'_> {
    /// The name that a value without an alias gives a column, where that can be told.
    pub(super) fn pivot_name(&self, expr: &Expr) -> Option<String> {
        if self.dialect.is_bigquery() {
            return self.bigquery_name(expr, 0);
        }
        match expr {
            // `IN ([a], [b])`
            Expr::Identifier(ident) => Some(ident.value.clone()),
            Expr::Value(value) => match &value.value {
                Literal::SingleQuotedString(_) => {
                    let text = self.string_at(value.span)?;
                    Some(match self.dialect {
                        Dialect::Snowflake => format!("'{text}'"),
                        _ => text,
                    })
                }
                Literal::Number(number, _) => Some(number.to_string()),
                Literal::Boolean(value) => Some(value.to_string()),
                Literal::Null => Some("null".to_owned()),
                _ => None,
            },
            _ => None,
        }
    }

    /// As BigQuery's documentation of the PIVOT operator lists it ("Rules for pivot columns").
    fn bigquery_name(&self, expr: &Expr, depth: usize) -> Option<String> {
        match expr {
            Expr::Nested(inner) => self.bigquery_name(inner, depth),
            Expr::Value(value) => match &value.value {
                Literal::SingleQuotedString(_) => self.string_at(value.span),
                Literal::Number(number, _) => Some(format!("_{}", point(&number.to_string()))),
                Literal::Boolean(true) => Some("TRUE".to_owned()),
                Literal::Boolean(false) => Some("FALSE".to_owned()),
                Literal::Null => Some("NULL".to_owned()),
                _ => None,
            },
            Expr::UnaryOp { op, expr } => match (op, expr.as_ref()) {
                (UnaryOperator::Minus, Expr::Value(value)) => match &value.value {
                    Literal::Number(number, _) => {
                        Some(format!("minus_{}", point(&number.to_string())))
                    }
                    _ => None,
                },
                (UnaryOperator::Plus, inner) => self.bigquery_name(inner, depth),
                _ => None,
            },
            // `DATE '2026-01-31'`
            Expr::TypedString(typed) => {
                let text = self.string_at(typed.value.span)?;
                let date = matches!(typed.data_type, sqlparser::ast::DataType::Date);
                match date {
                    true => Some(text.replace('-', "_")),
                    false => text
                        .parse::<f64>()
                        .is_ok()
                        .then(|| match text.strip_prefix('-') {
                            Some(rest) => format!("minus_{}", point(rest)),
                            None => format!("_{}", point(&text)),
                        }),
                }
            }
            // The names of its fields, each before the name of its value.
            Expr::Struct { values, fields } if depth == 0 => {
                let mut names = Vec::with_capacity(values.len());
                for (at, value) in values.iter().enumerate() {
                    let (field, value) = match value {
                        Expr::Named { expr, name } => (Some(name), expr.as_ref()),
                        other => (fields.get(at).and_then(|f| f.field_name.as_ref()), other),
                    };
                    let name = self.bigquery_name(value, depth + 1)?;
                    names.push(match field {
                        Some(field) => format!("{}_{name}", field.value),
                        None => name,
                    });
                }
                Some(names.join("_"))
            }
            Expr::Tuple(values) if depth == 0 => {
                let names: Option<Vec<String>> = values
                    .iter()
                    .map(|value| self.bigquery_name(value, depth + 1))
                    .collect();
                Some(names?.join("_"))
            }
            _ => None,
        }
    }

    /// The text of a literal.
    pub(super) fn literal(&self, expr: &Expr) -> Option<String> {
        match expr {
            Expr::Value(value) => self.string_at(value.span),
            _ => None,
        }
    }

    /// The text of a string. The parser gets strings without it.
    fn string_at(&self, span: Span) -> Option<String> {
        let token = self.tokens.get(location::token(span)?)?;
        if token.kind != Kind::String {
            return None;
        }
        let text = self.sql.get(token.start as usize..token.end as usize)?;
        let name = text
            .strip_prefix('\'')
            .and_then(|text| text.strip_suffix('\''))
            .or_else(|| {
                text.strip_prefix('"')
                    .and_then(|text| text.strip_suffix('"'))
            })?;
        let plain = !name.is_empty() && !name.contains(['\'', '"', '\\', '\n', '\r']);
        plain.then(|| name.to_owned())
    }
}

fn point(number: &str) -> String {
    number.replace('.', "_point_")
}
