//! Rules of DMEs, and what of them a machine checks.

use super::described::Names;
use crate::catalog::{Applies, EnvironmentRule, RuleCheck, RuleLevel, WrittenAt};
use crate::config::duration;
use crate::diagnostic::{FileId, Finding, Rule, text};
use crate::document::Located;
use crate::link::glob_pattern::fault;
use crate::manifest::kinds;

/// How to do with a shorter pattern.
const SHORTER: &str = "write several rules with shorter patterns";

/// The rules of one DME. A rule whose check can't be understood is one that nothing checks.
pub(super) fn rules(
    names: &mut Names<'_>,
    written: &[kinds::EnvironmentRule],
    file: FileId,
) -> Vec<EnvironmentRule> {
    let findings = &mut names.findings;
    let rule = |rule: &kinds::EnvironmentRule| {
        let except = rule.except.iter();
        EnvironmentRule {
            id: rule.id.value.clone(),
            text: rule.text.clone(),
            severity: match rule.severity {
                kinds::RuleLevel::Info => RuleLevel::Info,
                kinds::RuleLevel::Warning => RuleLevel::Warning,
                kinds::RuleLevel::Error => RuleLevel::Error,
            },
            url: rule.url.clone(),
            check: rule.check.as_ref().and_then(|k| check(k, file, findings)),
            applies: match rule.applies {
                kinds::Applies::Tables => Applies::Tables,
                kinds::Applies::Views => Applies::Views,
                kinds::Applies::All => Applies::All,
            },
            except: except
                .filter_map(|name| pattern(name, file, findings))
                .collect(),
            pos: WrittenAt(rule.id.pos(file)),
        }
    };
    written.iter().map(rule).collect()
}

/// The one key that is written; the reader has left out what has several.
fn check(
    written: &kinds::RuleCheck,
    file: FileId,
    findings: &mut Vec<Finding>,
) -> Option<RuleCheck> {
    if let Some(name) = &written.name_pattern {
        if is_regular_expression(name.as_str()) {
            findings.push(
                Finding::new(
                    Rule::WrongType,
                    text!(
                        "`{pattern}` is written as a regular expression: names are compared with globs",
                        pattern = name.as_str()
                    ),
                )
                .at(name.pos(file))
                .help("write `fct_*` for what begins with `fct_`, `{dim,fct}_*` for one of two"),
            );
            return None;
        }
        return pattern(name, file, findings).map(RuleCheck::NamePattern);
    }
    if let Some(label) = &written.required_label {
        return Some(RuleCheck::RequiredLabel {
            key: label.key.clone(),
            value: label.value.clone(),
        });
    }
    if let Some(column) = &written.forbidden_column {
        let parts = [&column.name, &column.data_type];
        // One pattern that is wrong would leave the other, which forbids more.
        let [name, data_type] = parts.map(|part| {
            let part = part.as_ref();
            part.map(|part| pattern(part, file, findings))
        });
        return Some(RuleCheck::ForbiddenColumn {
            name: name.map_or(Some(None), |n| n.map(Some))?,
            data_type: data_type.map_or(Some(None), |t| t.map(Some))?,
        });
    }
    if let Some(age) = &written.max_age {
        let seconds = duration(age.as_str()).filter(|seconds| *seconds > 0);
        if seconds.is_none() {
            findings.push(
                Finding::new(
                    Rule::WrongType,
                    text!(
                        "`maxAge` is `{age}`, which isn't a duration",
                        age = age.as_str()
                    ),
                )
                .at(age.pos(file))
                .help("write hours or days, such as `36h` or `7 days`"),
            );
        }
        return seconds.map(RuleCheck::MaxAge);
    }
    written.required_tag.clone().map(RuleCheck::RequiredTag)
}

/// Whether a pattern has what only a regular expression would: as a glob nothing is named so, and all
/// tables would break the rule.
fn is_regular_expression(pattern: &str) -> bool {
    let parts = [".+", ".*$", r"\d", r"\w"];
    let is_choice = pattern.contains('(') && pattern.contains('|');
    pattern.starts_with('^') || is_choice || parts.iter().any(|part| pattern.contains(part))
}

fn pattern(written: &Located<String>, file: FileId, findings: &mut Vec<Finding>) -> Option<String> {
    match fault(written, file, SHORTER) {
        Some(finding) => findings.push(finding),
        None => return Some(written.value.clone()),
    }
    None
}
