//! Walks the parser's tree for the tables it names, scope by scope.

mod alias;

use rustc_hash::{FxHashMap, FxHashSet};
use std::convert::Infallible;
use std::ops::ControlFlow;

use sqlparser::ast::{
    Expr, FromTable, Ident, Join, JoinOperator, ObjectName, PipeOperator, Query, Select, SetExpr,
    Statement, TableFactor, TableWithJoins, UpdateTableFromKind, Visit, Visitor,
};

use super::dialect::Dialect;
use super::location;
use alias::{alias_of, collect_aliases};

/// The tables that `node` names: the parts of each name, in the order of the text.
///
/// Where the parser took a reserved word for a name, the text was broken: the index of that token.
pub(super) fn tables<N: Visit>(node: &N, dialect: Dialect) -> Result<Vec<Vec<String>>, usize> {
    let mut walk = Walk {
        dialect,
        queries: Vec::new(),
        scopes: Vec::new(),
        derived: FxHashSet::default(),
        targets: FxHashSet::default(),
        found: Vec::new(),
        reserved: None,
    };
    let ControlFlow::Continue(()) = node.visit(&mut walk);
    match walk.reserved {
        Some(token) => Err(token),
        None => Ok(walk.found),
    }
}

/// A query on the way down to where we are.
struct OpenQuery {
    /// Address of the query.
    node: usize,
    /// The addresses of the bodies of its common table expressions.
    bodies: Vec<usize>,
    /// Which of them has a name, in lower case.
    ctes: FxHashMap<String, usize>,
    /// How many of them are in sight.
    visible: usize,
    /// Scopes that it can't see, from `scopes[hidden.0]` to `scopes[hidden.1]`.
    hidden: Option<(usize, usize)>,
    /// A scope was opened for its pipe operators.
    scoped: bool,
}

/// The aliases of one FROM.
#[derive(Default)]
struct Scope {
    node: usize,
    all: FxHashSet<String>,
    /// Those that were passed already.
    declared: FxHashSet<String>,
}

struct Walk {
    dialect: Dialect,
    queries: Vec<OpenQuery>,
    scopes: Vec<Scope>,
    /// Addresses of subqueries in FROM, which don't see their neighbours.
    derived: FxHashSet<usize>,
    /// Addresses of tables that are written, not read.
    targets: FxHashSet<usize>,
    found: Vec<Vec<String>>,
    /// A token that is a reserved word and was taken for a name.
    reserved: Option<usize>,
}

/// Nodes are told apart by where they stand in memory; the tree is borrowed all the while.
fn address<T>(node: &T) -> usize {
    std::ptr::from_ref(node) as usize
}

impl Walk {
    fn is_cte(&self, name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        // It sees itself without RECURSIVE in Transact-SQL.
        let own = usize::from(self.dialect == Dialect::MsSql);
        self.queries.iter().any(|query| {
            query
                .ctes
                .get(&name)
                .is_some_and(|&index| index < query.visible + own)
        })
    }

    /// Whether `name` is the alias of a table in this FROM, before here, or in one around it.
    fn is_alias(&self, name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        let hidden = |index: usize| {
            self.queries
                .iter()
                .filter_map(|query| query.hidden)
                .any(|(from, to)| from <= index && index < to)
        };
        let last = self.scopes.len().saturating_sub(1);
        self.scopes.iter().enumerate().rev().any(|(index, scope)| {
            let names = if index == last {
                &scope.declared
            } else {
                &scope.all
            };
            names.contains(&name) && (index == last || !hidden(index))
        })
    }

    fn table(&mut self, name: &ObjectName) {
        let mut parts = Vec::with_capacity(name.0.len());
        let mut whole = false;
        let mut before = None;
        for part in &name.0 {
            let Some(ident) = part.as_ident() else {
                return;
            };
            // The parser splits `a.b` quoted as a whole; both parts then stand at one place.
            whole |= parts.len() == 1 && before == Some(ident.span);
            if name.0.len() == 1 {
                self.check(ident);
            }
            before = Some(ident.span);
            parts.push(ident.value.clone());
        }
        match parts.as_slice() {
            [] => return,
            [one] if self.is_cte(one) => return,
            [first, _, ..] if !whole && self.dialect.has_array_joins() && self.is_alias(first) => {
                return;
            }
            _ => {}
        }
        self.found.push(parts);
    }

    fn check(&mut self, ident: &Ident) {
        const RESERVED: [&str; 13] = [
            "SELECT", "FROM", "WHERE", "AS", "ON", "JOIN", "NULL", "LEFT", "RIGHT", "INNER",
            "UNION", "WHEN", "AND",
        ];
        if ident.quote_style.is_none()
            && ident.value.len() < 7
            && self.reserved.is_none()
            && RESERVED
                .iter()
                .any(|word| ident.value.eq_ignore_ascii_case(word))
        {
            self.reserved = location::token(ident.span);
        }
    }

    fn open_scope(&mut self, node: usize, aliases: FxHashSet<String>) {
        self.scopes.push(Scope {
            node,
            all: aliases,
            declared: FxHashSet::default(),
        });
    }

    fn aliases(&self, from: &[TableWithJoins], into: &mut FxHashSet<String>) {
        if self.dialect.has_array_joins() {
            for table in from {
                collect_aliases(&table.relation, into);
                for join in &table.joins {
                    collect_aliases(&join.relation, into);
                }
            }
        }
    }
}

