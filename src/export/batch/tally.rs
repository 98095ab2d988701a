//! What the pieces of a file say of it as a whole, added up.

use serde::{Deserialize, Serialize};

use super::batch_encoding::Problem;
use crate::diagnostic::{FileId, Finding, Pos};
use crate::export::time::Seconds;

/// What is known of a piece as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(in crate::export) struct Tally {
    /// Line breaks.
    pub(in crate::export) lines: u32,
    /// Rows, whether or not they can be read.
    pub(in crate::export) rows: usize,
    /// Rows that can't be read.
    pub(in crate::export) unusable: usize,
    /// The newest moment.
    pub(in crate::export) newest: Option<Seconds>,
    /// Times without a zone.
    pub(in crate::export) unzoned: usize,
    /// The finding for the first of them.
    first_unzoned: Option<Box<Problem>>,
}

impl Tally {
    /// Sets the finding for the first time without a zone.
    pub(in crate::export) fn set_first_unzoned(&mut self, finding: Finding) {
        let place = finding.pos().map(|pos| (pos.line, pos.column));
        self.first_unzoned = Some(Box::new(Problem::new(finding, place)));
    }

    /// The finding for the first time without a zone, in a file of which `lines` lines come before.
    pub(in crate::export) fn first_unzoned(&self, file: FileId, lines: u32) -> Option<Finding> {
        self.first_unzoned.clone()?.finding(|(line, column)| Pos {
            file,
            line: line.saturating_add(lines),
            column,
        })
    }
}
