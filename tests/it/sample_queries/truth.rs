//! What a mesh's columns are, from its lists and exports, and whether a query agrees with it. Knows
//! nothing of how queries are made.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use sqlparser::ast::{
    BinaryOperator, Expr, JoinConstraint, JoinOperator, Query, Select, SelectItem, SetExpr,
    Statement, TableFactor, Value as Literal,
};
use sqlparser::dialect::BigQueryDialect;
use sqlparser::parser::Parser;

use crate::support::{Mesh, files_below};

/// A relation as the lists tell it.
struct Listed {
    page: String,
    is_view: bool,
    /// Type by path in lower case.
    columns: BTreeMap<String, String>,
    /// Columns that are taken as they are, with where from.
    identities: BTreeMap<String, Vec<(String, String)>>,
}

pub(super) struct Truth {
    relations: BTreeMap<String, Listed>,
    /// Partition columns of tables, relation and column in lower case.
    partitions: BTreeSet<(String, String)>,
    /// Tables that require a filter.
    required: BTreeSet<String>,
}

/// What a query has.
pub(super) struct Found {
    pub(super) relations: usize,
    pub(super) conditions: usize,
    pub(super) partitions: usize,
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

fn name(row: &Value) -> String {
    ["table_catalog", "table_schema", "table_name"]
        .map(|key| text(row, key))
        .join(".")
}

impl Truth {
    pub(super) fn of(mesh: &Mesh) -> Self {
        let mut relations = BTreeMap::new();
        for line in mesh.list("views").into_iter().chain(mesh.list("tables")) {
            let mut columns = BTreeMap::new();
            let mut identities = BTreeMap::new();
            for column in line["columns"].as_array().unwrap() {
                let path = text(column, "name").to_lowercase();
                columns.insert(path.clone(), text(column, "type").to_owned());
                if column["derivation"] == "identity" {
                    let sources = column["sources"].as_array().unwrap().iter();
                    let sources = sources.filter_map(|s| s.as_str()?.rsplit_once(':'));
                    let sources = sources.map(|(t, k)| (t.to_owned(), k.to_lowercase()));
                    identities.insert(path, sources.collect());
                }
            }
            let kind = text(&line, "kind");
            let listed = Listed {
                page: text(&line, "url").to_owned(),
                is_view: kind.ends_with("view") && !kind.contains("materialized"),
                columns,
                identities,
            };
            relations.insert(text(&line, "name").to_owned(), listed);
        }
        let (mut partitions, mut required) = (BTreeSet::new(), BTreeSet::new());
        for path in files_below(&mesh.root()) {
            let file = path.rsplit('/').next().unwrap().to_owned();
            if !file.ends_with(".ndjson")
                || !file.starts_with("COLUMNS") && !file.starts_with("TABLE_OPTIONS")
            {
                continue;
            }
            let rows = std::fs::read_to_string(mesh.root().join(&path)).unwrap();
            for row in rows.lines() {
                let row: Value = serde_json::from_str(row).unwrap();
                if text(&row, "is_partitioning_column") == "YES" {
                    partitions.insert((name(&row), text(&row, "column_name").to_lowercase()));
                }
                if text(&row, "option_name") == "require_partition_filter"
                    && text(&row, "option_value") == "true"
                {
                    required.insert(name(&row));
                }
            }
        }
        Self {
            relations,
            partitions,
            required,
        }
    }

    /// Relations by name, each with its page.
    pub(super) fn pages(&self) -> impl Iterator<Item = (&str, &str)> {
        self.relations
            .iter()
            .map(|(name, listed)| (name.as_str(), listed.page.as_str()))
    }

    /// Tables whose partition column a column is, as it is.
    fn partition_of(&self, relation: &str, column: &str, depth: usize) -> BTreeSet<String> {
        let key = (relation.to_owned(), column.to_owned());
        if self.partitions.contains(&key) {
            return [relation.to_owned()].into();
        }
        let listed = self.relations.get(relation).filter(|r| r.is_view);
        let sources = listed.and_then(|r| r.identities.get(column));
        let mut tables = BTreeSet::new();
        for (from, by) in sources.into_iter().flatten().filter(|_| depth < 50) {
            tables.extend(self.partition_of(from, by, depth + 1));
        }
        tables
    }

