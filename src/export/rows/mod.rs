//! Files of which each row is a row of a view of INFORMATION_SCHEMA, in any format.

pub(super) mod csv_rows;
mod file_name;
mod flat_row;
pub(super) mod parquet_rows;
mod row;
mod shape;

pub(super) use file_name::{Format, split, unknown_format, unknown_view, view_name};
pub(super) use row::{Keys, Row};
pub(super) use shape::Shape;

use serde::de::DeserializeSeed;

use self::row::RowSeed;
use super::fact::FactSink;
use super::row_problems::{Problems, Unusable};
use crate::diagnostic::{Pos, text};

/// What is done with each row, and the place where it stands.
pub(super) type Take<'t> =
    dyn FnMut(&Row<'_>, Pos, &mut Problems, &mut dyn FactSink) -> Result<(), Box<Unusable>> + 't;

/// A row that is a JSON object; `keys` are those of the row before.
///
/// # Errors
/// Where it isn't JSON, or no row of the view.
pub(super) fn json_row<'a>(
    text: &'a str,
    shape: &Shape,
    keys: &mut Keys,
) -> Result<Row<'a>, serde_json::Error> {
    if let Some(row) = flat_row::read(text, shape, keys) {
        return Ok(row);
    }
    let mut json = serde_json::Deserializer::from_str(text);
    let row = RowSeed(shape, keys).deserialize(&mut json)?;
    json.end()?;
    Ok(row)
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
