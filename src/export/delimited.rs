//! The bytes of a CSV file, of which no record may take too many.

use std::cell::Cell;
use std::io::{self, BufRead, Read};
use std::rc::Rc;

use csv::ByteRecord;

use super::stream::MAX_RECORD;

/// A reader that refuses to go on when a single record takes too much: a quote that is never
/// closed would hold the rest of the file in memory.
pub(super) struct Bounded {
    reader: Box<dyn BufRead + Send>,
    since: Rc<Cell<usize>>,
    ended: bool,
    last: u8,
}

impl Bounded {
    /// Reads on; the cell counts the bytes read, and is set to 0 where a record begins.
    pub(super) fn new(reader: Box<dyn BufRead + Send>) -> (Self, Rc<Cell<usize>>) {
        let since = Rc::new(Cell::new(0));
        let bounded = Self {
            reader,
            since: Rc::clone(&since),
            ended: false,
            last: b'\n',
        };
        (bounded, since)
    }
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.since.get() > MAX_RECORD {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let n = self.reader.read(buffer)?;
        self.since.set(self.since.get() + n);
        if n > 0 {
            self.last = buffer[n - 1];
        } else if self.last != b'\n' && !self.ended && !buffer.is_empty() {
            // Each record ends with a line break, so that lines can be counted from its end.
            self.ended = true;
            buffer[0] = b'\n';
            return Ok(1);
        }
        Ok(n)
    }
}

/// Takes the `\r` of a line break off the last field.
pub(super) fn trim_line_end(record: &mut ByteRecord) {
    if record.as_slice().last() == Some(&b'\r') {
        let last = record.len() - 1;
        let kept: ByteRecord = record
            .iter()
            .enumerate()
            .map(|(i, f)| {
                if i == last {
                    f.strip_suffix(b"\r").unwrap_or(f)
                } else {
                    f
                }
            })
            .collect();
        *record = kept;
    }
}
