//! Airflow: what its REST API (2.x and 3.x) answers about DAGs, their runs and assets, in its
//! envelopes (`{"dag_runs": […]}`) or one element a line.

mod asset_uri;
mod known;
mod response_element;

#[cfg(test)]
mod tests;

use serde_json::value::RawValue;

use self::known::EntryState;
use self::response_element::{ElementReader, HELP};
use super::fact::FactSink;
use super::input::Input;
use super::json_object::{Object, Places};
use super::json_records::{self, Next};
use super::moments::Moments;
use super::repeated_rows::Repeated;
use super::row_problems::{Problems, Unusable};
use crate::diagnostic::FileId;
use crate::source::SourceTree;

/// Reads the files that one `[[exports]]` entry of format airflow matches.
pub(crate) fn read(tree: &SourceTree, files: &[FileId], sink: &mut dyn FactSink) {
    let mut known = EntryState::default();
    for file in files {
        let input = Input::new(tree, *file);
        let mut problems = Problems::new(*file);
        let mut moments = Moments::default();
        let mut repeated = Repeated::default();
        json_records::each(
            &input,
            input.promises_lines(),
            HELP,
            &mut problems,
            sink,
            &mut |text, pos, problems, sink| {
                let raw: &RawValue = serde_json::from_str(text)?;
                let Some(record) = Object::read(raw) else {
                    return Err(Unusable::no_object(HELP).into());
                };
                let mut walk = ElementReader {
                    places: Places::new(text, pos),
                    known: &mut known,
                    moments: &mut moments,
                    repeated: &mut repeated,
                    problems,
                    sink,
                };
                if walk.record(raw, &record) {
                    Ok(Next::GoOn)
                } else {
                    Err(Unusable::row("the row is nothing that is read of Airflow", HELP).into())
                }
            },
        );
        problems.finish(sink);
        repeated.finish(&input, sink);
        moments.finish(*file, sink);
    }
    known.finish(sink);
}
