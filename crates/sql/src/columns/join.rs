//! Joins: which columns they merge.

use std::collections::HashSet;

use super::super::form::{Sym, UsingSide};
use super::column_scope::{Merged, Scope};
use super::known_relation::Lookup;
use super::limits::TOO_LARGE;
use super::resolution::Engine;
use super::value::{self, Column, Value};

/// No group: only the given relations are looked at, not what USING merged.
const UNMERGED: Option<usize> = Some(usize::MAX);

impl<'a> Engine<'a> {
    pub(super) fn texts(&self, names: &[Sym]) -> Vec<&'a str> {
        names.iter().map(|name| self.names.text(*name)).collect()
    }

    pub(super) fn using(
        &mut self,
        names: &[&str],
        using_side: UsingSide,
        group: usize,
        right: usize,
        scope: &mut Scope<'_>,
    ) {
        let start = scope
            .items
            .iter()
            .position(|item| item.group == group)
            .unwrap_or(right)
            .min(right);
        let end = scope.items.len();
        // Each relation joined so far is told each name.
        if self.spend(4 * names.len() * (end - start)) {
            scope.poison = Some(TOO_LARGE.into());
            return;
        }
        let mut merged = Vec::with_capacity(names.len());
        for name in names {
            let left = self.column(name, scope, start..right, Some(group));
            let other = self.column(name, scope, right..end, UNMERGED);
            let value = |lookup: Lookup| match lookup {
                Lookup::Yes(value) | Lookup::Maybe(value) => value,
                Lookup::No => Value::unknown(format!("no column `{name}` to join by")),
            };
            let value = match using_side {
                UsingSide::Left => value(left),
                UsingSide::Right => value(other),
                UsingSide::Both => value::either(&[value(left), value(other)]),
            };
            merged.push(Merged {
                group,
                column: Column {
                    name: (*name).into(),
                    value,
                },
            });
        }
        let lower: HashSet<String> = names.iter().map(|name| name.to_lowercase()).collect();
        for item in scope.items.iter_mut().skip(start) {
            item.merged
                .extend(names.iter().map(|name| name.to_lowercase()));
            item.merged.sort_unstable();
            item.merged.dedup();
        }
        let older = std::mem::take(&mut scope.using);
        merged.extend(
            older.into_iter().filter(|old| {
                old.group != group || !lower.contains(&old.column.name.to_lowercase())
            }),
        );
        scope.using = merged;
    }

    pub(super) fn natural(
        &mut self,
        using_side: UsingSide,
        group: usize,
        right: usize,
        scope: &mut Scope<'_>,
    ) {
        let mut sides = [Vec::new(), Vec::new()];
        for (at, item) in scope.items.iter().enumerate() {
            if item.group != group {
                continue;
            }
            if self.spend(item.relation.columns.len()) {
                scope.poison = Some(TOO_LARGE.into());
                return;
            }
            let part = self.all_of(&item.relation, item.alias.as_deref().unwrap_or_default());
            if !part.rest.is_empty() {
                scope.poison = Some("a natural join of columns that aren't known".into());
                return;
            }
            let side = &mut sides[usize::from(at >= right)];
            side.extend(part.columns.into_iter().map(|column| column.name));
        }
        let [left, others] = &sides;
        // Names without a column's name are none to join by.
        let others = others.iter().filter(|name| !name.is_empty());
        let mut common: HashSet<String> = others.map(|name| name.to_lowercase()).collect();
        let mut names: Vec<&str> = Vec::new();
        for name in left {
            if common.remove(&name.to_lowercase()) {
                names.push(name);
            }
        }
        self.using(&names, using_side, group, right, scope);
    }
}
