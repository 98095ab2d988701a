//! Cuts the text of a large file into pieces of whole records. Where a cut falls is said by the
//! record before it, so that one more record moves the cuts near it and no others.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use memchr::{memchr, memchr2, memrchr};

/// How long pieces are, in bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sizes {
    /// No cut falls before.
    pub(super) least: usize,
    /// How far the next cut is from there on average.
    pub(super) mean: usize,
    /// A cut falls here at the latest.
    pub(super) most: usize,
}

impl Sizes {
    /// Of a file as it comes. Pieces of a few hundred kilobytes keep all processors busy and what is
    /// held small.
    pub(super) const OF_FILES: Self = Self {
        least: 256 << 10,
        mean: 512 << 10,
        most: 8 << 20,
    };
}

/// How records end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ends {
    /// With each line.
    Lines,
    /// With each line break that doesn't stand in a quoted field; fields are parted by this byte.
    Delimited(u8),
}

/// A part of a file.
pub(super) enum Part {
    /// Whole records.
    Piece(Vec<u8>),
    /// All that is left, where it can't be held: a record is too long, or the file can't be read on.
    Rest(Box<dyn BufRead + Send>),
}

/// Cuts one file.
pub(super) struct Cutter {
    /// None once all is read.
    reader: Option<Box<dyn BufRead + Send>>,
    ends: Ends,
    sizes: Sizes,
    /// What was read and not handed on yet.
    held: Vec<u8>,
}

impl Cutter {
    /// Cuts what `reader` gives.
    pub(super) const fn new(reader: Box<dyn BufRead + Send>, ends: Ends, sizes: Sizes) -> Self {
        Self {
            reader: Some(reader),
            ends,
            sizes,
            held: Vec::new(),
        }
    }

    /// The next part; none after the last.
    pub(super) fn next(&mut self) -> Option<Part> {
        let mut scan = Scan::new(self.ends, self.sizes);
        while let Some(reader) = &mut self.reader {
            if let Some(end) = scan.cut(&self.held) {
                return Some(self.piece(end));
            }
            if self.held.len() >= self.sizes.most {
                return Some(match scan.last_end(&self.held) {
                    0 => self.rest(None),
                    end => self.piece(end),
                });
            }
            match reader.fill_buf() {
                Ok([]) => self.reader = None,
                Ok(chunk) => {
                    let taken = chunk.len().min(self.sizes.most - self.held.len());
                    self.held.extend_from_slice(&chunk[..taken]);
                    reader.consume(taken);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                // What comes before is handed on first; the error comes again after that.
                Err(error) => {
                    return Some(match scan.last_end(&self.held) {
                        0 => self.rest(Some(error)),
                        end => {
                            self.reader = Some(Box::new(BufReader::new(Failed(Some(error)))));
                            self.piece(end)
                        }
                    });
                }
            }
        }
        match scan.cut(&self.held) {
            Some(end) => Some(self.piece(end)),
            None if self.held.is_empty() => None,
            None => Some(Part::Piece(std::mem::take(&mut self.held))),
        }
    }

    fn piece(&mut self, end: usize) -> Part {
        let rest = self.held.get(end..).unwrap_or_default();
        let mut after = Vec::with_capacity(rest.len() + self.sizes.least + 2 * self.sizes.mean);
        after.extend_from_slice(rest);
        self.held.truncate(end);
        Part::Piece(std::mem::replace(&mut self.held, after))
    }

    fn rest(&mut self, error: Option<io::Error>) -> Part {
        let held = Cursor::new(std::mem::take(&mut self.held));
        match (error, self.reader.take()) {
            (None, Some(reader)) => Part::Rest(Box::new(held.chain(reader))),
            (error, _) => Part::Rest(Box::new(held.chain(BufReader::new(Failed(error))))),
        }
    }
}

/// Gives an error that was met before.
struct Failed(Option<io::Error>);

impl Read for Failed {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// Where in a piece the search for a cut stands.
struct Scan {
    ends: Ends,
    sizes: Sizes,
    /// The next byte to look at.
    at: usize,
    /// Where the record at hand begins, as far as that is known.
    record: usize,
    quoted: bool,
}

impl Scan {
    const fn new(ends: Ends, sizes: Sizes) -> Self {
        let at = match ends {
            // What comes before doesn't matter.
            Ends::Lines => sizes.least,
            Ends::Delimited(_) => 0,
        };
        Self {
            ends,
            sizes,
            at,
            record: at,
            quoted: false,
        }
    }

