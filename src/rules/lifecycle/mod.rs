//! Checks of deprecation, end of life, replacement.

mod replacement;

use crate::diagnostic::Finding;
use crate::rules::context::Context;

/// Runs those of this group.
pub(super) fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    replacement::check(context.catalog, findings);
}
