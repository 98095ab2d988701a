//! What of Markdown is read beyond CommonMark.

use pulldown_cmark::Options;

/// The extensions of CommonMark that are read, by all readers of a text.
pub(super) fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_WIKILINKS
}
