//! What the settings of a mesh say of rules of changes: how much a change matters at least, or that it is
//! left out.

use super::change::Change;
use super::change_rule::ChangeRule;
use super::folding::rank;
use crate::lines::ChangeClass;

/// What is said of rules.
#[derive(Debug, Clone, Default)]
pub(crate) struct ChangeRules(Vec<(ChangeRule, ChangeSaid)>);

/// What is said of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ChangeSaid {
    /// Its changes are of this class, or a higher one.
    AtLeast(ChangeClass),
    /// Its changes are left out, for this reason.
    Off(String),
}

impl ChangeRules {
    /// Says something of a rule.
    pub(crate) fn add(&mut self, rule: ChangeRule, said: ChangeSaid) {
        self.0.push((rule, said));
    }

    /// Raises changes, and leaves some out. Gives what there is to say of those.
    pub(super) fn apply(&self, changes: &mut Vec<Change>) -> Vec<String> {
        let mut remarks = Vec::new();
        for (rule, said) in &self.0 {
            let is_of = |change: &Change| change.rule == *rule;
            match said {
                ChangeSaid::AtLeast(class) => {
                    for change in changes.iter_mut().filter(|change| is_of(change)) {
                        if rank(change.class) < rank(*class) {
                            let note = format!("the settings have it {}", class.as_str());
                            change.class(*class).note(note);
                        }
                    }
                }
                ChangeSaid::Off(reason) => {
                    let before = changes.len();
                    changes.retain(|change| !is_of(change));
                    let n = before - changes.len();
                    if n > 0 {
                        let id = rule.info().id;
                        remarks.push(format!("the settings leave out {n} of {id}: {reason}"));
                    }
                }
            }
        }
        remarks
    }
}
