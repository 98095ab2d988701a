//! Text as it was saved: UTF-8 with or without a byte-order mark, or UTF-16 with one, as PowerShell
//! and spreadsheets write it. Readers see UTF-8 without a mark; so their lines and columns are true.

use std::io::{self, BufRead, Cursor, Read};

use super::refusal::Refusal;
use crate::diagnostic::{Excerpt, FileId, Finding, Pos, Rule, Text, text};

/// Bytes that tell encodings apart.
const HEAD: usize = 4;
const HELP: &str = "save the file as UTF-8, or as UTF-16 with a byte-order mark";

/// The stream as UTF-8 without a byte-order mark. What begins with none is handed on as it is.
pub(super) fn decoded(mut reader: Box<dyn BufRead + Send>) -> io::Result<Box<dyn BufRead + Send>> {
    if peek(&mut reader)? < HEAD {
        // The first read may give less than there is.
        let mut head = Vec::with_capacity(HEAD);
        reader.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
        reader = Box::new(Cursor::new(head).chain(reader));
    }
    let mark = mark(reader.fill_buf()?);
    match mark {
        Mark::None => Ok(reader),
        Mark::Utf8 => {
            reader.consume(3);
            Ok(reader)
        }
        Mark::Utf16 { big } => {
            reader.consume(2);
            Ok(Box::new(Utf16::new(reader, big)))
        }
        Mark::Foreign { byte, what } => Err(foreign(byte, what).error()),
    }
}

fn peek(reader: &mut Box<dyn BufRead + Send>) -> io::Result<usize> {
    loop {
        match reader.fill_buf() {
            Ok(head) => return Ok(head.len()),
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
}

/// What the first bytes of a file say about its encoding.
#[derive(Debug, PartialEq, Eq)]
enum Mark {
    None,
    Utf8,
    Utf16 { big: bool },
    Foreign { byte: u8, what: &'static str },
}

fn mark(head: &[u8]) -> Mark {
    match *head {
        [0xef, 0xbb, 0xbf, ..] => Mark::Utf8,
        [0xff, 0xfe, 0, 0, ..] => Mark::Foreign {
            byte: 0xff,
            what: "it begins with the byte-order mark of UTF-32",
        },
        [0, 0, 0xfe, 0xff, ..] => Mark::Foreign {
            byte: 0,
            what: "it begins with the byte-order mark of UTF-32",
        },
        [0xff, 0xfe, ..] => Mark::Utf16 { big: false },
        [0xfe, 0xff, ..] => Mark::Utf16 { big: true },
        [a, 0, 0, 0, ..] | [0, 0, 0, a, ..] if a != 0 => Mark::Foreign {
            byte: 0,
            what: "three of four bytes are 0x00, as in UTF-32",
        },
        [a, 0, b, 0, ..] | [0, a, 0, b, ..] if a != 0 && b != 0 => Mark::Foreign {
            byte: 0,
            what: "every second byte is 0x00, as in UTF-16 without a byte-order mark",
        },
        _ => Mark::None,
    }
}

fn foreign(byte: u8, what: &str) -> Refusal {
    Refusal {
        line: 1,
        column: 1,
        ..Refusal::new(
            Rule::NotUtf8,
            text!(
                "isn't UTF-8: byte 0x{byte} stands where a character should begin; {what}",
                byte = format!("{byte:02x}"),
                what
            ),
            HELP,
        )
    }
}

/// UTF-16 to UTF-8 as it is read; a chunk of the file is held at a time.
struct Utf16<R> {
    raw: R,
    units: Units,
    text: Vec<u8>,
    at: usize,
    /// The fault, told after the text before it was read.
    fault: Option<Refusal>,
}

impl<R: BufRead> Utf16<R> {
    fn new(raw: R, big: bool) -> Self {
        Self {
            raw,
            units: Units {
                big,
                first: None,
                high: None,
                line: 1,
                column: 1,
            },
            text: Vec::new(),
            at: 0,
            fault: None,
        }
    }

    fn refill(&mut self) -> io::Result<()> {
        self.text.clear();
        self.at = 0;
        while self.text.is_empty() {
            if let Some(fault) = self.fault.take() {
                return Err(fault.error());
            }
            let chunk = self.raw.fill_buf()?;
            let taken = chunk.len();
            if taken == 0 {
                return match self.units.rest() {
                    Some(fault) => Err(fault.error()),
                    None => Ok(()),
                };
            }
            for byte in chunk {
                if let Err(fault) = self.units.byte(*byte, &mut self.text) {
                    self.fault = Some(fault);
                    break;
                }
            }
            self.raw.consume(taken);
        }
        Ok(())
    }
}

impl<R: BufRead> Read for Utf16<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.fill_buf()?.read(buffer)?;
        self.consume(n);
        Ok(n)
    }
}

impl<R: BufRead> BufRead for Utf16<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at >= self.text.len() {
            self.refill()?;
        }
        Ok(&self.text[self.at..])
    }

    fn consume(&mut self, n: usize) {
        self.at = (self.at + n).min(self.text.len());
    }
}

