//! Checks of matters of taste, which are remarks unless the settings say more.

mod described_differently;
mod label_style;
mod name_against_type;

use crate::diagnostic::Finding;
use crate::rules::context::Context;

/// Runs those of this group.
pub(super) fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    described_differently::check(context, findings);
    name_against_type::check(context, findings);
    label_style::check(context, findings);
}
