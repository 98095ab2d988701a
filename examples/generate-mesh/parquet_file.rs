//! Parquet as the warehouse's extract command writes it: each column optional, texts as `STRING`,
//! integers as `INT64`, moments in microseconds, a repeated column as a list; Snappy.

use std::fs::File;
use std::io::{self, BufWriter};
use std::sync::Arc;

use parquet::basic::Compression;
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;
use serde_json::{Map, Value};

/// Rows of a group.
const GROUP: usize = 8192;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Integer,
    Moment,
    Boolean,
    Texts,
}

/// Columns that are no text.
const TYPED: &[(&str, Kind)] = &[
    ("creation_time", Kind::Moment),
    ("storage_last_modified_time", Kind::Moment),
    ("ordinal_position", Kind::Integer),
    ("clustering_ordinal_position", Kind::Integer),
    ("total_rows", Kind::Integer),
    ("total_partitions", Kind::Integer),
    ("total_logical_bytes", Kind::Integer),
    ("active_logical_bytes", Kind::Integer),
    ("long_term_logical_bytes", Kind::Integer),
    ("deleted", Kind::Boolean),
    ("policy_tags", Kind::Texts),
];

/// Columns of each export.
const EXPORTS: &[(&str, &str)] = &[
    (
        "SCHEMATA",
        "catalog_name schema_name creation_time location",
    ),
    (
        "TABLES",
        "table_catalog table_schema table_name table_type is_insertable_into is_typed creation_time ddl",
    ),
    (
        "VIEWS",
        "table_catalog table_schema table_name view_definition use_standard_sql",
    ),
    (
        "COLUMNS",
        "table_catalog table_schema table_name column_name ordinal_position is_nullable data_type is_generated is_hidden is_system_defined is_partitioning_column clustering_ordinal_position collation_name column_default policy_tags",
    ),
    (
        "COLUMN_FIELD_PATHS",
        "table_catalog table_schema table_name column_name field_path data_type description",
    ),
    (
        "TABLE_OPTIONS",
        "table_catalog table_schema table_name option_name option_type option_value",
    ),
    (
        "TABLE_STORAGE",
        "project_id table_catalog table_schema table_name creation_time total_rows total_partitions total_logical_bytes active_logical_bytes long_term_logical_bytes storage_last_modified_time deleted table_type",
    ),
    (
        "OBJECT_PRIVILEGES",
        "object_catalog object_schema object_name object_type privilege_type grantee",
    ),
];

pub(crate) struct ParquetFile {
    writer: SerializedFileWriter<BufWriter<File>>,
    columns: Vec<(&'static str, Kind)>,
    rows: Vec<Map<String, Value>>,
}

impl ParquetFile {
    pub(crate) fn new(out: BufWriter<File>, name: &str) -> io::Result<Self> {
        let columns = EXPORTS.iter().find(|(export, _)| *export == name);
        let columns = columns.map_or("", |(_, columns)| columns);
        let columns: Vec<_> = columns
            .split_whitespace()
            .map(|column| {
                let typed = TYPED.iter().find(|(typed, _)| *typed == column);
                (column, typed.map_or(Kind::Text, |(_, kind)| *kind))
            })
            .collect();
        let fields: Vec<String> = columns
            .iter()
            .map(|(name, kind)| field(name, *kind))
            .collect();
        let schema = format!("message root {{ {} }}", fields.join(" "));
        let schema = Arc::new(parse_message_type(&schema).map_err(io::Error::other)?);
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY);
        let writer = SerializedFileWriter::new(out, schema, Arc::new(properties.build()));
        Ok(Self {
            writer: writer.map_err(io::Error::other)?,
            columns,
            rows: Vec::with_capacity(GROUP),
        })
    }

    /// Adds a row, which is a line of JSON.
    pub(crate) fn line(&mut self, line: &[u8]) -> io::Result<()> {
        self.rows.push(serde_json::from_slice(line)?);
        if self.rows.len() == GROUP {
            self.group()?;
        }
        Ok(())
    }

    fn group(&mut self) -> io::Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let mut group = self.writer.next_row_group().map_err(io::Error::other)?;
        for (name, kind) in &self.columns {
            column(&mut group, name, *kind, &self.rows)?;
        }
        group.close().map_err(io::Error::other)?;
        self.rows.clear();
        Ok(())
    }

    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.group()?;
        self.writer.close().map_err(io::Error::other)?;
        Ok(())
    }
}

fn field(name: &str, kind: Kind) -> String {
    match kind {
        Kind::Text => format!("optional binary {name} (STRING);"),
        Kind::Integer => format!("optional int64 {name};"),
        Kind::Moment => format!("optional int64 {name} (TIMESTAMP(MICROS,true));"),
        Kind::Boolean => format!("optional boolean {name};"),
        Kind::Texts => format!(
            "optional group {name} (LIST) {{ repeated group list {{ optional binary element (STRING); }} }}"
        ),
    }
}

fn column(
    group: &mut SerializedRowGroupWriter<'_, BufWriter<File>>,
    name: &str,
    kind: Kind,
    rows: &[Map<String, Value>],
) -> io::Result<()> {
    let Some(mut out) = group.next_column().map_err(io::Error::other)? else {
        return Ok(());
    };
    let cells = rows.iter().map(|row| row.get(name));
    let levels: Vec<i16> = cells
        .clone()
        .map(|cell| i16::from(cell.is_some()))
        .collect();
    let texts = || {
        cells
            .clone()
            .flatten()
            .map(|cell| cell.as_str().unwrap_or_default())
    };
    let written = match kind {
        Kind::Text => {
            let values: Vec<ByteArray> = texts().map(ByteArray::from).collect();
            out.typed::<ByteArrayType>()
                .write_batch(&values, Some(&levels), None)
        }
        Kind::Integer => {
            let values: Vec<i64> = texts().map(|text| text.parse().unwrap_or(0)).collect();
            out.typed::<Int64Type>()
                .write_batch(&values, Some(&levels), None)
        }
        Kind::Moment => {
            let values: Vec<i64> = texts().map(|text| micros(text).unwrap_or(0)).collect();
            out.typed::<Int64Type>()
                .write_batch(&values, Some(&levels), None)
        }
        Kind::Boolean => {
            let values: Vec<bool> = cells.clone().flatten().map(|cell| *cell == true).collect();
            out.typed::<BoolType>()
                .write_batch(&values, Some(&levels), None)
        }
        Kind::Texts => {
            // A list of one text is three levels deep; one that is null none.
            let values: Vec<ByteArray> = cells
                .clone()
                .flatten()
                .filter_map(|cell| cell[0].as_str().map(ByteArray::from))
                .collect();
            let levels: Vec<i16> = levels.iter().map(|level| 3 * level).collect();
            let repeats = vec![0; levels.len()];
            out.typed::<ByteArrayType>()
                .write_batch(&values, Some(&levels), Some(&repeats))
        }
    };
    written.map_err(io::Error::other)?;
    out.close().map_err(io::Error::other)
}

/// `2026-11-01 02:19:54.120000 UTC` in microseconds since 1970.
fn micros(text: &str) -> Option<i64> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    // Days of years that begin in March, so that the leap day is the last.
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let days =
        365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 719_469;
    let seconds = days * 86_400 + number(11, 13)? * 3600 + number(14, 16)? * 60 + number(17, 19)?;
    Some(seconds * 1_000_000 + number(20, 26)?)
}
