//! Checks of matters of taste, which are remarks unless the settings say more.

use crate::diagnostic::Finding;
use crate::rules::context::Context;

/// Runs those of this group.
pub(super) fn check(_: &Context<'_>, _: &mut Vec<Finding>) {}