/// Bytes to characters.
struct Units {
    big: bool,
    /// The first byte of a unit whose second one is to come.
    first: Option<u8>,
    /// The first half of a pair.
    high: Option<u16>,
    line: u32,
    column: u32,
}

impl Units {
    fn byte(&mut self, byte: u8, text: &mut Vec<u8>) -> Result<(), Refusal> {
        let Some(first) = self.first.take() else {
            self.first = Some(byte);
            return Ok(());
        };
        let unit = if self.big {
            u16::from_be_bytes([first, byte])
        } else {
            u16::from_le_bytes([first, byte])
        };
        let character = match self.high.take() {
            None if (0xd800..0xdc00).contains(&unit) => {
                self.high = Some(unit);
                return Ok(());
            }
            None => char::decode_utf16([unit]).next(),
            Some(high) => char::decode_utf16([high, unit]).next(),
        };
        match character {
            Some(Ok(character)) => {
                if character == '\n' {
                    self.line = self.line.saturating_add(1);
                    self.column = 1;
                } else {
                    self.column = self.column.saturating_add(1);
                }
                text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                Ok(())
            }
            Some(Err(half)) => Err(self.half(half.unpaired_surrogate())),
            None => Ok(()),
        }
    }

    /// What is wrong with the end of the file.
    fn rest(&mut self) -> Option<Refusal> {
        if let Some(high) = self.high.take() {
            return Some(self.half(high));
        }
        let byte = self.first.take()?;
        Some(self.fault(text!(
            "isn't UTF-16 to its end: byte 0x{byte} is half of a unit of two bytes",
            byte = format!("{byte:02x}")
        )))
    }

    fn half(&self, unit: u16) -> Refusal {
        let [high, low] = if self.big {
            unit.to_be_bytes()
        } else {
            unit.to_le_bytes()
        };
        self.fault(text!(
            "isn't UTF-16: bytes 0x{high} 0x{low} are half of a pair, and the other half isn't there",
            high = format!("{high:02x}"),
            low = format!("{low:02x}")
        ))
    }

    fn fault(&self, message: Text) -> Refusal {
        Refusal {
            line: self.line,
            column: self.column,
            ..Refusal::new(
                Rule::NotUtf8,
                message,
                "write the file again; it may have been cut off or joined with another one",
            )
        }
    }
}

