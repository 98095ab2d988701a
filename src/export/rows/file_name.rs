//! What a file's name says: which view it holds, and how it is written.

use crate::diagnostic::{Finding, Text, nearest, text};
use crate::export::input::Input;

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::export) enum Format {
    /// One JSON object a line.
    Lines,
    /// JSON that the first byte tells apart: an array, one object, or one object a line.
    Json,
    /// Fields separated by this byte.
    Csv(u8),
    Parquet,
}

/// Splits a path into stem and format; no format where the extension isn't known.
pub(in crate::export) fn split(path: &str) -> (&str, Option<Format>) {
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
pub(in crate::export) fn view_name(part: &str) -> String {
    part.trim_end_matches(|c: char| c.is_ascii_digit() || "-_*() ".contains(c))
        .replace(['-', ' '], "_")
        .to_ascii_uppercase()
}

fn strip_extension<'a>(name: &'a str, extension: &str) -> Option<&'a str> {
    let (stem, end) = name.rsplit_once('.')?;
    end.eq_ignore_ascii_case(extension).then_some(stem)
}

/// Says that a file's extension is none of a format; `exports` names what should have one.
pub(in crate::export) fn unknown_format(input: &Input<'_>, exports: &str) -> Finding {
    input.unread_extension(
text!(
            "{exports} end in .ndjson, .jsonl, .json, .csv, .tsv or .parquet, and .gz or .zst after that",
            exports
        ),
    )
}

/// Says that a file's name is that of none of these views of `schema`.
pub(in crate::export) fn unknown_view(
    input: &Input<'_>,
    stem: &str,
    schema: &str,
    names: &[&str],
) -> Finding {
    let guess = stem
        .rsplit('.')
        .find_map(|part| nearest(part, names.iter().copied()))
        .map_or(Text::default(), |near| {
            text!("; did you mean {near}?", near)
        });
    input.finding(
        text!(
            "`{path}` doesn't say which view of {schema} it holds{guess}",
            path = input.path,
            schema,
            guess
        ),
        text!(
            "name the file after the view: {views}",
            views = names.join(", ")
        ),
    )
}
