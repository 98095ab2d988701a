//! Subqueries as nodes that lead to what they pass on, and the places that they are followed from.

use rustc_hash::FxHashMap;

use super::super::Dialect;
use super::super::form::{Name, Names, Query};
use super::super::star_place::Place;

/// What stars of a query stand for.
#[derive(Debug, Default)]
pub(crate) struct Stars<'q> {
    /// Relations as the text names them, each once or several times.
    pub(crate) relations: Vec<(&'q [Name], Place)>,
    /// Whether the result has columns that the text doesn't list.
    pub(crate) open: bool,
}

/// What the text's names are read by.
#[derive(Clone, Copy)]
pub(crate) struct Source<'q> {
    pub(crate) names: &'q Names,
    pub(crate) dialect: Dialect,
}

/// What passes all its columns on.
#[derive(Clone, Copy)]
pub(super) enum Origin<'q> {
    Relation(&'q [Name]),
    /// A subquery, by its number.
    Node(usize),
    /// Something that has columns, which neither the text nor a relation lists.
    Open,
    /// Something whose columns the text makes.
    Listed,
}

/// A relation of a FROM.
pub(super) struct Entry<'q> {
    pub(super) origin: Origin<'q>,
    /// The name it goes by.
    pub(super) alias: Option<&'q str>,
    /// Its name as written, where it has no other.
    pub(super) written: &'q [Name],
}

/// Adds what a query passes on.
pub(super) type Walk<'q> = fn(&mut Flow<'q>, &'q Query, &mut Vec<Origin<'q>>);

/// A walk through a query.
pub(super) struct Flow<'q> {
    pub(super) source: Source<'q>,
    /// What each subquery passes on.
    pub(super) nodes: Vec<Vec<Origin<'q>>>,
    /// Where columns count by their order.
    pub(super) wanted: Vec<(Place, Origin<'q>)>,
    /// Common table expressions in sight, by their names in lower case; the innermost is the last.
    pub(super) ctes: FxHashMap<String, Vec<usize>>,
    /// A FROM holds queries, which have one: what goes through those is given, so that the files still
    /// stand one upon the other.
    pub(super) query: Walk<'q>,
}

impl<'q> Flow<'q> {
    pub(super) fn text(&self, name: Name) -> &'q str {
        self.source.names.text(name.text())
    }

    /// Makes a node of what `walk` finds.
    pub(super) fn node(&mut self, walk: impl FnOnce(&mut Self, &mut Vec<Origin<'q>>)) -> usize {
        let mut into = Vec::new();
        walk(self, &mut into);
        self.nodes.push(into);
        self.nodes.len() - 1
    }

    pub(super) fn want(&mut self, place: Place, origin: Origin<'q>) {
        if !matches!(origin, Origin::Open | Origin::Listed) {
            self.wanted.push((place, origin));
        }
    }

    /// All columns of some relations, as those of one.
    pub(super) fn all_of(&mut self, entries: &[Entry<'q>]) -> Origin<'q> {
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
    pub(super) fn relation(&self, name: &'q [Name]) -> Origin<'q> {
        if let [one] = name {
            let lower = self.text(*one).to_lowercase();
            if let Some(number) = self.ctes.get(&lower).and_then(|numbers| numbers.last()) {
                return Origin::Node(*number);
            }
        }
        Origin::Relation(name)
    }

    /// Follows nodes from each place that columns go to, the result's among them.
    pub(super) fn follow(mut self, result: usize, place: Place) -> Stars<'q> {
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
