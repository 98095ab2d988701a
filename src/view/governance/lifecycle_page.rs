//! Lifecycle: what is on its way in and out, and what is used though it is retired.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::catalog::{AssetIx, Kind, Lifecycle, Status};
use crate::insight::is_productive;
use crate::view::model::{KeyFigure, SheetColumn, Tone};
use crate::view::{Views, counted, grouped};

use super::figure_table::{Table, Value, numbers, words};
use super::figures_draft::{Draft, neutral};

const STATUS: [Status; 5] = [
    Status::Proposed,
    Status::Draft,
    Status::Active,
    Status::Deprecated,
    Status::Retired,
];

const STATUSES: [SheetColumn; 5] = [
    words("status", "Status"),
    numbers("products", "Products"),
    numbers("views", "Unified views"),
    numbers("tables", "Productive tables"),
    numbers("dmes", "DMEs"),
];

const ENDING: [SheetColumn; 8] = [
    words("asset", "Asset"),
    words("kind", "Kind"),
    words("status", "Status"),
    words("deprecated", "Deprecated on"),
    words("end_of_life", "Works until"),
    words("replacement", "Replaced by"),
    numbers("dependents", "Downstream"),
    numbers("users", "Users, 30 days"),
];

const RETIRED: [SheetColumn; 6] = [
    words("asset", "Asset"),
    words("dme", "DME"),
    numbers("dependents", "In use that depend on it"),
    numbers("queries", "Queries, 30 days"),
    numbers("people", "People"),
    words("last_use", "Last use"),
];

const DOMAINS: [SheetColumn; 6] = [
    words("domain", "Domain"),
    words("status", "Status"),
    words("born", "Born"),
    words("split_into", "Split into"),
    words("merged_into", "Merged into"),
    words("retired", "Ends or ended"),
];

pub(super) fn lifecycle_figures(views: &Views<'_>) -> Draft {
    let c = views.reader;
    let ending = ending(views);
    let retired = retired_in_use(views);
    let deprecated = c
        .assets()
        .iter()
        .filter(|a| a.status == Status::Deprecated)
        .count();
    Draft {
        key: match views.is_part() {
            true => neutral(deprecated, "deprecated assets that you may see"),
            false => KeyFigure {
                value: grouped(deprecated),
                label: format!("deprecated, {} still used", counted(retired.len(), "retired asset")),
                tone: Some(if retired.is_empty() { Tone::Ok } else { Tone::Warn }),
            },
        },
        tables: vec![
            Table::new("statuses", "By status", &STATUSES, "").rows(statuses(views)),
            Table::new(
                "ending",
                "Deprecated, and what ends",
                &ENDING,
                "None: nothing is deprecated and no date of an end is set.",
            )
            .note("Those that end first come first; those without a date last.")
            .rows(ending),
            Table::new(
                "retired",
                "Retired and used all the same",
                &RETIRED,
                "None: nothing retired is read by a statement of the last 30 days or by something that is in use.",
            )
            .rows(retired),
            Table::new(
                "domains",
                "Domains",
                &DOMAINS,
                "No domain yet: add a manifest of `kind: Domain`.",
            )
            .note("Newest first. Dates are `validFrom` and `validTo` of the domains' manifests.")
            .rows(domain_rows(views)),
        ],
        ..Draft::default()
    }
}

fn statuses(views: &Views<'_>) -> Vec<Vec<Value>> {
    let c = views.reader;
    let mut counts: BTreeMap<Status, [usize; 4]> = BTreeMap::new();
    let mut add = |ix: AssetIx, at: usize| {
        counts.entry(c.asset(ix).status).or_default()[at] += 1;
    };
    for product in c.products() {
        add(product.asset, 0);
    }
    for relation in c.relations() {
        if relation.unified {
            add(relation.asset, 1);
        } else if is_productive(relation) {
            add(relation.asset, 2);
        }
    }
    for dme in c.environments() {
        add(dme.asset, 3);
    }
    STATUS
        .iter()
        .map(|status| {
            let mut row = vec![Value::Word(status.as_str(), None)];
            let of = counts.get(status).copied().unwrap_or_default();
            row.extend(of.into_iter().map(|n| Value::seen(views, n)));
            row
        })
        .collect()
}

