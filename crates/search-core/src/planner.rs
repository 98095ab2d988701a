//! What is known while a query is put together, which its parts share.

use tantivy::SegmentReader;
use tantivy::query::Query;
use tantivy::schema::Field;

use crate::index_schema::Fields;
use crate::lookup::Lookup;
use crate::mark::Marks;

/// How strictly a query is run; the next one where the one before finds nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// All words that anything matches.
    All,
    /// The same, and typos are forgiven in words that exist as well.
    Forgiving,
    /// Most of them, by how rare they are.
    Most,
}

/// A plain word: as it is in each field that has it, and in names as it may have been meant.
#[derive(Default)]
pub(crate) struct Plain {
    pub(crate) same: Vec<(Field, Box<dyn Query>)>,
    pub(crate) near: Vec<Box<dyn Query>>,
    /// As it was typed, folded.
    pub(crate) folded: String,
    /// Whether results may lack it.
    pub(crate) stop: bool,
    /// Whether nothing matches it.
    pub(crate) unmatched: bool,
    /// Whether only what it may have been meant to be does, or what it is a part of.
    pub(crate) guessed: bool,
}

impl Plain {
    pub(crate) fn in_field(&self, field: Field) -> Option<Box<dyn Query>> {
        let found = self.same.iter().find(|(f, _)| *f == field);
        found.map(|(_, query)| query.box_clone())
    }
}

/// Puts queries together.
pub(crate) struct Planner<'a> {
    pub(crate) lookup: Lookup<'a>,
    pub(crate) fields: &'a Fields,
    /// Documents of the index.
    pub(crate) assets: u32,
    pub(crate) mode: Mode,
    pub(crate) marks: Marks,
    /// The plain words, in order.
    pub(crate) plain: Vec<Plain>,
    /// What finds them in descriptions of columns, and in terms of the glossary.
    pub(crate) texts: Vec<Box<dyn Query>>,
    pub(crate) glossary: Vec<Box<dyn Query>>,
    /// Whether the plain words as a whole are a name, or the beginning of one.
    pub(crate) named: bool,
}

impl<'a> Planner<'a> {
    pub(crate) fn new(reader: &'a SegmentReader, fields: &'a Fields, mode: Mode) -> Self {
        Self {
            lookup: Lookup::new(reader),
            fields,
            assets: reader.max_doc(),
            mode,
            marks: Marks::default(),
            plain: Vec::new(),
            texts: Vec::new(),
            glossary: Vec::new(),
            named: false,
        }
    }
}
