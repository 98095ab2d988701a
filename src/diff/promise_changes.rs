//! What is promised of a table or view: contracts and service levels.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::change::{Asset, Change};
use super::change_rule::ChangeRule;
use super::semantic_version::{Step, step};
use super::side_pair::Sides;
use crate::lines::{ChangeClass, Freshness, RelationLine, ServiceLevel};

pub(super) fn compare(
    sides: &Sides<'_>,
    old: &RelationLine,
    new: &RelationLine,
    asset: &mut Asset<'_>,
) {
    contracts(old, new, asset);
    let said = |asset: &Asset<'_>| {
        let notes = asset.changes.iter().map(|change| change.notes.len());
        (asset.changes.len(), notes.sum::<usize>())
    };
    let known = said(asset);
    if sides.both_tell("RelationLine.service_levels") {
        service_levels(old, new, asset);
    }
    // The age that data may have is one of the levels, mostly: it isn't said twice.
    if said(asset) == known {
        freshness(old, new, asset);
    }
}

/// Whether a relation has a promise that reads so.
pub(super) fn promises(line: &RelationLine, promise: &str) -> bool {
    let mut levels = line.service_levels.iter();
    levels.any(|level| text(level) == promise)
        || line.freshness.as_ref().is_some_and(|of| of.text == promise)
}

/// Of several versions of a contract the newest has the plain id, so a former one may come and go.
fn plain(id: &str) -> &str {
    id.split('@').next().unwrap_or_default()
}

/// Whether a promise came or went with the contract that makes it: then it is noted at that.
fn is_of_contract(rule: ChangeRule, by: &str, promise: &str, asset: &mut Asset<'_>) -> bool {
    let Some(id) = by.strip_prefix("contract:") else {
        return false;
    };
    let mut changes = asset.changes.iter_mut();
    let of = changes.find(|change| {
        change.rule == rule && plain(&format!("{}{}", change.old, change.new)) == plain(id)
    });
    let Some(of) = of else { return false };
    of.note(match rule {
        ChangeRule::ContractRemoved => format!("{promise} isn't promised any more"),
        _ => format!("{promise} is promised now"),
    });
    true
}

fn contracts(old: &RelationLine, new: &RelationLine, asset: &mut Asset<'_>) {
    let has = |line: &RelationLine, id: &str| {
        line.contracts.iter().any(|other| plain(other) == plain(id))
    };
    for id in &old.contracts {
        if !has(new, id) {
            let message = format!("contract {id} isn't about it any more");
            asset
                .changed(ChangeRule::ContractRemoved, id, "", message)
                .shared(format!("contract:{}", plain(id)), 2);
        }
    }
    for id in &new.contracts {
        if !has(old, id) {
            let message = format!("contract {id} is about it now");
            asset
                .changed(ChangeRule::ContractAdded, "", id, message)
                .shared(format!("contract:{}", plain(id)), 2);
        }
    }
    for before in &old.contract_versions {
        let mut after = new.contract_versions.iter();
        let Some(after) = after.find(|after| after.name == before.name) else {
            continue;
        };
        let (was, is) = (&before.version, &after.version);
        if was == is {
            continue;
        }
        let name = &before.name;
        let message = format!("contract {name} was {was} and is {is}");
        let change = asset.changed(
            ChangeRule::ContractVersion,
            format!("{name} {was}"),
            format!("{name} {is}"),
            message,
        );
        change.shared(format!("contract:{}", plain(name)), 2);
        match step(was, is) {
            Some(Step::Minor | Step::Patch) => {}
            Some(Step::Major | Step::Back) => {
                change.class(ChangeClass::Risky);
            }
            None => {
                change
                    .class(ChangeClass::Risky)
                    .note("its versions aren't semantic ones");
            }
        }
    }
}

/// What a product or contract promises holds for all that it is about.
fn promised_by(id: &str, change: &mut Change) {
    if id.starts_with("product:") || id.starts_with("contract:") {
        change.shared(id.to_owned(), 2);
    }
}

/// What more of a level is to a consumer.
#[derive(PartialEq)]
enum Direction {
    LessIsBetter,
    MoreIsBetter,
    Unknown,
}

fn direction(property: &str) -> Direction {
    match property.trim().to_ascii_lowercase().as_str() {
        "latency" | "ly" | "delay" | "freshness" | "age" | "staleness" | "frequency" | "fy"
        | "refresh" | "schedule" | "errorrate" | "er" | "timetodetect" | "td" | "mttd"
        | "timetonotify" | "tn" | "timetorepair" | "tr" | "mttr" | "timetoresolve" => {
            Direction::LessIsBetter
        }
        "availability" | "av" | "uptime" | "retention" | "re" | "throughput" | "th" => {
            Direction::MoreIsBetter
        }
        _ => Direction::Unknown,
    }
}

