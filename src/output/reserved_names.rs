//! Names in an output folder that are no part of a site.

/// The lock's name within an output folder; beside it, it stands behind the folder's own.
pub(super) const LOCK: &str = ".vitrina-lock";
/// The same for the folder that a site is written to.
pub(super) const STAGING: &str = ".vitrina-staging";
