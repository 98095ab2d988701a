//! `dme-rule-age`: the data of a table or view is older than a rule of its DME allows. As loud as the
//! rule.
//!
//! Passes: a table of which no load is known; a shard of a day that has passed. Fails: a load three
//! days ago where 36 hours are allowed.

use super::own_rule_scope::{covered, severity};
use crate::catalog::{RuleCheck, moment, span};
use crate::diagnostic::{Argument, Finding, Rule, text};
use crate::rules::context::Context;

pub(super) fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let (catalog, insight) = (context.catalog, context.insight);
    let clock = &catalog.operations.clock;
    if !clock.is_known() {
        return;
    }
    for dme in &catalog.environments {
        if dme.rules.is_empty() || !context.is_on(Rule::OwnRuleAge, Some(dme.asset)) {
            continue;
        }
        for rule in &dme.rules {
            let Some(RuleCheck::MaxAge(most)) = rule.check else {
                continue;
            };
            for relation in covered(catalog, dme, rule) {
                let Some((loaded, _)) = insight.loaded(catalog, relation.asset) else {
                    continue;
                };
                if insight.is_superseded(relation.asset)
                    || !clock.is_older(loaded, most).is_some_and(|old| old)
                {
                    continue;
                }
                let mut finding = Finding::new(
                    Rule::OwnRuleAge,
                    text!(
                        "`{relation}` was loaded last at {loaded}; rule `{rule}` of DME `{dme}` allows {most}",
                        relation = Argument::Asset(catalog.subject(relation.asset)),
                        loaded = moment(loaded),
                        rule = rule.id,
                        dme = Argument::Asset(catalog.subject(dme.asset)),
                        most = span(most)
                    ),
                )
                .at(rule.pos.0)
                .about(catalog.subject(relation.asset))
                .detail(&rule.id)
                .help("load it again, or list it under the rule's `except` where it isn't loaded any more");
                finding.severity = severity(rule);
                findings.push(finding);
            }
        }
    }
}
