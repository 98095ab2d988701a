//! Cuts a stream of JSON into records: one a line, or the elements of an array, or documents one
//! after the other. Only one record is held at a time.

use std::io::{self, BufRead, Read};

use crate::diagnostic::{Text, text};

/// Longest record, in bytes.
pub(super) const MAX_RECORD: usize = 64 << 20;

/// What the stream holds next.
#[derive(Debug)]
pub(super) enum Piece {
    /// A record, now in the buffer.
    Record(At),
    /// A record that is longer than [`MAX_RECORD`]; it was passed over.
    TooLong(At),
    /// Text that belongs to no record; it was passed over and is in the buffer.
    Stray(At),
    /// The end; for an array or a document on this line, whether it was cut off before its end.
    End {
        /// The last line.
        line: u32,
        /// Whether something is still open.
        open: bool,
    },
}

/// Says that a record is longer than [`MAX_RECORD`].
pub(super) fn too_long() -> Text {
    let mib = MAX_RECORD >> 20;
    text!("the row is longer than {mib} MiB", mib)
}

/// Where a piece begins; line and column count from 1.
#[derive(Debug, Clone, Copy)]
pub(super) struct At {
    pub(super) line: u32,
    pub(super) column: u32,
}

/// How records are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    /// A record a line.
    Lines,
    /// The elements of one array.
    Array,
    /// Documents one after the other, each over as many lines as it likes.
    Documents,
}

/// A stream of records.
pub(super) struct Records<R> {
    reader: R,
    cut: Cut,
    /// The line of the next byte, and the characters before it on that line.
    line: u32,
    before: u32,
    /// Whether an array was opened, closed.
    opened: bool,
    closed: bool,
}

impl<R: BufRead> Records<R> {
    /// Reads from a line on.
    pub(super) const fn new(reader: R, cut: Cut, line: u32) -> Self {
        Self {
            reader,
            cut,
            line,
            before: 0,
            opened: false,
            closed: false,
        }
    }

    /// Whether each record is a line.
    pub(super) fn is_lines(&self) -> bool {
        self.cut == Cut::Lines
    }

    /// How many lines were read to their end.
    pub(super) const fn lines(&self) -> u32 {
        self.line.saturating_sub(1)
    }

    /// Reads the next record into `buffer`.
    pub(super) fn next(&mut self, buffer: &mut Vec<u8>) -> io::Result<Piece> {
        buffer.clear();
        if self.cut == Cut::Lines {
            self.next_line(buffer)
        } else {
            self.next_value(buffer)
        }
    }

    fn next_line(&mut self, buffer: &mut Vec<u8>) -> io::Result<Piece> {
        let limit = MAX_RECORD as u64 + 1;
        let read = (&mut self.reader).take(limit).read_until(b'\n', buffer)?;
        let line = self.line;
        let at = At { line, column: 1 };
        if read == 0 {
            return Ok(Piece::End { line, open: false });
        }
        if buffer.last() == Some(&b'\n') {
            self.line = line.saturating_add(1);
        } else if buffer.len() > MAX_RECORD {
            self.reader.skip_until(b'\n')?;
            self.line = line.saturating_add(1);
            return Ok(Piece::TooLong(at));
        }
        Ok(Piece::Record(at))
    }

