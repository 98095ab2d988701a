//! Pages of rules: what the file of each says, and what it found in this mesh.

use std::collections::BTreeMap;

use super::Views;
use super::governance::OVERVIEW;
use super::list_pages::PAGE;
use super::model::{
    ExampleFilePart, ExamplePart, Link, Nav, PageKind, RulePage, RuleRow, RulesPage,
};
use crate::diagnostic::rule::{Example, ExampleFile};
use crate::diagnostic::{Finding, Rule};

/// A page for every rule, also for those that found nothing.
pub(crate) fn rule_pages(views: &Views<'_>) -> impl Iterator<Item = RulePage> {
    let mut found: BTreeMap<Rule, Vec<&Finding>> = BTreeMap::new();
    for finding in views.reader.findings() {
        found.entry(finding.rule).or_default().push(finding);
    }
    Rule::ALL.iter().map(move |rule| {
        let found = found.get(rule).map_or(&[][..], Vec::as_slice);
        rule_page(views, *rule, found)
    })
}

/// The list of all rules.
#[must_use]
pub(crate) fn rules_page(views: &Views<'_>) -> RulesPage {
    let mut counts: BTreeMap<Rule, usize> = BTreeMap::new();
    for finding in views.reader.findings() {
        *counts.entry(finding.rule).or_default() += 1;
    }
    let row = |rule: &Rule| RuleRow {
        id: rule.info().id,
        severity: views.settings.severity(*rule),
        gate: rule.info().gate.as_str(),
        summary: rule.info().summary,
        count: counts.get(rule).copied().unwrap_or_default(),
    };
    RulesPage {
        page: views.page_at(
            "rules/index.html",
            PageKind::Rules,
            Nav::Governance,
            "Rules".to_owned(),
            "What is checked, how loud each rule is, and how often it speaks here.".to_owned(),
            crumbs(),
        ),
        rows: Rule::ALL.iter().map(row).collect(),
    }
}

fn rule_page(views: &Views<'_>, rule: Rule, found: &[&Finding]) -> RulePage {
    let info = rule.info();
    let path = format!("rules/{}.html", info.id);
    let severity = views.settings.severity(rule);
    RulePage {
        severity,
        gate: info.gate.as_str(),
        limit: info.limit,
        otherwise: (severity != info.severity).then(|| info.severity.as_str()),
        what: views.prose(info.what, &path),
        why: views.prose(info.why, &path),
        mend: views.prose(info.mend, &path),
        fails: example(&info.fails),
        passes: example(&info.passes),
        count: found.len(),
        rows: found
            .iter()
            .take(PAGE)
            .map(|f| views.finding_row(f, true))
            .collect(),
        more: found.len().saturating_sub(PAGE),
        page: views.page_at(
            &path,
            PageKind::Rule,
            Nav::Governance,
            info.id.to_owned(),
            info.summary.to_owned(),
            crumbs()
                .into_iter()
                .chain([Link::to("Rules", "rules/index.html")])
                .collect(),
        ),
    }
}

/// The way down to the rules.
fn crumbs() -> Vec<Link> {
    vec![
        Link::to("Governance", OVERVIEW),
        Link::to("Findings", "findings/index.html"),
    ]
}

fn example(example: &Example) -> ExamplePart {
    let part = |file: &ExampleFile| ExampleFilePart {
        caption: file.caption(),
        text: file.text,
    };
    ExamplePart {
        place: example.place,
        files: example.files.iter().map(part).collect(),
    }
}
