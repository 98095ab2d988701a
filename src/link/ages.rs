//! How old the exports are.

use super::Linker;
use crate::catalog::{self, ExportAge};
use crate::diagnostic::{Finding, Rule};

impl Linker<'_> {
    /// Age of each export; one that is older than allowed is a finding.
    pub(super) fn exports(&mut self) {
        let now = self.catalog.now;
        for raw in std::mem::take(&mut self.facts.operations.exports) {
            let age = now.zip(raw.newest).map(|(now, newest)| now - newest);
            let stale = age.zip(raw.max_age).is_some_and(|(age, most)| age > most);
            if let (true, Some(age), Some(most)) = (stale, age, raw.max_age) {
                let finding = Finding::new(
                    Rule::ExportStale,
                    format!(
                        "the newest moment in `{}` is {} old, {} are allowed",
                        raw.path,
                        catalog::span(age),
                        catalog::span(most)
                    ),
                );
                self.findings.push(finding.at(raw.pos).help(
                    "export it again, or raise `max_age`; pages show that this evidence is old",
                ));
            }
            self.catalog.exports.push(ExportAge {
                format: raw.format,
                path: raw.path,
                files: raw.files,
                newest: raw.newest,
                max_age: raw.max_age,
                stale,
            });
        }
    }
}
