//! Which findings keep a gate shut.

use rustc_hash::FxHashSet;

use super::Scope;
use crate::config::Settings;
use crate::diagnostic::rule::Group;
use crate::diagnostic::{Finding, FormerState, Gate, Rule, Severity};

/// How a run judges.
#[derive(Debug)]
pub(crate) struct Judgement<'a> {
    /// What it is about.
    pub scope: &'a Scope,
    /// Keys of the products that are being released.
    pub released: &'a FxHashSet<String>,
    /// The one gate that it looks at; the authored one, and all of what a release needs, where missing.
    pub gate: Option<Gates>,
    /// Whether what a former build had is passed over.
    pub new_only: bool,
    /// From which severity on a finding keeps the gate shut; none where nothing does.
    pub fail_on: Option<Severity>,
}

/// Which gates are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gates {
    /// One of the two.
    One(Gate),
    /// Both.
    All,
}

/// The findings of a run.
#[derive(Debug)]
pub(crate) struct Judged {
    /// What the run is about, as it was sorted.
    pub findings: Vec<Finding>,
    /// Which of them keep the gate shut.
    pub fails: Vec<bool>,
    /// Number of assets that were looked at.
    pub assets: usize,
    /// How many a former build had, where these are passed over.
    pub passed_over: usize,
}

impl Judged {
    /// How many findings keep the gate shut.
    #[must_use]
    pub(crate) fn failing(&self) -> usize {
        self.fails.iter().filter(|fails| **fails).count()
    }
}

impl Judgement<'_> {
    /// Findings within the scope: those of what a release needs as errors where the product is being
    /// released.
    #[must_use]
    pub(crate) fn of(&self, findings: &[Finding], settings: &Settings) -> Judged {
        let mut judged = Judged {
            findings: Vec::new(),
            fails: Vec::new(),
            assets: self.scope.assets(),
            passed_over: 0,
        };
        for finding in findings.iter().filter(|finding| self.scope.holds(finding)) {
            if self.new_only && finding.former_state() != Some(FormerState::New) {
                judged.passed_over += 1;
                continue;
            }
            let mut finding = finding.clone();
            let is_release = self.is_released(&finding);
            if is_release && needs_mending(&finding, settings) {
                finding.severity = Severity::Error;
            }
            judged.fails.push(self.keeps_shut(&finding, is_release));
            judged.findings.push(finding);
        }
        judged
    }

    /// Whether it is about a product that is being released.
    fn is_released(&self, finding: &Finding) -> bool {
        let product = finding.product();
        product.is_some_and(|product| self.released.contains(&product.key))
    }

    fn keeps_shut(&self, finding: &Finding, is_release: bool) -> bool {
        let rule = finding.rule.info();
        let gate = match self.gate {
            Some(Gates::All) => true,
            Some(Gates::One(gate)) => gate == finding.gate(),
            None => {
                finding.gate() == Gate::Authored || (is_release && rule.group == Group::Release)
            }
        };
        let is_loud = self.fail_on.is_some_and(|least| finding.severity >= least);
        gate && is_loud && !finding.is_set_aside()
    }
}

/// Whether what a release needs is missing, and no setting says how loud that is.
fn needs_mending(finding: &Finding, settings: &Settings) -> bool {
    let rule: Rule = finding.rule;
    let dme = finding.environment().map(crate::diagnostic::Subject::name);
    let said = settings.rules.severity(rule.info().id, dme);
    rule.info().group == Group::Release && said.is_none()
}
