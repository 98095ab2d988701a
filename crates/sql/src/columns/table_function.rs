//! Functions in FROM whose columns are known by their names: they unnest, split or number.

use std::rc::Rc;

use sqlparser::ast::{
    Expr, FunctionArg, FunctionArgExpr, JsonTableColumn, LateralView, ObjectName, TableAlias,
    TableFactor, XmlTableColumnOption,
};

use super::Derivation;
use super::engine::Engine;
use super::function::{argument, called};
use super::relation::Relation;
use super::scope::{Env, Item, Scope};
use super::tabled::{Made, columns_of, is_record, is_series};
use super::value::{Column, Shape, Sum, Value};

/// A call in FROM.
struct Call<'c> {
    name: String,
    args: Vec<&'c FunctionArg>,
    alias: Option<&'c TableAlias>,
    ordinality: bool,
}

fn call_of(factor: &TableFactor) -> Option<Call<'_>> {
    match factor {
        TableFactor::Table {
            name,
            alias,
            args: Some(args),
            with_ordinality,
            ..
        } => Some(Call {
            name: called(name),
            args: args.args.iter().collect(),
            alias: alias.as_ref(),
            ordinality: *with_ordinality,
        }),
        TableFactor::Function {
            name,
            args,
            alias,
            with_ordinality,
            ..
        } => {
            // `TABLE(FLATTEN(…))` and the like.
            if called(name) == "TABLE"
                && let [one] = args.as_slice()
                && let FunctionArgExpr::Expr(expr) = argument(one)
                && let Some((name, args)) = function_of(expr)
            {
                return Some(Call {
                    name,
                    args,
                    alias: alias.as_ref(),
                    ordinality: *with_ordinality,
                });
            }
            Some(Call {
                name: called(name),
                args: args.iter().collect(),
                alias: alias.as_ref(),
                ordinality: *with_ordinality,
            })
        }
        TableFactor::TableFunction { expr, alias } => {
            let (name, args) = function_of(expr)?;
            Some(Call {
                name,
                args,
                alias: alias.as_ref(),
                ordinality: false,
            })
        }
        _ => None,
    }
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

