//! The times of one file: what can't be read or has no zone is a finding, and the newest tells how
//! old the export is.

use super::batch::Tally;
use super::fact::{Fact, FactSink, OperationFact};
use super::row_problems::{Problems, excerpt};
use super::time::{self, Seconds};
use crate::diagnostic::{FileId, Finding, Pos, Rule, Text, text};

const HELP: &str = "export times with their zone, for example 2026-01-31T08:00:00Z";

/// The times of one file.
#[derive(Debug, Default)]
pub(super) struct Moments {
    newest: Option<Seconds>,
    /// How many had no zone, and the finding for the first of them.
    unzoned: usize,
    first: Option<Box<Finding>>,
}

impl Moments {
    /// Reads a time; nothing where it is missing, or no time, which is a finding.
    pub(super) fn read(
        &mut self,
        field: &str,
        text: Option<&str>,
        pos: Pos,
        problems: &mut Problems,
        sink: &mut dyn FactSink,
    ) -> Option<Seconds> {
        self.take(field, text, true, pos, problems, sink)
    }

    /// Reads a day, for which the zone doesn't matter.
    pub(super) fn day(
        &mut self,
        field: &str,
        text: Option<&str>,
        pos: Pos,
        problems: &mut Problems,
        sink: &mut dyn FactSink,
    ) -> Option<Seconds> {
        self.take(field, text, false, pos, problems, sink)
    }

    fn take(
        &mut self,
        field: &str,
        text: Option<&str>,
        zone: bool,
        pos: Pos,
        problems: &mut Problems,
        sink: &mut dyn FactSink,
    ) -> Option<Seconds> {
        let text = text.map(str::trim).filter(|t| !t.is_empty())?;
        let shows = problems.shows();
        let finding = |message: Text| {
            let shown = excerpt(text, 0, text.len());
            Finding::new(Rule::ExportTime, message)
                .at(pos)
                .excerpt(shown.filter(|_| shows.quotes_time(text)))
                .help(HELP)
        };
        let Some(moment) = time::parse(text) else {
            problems.value(sink, || finding(text!("`{field}` isn't a time", field)));
            return None;
        };
        if zone && !moment.zoned {
            self.unzoned += 1;
            if self.first.is_none() {
                let message = text!("`{field}` has no zone and was taken as UTC", field);
                self.first = Some(Box::new(finding(message)));
            }
        }
        self.newest = self.newest.max(Some(moment.at));
        Some(moment.at)
    }

    /// What was found in a piece of the file.
    pub(super) fn tally(self, tally: &mut Tally) {
        tally.newest = self.newest;
        tally.unzoned = self.unzoned;
        if let Some(finding) = self.first {
            tally.set_first_unzoned(*finding);
        }
    }

    /// Adds what was found in a piece that `lines` lines of the file come before.
    pub(super) fn add(&mut self, tally: &Tally, file: FileId, lines: u32) {
        self.newest = self.newest.max(tally.newest);
        self.unzoned += tally.unzoned;
        if self.first.is_none() {
            self.first = tally.first_unzoned(file, lines).map(Box::new);
        }
    }

    /// Says what was found in the file as a whole.
    pub(super) fn finish(self, file: FileId, sink: &mut dyn FactSink) {
        if let Some(mut finding) = self.first {
            let first = &finding.message;
            match self.unzoned - 1 {
                0 => {}
                1 => {
                    finding.message = text!("{first}; so was one more time of this file", first);
                }
                more => {
                    finding.message = text!(
                        "{first}; so were {more} more times of this file",
                        first,
                        more
                    );
                }
            }
            sink.problem(*finding);
        }
        if let Some(at) = self.newest {
            sink.fact(
                Pos::start(file),
                Fact::Operation(OperationFact::Seen { at }),
            );
        }
    }
}
