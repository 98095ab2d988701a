//! That `[[audiences]]` and `[access]` name what there is.

use globset::GlobBuilder;

use super::access_setting::Access;
use super::settings_check::Checker;
use super::written_settings::Config;
use crate::diagnostic::{Finding, Pos, Rule, Text, nearest, text};
use crate::document::Located;
use crate::manifest::kinds::PublishedFact;

impl Checker<'_> {
    pub(super) fn audiences(&mut self, config: &mut Config) {
        for (i, audience) in config.audiences.iter().enumerate() {
            let id = audience.id.as_str();
            if id.trim().is_empty() {
                self.findings.push(
                    Finding::new(Rule::WrongType, "the `id` of an audience is empty")
                        .at(audience.id.pos(self.file))
                        .help("write a name for it, for example \"analysts\""),
                );
            } else if config.audiences[..i].iter().any(|a| a.id.as_str() == id) {
                self.findings.push(
                    Finding::new(
                        Rule::DuplicateId,
                        text!("audience `{id}` stands twice; the first one is used", id),
                    )
                    .at(audience.id.pos(self.file))
                    .help("give one of the two another id, or put their grantees together"),
                );
            }
            for included in &audience.includes {
                let (name, pos) = (included.as_str(), included.pos(self.file));
                self.known_audience(config, "`includes`".into(), name, pos);
            }
        }
        for audience in &mut config.audiences {
            audience.base_url = audience
                .base_url
                .take()
                .filter(|url| self.is_web_address("base_url", url));
        }
    }

    pub(super) fn access(&mut self, config: &Config) -> Access {
        let written = &config.access;
        if let Some(list) = &written.audience_list {
            self.audience_list(list);
        }
        let mut policy_tags = Vec::new();
        for (pattern, audiences) in &written.policy_tags {
            for id in &audiences.value {
                let what = text!("the policy tag `{pattern}`", pattern);
                self.known_audience(config, what, id, audiences.pos(self.file));
            }
            let at = Located {
                value: pattern.clone(),
                line: audiences.line,
                column: audiences.column,
            };
            // What isn't a glob is a finding.
            if self.glob(&at).is_none() {
                continue;
            }
            let glob = GlobBuilder::new(pattern).literal_separator(false).build();
            policy_tags.extend(glob.map(|glob| (glob.compile_matcher(), audiences.value.clone())));
        }
        policy_tags.sort_by_key(|(pattern, _)| std::cmp::Reverse(pattern.glob().glob().len()));
        let usual = || {
            vec![
                PublishedFact::Owner,
                PublishedFact::Freshness,
                PublishedFact::State,
            ]
        };
        Access {
            hidden: self.datasets("hidden", &written.hidden),
            reading_roles: written.reading_roles.clone(),
            publish: written.publish.clone().unwrap_or_else(usual),
            policy_tags,
        }
    }

    /// The list is fetched by pages, which fetch nothing from other hosts.
    fn audience_list(&mut self, list: &Located<String>) {
        let rest = list.as_str().strip_prefix('/');
        let is_path = rest.is_some_and(|rest| {
            !rest.is_empty()
                && !rest.starts_with('/')
                && !rest.contains(|c: char| {
                    c.is_whitespace() || c.is_control() || "\\<>\"'?#".contains(c)
                })
        });
        if !is_path {
            self.findings.push(
                Finding::new(
                    Rule::WrongType,
                    text!(
                        "`audience_list` is `{list}`, which isn't a path from the top of the host",
                        list = list.as_str()
                    ),
                )
                .at(list.pos(self.file))
                .help("write for example \"/audiences.json\""),
            );
        }
    }

    /// Says that an audience isn't among those of the settings.
    fn known_audience(&mut self, config: &Config, what: Text, id: &str, pos: Pos) {
        let known = || config.audiences.iter().map(|a| a.id.as_str());
        if known().any(|known| known == id) {
            return;
        }
        let help = match nearest(id, known()) {
            Some(near) => text!("did you mean `{near}`?", near),
            None => "add it under [[audiences]], or correct it".into(),
        };
        self.findings.push(
            Finding::new(
                Rule::UnknownId,
                text!(
                    "{what} names audience `{id}`, which no [[audiences]] describes",
                    what,
                    id
                ),
            )
            .at(pos)
            .help(help),
        );
    }
}
