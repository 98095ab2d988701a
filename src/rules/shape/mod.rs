//! Checks of how views and tables are built.

use crate::diagnostic::Finding;
use crate::rules::context::Context;

/// Runs those of this group.
pub(super) fn check(_: &Context<'_>, _: &mut Vec<Finding>) {}