fn is_array(operator: &JoinOperator) -> bool {
    matches!(
        operator,
        JoinOperator::ArrayJoin | JoinOperator::LeftArrayJoin | JoinOperator::InnerArrayJoin
    )
}

impl Visitor for Walk {
    type Break = Infallible;

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<Infallible> {
        let node = address(query);
        // The body of a common table expression sees no FROM of the query it belongs to;
        // that one's scope isn't open yet. A subquery in FROM doesn't see its neighbours.
        let hidden = self
            .derived
            .remove(&node)
            .then(|| (self.scopes.len().saturating_sub(1), self.scopes.len()));
        let mut open = OpenQuery {
            node,
            bodies: Vec::new(),
            ctes: FxHashMap::default(),
            visible: 0,
            hidden,
            scoped: false,
        };
        if let Some(with) = &query.with {
            for (index, cte) in with.cte_tables.iter().enumerate() {
                open.bodies.push(address(cte.query.as_ref()));
                let name = cte.alias.name.value.to_ascii_lowercase();
                open.ctes.entry(name).or_insert(index);
            }
            if with.recursive {
                open.visible = open.bodies.len();
            }
        }
        if !query.pipe_operators.is_empty() {
            let mut aliases = FxHashSet::default();
            if let SetExpr::Select(select) = query.body.as_ref() {
                self.aliases(&select.from, &mut aliases);
            }
            let mut passed = aliases.clone();
            for operator in &query.pipe_operators {
                match operator {
                    PipeOperator::Join(Join { relation, .. }) => {
                        collect_aliases(relation, &mut aliases)
                    }
                    PipeOperator::As { alias } => {
                        passed.insert(alias.value.to_ascii_lowercase());
                    }
                    _ => {}
                }
            }
            aliases.extend(passed.iter().cloned());
            self.open_scope(node, aliases);
            if let Some(scope) = self.scopes.last_mut() {
                scope.declared = passed;
            }
            open.scoped = true;
        }
        self.queries.push(open);
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, query: &Query) -> ControlFlow<Infallible> {
        let node = address(query);
        if self.queries.last().is_some_and(|open| open.node == node)
            && let Some(open) = self.queries.pop()
            && open.scoped
        {
            self.scopes.pop();
        }
        if let Some(owner) = self.queries.last_mut()
            && owner.bodies.get(owner.visible) == Some(&node)
        {
            owner.visible += 1;
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<Infallible> {
        if self.dialect == Dialect::ClickHouse {
            // ARRAY JOIN takes a column.
            let arrays = select
                .from
                .iter()
                .flat_map(|table| &table.joins)
                .filter(|join| is_array(&join.join_operator))
                .map(|join| address(&join.relation));
            self.targets.extend(arrays);
        }
        let mut aliases = FxHashSet::default();
        self.aliases(&select.from, &mut aliases);
        self.open_scope(address(select), aliases);
        ControlFlow::Continue(())
    }

    fn post_visit_select(&mut self, select: &Select) -> ControlFlow<Infallible> {
        if self
            .scopes
            .last()
            .is_some_and(|scope| scope.node == address(select))
        {
            self.scopes.pop();
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<Infallible> {
        if let Expr::Identifier(ident) = expr {
            self.check(ident);
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<Infallible> {
        match factor {
            TableFactor::Table {
                name, args: None, ..
            } if !self.targets.contains(&address(factor)) => self.table(name),
            TableFactor::Derived {
                lateral: false,
                subquery,
                ..
            } => {
                self.derived.insert(address(subquery.as_ref()));
            }
            _ => {}
        }
        ControlFlow::Continue(())
    }

    fn post_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<Infallible> {
        if self.dialect.has_array_joins()
            && let Some(alias) = alias_of(factor)
            && let Some(scope) = self.scopes.last_mut()
        {
            scope.declared.insert(alias);
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_statement(&mut self, statement: &Statement) -> ControlFlow<Infallible> {
        let mut aliases = FxHashSet::default();
        match statement {
            Statement::Merge(merge) => {
                self.targets.insert(address(&merge.table));
                collect_aliases(&merge.table, &mut aliases);
                collect_aliases(&merge.source, &mut aliases);
            }
            Statement::Update(update) => {
                self.targets.insert(address(&update.table.relation));
                self.aliases(std::slice::from_ref(&update.table), &mut aliases);
                if let Some(
                    UpdateTableFromKind::BeforeSet(from) | UpdateTableFromKind::AfterSet(from),
                ) = &update.from
                {
                    self.aliases(from, &mut aliases);
                }
            }
            Statement::Delete(delete) => {
                let (FromTable::WithFromKeyword(from) | FromTable::WithoutKeyword(from)) =
                    &delete.from;
                if let Some(target) = from.first() {
                    self.targets.insert(address(&target.relation));
                }
                self.aliases(from, &mut aliases);
            }
            _ => return ControlFlow::Continue(()),
        }
        self.open_scope(address(statement), aliases);
        ControlFlow::Continue(())
    }

    fn post_visit_statement(&mut self, statement: &Statement) -> ControlFlow<Infallible> {
        if self
            .scopes
            .last()
            .is_some_and(|scope| scope.node == address(statement))
        {
            self.scopes.pop();
        }
        ControlFlow::Continue(())
    }
}
