//! One file of an export, in the format that is asked for.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::parquet_file::ParquetFile;

/// What exports of the warehouse are written as.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    #[default]
    Ndjson,
    #[value(name = "ndjson.gz")]
    NdjsonGz,
    Parquet,
}

impl Format {
    pub(crate) fn extension(self) -> &'static str {
        match self {
            Self::Ndjson => "ndjson",
            Self::NdjsonGz => "ndjson.gz",
            Self::Parquet => "parquet",
        }
    }
}

pub(crate) enum ExportFile {
    Plain(BufWriter<File>),
    Gzip(GzEncoder<BufWriter<File>>),
    Parquet(Box<ParquetFile>),
}

impl ExportFile {
    /// A new file of an export of this name.
    pub(crate) fn create(path: &Path, name: &str, format: Format) -> io::Result<Self> {
        let out = BufWriter::with_capacity(1 << 18, File::create(path)?);
        Ok(match format {
            Format::Ndjson => Self::Plain(out),
            Format::NdjsonGz => Self::Gzip(GzEncoder::new(out, Compression::fast())),
            Format::Parquet => Self::Parquet(Box::new(ParquetFile::new(out, name)?)),
        })
    }

    /// Adds a row, which is a line of JSON.
    pub(crate) fn line(&mut self, line: &[u8]) -> io::Result<()> {
        match self {
            Self::Plain(out) => out.write_all(line),
            Self::Gzip(out) => out.write_all(line),
            Self::Parquet(out) => out.line(line),
        }
    }

    pub(crate) fn finish(self) -> io::Result<()> {
        match self {
            Self::Plain(mut out) => out.flush(),
            Self::Gzip(out) => out.finish()?.flush(),
            Self::Parquet(out) => out.finish(),
        }
    }
}
