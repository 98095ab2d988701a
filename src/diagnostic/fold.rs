//! Findings for people: by rule, and those of one mistake as one.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::{Argument, Finding, Rule, Severity};

/// Findings of one rule at one severity.
#[derive(Debug)]
pub(super) struct Group<'a> {
    pub(super) rule: Rule,
    pub(super) severity: Severity,
    /// What is wrong, in the order of the findings.
    pub(super) causes: Vec<Cause<'a>>,
    /// What wasn't read, and may be why.
    pub(super) follow: Vec<&'a Finding>,
}

/// Findings that mending one thing mends.
#[derive(Debug)]
pub(super) struct Cause<'a> {
    pub(super) first: &'a Finding,
    pub(super) more: Vec<&'a Finding>,
}

impl Group<'_> {
    pub(super) fn len(&self) -> usize {
        self.causes.iter().map(Cause::len).sum()
    }
}

impl Cause<'_> {
    pub(super) fn len(&self) -> usize {
        1 + self.more.len()
    }
}

/// Manifests that can't be read describe nothing.
const MANIFESTS: &[Rule] = &[
    Rule::Unreadable,
    Rule::NotUtf8,
    Rule::TooLarge,
    Rule::YamlSyntax,
    Rule::AliasBomb,
    Rule::UnknownKind,
    Rule::UnknownKey,
    Rule::MissingField,
    Rule::WrongType,
];
/// Exports that can't be read list nothing.
const EXPORTS: &[Rule] = &[
    Rule::Unreadable,
    Rule::NotUtf8,
    Rule::TooLarge,
    Rule::ExportFile,
    Rule::ExportUnmatched,
    Rule::ExportOutside,
];

/// Findings that make findings of this rule where there was no other mistake.
const fn led_to_by(rule: Rule) -> &'static [Rule] {
    match rule {
        Rule::UnknownId | Rule::UnownedView | Rule::UnownedTable => MANIFESTS,
        Rule::Dangling
        | Rule::MissingTarget
        | Rule::ContractUnattached
        | Rule::EntryPointUnmatched => EXPORTS,
        _ => &[],
    }
}

/// Whether a finding costs more than what it is about: a manifest without its id, or without another
/// field that it can't do without, isn't read at all.
fn loses_all(finding: &Finding) -> bool {
    let what = finding.message.argument("what");
    let whole = matches!(what, Some(Argument::Document(_)));
    match finding.rule {
        Rule::MissingField => whole,
        Rule::UnknownKey => whole && finding.message.argument("absent").is_some(),
        Rule::WrongType => matches!(what, Some(Argument::Names(names)) if *names == ["id"]),
        _ => true,
    }
}

/// Those findings that are let be, or the others: by severity, the loudest first, then by rule, since
/// those of reading lead to others. Remarks aren't among them: they are most, and only counted.
pub(super) fn groups(findings: &[Finding], let_be: bool) -> Vec<Group<'_>> {
    let mut by_rule: BTreeMap<(Reverse<Severity>, Rule), Vec<&Finding>> = BTreeMap::new();
    let own = findings.iter().filter(|f| f.is_set_aside() == let_be);
    for finding in own.filter(|f| !is_remark(f)) {
        by_rule
            .entry((Reverse(finding.severity), finding.rule))
            .or_default()
            .push(finding);
    }
    by_rule
        .into_iter()
        .map(|((severity, rule), own)| {
            let before = led_to_by(rule);
            Group {
                rule,
                severity: severity.0,
                causes: causes(&own),
                follow: findings
                    .iter()
                    .filter(|f| before.contains(&f.rule) && loses_all(f))
                    .collect(),
            }
        })
        .collect()
}

/// How many remarks there are of those that are let be, or of the others.
pub(super) fn remarks(findings: &[Finding], let_be: bool) -> usize {
    let own = findings.iter().filter(|f| f.is_set_aside() == let_be);
    own.filter(|f| is_remark(f)).count()
}

fn is_remark(finding: &Finding) -> bool {
    finding.severity <= Severity::Info
}

