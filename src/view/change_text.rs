//! What changed of an asset, in words.

use super::Views;
use super::model::Link;
use crate::catalog::{AssetIx, Kind, day, moment, rfc3339};
use crate::history::Entry;

/// Most changes that the page of an asset shows.
const OF_ASSET: usize = 50;

/// A change in a sentence about its asset.
pub(super) fn sentence(entry: &Entry) -> String {
    let of = &entry.member;
    let (old, new) = entry.shown_values().unwrap_or_default();
    let known = |value: &str| match value {
        "" => "unknown".to_owned(),
        value => value.to_owned(),
    };
    match entry.rule.as_str() {
        "column-added" => format!("column {of} ({}) is new", known(new)),
        "column-removed" => format!("column {of} ({}) is gone", known(old)),
        "column-retyped" => format!("column {of} is {new} instead of {old}"),
        "column-widened" => format!("column {of} has more room: {new} instead of {old}"),
        "column-narrowed" => format!("column {of} has less room: {new} instead of {old}"),
        "column-required" => format!("column {of} is never NULL now"),
        "column-nullable" => format!("column {of} may be NULL now"),
        "policy-tag-added" => format!("who reads column {of} needs access by {new} now"),
        "policy-tag-removed" => format!("{old} doesn't protect column {of} any more"),
        "kind-changed" => format!("it is a {new} instead of a {old}"),
        "title-changed" => format!("its title is “{new}” instead of “{old}”"),
        "description-changed" => "its description changed".into(),
        "text-changed" => "its text changed".into(),
        "column-description-changed" => format!("the description of column {of} changed"),
        "owner-changed" => from_to("its owner is", "DME ", old, new),
        "team-changed" => from_to("its team is", "", old, new),
        "domain-added" => format!("it belongs to domain {of} now"),
        "domain-removed" => format!("it no longer belongs to domain {of}"),
        "audience-added" => format!("{of} may use it now"),
        "audience-removed" => format!("{of} may not use it any more"),
        "pointer-moved-within" => reads(old, new),
        "pointer-moved-across" => format!("{}, so from other DMEs", reads(old, new)),
        "service-level-added" => format!("{of} is promised: {new}"),
        "service-level-removed" => format!("{of} is no longer promised; it was {old}"),
        "service-level-changed" => from_to(&format!("{of} is promised as"), "", old, new),
        "contract-added" => format!("contract {of} {new} is about it now"),
        "contract-removed" => format!("contract {of} {old} is no longer about it"),
        "contract-version" => from_to(&format!("contract {of} has version"), "", old, new),
        "joined-entry-point" => "it is an entry point now".into(),
        "left-entry-point" => "it is no entry point any more".into(),
        "deprecated" => "it is deprecated".into(),
        "retired" => "it is retired".into(),
        "undeprecated" => format!("it is {new} again, no longer {old}"),
        "status-changed" => from_to("its status is", "", old, new),
        "deprecation-announced" => format!("its deprecation as of {new} is announced"),
        "deprecation-withdrawn" => "its deprecation is withdrawn".into(),
        "deprecation-moved" => from_to("it is deprecated as of", "", old, new),
        "end-of-life-set" => format!("it works until {new}"),
        "end-of-life-withdrawn" => format!("its end on {old} is withdrawn"),
        "end-of-life-earlier" | "end-of-life-later" => from_to("it works until", "", old, new),
        "replacement-named" => format!("{new} takes its place"),
        "replacement-withdrawn" => format!("{old} no longer takes its place"),
        "replacement-changed" => from_to("what takes its place is", "", old, new),
        "version-changed" => from_to("its version is", "", old, new),
        "released" => format!("version {of} is released"),
        "renamed" => format!("it was {old} before"),
        rule if rule.ends_with("-added") => "it is new".into(),
        rule if rule.ends_with("-removed") => "it is gone".into(),
        // Of a later version of vitrina.
        rule => rule.replace('-', " "),
    }
}

/// The same with the names that teams and DMEs have on pages.
pub(super) fn titled_sentence(views: &Views<'_>, entry: &Entry) -> String {
    let (what, kind, named) = match entry.rule.as_str() {
        "owner-changed" => ("its owner is", Kind::Dme, "DME "),
        "team-changed" => ("its team is", Kind::Team, ""),
        _ => return sentence(entry),
    };
    let (old, new) = entry.shown_values().unwrap_or_default();
    let title = |id: &str| match views.reader.find_key(&format!("{}:{id}", kind.as_str())) {
        Some(ix) => views.reader.title(ix).to_owned(),
        None => id.to_owned(),
    };
    from_to(what, named, &title(old), &title(new))
}

/// What builds saw of an asset: days, and what changed, newest first.
pub(super) fn days_and_changes(
    views: &Views<'_>,
    ix: AssetIx,
) -> impl Iterator<Item = (String, String)> {
    let entries = views.reader.history_of(ix).take(OF_ASSET);
    entries.map(|entry| {
        let day = seen_on(entry.at).unwrap_or_else(|| seen_at(entry.at));
        (day, titled_sentence(views, entry))
    })
}

/// Which tables a view reads that it didn't, and no longer reads.
fn reads(old: &str, new: &str) -> String {
    match (old, new) {
        (old, "") => format!("it no longer reads {old}"),
        ("", new) => format!("it reads {new} as well"),
        (old, new) => format!("it reads {new} instead of {old}"),
    }
}

fn from_to(what: &str, kind: &str, old: &str, new: &str) -> String {
    match (old, new) {
        ("", new) => format!("{what} {kind}{new}"),
        (old, "") => format!("{what} no longer {kind}{old}"),
        (old, new) => format!("{what} {kind}{new} instead of {kind}{old}"),
    }
}

/// The day on which a build saw it; nothing where its input told no moment.
pub(super) fn seen_on(at: i64) -> Option<String> {
    day(at).filter(|_| at != 0)
}

/// A moment for machines; the beginning of time where none is told.
pub(super) fn stamp(at: i64) -> String {
    rfc3339(at).unwrap_or_else(|| "1970-01-01T00:00:00Z".into())
}

/// The same for people.
pub(super) fn seen_at(at: i64) -> String {
    match at {
        0 => "undated".into(),
        at => moment(at),
    }
}

/// A link to an asset that is there, or its name; with its kind, since a contract and its product
/// often have one name.
pub(super) fn asset_link(views: &Views<'_>, entry: &Entry) -> Link {
    let mut link = match views.reader.find_key(&entry.key) {
        Some(ix) => views.link(ix),
        None => Link::plain(entry.name()),
    };
    let kind = entry
        .key
        .split_once(':')
        .and_then(|(kind, _)| Kind::parse(kind));
    link.note = kind.map(|kind| match kind {
        Kind::Dme => "DME".to_owned(),
        kind => kind.as_str().to_owned(),
    });
    link
}
