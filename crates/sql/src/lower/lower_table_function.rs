//! Functions in FROM and in a select list that make rows.

use sqlparser::ast::{
    Expr, FunctionArg, FunctionArgExpr, JsonTableColumn, ObjectName, TableAlias, TableFactor,
    Value as Literal, XmlTableColumnOption,
};

use super::super::form::{self, Call, Cells, Factor, Listed};
use super::lower_function::{argument, called};
use super::names::Lower;

/// More columns or rows than any text spells out.
const MOST: usize = 10_000;

impl Lower<'_> {
    pub(super) fn table_function(&mut self, factor: &TableFactor) -> Factor {
        if let Some((names, expr, alias)) = listed(factor) {
            return Factor::Listed(Box::new(Listed {
                names: names.into_iter().map(|name| self.sym(name)).collect(),
                parts: self.gathered(&[expr]),
                alias: self.alias(alias),
            }));
        }
        let (what, alias) = opaque(factor);
        let (call, ordinality) = match call_of(factor) {
            Some((name, args, ordinality)) => (Some(self.call(&name, &args)), ordinality),
            None => (None, false),
        };
        Factor::Function(Box::new(form::Function {
            call,
            alias: self.alias(alias),
            ordinality,
            what: self.sym(&what),
        }))
    }

    /// A call of a function that makes rows, by its name in capitals.
    pub(super) fn call(&mut self, name: &str, args: &[&FunctionArg]) -> Call {
        let exprs: Vec<&Expr> = args
            .iter()
            .filter_map(|arg| match argument(arg) {
                FunctionArgExpr::Expr(expr) => Some(expr),
                _ => None,
            })
            .collect();
        let input = match input(args).map(argument) {
            Some(FunctionArgExpr::Expr(expr)) => Some(self.value(expr)),
            _ => None,
        };
        Call {
            cells: (name == "STACK").then(|| self.cells(args)).flatten(),
            name: self.sym(name),
            parts: self.gathered(&exprs),
            input,
        }
    }

    /// `stack(2, 'a', x, 'b', y)`
    fn cells(&mut self, args: &[&FunctionArg]) -> Option<Cells> {
        let (count, cells) = args.split_first()?;
        let rows = match argument(count) {
            FunctionArgExpr::Expr(Expr::Value(value)) => match &value.value {
                Literal::Number(number, _) => number.to_string().parse::<usize>().ok()?,
                _ => return None,
            },
            _ => return None,
        };
        if rows == 0 || rows > MOST || cells.is_empty() || cells.len() > MOST {
            return None;
        }
        let cells = cells.iter().map(|cell| match argument(cell) {
            FunctionArgExpr::Expr(expr) => Some(self.value(expr)),
            _ => None,
        });
        Some(Cells {
            cells: cells.collect::<Option<_>>()?,
            rows: u32::try_from(rows).ok()?,
        })
    }
}

/// The argument that is taken apart: `input => x`, or the first one.
fn input<'a>(args: &[&'a FunctionArg]) -> Option<&'a FunctionArg> {
    let input = args.iter().find(|arg| match arg {
        FunctionArg::Named { name, .. } => name.value.eq_ignore_ascii_case("INPUT"),
        FunctionArg::ExprNamed { name, .. } => {
            matches!(name, Expr::Identifier(name) if name.value.eq_ignore_ascii_case("INPUT"))
        }
        FunctionArg::Unnamed(_) => false,
    });
    input.or(args.first()).copied()
}

/// The name and the arguments of a call.
pub(super) fn function_of(expr: &Expr) -> Option<(String, Vec<&FunctionArg>)> {
    use sqlparser::ast::FunctionArguments::List;
    match expr {
        Expr::Function(function) => match &function.args {
            List(list) => Some((called(&function.name), list.args.iter().collect())),
            _ => None,
        },
        _ => None,
    }
}

