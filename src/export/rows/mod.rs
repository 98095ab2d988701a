//! Files of which each row is a row of a view of INFORMATION_SCHEMA: what is read of one, and the
//! formats that they come in.

pub(super) mod columnar;
pub(super) mod delimited;
mod row;

pub(super) use row::{Keys, Row, RowSeed};

use super::fact::FactSink;
use super::problems::{Problems, Unusable};
use crate::diagnostic::{Pos, text};

/// What is read of a view.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    /// The view's name, as its system has it.
    pub(super) name: &'static str,
    /// The columns that are read, the needed ones first.
    pub(super) columns: &'static [&'static str],
    /// How many of the columns each row needs.
    pub(super) needed: usize,
    /// Other names of columns, and the column that each means.
    pub(super) synonyms: &'static [(&'static str, &'static str)],
    /// The column that holds a list of texts.
    pub(super) list: Option<&'static str>,
    /// The column of which a field is read where it is a struct, and that field.
    pub(super) field: Option<(&'static str, &'static str)>,
    /// Whether its rows name persons.
    pub(super) names_persons: bool,
}

impl Shape {
    /// The place of a column among those that are read.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        let exact = self.columns.iter().position(|c| *c == name);
        exact.or_else(|| {
            let synonym = self
                .synonyms
                .iter()
                .find(|s| s.0.eq_ignore_ascii_case(name));
            let name = synonym.map_or(name, |s| s.1);
            let mut columns = self.columns.iter();
            columns.position(|c| c.eq_ignore_ascii_case(name))
        })
    }

    /// The columns that each row needs.
    fn needs(&self) -> &'static [&'static str] {
        &self.columns[..self.needed]
    }

    /// Refuses a row that lacks what each row needs.
    pub(super) fn complete(&self, row: &Row<'_>) -> Result<(), Box<Unusable>> {
        if (0..self.needed).all(|i| row.has(i)) {
            return Ok(());
        }
        let needs = self.needs().iter().enumerate();
        let missing: Vec<&str> = needs.filter(|(i, _)| !row.has(*i)).map(|n| *n.1).collect();
        Err(Unusable::row(
            text!("the row has no {columns}", columns = list(&missing)),
            text!(
                "each row of {view} needs {columns}",
                view = self.name,
                columns = list(self.needs())
            ),
        ))
    }
}

/// What is done with each row, and the place where it stands.
pub(super) type Take<'t> =
    dyn FnMut(&Row<'_>, Pos, &mut Problems, &mut dyn FactSink) -> Result<(), Box<Unusable>> + 't;

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// One JSON object a line.
    Lines,
    /// JSON that the first byte tells apart: an array, one object, or one object a line.
    Json,
    /// Fields separated by this byte.
    Csv(u8),
    Parquet,
}

/// Splits a path into stem and format; no format where the extension isn't known.
pub(super) fn split(path: &str) -> (&str, Option<Format>) {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    let name = ["gz", "zst"]
        .iter()
        .find_map(|e| strip_extension(name, e))
        .unwrap_or(name);
    for (extension, format) in [
        ("ndjson", Format::Lines),
        ("jsonl", Format::Lines),
        ("json", Format::Json),
        ("csv", Format::Csv(b',')),
        ("tsv", Format::Csv(b'\t')),
        ("parquet", Format::Parquet),
    ] {
        if let Some(stem) = strip_extension(name, extension) {
            return (stem, Some(format));
        }
    }
    (name, None)
}

/// The name of a view in a part of a stem, without the number of a shard: `TABLES` of
/// `tables-000000000001`.
pub(super) fn view_name(part: &str) -> String {
    part.trim_end_matches(|c: char| c.is_ascii_digit() || "-_*() ".contains(c))
        .replace(['-', ' '], "_")
        .to_ascii_uppercase()
}

fn strip_extension<'a>(name: &'a str, extension: &str) -> Option<&'a str> {
    let (stem, end) = name.rsplit_once('.')?;
    end.eq_ignore_ascii_case(extension).then_some(stem)
}

/// `YES`, `NO` and their like.
pub(super) fn yes(word: &str) -> Option<bool> {
    let is = |w: &str| word.eq_ignore_ascii_case(w);
    if is("YES") || is("true") {
        Some(true)
    } else if is("NO") || is("false") {
        Some(false)
    } else {
        None
    }
}

/// A whole number, however it is written: `12`, `"12"`, `12.0`.
pub(super) fn number<T: std::str::FromStr>(
    column: &str,
    value: Option<&str>,
) -> Result<Option<T>, Box<Unusable>> {
    let Some(text) = value else { return Ok(None) };
    let digits = match text.split_once('.') {
        Some((whole, zeros)) if zeros.bytes().all(|b| b == b'0') => whole,
        _ => text,
    };
    digits.parse().map(Some).map_err(|_| {
        Unusable::value(
            text!("`{column}` isn't a whole number", column),
            text,
            0,
            "export the view again without changing its columns",
        )
    })
}

/// `a`, `b` and `c`, each in backticks.
pub(super) fn list(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => format!("`{one}`"),
        [rest @ .., last] => {
            let rest: Vec<String> = rest.iter().map(|w| format!("`{w}`")).collect();
            format!("{} and `{last}`", rest.join(", "))
        }
    }
}