fn service_levels(old: &RelationLine, new: &RelationLine, asset: &mut Asset<'_>) {
    let (before, after) = (levels(old, new), levels(new, old));
    for (of, level) in &before {
        let was = text(level);
        let property = &level.property;
        let Some(now) = after.get(of) else {
            if is_of_contract(ChangeRule::ContractRemoved, &level.by, &was, asset) {
                continue;
            }
            let message = format!("{property} isn't promised any more");
            let change = asset.changed(ChangeRule::ServiceLevelWeakened, was, "", message);
            promised_by(&level.by, change);
            continue;
        };
        let is = text(now);
        if was == is {
            continue;
        }
        let rule = match better(level, now) {
            Some(Ordering::Greater) => ChangeRule::ServiceLevelRaised,
            Some(Ordering::Less) => ChangeRule::ServiceLevelWeakened,
            Some(Ordering::Equal) => continue,
            None => ChangeRule::ServiceLevelChanged,
        };
        let message = format!("promised was {was}, and {is} is now");
        promised_by(&now.by, asset.changed(rule, was, is, message));
    }
    for (of, level) in &after {
        if !before.contains_key(of)
            && !is_of_contract(ChangeRule::ContractAdded, &level.by, &text(level), asset)
        {
            let message = format!("{} is promised now", text(level));
            let change = asset.changed(ChangeRule::ServiceLevelRaised, "", text(level), message);
            promised_by(&level.by, change);
        }
    }
}

/// Service levels by what they are about; without those that the other side promises as well, whoever
/// does.
fn levels<'a>(
    line: &'a RelationLine,
    other: &RelationLine,
) -> BTreeMap<About<'a>, &'a ServiceLevel> {
    let is_kept = |level: &&ServiceLevel| {
        let mut others = other.service_levels.iter();
        // Who promises it now may call what it is about otherwise: another product lists another table.
        let same_element =
            |other: &ServiceLevel| other.element == level.element || other.by != level.by;
        !others.any(|other| text(other) == text(level) && same_element(other))
    };
    let changed = line.service_levels.iter().filter(is_kept);
    let keyed = changed.map(|level| {
        let property = level.property.to_ascii_lowercase();
        ((property, level.element.as_deref()), level)
    });
    keyed.collect()
}

/// Property and element.
type About<'a> = (String, Option<&'a str>);

fn text(level: &ServiceLevel) -> String {
    let mut text = format!("{} {}", level.property, level.value);
    if let Some(unit) = &level.unit {
        append!(text, " {unit}");
    }
    text
}

/// How `now` is to a consumer, compared with `level`; nothing where that can't be told.
fn better(level: &ServiceLevel, now: &ServiceLevel) -> Option<Ordering> {
    let by = |level: &ServiceLevel| {
        let unit = level.unit.as_deref().unwrap_or_default();
        unit.trim().to_ascii_lowercase()
    };
    if by(level) != by(now) {
        return None;
    }
    if let (Some(was), Some(is)) = (time_of_day(&level.value), time_of_day(&now.value)) {
        return Some(was.cmp(is));
    }
    let (was, was_unit) = number(&level.value)?;
    let (is, is_unit) = number(&now.value)?;
    if was_unit != is_unit {
        return None;
    }
    let order = is.partial_cmp(&was)?;
    match direction(&level.property) {
        Direction::MoreIsBetter => Some(order),
        Direction::LessIsBetter => Some(order.reverse()),
        Direction::Unknown => None,
    }
}

/// A time of day in UTC, `06:00`, by which something is there: the earlier, the better.
fn time_of_day(value: &str) -> Option<&str> {
    let time = value.trim().strip_suffix('Z')?;
    let is_time = time.len() == 5 && time.as_bytes().get(2) == Some(&b':');
    is_time.then_some(time)
}

/// A number and what stands behind it.
fn number(value: &str) -> Option<(f64, &str)> {
    let value = value.trim();
    let end = value.find(|c: char| !c.is_ascii_digit() && c != '.');
    let (number, unit) = value.split_at(end.unwrap_or(value.len()));
    Some((number.parse().ok()?, unit.trim()))
}

fn freshness(old: &RelationLine, new: &RelationLine, asset: &mut Asset<'_>) {
    let (before, after) = (old.freshness.as_ref(), new.freshness.as_ref());
    match (before, after) {
        (Some(before), Some(after)) => {
            let (was, is) = (&before.text, &after.text);
            let rule = match newer(before, after) {
                Some(Ordering::Greater) => ChangeRule::ServiceLevelRaised,
                Some(Ordering::Less) => ChangeRule::ServiceLevelWeakened,
                Some(Ordering::Equal) => return,
                None => ChangeRule::ServiceLevelChanged,
            };
            let message = format!("its data was promised to be as new as {was}, and {is} now");
            promised_by(&after.by, asset.changed(rule, was, is, message));
        }
        (Some(before), None)
            if is_of_contract(ChangeRule::ContractRemoved, &before.by, &before.text, asset) => {}
        (None, Some(after))
            if is_of_contract(ChangeRule::ContractAdded, &after.by, &after.text, asset) => {}
        (Some(before), None) => {
            let message = "how new its data is isn't promised any more".to_owned();
            let rule = ChangeRule::ServiceLevelWeakened;
            promised_by(&before.by, asset.changed(rule, &before.text, "", message));
        }
        (None, Some(after)) => {
            let message = format!("its data is promised to be as new as {} now", after.text);
            let rule = ChangeRule::ServiceLevelRaised;
            promised_by(&after.by, asset.changed(rule, "", &after.text, message));
        }
        (None, None) => {}
    }
}

/// How new data is promised to be now, compared with before; nothing where that can't be told.
pub(super) fn newer(before: &Freshness, after: &Freshness) -> Option<Ordering> {
    // The age that a time of day allows depends on when the lines were written.
    match (&before.daily_by, &after.daily_by) {
        (Some(was), Some(is)) if was == is => Some(Ordering::Equal),
        (Some(was), Some(is)) if was.ends_with('Z') && is.ends_with('Z') => Some(was.cmp(is)),
        (None, None) => Some(before.seconds.cmp(&after.seconds)),
        _ => None,
    }
}
