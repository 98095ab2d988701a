//! How often and by whom one relation is used, counted statement by statement.

use std::collections::BTreeMap;

use crate::catalog::{AssetIx, ColumnUse, FilterShape, Predicate, Sym, Usage, UsagePattern, Week};
use crate::link::facts::Key;

/// Weeks that are told apart.
const WEEKS: i32 = 13;
/// Days that "last 30 days" are.
const DAYS: i32 = 30;
/// Joins and filters kept of a relation.
const HABITS: usize = 5;
/// Sets of filters kept of a relation.
const SHAPES: usize = 3;

/// How statements were run.
#[derive(Clone, Copy)]
pub(super) struct Ran {
    /// By a service account.
    pub(super) by_service: bool,
    /// The last of those of one shape.
    pub(super) last: Option<i64>,
}

/// Use of one relation, under construction.
#[derive(Default)]
pub(super) struct Counting {
    /// Week and user, with the number of statements.
    weeks: BTreeMap<(i32, u32), u32>,
    /// Of the last 30 days: user, number of statements.
    recent: BTreeMap<u32, u32>,
    projects: BTreeMap<Sym, u32>,
    pub(super) joins: BTreeMap<(Sym, AssetIx, Sym), u32>,
    pub(super) filters: BTreeMap<Predicate, u32>,
    pub(super) shapes: BTreeMap<Vec<Predicate>, u32>,
    pub(super) last: Option<i64>,
    /// The last statement that used each column.
    columns: BTreeMap<Sym, Option<i64>>,
    /// Of the last 30 days: column and service account, number of statements.
    by_service: BTreeMap<(Sym, u32), u32>,
}

impl Counting {
    pub(super) fn add(&mut self, key: Key, n: u32, today: i32, project: Sym) {
        let age = today.saturating_sub(key.day);
        // 1970-01-01 was a Thursday.
        let monday = key
            .day
            .saturating_sub((key.day.saturating_add(3)).rem_euclid(7));
        let this_monday = today - (today + 3).rem_euclid(7);
        if key.day != i32::MIN && this_monday - monday < WEEKS * 7 {
            *self.weeks.entry((monday, key.user)).or_default() += n;
        }
        if key.day != i32::MIN && age < DAYS {
            *self.recent.entry(key.user).or_default() += n;
            *self.projects.entry(project).or_default() += n;
        }
    }

    /// Counts statements that use a column. Of persons the last use counts, and nothing else.
    pub(super) fn column(&mut self, column: Sym, by: Key, n: u32, today: i32, ran: Ran) {
        let last = self.columns.entry(column).or_default();
        *last = (*last).max(ran.last);
        let age = today.saturating_sub(by.day);
        if ran.by_service && by.day != i32::MIN && age < DAYS {
            *self.by_service.entry((column, by.user)).or_default() += n;
        }
    }

    /// What was counted of a wildcard counts of each of its tables.
    pub(super) fn add_all(&mut self, other: &Self) {
        for (key, n) in &other.weeks {
            *self.weeks.entry(*key).or_default() += n;
        }
        for (key, n) in &other.recent {
            *self.recent.entry(*key).or_default() += n;
        }
        for (key, n) in &other.projects {
            *self.projects.entry(*key).or_default() += n;
        }
        self.last = self.last.max(other.last);
    }

    pub(super) fn finish(self, service_accounts: &[bool]) -> Usage {
        let mut weeks: Vec<Week> = Vec::new();
        for ((monday, _), n) in &self.weeks {
            match weeks.last_mut() {
                Some(week) if week.monday == *monday => {
                    week.queries += n;
                    week.users += 1;
                }
                _ => weeks.push(Week {
                    monday: *monday,
                    queries: *n,
                    users: 1,
                }),
            }
        }
        let users: Vec<u32> = self.recent.keys().copied().collect();
        let service = |u: &&u32| service_accounts.get(**u as usize) == Some(&true);
        let of = users.iter().filter(service).count();
        let mut projects: Vec<(Sym, u32)> = self.projects.into_iter().collect();
        projects.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        let mut shapes: Vec<FilterShape> = self
            .shapes
            .into_iter()
            .map(|(predicates, count)| FilterShape { predicates, count })
            .collect();
        // Of those that are as frequent, the one that says more.
        shapes.sort_by_key(|s| std::cmp::Reverse((s.count, s.predicates.len())));
        shapes.truncate(SHAPES);
        Usage {
            weeks,
            queries: self.recent.values().sum(),
            users,
            last: self.last,
            joins: most(
                self.joins
                    .into_iter()
                    .map(|((column, to, by), count)| UsagePattern {
                        column,
                        joined: Some((to, by)),
                        operator: None,
                        count,
                    }),
            ),
            filters: most(
                self.filters
                    .into_iter()
                    .map(|(predicate, count)| UsagePattern {
                        column: predicate.column,
                        joined: None,
                        operator: Some(predicate.operator),
                        count,
                    }),
            ),
            shapes,
            projects,
            service_accounts: u32::try_from(of).unwrap_or(u32::MAX),
            columns: columns(&self.columns, &self.by_service),
        }
    }
}

fn columns(
    last: &BTreeMap<Sym, Option<i64>>,
    by_service: &BTreeMap<(Sym, u32), u32>,
) -> Vec<ColumnUse> {
    let mut counts = by_service.iter().peekable();
    let mut all = Vec::with_capacity(last.len());
    // Both are in the order of columns.
    for (column, last) in last {
        let mut found = ColumnUse {
            column: *column,
            last: *last,
            queries: 0,
            service_accounts: 0,
        };
        while let Some((_, n)) = counts.next_if(|((of, _), _)| of == column) {
            found.queries += n;
            found.service_accounts += 1;
        }
        all.push(found);
    }
    all
}

fn most(patterns: impl Iterator<Item = UsagePattern>) -> Vec<UsagePattern> {
    let mut all: Vec<UsagePattern> = patterns.collect();
    all.sort_by_key(|h| std::cmp::Reverse(h.count));
    all.truncate(HABITS);
    all
}
