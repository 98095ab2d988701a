//! `[rules]`: names and limits that there are; `[frameworks]`: versions that can be compared.

use super::rule_setting::{RuleSettings, SeverityOr};
use super::settings_check::Checker;
use super::written_settings::Config;
use crate::diagnostic::{Finding, Pos, Rule, nearest, text};

impl Checker<'_> {
    /// Rules that there are, with limits where they have some.
    pub(super) fn rules(&mut self, config: &Config) -> RuleSettings {
        for (id, setting) in &config.rules {
            let Some(rule) = Rule::parse(id) else {
                // Those of other tools aren't known.
                if !id.contains('/') {
                    self.unknown_rule(id, setting.pos(self.file));
                }
                continue;
            };
            let SeverityOr::Table(table) = &setting.value else {
                continue;
            };
            let own = table.dmes.values().filter_map(|own| match &own.value {
                SeverityOr::Table(own) => own.limit.as_ref(),
                SeverityOr::Severity(_) => None,
            });
            for limit in table.limit.iter().chain(own) {
                if rule.info().limit.is_none() {
                    let message = text!("rule `{id}` has no `limit`", id);
                    self.findings.push(
                        Finding::new(Rule::WrongType, message)
                            .at(limit.pos(self.file))
                            .help(text!(
                                "remove it; `vitrina explain {id}` says what the rule counts",
                                id
                            )),
                    );
                }
            }
        }
        RuleSettings::new(&config.rules, |pattern| self.glob(pattern))
    }

    /// Versions that are compared with those that DMEs run.
    pub(super) fn frameworks(&mut self, config: &Config) {
        for (name, version) in &config.frameworks {
            let mut parts = version.as_str().split('.');
            let is_number = |part: &str| part.parse::<u64>().is_ok();
            if parts.clone().count() == 3 && parts.all(is_number) {
                continue;
            }
            self.findings.push(
                Finding::new(
                    Rule::WrongType,
                    text!(
                        "the newest version of framework `{name}` is `{version}`, which isn't of three numbers",
                        name,
                        version = version.as_str()
                    ),
                )
                .at(version.pos(self.file))
                .help("write for example \"4.2.0\""),
            );
        }
    }

    pub(super) fn unknown_rule(&mut self, id: &str, pos: Pos) {
        let help = match nearest(id, Rule::ALL.iter().map(|r| r.info().id)) {
            Some(near) => text!("did you mean `{near}`?", near),
            None => "findings show the id of their rule in brackets, as in error[unowned-view]; `vitrina explain` lists all".into(),
        };
        self.findings.push(
            Finding::new(Rule::UnknownKey, text!("there is no rule `{id}`", id))
                .at(pos)
                .help(help),
        );
    }
}
