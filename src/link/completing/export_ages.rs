//! How old the exports are.

use crate::catalog::{self, ExportAge};
use crate::diagnostic::{Finding, Rule, text};
use crate::link::facts::RawExport;

/// Age of each export; one that is older than allowed is a finding.
pub(in crate::link) fn exports(
    raw: Vec<RawExport>,
    now: Option<i64>,
    findings: &mut Vec<Finding>,
) -> Vec<ExportAge> {
    let mut exports = Vec::with_capacity(raw.len());
    for raw in raw {
        let known = now.zip(raw.newest);
        let stale = known
            .zip(raw.max_age)
            .is_some_and(|((now, newest), most)| now - newest > most);
        if let (true, Some((now, newest)), Some(most)) = (stale, known, raw.max_age) {
            // The finding is read on pages too, at any time after the build.
            let finding = Finding::new(
                Rule::ExportStale,
                text!(
                    "the newest moment in `{path}` is {newest}, {age} before {now}; {most} are allowed",
                    path = raw.path,
                    newest = catalog::moment(newest),
                    age = catalog::span(now - newest),
                    now = catalog::moment(now),
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
