//! Checks of what a DME needs, and its own rules.

mod dme_not_ready;
mod framework_outdated;
mod own_rule_age;
mod own_rule_broken;
mod own_rule_scope;

use crate::diagnostic::Finding;
use crate::rules::context::Context;

/// Runs those of this group.
pub(super) fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    dme_not_ready::check(context, findings);
    framework_outdated::check(context, findings);
    own_rule_broken::check(context, findings);
    own_rule_age::check(context, findings);
}
