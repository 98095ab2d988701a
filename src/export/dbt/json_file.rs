//! A JSON document held in memory as a whole, and places in it.

use std::io::{self, Read};

use serde_json::value::RawValue;

use super::schema::{Kind, schema};
use crate::diagnostic::{FileId, Finding, Pos, Rule, Text, text};
use crate::export::fact::FactSink;
use crate::export::json_values::explain;
use crate::export::row_problems::column;
use crate::source::{MAX_WHOLE, SourceTree, not_utf8, too_large};

/// How much of a file is looked at to find out what it is.
const HEAD: u64 = 64 << 10;

/// A document.
pub(super) struct Held {
    pub(super) file: FileId,
    pub(super) path: String,
    pub(super) text: String,
    /// Whether its end is missing and was reported.
    pub(super) cut_off: bool,
}

/// What a file is, by the schema that its first bytes name.
pub(super) fn schema_in_head(tree: &SourceTree, file: FileId) -> Option<Kind> {
    kind(&head(tree, file)?)
}

/// The project of a manifest, where its first bytes name it.
pub(super) fn project_in_head(tree: &SourceTree, file: FileId) -> Option<String> {
    let text = head(tree, file)?;
    let is_manifest = kind(&text)? == Kind::Manifest;
    is_manifest.then(|| value(&text, "\"project_name\"").map(str::to_owned))?
}

fn head(tree: &SourceTree, file: FileId) -> Option<String> {
    // What can't be read is reported when the file is read whole.
    let head = tree.head(file, HEAD);
    Some(String::from_utf8_lossy(&head).into_owned())
}

fn kind(head: &str) -> Option<Kind> {
    schema(value(head, "\"dbt_schema_version\"")?).map(|s| s.kind)
}

/// The text that stands with a key, which is written with its quotes.
fn value<'t>(head: &'t str, key: &str) -> Option<&'t str> {
    let (_, rest) = head.split_once(key)?;
    let text = rest.trim_start().strip_prefix(':')?.trim_start();
    let text = text.strip_prefix('"')?;
    text.get(..text.find('"')?)
}

impl Held {
    /// Reads a file; what can't be read is a finding. A compressed file that is cut off is held as
    /// far as it goes.
    pub(super) fn read(tree: &SourceTree, file: FileId, sink: &mut dyn FactSink) -> Option<Self> {
        let path = tree.path(file);
        let mut bytes = Vec::new();
        let outcome = tree
            .open_whole(file)
            .and_then(|reader| reader.take(MAX_WHOLE + 1).read_to_end(&mut bytes));
        let mut cut_off = false;
        if let Err(error) = outcome {
            if let Some(finding) = tree.refused(Pos::start(file), &error) {
                sink.problem(finding);
                return None;
            }
            if bytes.is_empty() || error.kind() == io::ErrorKind::PermissionDenied {
                sink.problem(tree.unreadable(file, &error));
                return None;
            }
            cut_off = true;
            sink.problem(
                Finding::new(
                    Rule::ExportFile,
                    if error.kind() == io::ErrorKind::UnexpectedEof {
                        text!(
                            "`{path}` ends too early: the compressed data is cut off",
                            path
                        )
                    } else {
                        not_to_its_end(path, &error.to_string())
                    },
                )
                .at(Pos::start(file))
                .help("copy the file again; what comes before is used"),
            );
            let valid = match std::str::from_utf8(&bytes) {
                Ok(text) => text.len(),
                Err(e) => e.valid_up_to(),
            };
            bytes.truncate(valid);
        }
        if bytes.len() as u64 > MAX_WHOLE {
            sink.problem(
                Finding::new(Rule::TooLarge, too_large(path, MAX_WHOLE))
                    .at(Pos::start(file))
                    .help("split the project"),
            );
            return None;
        }
        let mut text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                sink.problem(not_utf8(path, file, error.as_bytes()));
                return None;
            }
        };
        if text.starts_with('\u{feff}') {
            text.drain(..'\u{feff}'.len_utf8());
        }
        if text.trim_ascii().is_empty() {
            sink.problem(
                Finding::new(Rule::ExportFile, text!("`{path}` is empty", path))
                    .at(Pos::start(file))
                    .help("run dbt again, or remove the file"),
            );
            return None;
        }
        Some(Self {
            file,
            path: path.to_owned(),
            text,
            cut_off,
        })
    }

    /// The byte at which a part of the text begins.
    pub(super) fn offset(&self, part: &str) -> usize {
        let offset = (part.as_ptr() as usize).wrapping_sub(self.text.as_ptr() as usize);
        if offset <= self.text.len() { offset } else { 0 }
    }

    /// The place of a byte. Counts from the start of the file: for findings, not for facts.
    pub(super) fn place(&self, offset: usize) -> Pos {
        let before = self.text.get(..offset).unwrap_or(&self.text);
        let lines = before.bytes().filter(|b| *b == b'\n').count();
        Pos {
            file: self.file,
            line: u32::try_from(lines + 1).unwrap_or(u32::MAX),
            column: column(&self.text, offset),
        }
    }

    /// The finding for an entry of the document that can't be read.
    pub(super) fn entry(&self, key: &str, value: &RawValue, error: &serde_json::Error) -> Finding {
        let wrong = explain(value.get(), error);
        let offset = self.offset(value.get()) + wrong.offset;
        Finding::new(
            Rule::ExportRow,
            text!("`{key}` can't be read: {error}", key, error = wrong.message),
        )
        .at(self.place(offset))
        .help("write the artifact with dbt again; it must not be edited by hand")
    }
}

/// Finds the places of the document's entries, in little time where they come in order.
pub(super) struct Places<'a> {
    held: &'a Held,
    at: usize,
    line: u32,
    column: u32,
}

impl<'a> Places<'a> {
    /// Begins at the first byte.
    pub(super) const fn new(held: &'a Held) -> Self {
        Self {
            held,
            at: 0,
            line: 1,
            column: 1,
        }
    }

    /// The place of an entry's key, or of its value where the key is written with escapes.
    pub(super) fn of(&mut self, key: &str, value: &RawValue) -> Pos {
        let text = self.held.text.as_str();
        let value = self.held.offset(value.get());
        let offset = text[..value]
            .trim_ascii_end()
            .strip_suffix(':')
            .and_then(|t| t.trim_ascii_end().strip_suffix('"')?.strip_suffix(key))
            .and_then(|t| t.strip_suffix('"'))
            .map_or(value, str::len);
        if offset < self.at {
            *self = Self::new(self.held);
        }
        let passed = &text[self.at..offset];
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let lines = passed.bytes().filter(|b| *b == b'\n').count();
        self.line = self.line.saturating_add(count(lines));
        self.column = match passed.rfind('\n') {
            Some(i) => count(passed[i + 1..].chars().count() + 1),
            None => self.column.saturating_add(count(passed.chars().count())),
        };
        self.at = offset;
        Pos {
            file: self.held.file,
            line: self.line,
            column: self.column,
        }
    }
}

/// Says that only the beginning of a file is used.
pub(super) fn not_to_its_end(path: &str, error: &str) -> Text {
    text!("`{path}` can't be read to its end: {error}", path, error)
}
