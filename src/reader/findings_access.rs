//! What was found.

use super::Reader;
use crate::diagnostic::Finding;

impl<'a> Reader<'a> {
    /// All findings, weighed and sorted. Set: findings.
    #[must_use]
    pub(crate) fn findings(self) -> &'a [Finding] {
        self.source.findings()
    }

    /// The finding at a place among them. Facet: findings of the asset that it is about.
    #[must_use]
    pub(crate) fn finding(self, at: u32) -> Option<&'a Finding> {
        self.source.known_findings().get(at as usize)
    }
}