    /// What a query of this view has, or what is wrong with it.
    pub(super) fn check(&self, view: &str, sql: &str) -> Result<Found, String> {
        if sql.contains('@') {
            return Err("a parameter".to_owned());
        }
        let parsed = Parser::parse_sql(&BigQueryDialect, sql).map_err(|e| e.to_string())?;
        let select = select(&parsed)?;
        let aliases = aliases(select)?;
        if aliases.first().map(|(_, relation)| relation.as_str()) != Some(view) {
            return Err("it reads another view".to_owned());
        }
        self.names(select, &aliases)?;
        let mut conditions = Vec::new();
        if let Some(condition) = &select.selection {
            terms(condition, &mut conditions);
        }
        let mut filtered: BTreeSet<(String, String)> = BTreeSet::new();
        let mut partitions = BTreeSet::new();
        for term in &conditions {
            let (column, operator, literals) = comparison(term)?;
            let (relation, path, data_type) = self.column(column, &aliases)?;
            let of = self.partition_of(&relation, &path, 0);
            // A view's column may have the type of the table's column, which is known.
            let known = !data_type.is_empty();
            if data_type.starts_with("ARRAY") || !known && of.is_empty() {
                return Err(format!("`{path}` can't be compared"));
            }
            for literal in literals.into_iter().filter(|_| known) {
                fits(literal, &data_type).map_err(|why| format!("`{path}`: {why}"))?;
            }
            if operator != "!=" && operator != "null" && !of.is_empty() {
                partitions.insert((relation.clone(), path.clone()));
            }
            if !filtered.insert((relation, path.clone())) {
                return Err(format!("`{path}` twice"));
            }
        }
        for (_, relation) in &aliases {
            self.prunes(relation, &partitions)?;
        }
        Ok(Found {
            relations: aliases.len(),
            conditions: conditions.len(),
            partitions: partitions.len(),
        })
    }

    /// Whether the conditions are on partition columns of a relation, if it has any.
    fn prunes(&self, relation: &str, by: &BTreeSet<(String, String)>) -> Result<(), String> {
        let columns = &self.relations[relation].columns;
        let known: BTreeMap<&str, BTreeSet<String>> = columns
            .keys()
            .map(|k| (k.as_str(), self.partition_of(relation, k, 0)))
            .filter(|(_, tables)| !tables.is_empty())
            .collect();
        let pruned: BTreeSet<&String> = by
            .iter()
            .filter(|(of, _)| of == relation)
            .flat_map(|(_, column)| &known[column.as_str()])
            .collect();
        if !known.is_empty() && pruned.is_empty() {
            return Err(format!("no partition of {relation} is filtered: {known:?}"));
        }
        let open = known
            .values()
            .flatten()
            .find(|table| self.required.contains(*table) && !pruned.contains(table));
        match open {
            Some(table) => Err(format!("{table} requires a filter")),
            None => Ok(()),
        }
    }

    /// Whether what is selected exists and has a name of its own.
    fn names(&self, select: &Select, aliases: &[(String, String)]) -> Result<(), String> {
        let mut names = BTreeSet::new();
        for item in &select.projection {
            let (expr, alias) = match item {
                SelectItem::UnnamedExpr(expr) => (expr, None),
                SelectItem::ExprWithAlias { expr, alias } => (expr, Some(alias.value.clone())),
                other => return Err(format!("`{other}` isn't a column")),
            };
            let (_, path, _) = self.column(expr, aliases)?;
            let name = alias.unwrap_or_else(|| path.rsplit('.').next().unwrap().to_owned());
            if !names.insert(name.to_lowercase()) {
                return Err(format!("two columns are called `{name}`"));
            }
        }
        Ok(())
    }

