//! Columns taken in, one at a time: they are most of what exports tell.

use string_interner::Symbol as _;

use super::gathered::Facts;
use super::raw_facts::{Listing, RawColumn};
use crate::catalog::{Column, Presence, Sym};
use crate::diagnostic::Pos;
use crate::export::fact::{KnownTexts, Numbered, NumberedColumn};
use crate::privacy::Text;

/// Takes a column of a batch; what it was told before in the same batch isn't looked for again.
pub(super) fn of_batch(
    facts: &mut Facts,
    pos: Pos,
    told: NumberedColumn<'_>,
    known: &mut KnownTexts,
) {
    column(facts, pos, told, |facts, text| {
        facts.numbered(text, pos, known)
    });
}

/// Takes a column, the texts of which `intern` interns.
pub(super) fn column<T: AsRef<str>>(
    facts: &mut Facts,
    pos: Pos,
    told: NumberedColumn<'_, T>,
    mut intern: impl FnMut(&mut Facts, T) -> Sym,
) {
    let relation = facts.relation(told.name, pos);
    let depth = depth(told.path.as_ref());
    let column = Column {
        path: intern(facts, told.path),
        data_type: intern(facts, told.data_type),
        description: told
            .description
            .filter(|text| !text.as_ref().trim().is_empty())
            .map(|text| intern(facts, text)),
        depth,
        required: told.nullable.map(|nullable| !nullable),
        partitioning: told.partitioning,
        clustering: told
            .clustering
            .and_then(|place| u8::try_from(place).ok())
            .unwrap_or(0),
        policy_tags: None,
        presence: Presence::Listed,
    };
    facts.raw_columns.push(RawColumn {
        relation,
        // Some systems count from 0, which here says that the place isn't known.
        ordinal: told.ordinal.map_or(0, |n| n.saturating_add(1)),
        // A run tells what it saw.
        listing: match facts.exporter.capabilities().lists_columns {
            true => Listing::Complete,
            false => Listing::Seen,
        },
        column,
        job: None,
    });
}

/// How many parents a path names.
pub(super) fn depth(path: &str) -> u8 {
    let dots = path.bytes().filter(|b| *b == b'.').count();
    u8::try_from(dots).unwrap_or(u8::MAX)
}

impl Facts {
    /// Interns a text of a batch that may be shown.
    fn numbered(&mut self, told: Numbered<'_>, pos: Pos, known: &mut KnownTexts) -> Sym {
        let sym = |number: u32| Sym::try_from_usize(number as usize);
        if let Some(sym) = known.get(told).and_then(sym) {
            return sym;
        }
        let (strings, withheld) = (&mut self.strings, &mut self.withheld);
        match withheld.interned(strings, told.text, Text::Prose, Some(pos)) {
            Ok(sym) => {
                known.note(told, u32::try_from(sym.to_usize()).unwrap_or(u32::MAX));
                sym
            }
            Err(sym) => sym,
        }
    }
}
