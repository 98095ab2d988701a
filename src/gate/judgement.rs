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
            let is_release = self.is_released(finding);
            // What a release needs it needs, whether or not that was missing before.
            let is_needed = is_release && finding.rule.info().group == Group::Release;
            let is_unchanged = finding.former_state() == Some(FormerState::Unchanged);
            if self.new_only && is_unchanged && !is_needed {
                judged.passed_over += 1;
                continue;
            }
            let mut finding = finding.clone();
            let is_owed = finding.rule == Rule::SuppressionExpired && self.is_own_gate(&finding);
            if (is_owed || is_needed) && is_unsaid(&finding, settings) {
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

    /// Whether the run is for what the finding is about: its product, or its DME where it is about no
    /// product. Nobody else's gate is shut by the clock.
    fn is_own_gate(&self, finding: &Finding) -> bool {
        match (finding.product(), finding.environment()) {
            (Some(product), _) => self.scope.names(product) || self.is_released(finding),
            (None, Some(dme)) => self.scope.names(dme),
            (None, None) => false,
        }
    }

    fn keeps_shut(&self, finding: &Finding, is_release: bool) -> bool {
        let rule = finding.rule.info();
        let gate = match self.gate {
            // Mending something never shuts a gate.
            _ if finding.rule == Rule::SuppressionUnneeded => false,
            Some(Gates::One(Gate::Authored)) if finding.rule == Rule::SuppressionExpired => false,
            _ if finding.rule == Rule::SuppressionExpired => self.is_own_gate(finding),
            Some(Gates::All) => true,
            Some(Gates::One(gate)) => gate == finding.gate(),
            None => {
                finding.gate() == Gate::Authored || (is_release && rule.group == Group::Release)
            }
        };
        let is_loud = self.fail_on.is_some_and(|least| finding.severity >= least);
        // Of a rule that the former run didn't have nothing can be told to be new.
        let is_old = self.new_only && finding.former_state() == Some(FormerState::Untold);
        gate && is_loud && !is_old && !finding.is_set_aside()
    }
}

/// Whether no setting says how loud the rule is.
fn is_unsaid(finding: &Finding, settings: &Settings) -> bool {
    let rule: Rule = finding.rule;
    let dme = finding.environment().map(crate::diagnostic::Subject::name);
    let said = settings.rules.severity(rule.info().id, dme);
    said.is_none()
}
