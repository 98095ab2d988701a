//! What other tools found: SARIF 2.1.0 (OASIS, with errata 01), or findings as `vitrina list findings`
//! and `vitrina check --format json` print them. Which of the two a file holds is told by its content.

mod finding_rows;
mod sarif_log;
mod tool_words;

#[cfg(test)]
mod tests;

use serde_json::value::RawValue;

use self::sarif_log::Run;
use self::tool_words::HELP;
use super::fact::{Fact, FactSink, FindingFact};
use super::input::Input;
use super::json_object::{Object, Places};
use super::json_records::{self, Next};
use super::row_problems::{Problems, Unusable};
use crate::diagnostic::{FileId, Finding, Pos, Rule, text};
use crate::source::SourceTree;

/// Most findings that are taken of a file: GitHub refuses a run with more.
const MOST: usize = 25_000;

/// Reads a file of findings.
pub(crate) fn read(tree: &SourceTree, file: FileId, sink: &mut dyn FactSink) {
    let input = Input::new(tree, file);
    let mut problems = Problems::new(file);
    let name = input.plain_name();
    let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, ""));
    let lines = match extension {
        "sarif" | "json" => false,
        "ndjson" | "jsonl" => true,
        _ => {
            return sink.problem(input.unread_extension(
                "name SARIF .sarif or .json, findings one a line .ndjson, and .gz or .zst after that",
            ));
        }
    };
    let stem = stem.strip_suffix(".sarif").unwrap_or(stem);
    let mut taken = Taken::default();
    json_records::each(
        &input,
        lines,
        HELP,
        &mut problems,
        sink,
        &mut |text, pos, problems, sink| {
            let raw: &RawValue = serde_json::from_str(text)?;
            let Some(object) = Object::read(raw) else {
                return Err(Unusable::no_object(HELP).into());
            };
            if object.get("runs").is_some() {
                taken.log(&object, Places::new(text, pos), problems, sink);
            } else {
                match finding_rows::read(&object, stem) {
                    Ok(found) => taken.finding(pos, found, sink),
                    Err(unusable) => return Err(unusable.into()),
                }
            }
            Ok(Next::GoOn)
        },
    );
    problems.finish(sink);
    if taken.count > MOST {
        sink.problem(
            Finding::new(
                Rule::ExportFile,
                text!(
                    "`{path}` holds {count} findings; the first {MOST} are used",
                    path = input.path,
                    count = taken.count,
                    MOST
                ),
            )
            .at(Pos::start(file))
            .help("mend the first, switch off rules in the tool, or write one file a rule"),
        );
    }
}

/// What was taken of a file.
#[derive(Default)]
struct Taken {
    /// Findings, those that are too many included.
    count: usize,
}

impl Taken {
    fn log(
        &mut self,
        log: &Object<'_>,
        mut places: Places<'_>,
        problems: &mut Problems,
        sink: &mut dyn FactSink,
    ) {
        for raw in log.list("runs") {
            let Some(run) = Object::read(raw) else {
                continue;
            };
            let known = Run::new(&run);
            for raw in run.list("results") {
                let pos = places.of(raw);
                let Some(result) = Object::read(raw) else {
                    let wrong = Unusable::row("a result of the run isn't a JSON object", HELP);
                    problems.row(sink, || wrong.finding(raw.get(), pos));
                    continue;
                };
                if let Some(found) = known.finding(&result) {
                    self.finding(pos, found, sink);
                }
            }
        }
    }

    fn finding(&mut self, pos: Pos, found: FindingFact<'_>, sink: &mut dyn FactSink) {
        self.count += 1;
        if self.count <= MOST {
            sink.fact(pos, Fact::Finding(Box::new(found)));
        }
    }
}