    /// The first place to cut at.
    fn cut(&mut self, held: &[u8]) -> Option<usize> {
        while let Some(end) = self.next_end(held) {
            let record = held.get(self.record..end).unwrap_or_default();
            // The first line is seen from its middle on.
            let whole = self.ends != Ends::Lines || self.record > self.sizes.least;
            self.record = end;
            if whole && end >= self.sizes.least && falls_after(record, self.sizes.mean) {
                return Some(end);
            }
        }
        None
    }

    /// The end of the next record.
    fn next_end(&mut self, held: &[u8]) -> Option<usize> {
        let Ends::Delimited(delimiter) = self.ends else {
            let found = memchr(b'\n', held.get(self.at..)?);
            self.at = found.map_or(held.len(), |i| self.at + i + 1);
            return found.map(|_| self.at);
        };
        while let Some(i) = memchr2(b'"', b'\n', held.get(self.at..)?) {
            let found = self.at + i;
            if held.get(found) == Some(&b'\n') {
                self.at = found + 1;
                if !self.quoted {
                    return Some(self.at);
                }
                continue;
            }
            if self.quoted {
                match held.get(found + 1) {
                    // Whether it is doubled shows with the next byte.
                    None => {
                        self.at = found;
                        return None;
                    }
                    Some(b'"') => self.at = found + 2,
                    Some(_) => {
                        self.quoted = false;
                        self.at = found + 1;
                    }
                }
            } else {
                // A quote within a field is a letter like others.
                let before = found.checked_sub(1).and_then(|i| held.get(i));
                self.quoted = before.is_none_or(|b| *b == delimiter || *b == b'\n');
                self.at = found + 1;
            }
        }
        self.at = self.at.max(held.len());
        None
    }

    /// The end of the last record that is there as a whole; 0 where there is none.
    fn last_end(&self, held: &[u8]) -> usize {
        match self.ends {
            Ends::Lines => memrchr(b'\n', held).map_or(0, |i| i + 1),
            Ends::Delimited(_) => self.record,
        }
    }
}

/// Whether a cut falls after a record: once in `mean` bytes, as a few of its own bytes say.
fn falls_after(record: &[u8], mean: usize) -> bool {
    const SAMPLES: usize = 8;
    let mut hash = record.len() as u64;
    for i in 0..SAMPLES {
        let start = record.len() * i / SAMPLES;
        let mut word = [0; 8];
        for (to, from) in word.iter_mut().zip(record.get(start..).unwrap_or_default()) {
            *to = *from;
        }
        hash =
            (hash.rotate_left(23) ^ u64::from_le_bytes(word)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    (hash >> 32).saturating_mul(mean as u64) < (record.len() as u64) << 32
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const SIZES: Sizes = Sizes {
        least: 2_000,
        mean: 4_000,
        most: 64_000,
    };

    fn pieces(text: &str, ends: Ends) -> Vec<Vec<u8>> {
        let reader = Box::new(Cursor::new(text.as_bytes().to_vec()));
        let mut cutter = Cutter::new(reader, ends, SIZES);
        std::iter::from_fn(|| match cutter.next()? {
            Part::Piece(bytes) => Some(bytes),
            Part::Rest(_) => None,
        })
        .collect()
    }

    #[test]
    fn a_new_record_moves_the_cuts_near_it_alone() {
        let rows = |more: Option<usize>| -> String {
            (0..20_000_usize)
                .flat_map(|i| {
                    let row = format!("p,d,table_{},column\n", i.wrapping_mul(2_654_435_761));
                    let new = (more == Some(i)).then(|| "p,d,new,new\n".to_owned());
                    new.into_iter().chain([row])
                })
                .collect()
        };
        for ends in [Ends::Lines, Ends::Delimited(b',')] {
            let before = pieces(&rows(None), ends);
            assert_eq!(before.concat(), rows(None).into_bytes());
            assert!(before.len() > 50, "{}", before.len());
            assert!(
                before
                    .iter()
                    .all(|p| p.ends_with(b"\n") && p.len() <= SIZES.most)
            );
            let known: BTreeSet<&Vec<u8>> = before.iter().collect();
            for at in [0, 7_000, 19_999] {
                let after = pieces(&rows(Some(at)), ends);
                let new = after.iter().filter(|p| !known.contains(p)).count();
                assert!((1..6).contains(&new), "{at}: {new} of {}", after.len());
            }
        }
    }
}
