//! What statements name each relation: when the last one did, and which service accounts ran them.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::hash::Hash;

use rustc_hash::FxHashMap;

use crate::catalog::{AssetIx, Clock, NamedBy, Registry, ServiceReader, Sym, small};
use crate::link::connecting::used::StatementUse;
use crate::link::facts::{Shape, Statements};
use sql::Mentions;

/// Days that "last 30 days" are.
const DAYS: i32 = 30;

/// What is counted of one name.
#[derive(Default)]
struct Counting {
    /// The last statement.
    last: Option<i64>,
    /// By number of the account: day of its last statement, and how many it ran in the last 30 days.
    services: FxHashMap<u32, (i32, u32)>,
}

impl Counting {
    fn add(&mut self, other: &Self) {
        self.last = self.last.max(other.last);
        let services = other.services.iter();
        services.for_each(|(account, counts)| self.ran(*account, *counts));
    }

    fn ran(&mut self, account: u32, (day, queries): (i32, u32)) {
        let known = self.services.entry(account).or_insert((i32::MIN, 0));
        known.0 = known.0.max(day);
        known.1 = known.1.saturating_add(queries);
    }

    fn finish(self) -> NamedBy {
        let services = self.services.into_iter();
        let mut services: Vec<ServiceReader> = services
            .map(|(account, (day, queries))| ServiceReader {
                account,
                last: Some(day).filter(|day| *day != i32::MIN),
                queries,
            })
            .collect();
        services.sort_unstable_by_key(|of| (Reverse((of.queries, of.last)), of.account));
        NamedBy {
            last: self.last,
            services,
            columns: Vec::new(),
        }
    }
}

/// Addresses of the service accounts that ran statements, sorted.
pub(in crate::link) fn accounts(statements: &Statements) -> Vec<String> {
    let mut all: Vec<String> = statements.service_names.values().cloned().collect();
    all.sort_unstable();
    all
}

/// What tells which statements name relations.
pub(in crate::link) struct Naming<'n> {
    pub(in crate::link) registry: &'n Registry,
    pub(in crate::link) statements: &'n Statements,
    /// What the statements of each shape use.
    pub(in crate::link) used: &'n [StatementUse],
    /// The moment that ages are counted from.
    pub(in crate::link) clock: &'n Clock,
}

impl Naming<'_> {
    /// By relation. Unlike use, this takes statements that write another table as well, and those of
    /// which only the warehouse says what they read: it tells whether a relation can go, not whether it
    /// is liked. Accounts are told by their place among `accounts`.
    pub(in crate::link) fn by_relation(&self, accounts: &[String]) -> FxHashMap<AssetIx, NamedBy> {
        let mut all: FxHashMap<AssetIx, Counting> = FxHashMap::default();
        // There may be thousands of tables to a wildcard: they are counted as one.
        let mut wildcards: FxHashMap<(usize, Option<u32>), Counting> = FxHashMap::default();
        let by_shape = self.by_shape(accounts);
        let shapes = self.statements.shapes.iter().zip(self.used);
        for ((shape, used), counting) in shapes.zip(&by_shape) {
            for relation in named(shape, used) {
                add(&mut all, relation, counting);
            }
            for number in &used.wildcards {
                add(&mut wildcards, (*number, shape.destination), counting);
            }
        }
        wildcards
            .into_iter()
            .for_each(|((number, written), counting)| {
                let tables = self.registry.wildcards.get(number).into_iter();
                tables
                    .flat_map(|wildcard| wildcard.others())
                    .filter(|table| Some(*table) != written.map(AssetIx))
                    .for_each(|table| add(&mut all, table, &counting));
            });
        let all = all.into_iter();
        let mut named: FxHashMap<AssetIx, NamedBy> = all
            .map(|(relation, counting)| (relation, counting.finish()))
            .collect();
        for (relation, columns) in self.columns() {
            named.entry(relation).or_default().columns = columns;
        }
        named
    }

    /// Of each relation, when the last statement ran that may name each of its columns. Which columns a
    /// wildcard takes is told of its newest table; of the others it may be all.
    fn columns(&self) -> Vec<(AssetIx, Vec<(Sym, i64)>)> {
        let mut all: FxHashMap<AssetIx, ColumnNames> = FxHashMap::default();
        let mut wildcards: BTreeMap<usize, i64> = BTreeMap::new();
        for (shape, used) in self.statements.shapes.iter().zip(self.used) {
            let Some(last) = shape.last else { continue };
            let written = shape.destination.map(AssetIx);
            for relation in named(shape, used).chain(written) {
                let of = all
                    .entry(relation)
                    .or_insert_with(|| ColumnNames::of(self.registry, relation));
                of.add(&used.mentions, last);
            }
            for number in &used.wildcards {
                let known = wildcards.entry(*number).or_insert(last);
                *known = (*known).max(last);
            }
        }
        for (number, last) in wildcards {
            let wildcard = self.registry.wildcards.get(number).into_iter();
            for table in wildcard.flat_map(|wildcard| wildcard.others()) {
                let of = all
                    .entry(table)
                    .or_insert_with(|| ColumnNames::of(self.registry, table));
                of.last_unnamed = of.last_unnamed.max(Some(last));
            }
        }
        let all = all.into_iter();
        all.map(|(relation, of)| (relation, of.last_named()))
            .collect()
    }

    /// Of each shape, when its statements ran and which service accounts ran them.
    fn by_shape(&self, accounts: &[String]) -> Vec<Counting> {
        let counts = &self.statements.counts;
        let newest = || counts.keys().map(|key| key.day).max().unwrap_or(0);
        let today = self.clock.today().unwrap_or_else(newest);
        let shapes = self.statements.shapes.iter();
        let mut all: Vec<Counting> = shapes
            .map(|shape| Counting {
                last: shape.last,
                ..Counting::default()
            })
            .collect();
        let names = self.statements.service_names.iter();
        let places: FxHashMap<u32, u32> = names
            .filter_map(|(user, name)| Some((*user, small(accounts.binary_search(name).ok()?))))
            .collect();
        counts.iter().for_each(|(key, n)| {
            let shape = all.get_mut(key.shape as usize);
            if let Some((account, shape)) = places.get(&key.user).zip(shape) {
                let recent = key.day != i32::MIN && today.saturating_sub(key.day) < DAYS;
                shape.ran(*account, (key.day, if recent { *n } else { 0 }));
            }
        });
        all
    }
}