    /// One value: to the comma or bracket after it in an array, to its own last bracket elsewhere.
    fn next_value(&mut self, buffer: &mut Vec<u8>) -> io::Result<Piece> {
        let mut scan = Scan::default();
        let mut start = self.at();
        let mut too_long = false;
        loop {
            let chunk = match self.reader.fill_buf() {
                Ok(chunk) => chunk,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(e),
            };
            if chunk.is_empty() {
                return Ok(self.at_end(buffer, start, &scan));
            }
            let mut taken = chunk.len();
            let mut piece = None;
            let mut from = 0;
            for (i, &byte) in chunk.iter().enumerate() {
                if byte == b'\n' {
                    self.line = self.line.saturating_add(1);
                    self.before = 0;
                } else if byte & 0xc0 != 0x80 {
                    self.before = self.before.saturating_add(1);
                }
                if scan.is_start() && buffer.is_empty() && i == from {
                    let skip = byte.is_ascii_whitespace()
                        || (self.cut == Cut::Array && !self.opened && byte == b'[');
                    if skip {
                        self.opened |= byte == b'[';
                        from = i + 1;
                        start = At {
                            line: self.line,
                            column: self.before.saturating_add(1),
                        };
                        continue;
                    }
                }
                match scan.byte(byte, self.cut, self.closed) {
                    Step::More => {}
                    Step::Last { keep, closes } => {
                        self.closed |= closes;
                        taken = i + 1;
                        piece = Some(i + usize::from(keep));
                        break;
                    }
                }
            }
            let end = piece.unwrap_or(taken).max(from);
            if !too_long {
                buffer.extend_from_slice(&chunk[from..end]);
            }
            self.reader.consume(taken);
            if buffer.len() > MAX_RECORD {
                too_long = true;
                buffer.truncate(1);
            }
            if piece.is_some() {
                if too_long {
                    return Ok(Piece::TooLong(start));
                }
                if !buffer.is_empty() {
                    return Ok(if scan.stray {
                        Piece::Stray(start)
                    } else {
                        Piece::Record(start)
                    });
                }
                // An empty array, or the bracket after the last comma.
                scan = Scan::default();
                start = self.at();
            }
        }
    }

    const fn at(&self) -> At {
        At {
            line: self.line,
            column: self.before.saturating_add(1),
        }
    }

    fn at_end(&mut self, buffer: &mut Vec<u8>, start: At, scan: &Scan) -> Piece {
        if self.closed && !buffer.is_empty() {
            (self.opened, self.closed) = (false, false);
            return Piece::Stray(start);
        }
        let whole = scan.depth == 0 && !scan.string;
        if whole && !buffer.is_empty() && buffer.len() <= MAX_RECORD {
            return Piece::Record(start);
        }
        let open = match self.cut {
            Cut::Array => self.opened && !self.closed,
            Cut::Documents | Cut::Lines => !buffer.is_empty(),
        };
        // Of a document that is cut off, the part that is there stays in the buffer.
        let keep = open && self.cut == Cut::Documents;
        let passed = buffer.iter().filter(|b| **b == b'\n').count();
        let lines = u32::try_from(passed).unwrap_or(u32::MAX);
        if !keep {
            buffer.clear();
        }
        Piece::End {
            line: start.line.saturating_add(if keep { lines } else { 0 }),
            open,
        }
    }
}

/// Where in a value the scan stands.
#[derive(Default)]
struct Scan {
    depth: usize,
    string: bool,
    escaped: bool,
    begun: bool,
    stray: bool,
}

enum Step {
    More,
    /// The value ends here; whether this byte belongs to it, and whether the array ends.
    Last {
        keep: bool,
        closes: bool,
    },
}

impl Scan {
    const fn is_start(&self) -> bool {
        !self.begun
    }

    fn byte(&mut self, byte: u8, cut: Cut, closed: bool) -> Step {
        self.begun = true;
        if closed {
            // What follows the array is one stray piece.
            self.stray = true;
            return Step::More;
        }
        if self.string {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.string = false,
                _ => {}
            }
            return Step::More;
        }
        match byte {
            b'"' => self.string = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' if self.depth > 0 => {
                self.depth -= 1;
                if self.depth == 0 && cut == Cut::Documents {
                    return Step::Last {
                        keep: true,
                        closes: false,
                    };
                }
            }
            b',' if self.depth == 0 && cut == Cut::Array => {
                return Step::Last {
                    keep: false,
                    closes: false,
                };
            }
            b']' if cut == Cut::Array => {
                return Step::Last {
                    keep: false,
                    closes: true,
                };
            }
            b'\n' if self.depth == 0 && cut == Cut::Documents => {
                self.stray = true;
                return Step::Last {
                    keep: false,
                    closes: false,
                };
            }
            _ => {}
        }
        Step::More
    }
}
