//! What statements name each relation: when the last one did, and which service accounts ran them.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use crate::catalog::{AssetIx, NamedBy, Registry, ServiceReader};
use crate::link::connecting::used::StatementUse;
use crate::link::facts::{Shape, Statements};

/// Days that "last 30 days" are.
const DAYS: i32 = 30;

/// The day of the last statement, and the number of those of the last 30 days.
type Counts = (i32, u32);

/// By relation. Unlike use, this takes statements that write another table as well, and those of which
/// only the warehouse says what they read: it tells whether a relation can go, not whether it is liked.
pub(in crate::link) fn of(
    registry: &Registry,
    now: Option<i64>,
    statements: &Statements,
    used: &[StatementUse],
) -> FxHashMap<AssetIx, NamedBy> {
    let mut all: FxHashMap<AssetIx, NamedBy> = FxHashMap::default();
    for (shape, used) in statements.shapes.iter().zip(used) {
        for relation in named(registry, shape, used) {
            let known = all.entry(relation).or_default();
            known.last = known.last.max(shape.last);
        }
    }
    let counts = statements.counts.iter();
    let last_day = counts.clone().map(|(key, _)| key.day).max();
    let today = match now {
        Some(now) => i32::try_from(now.div_euclid(86_400)).unwrap_or(0),
        None => last_day.unwrap_or(0),
    };
    // Days of one shape and account are put together before the relations that it names are met.
    let mut by_shape: FxHashMap<(u32, u32), Counts> = FxHashMap::default();
    counts
        .filter(|(key, _)| statements.service_names.contains_key(&key.user))
        .for_each(|(key, n)| {
            let recent = key.day != i32::MIN && today.saturating_sub(key.day) < DAYS;
            let of = by_shape.entry((key.shape, key.user));
            add(
                of.or_insert((i32::MIN, 0)),
                (key.day, if recent { *n } else { 0 }),
            );
        });
    let mut by_relation: FxHashMap<(AssetIx, u32), Counts> = FxHashMap::default();
    by_shape.into_iter().for_each(|((number, user), counts)| {
        let shape = statements.shapes.get(number as usize);
        let Some((shape, used)) = shape.zip(used.get(number as usize)) else {
            return;
        };
        for relation in named(registry, shape, used) {
            add(
                by_relation.entry((relation, user)).or_insert((i32::MIN, 0)),
                counts,
            );
        }
    });
    by_relation
        .into_iter()
        .for_each(|((relation, user), (day, queries))| {
            let account = statements.service_names.get(&user);
            if let (Some(account), Some(known)) = (account, all.get_mut(&relation)) {
                known.services.push(ServiceReader {
                    account: account.clone(),
                    last: Some(day).filter(|day| *day != i32::MIN),
                    queries,
                });
            }
        });
    all.values_mut().for_each(|known| {
        let services = &mut known.services;
        services.sort_unstable_by(|a, b| {
            let order = |of: &ServiceReader| Reverse((of.queries, of.last));
            order(a)
                .cmp(&order(b))
                .then_with(|| a.account.cmp(&b.account))
        });
    });
    all
}

fn add(known: &mut Counts, (day, queries): Counts) {
    known.0 = known.0.max(day);
    known.1 = known.1.saturating_add(queries);
}

/// The relations that statements of a shape name, but for the one that they write.
fn named<'a>(
    registry: &'a Registry,
    shape: &'a Shape,
    used: &'a StatementUse,
) -> impl Iterator<Item = AssetIx> + 'a {
    // A text may be one that can't be read, or be made as a script runs: the warehouse knows.
    let told = match used.relations.is_empty() {
        true => shape.referenced.as_slice(),
        false => &[],
    };
    let told = told.iter().map(|raw| AssetIx(*raw));
    let wildcards = used
        .wildcards
        .iter()
        .filter_map(|n| registry.wildcards.get(*n));
    let written = shape.destination.map(AssetIx);
    used.relations
        .iter()
        .copied()
        .chain(told)
        .chain(wildcards.flat_map(|wildcard| wildcard.others()))
        .filter(move |relation| Some(*relation) != written)
}
