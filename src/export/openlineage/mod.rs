//! OpenLineage: run, job and dataset events as NDJSON, arrays or documents.

mod columns;
mod event;
mod facets;
mod known;
mod names;
mod runs;
mod walk;

#[cfg(test)]
mod tests;

use self::event::{HELP, Told};
use self::known::Known;
use super::fact::FactSink;
use super::input::Input;
use super::problems::Problems;
use super::records::{self, Next};
use crate::diagnostic::FileId;
use crate::source::SourceTree;

/// Reads the files that one `[[exports]]` entry of format openlineage matches. Events of one run
/// may stand in any of them.
pub fn read(tree: &SourceTree, files: &[FileId], sink: &mut dyn FactSink) {
    let mut known = Known::default();
    for file in files {
        let input = Input::new(tree, *file);
        let mut problems = Problems::new(*file);
        let mut told = Told::default();
        records::each(
            &input,
            input.promises_lines(),
            HELP,
            &mut problems,
            sink,
            &mut |text, pos, problems, sink| {
                event::take(text, pos, (&mut told, &mut known), problems, sink)?;
                Ok(Next::GoOn)
            },
        );
        problems.finish(sink);
        told.finish(&input, sink);
    }
    known.finish(sink);
}
