//! Where an asset is in its life.

use super::change::Asset;
use super::change_rule::ChangeRule;
use super::owner_changes;
use super::side_pair::Sides;
use crate::lines::{AssetLine, ChangeClass, LifecycleLine, LifecycleStatus, RelationLine};

/// What a line says of the life of its asset.
struct Life<'a> {
    status: LifecycleStatus,
    end: Option<&'a str>,
    deprecated_on: Option<&'a str>,
    replaced_by: Option<&'a str>,
}

impl<'a> Life<'a> {
    fn new(
        status: LifecycleStatus,
        days: Option<&'a LifecycleLine>,
        replaced_by: Option<&'a str>,
    ) -> Self {
        Self {
            status,
            end: days.and_then(|days| days.end_of_life.as_deref()),
            deprecated_on: days.and_then(|days| days.deprecation_date.as_deref()),
            replaced_by: replaced_by.or(days.and_then(|days| days.replaced_by.as_deref())),
        }
    }

    /// Without the days, where one side doesn't tell them.
    fn told(&self, days: bool) -> Self {
        Self {
            end: self.end.filter(|_| days),
            deprecated_on: self.deprecated_on.filter(|_| days),
            ..*self
        }
    }

    fn is_deprecated(&self) -> bool {
        let is_dated = self.deprecated_on.is_some() && !self.is_retired();
        self.status == LifecycleStatus::Deprecated || is_dated
    }

    fn is_retired(&self) -> bool {
        self.status == LifecycleStatus::Retired
    }
}

pub(super) fn of_relation(
    sides: &Sides<'_>,
    old: &RelationLine,
    new: &RelationLine,
    asset: &mut Asset<'_>,
) {
    let life = |line: &RelationLine| line.lifecycle.clone();
    let (before, after) = (life(old), life(new));
    let before = Life::new(old.status, before.as_ref(), old.replaced_by.as_deref());
    let after = Life::new(new.status, after.as_ref(), new.replaced_by.as_deref());
    let days = sides.both_tell("RelationLine.lifecycle");
    let known = asset.changes.len();
    compare(sides, &before, &after, days, asset);
    // What a product says of its life holds for its tables and views.
    for change in &mut asset.changes[known..] {
        change.from(owner_changes::above(new));
    }
}

pub(super) fn of_asset(sides: &Sides<'_>, old: &AssetLine, new: &AssetLine, asset: &mut Asset<'_>) {
    let before = Life::new(old.status, old.lifecycle.as_ref(), None);
    let after = Life::new(new.status, new.lifecycle.as_ref(), None);
    let days = sides.both_tell("AssetLine.lifecycle");
    compare(sides, &before, &after, days, asset);
}

/// `days` is whether both sides tell days, not the state alone.
fn compare(sides: &Sides<'_>, old: &Life<'_>, new: &Life<'_>, days: bool, asset: &mut Asset<'_>) {
    let (old, new) = (&old.told(days), &new.told(days));
    let end = |life: &Life<'_>| life.end.unwrap_or_default().to_owned();
    if !old.is_retired() && new.is_retired() {
        match days {
            true => retired(sides, old, new, asset),
            false => retired_some_day(old, new, asset),
        }
        return;
    }
    if old.is_retired() && !new.is_retired() {
        let (was, is) = (old.status.as_str(), new.status.as_str());
        let message = "it isn't retired any more".to_owned();
        asset.changed(ChangeRule::Undeprecated, was, is, message);
        return;
    }
    if !old.is_deprecated() && new.is_deprecated() {
        let mut message = "it is deprecated".to_owned();
        if let Some(end) = new.end {
            append!(message, ", and works until {end}");
        }
        match new.replaced_by {
            Some(other) => append!(message, "; {other} replaces it"),
            None => append!(message, "; nothing replaces it"),
        }
        let (was, is) = (old.status.as_str(), new.status.as_str());
        let change = asset.changed(ChangeRule::Deprecated, was, is, message);
        if new.replaced_by.is_none() {
            change.class(ChangeClass::Risky);
        }
        if old.end.is_none() {
            return;
        }
    } else if old.is_deprecated() && !new.is_deprecated() && !new.is_retired() {
        let (was, is) = (old.status.as_str(), new.status.as_str());
        let message = "it isn't deprecated any more".to_owned();
        asset.changed(ChangeRule::Undeprecated, was, is, message);
        if new.end.is_none() {
            return;
        }
    }
    if !days {
        return;
    }
    match (old.end, new.end) {
        (Some(was), Some(is)) if is < was => {
            let message = format!("it works until {is}, not until {was}");
            asset.changed(ChangeRule::EndOfLifeEarlier, was, is, message);
        }
        (Some(was), Some(is)) if is > was => {
            let message = format!("it works until {is}, not until {was}");
            asset.changed(ChangeRule::EndOfLifeLater, was, is, message);
        }
        (Some(was), None) => {
            let message = format!("that it works until {was} only isn't said any more");
            asset.changed(ChangeRule::EndOfLifeLater, was, "", message);
        }
        (None, Some(is)) => {
            let message = format!("it works until {is}");
            asset.changed(ChangeRule::EndOfLifeSet, end(old), is, message);
        }
        _ => {}
    }
}

/// Announced and over is what consumers could prepare for.
fn retired(sides: &Sides<'_>, old: &Life<'_>, new: &Life<'_>, asset: &mut Asset<'_>) {
    let was = old.status.as_str();
    let today = sides.new.day();
    match (old.end, today) {
        (Some(end), Some(today)) if end <= today => {
            let message = format!("it is retired, as was announced for {end}");
            asset.changed(ChangeRule::Retired, was, new.status.as_str(), message);
        }
        (Some(end), _) => {
            let message = format!("it is retired, and was announced to work until {end}");
            asset.changed(ChangeRule::RetiredEarly, was, new.status.as_str(), message);
        }
        (None, _) => {
            let message = "it is retired, which was never announced".to_owned();
            asset.changed(ChangeRule::RetiredEarly, was, new.status.as_str(), message);
        }
    }
}

/// Where one side doesn't tell days, an announcement may have been there.
fn retired_some_day(old: &Life<'_>, new: &Life<'_>, asset: &mut Asset<'_>) {
    let message = "it is retired; whether that was announced isn't known".to_owned();
    let (was, is) = (old.status.as_str(), new.status.as_str());
    asset
        .changed(ChangeRule::Retired, was, is, message)
        .class(ChangeClass::Unknown);
}
