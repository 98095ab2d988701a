//! Parquet: the columns that are needed are read side by side, a batch of rows at a time.

use std::borrow::Cow;

use bytes::Bytes;
use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::types::ColumnDescriptor;

use super::shape::list;
use super::{Row, Shape, Take};
use crate::diagnostic::{Finding, Rule, text};
use crate::export::caught_panic::caught;
use crate::export::fact::FactSink;
use crate::export::input::Input;
use crate::export::row_problems::Problems;
use crate::source::MAX_WHOLE;

/// Rows read at a time.
const BATCH: usize = 1024;

/// How often over a column of a row group may expand, once it has more than so many bytes.
const MAX_RATIO: i64 = 400;
const LARGE_COLUMN: i64 = 256 << 20;

/// Reads a Parquet file.
pub(in crate::export) fn read(
    input: &Input<'_>,
    shape: &Shape,
    take: &mut Take<'_>,
    problems: &mut Problems,
    sink: &mut dyn FactSink,
) {
    let bytes = match input.tree.whole(input.file, MAX_WHOLE) {
        Ok(bytes) => bytes,
        Err(finding) => return sink.problem(*finding),
    };
    if bytes.is_empty() {
        return sink.problem(input.empty());
    }
    let mut row = 0;
    // The decoder is known to panic on damaged pages; a damaged export must not end the build.
    let outcome = caught(|| rows(input, shape, bytes.into(), &mut row, take, problems, sink));
    let why = match outcome {
        Some(Ok(())) => return,
        Some(Err(error)) => reason(&error),
        None => "its pages are damaged".to_owned(),
    };
    let message = match row {
        0 => text!(
            "`{path}` isn't a Parquet file that can be read: {why}",
            path = input.path,
            why
        ),
        row => text!(
            "`{path}` can't be read after row {row}: {why}",
            path = input.path,
            row,
            why
        ),
    };
    sink.problem(
        input
            .finding(message, "export the view again")
            .at(input.pos(row.max(1))),
    );
}

fn reason(error: &ParquetError) -> String {
    match error {
        ParquetError::General(m) | ParquetError::EOF(m) | ParquetError::NYI(m) => m.clone(),
        other => other.to_string(),
    }
}

fn rows(
    input: &Input<'_>,
    shape: &Shape,
    bytes: Bytes,
    row: &mut u32,
    take: &mut Take<'_>,
    problems: &mut Problems,
    sink: &mut dyn FactSink,
) -> Result<()> {
    let file = SerializedFileReader::new(bytes)?;
    let schema = file.metadata().file_metadata().schema_descr_ptr();
    // The place of a column in the file, and among those that are read.
    let wanted: Vec<(usize, usize)> = (0..schema.num_columns())
        .filter_map(|i| match schema.column(i).path().parts() {
            [name] if schema.column(i).max_rep_level() == 0 => Some((i, shape.column(name)?)),
            [parent, field]
                if schema.column(i).max_rep_level() == 0
                    && shape.field == Some((parent.as_str(), field.as_str())) =>
            {
                Some((i, shape.column(parent)?))
            }
            // A list of texts, written as a list or as a repeated column.
            [name, ..]
                if shape.list == Some(name.as_str())
                    && schema.column(i).max_rep_level() == 1
                    && schema.column(i).physical_type() == Type::BYTE_ARRAY =>
            {
                Some((i, shape.column(name)?))
            }
            _ => None,
        })
        .collect();
    let missing: Vec<&str> = (0..shape.needed)
        .filter(|n| !wanted.iter().any(|(_, w)| w == n))
        .map(|n| shape.columns[n])
        .collect();
    if !missing.is_empty() {
        let names: Vec<&str> = schema
            .root_schema()
            .get_fields()
            .iter()
            .take(12)
            .map(|f| f.name())
            .collect();
        sink.problem(input.finding(
            text!(
                "`{path}` has no column {missing} of plain values; it has {found}",
                path = input.path,
                missing = list(&missing),
                found = list(&names)
            ),
            text!(
                "{view} needs {columns}",
                view = shape.name,
                columns = list(shape.needs())
            ),
        ));
        return Ok(());
    }
    for group in 0..file.num_row_groups() {
        let group = file.get_row_group(group)?;
        let mut columns = Vec::with_capacity(wanted.len());
        for (index, target) in &wanted {
            let chunk = group.metadata().column(*index);
            bounded(chunk.compressed_size(), chunk.uncompressed_size())?;
            columns.push(Column {
                reader: group.get_column_reader(*index)?,
                target: *target,
                unit: unit(&schema.column(*index)),
                max_def: schema.column(*index).max_def_level(),
                is_list: schema.column(*index).max_rep_level() > 0,
                cells: Vec::new(),
            });
        }
        loop {
            let mut read = None;
            for column in &mut columns {
                column.fill()?;
                let n = column.cells.len();
                if *read.get_or_insert(n) != n {
                    return Err(ParquetError::General(
                        "its columns differ in length".to_owned(),
                    ));
                }
            }
            let read = read.unwrap_or(0);
            if read == 0 {
                break;
            }
            for i in 0..read {
                *row = row.saturating_add(1);
                emit(input, shape, &columns, i, *row, take, problems, sink);
            }
        }
    }
    if *row == 0 {
        let mut finding = input.empty();
        finding.message = text!("`{path}` holds no rows", path = input.path);
        sink.problem(finding);
    }
    Ok(())
}

/// A page is held in memory as a whole. A dictionary keeps what repeats itself short, so that no page
/// of an export shrinks much.
fn bounded(compressed: i64, expanded: i64) -> Result<()> {
    if expanded > LARGE_COLUMN && expanded / MAX_RATIO > compressed {
        return Err(ParquetError::General(format!(
            "a column expands to more than {MAX_RATIO} times its size, the limit beyond {} MiB",
            LARGE_COLUMN >> 20
        )));
    }
    Ok(())
}

