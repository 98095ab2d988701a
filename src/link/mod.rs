//! From claims and facts to one catalog. What SQL and exports say is fact, what a manifest says is
//! a claim; all sources are kept, and each decision remembers which one made it.

mod asset_ids;
mod completing;
mod connecting;
mod facts;
mod foreign_findings;
mod full_names;
mod glob_pattern;
mod ledger;
mod naming;
mod part_anew;
mod resolver;
mod saved_readings;
mod service_levels;
mod unread_access;
mod wildcards;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

pub(crate) use asset_ids::{nearest_asset, resolve_id};
pub(crate) use completing::slugs::{fitted, relation_address, slug};
pub(crate) use connecting::defaults;
pub(crate) use facts::{Export, Facts, ReplacedView};
pub(crate) use full_names::{Aliases, join, split};
pub(crate) use ledger::Ledger;
pub(crate) use part_anew::part_for;
#[cfg(test)]
pub(crate) use part_anew::part_where;
pub(crate) use saved_readings::{NoneSaved, SavedReadings};

use self::completing::Moments;
use crate::catalog::{Catalog, Clock, Label, Registry, day};
use crate::config::Settings;
use crate::diagnostic::Finding;
use crate::manifest::Manifests;
use crate::privacy::{self, Text};

/// A catalog, and what each audience's part of it is counted from.
pub(crate) struct Linked {
    /// The catalog.
    pub catalog: Catalog,
    /// Its statements.
    pub ledger: Ledger,
}

/// Links everything into one catalog. Ages are counted from the moment that is `stated`, or else from
/// the newest moment of the exports; the day that pages speak of is that one's.
/// Readings of SQL that are `saved` are taken from there.
#[must_use]
#[inline(never)]
pub(crate) fn link(
    settings: &Settings,
    manifests: &Manifests,
    facts: Facts,
    stated: Clock,
    files: Vec<String>,
    saved: &dyn SavedReadings,
    findings: &mut Vec<Finding>,
) -> Linked {
    let mut facts = facts.finish();
    findings.append(&mut facts.0.findings);
    let today = stated.today();
    let today = today.and_then(|today| day(i64::from(today) * 86_400));
    let moments = Moments {
        as_of: today.or(facts.newest()),
        clock: match stated.is_known() {
            true => stated,
            false => Clock::at(facts.newest_moment()),
        },
    };
    let registry = registry(&mut facts.0, files);
    let operations = std::mem::take(&mut facts.0.operations);
    let foreign = std::mem::take(&mut facts.0.foreign);
    let named = naming::name(settings, manifests, &facts, operations, registry, findings);
    let connected = connecting::connect(settings, manifests, &facts, named, saved, findings);
    let listed = std::mem::take(&mut facts.0.listed);
    let told_by_runs = std::mem::take(&mut facts.0.told_by_runs);
    let keeps_ledger = !settings.config.audiences.is_empty();
    let aliases = std::mem::take(&mut facts.0.aliases);
    drop(facts);
    let completed = completing::complete(manifests, moments, connected, &listed, findings);
    let (mut catalog, statements, used) = completed;
    foreign_findings::tell(&catalog, foreign, findings);
    let ledger = match keeps_ledger {
        true => {
            let ledger = Ledger::new(statements, used, told_by_runs, aliases);
            let unread = unread_access::in_exports(&catalog, settings, findings);
            catalog.inventory.access.unread.extend(unread);
            catalog.described_by_runs = ledger.described_by_runs(&catalog);
            ledger
        }
        false => {
            catalog.stated_sources = Vec::new();
            catalog.inventory.registry.exported_columns.clear();
            Ledger::default()
        }
    };
    Linked { catalog, ledger }
}

/// No assets yet: the text of the exports, with the columns and labels of their relations.
fn registry(facts: &mut Facts, files: Vec<String>) -> Registry {
    let mut strings = std::mem::take(&mut facts.strings);
    // Addresses of persons serve to find an owner and stay out of the portal.
    let hidden = strings.intern("(a person)");
    let labels = facts.labels.iter().map(|(label, _)| Label {
        key: label.key,
        value: match privacy::publishable(strings.resolve(label.value), Text::Prose) {
            Cow::Borrowed(value) if !value.contains('@') => label.value,
            _ => hidden,
        },
        shown: label.shown,
    });
    Registry {
        labels: labels.collect(),
        columns: std::mem::take(&mut facts.columns),
        strings,
        files,
        ..Registry::default()
    }
}