impl Engine<'_> {
    /// Adds a table function whose columns are known; false where they aren't.
    pub(super) fn table_function(
        &mut self,
        factor: &TableFactor,
        group: usize,
        scope: &mut Scope<'_>,
        env: &Env<'_>,
    ) -> bool {
        if let Some((names, expr, alias)) = listed(factor) {
            let value = self.sum(&[expr], Shape::Opaque, scope, env);
            let columns = names.iter().map(|name| Column {
                name: name.as_str().into(),
                value: Rc::clone(&value),
            });
            let relation = Relation::of(columns.collect(), Vec::new());
            self.push(Rc::new(relation), alias, group, scope);
            mark_made(scope);
            return true;
        }
        let Some(call) = call_of(factor) else {
            return false;
        };
        let names = call.alias.map_or(0, |alias| alias.columns.len());
        let Some(mut relation) = self.made(&call.name, &call.args, names, scope, env) else {
            return false;
        };
        if call.ordinality {
            let mut columns = relation.columns.as_ref().clone();
            if let (Some(value), true) = (&relation.value, columns.is_empty()) {
                let alias = call.alias.map(|alias| alias.name.value.clone());
                columns.push(Column {
                    name: alias.unwrap_or_else(|| call.name.to_lowercase()).into(),
                    value: Rc::clone(value),
                });
            }
            columns.push(Column {
                name: "ordinality".into(),
                value: self.computed_of(&call.args, scope, env),
            });
            relation = Relation::of(columns, relation.rest);
        }
        let at = scope.items.len();
        self.push(Rc::new(relation), call.alias, group, scope);
        mark_made(scope);
        if call.alias.is_none()
            && let Some(item) = scope.items.get_mut(at)
        {
            item.alias = Some(call.name.to_lowercase());
        }
        true
    }

    /// `LATERAL VIEW explode(x) t AS a, b`
    pub(super) fn lateral_view(
        &mut self,
        view: &LateralView,
        scope: &mut Scope<'_>,
        env: &Env<'_>,
    ) {
        let group = scope.items.last().map_or(0, |item| item.group);
        let aliases = &view.lateral_col_alias;
        let made = function_of(&view.lateral_view).and_then(|(name, args)| {
            let relation = self.made(&name, &args, aliases.len(), scope, env)?;
            Some((name, relation))
        });
        let relation = match made {
            Some((_, relation)) if aliases.is_empty() => relation,
            Some((_, relation)) if relation.columns.len() == aliases.len() => {
                let columns = relation.columns.iter().zip(aliases);
                let columns = columns.map(|(column, alias)| Column {
                    name: alias.value.as_str().into(),
                    value: Rc::clone(&column.value),
                });
                Relation::of(columns.collect(), Vec::new())
            }
            _ => {
                // Whatever the function is, it makes its columns of what it is given.
                let value = self.sum(&[&view.lateral_view], Shape::Opaque, scope, env);
                let columns = aliases.iter().map(|alias| Column {
                    name: alias.value.as_str().into(),
                    value: Rc::clone(&value),
                });
                match aliases.is_empty() {
                    true => Relation::unknown("", "LATERAL VIEW of a function of unknown columns"),
                    false => Relation::of(columns.collect(), Vec::new()),
                }
            }
        };
        scope.items.push(Item {
            alias: last(&view.lateral_view_name),
            parts: Vec::new(),
            relation: Rc::new(relation),
            group,
            merged: Vec::new(),
            made: true,
        });
    }

    /// The relation that a function makes; `names` columns are named by its alias.
    pub(super) fn made(
        &mut self,
        name: &str,
        args: &[&FunctionArg],
        names: usize,
        scope: &Scope<'_>,
        env: &Env<'_>,
    ) -> Option<Relation> {
        if self.dialect.is_bigquery()
            && let Some(relation) = self.extended(name, args, scope, env)
        {
            return Some(relation);
        }
        if name == "STACK"
            && let Some(relation) = self.stack(args, scope, env)
            && (names == 0 || names == relation.columns.len())
        {
            return Some(relation);
        }
        if is_record(name) && names > 0 {
            let value = self.computed_of(args, scope, env);
            let columns = (0..names).map(|at| Column {
                name: format!("c{at}").into(),
                value: Rc::clone(&value),
            });
            return Some(Relation::of(columns.collect(), Vec::new()));
        }
        if name == "INLINE" || name == "INLINE_OUTER" {
            let value = self.first_of(args, scope, env)?;
            let element = self.element(&value);
            return Some(self.star_of_value(&element).into_relation());
        }
        let Some(list) = columns_of(name, self.dialect) else {
            if !is_series(name) {
                return None;
            }
            let value = match name {
                "UNNEST" => {
                    let array = self.first_of(args, scope, env)?;
                    self.element(&array)
                }
                _ => self.computed_of(args, scope, env),
            };
            return Some(Relation::rows(value));
        };
        let whole = self.computed_of(args, scope, env);
        let value = match list.iter().any(|(_, made)| matches!(made, Made::Element)) {
            true => {
                let array = self.first_of(args, scope, env)?;
                self.element(&array)
            }
            false => Rc::clone(&whole),
        };
        let mut columns: Vec<Column> = list
            .iter()
            .map(|(name, made)| Column {
                name: (*name).into(),
                value: match made {
                    Made::Element => Rc::clone(&value),
                    Made::Computed => Rc::clone(&whole),
                },
            })
            .collect();
        // A map explodes to two columns, and only the names tell that it is one.
        if name.contains("EXPLODE") && names == columns.len() + 1 && !name.starts_with("VARIANT") {
            columns.pop();
            for name in ["key", "value"] {
                columns.push(Column {
                    name: name.into(),
                    value: Rc::clone(&whole),
                });
            }
        }
        Some(Relation::of(columns, Vec::new()))
    }

    /// The value of the argument that is taken apart: `input => x`, or the first one.
    fn first_of(
        &mut self,
        args: &[&FunctionArg],
        scope: &Scope<'_>,
        env: &Env<'_>,
    ) -> Option<Rc<Value>> {
        let input = args.iter().find(|arg| match arg {
            FunctionArg::Named { name, .. } => name.value.eq_ignore_ascii_case("INPUT"),
            FunctionArg::ExprNamed { name, .. } => {
                matches!(name, Expr::Identifier(name) if name.value.eq_ignore_ascii_case("INPUT"))
            }
            FunctionArg::Unnamed(_) => false,
        });
        match argument(input.or(args.first())?) {
            FunctionArgExpr::Expr(expr) => Some(self.value(expr, scope, env)),
            _ => None,
        }
    }

    fn computed_of(
        &mut self,
        args: &[&FunctionArg],
        scope: &Scope<'_>,
        env: &Env<'_>,
    ) -> Rc<Value> {
        let exprs: Vec<&Expr> = args
            .iter()
            .filter_map(|arg| match argument(arg) {
                FunctionArgExpr::Expr(expr) => Some(expr),
                _ => None,
            })
            .collect();
        let value = self.sum(&exprs, Shape::Scalar, scope, env);
        self.lifted(&value, Derivation::Transformation, Sum::new())
    }
}

/// The columns that `JSON_TABLE`, `OPENJSON … WITH`, `XMLTABLE` and `UNPIVOT` of an object list,
/// and what they are made of.
fn listed(factor: &TableFactor) -> Option<(Vec<String>, &Expr, Option<&TableAlias>)> {
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
            let named = columns.iter().map(|column| column.name.value.clone());
            let mut names: Vec<String> = named.collect();
            if names.is_empty() {
                names.extend(["key", "value", "type"].map(str::to_owned));
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
                    column.name.value.clone()
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
            let mut names = vec![value_alias.value.clone()];
            names.extend(attribute_alias.iter().map(|alias| alias.value.clone()));
            Some((names, expression, None))
        }
        _ => None,
    }
}

fn json_columns(columns: &[JsonTableColumn], names: &mut Vec<String>) {
    for column in columns {
        match column {
            JsonTableColumn::Named(named) => names.push(named.name.value.clone()),
            JsonTableColumn::ForOrdinality(name) => names.push(name.value.clone()),
            JsonTableColumn::Nested(nested) => json_columns(&nested.columns, names),
        }
    }
}

fn last(name: &ObjectName) -> Option<String> {
    let part = name.0.last()?.as_ident()?;
    Some(part.value.clone())
}

/// Says that the columns of the last entry are made by it.
pub(super) fn mark_made(scope: &mut Scope<'_>) {
    if let Some(item) = scope.items.last_mut() {
        item.made = true;
    }
}
