//! A file of an export: what all readers say about one that can't be read.

use std::io;

use crate::diagnostic::{FileId, Finding, Pos, Rule, Text, text};
use crate::source::SourceTree;

/// A file to read.
pub(super) struct Input<'a> {
    pub(super) tree: &'a SourceTree,
    pub(super) file: FileId,
    pub(super) path: &'a str,
}

impl<'a> Input<'a> {
    /// A file of the tree.
    pub(super) fn new(tree: &'a SourceTree, file: FileId) -> Self {
        Self {
            tree,
            file,
            path: tree.path(file),
        }
    }

    /// A line of it, from 1.
    pub(super) const fn pos(&self, line: u32) -> Pos {
        Pos {
            file: self.file,
            line,
            column: 1,
        }
    }

    /// A finding about the file as a whole.
    pub(super) fn finding(&self, message: impl Into<Text>, help: impl Into<Text>) -> Finding {
        Finding::new(Rule::ExportFile, message)
            .at(Pos::start(self.file))
            .help(help)
    }

    /// The finding for a file without content.
    pub(super) fn empty(&self) -> Finding {
        self.finding(
            text!("`{path}` is empty", path = self.path),
            "export it again, or remove the file",
        )
    }

    /// The finding for a file whose extension none of its format has.
    pub(super) fn unread_extension(&self, help: impl Into<Text>) -> Finding {
        self.finding(
            text!("`{path}` has no extension that is read", path = self.path),
            help,
        )
    }

    /// Whether its name promises one JSON object a line.
    pub(super) fn promises_lines(&self) -> bool {
        let name = self.plain_name();
        name.ends_with(".ndjson") || name.ends_with(".jsonl")
    }

    /// The name without `.gz` or `.zst`, its folder left out, in lower case.
    pub(super) fn plain_name(&self) -> String {
        let name = self.path.rsplit('/').next().unwrap_or(self.path);
        let name = name.to_ascii_lowercase();
        let plain = name.strip_suffix(".gz").or(name.strip_suffix(".zst"));
        plain.unwrap_or(&name).to_owned()
    }

    /// The finding for a file that can't be read on; `lines` lines were read to their end.
    pub(super) fn cut_off(&self, error: &io::Error, lines: u32) -> Finding {
        let path = self.path;
        let compressed = [".gz", ".zst"]
            .iter()
            .any(|e| path.to_ascii_lowercase().ends_with(e));
        let after = match lines {
            0 => Text::default(),
            n => text!(" after line {n}", n),
        };
        if let Some(finding) = self.tree.refused(self.pos(lines.max(1)), error) {
            return finding;
        }
        let finding = match error.kind() {
            io::ErrorKind::PermissionDenied => return self.tree.unreadable(self.file, error),
            io::ErrorKind::UnexpectedEof => self.finding(
                text!(
                    "`{path}` ends too early{after}: the compressed data is cut off",
                    path,
                    after
                ),
                "export or copy the file again",
            ),
            _ if compressed => self.finding(
                text!(
                    "`{path}` can't be decompressed{after}: {error}",
                    path,
                    after,
                    error = error.to_string()
                ),
                "export or copy the file again",
            ),
            _ => self.finding(
                text!(
                    "`{path}` can't be read{after}: {error}",
                    path,
                    after,
                    error = error.to_string()
                ),
                "check the file and the disk that it is on",
            ),
        };
        finding.at(self.pos(lines.max(1)))
    }
}
