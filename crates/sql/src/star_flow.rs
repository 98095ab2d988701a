//! Which relations a query takes all columns of by `*`, and where those go.
//!
//! That a subquery takes `*` says nothing where the query around it names columns. So each subquery is
//! a node that leads to the relations whose columns it passes on, all of them; from each place where
//! columns count by their order, and from the result, the nodes are followed. Each is passed once, from
//! the place that counts most.

use rustc_hash::FxHashMap;

use super::Dialect;
use super::form::{
    Alias, Body, Dotted, Factor, Item, Join, Joined, Joining, Name, Names, Operand, Pipe, Query,
    Rows, Select, Table,
};
use super::star_place::Place;

/// Of so many relations in a FROM, `name.*` finds its own; of more it is taken for `*`.
const MOST_NAMED: usize = 1_000;

/// What stars of a query stand for.
#[derive(Debug, Default)]
pub(super) struct Stars<'q> {
    /// Relations as the text names them, each once or several times.
    pub(super) relations: Vec<(&'q [Name], Place)>,
    /// Whether the result has columns that the text doesn't list.
    pub(super) open: bool,
}

/// What the text's names are read by.
#[derive(Clone, Copy)]
pub(super) struct Source<'q> {
    pub(super) names: &'q Names,
    pub(super) dialect: Dialect,
    /// Temporary tables of the script, in lower case, sorted.
    pub(super) temporary: &'q [Box<str>],
}

