//! What `[publish]` lists, and that it is something.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use super::publish_setting::{PublishSettings, Published};
use super::settings_check::Checker;
use crate::diagnostic::{Argument, Finding, Rule, text};
use crate::document::Located;
use crate::system::{Capabilities, Exporter};

impl Checker<'_> {
    pub(super) fn publish(&mut self, settings: &PublishSettings) -> Published {
        Published {
            run_errors: self.systems("run_errors", &settings.run_errors, |system| {
                system.run_errors
            }),
            statement_literals: self.systems(
                "statement_literals",
                &settings.statement_literals,
                |system| system.sql.holds_values(),
            ),
            meta: self.words(&settings.meta),
            model_tags: self.words(&settings.model_tags),
            owners: self.words(&settings.owners),
        }
    }

    /// The systems of a list. One of which there is nothing to publish would be listed in vain.
    fn systems(
        &mut self,
        key: &str,
        listed: &[Located<Exporter>],
        has: impl Fn(&Capabilities) -> bool,
    ) -> Vec<Exporter> {
        let known: Vec<Exporter> = Exporter::ALL
            .into_iter()
            .filter(|system| has(&system.capabilities()))
            .collect();
        for system in listed.iter().filter(|s| !known.contains(&s.value)) {
            let names: Vec<String> = known
                .iter()
                .map(|format| format.as_str().to_owned())
                .collect();
            self.findings.push(
                Finding::new(
                    Rule::WrongType,
                    text!(
                        "`{key}` lists `{system}`, which has nothing of the kind",
                        key,
                        system = system.value.as_str()
                    ),
                )
                .at(system.pos(self.file))
                .help(text!(
                    "remove it; what can stand here: {systems}",
                    systems = Argument::Names(names)
                )),
            );
        }
        listed.iter().map(|system| system.value).collect()
    }

    /// Globs of words: `*` stands for dots and slashes as well.
    fn words(&mut self, patterns: &[Located<String>]) -> GlobSet {
        let mut set = GlobSetBuilder::new();
        for pattern in patterns {
            // What isn't a glob is a finding.
            if self.glob(pattern).is_none() {
                continue;
            }
            let glob = GlobBuilder::new(pattern.as_str())
                .literal_separator(false)
                .build();
            if let Ok(glob) = glob {
                set.add(glob);
            }
        }
        // Each glob is one that the same library has made; none at all publishes nothing.
        set.build().unwrap_or_default()
    }
}
