//! How old the exports are.

use crate::catalog::{self, Clock, ExportAge};
use crate::diagnostic::{Finding, Rule, text};
use crate::link::facts::RawExport;

/// Age of each export; one that is older than allowed is a finding.
pub(in crate::link) fn exports(
    raw: Vec<RawExport>,
    clock: &Clock,
    findings: &mut Vec<Finding>,
) -> Vec<ExportAge> {
    let mut exports = Vec::with_capacity(raw.len());
    for raw in raw {
        let known = raw.newest.zip(raw.max_age);
        let is_old = |(newest, most)| clock.is_older(newest, most);
        let stale = known.and_then(is_old).is_some_and(|old| old);
        if let (true, Some((newest, most))) = (stale, known) {
            // The finding is read on pages too, at any time after the build: it says of when, not how old.
            let finding = Finding::new(
                Rule::ExportStale,
                text!(
                    "the newest moment in `{path}` is {newest}, longer ago than the {most} that are allowed",
                    path = raw.path,
                    newest = catalog::moment(newest),
                    most = catalog::span(most)
                ),
            );
            findings.push(
                finding.at(raw.pos).help(
                    "export it again, or raise `max_age`; pages show that this evidence is old",
                ),
            );
        }
        exports.push(ExportAge {
            format: raw.format,
            path: raw.path,
            files: raw.files,
            newest: raw.newest,
            max_age: raw.max_age,
            stale,
        });
    }
    exports
}