/// What is deprecated or has a date at which it ends, soonest first.
fn ending(views: &Views<'_>) -> Vec<Vec<Value>> {
    let c = views.reader;
    let mut all: BTreeMap<(String, String), Vec<Value>> = BTreeMap::new();
    let mut add = |ix: AssetIx, lifecycle: Option<&Lifecycle>, dbt: Option<&str>| {
        let status = c.asset(ix).status;
        let end = lifecycle.and_then(|l| l.end_of_life.as_deref().or(l.valid_to.as_deref()));
        let since = lifecycle
            .and_then(|l| l.deprecation_date.as_deref())
            .or(dbt);
        let dated = end.is_some() || since.is_some();
        if status == Status::Retired || (status != Status::Deprecated && !dated) {
            return;
        }
        // What has no date sorts behind every date.
        let key = (end.or(since).unwrap_or("\u{10ffff}").to_owned(), c.id(ix));
        let impact = views.reader.impact_of(ix);
        let by = lifecycle
            .and_then(|l| l.replaced_by.as_ref())
            .map(|(name, _)| name.as_str())
            .or_else(|| c.relation(ix).and_then(|r| r.replaced_by.as_deref()));
        let row = vec![
            Value::Asset(ix),
            Value::Word(c.asset(ix).kind.as_str(), None),
            Value::Word(status.as_str(), None),
            Value::text(since),
            Value::text(end),
            Value::text(by),
            Value::seen(views, impact.assets as usize),
            Value::seen(views, impact.users as usize),
        ];
        all.entry(key).or_insert(row);
    };
    for product in c.products() {
        add(product.asset, Some(&product.lifecycle), None);
        for port in &product.outputs {
            for ix in &port.relations {
                add(*ix, Some(&port.lifecycle), None);
            }
        }
    }
    for dme in c.environments() {
        add(dme.asset, Some(&dme.lifecycle), None);
    }
    for relation in c.relations().iter().filter(|r| r.port.is_none()) {
        let dbt = relation.dbt.as_ref().and_then(|d| d.deprecation_date);
        add(relation.asset, None, dbt.map(|d| c.str(d)));
    }
    all.into_values().collect()
}

/// What is retired and still read, by statements or by something that is in use.
fn retired_in_use(views: &Views<'_>) -> Vec<Vec<Value>> {
    let c = views.reader;
    let mut all: Vec<(u32, usize, AssetIx)> = Vec::new();
    for relation in c.relations() {
        let ix = relation.asset;
        if c.asset(ix).status != Status::Retired {
            continue;
        }
        let queries = c.usage_of(ix).map_or(0, |u| u.queries);
        let down = c.downstream(ix).iter();
        let dependents = down.filter(|d| c.is_in_use(**d)).count();
        if queries > 0 || dependents > 0 {
            all.push((queries, dependents, ix));
        }
    }
    all.sort_by_cached_key(|(queries, dependents, ix)| {
        (Reverse(*queries), Reverse(*dependents), c.name(*ix))
    });
    all.into_iter()
        .map(|(queries, dependents, ix)| {
            let usage = c.usage_of(ix);
            let people = usage.map(|u| u.users.len().saturating_sub(u.service_accounts as usize));
            vec![
                Value::Asset(ix),
                Value::asset(c.relation(ix).and_then(|r| c.owner(r))),
                Value::count(dependents),
                Value::Count(u64::from(queries)),
                people.map_or(Value::Unknown, Value::count),
                Value::moment(usage.and_then(|u| u.last)),
            ]
        })
        .collect()
}

fn domain_rows(views: &Views<'_>) -> Vec<Vec<Value>> {
    let c = views.reader;
    let mut all = c.sorted(Kind::Domain);
    all.sort_by_key(|ix| Reverse(views.domain(*ix).lifecycle.valid_from.as_deref()));
    all.into_iter()
        .map(|ix| {
            let domain = views.domain(ix);
            let life = &domain.lifecycle;
            vec![
                Value::Asset(ix),
                Value::Word(c.asset(ix).status.as_str(), None),
                Value::text(life.valid_from.as_deref()),
                Value::assets(domain.split_into.clone()),
                Value::asset(domain.merged_into),
                Value::text(life.valid_to.as_deref().or(life.end_of_life.as_deref())),
            ]
        })
        .collect()
}