fn causes<'a>(findings: &[&'a Finding]) -> Vec<Cause<'a>> {
    let mut causes: Vec<Cause<'a>> = Vec::new();
    let mut known: FxHashMap<String, usize> = FxHashMap::default();
    for &finding in findings {
        let at = *known.entry(culprit(finding)).or_insert(causes.len());
        match causes.get_mut(at) {
            Some(cause) => cause.more.push(finding),
            None => causes.push(Cause {
                first: finding,
                more: Vec::new(),
            }),
        }
    }
    causes
}

/// What a finding says is wrong, whichever asset it says it of: forty views that read one missing
/// table are one mistake, and so is a name written wrong in forty manifests.
fn culprit(finding: &Finding) -> String {
    let Some(subject) = finding.subjects.first() else {
        return finding.message.to_string();
    };
    let message = finding.message.printed();
    let anyone = message.replace(&format!("`{}`", subject.name()), "…");
    // What names nothing besides says something of that asset alone.
    if anyone.contains('`') {
        anyone
    } else {
        message.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::{Argument, Finding, Rule, groups};
    use crate::diagnostic::{Subject, Text, text};

    fn finding(rule: Rule, asset: &str, message: impl Into<Text>) -> Finding {
        Finding::new(rule, message).about(Subject {
            id: asset.to_owned(),
            key: asset.to_owned(),
        })
    }

    fn sizes(findings: &[Finding]) -> Vec<(&'static str, Vec<usize>)> {
        groups(findings, false)
            .iter()
            .map(|g| {
                (
                    g.rule.info().id,
                    g.causes.iter().map(super::Cause::len).collect(),
                )
            })
            .collect()
    }

    #[test]
    fn errors_come_first_and_reading_before_linking() {
        let findings = [
            finding(Rule::UnownedTable, "table:t", "no DME claims table `t`"),
            finding(Rule::UnknownId, "dme:a", "`team` names team `x`"),
            finding(Rule::YamlSyntax, "dme:a", "the YAML can't be read"),
            finding(Rule::UnownedTable, "table:u", "no DME claims table `u`"),
        ];
        assert_eq!(
            sizes(&findings),
            [
                ("yaml-syntax", vec![1]),
                ("unknown-id", vec![1]),
                ("unowned-table", vec![1, 1]),
            ]
        );
        assert_eq!(groups(&findings, false)[1].follow, [&findings[2]]);
        assert!(groups(&findings, false)[0].follow.is_empty());
    }

    #[test]
    fn a_manifest_without_its_id_describes_nothing() {
        let what = Argument::Document("DataMeshEnvironment".to_owned());
        let lost = [
            text!("{what} has no `id`", what),
            text!(
                "{what} has no key `ident`, and no `{absent}`",
                what,
                absent = "id"
            ),
            text!(
                "{what} must be text, found a list",
                what = Argument::Names(vec!["id".to_owned()])
            ),
        ];
        let rules = [Rule::MissingField, Rule::UnknownKey, Rule::WrongType];
        for (rule, message) in rules.into_iter().zip(lost) {
            let named = finding(Rule::UnknownId, "product:p", "`environment` names dme `a`");
            let findings = [Finding::new(rule, message.clone()), named];
            let groups = groups(&findings, false);
            let unknown = groups.iter().find(|g| g.rule == Rule::UnknownId);
            assert_eq!(unknown.map(|g| g.follow.len()), Some(1), "{message}");
        }
        let harmless = [
            Finding::new(
                Rule::MissingField,
                text!(
                    "{what} has no `channel`",
                    what = Argument::Names(vec!["support".to_owned()])
                ),
            ),
            Finding::new(Rule::UnknownKey, text!("{what} has no key `colour`", what)),
            finding(Rule::UnknownId, "product:p", "`environment` names dme `a`"),
        ];
        assert!(groups(&harmless, false).iter().all(|g| g.follow.is_empty()));
    }

    #[test]
    fn what_one_thing_makes_wrong_is_one() {
        let reads = |view: &str, table: &str| {
            finding(
                Rule::MissingTarget,
                &format!("view:{view}"),
                text!(
                    "view `{view}` reads `{table}`, which isn't in the warehouse",
                    view,
                    table
                ),
            )
        };
        let findings = [
            reads("a", "x"),
            reads("b", "y"),
            reads("c", "x"),
            reads("a", "x"),
        ];
        assert_eq!(sizes(&findings), [("drift-missing-target", vec![3, 1])]);
    }
}
