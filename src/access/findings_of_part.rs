//! Which findings an audience is told.

use crate::catalog::{Catalog, Seen};
use crate::diagnostic::Finding;

/// Findings of reading and linking that an audience may read.
#[must_use]
pub(crate) fn kept(_: &Catalog, _: &Seen, _: &[Finding]) -> Vec<Finding> {
    Vec::new()
}

/// Takes out what says that something is missing that may only be hidden.
pub(crate) fn without_absent(_: &Catalog, _: &mut Vec<Finding>) {}
