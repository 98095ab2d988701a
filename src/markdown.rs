//! Markdown: the title, links and headings of a text (for linking), and safe HTML (for pages).

mod anchors;
mod bounds;
mod constructs;
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

pub(crate) use anchors::anchor_named;
pub(crate) use bounds::{
    Bound, MAX_HTML, MAX_LAID_OUT, MAX_MARKERS, MAX_NESTING, MAX_OPEN_HTML, MAX_TEXT_WITH_HTML,
};
pub(crate) use constructs::constructs;
pub(crate) use link_address::{Address, path_from, spells_text};
pub(crate) use plain::{escape_into, escape_to};
pub(crate) use render::{document, to_html, to_html_telling};
pub(crate) use safe_html::Prose;
pub(crate) use summary::{after_headings, summary};
pub(crate) use targets::Targets;
pub(crate) use text_survey::{Reference, ReferenceKind, Survey, survey};
pub(crate) use writer::Heading;
