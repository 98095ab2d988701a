//! BigQuery: exports of INFORMATION_SCHEMA's views and what `bq show --format=prettyjson` prints.

mod columnar;
mod delimited;
mod emit;
mod literal;
mod options;
mod row;
mod show;
mod stream;
mod text;
mod view;

#[cfg(test)]
mod tests;

use std::io;

use self::view::{Format, View};
use super::fact::FactSink;
use super::problems::Problems;
use crate::diagnostic::{FileId, Finding, Pos, Rule, nearest};
use crate::source::SourceTree;

/// Reads one file of a BigQuery export. Which view it holds is said by its name, how it is written
/// by its extension.
pub fn read(tree: &SourceTree, file: FileId, sink: &mut dyn FactSink) {
    let path = tree.path(file);
    let (stem, format) = view::split(path);
    let view = View::of_stem(stem);
    // What jobs did is no part of the catalog yet.
    if view == Some(View::Jobs) {
        return;
    }
    // `bq extract` to `TABLES-*` leaves out the extension.
    let format = format.or_else(|| view.filter(|_| !stem.contains('.')).map(|_| Format::Json));
    let input = Input { tree, file, path };
    let mut problems = Problems::new(file);
    match (format, view) {
        (None, _) => sink.problem(input.unknown_format()),
        (Some(Format::Lines), _) => text::read(&input, stem, view, true, &mut problems, sink),
        (Some(Format::Json), _) => text::read(&input, stem, view, false, &mut problems, sink),
        (Some(_), None) => sink.problem(input.unknown_view(stem)),
        (Some(Format::Csv(delimiter)), Some(view)) => {
            delimited::read(&input, view, delimiter, &mut problems, sink);
        }
        (Some(Format::Parquet), Some(view)) => {
            columnar::read(&input, view, &mut problems, sink);
        }
    }
    problems.finish(sink);
}

/// A file to read.
struct Input<'a> {
    tree: &'a SourceTree,
    file: FileId,
    path: &'a str,
}

impl Input<'_> {
    const fn pos(&self, line: u32) -> Pos {
        Pos {
            file: self.file,
            line,
            column: 1,
        }
    }

    fn finding(&self, message: String, help: impl Into<String>) -> Finding {
        Finding::new(Rule::ExportFile, message)
            .at(Pos::start(self.file))
            .help(help)
    }

    fn unknown_format(&self) -> Finding {
        self.finding(
            format!("`{}` has no extension that is read", self.path),
            "BigQuery exports end in .ndjson, .jsonl, .json, .csv, .tsv or .parquet, and .gz or .zst after that",
        )
    }

    fn unknown_view(&self, stem: &str) -> Finding {
        let names: Vec<&str> = View::names().collect();
        let guess = stem
            .rsplit('.')
            .find_map(|part| nearest(part, names.iter().copied()))
            .map_or(String::new(), |n| format!("; did you mean {n}?"));
        self.finding(
            format!(
                "`{}` doesn't say which view of INFORMATION_SCHEMA it holds{guess}",
                self.path
            ),
            format!("name the file after the view: {}", names.join(", ")),
        )
    }

    fn empty(&self) -> Finding {
        self.finding(
            format!("`{}` is empty", self.path),
            "export the view again, or remove the file",
        )
    }

    /// The finding for a file that can't be read on; `line` lines were read to their end.
    fn cut_off(&self, error: &io::Error, lines: u32) -> Finding {
        let path = self.path;
        let compressed = [".gz", ".zst"]
            .iter()
            .any(|e| path.to_ascii_lowercase().ends_with(e));
        let after = match lines {
            0 => String::new(),
            n => format!(" after line {n}"),
        };
        let finding = match error.kind() {
            io::ErrorKind::PermissionDenied => return self.tree.unreadable(self.file, error),
            io::ErrorKind::UnexpectedEof => self.finding(
                format!("`{path}` ends too early{after}: the compressed data is cut off"),
                "export or copy the file again",
            ),
            _ if compressed => self.finding(
                format!("`{path}` can't be decompressed{after}: {error}"),
                "export or copy the file again",
            ),
            _ => self.finding(
                format!("`{path}` can't be read{after}: {error}"),
                "check the file and the disk that it is on",
            ),
        };
        finding.at(self.pos(lines.max(1)))
    }
}
