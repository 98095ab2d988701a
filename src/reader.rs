//! What pages read of a mesh: the only way from page models to the catalog and to what follows from
//! it. Each method reads one facet of one asset, or one set; its documentation names which. What a
//! page read is then what it has to be built again for.
//!
//! Which facets of an asset and which sets there are says [`crate::facets`]; names are asked for by
//! methods that read that nothing has a name, too. A method that hands out a whole slice reads
//! everything: who uses it is made anew in every build. Settings aren't read here: they hold for every
//! page.
//!
//! Where a [`Recorder`] listens, each method tells it what is read.

mod edges;
mod entity_record;
mod findings_access;
mod former_names;
mod history_access;
mod label;
mod lists;
mod mesh;
mod name_lookup;
mod part_access;
mod recorder;
mod relation_columns;
mod relation_grants;
mod relation_owners;
mod relation_usage;
mod source;
mod star_reads;
mod state;
mod text_access;

pub(crate) use entity_record::Record;
pub(crate) use recorder::{Notes, Recorder};
pub(crate) use source::Readable;

use crate::catalog::AssetIx;
use crate::facets::{Facet, Question, Set};
use source::Source;

/// Reads one catalog, what follows from it, and what was found. Indices that go in and come out are that catalog's.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a> {
    source: Source<'a>,
}

impl<'a> Reader<'a> {
    /// Notes that a facet was read of what is made of a mesh for pages.
    pub(crate) fn note(self, facet: Facet, ix: AssetIx) {
        self.source.derived(facet, ix);
    }

    /// Notes that something of the mesh as a whole was read of that.
    pub(crate) fn note_set(self, set: Set) {
        self.source.whole(set);
    }

    /// Notes that an answer was read of that.
    pub(crate) fn note_answer(self, question: Question, text: &str) {
        self.source.asked(question, text);
    }
}
