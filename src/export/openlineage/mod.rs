//! OpenLineage: run, job and dataset events as NDJSON, arrays or documents.

mod column_lineage_facet;
mod dataset_names;
mod entry_state;
mod facets;
mod merged_runs;
mod run_event;
mod walk;

#[cfg(test)]
mod tests;

use self::entry_state::EntryState;
use self::run_event::{FileNotes, HELP};
use super::fact::FactSink;
use super::input::Input;
use super::json_records::{self, Next};
use super::row_problems::Problems;
use crate::diagnostic::FileId;
use crate::source::SourceTree;

/// Reads the files that one `[[exports]]` entry of format openlineage matches. Events of one run
/// may stand in any of them.
pub(crate) fn read(tree: &SourceTree, files: &[FileId], sink: &mut dyn FactSink) {
    let mut known = EntryState::default();
    for file in files {
        let input = Input::new(tree, *file);
        let mut problems = Problems::new(*file);
        let mut notes = FileNotes::default();
        json_records::each(
            &input,
            input.promises_lines(),
            HELP,
            &mut problems,
            sink,
            &mut |text, pos, problems, sink| {
                run_event::take(text, pos, (&mut notes, &mut known), problems, sink)?;
                Ok(Next::GoOn)
            },
        );
        problems.finish(sink);
        notes.finish(&input, sink);
    }
    known.finish(sink);
}
