//! JSON: one object a line, an array of objects, or documents.

use serde::de::DeserializeSeed;

use super::emit::Emitter;
use super::jobs::Job;
use super::show::{self, Kind};
use super::show_job::ShownJob;
use super::view::View;
use super::{Input, unknown_view};
use crate::diagnostic::Pos;
use crate::export::fact::FactSink;
use crate::export::json;
use crate::export::problems::Problems;
use crate::export::records::{self, Next, Reason};
use crate::export::rows::{Keys, RowSeed};

/// What the records of a file are.
#[derive(Clone, Copy)]
enum Content {
    Rows(View),
    /// Rows of JOBS.
    Jobs,
    /// Answers of `bq show`.
    Shown,
    /// Answers of `bq show -j`.
    ShownJobs,
}

/// Reads a JSON file. `lines` says that its name promises one object a line.
pub(super) fn read(
    input: &Input<'_>,
    stem: &str,
    view: Option<View>,
    lines: bool,
    emitter: &mut Emitter,
    problems: &mut Problems,
    sink: &mut dyn FactSink,
) {
    let mut content = None;
    let mut keys = Keys::default();
    records::each(
        input,
        lines,
        "export the view as BigQuery writes it",
        problems,
        sink,
        &mut |text, pos, problems, sink| {
            let known = match content {
                Some(known) => known,
                None => match (show::kind(text), view) {
                    (Some(Kind::Job), _) => Content::ShownJobs,
                    (Some(Kind::Table | Kind::Dataset), _) => Content::Shown,
                    (None, Some(View::Jobs)) => Content::Jobs,
                    (None, Some(view)) => Content::Rows(view),
                    (None, None) => {
                        sink.problem(unknown_view(input, stem));
                        return Ok(Next::Stop);
                    }
                },
            };
            content = Some(known);
            if matches!(known, Content::ShownJobs) {
                problems.show_nothing();
            }
            record((known, &mut keys), text, pos, emitter, problems, sink)?;
            Ok(Next::GoOn)
        },
    );
}

fn record(
    (content, keys): (Content, &mut Keys),
    text: &str,
    pos: Pos,
    emitter: &mut Emitter,
    problems: &mut Problems,
    sink: &mut dyn FactSink,
) -> Result<(), Reason> {
    if matches!(content, Content::Rows(_) | Content::Jobs) {
        emitter.rows += 1;
    }
    match content {
        Content::Rows(view) => {
            let mut json = serde_json::Deserializer::from_str(text);
            let row = RowSeed(&view.shape(), keys).deserialize(&mut json)?;
            json.end()?;
            emitter.row(view, &row, pos, problems, sink)?;
        }
        Content::Shown => {
            let shown = json::read::<show::Shown<'_>>(text)?;
            shown.emit(pos, emitter, sink)?;
        }
        Content::Jobs => Job::read(text)?.emit(pos, &mut emitter.moments, problems, sink)?,
        Content::ShownJobs => {
            let shown = json::read::<ShownJob<'_>>(text)?;
            shown.emit(pos, &mut emitter.moments, problems, sink)?;
        }
    }
    Ok(())
}
