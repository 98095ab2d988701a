//! How a view is used.

use super::model::{Fact, Link, UsagePart};
use super::{Views, chart, counted, grouped};
use crate::catalog::{AssetIx, Relation, UsagePattern};
use sql::Operator;

/// Weeks shown.
const WEEKS: i32 = 13;

/// Use of a relation: figures in a sentence, and by week.
pub(super) fn usage_part(views: &Views<'_>, relation: &Relation) -> Option<UsagePart> {
    let c = views.reader;
    let usage = c.usage_of(relation.asset)?;
    let people = usage.users.len() - usage.service_accounts as usize;
    let service_accounts = counted(usage.service_accounts as usize, "service account");
    let who = match (people, usage.service_accounts) {
        (_, 0) => self::people(people),
        (0, _) => service_accounts,
        _ => format!("{} and {service_accounts}", self::people(people)),
    };
    let mut text = match usage.queries {
        0 => "No query in the last 30 days".to_owned(),
        n => format!(
            "{} by {who} in the last 30 days",
            counted(n as usize, "query")
        ),
    };
    if let Some(rank) = views.used_rank(relation.asset) {
        text += &match views.is_part() {
            // Those that the reader may only find have no use to be compared with.
            true => format!(
                "; {} of the unified views that you may query",
                ordinal(rank)
            ),
            false => format!(
                "; {} of {} unified views",
                ordinal(rank),
                grouped(views.unified())
            ),
        };
    }
    text.push('.');
    // Weeks without a query are there too.
    let last = c.week();
    let (mut weeks, mut users) = (Vec::new(), Vec::new());
    for monday in (0..WEEKS).rev().map(|n| last - n * 7) {
        let week = usage.weeks.iter().find(|w| w.monday == monday);
        weeks.push((monday, week.map_or(0, |w| w.queries)));
        users.push((monday, week.map_or(0, |w| w.users)));
    }
    if usage.weeks.is_empty() {
        (weeks, users) = (Vec::new(), Vec::new());
    }
    Some(UsagePart {
        text,
        last: usage.last.map(super::moment_text::since),
        queries: chart::weeks(&weeks, "Queries by week"),
        users: chart::weeks(&users, "Distinct accounts by week"),
        joins: usage
            .joins
            .iter()
            .filter_map(|h| join_words(views, h))
            .collect(),
        filters: usage
            .filters
            .iter()
            .map(|h| {
                let operator = h.operator.map_or("", Operator::as_str);
                let words = format!("{} {operator}", c.str(h.column));
                (words, grouped(h.count as usize))
            })
            .collect(),
    })
}

/// How many use it, for the facts at the top.
pub(super) fn used_fact(views: &Views<'_>, relation: &Relation) -> Option<Fact> {
    let c = views.reader;
    if !c.knows_use() || !relation.unified {
        return None;
    }
    let usage = c.usage_of(relation.asset);
    let people = usage.map_or(0, |u| u.users.len() - u.service_accounts as usize);
    let queries = usage.map_or(0, |u| u.queries);
    let rank = views.used_rank(relation.asset);
    Some(Fact {
        label: "Used by".into(),
        values: vec![Link::plain(self::people(people))],
        note: Some(match rank {
            Some(rank) if views.is_part() => format!(
                "{} in 30 days, {} of those that you may query",
                counted(queries as usize, "query"),
                ordinal(rank)
            ),
            Some(rank) => format!(
                "{} in 30 days, {} of {}",
                counted(queries as usize, "query"),
                ordinal(rank),
                grouped(views.unified())
            ),
            None => "no query in 30 days".into(),
        }),
        note_link: None,
        empty: queries == 0,
    })
}

fn join_words(views: &Views<'_>, habit: &UsagePattern) -> Option<(String, String)> {
    let c = views.reader;
    let (other, column) = habit.joined?;
    let view = view_for(views, other)?;
    let words = format!(
        "{} = {}.{}",
        c.str(habit.column),
        views.short_name(view),
        c.str(column)
    );
    Some((words, grouped(habit.count as usize)))
}

/// The view that stands for what a statement joined: itself, or the unified view over the table.
pub(super) fn view_for(views: &Views<'_>, ix: AssetIx) -> Option<AssetIx> {
    views.reader.relation_kind(ix)?;
    if views.reader.is_view(ix) {
        return Some(ix);
    }
    views
        .reader
        .unified_views_below(ix)
        .into_iter()
        .min_by_key(|view| views.reader.stands_for(ix, *view))
}

/// `412 people`.
pub(super) fn people(n: usize) -> String {
    match n {
        1 => "1 person".to_owned(),
        n => format!("{} people", grouped(n)),
    }
}

fn ordinal(n: usize) -> String {
    let end = match (n % 10, n % 100) {
        (1, r) if r != 11 => "st",
        (2, r) if r != 12 => "nd",
        (3, r) if r != 13 => "rd",
        _ => "th",
    };
    format!("{n}{end}")
}
