//! `[diff]` and `[changes]`: numbers of days and rules that there are.

use super::diff_setting::{ChangeSetting, DiffSettings, UsageSetting};
use super::export_setting::duration;
use super::settings_check::Checker;
use super::written_settings::Config;
use crate::diagnostic::{Finding, Rule, Text, nearest, text};
use crate::diff::{ChangeRule, ChangeRules, ChangeSaid, UseWindow};
use crate::document::Located;
use crate::lines::{ChangeClass, CriticalityTier};

/// Seconds of a day.
const DAY: i64 = 86_400;

impl Checker<'_> {
    /// From which statements it follows that nobody uses something; nothing where use lowers nothing.
    pub(super) fn use_window(&mut self, settings: &DiffSettings) -> Option<UseWindow> {
        let mut window = UseWindow {
            projects: settings.projects.clone(),
            ..UseWindow::default()
        };
        for (name, length) in &settings.window {
            let days = duration(length.as_str()).filter(|seconds| *seconds >= DAY);
            let days = days.and_then(|seconds| u32::try_from(seconds / DAY).ok());
            let tier = CriticalityTier::parse(name);
            match days {
                None => self.wrong(
                    length,
                    text!(
                        "`{length}` in `window` of `[diff]` isn't a number of days",
                        length = length.as_str()
                    ),
                    "write for example \"90d\"".into(),
                ),
                Some(days) if name == "default" => window.days = days,
                Some(days) => match tier {
                    Some(tier) => window.by_tier.push((tier, days)),
                    None => self.wrong(
                        length,
                        text!("`window` of `[diff]` has no `{name}`", name),
                        "its keys are `tier_1`, `tier_2`, `tier_3` and `default`".into(),
                    ),
                },
            }
        }
        (settings.usage == UsageSetting::On).then_some(window)
    }

    /// What the settings say of rules of changes.
    pub(super) fn changes(&mut self, config: &Config) -> ChangeRules {
        let mut rules = ChangeRules::default();
        for (id, setting) in &config.changes {
            let Some(rule) = ChangeRule::parse(id) else {
                let ids = ChangeRule::ALL.iter().map(|rule| rule.info().id);
                let help: Text = match nearest(id, ids) {
                    Some(near) => text!("did you mean `{near}`?", near),
                    None => "`vitrina explain --changes` lists all".into(),
                };
                let message = text!("there is no rule of changes `{id}`", id);
                self.wrong(setting, message, help);
                continue;
            };
            match &setting.value {
                ChangeSetting::Class(word) => {
                    let class = ChangeClass::parse(word)
                        .filter(|class| matches!(class, ChangeClass::Breaking | ChangeClass::Risky))
                        .filter(|class| {
                            !(rule.info().class == ChangeClass::Breaking
                                && *class == ChangeClass::Risky)
                        });
                    match class {
                        Some(class) => rules.add(rule, ChangeSaid::AtLeast(class)),
                        None => self.wrong(
                            setting,
                            text!("`{word}` doesn't raise `{id}`", word, id),
                            "write \"breaking\" or \"risky\", or { off = \"the reason\" }; an entry accepts one change".into(),
                        ),
                    }
                }
                ChangeSetting::Off(table) if table.off.trim().is_empty() => self.wrong(
                    setting,
                    text!("`{id}` is off without a reason", id),
                    "write { off = \"the reason\" }".into(),
                ),
                ChangeSetting::Off(table) => rules.add(rule, ChangeSaid::Off(table.off.clone())),
            }
        }
        rules
    }

    fn wrong<T>(&mut self, at: &Located<T>, message: Text, help: Text) {
        let finding = Finding::new(Rule::WrongType, message);
        self.findings.push(finding.at(at.pos(self.file)).help(help));
    }
}