/// The finding for bytes that aren't UTF-8, pointing at the first of them.
#[must_use]
pub(crate) fn not_utf8(path: &str, file: FileId, bytes: &[u8]) -> Finding {
    let valid = match std::str::from_utf8(bytes) {
        Ok(_) => bytes.len(),
        Err(error) => error.valid_up_to(),
    };
    let before = &bytes[..valid];
    let start = before
        .iter()
        .rposition(|b| *b == b'\n')
        .map_or(0, |i| i + 1);
    let line = before.iter().filter(|b| **b == b'\n').count() + 1;
    let column = String::from_utf8_lossy(&before[start..]).chars().count() + 1;
    let byte = bytes.get(valid).copied().unwrap_or_default();
    let end = bytes[valid..]
        .iter()
        .position(|b| *b == b'\n')
        .map_or(bytes.len(), |i| valid + i);
    // What is shown is as long as an excerpt, however long the line.
    let shown = String::from_utf8_lossy(&bytes[start..end.min(valid + Excerpt::MAX)]);
    let pos = Pos {
        file,
        line: u32::try_from(line).unwrap_or(u32::MAX),
        column: u32::try_from(column).unwrap_or(u32::MAX),
    };
    Finding::new(
        Rule::NotUtf8,
        text!(
            "`{path}` isn't UTF-8: byte 0x{byte} stands where a character should begin",
            path,
            byte = text!("{byte}", byte = format!("{byte:02x}"))
        ),
    )
    .at(pos)
    .excerpt(Excerpt::cut(&shown, 1, pos.column, 1))
    .help(HELP)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reader that gives a byte at a time.
    struct Drops(Vec<u8>, usize);

    impl Read for Drops {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let Some(byte) = self.0.get(self.1) else {
                return Ok(0);
            };
            self.1 += 1;
            buffer[0] = *byte;
            Ok(1)
        }
    }

    fn read(bytes: &[u8]) -> Result<String, String> {
        let run = |reader: Box<dyn BufRead + Send>| {
            let mut text = String::new();
            let result = decoded(reader).and_then(|mut r| r.read_to_string(&mut text));
            match result {
                Ok(_) => Ok(text),
                Err(error) => {
                    let refusal = Refusal::of(&error).expect("a refusal");
                    Err(format!("{}:{} {refusal}", refusal.line, refusal.column))
                }
            }
        };
        let whole = run(Box::new(Cursor::new(bytes.to_vec())));
        let drops = run(Box::new(io::BufReader::new(Drops(bytes.to_vec(), 0))));
        assert_eq!(whole, drops);
        whole
    }

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|u| {
                if big {
                    u.to_be_bytes()
                } else {
                    u.to_le_bytes()
                }
            })
            .collect()
    }

    #[test]
    fn marked_text_is_read() {
        for text in ["", "a", "id: ñ\n", "\u{1f600} und 日本\r\n", "x\u{feff}y"] {
            for big in [false, true] {
                let marked = utf16(&format!("\u{feff}{text}"), big);
                assert_eq!(read(&marked).as_deref(), Ok(text));
            }
            assert_eq!(
                read(format!("\u{feff}{text}").as_bytes()).as_deref(),
                Ok(text)
            );
            assert_eq!(read(text.as_bytes()).as_deref(), Ok(text));
        }
    }

    #[test]
    fn damaged_text_is_refused_at_its_place() {
        let mut odd = utf16("\u{feff}a\nbc", false);
        odd.push(0x41);
        assert_eq!(
            read(&odd).unwrap_err(),
            "2:3 isn't UTF-16 to its end: byte 0x41 is half of a unit of two bytes"
        );
        let half = [0xfe, 0xff, 0, b'a', 0xd8, 0x3d, 0, b'b'];
        assert_eq!(
            read(&half).unwrap_err(),
            "1:2 isn't UTF-16: bytes 0xd8 0x3d are half of a pair, and the other half isn't there"
        );
        let end = [0xff, 0xfe, b'a', 0, 0x3d, 0xd8];
        assert!(read(&end).unwrap_err().starts_with("1:2 isn't UTF-16"));
        let unmarked = utf16("id: a", false);
        assert!(
            read(&unmarked)
                .unwrap_err()
                .contains("without a byte-order mark")
        );
        assert!(
            read(&utf16("id: a", true))
                .unwrap_err()
                .contains("byte 0x00")
        );
        let wide = [0xff, 0xfe, 0, 0, b'a', 0, 0, 0];
        assert!(read(&wide).unwrap_err().contains("UTF-32"));
        assert!(read(&wide[4..]).unwrap_err().contains("UTF-32"));
    }

    #[test]
    fn other_encodings_are_shown() {
        let finding = not_utf8("a.yaml", FileId(0), b"id: a\nname: Devoluci\xf3n\n");
        let pos = finding.pos().unwrap();
        assert_eq!((pos.line, pos.column), (2, 15));
        assert_eq!(finding.excerpt.unwrap().line, "name: Devoluci\u{fffd}n");
    }
}
