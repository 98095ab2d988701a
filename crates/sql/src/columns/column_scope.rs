//! The relations and common table expressions that names can stand for.

use std::rc::Rc;

use super::super::form::{Mark, Window, Word};
use super::super::path::Defaults;
use super::known_relation::Relation;
use super::known_relation::same;
use super::value::Column;

/// The relations of one FROM.
#[derive(Default)]
pub(super) struct Scope<'p> {
    pub(super) items: Vec<Item>,
    /// Relations that only go by their names any more: those that stood before a pipe operator
    /// that changed the columns.
    pub(super) named: Vec<Item>,
    /// Columns that USING merged; those of later joins come first.
    pub(super) using: Vec<Merged>,
    /// Columns of the same select that were named before this place.
    pub(super) lateral: Vec<Column>,
    pub(super) windows: &'p [Window],
    /// Why nothing in it can be resolved.
    pub(super) poison: Option<Rc<str>>,
    /// The scope around a correlated subquery.
    pub(super) parent: Option<&'p Scope<'p>>,
}

/// A relation in a FROM.
pub(super) struct Item {
    /// The name it goes by.
    pub(super) alias: Option<String>,
    /// The parts of its name as written, where it has no other.
    pub(super) parts: Vec<String>,
    pub(super) relation: Rc<Relation>,
    /// Which of the comma-separated entries it belongs to.
    pub(super) group: usize,
    /// Its columns that USING merged, in lower case and in order: not seen without its name.
    pub(super) merged: Vec<String>,
    /// Whether a function or an array makes its columns, which the text itself then names.
    pub(super) made: bool,
}

impl Item {
    /// A relation that goes by no name.
    pub(super) fn unnamed(relation: Rc<Relation>, group: usize) -> Item {
        Item {
            alias: None,
            parts: Vec::new(),
            relation,
            group,
            merged: Vec::new(),
            made: false,
        }
    }
}

/// A column that USING merged.
pub(super) struct Merged {
    pub(super) group: usize,
    pub(super) column: Column,
}

/// The common table expressions in sight.
#[derive(Clone, Copy)]
pub(super) struct Env<'p> {
    pub(super) ctes: &'p [(String, Rc<Relation>)],
    pub(super) parent: Option<&'p Env<'p>>,
}

impl Env<'_> {
    /// The common table expression of that name.
    pub(super) fn find(&self, name: &str) -> Option<Rc<Relation>> {
        let mut env = Some(self);
        while let Some(here) = env {
            if let Some((_, relation)) = here.ctes.iter().rev().find(|(cte, _)| same(cte, name)) {
                return Some(Rc::clone(relation));
            }
            env = here.parent;
        }
        None
    }
}

impl<'p> Scope<'p> {
    /// An empty scope within another.
    pub(super) fn within(parent: Option<&'p Scope<'p>>) -> Scope<'p> {
        Scope {
            parent,
            ..Scope::default()
        }
    }

    /// The relation that goes by that name in this scope.
    pub(super) fn item(&self, name: &str) -> Option<&Item> {
        self.items
            .iter()
            .chain(&self.named)
            .find(|item| item.alias.as_deref().is_some_and(|alias| same(alias, name)))
    }

    /// The relation whose written name `names` begins with, and how many of them that is.
    pub(super) fn written(&self, names: &[Word<'_>]) -> Option<(&Item, usize)> {
        self.items.iter().chain(&self.named).find_map(|item| {
            let count = item.parts.len();
            let found = count > 1
                && names.len() > count
                && item
                    .parts
                    .iter()
                    .zip(names)
                    .all(|(part, name)| same(part, name.text));
            found.then_some((item, count))
        })
    }

    /// The relation that `names` begins with more or fewer parts of than the text wrote in FROM:
    /// `shop.orders.id` where it says `FROM acme.shop.orders`, and the other way round.
    pub(super) fn written_otherwise(
        &self,
        names: &[Word<'_>],
        defaults: Defaults<'_>,
    ) -> Option<(&Item, usize)> {
        (2..names.len()).rev().find_map(|count| {
            let said = &names[..count];
            let item = self.items.iter().chain(&self.named).find(|item| {
                let mut parts = item.parts.iter().rev().map(String::as_str);
                let mut said = said.iter().rev().map(|word| word.text);
                let mut place = 0usize;
                !item.parts.is_empty()
                    && loop {
                        let part = parts.next().or(match place {
                            1 => defaults.dataset,
                            2 => defaults.project,
                            _ => None,
                        });
                        place += 1;
                        match (part, said.next()) {
                            (_, None) => break true,
                            (Some(part), Some(name)) if same(part, name) => {}
                            _ => break false,
                        }
                    }
            })?;
            Some((item, count))
        })
    }
}

/// The parts of a dotted name, of which some may stand in one pair of backticks.
pub(super) fn split_quoted<'n>(words: &[Word<'n>]) -> Option<Vec<Word<'n>>> {
    let whole = |word: &Word<'n>| word.mark == Mark::Backtick && word.text.contains('.');
    if !words.iter().any(whole) {
        return None;
    }
    let mut split = Vec::with_capacity(words.len() + 2);
    for word in words {
        if whole(word) {
            split.extend(word.text.split('.').map(|text| Word {
                text,
                mark: Mark::Backtick,
            }));
        } else {
            split.push(*word);
        }
    }
    Some(split)
}
