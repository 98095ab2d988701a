//! Which relations a query takes all columns of by `*`, and where those go.
//!
//! That a subquery takes `*` says nothing where the query around it names columns. So each subquery is
//! a node that leads to the relations whose columns it passes on, all of them; from each place where
//! columns count by their order, and from the result, the nodes are followed. Each is passed once, from
//! the place that counts most.

mod flow_from;
mod flow_nodes;

use rustc_hash::FxHashMap;

use super::form::{Body, Dotted, Item, Operand, Pipe, Query, Rows, Select};
use super::star_place::Place;
use flow_from::MOST_NAMED;
use flow_nodes::{Entry, Flow, Origin};
pub(super) use flow_nodes::{Source, Stars};

/// The stars of a query whose columns go to `place`.
pub(super) fn of_query<'q>(query: &'q Query, place: Place, source: Source<'q>) -> Stars<'q> {
    let mut flow = Flow {
        source,
        nodes: Vec::new(),
        wanted: Vec::new(),
        ctes: FxHashMap::default(),
        query: Flow::query,
    };
    let result = flow.node(|flow, into| flow.query(query, into));
    flow.follow(result, place)
}

/// The stars of `SELECT * FROM a UNION ALL SELECT * FROM b` whose columns go to `place`.
pub(super) fn of_tables(tables: &[Dotted], place: Place) -> Stars<'_> {
    let place = match tables {
        [_] => place,
        _ => place.max(Place::SetOperation),
    };
    Stars {
        relations: tables.iter().map(|name| (&**name, place)).collect(),
        open: true,
    }
}

impl<'q> Flow<'q> {
    /// Adds what a query passes on.
    fn query(&mut self, query: &'q Query, into: &mut Vec<Origin<'q>>) {
        let names = self.source.names;
        let ctes = query.with.iter();
        let ctes: Vec<String> = ctes
            .map(|cte| names.text(cte.name).to_lowercase())
            .collect();
        // A query that may read itself is in sight of itself.
        let ahead = query.recursive.then_some(self.nodes.len());
        if let Some(first) = ahead {
            for (number, name) in (first..).zip(&ctes) {
                self.nodes.push(Vec::new());
                self.ctes.entry(name.clone()).or_default().push(number);
            }
        }
        for (at, (cte, name)) in query.with.iter().zip(&ctes).enumerate() {
            let mut passed = Vec::new();
            self.query(&cte.query, &mut passed);
            let number = match ahead {
                Some(first) => {
                    self.nodes[first + at] = passed;
                    first + at
                }
                None => {
                    self.nodes.push(passed);
                    let number = self.nodes.len() - 1;
                    self.ctes.entry(name.clone()).or_default().push(number);
                    number
                }
            };
            if !cte.columns.is_empty() {
                self.want(Place::Header, Origin::Node(number));
            }
        }
        if query.pipes.is_empty() {
            self.body(&query.body, into);
        } else {
            self.piped(query, into);
        }
        for name in &ctes {
            if let Some(numbers) = self.ctes.get_mut(name) {
                numbers.pop();
            }
        }
    }

    fn body(&mut self, body: &'q Body, into: &mut Vec<Origin<'q>>) {
        match body {
            Body::Select(select) => self.select(select, into),
            Body::Query(query) => self.query(query, into),
            Body::Set { first, others } => self.set_operation(first, others, into),
            Body::Table(name) => into.push(self.relation(name)),
            Body::Values(_) | Body::Change => {}
        }
    }

    fn set_operation(
        &mut self,
        first: &'q Body,
        others: &'q [Operand],
        into: &mut Vec<Origin<'q>>,
    ) {
        let first = Origin::Node(self.node(|flow, into| flow.body(first, into)));
        into.push(first);
        // Operands that are paired by name as yet.
        let mut by_name = vec![first];
        for operand in others {
            let origin = Origin::Node(self.node(|flow, into| flow.body(&operand.body, into)));
            // What EXCEPT takes away is in no row of the result.
            if !operand.taken {
                into.push(origin);
            }
            by_name.push(origin);
            if operand.by_name.is_none() {
                for origin in by_name.drain(..) {
                    self.want(Place::SetOperation, origin);
                }
            }
        }
    }

