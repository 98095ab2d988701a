//! What a match is worth, by where it is.

use tantivy::schema::Field;

use crate::index_schema::Fields;

/// What it is worth, more than all words together: a name that is just what was typed; a title or
/// synonym that is; a name of just these words in another order or number; the same but for typos;
/// a name that begins with what was typed; a column that is just that.
pub(crate) const EXACT: f32 = 20_000.0;
pub(crate) const KNOWN_AS: f32 = 15_000.0;
pub(crate) const SAME_WORDS: f32 = 11_000.0;
pub(crate) const NEARLY: f32 = 9_000.0;
pub(crate) const BEGINS: f32 = 7_000.0;
pub(crate) const COLUMN: f32 = 5_000.0;
/// All words in one text, those that say little included: more than one of them in a name.
pub(crate) const VERBATIM: f32 = 60.0;
/// A column of a single word is not a name that anybody types for it alone.
pub(crate) const SHORT_COLUMN: f32 = 6.0;

/// Letters that a name's beginning must have, and that an unfinished word must have to count as a
/// word of a text.
pub(crate) const BEGINNING: usize = 4;

/// A field that plain words are looked for in: weight of the word itself, score of a longer word
/// that begins with it, letters that such a beginning must have.
pub(crate) struct Place {
    pub field: Field,
    pub weight: f32,
    pub beginning: f32,
    pub letters: usize,
}

pub(crate) fn places(f: &Fields) -> [Place; 11] {
    let place = |field, weight, beginning, letters| Place {
        field,
        weight,
        beginning,
        letters,
    };
    [
        place(f.name, 8.0, 14.0, 1),
        place(f.columns, 3.0, 5.0, 1),
        place(f.tag, 2.0, 3.0, 1),
        place(f.dme, 1.5, 3.0, 1),
        place(f.domain, 1.5, 3.0, 1),
        place(f.owner, 1.5, 2.0, 2),
        place(f.path, 1.5, 2.0, 2),
        place(f.kind, 0.5, 1.0, 2),
        place(f.description, 2.0, 2.0, 3),
        place(f.column_text, 1.2, 1.0, 3),
        place(f.glossary, 1.5, 1.5, 3),
    ]
}
