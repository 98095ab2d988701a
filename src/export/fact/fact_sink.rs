//! Where facts go.

use super::{Fact, KnownTexts, Name, NumberedColumn};
use crate::diagnostic::{Finding, Pos};
use crate::system::Spelling;

/// Takes facts and findings in the order of the file.
pub(crate) trait FactSink {
    /// One statement of the export, with the place where it stands.
    fn fact(&mut self, pos: Pos, fact: Fact<'_>);
    /// A column of a batch; `known` is empty where the batch begins, and the sink's own until it ends.
    fn column(&mut self, pos: Pos, column: NumberedColumn<'_>, _known: &mut KnownTexts) {
        self.fact(pos, Fact::Asset(column.into()));
    }
    /// Something that could not be read; the rest of the file goes on.
    fn problem(&mut self, finding: Finding);
    /// The export lists what is in this dataset, so that what isn't listed may not be there.
    fn listed(&mut self, _project: &str, _dataset: &str) {}
    /// Whose name one is and how it is spelled, so that other spellings of it meet it.
    fn spelled(&mut self, _pos: Pos, _name: Name<'_>, _spelling: Spelling) {}
}
