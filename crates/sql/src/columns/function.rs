//! Calls of functions: what is aggregated, what is passed on.

use std::rc::Rc;

use sqlparser::ast::{
    Expr, Function, FunctionArg, FunctionArgExpr, FunctionArgumentClause, FunctionArgumentList,
    FunctionArguments, NamedWindowExpr, ObjectName, WindowSpec, WindowType,
};

use super::super::Dialect;
use super::Derivation;
use super::called::{is_aggregate, is_numbering, is_plain};
use super::engine::{Engine, same};
use super::scope::{Env, Scope};
use super::select::structure;
use super::unit::is_unit;
use super::value::{Shape, Sum, Value};

/// Named windows may refer to each other; this many times is enough.
const WINDOWS: usize = 16;

impl Engine<'_> {
    pub(super) fn function(
        &mut self,
        function: &Function,
        scope: &Scope<'_>,
        env: &Env<'_>,
    ) -> Rc<Value> {
        let name = called(&function.name);
        let list = match &function.args {
            FunctionArguments::List(list) => list,
            FunctionArguments::Subquery(query) => {
                let relation = self.query(query, Some(scope), env);
                // The shape of an array is that of its elements.
                let value = self.scalar(&relation);
                return self.lifted(&value, Derivation::Transformation, Sum::new());
            }
            FunctionArguments::None => {
                let mut sum = Sum::new();
                self.surroundings(function, &mut sum, scope, env);
                return self.result(&name, function, sum);
            }
        };
        let args: Vec<&Expr> = list.args.iter().filter_map(plain).collect();
        if args.len() == list.args.len() && function.over.is_none() {
            match (name.as_str(), args.as_slice()) {
                ("IF" | "IFF", [test, results @ ..]) => {
                    return self.blend(results, &[*test], scope, env);
                }
                ("COALESCE" | "IFNULL" | "NVL" | "ARRAY_CONCAT", results)
                    if !results.is_empty() =>
                {
                    return self.blend(results, &[], scope, env);
                }
                ("NULLIF", [result, test]) => {
                    return self.blend(&[*result], &[*test], scope, env);
                }
                ("ROW", values) if !values.is_empty() => {
                    let parts = values.iter().map(|value| (String::new(), *value));
                    return self.composed(parts.collect(), scope, env);
                }
                ("NAMED_STRUCT", pairs) if pairs.len() % 2 == 0 => {
                    let parts: Option<Vec<(String, &Expr)>> = pairs
                        .chunks_exact(2)
                        .map(|pair| Some((self.literal(pair[0])?, pair[1])))
                        .collect();
                    if let Some(parts) = parts {
                        return self.composed(parts, scope, env);
                    }
                }
                ("ARRAY_REVERSE", [result]) => {
                    return self.blend(&[*result], &[], scope, env);
                }
                _ => {}
            }
        }
        let mut sum = Sum::new();
        let mut first: Option<Rc<Value>> = None;
        for (at, arg) in list.args.iter().enumerate() {
            if self.is_part(&name, at, list.args.len(), arg) {
                continue;
            }
            let value = match argument(arg) {
                FunctionArgExpr::Expr(expr) => match self.arrow_params(expr) {
                    Some(params) => self.lambda_of(&params, expr, scope, env),
                    None => self.value(expr, scope, env),
                },
                // COUNT(*) counts rows.
                FunctionArgExpr::Wildcard if name == "COUNT" => continue,
                FunctionArgExpr::Wildcard if list.args.len() == 1 && function.over.is_some() => {
                    continue;
                }
                FunctionArgExpr::QualifiedWildcard(_) if name == "COUNT" => continue,
                // `OBJECT_CONSTRUCT(*)`; DuckDB's COLUMNS stands for several columns.
                FunctionArgExpr::Wildcard if name != "COLUMNS" => structure(&self.star(scope)),
                _ => Value::unknown(format!("a star as an argument of `{name}`")),
            };
            self.spend(value.size());
            sum.add(&value);
            if at == 0 {
                first = Some(value);
            }
        }
        for clause in &list.clauses {
            match clause {
                FunctionArgumentClause::OrderBy(order) => {
                    let exprs: Vec<&Expr> = order.iter().map(|order| &order.expr).collect();
                    self.gather(&exprs, &mut sum, scope, env);
                }
                FunctionArgumentClause::Having(bound) => {
                    self.gather(&[&bound.1], &mut sum, scope, env);
                }
                _ => {}
            }
        }
        self.surroundings(function, &mut sum, scope, env);
        if let Some(first) = first
            && function.over.is_none()
            && matches!(
                name.as_str(),
                "ARRAY_AGG" | "ANY_VALUE" | "ARRAY_CONCAT_AGG"
            )
        {
            return self.collected(function, list, &first, scope, env);
        }
        self.result(&name, function, sum)
    }

    /// The text of a literal.
    fn literal(&self, expr: &Expr) -> Option<String> {
        match expr {
            Expr::Value(value) => self.string_at(value.span.start.line),
            _ => None,
        }
    }

    /// An aggregate that passes on what it is given, with fields and all.
    fn collected(
        &mut self,
        function: &Function,
        list: &FunctionArgumentList,
        first: &Rc<Value>,
        scope: &Scope<'_>,
        env: &Env<'_>,
    ) -> Rc<Value> {
        let mut extra = Sum::new();
        // `ARRAY_AGG(a) WITHIN GROUP (ORDER BY b)`
        self.surroundings(function, &mut extra, scope, env);
        for clause in &list.clauses {
            match clause {
                FunctionArgumentClause::OrderBy(order) => {
                    let exprs: Vec<&Expr> = order.iter().map(|order| &order.expr).collect();
                    self.gather(&exprs, &mut extra, scope, env);
                }
                FunctionArgumentClause::Having(bound) => {
                    self.gather(&[&bound.1], &mut extra, scope, env);
                }
                _ => {}
            }
        }
        if list.args.len() != 1 {
            extra.unknown = Some("an aggregate of several arguments".into());
        }
        self.lifted(first, Derivation::Aggregation, extra)
    }

    /// What a window and WITHIN GROUP add.
    fn surroundings(
        &mut self,
        function: &Function,
        sum: &mut Sum,
        scope: &Scope<'_>,
        env: &Env<'_>,
    ) {
        let exprs: Vec<&Expr> = function
            .within_group
            .iter()
            .map(|order| &order.expr)
            .collect();
        self.gather(&exprs, sum, scope, env);
        match &function.over {
            None => {}
            Some(WindowType::WindowSpec(spec)) => self.window(spec, sum, scope, env),
            Some(WindowType::NamedWindow(name)) => {
                self.named_window(&name.value, sum, scope, env);
            }
        }
    }

    fn window(&mut self, spec: &WindowSpec, sum: &mut Sum, scope: &Scope<'_>, env: &Env<'_>) {
        let mut exprs: Vec<&Expr> = spec.partition_by.iter().collect();
        exprs.extend(spec.order_by.iter().map(|order| &order.expr));
        self.gather(&exprs, sum, scope, env);
        if let Some(name) = &spec.window_name {
            self.named_window(&name.value, sum, scope, env);
        }
    }

    fn named_window(&mut self, name: &str, sum: &mut Sum, scope: &Scope<'_>, env: &Env<'_>) {
        let mut name = name;
        for _ in 0..WINDOWS {
            let definition = scope
                .windows
                .iter()
                .find(|definition| same(&definition.0.value, name));
            match definition.map(|definition| &definition.1) {
                Some(NamedWindowExpr::NamedWindow(other)) => name = &other.value,
                Some(NamedWindowExpr::WindowSpec(spec)) => {
                    let mut exprs: Vec<&Expr> = spec.partition_by.iter().collect();
                    exprs.extend(spec.order_by.iter().map(|order| &order.expr));
                    self.gather(&exprs, sum, scope, env);
                    match &spec.window_name {
                        Some(other) => name = &other.value,
                        None => return,
                    }
                }
                None => break,
            }
        }
        sum.add(&Value::unknown(format!("no window `{name}`")));
    }

    /// The value of a call that computes something of all it is given.
    fn result(&self, name: &str, function: &Function, mut sum: Sum) -> Rc<Value> {
        let windowed = function.over.is_some() && !is_numbering(name);
        // Any row's value of a group, without a window.
        let picks = function.over.is_none()
            && matches!(self.dialect, Dialect::Databricks | Dialect::DuckDb)
            && matches!(name, "FIRST" | "LAST" | "LIST");
        if windowed || picks || is_aggregate(name) || !function.within_group.is_empty() {
            sum.how = Derivation::Aggregation;
        } else if function.over.is_some() {
            sum.how = sum.how.max(Derivation::Transformation);
        }
        let shape = match name {
            "`STRUCT`" | "STRUCT" | "NAMED_STRUCT" | "STRUCT_PACK" | "ROW" | "OBJECT_CONSTRUCT" => {
                Shape::Hidden("a field of a typed STRUCT")
            }
            name if is_plain(name) => Shape::Scalar,
            _ => Shape::Opaque,
        };
        sum.computed(shape)
    }

    /// Whether an argument names a part of a date rather than a column.
    fn is_part(&self, name: &str, at: usize, count: usize, arg: &FunctionArg) -> bool {
        let last = self.dialect.is_bigquery();
        let fits = match name {
            "LAST_DAY" | "NORMALIZE" | "NORMALIZE_AND_CASEFOLD" => at == 1,
            "TIME_SLICE" => at == 2,
            "TRUNC" => at == 1,
            "DATETRUNC" | "DATE_BUCKET" if !last => at == 0,
            // BigQuery names the part last, the others first.
            _ if name.ends_with("_TRUNC") && last => at == 1,
            _ if name.ends_with("_TRUNC") => at == 0 && count == 2,
            _ if name.ends_with("_DIFF") && last => at == 2,
            _ if name.ends_with("_DIFF") => at == 0 && count == 3,
            "DATEADD" | "DATEDIFF" | "DATEDIFF_BIG" | "DATE_ADD" | "TIMEADD" | "TIMEDIFF"
            | "TIMESTAMPADD" | "TIMESTAMPDIFF" | "TIMESTAMP_ADD" => at == 0 && count == 3,
            "DATENAME" | "DATEPART" | "DATE_PART" | "PGDATE_PART" | "DATE_PART_YEAR" => {
                at == 0 && count == 2
            }
            _ => false,
        };
        if !fits {
            return false;
        }
        match plain(arg) {
            Some(Expr::Identifier(ident)) => ident.quote_style.is_none() && is_unit(&ident.value),
            // WEEK(MONDAY)
            Some(Expr::Function(function)) => called(&function.name) == "WEEK",
            _ => false,
        }
    }
}

