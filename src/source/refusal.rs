//! Why a file isn't read to its end though the disk gives it: its encoding, or a limit. It travels as
//! the error of a stream and becomes a finding where the file is known.

use std::fmt;
use std::io;

use crate::diagnostic::{Finding, Pos, Rule, Text, text};

/// Says that a file has more than so many bytes.
pub(crate) fn too_large(path: &str, limit: u64) -> Text {
    text!(
        "`{path}` is larger than {limit} MiB",
        path,
        limit = limit >> 20
    )
}

/// What is wrong with a file's bytes.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) rule: Rule,
    /// What is wrong, to stand after the file's path.
    pub(super) message: Text,
    pub(super) help: &'static str,
    /// Line and column where the fault is; 0 where only the reader of the stream knows.
    pub(super) line: u32,
    pub(super) column: u32,
}

impl Refusal {
    /// A fault of the file as a whole.
    pub(super) fn new(rule: Rule, message: impl Into<Text>, help: &'static str) -> Self {
        Self {
            rule,
            message: message.into(),
            help,
            line: 0,
            column: 0,
        }
    }

    /// As the error of a stream.
    pub(super) fn error(self) -> io::Error {
        io::Error::new(io::ErrorKind::InvalidData, self)
    }

    /// The refusal that an error carries.
    pub(super) fn of(error: &io::Error) -> Option<&Self> {
        error.get_ref()?.downcast_ref::<Self>()
    }

    /// The finding, where `pos` is as far as the reader came.
    pub(super) fn finding(&self, path: &str, pos: Pos) -> Finding {
        let pos = match self.line {
            0 => pos,
            line => Pos {
                line,
                column: self.column,
                ..pos
            },
        };
        Finding::new(
            self.rule,
            text!("`{path}` {wrong}", path, wrong = self.message),
        )
        .at(pos)
        .help(self.help)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message.fmt(f)
    }
}

impl std::error::Error for Refusal {}