/// The names of the columns of one relation, and when each was named last.
#[derive(Default)]
struct ColumnNames {
    /// Columns and fields by a hash of their last name.
    by_name: FxHashMap<u32, Vec<Sym>>,
    /// By the same.
    last: FxHashMap<u32, i64>,
    /// The last statement that takes columns which it doesn't name.
    last_unnamed: Option<i64>,
}

impl ColumnNames {
    fn of(registry: &Registry, relation: AssetIx) -> Self {
        let mut names = Self::default();
        let relation = registry.relation(relation);
        for column in relation.map_or(&[][..], |relation| registry.columns_of(relation)) {
            let path = registry.str(column.path);
            let leaf = path.rsplit('.').next().unwrap_or(path);
            let of = names.by_name.entry(sql::name_hash(leaf)).or_default();
            of.push(column.path);
        }
        names
    }

    fn add(&mut self, mentions: &Mentions, last: i64) {
        if mentions.unnamed {
            self.last_unnamed = self.last_unnamed.max(Some(last));
        }
        for name in &mentions.names {
            if self.by_name.contains_key(name) {
                let known = self.last.entry(*name).or_insert(last);
                *known = (*known).max(last);
            }
        }
    }

    fn last_named(self) -> Vec<(Sym, i64)> {
        let Self {
            by_name,
            last,
            last_unnamed,
        } = self;
        let named = by_name.into_iter().filter_map(|(name, columns)| {
            let last = last.get(&name).copied().max(last_unnamed)?;
            Some(columns.into_iter().map(move |column| (column, last)))
        });
        let mut out: Vec<(Sym, i64)> = named.flatten().collect();
        out.sort_unstable();
        out
    }
}

fn add<K: Hash + Eq>(all: &mut FxHashMap<K, Counting>, key: K, counting: &Counting) {
    all.entry(key).or_default().add(counting);
}

/// The relations that statements of a shape name, but for the one that they write.
fn named<'a>(shape: &'a Shape, used: &'a StatementUse) -> impl Iterator<Item = AssetIx> + 'a {
    // A text may be one that can't be read, or be made as a script runs: the warehouse knows.
    let told = match used.relations.is_empty() {
        true => shape.referenced.as_slice(),
        false => &[],
    };
    let told = told.iter().map(|raw| AssetIx(*raw));
    let all = used.relations.iter().copied().chain(told);
    all.filter(move |relation| Some(*relation) != shape.destination.map(AssetIx))
}