/// The name and the arguments of a call in FROM, and whether its rows are numbered.
fn call_of(factor: &TableFactor) -> Option<(String, Vec<&FunctionArg>, bool)> {
    match factor {
        TableFactor::Table {
            name,
            args: Some(args),
            with_ordinality,
            ..
        } => Some((called(name), args.args.iter().collect(), *with_ordinality)),
        TableFactor::Function {
            name,
            args,
            with_ordinality,
            ..
        } => {
            // `TABLE(FLATTEN(…))` and the like.
            if called(name) == "TABLE"
                && let [one] = args.as_slice()
                && let FunctionArgExpr::Expr(expr) = argument(one)
                && let Some((name, args)) = function_of(expr)
            {
                return Some((name, args, *with_ordinality));
            }
            Some((called(name), args.iter().collect(), *with_ordinality))
        }
        TableFactor::TableFunction { expr, .. } => {
            let (name, args) = function_of(expr)?;
            Some((name, args, false))
        }
        _ => None,
    }
}

/// The columns that `JSON_TABLE`, `OPENJSON … WITH`, `XMLTABLE` and `UNPIVOT` of an object list,
/// and what they are made of.
fn listed(factor: &TableFactor) -> Option<(Vec<&str>, &Expr, Option<&TableAlias>)> {
    match factor {
        TableFactor::JsonTable {
            json_expr,
            columns,
            alias,
            ..
        } => {
            let mut names = Vec::new();
            json_columns(columns, &mut names);
            Some((names, json_expr, alias.as_ref()))
        }
        TableFactor::OpenJsonTable {
            json_expr,
            columns,
            alias,
            ..
        } => {
            let named = columns.iter().map(|column| column.name.value.as_str());
            let mut names: Vec<&str> = named.collect();
            if names.is_empty() {
                names.extend(["key", "value", "type"]);
            }
            Some((names, json_expr, alias.as_ref()))
        }
        TableFactor::XmlTable {
            passing,
            columns,
            alias,
            ..
        } => {
            let names = columns.iter().map(|column| match column.option {
                XmlTableColumnOption::NamedInfo { .. } | XmlTableColumnOption::ForOrdinality => {
                    column.name.value.as_str()
                }
            });
            let expr = passing.arguments.first().map(|argument| &argument.expr)?;
            Some((names.collect(), expr, alias.as_ref()))
        }
        TableFactor::UnpivotExpr {
            expression,
            value_alias,
            attribute_alias,
        } => {
            let mut names = vec![value_alias.value.as_str()];
            names.extend(attribute_alias.iter().map(|alias| alias.value.as_str()));
            Some((names, expression, None))
        }
        _ => None,
    }
}

fn json_columns<'c>(columns: &'c [JsonTableColumn], names: &mut Vec<&'c str>) {
    for column in columns {
        match column {
            JsonTableColumn::Named(named) => names.push(&named.name.value),
            JsonTableColumn::ForOrdinality(name) => names.push(&name.value),
            JsonTableColumn::Nested(nested) => json_columns(&nested.columns, names),
        }
    }
}

/// What is said of an entry whose columns aren't known, and its alias.
fn opaque(factor: &TableFactor) -> (String, Option<&TableAlias>) {
    match factor {
        TableFactor::Table { name, alias, .. } | TableFactor::Function { name, alias, .. } => {
            let name = last(name);
            let what = if name.eq_ignore_ascii_case("EXTERNAL_QUERY") {
                "EXTERNAL_QUERY".to_owned()
            } else {
                format!("table function `{name}`")
            };
            (what, alias.as_ref())
        }
        TableFactor::TableFunction { alias, .. } => ("a table function".to_owned(), alias.as_ref()),
        TableFactor::JsonTable { alias, .. } => ("JSON_TABLE".to_owned(), alias.as_ref()),
        TableFactor::OpenJsonTable { alias, .. } => ("OPENJSON".to_owned(), alias.as_ref()),
        TableFactor::XmlTable { alias, .. } => ("XMLTABLE".to_owned(), alias.as_ref()),
        TableFactor::SemanticView { alias, .. } => ("SEMANTIC_VIEW".to_owned(), alias.as_ref()),
        _ => ("an entry of FROM that isn't understood".to_owned(), None),
    }
}

fn last(name: &ObjectName) -> &str {
    let ident = name.0.last().and_then(|part| part.as_ident());
    ident.map_or("", |ident| ident.value.as_str())
}
