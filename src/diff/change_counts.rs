//! How many changes there are of each class.

use super::change::Change;
use crate::lines::ChangeClass;

/// Changes by class; accepted ones apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct ChangeCounts {
    pub(crate) breaking: usize,
    pub(crate) risky: usize,
    pub(crate) unknown: usize,
    pub(crate) safe: usize,
    pub(crate) accepted: usize,
}

impl ChangeCounts {
    pub(crate) fn of<'a>(changes: impl IntoIterator<Item = &'a Change>) -> Self {
        let mut counts = Self::default();
        for change in changes {
            let count = match (change.accepted.is_some(), change.class) {
                (true, _) => &mut counts.accepted,
                (_, ChangeClass::Breaking) => &mut counts.breaking,
                (_, ChangeClass::Risky) => &mut counts.risky,
                (_, ChangeClass::Unknown) => &mut counts.unknown,
                (_, ChangeClass::Safe) => &mut counts.safe,
            };
            *count += 1;
        }
        counts
    }

    /// "1 breaking, 2 risky, 0 unknown, 3 safe".
    pub(crate) fn text(self) -> String {
        let Self {
            breaking,
            risky,
            unknown,
            safe,
            accepted,
        } = self;
        let mut text =
            format!("{breaking} breaking, {risky} risky, {unknown} unknown, {safe} safe");
        if accepted > 0 {
            append!(text, ", {accepted} accepted");
        }
        text
    }
}
