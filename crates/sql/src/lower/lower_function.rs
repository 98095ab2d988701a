//! Calls of functions: what is aggregated, what is passed on.

use sqlparser::ast::{
    Expr, Function, FunctionArg, FunctionArgExpr, FunctionArgumentClause, FunctionArgumentList,
    FunctionArguments, NamedWindowDefinition, NamedWindowExpr, ObjectName, WindowSpec, WindowType,
};

use super::super::Dialect;
use super::super::form::{self, Collected, Computed, Field, Made, Plain, Window};
use super::super::functions::{is_aggregate, is_numbering, is_plain};
use super::date_units::is_unit;
use super::gather::flatten;
use super::names::Lower;

impl Lower<'_> {
    pub(super) fn function(&mut self, function: &Function) -> form::Expr {
        let name = called(&function.name);
        let list = match &function.args {
            FunctionArguments::List(list) => list,
            FunctionArguments::Subquery(query) => {
                // The shape of an array is that of its elements.
                let query = form::Expr::Subquery(Box::new(self.subquery(query)));
                return form::Expr::Element(Box::new(query));
            }
            FunctionArguments::None => {
                let mut parts = Vec::new();
                self.surroundings(function, &mut parts);
                return self.result(&name, function, parts);
            }
        };
        if function.over.is_none()
            && let Some(value) = self.passed_on(&name, function, list)
        {
            return value;
        }
        let mut parts = Vec::new();
        for (at, arg) in list.args.iter().enumerate() {
            if !self.is_part(&name, at, list.args.len(), arg)
                && let Some(value) = self.argument(&name, arg, list, function)
            {
                flatten(value, &mut parts);
            }
        }
        self.clauses(list, &mut parts);
        self.surroundings(function, &mut parts);
        self.result(&name, function, parts)
    }

    /// A call without a window that gives one of its arguments, or a struct of them.
    fn passed_on(
        &mut self,
        name: &str,
        function: &Function,
        list: &FunctionArgumentList,
    ) -> Option<form::Expr> {
        if matches!(name, "ARRAY_AGG" | "ANY_VALUE" | "ARRAY_CONCAT_AGG")
            && let Some(first) = list.args.first()
            && let Some(first) = self.argument(name, first, list, function)
        {
            let mut extra = Vec::new();
            // `ARRAY_AGG(a) WITHIN GROUP (ORDER BY b)`
            self.surroundings(function, &mut extra);
            self.clauses(list, &mut extra);
            return Some(form::Expr::Collected(Box::new(Collected {
                first,
                extra,
                several: list.args.len() != 1,
            })));
        }
        let args: Vec<&Expr> = list.args.iter().filter_map(plain).collect();
        if args.len() != list.args.len() {
            return None;
        }
        match (name, args.as_slice()) {
            ("IF" | "IFF", [test, results @ ..]) => Some(self.choice(results, &[*test])),
            ("COALESCE" | "IFNULL" | "NVL" | "ARRAY_CONCAT", results) if !results.is_empty() => {
                Some(self.choice(results, &[]))
            }
            ("NULLIF", [result, test]) => Some(self.choice(&[*result], &[*test])),
            ("ARRAY_REVERSE", [result]) => Some(self.choice(&[*result], &[])),
            ("ROW", values) if !values.is_empty() => {
                let name = self.sym("");
                let fields = values.iter().map(|value| Field {
                    name,
                    value: self.operand(value),
                });
                Some(form::Expr::Struct(fields.collect()))
            }
            ("NAMED_STRUCT", pairs) if pairs.len() % 2 == 0 => {
                let pairs: Option<Vec<(String, &Expr)>> = pairs
                    .chunks_exact(2)
                    .map(|pair| Some((self.literal(pair[0])?, pair[1])))
                    .collect();
                let fields = pairs?.into_iter().map(|(name, value)| Field {
                    name: self.sym(&name),
                    value: self.operand(value),
                });
                Some(form::Expr::Struct(fields.collect()))
            }
            _ => None,
        }
    }

    /// What an argument brings in; `None` where that is nothing.
    fn argument(
        &mut self,
        name: &str,
        arg: &FunctionArg,
        list: &FunctionArgumentList,
        function: &Function,
    ) -> Option<form::Expr> {
        Some(match argument(arg) {
            FunctionArgExpr::Expr(expr) => match self.arrow_params(expr) {
                Some(params) => self.lambda_of(&params, expr),
                None => self.operand(expr),
            },
            // COUNT(*) counts rows.
            FunctionArgExpr::Wildcard | FunctionArgExpr::QualifiedWildcard(_)
                if name == "COUNT" =>
            {
                return None;
            }
            FunctionArgExpr::Wildcard if list.args.len() == 1 && function.over.is_some() => {
                return None;
            }
            // `OBJECT_CONSTRUCT(*)`; DuckDB's COLUMNS stands for several columns.
            FunctionArgExpr::Wildcard if name != "COLUMNS" => form::Expr::Row,
            _ => {
                let why = format!("a star as an argument of `{name}`");
                form::Expr::Unknown(self.sym(&why))
            }
        })
    }

    fn clauses(&mut self, list: &FunctionArgumentList, into: &mut Vec<form::Expr>) {
        for clause in &list.clauses {
            match clause {
                FunctionArgumentClause::OrderBy(order) => {
                    let exprs: Vec<&Expr> = order.iter().map(|order| &order.expr).collect();
                    self.gather(&exprs, into);
                }
                FunctionArgumentClause::Having(bound) => self.gather(&[&bound.1], into),
                _ => {}
            }
        }
    }

    /// What a window and WITHIN GROUP add.
    fn surroundings(&mut self, function: &Function, into: &mut Vec<form::Expr>) {
        let within = function.within_group.iter().map(|order| &order.expr);
        self.gather(&within.collect::<Vec<_>>(), into);
        match &function.over {
            None => {}
            Some(WindowType::WindowSpec(spec)) => {
                self.window(spec, into);
                if let Some(name) = &spec.window_name {
                    into.push(form::Expr::Window(self.ident(name)));
                }
            }
            Some(WindowType::NamedWindow(name)) => {
                into.push(form::Expr::Window(self.ident(name)));
            }
        }
    }

    fn window(&mut self, spec: &WindowSpec, into: &mut Vec<form::Expr>) {
        let mut exprs: Vec<&Expr> = spec.partition_by.iter().collect();
        exprs.extend(spec.order_by.iter().map(|order| &order.expr));
        self.gather(&exprs, into);
    }

    /// `WINDOW w AS (PARTITION BY a)`
    pub(super) fn named_window(&mut self, definition: &NamedWindowDefinition) -> Window {
        let mut parts = Vec::new();
        let base = match &definition.1 {
            NamedWindowExpr::NamedWindow(other) => Some(other),
            NamedWindowExpr::WindowSpec(spec) => {
                self.window(spec, &mut parts);
                spec.window_name.as_ref()
            }
        };
        Window {
            name: self.ident(&definition.0),
            parts,
            base: base.map(|base| self.ident(base)),
        }
    }

    /// A call that computes something of all it is given.
    fn result(&self, name: &str, function: &Function, parts: Vec<form::Expr>) -> form::Expr {
        let windowed = function.over.is_some() && !is_numbering(name);
        // Any row's value of a group, without a window.
        let picks = function.over.is_none()
            && matches!(self.dialect, Dialect::Databricks | Dialect::DuckDb)
            && matches!(name, "FIRST" | "LAST" | "LIST");
        let made = if windowed || picks || is_aggregate(name) || !function.within_group.is_empty() {
            Made::OfMany
        } else if function.over.is_some() {
            Made::ByPlace
        } else {
            Made::ByRow
        };
        let fields = match name {
            "`STRUCT`" | "STRUCT" | "NAMED_STRUCT" | "STRUCT_PACK" | "ROW" | "OBJECT_CONSTRUCT" => {
                Plain::Typed
            }
            name if is_plain(name) => Plain::Scalar,
            _ => Plain::Opaque,
        };
        form::Expr::Computed(Computed {
            parts,
            made,
            fields,
        })
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