#[expect(clippy::too_many_arguments, reason = "the state of one loop")]
fn emit(
    input: &Input<'_>,
    shape: &Shape,
    columns: &[Column],
    index: usize,
    number: u32,
    take: &mut Take<'_>,
    problems: &mut Problems,
    sink: &mut dyn FactSink,
) {
    let pos = input.pos(number);
    let mut row = Row::default();
    for column in columns {
        let value = match &column.cells[index] {
            Cell::Null => None,
            Cell::Text(text) => Some(Cow::Borrowed(text.as_str())),
            Cell::Bytes(bytes) => match std::str::from_utf8(bytes.data()) {
                Ok(text) => Some(Cow::Borrowed(text)),
                Err(_) => {
                    return problems.row(sink, || {
                        let name = shape.columns[column.target];
                        Finding::new(
                            Rule::ExportRow,
                            text!("row {number}: `{name}` isn't UTF-8", number, name),
                        )
                        .at(pos)
                        .help("export the column as a string")
                    });
                }
            },
        };
        row.set(column.target, value);
    }
    if let Err(mut unusable) = take(&row, pos, problems, sink) {
        unusable.message = text!("row {number}: {wrong}", number, wrong = unusable.message);
        problems.row(sink, || unusable.finding("", pos));
    }
}

/// One value.
enum Cell {
    Null,
    Bytes(ByteArray),
    Text(String),
}

struct Column {
    reader: ColumnReader,
    target: usize,
    unit: Option<TimeUnit>,
    max_def: i16,
    is_list: bool,
    cells: Vec<Cell>,
}

impl Column {
    /// Reads the next batch into `cells`.
    fn fill(&mut self) -> Result<()> {
        let (unit, cells) = (self.unit, &mut self.cells);
        cells.clear();
        if self.is_list
            && let ColumnReader::ByteArrayColumnReader(reader) = &mut self.reader
        {
            return lists(reader, self.max_def, cells);
        }
        macro_rules! batch {
            ($reader:ident, $cell:expr) => {{
                let mut levels = Vec::new();
                let mut values = Vec::new();
                let (records, _, _) = $reader.read_records(
                    BATCH,
                    (self.max_def > 0).then_some(&mut levels),
                    None,
                    &mut values,
                )?;
                let mut values = values.into_iter();
                for i in 0..records {
                    let present = levels.get(i).is_none_or(|l| *l == self.max_def);
                    let value = if present { values.next() } else { None };
                    cells.push(value.map_or(Cell::Null, $cell));
                }
            }};
        }
        match &mut self.reader {
            ColumnReader::ByteArrayColumnReader(r) => batch!(r, Cell::Bytes),
            ColumnReader::FixedLenByteArrayColumnReader(r) => {
                batch!(r, |v| Cell::Bytes(v.into()))
            }
            ColumnReader::Int64ColumnReader(r) => batch!(r, |v| Cell::Text(integer(v, unit))),
            ColumnReader::Int32ColumnReader(r) => batch!(r, |v| Cell::Text(v.to_string())),
            ColumnReader::BoolColumnReader(r) => batch!(r, |v| Cell::Text(v.to_string())),
            ColumnReader::DoubleColumnReader(r) => batch!(r, |v| Cell::Text(v.to_string())),
            ColumnReader::FloatColumnReader(r) => batch!(r, |v| Cell::Text(v.to_string())),
            ColumnReader::Int96ColumnReader(r) => {
                batch!(r, |v| Cell::Text(integer(
                    v.to_micros(),
                    Some(TimeUnit::MICROS)
                )))
            }
        }
        Ok(())
    }
}

/// Reads the next batch of lists of texts: a cell a list, a line an item.
fn lists(
    reader: &mut ColumnReaderImpl<ByteArrayType>,
    max_def: i16,
    cells: &mut Vec<Cell>,
) -> Result<()> {
    let (mut levels, mut repeats, mut values) = (Vec::new(), Vec::new(), Vec::new());
    reader.read_records(BATCH, Some(&mut levels), Some(&mut repeats), &mut values)?;
    let mut values = values.into_iter();
    for (level, repeat) in levels.into_iter().zip(repeats) {
        if repeat == 0 {
            cells.push(Cell::Text(String::new()));
        }
        if level == max_def
            && let (Some(value), Some(Cell::Text(text))) = (values.next(), cells.last_mut())
        {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&String::from_utf8_lossy(value.data()));
        }
    }
    Ok(())
}

/// The unit of a timestamp column.
fn unit(column: &ColumnDescriptor) -> Option<TimeUnit> {
    match (column.logical_type_ref(), column.converted_type()) {
        (Some(LogicalType::Timestamp(time)), _) => Some(time.unit),
        (_, ConvertedType::TIMESTAMP_MILLIS) => Some(TimeUnit::MILLIS),
        (_, ConvertedType::TIMESTAMP_MICROS) => Some(TimeUnit::MICROS),
        _ => None,
    }
}

/// A number, or a timestamp as a date and time.
fn integer(value: i64, unit: Option<TimeUnit>) -> String {
    let time = match unit {
        None => None,
        Some(TimeUnit::MILLIS) => jiff::Timestamp::from_millisecond(value).ok(),
        Some(TimeUnit::MICROS) => jiff::Timestamp::from_microsecond(value).ok(),
        Some(TimeUnit::NANOS) => jiff::Timestamp::from_nanosecond(value.into()).ok(),
    };
    time.map_or_else(|| value.to_string(), |t| t.to_string())
}
