//! MLflow: registered models, their versions and the tables that the runs behind them read, as its
//! REST API answers.

mod model_registry;
mod response_json;
mod run_inputs;

#[cfg(test)]
mod tests;

use self::model_registry::Registry;
use super::fact::FactSink;
use super::input::Input;
use super::row_problems::Problems;
use crate::diagnostic::FileId;
use crate::source::SourceTree;

/// Key of the tag that names a table, unless the settings say otherwise.
const TABLE_KEY: &str = "table";

/// Reads the files that one `[[exports]]` entry of format mlflow matches. `table_key` is the key of
/// the tag of a run or a dataset that names a table.
pub(crate) fn read(
    tree: &SourceTree,
    files: &[FileId],
    table_key: Option<&str>,
    sink: &mut dyn FactSink,
) {
    let mut registry = Registry::default();
    for file in files {
        let input = Input::new(tree, *file);
        let mut problems = Problems::new(*file);
        let name = input.plain_name();
        let lines = match name.rsplit_once('.').map_or("", |(_, e)| e) {
            "json" => Some(false),
            "ndjson" | "jsonl" => Some(true),
            _ => None,
        };
        match lines {
            Some(lines) => response_json::read(
                &input,
                lines,
                table_key.unwrap_or(TABLE_KEY),
                &mut registry,
                &mut problems,
                sink,
            ),
            None => sink.problem(input.unread_extension(
"name answers of MLflow's REST API .json, or .ndjson with one element a line, and .gz or .zst after that",
            )),
        }
        problems.finish(sink);
        registry.end_file(&input, sink);
    }
    registry.finish(sink);
}
