//! JSON: one object a line, an array of objects, or documents.

use std::io::BufRead;

use super::bigquery_facts::Emitter;
use super::bigquery_view::View;
use super::file_name::unknown_view;
use super::job_rows::Job;
use super::show::Shown;
use super::show_job::ShownJob;
use super::show_reference::{self, Kind};
use super::state::State;
use crate::diagnostic::Pos;
use crate::export::fact::FactSink;
use crate::export::input::Input;
use crate::export::json_records::{self, Next, Reading, Reason};
use crate::export::json_values;
use crate::export::row_problems::Problems;
use crate::export::rows::{Keys, json_row};

/// What the records of a file are.
#[derive(Debug, Clone, Copy)]
pub(super) enum Content {
    Rows(View),
    /// Rows of JOBS.
    Jobs,
    /// Answers of `bq show`.
    Shown,
    /// Answers of `bq show -j`.
    ShownJobs,
}

/// A file of JSON.
#[derive(Clone, Copy)]
pub(super) struct Source<'i> {
    pub(super) input: &'i Input<'i>,
    pub(super) stem: &'i str,
    pub(super) view: Option<View>,
    /// Whether its name promises one object a line.
    pub(super) lines: bool,
    /// What its records are, where that is known before the first one.
    pub(super) content: Option<Content>,
}

/// What is read of a file.
pub(super) enum Part<'p> {
    /// All of it, or its first piece.
    File(Box<dyn BufRead + Send>),
    /// A piece of whole lines.
    Piece(&'p [u8]),
    /// What is left after so many lines.
    Rest(Box<dyn BufRead + Send>, u32),
}

impl Source<'_> {
    /// What the records of a file of lines are; nothing where it is none, or can't be read.
    pub(super) fn content(self) -> Option<Content> {
        let first = json_records::first_line(self.input, self.lines)?;
        Content::of(first.trim_ascii_end(), self.view)
    }

    /// Reads a part of the file.
    pub(super) fn read(self, part: Part<'_>, state: &mut State, sink: &mut dyn FactSink) {
        let State { emitter, problems } = state;
        let mut content = self.content;
        let mut keys = Keys::default();
        let mut reading = Reading {
            input: self.input,
            lines: self.lines,
            help: "export the view as BigQuery writes it",
            problems,
            sink,
            take: &mut |text, pos, problems, sink| {
                let Some(known) = content.or_else(|| Content::of(text, self.view)) else {
                    sink.problem(unknown_view(self.input, self.stem));
                    return Ok(Next::Stop);
                };
                content = Some(known);
                if matches!(known, Content::ShownJobs) {
                    problems.show_nothing();
                }
                record((known, &mut keys), text, pos, emitter, problems, sink)?;
                Ok(Next::GoOn)
            },
        };
        match part {
            Part::File(reader) => reading.file(reader),
            Part::Piece(bytes) => reading.piece(bytes),
            Part::Rest(reader, before) => reading.rest(reader, before),
        }
    }
}

impl Content {
    /// As the first record and the name of a file say; nothing where neither does.
    fn of(first: &str, view: Option<View>) -> Option<Self> {
        Some(match (show_reference::kind(first), view) {
            (Some(Kind::Job), _) => Self::ShownJobs,
            (Some(Kind::Table | Kind::Dataset), _) => Self::Shown,
            (None, Some(View::Jobs)) => Self::Jobs,
            (None, Some(view)) => Self::Rows(view),
            (None, None) => return None,
        })
    }
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
            let row = json_row(text, view.shape(), keys)?;
            emitter.row(view, &row, pos, problems, sink)?;
        }
        Content::Shown => {
            // Who has access to a dataset are persons, among others.
            if text.contains("\"access\"") {
                problems.show_nothing();
            }
            let shown = json_values::read::<Shown<'_>>(text)?;
            shown.emit(pos, sink)?;
        }
        Content::Jobs => Job::read(text)?.emit(pos, &mut emitter.moments, problems, sink)?,
        Content::ShownJobs => {
            let shown = json_values::read::<ShownJob<'_>>(text)?;
            shown.emit(pos, &mut emitter.moments, problems, sink)?;
        }
    }
    Ok(())
}
