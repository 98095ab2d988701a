//! Reading a record that a former build wrote, or somebody damaged since.

use std::io::{BufRead, BufReader, Read};

use super::history_bounds::RECORD_BYTES;
use super::history_record::{History, Line, VERSION};

/// What zstd begins with.
const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// Largest window of zstd, as a power of two; what it takes is held in memory.
const MAX_WINDOW: u32 = 27;
/// Longer than any first line.
const LONGEST_HEAD: u64 = 1 << 16;

/// Why a record, or what follows in it, isn't used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Damage {
    /// Which of its lines, from 1.
    pub line: u32,
    /// What is wrong there.
    pub why: &'static str,
}

/// Reads a record, compressed or not. Of a damaged one what stands before the damage is kept, so
/// that ids and what was seen last; what is missing after it is a baseline again, and no change.
#[must_use]
pub(crate) fn read(bytes: &[u8]) -> (Option<History>, Option<Damage>) {
    match unpacked(bytes) {
        Ok(mut reader) => lines(&mut *reader),
        Err(_) => (None, Some(damage(1, "it can't be unpacked"))),
    }
}

/// Whose portal a record is of, of which no more is read: nothing inside where that shows the whole
/// mesh, and nothing at all where its beginning can't be read.
#[must_use]
pub(crate) fn audience_of(bytes: &[u8]) -> Option<Option<String>> {
    let mut first = Vec::new();
    let mut bounded = unpacked(bytes).ok()?.take(LONGEST_HEAD);
    bounded.read_until(b'\n', &mut first).ok()?;
    let head = head(serde_json::from_slice(&first).ok()?).ok()?;
    Some(head.audience)
}

fn unpacked(bytes: &[u8]) -> std::io::Result<Box<dyn BufRead + '_>> {
    if !bytes.starts_with(&MAGIC) {
        return Ok(Box::new(BufReader::new(bytes)));
    }
    let mut decoder = zstd::stream::read::Decoder::new(bytes)?;
    decoder.window_log_max(MAX_WINDOW)?;
    Ok(Box::new(BufReader::new(decoder)))
}

const fn damage(line: u32, why: &'static str) -> Damage {
    Damage { line, why }
}

fn lines(reader: &mut dyn BufRead) -> (Option<History>, Option<Damage>) {
    let mut bounded = reader.take(RECORD_BYTES);
    let mut history = None;
    let mut line = Vec::new();
    let mut number = 0;
    let damaged = loop {
        number += 1;
        line.clear();
        match bounded.read_until(b'\n', &mut line) {
            Err(_) => break Some(damage(number, "it can't be unpacked")),
            Ok(0) if bounded.limit() == 0 => break Some(damage(number, "it is too large")),
            Ok(0) => break Some(damage(number, "its end is missing")),
            Ok(_) => {}
        }
        match (serde_json::from_slice::<Line>(&line), &mut history) {
            (Err(_), _) => break Some(damage(number, "it isn't a line of a history")),
            (Ok(first), none @ None) => match head(first) {
                Ok(head) => *none = Some(head),
                Err(why) => break Some(damage(number, why)),
            },
            (Ok(Line::End(lines)), Some(_)) => {
                let whole = lines == number as usize - 1;
                break (!whole).then(|| damage(number, "lines before it are missing"));
            }
            (Ok(line), Some(history)) => {
                if let Err(why) = take(history, line) {
                    break Some(damage(number, why));
                }
            }
        }
    };
    if let (Some(history), Some(_)) = (&mut history, &damaged) {
        // What stood after the damage would seem new.
        history.sources.clear();
    }
    if let Some(history) = &mut history {
        history.index();
    }
    (history, damaged)
}

fn head(line: Line) -> Result<History, &'static str> {
    match line {
        Line::Head {
            version: 1..=VERSION,
            mesh,
            stated,
            audience,
            built,
            build,
        } if mesh.starts_with("urn:uuid:") => Ok(History {
            mesh,
            is_stated: stated,
            audience,
            built,
            build,
            ..History::default()
        }),
        Line::Head {
            version: 1..=VERSION,
            ..
        } => Err("the id of its mesh is none"),
        Line::Head { .. } => Err("another version of vitrina wrote it"),
        _ => Err("it doesn't begin as a history does"),
    }
}

fn take(history: &mut History, line: Line) -> Result<(), &'static str> {
    let sorted = match line {
        Line::Head { .. } | Line::End(_) => return Err("it begins or ends twice"),
        Line::Month(month, counts) => history.months.insert(month, counts).is_none(),
        Line::Source(name, source) => history.sources.insert(name, source).is_none(),
        Line::Dropped(of, n) => history.dropped.insert(of, n).is_none(),
        Line::Feed(path, key) => history.feeds.insert(path, key).is_none(),
        Line::Fold(id, fold) => history.folds.insert(id, fold).is_none(),
        Line::Entry(entry) => {
            let last = history.entries.last();
            let sorted = last.is_none_or(|last| last.order() < entry.order());
            history.entries.push(entry);
            sorted
        }
        Line::State(state) => {
            let last = history.states.last();
            let sorted = last.is_none_or(|last| last.key < state.key);
            if sorted {
                history.states.push(state);
            }
            sorted
        }
    };
    match sorted {
        true => Ok(()),
        false => Err("its lines aren't in their order"),
    }
}
