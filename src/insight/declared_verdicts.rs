//! Verdicts that a part is told of the whole.

use super::{Insight, insight};
use crate::catalog::Catalog;

/// Verdicts that a part is told of the whole, by its indices.
#[derive(Debug, Clone, Default)]
pub(crate) struct DeclaredVerdicts {}

/// All that follows from a part of a catalog, with the verdicts that the whole declares.
#[must_use]
pub(crate) fn insight_of_part(part: &Catalog, _: &DeclaredVerdicts) -> Insight {
    insight(part)
}
