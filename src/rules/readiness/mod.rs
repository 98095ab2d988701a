//! Checks of what a DME needs, and its own rules.

use crate::diagnostic::Finding;
use crate::rules::context::Context;

/// Runs those of this group.
pub(super) fn check(_: &Context<'_>, _: &mut Vec<Finding>) {}
