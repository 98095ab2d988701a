//! Queries to start from.

use crate::html::writer::Writer;
use crate::view::model::RelationPage;

/// Queries to start from.
pub(super) fn queries(m: &mut Writer, page: &RelationPage<'_>) {
    let sample = &page.sample_queries;
    if let Some(note) = &sample.note {
        m.section("query", "Sample query")
            .raw("<p class=\"soft\">")
            .text(note)
            .raw("</p>")
            .end();
    }
    if sample.queries.is_empty() {
        return;
    }
    m.raw("\n<section id=\"query\">\n");
    for (i, query) in sample.queries.iter().enumerate() {
        m.raw("<div class=\"bar-h\">");
        match i {
            0 => m.raw("<h2>Sample query</h2>"),
            _ => m.raw("<h3>").text(&query.title).raw("</h3>"),
        };
        let id = ("query-text", i);
        m.copy_button(id, if i == 0 { "query" } else { "statement" })
            .raw("</div>\n<pre id=\"")
            .id(id)
            .raw("\" class=\"sql\">")
            .text(&query.sql)
            .raw("</pre>\n");
    }
    m.end();
}
