//! Findings of a plan, as they are made.

use std::collections::BTreeSet;

use super::plan_rule::PlanRule;
use crate::lines::{ChangeClass, PlanFinding};

/// What a plan has to say so far.
#[derive(Default)]
pub(super) struct Remarks(Vec<(PlanRule, PlanFinding)>);

impl Remarks {
    /// Says something of the table or view `asset`, in the class of its rule.
    pub(super) fn add(
        &mut self,
        rule: PlanRule,
        asset: &str,
        message: String,
        about: Vec<String>,
    ) -> &mut PlanFinding {
        let finding = PlanFinding {
            rule: rule.info().id.to_owned(),
            class: rule.info().class,
            asset: asset.to_owned(),
            message,
            about,
        };
        self.0.push((rule, finding));
        let last = self.0.len() - 1;
        &mut self.0[last].1
    }

    /// Assets of which one of `rules` says what makes a difference.
    pub(super) fn hurt<const N: usize>(&self, rules: [PlanRule; N]) -> BTreeSet<&str> {
        let said = self.0.iter();
        let said = said.filter(|(of, f)| rules.contains(of) && f.class != ChangeClass::Safe);
        said.map(|(_, finding)| finding.asset.as_str()).collect()
    }

    /// Breaking ones first; what is the same once.
    pub(super) fn sorted(mut self) -> Vec<PlanFinding> {
        let class = |class: ChangeClass| match class {
            ChangeClass::Breaking => 0,
            ChangeClass::Risky => 1,
            ChangeClass::Unknown => 2,
            ChangeClass::Safe => 3,
        };
        self.0.sort_by(|(a_rule, a), (b_rule, b)| {
            let of = |rule: &PlanRule, f: &PlanFinding| (class(f.class), *rule, f.asset.clone());
            of(a_rule, a)
                .cmp(&of(b_rule, b))
                .then(a.message.cmp(&b.message))
        });
        self.0.dedup();
        self.0.into_iter().map(|(_, finding)| finding).collect()
    }
}

/// The first few names, and how many there are beside them.
pub(super) fn few(names: &[String]) -> String {
    const FEW: usize = 3;
    match names.len().saturating_sub(FEW) {
        0 => names.join(", "),
        more => format!("{} and {more} more", names[..FEW].join(", ")),
    }
}
