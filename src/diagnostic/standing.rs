//! Whose a finding is, and what has been said of it since it was raised.

use std::sync::Arc;

use super::{Pos, Subject};

/// Whose a finding is, and what has been said of it. It is told once all findings are there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Standing {
    /// The DME that answers for it.
    pub environment: Option<Arc<Subject>>,
    /// The product that it keeps from being released.
    pub product: Option<Arc<Subject>>,
    /// The entry beside the asset that says to let it be.
    pub suppressed: Option<Suppressed>,
    /// The baseline, a path under the mesh root, that lists it.
    pub baseline: Option<String>,
    /// Whether a former build had it; none where there is nothing to compare with.
    pub state: Option<FormerState>,
}

/// What a suppression says of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Suppressed {
    /// Why it is let be.
    pub reason: String,
    /// The last day, `YYYY-MM-DD`.
    pub until: String,
    /// Where it stands.
    pub pos: Option<Pos>,
}

/// Whether a former build had a finding of the same rule about the same asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FormerState {
    /// It hadn't.
    New,
    /// It had.
    Unchanged,
    /// It couldn't: its vitrina didn't have the rule.
    Untold,
}

/// Which rule of which other tool raised a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ForeignRule {
    /// Name of the tool.
    pub tool: String,
    /// Its word for the rule.
    pub rule: String,
    /// An address, `https://` or `http://`, that explains the rule.
    pub address: Option<String>,
}
