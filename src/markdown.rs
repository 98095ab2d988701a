//! Markdown: the title, links and headings of a text (for linking), and safe HTML (for pages).

mod address;
mod anchors;
mod bounds;
mod extensions;
mod links;
mod plain;
mod prose;
mod render;
mod sanitize;
mod summary;
mod survey;
mod targets;
#[cfg(test)]
mod tests;
mod writer;

pub use address::{Address, path_from, spells_text};
pub use anchors::{ANCHOR, anchor, anchor_named};
pub use bounds::{
    Bound, MAX_HTML, MAX_LAID_OUT, MAX_MARKERS, MAX_NESTING, MAX_OPEN_HTML, MAX_TEXT_WITH_HTML,
};
pub use plain::{escape_into, escape_to};
pub use prose::Prose;
pub use render::{document, to_html};
pub use summary::{after_headings, summary};
pub use survey::{Reference, ReferenceKind, Survey, survey};
pub use targets::{Resolve, Targets};
pub use writer::Heading;