/// The name of a called function: in capitals, where it is no user's own.
pub(super) fn called(name: &ObjectName) -> String {
    let mut parts = Vec::with_capacity(name.0.len());
    for part in &name.0 {
        match part.as_ident() {
            Some(ident) if ident.quote_style.is_some() && ident.value.contains('.') => {
                return ident.value.clone();
            }
            Some(ident) if ident.quote_style.is_some() && ident.value == "STRUCT" => {
                return "`STRUCT`".to_owned();
            }
            Some(ident) => parts.push(ident.value.to_ascii_uppercase()),
            None => return String::new(),
        }
    }
    match parts.as_slice() {
        [one] => one.clone(),
        [safe, one] if safe == "SAFE" => one.clone(),
        [space, one] if space == "HLL_COUNT" || space == "KLL_QUANTILES" => {
            format!("{space}.{one}")
        }
        _ => parts.join(".").to_ascii_lowercase(),
    }
}

pub(super) fn argument(arg: &FunctionArg) -> &FunctionArgExpr {
    match arg {
        FunctionArg::Named { arg, .. }
        | FunctionArg::ExprNamed { arg, .. }
        | FunctionArg::Unnamed(arg) => arg,
    }
}

fn plain(arg: &FunctionArg) -> Option<&Expr> {
    match argument(arg) {
        FunctionArgExpr::Expr(expr) => Some(expr),
        _ => None,
    }
}