    fn select(&mut self, select: &'q Select, into: &mut Vec<Origin<'q>>) {
        let mut entries = Vec::new();
        self.from(&select.from, &mut entries);
        if select.rows != Rows::Columns {
            return;
        }
        if select.items.is_empty() {
            into.extend(entries.iter().map(|entry| entry.origin));
        } else {
            self.project(&select.items, &entries, into);
        }
    }

    /// Adds what the stars of a select list pass on, each relation once.
    fn project(&self, items: &'q [Item], entries: &[Entry<'q>], into: &mut Vec<Origin<'q>>) {
        let mut taken = vec![false; entries.len()];
        for item in items {
            let item = match item {
                Item::Generated(generated) => &generated.otherwise,
                item => item,
            };
            match item {
                Item::StarOfName(name, _) if entries.len() <= MOST_NAMED => {
                    let found = entries.iter().position(|entry| self.is_called(entry, name));
                    if let Some(taken) = found.and_then(|at| taken.get_mut(at)) {
                        *taken = true;
                    }
                }
                Item::Star(_) | Item::StarOfName(..) => {
                    into.extend(entries.iter().map(|entry| entry.origin));
                    return;
                }
                _ => {}
            }
        }
        let taken = entries.iter().zip(taken).filter(|(_, taken)| *taken);
        into.extend(taken.map(|(entry, _)| entry.origin));
    }

    /// Adds what pipe operators leave of what stands before them.
    fn piped(&mut self, query: &'q Query, into: &mut Vec<Origin<'q>>) {
        let mut entries = Vec::new();
        match &query.body {
            Body::Select(select) if select.bare => self.from(&select.from, &mut entries),
            body => {
                let node = self.node(|flow, into| flow.body(body, into));
                self.push(Origin::Node(node), None, &mut entries);
            }
        }
        for operator in &query.pipes {
            self.pipe(operator, &mut entries);
        }
        into.extend(entries.iter().map(|entry| entry.origin));
    }

    fn pipe(&mut self, operator: &'q Pipe, entries: &mut Vec<Entry<'q>>) {
        match operator {
            // What EXTEND takes of a star is there already.
            Pipe::Rows | Pipe::Extend(_) | Pipe::Set(_) | Pipe::Drop(_) | Pipe::Rename(_) => {}
            Pipe::Value(_) | Pipe::Aggregate { .. } => entries.clear(),
            Pipe::Select(items) => {
                let node = self.node(|flow, into| flow.project(items, entries, into));
                self.replace(Origin::Node(node), entries);
            }
            Pipe::As(alias) => {
                let origin = self.all_of(entries);
                self.replace(origin, entries);
                if let Some(entry) = entries.last_mut() {
                    entry.alias = Some(self.source.names.text(*alias));
                }
            }
            Pipe::Join(join) => self.join(join, 0, entries),
            Pipe::Combine { by_name, queries } => {
                let mut operands = vec![self.all_of(entries)];
                for query in queries {
                    let node = self.node(|flow, into| flow.query(query, into));
                    operands.push(Origin::Node(node));
                }
                for origin in operands.iter().filter(|_| by_name.is_none()) {
                    self.want(Place::SetOperation, *origin);
                }
                self.nodes.push(operands);
                self.replace(Origin::Node(self.nodes.len() - 1), entries);
            }
            Pipe::Except => {
                let origin = self.all_of(entries);
                self.want(Place::SetOperation, origin);
                self.replace(origin, entries);
            }
            Pipe::Pivot(_, alias) | Pipe::Unpivot(_, alias) => {
                if let Some(alias) = alias {
                    let origin = self.all_of(entries);
                    self.replace(origin, entries);
                    if let Some(entry) = entries.last_mut() {
                        entry.alias = Some(self.source.names.text(*alias));
                    }
                }
            }
            Pipe::Call(..) => self.replace(Origin::Open, entries),
        }
    }

    /// Makes one relation all there is.
    fn replace(&mut self, origin: Origin<'q>, entries: &mut Vec<Entry<'q>>) {
        entries.clear();
        self.push(origin, None, entries);
    }
}
