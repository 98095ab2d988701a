//! How a build tells which stage it is at.

/// Told of each stage as it begins.
pub type Stage<'a> = &'a (dyn Fn(&'static str) + Sync);