    /// Relation, path and type of a column.
    fn column(
        &self,
        expr: &Expr,
        aliases: &[(String, String)],
    ) -> Result<(String, String, String), String> {
        let parts: Vec<String> = match expr {
            Expr::Identifier(ident) => vec![ident.value.clone()],
            Expr::CompoundIdentifier(idents) => idents.iter().map(|i| i.value.clone()).collect(),
            other => return Err(format!("`{other}` isn't a column")),
        };
        let by_alias = aliases.iter().find(|(alias, _)| *alias == parts[0]);
        let (relation, path) = match by_alias {
            Some((_, relation)) => (relation, &parts[1..]),
            None if aliases.len() == 1 => (&aliases[0].1, &parts[..]),
            None => return Err(format!("`{expr}` has no alias")),
        };
        let path = path.join(".").to_lowercase();
        let listed = self
            .relations
            .get(relation)
            .ok_or_else(|| format!("there is no {relation}"))?;
        match listed.columns.get(&path) {
            Some(data_type) => Ok((relation.clone(), path, data_type.clone())),
            None => Err(format!("{relation} has no `{path}`")),
        }
    }
}

fn select(parsed: &[Statement]) -> Result<&Select, String> {
    let [Statement::Query(query)] = parsed else {
        return Err("not one query".to_owned());
    };
    let query: &Query = query;
    match query.body.as_ref() {
        SetExpr::Select(select) => Ok(select),
        _ => Err("not a SELECT".to_owned()),
    }
}

/// Aliases with what they stand for; a relation without one has an empty alias. Checks that a join
/// is on columns of both.
fn aliases(select: &Select) -> Result<Vec<(String, String)>, String> {
    let of = |factor: &TableFactor| match factor {
        TableFactor::Table { name, alias, .. } => {
            let parts = name.0.iter().filter_map(|p| p.as_ident());
            let parts: Vec<&str> = parts.map(|i| i.value.as_str()).collect();
            let alias = alias
                .as_ref()
                .map_or(String::new(), |a| a.name.value.clone());
            Ok((alias, parts.join(".")))
        }
        other => Err(format!("`{other}` isn't a relation")),
    };
    let [from] = select.from.as_slice() else {
        return Err("not one relation".to_owned());
    };
    let mut out = vec![of(&from.relation)?];
    for join in &from.joins {
        out.push(of(&join.relation)?);
        let condition = match &join.join_operator {
            JoinOperator::Join(JoinConstraint::On(condition)) => condition,
            _ => return Err("a join without ON".to_owned()),
        };
        let Expr::BinaryOp {
            left,
            op: BinaryOperator::Eq,
            right,
        } = condition
        else {
            return Err("a join by something else than `=`".to_owned());
        };
        let side = |expr: &Expr| match expr {
            Expr::CompoundIdentifier(idents) => idents[0].value.clone(),
            _ => String::new(),
        };
        if side(left) == side(right) {
            return Err("a join of one side".to_owned());
        }
    }
    Ok(out)
}

/// What AND connects.
fn terms<'e>(expr: &'e Expr, out: &mut Vec<&'e Expr>) {
    match expr {
        Expr::BinaryOp {
            left,
            op: BinaryOperator::And,
            right,
        } => {
            terms(left, out);
            terms(right, out);
        }
        other => out.push(other),
    }
}

/// Column, operator and literals of a condition.
fn comparison(term: &Expr) -> Result<(&Expr, &'static str, Vec<&Expr>), String> {
    Ok(match term {
        Expr::BinaryOp { left, op, right } => {
            let operator = match op {
                BinaryOperator::NotEq => "!=",
                BinaryOperator::Eq
                | BinaryOperator::Lt
                | BinaryOperator::LtEq
                | BinaryOperator::Gt
                | BinaryOperator::GtEq => "compare",
                _ => return Err(format!("`{term}` compares nothing")),
            };
            (left.as_ref(), operator, vec![right.as_ref()])
        }
        Expr::InList { expr, list, .. } => (expr.as_ref(), "in", list.iter().collect()),
        Expr::Between {
            expr, low, high, ..
        } => (expr.as_ref(), "between", vec![low.as_ref(), high.as_ref()]),
        Expr::Like { expr, pattern, .. } => (expr.as_ref(), "like", vec![pattern.as_ref()]),
        Expr::IsNull(expr) | Expr::IsNotNull(expr) => (expr.as_ref(), "null", Vec::new()),
        other => return Err(format!("`{other}` is no condition")),
    })
}

/// Whether a literal is of a type.
fn fits(literal: &Expr, data_type: &str) -> Result<(), String> {
    let kind = match literal {
        Expr::Value(value) => match &value.value {
            Literal::SingleQuotedString(_) => "STRING".to_owned(),
            Literal::Number(..) => "NUMBER".to_owned(),
            Literal::Boolean(_) => "BOOL".to_owned(),
            other => return Err(format!("`{other}` is no literal of ours")),
        },
        Expr::TypedString(typed) => typed.data_type.to_string().to_uppercase(),
        other => return Err(format!("`{other}` isn't a literal")),
    };
    let base = data_type.split(['(', '<']).next().unwrap().trim();
    let wanted = match base {
        "INT64" | "NUMERIC" | "BIGNUMERIC" | "FLOAT64" => "NUMBER",
        other => other,
    };
    match kind == wanted {
        true => Ok(()),
        false => Err(format!("a literal of {kind}, and the type is {data_type}")),
    }
}
