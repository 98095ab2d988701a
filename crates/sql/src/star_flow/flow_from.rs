//! FROM: which relations a select reads, and by which names it calls them.

use super::super::form::{Alias, Factor, Join, Joined, Joining, Name, Table};
use super::super::star_place::Place;
use super::flow_nodes::{Entry, Flow, Origin};

/// Of so many relations in a FROM, `name.*` finds its own; of more it is taken for `*`.
pub(super) const MOST_NAMED: usize = 1_000;

impl<'q> Flow<'q> {
    pub(super) fn from(&mut self, from: &'q [Joined], entries: &mut Vec<Entry<'q>>) {
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
    pub(super) fn join(&mut self, join: &'q Join, first: usize, entries: &mut Vec<Entry<'q>>) {
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
                let node = self.node(|flow, into| (flow.query)(flow, query, into));
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

    pub(super) fn push(
        &mut self,
        origin: Origin<'q>,
        alias: Option<&'q Alias>,
        entries: &mut Vec<Entry<'q>>,
    ) {
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

    /// Whether a relation goes by that name: by its alias, or by the end of what is written.
    pub(super) fn is_called(&self, entry: &Entry<'q>, name: &[Name]) -> bool {
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
}
