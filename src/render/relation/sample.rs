//! Queries to start from.

use crate::render::markup::Markup;
use crate::view::model::RelationPage;

/// Queries to start from.
pub(super) fn queries(m: &mut Markup, page: &RelationPage) {
    let sample = &page.sample_queries;
    if let Some(note) = &sample.note {
        m.section("query", "Sample query")
            .raw("<p class=\"soft\">")
            .text(note)
            .raw("</p>");
        m.end();
    }
    if sample.queries.is_empty() {
        return;
    }
    m.raw("\n<section id=\"query\">\n");
    for (i, query) in sample.queries.iter().enumerate() {
        let id = match i {
            0 => "query-text".to_owned(),
            i => format!("query-text-{i}"),
        };
        m.raw("<div class=\"bar-h\">");
        if i == 0 {
            m.raw("<h2>Sample query</h2>");
        } else {
            m.raw("<h3>").text(&query.title).raw("</h3>");
        }
        m.raw("<button class=\"copy js-only\" type=\"button\" data-copy=\"")
            .raw(&id)
            .raw(match i {
                0 => "\">Copy<span class=\"vh\"> query</span></button></div>\n<pre id=\"",
                _ => "\">Copy<span class=\"vh\"> statement</span></button></div>\n<pre id=\"",
            })
            .raw(&id)
            .raw("\" class=\"sql\">")
            .text(&query.sql)
            .raw("</pre>\n");
    }
    m.end();
}
