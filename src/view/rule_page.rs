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

impl Views<'_> {
    /// A page for every rule, also for those that found nothing.
    pub(crate) fn rule_pages(&self) -> impl Iterator<Item = RulePage> {
        let mut found: BTreeMap<Rule, Vec<&Finding>> = BTreeMap::new();
        for finding in self.findings {
            found.entry(finding.rule).or_default().push(finding);
        }
        Rule::ALL.iter().map(move |rule| {
            let found = found.get(rule).map_or(&[][..], Vec::as_slice);
            self.rule_page(*rule, found)
        })
    }

    /// The list of all rules.
    #[must_use]
    pub(crate) fn rules_page(&self) -> RulesPage {
        let mut counts: BTreeMap<Rule, usize> = BTreeMap::new();
        for finding in self.findings {
            *counts.entry(finding.rule).or_default() += 1;
        }
        let row = |rule: &Rule| RuleRow {
            id: rule.info().id,
            severity: self.settings.severity(*rule),
            summary: rule.info().summary,
            count: counts.get(rule).copied().unwrap_or_default(),
        };
        RulesPage {
            page: self.page_at(
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

    fn rule_page(&self, rule: Rule, found: &[&Finding]) -> RulePage {
        let info = rule.info();
        let path = format!("rules/{}.html", info.id);
        let severity = self.settings.severity(rule);
        RulePage {
            severity,
            otherwise: (severity != info.severity).then(|| info.severity.as_str()),
            what: self.prose(info.what, &path),
            why: self.prose(info.why, &path),
            mend: self.prose(info.mend, &path),
            fails: example(&info.fails),
            passes: example(&info.passes),
            count: found.len(),
            rows: found
                .iter()
                .take(PAGE)
                .map(|f| self.finding_row(f, true))
                .collect(),
            more: found.len().saturating_sub(PAGE),
            page: self.page_at(
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
