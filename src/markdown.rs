//! Markdown: the title, links and headings of a text (for linking), and safe HTML (for pages).

mod anchors;
mod bounds;
mod extensions;
mod link_address;
mod link_markup;
mod plain;
mod render;
mod safe_html;
mod sanitize;
mod summary;
mod targets;
#[cfg(test)]
mod tests;
mod text_survey;
mod writer;

pub use anchors::{ANCHOR, anchor, anchor_named};
pub use bounds::{
    Bound, MAX_HTML, MAX_LAID_OUT, MAX_MARKERS, MAX_NESTING, MAX_OPEN_HTML, MAX_TEXT_WITH_HTML,
};
pub use link_address::{Address, path_from, spells_text};
pub use plain::{escape_into, escape_to};
pub use render::{document, to_html};
pub use safe_html::Prose;
pub use summary::{after_headings, summary};
pub use targets::{Resolve, Targets};
pub use text_survey::{Reference, ReferenceKind, Survey, survey};
pub use writer::Heading;
