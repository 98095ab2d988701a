//! Markdown: the title, links and headings of a text (for linking), and safe HTML (for pages).

mod address;
mod anchors;
mod bounds;
mod links;
mod plain;
mod prose;
mod render;
mod sanitize;
mod summary;
mod survey;
#[cfg(test)]
mod tests;

use pulldown_cmark::Options;

pub use address::{Address, path_from, spells_text};
pub use anchors::{ANCHOR, anchor, anchor_named};
pub use bounds::{
    Bound, MAX_HTML, MAX_LAID_OUT, MAX_MARKERS, MAX_NESTING, MAX_OPEN_HTML, MAX_TEXT_WITH_HTML,
};
pub use plain::{escape_into, escape_to};
pub use prose::Prose;
pub use render::{Heading, Resolve, Targets, document, to_html};
pub use summary::{after_headings, summary};
pub use survey::{Reference, ReferenceKind, Survey, survey};

/// What of Markdown is read.
fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_WIKILINKS
}