/// The stars of a query whose columns go to `place`.
pub(super) fn of_query<'q>(query: &'q Query, place: Place, source: Source<'q>) -> Stars<'q> {
    let mut flow = Flow {
        source,
        nodes: Vec::new(),
        wanted: Vec::new(),
        ctes: FxHashMap::default(),
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

/// What passes all its columns on.
#[derive(Clone, Copy)]
enum Origin<'q> {
    Relation(&'q [Name]),
    /// A subquery, by its number.
    Node(usize),
    /// Something that has columns, which neither the text nor a relation lists.
    Open,
    /// Something whose columns the text makes.
    Listed,
}

/// A relation of a FROM.
struct Entry<'q> {
    origin: Origin<'q>,
    /// The name it goes by.
    alias: Option<&'q str>,
    /// Its name as written, where it has no other.
    written: &'q [Name],
}

/// A walk through a query.
struct Flow<'q> {
    source: Source<'q>,
    /// What each subquery passes on.
    nodes: Vec<Vec<Origin<'q>>>,
    /// Where columns count by their order.
    wanted: Vec<(Place, Origin<'q>)>,
    /// Common table expressions in sight, by their names in lower case; the innermost is the last.
    ctes: FxHashMap<String, Vec<usize>>,
}

impl<'q> Flow<'q> {
    fn text(&self, name: Name) -> &'q str {
        self.source.names.text(name.text())
    }

    /// Makes a node of what `walk` finds.
    fn node(&mut self, walk: impl FnOnce(&mut Self, &mut Vec<Origin<'q>>)) -> usize {
        let mut into = Vec::new();
        walk(self, &mut into);
        self.nodes.push(into);
        self.nodes.len() - 1
    }

    fn want(&mut self, place: Place, origin: Origin<'q>) {
        if !matches!(origin, Origin::Open | Origin::Listed) {
            self.wanted.push((place, origin));
        }
    }

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

    /// Whether a relation goes by that name: by its alias, or by the end of what is written.
    fn is_called(&self, entry: &Entry<'q>, name: &[Name]) -> bool {
        let same = |one: &str, other: &str| {
            one.eq_ignore_ascii_case(other)
                || (!one.is_ascii() && one.to_lowercase() == other.to_lowercase())
        };
        match (entry.alias, name) {
            (Some(alias), [one]) => same(alias, self.text(*one)),
            (Some(_), _) | (None, []) => false,
            (None, _) => {
                !entry.written.is_empty()
                    && entry
                        .written
                        .iter()
                        .rev()
                        .zip(name.iter().rev())
                        .all(|(part, name)| same(self.text(*part), self.text(*name)))
            }
        }
    }

    fn from(&mut self, from: &'q [Joined], entries: &mut Vec<Entry<'q>>) {
        for joined in from {
            self.joined(joined, entries);
        }
    }

    fn joined(&mut self, joined: &'q Joined, entries: &mut Vec<Entry<'q>>) {
        let first = entries.len();
        self.factor(&joined.factor, entries);
        for join in &joined.joins {
            self.join(join, first, entries);
        }
    }

    /// Adds what is joined to the relations from `first` on.
    fn join(&mut self, join: &'q Join, first: usize, entries: &mut Vec<Entry<'q>>) {
        let right = entries.len();
        self.factor(&join.factor, entries);
        match join.joining {
            Joining::Both(_) | Joining::Apply => {}
            Joining::Semi | Joining::Array => entries.truncate(right),
            Joining::RightSemi => {
                entries.drain(first..right);
            }
        }
    }

    fn factor(&mut self, factor: &'q Factor, entries: &mut Vec<Entry<'q>>) {
        match factor {
            Factor::Table(table) => self.table(table, entries),
            Factor::Derived { query, alias, .. } => {
                let node = self.node(|flow, into| flow.query(query, into));
                self.push(Origin::Node(node), alias.as_ref(), entries);
            }
            Factor::Nested(joined, alias) => {
                let mut inner = Vec::new();
                self.joined(joined, &mut inner);
                self.put_together(inner, alias.as_ref(), entries);
            }
            Factor::Turned(turned) => {
                let mut inner = Vec::new();
                self.factor(&turned.factor, &mut inner);
                let alias = turned.turns.last().and_then(|(_, alias)| alias.as_ref());
                self.put_together(inner, alias, entries);
            }
            Factor::Recognize(recognize) => {
                let mut inner = Vec::new();
                self.factor(&recognize.factor, &mut inner);
                if !recognize.all_rows {
                    inner.clear();
                }
                self.put_together(inner, recognize.alias.as_ref(), entries);
            }
            Factor::Unnest(unnest) => self.push(Origin::Listed, unnest.alias.as_ref(), entries),
            Factor::Listed(listed) => self.push(Origin::Listed, listed.alias.as_ref(), entries),
            Factor::Function(function) => {
                self.push(Origin::Open, function.alias.as_ref(), entries);
            }
        }
    }

    fn table(&mut self, table: &'q Table, entries: &mut Vec<Entry<'q>>) {
        let is_array = match &*table.name {
            [first, _, ..] if !table.whole && self.source.dialect.has_array_joins() => {
                entries.len() <= MOST_NAMED
                    && entries.iter().any(|entry| self.is_called(entry, &[*first]))
            }
            _ => false,
        };
        let origin = match is_array {
            true => Origin::Listed,
            false => self.relation(&table.name),
        };
        self.push(origin, table.alias.as_deref(), entries);
        if table.alias.is_none()
            && let Some(entry) = entries.last_mut()
        {
            entry.written = &table.name;
        }
    }

    fn push(&mut self, origin: Origin<'q>, alias: Option<&'q Alias>, entries: &mut Vec<Entry<'q>>) {
        if alias.is_some_and(|alias| !alias.columns.is_empty()) {
            self.want(Place::Header, origin);
        }
        entries.push(Entry {
            origin,
            alias: alias.map(|alias| self.source.names.text(alias.name)),
            written: &[],
        });
    }

    /// Adds relations that are one where an alias says so.
    fn put_together(
        &mut self,
        mut inner: Vec<Entry<'q>>,
        alias: Option<&'q Alias>,
        entries: &mut Vec<Entry<'q>>,
    ) {
        match alias {
            None => entries.append(&mut inner),
            Some(_) => {
                let origin = self.all_of(&inner);
                self.push(origin, alias, entries);
            }
        }
    }

    /// All columns of some relations, as those of one.
    fn all_of(&mut self, entries: &[Entry<'q>]) -> Origin<'q> {
        match entries {
            [] => Origin::Listed,
            [one] => one.origin,
            many => {
                self.nodes
                    .push(many.iter().map(|entry| entry.origin).collect());
                Origin::Node(self.nodes.len() - 1)
            }
        }
    }

    /// What a name stands for.
    fn relation(&self, name: &'q [Name]) -> Origin<'q> {
        if let [one] = name {
            let lower = self.text(*one).to_lowercase();
            if let Some(number) = self.ctes.get(&lower).and_then(|numbers| numbers.last()) {
                return Origin::Node(*number);
            }
            let temporary = self.source.temporary;
            if temporary
                .binary_search_by(|known| (**known).cmp(&lower))
                .is_ok()
            {
                return Origin::Open;
            }
        }
        Origin::Relation(name)
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

    /// Follows nodes from each place that columns go to, the result's among them.
    fn follow(mut self, result: usize, place: Place) -> Stars<'q> {
        let result = Origin::Node(result);
        let mut stars = Stars::default();
        let mut met = vec![false; self.nodes.len()];
        self.reach(result, &mut met, |origin| {
            stars.open |= !matches!(origin, Origin::Listed);
        });
        self.wanted.push((place, result));
        self.wanted
            .sort_by_key(|(place, _)| std::cmp::Reverse(*place));
        met.fill(false);
        for (place, origin) in &self.wanted {
            self.reach(*origin, &mut met, |origin| {
                if let Origin::Relation(name) = origin {
                    stars.relations.push((name, *place));
                }
            });
        }
        stars
    }

    /// Hands over all that passes its columns on to `from`, but for what lies behind nodes that are
    /// `met`.
    fn reach(&self, from: Origin<'q>, met: &mut [bool], mut found: impl FnMut(Origin<'q>)) {
        let mut pending = vec![from];
        while let Some(origin) = pending.pop() {
            let Origin::Node(number) = origin else {
                found(origin);
                continue;
            };
            if let Some(met) = met.get_mut(number)
                && !std::mem::replace(met, true)
            {
                pending.extend(self.nodes.get(number).into_iter().flatten());
            }
        }
    }
}
