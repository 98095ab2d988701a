//! Export files as the warehouse's extract command writes them: newline-delimited JSON (gzipped or as
//! Parquet where that is asked for), absent keys for nulls, rows in no order, several numbered files where one would be large.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::export_file::{ExportFile, Format};
use crate::json::{Row, object};
use crate::random::Random;

/// Bytes of a file of several.
const SHARD: usize = 16 << 20;
/// Rows that are put into another order together.
const BLOCK: usize = 4096;

/// All files of one `INFORMATION_SCHEMA` view.
pub(crate) struct Export {
    folder: PathBuf,
    name: &'static str,
    random: Random,
    pending: String,
    rows: Vec<(usize, usize)>,
    format: Format,
    out: Option<ExportFile>,
    size: usize,
    /// Bytes after which the next file is begun.
    limit: usize,
    shards: usize,
    /// Rows written so far.
    pub(crate) count: usize,
}

impl Export {
    pub(crate) fn new(folder: &Path, name: &'static str, seed: u64, format: Format) -> Self {
        Self {
            folder: folder.to_owned(),
            name,
            random: Random::of(seed, name, 0),
            pending: String::new(),
            rows: Vec::with_capacity(BLOCK),
            format,
            out: None,
            size: 0,
            limit: SHARD,
            shards: 0,
            count: 0,
        }
    }

    /// All rows in one file, however large.
    pub(crate) fn whole(folder: &Path, name: &'static str, seed: u64, format: Format) -> Self {
        Self {
            limit: usize::MAX,
            ..Self::new(folder, name, seed, format)
        }
    }

    /// Adds a row, whose keys the function writes.
    pub(crate) fn row(&mut self, keys: impl FnOnce(&mut Row<'_>)) -> io::Result<()> {
        if self.rows.len() == BLOCK {
            self.flush()?;
        }
        let start = self.pending.len();
        object(&mut self.pending, keys);
        self.pending.push('\n');
        self.rows.push((start, self.pending.len()));
        self.count += 1;
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.random.shuffle(&mut self.rows);
        for (start, end) in self.rows.drain(..) {
            if self.size >= self.limit {
                if let Some(full) = self.out.take() {
                    full.finish()?;
                }
                self.size = 0;
            }
            let out = if let Some(out) = &mut self.out {
                out
            } else {
                let path = self
                    .folder
                    .join(shard_name(self.name, self.shards, self.format));
                self.shards += 1;
                self.out
                    .insert(ExportFile::create(&path, self.name, self.format)?)
            };
            out.line(&self.pending.as_bytes()[start..end])?;
            self.size += end - start;
        }
        self.pending.clear();
        Ok(())
    }

    /// Writes what is left; a single file gets the plain name.
    pub(crate) fn finish(mut self) -> io::Result<usize> {
        self.flush()?;
        if let Some(last) = self.out.take() {
            last.finish()?;
        }
        if self.shards == 1 {
            let plain = format!("{}.{}", self.name, self.format.extension());
            fs::rename(
                self.folder.join(shard_name(self.name, 0, self.format)),
                self.folder.join(plain),
            )?;
        }
        Ok(self.count)
    }
}

fn shard_name(name: &str, number: usize, format: Format) -> String {
    format!("{name}-{number:012}.{}", format.extension())
}

/// A SQL string literal, as option values are written.
pub(crate) fn literal(value: &str) -> String {
    let mut text = String::with_capacity(value.len() + 8);
    text.push('"');
    for letter in value.chars() {
        match letter {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            other => text.push(other),
        }
    }
    text.push('"');
    text
}
