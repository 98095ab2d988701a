//! How the columns of a batch are written, which are most of what it holds: without a frame, and each
//! text once.

use std::hash::BuildHasher;

use rustc_hash::FxBuildHasher;

use super::batch_encoding::Place;
use super::malformed::Malformed;
use crate::export::fact::{Name, Numbered, NumberedColumn};

/// What a column begins with; no other entry begins so.
pub(super) const MARK: u8 = 0x40;

/// The relation is that of the fact before.
const SAME: u8 = 1;
const DESCRIBED: u8 = 1 << 1;
const PLACED: u8 = 1 << 2;
const CLUSTERED: u8 = 1 << 3;
const PARTITIONING: u8 = 1 << 4;
/// Whether NULL is allowed is told.
const NULL_TOLD: u8 = 1 << 5;
const NULLABLE: u8 = 1 << 6;

/// Of so many texts the last of each hash is looked for again.
const RECENT: usize = 1 << 12;

/// Texts that were written, each with its number.
#[derive(Default)]
pub(super) struct WrittenTexts {
    /// Where each stands among the entries.
    places: Vec<(usize, usize)>,
    /// By hash, the number after that of the text that had it last; made for the first text.
    recent: Vec<u32>,
}

impl WrittenTexts {
    /// Writes a text: its number, or the text itself, which gets the next one.
    fn write(&mut self, entries: &mut Vec<u8>, text: &str) {
        if self.recent.is_empty() {
            self.recent.resize(RECENT, 0);
        }
        let slot = (FxBuildHasher.hash_one(text) >> 32) as usize % RECENT;
        let known = self.recent.get(slot).copied().unwrap_or_default();
        let place = known
            .checked_sub(1)
            .and_then(|number| self.places.get(number as usize));
        let is_it =
            |(start, end): &(usize, usize)| entries.get(*start..*end) == Some(text.as_bytes());
        if place.is_some_and(is_it) {
            return write_number(entries, known);
        }
        write_number(entries, 0);
        write_new(entries, text);
        self.places
            .push((entries.len() - text.len(), entries.len()));
        let number = u32::try_from(self.places.len()).unwrap_or_default();
        if let Some(recent) = self.recent.get_mut(slot) {
            *recent = number;
        }
    }
}

/// Writes a column. `named` has the number of the dataset and the table where the relation isn't that
/// of the fact before.
pub(super) fn write(
    entries: &mut Vec<u8>,
    texts: &mut WrittenTexts,
    place: Place,
    named: Option<(u32, &str)>,
    column: &NumberedColumn<'_, &str>,
) {
    let flag = |is: bool, flag: u8| if is { flag } else { 0 };
    let flags = flag(named.is_none(), SAME)
        | flag(column.description.is_some(), DESCRIBED)
        | flag(column.ordinal.is_some(), PLACED)
        | flag(column.clustering.is_some(), CLUSTERED)
        | flag(column.partitioning, PARTITIONING)
        | flag(column.nullable.is_some(), NULL_TOLD)
        | flag(column.nullable == Some(true), NULLABLE);
    entries.extend_from_slice(&[MARK, flags]);
    write_number(entries, place.0);
    write_number(entries, place.1);
    if let Some((dataset, table)) = named {
        write_number(entries, dataset);
        write_new(entries, table);
    }
    let told = [
        Some(column.path),
        Some(column.data_type),
        column.description,
    ];
    for text in told.into_iter().flatten() {
        texts.write(entries, text);
    }
    let numbers = [column.ordinal, column.clustering];
    for number in numbers.into_iter().flatten() {
        write_number(entries, number);
    }
}

/// The texts of a batch that were read so far, by number.
#[derive(Default)]
pub(super) struct ReadTexts<'a>(Vec<&'a str>);

impl<'a> ReadTexts<'a> {
    fn read(&mut self, rest: &mut Rest<'a>) -> Result<Numbered<'a>, Malformed> {
        let number = rest.number()?;
        if let Some(number) = number.checked_sub(1) {
            let text = self.0.get(number as usize).ok_or(Malformed)?;
            return Ok(Numbered { text, number });
        }
        let text = rest.text()?;
        let number = u32::try_from(self.0.len()).map_err(|_| Malformed)?;
        self.0.push(text);
        Ok(Numbered { text, number })
    }
}

/// Reads a column, the mark of which was read, and gives what comes after it. `relation` is that of the
/// fact before, and `datasets` are those that were told.
pub(super) fn read<'a>(
    after: &'a [u8],
    texts: &mut ReadTexts<'a>,
    relation: &mut Name<'a>,
    datasets: &[(&'a str, &'a str)],
) -> Result<(Place, NumberedColumn<'a>, &'a [u8]), Malformed> {
    let mut rest = Rest(after);
    let flags = rest.byte()?;
    let has = |flag: u8| flags & flag != 0;
    let place = (rest.number()?, rest.number()?);
    if !has(SAME) {
        let (project, dataset) = *datasets.get(rest.number()? as usize).ok_or(Malformed)?;
        *relation = Name {
            project,
            dataset,
            table: rest.text()?,
        };
    }
    let column = NumberedColumn {
        name: *relation,
        path: texts.read(&mut rest)?,
        data_type: texts.read(&mut rest)?,
        description: match has(DESCRIBED) {
            true => Some(texts.read(&mut rest)?),
            false => None,
        },
        ordinal: rest.number_if(has(PLACED))?,
        nullable: has(NULL_TOLD).then(|| has(NULLABLE)),
        partitioning: has(PARTITIONING),
        clustering: rest.number_if(has(CLUSTERED))?,
    };
    Ok((place, column, rest.0))
}

/// Seven bits a byte, the lowest first; the highest bit says that more follow.
fn write_number(entries: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        entries.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    entries.push((number & 0x7f) as u8);
}

fn write_new(entries: &mut Vec<u8>, text: &str) {
    // No text of a row is so long.
    let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
    write_number(entries, length);
    entries.extend_from_slice(text.as_bytes());
}

/// What is still to be read.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn byte(&mut self) -> Result<u8, Malformed> {
        let (first, rest) = self.0.split_first().ok_or(Malformed)?;
        self.0 = rest;
        Ok(*first)
    }

    fn number(&mut self) -> Result<u32, Malformed> {
        let mut number = 0;
        for shift in [0, 7, 14, 21, 28] {
            let byte = self.byte()?;
            number |= u32::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(Malformed)
    }

    fn number_if(&mut self, is_there: bool) -> Result<Option<u32>, Malformed> {
        is_there.then(|| self.number()).transpose()
    }

    fn text(&mut self) -> Result<&'a str, Malformed> {
        let length = self.number()? as usize;
        let (text, rest) = self.0.split_at_checked(length).ok_or(Malformed)?;
        self.0 = rest;
        std::str::from_utf8(text).map_err(|_| Malformed)
    }
}
