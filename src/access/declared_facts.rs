//! What is told of the whole in a part: the states of visible assets, as bits.

use crate::catalog::{Catalog, Restricted, Seen};
use crate::insight::{DeclaredVerdicts, Insight};

/// Verdicts of the whole on what is visible, by index of the part.
#[must_use]
pub(crate) fn of(_: &Catalog, _: &Insight, _: &Seen, _: &Restricted) -> DeclaredVerdicts {
    DeclaredVerdicts::default()
}
