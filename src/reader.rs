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
pub(crate) use source::{Readable, Reader};
