//! Content of a view's or table's page, in the order of a consumer's questions.

use super::markup::Markup;
use crate::view::model::{Pair, RelationPage};
use crate::view::root;

mod contract;
mod sample;
mod sections;
mod trust;

/// The content of the page.
pub(super) fn main(page: &RelationPage) -> String {
    let mut m = Markup::new(root(&page.page.path));
    head(&mut m, page);
    sections::points(&mut m, page);
    columns(&mut m, page);
    sample::queries(&mut m, page);
    sections::lineage(&mut m, page);
    sections::impact(&mut m, page);
    trust::evidence(&mut m, page);
    trust::usage(&mut m, page);
    // Nobody in this mesh could add what is missing about what it only reads.
    if page.is_described {
        sections::sla(&mut m, page);
        sections::contracts(&mut m, page);
        sections::access(&mut m, page);
        sections::support(&mut m, page);
    }
    if !page.history.is_empty() {
        m.section("history", "History");
        pairs(&mut m, &page.history);
        m.end();
    }
    details(&mut m, page);
    sql(&mut m, page);
    sections::findings(&mut m, page);
    m.finish()
}

/// The way down to the page.
pub(super) fn crumbs(page: &RelationPage) -> String {
    if page.page.crumbs.is_empty() {
        return String::new();
    }
    let mut m = Markup::new(root(&page.page.path));
    m.raw("<nav class=\"crumbs\" aria-label=\"Breadcrumb\"><ol>");
    for crumb in &page.page.crumbs {
        m.raw("\n<li>").crumb(crumb).raw("</li>");
    }
    m.raw("\n</ol></nav>\n");
    m.finish()
}

/// The table of contents: the sections that the page has.
pub(super) fn toc(page: &RelationPage) -> String {
    let mut m = Markup::new(String::new());
    m.raw("<nav class=\"toc\" aria-label=\"On this page\">\n<a href=\"#main\">")
        .name(&page.heading)
        .raw("</a>");
    let points = if page.is_view {
        "Where it points"
    } else {
        "Reached through"
    };
    let entries = [
        (true, "points", points),
        (true, "columns", "Columns"),
        (!page.sample_queries.is_empty(), "query", "Sample query"),
        (page.lineage.is_some(), "lineage", "Lineage"),
        (page.impact.is_some(), "impact", "Impact"),
        (page.trust.is_some(), "trust", "Freshness and incidents"),
        (page.usage.is_some(), "usage", "Use"),
        (page.is_described, "sla", "Service levels"),
        (page.is_described, "contract", "Contract"),
        (page.is_described, "access", "Access"),
        (page.is_described, "support", "Support"),
        (!page.history.is_empty(), "history", "History"),
        (
            !page.details.is_empty() || !page.terms.is_empty(),
            "details",
            "Details",
        ),
        (page.sql.is_some(), "sql", "SQL"),
        (!page.findings.is_empty(), "findings", "Findings"),
    ];
    for (_, id, name) in entries.iter().filter(|(there, ..)| *there) {
        m.raw("\n<a href=\"#")
            .raw(id)
            .raw("\">")
            .raw(name)
            .raw("</a>");
    }
    m.raw("\n</nav>");
    m.finish()
}

fn head(m: &mut Markup, page: &RelationPage) {
    m.raw("<div class=\"head\">\n<div class=\"title\">\n<h1 class=\"mono\">")
        .name(&page.heading)
        .raw("</h1>\n<span class=\"tags\"><span class=\"tag\">")
        .raw(page.kind_label)
        .raw("</span>")
        .badges(&page.badges)
        .raw("</span>\n</div>\n<p class=\"id\"><code id=\"id\">")
        .text(&page.full_name)
        .raw("</code> <button class=\"copy js-only\" type=\"button\" data-copy=\"id\">Copy<span class=\"vh\"> name</span></button>")
        .some(" · ", page.friendly_name.as_ref(), "")
        .raw("</p>\n");
    match &page.lead_html {
        Some(html) => {
            m.raw("<div class=\"lead prose\">").raw(html).raw("</div>");
        }
        None if !page.is_described => {}
        None => {
            let what = if page.is_view { "view" } else { "table" };
            m.empty(&format!("No description. Add <code>description</code> to its output port in the product's manifest, or to the {what} in the warehouse."));
        }
    }
    trust::verdict(m, page);
    for notice in &page.notices {
        m.raw("\n<p class=\"notice ")
            .raw(notice.tone)
            .raw("\"><span><b>")
            .text(&notice.title)
            .raw("</b> ")
            .text(&notice.text);
        if let Some(link) = &notice.link {
            m.raw(" ").link(link);
        }
        m.raw("</span></p>");
    }
    if !page.facts.is_empty() {
        m.raw("\n<dl class=\"facts\">");
        for fact in &page.facts {
            m.raw(if fact.empty {
                "\n<div class=\"none\"><dt>"
            } else {
                "\n<div><dt>"
            })
            .raw(fact.label)
            .raw("</dt><dd>")
            .comma_links(&fact.values);
            if fact.note.is_some() || fact.note_link.is_some() {
                m.raw("<small class=\"below\">")
                    .some("", fact.note.as_ref(), "");
                if let Some(link) = &fact.note_link {
                    m.raw(" ").link(link);
                }
                m.raw("</small>");
            }
            m.raw("</dd></div>");
        }
        m.raw("\n</dl>");
    }
    m.raw("\n</div>");
}

fn columns(m: &mut Markup, page: &RelationPage) {
    if page.column_count == 0 {
        m.section("columns", "Columns")
            .empty("No columns known. Export <code>COLUMNS</code> and <code>COLUMN_FIELD_PATHS</code> of its dataset, or list them in the contract's schema.")
            .end();
        return;
    }
    m.raw("\n<section id=\"columns\">\n<h2>Columns <span class=\"count\">")
        .number(page.column_count)
        .raw("</span></h2>\n<div class=\"tools\"><input class=\"js-only\" type=\"search\" data-filter=\"column-rows\" placeholder=\"Filter columns\" aria-label=\"Filter columns\" autocomplete=\"off\" spellcheck=\"false\"><span class=\"soft small\" role=\"status\"></span>");
    if let Some(percent) = page.described_percent {
        m.raw("<span class=\"soft small\">")
            .number(percent)
            .raw(" % described</span>");
    }
    m.raw("</div>\n<table class=\"stack columns")
        .raw(if page.has_column_lineage { " sourced" } else { "" })
        .raw("\" id=\"column-rows\">\n<thead><tr><th scope=\"col\">Column</th><th scope=\"col\">Type</th><th scope=\"col\">Description</th>")
        .raw(if page.has_column_lineage {
            "<th scope=\"col\">From</th></tr></thead>\n<tbody>"
        } else {
            "</tr></thead>\n<tbody>"
        })
        .raw(&page.columns_html)
        .raw("</tbody>\n</table>");
    if page.nested_more > 0 {
        m.raw("\n<p class=\"small soft\">and ")
            .number(page.nested_more)
            .raw(" more nested fields</p>");
    }
    m.end();
}

fn pairs(m: &mut Markup, rows: &[Pair]) {
    m.raw("<dl class=\"pairs\">");
    for pair in rows {
        m.raw("\n<div><dt>").text(&pair.name).raw("</dt><dd>");
        match &pair.url {
            Some(url) => {
                m.raw("<a href=\"")
                    .text(url)
                    .raw("\">")
                    .text(&pair.value)
                    .raw("</a>");
            }
            None => {
                m.text(&pair.value);
            }
        }
        m.raw("</dd></div>");
    }
    m.raw("\n</dl>");
}

fn details(m: &mut Markup, page: &RelationPage) {
    if page.details.is_empty() && page.terms.is_empty() {
        return;
    }
    m.section("details", "Details");
    if !page.terms.is_empty() {
        m.raw("<p>Glossary: ")
            .comma_links(&page.terms)
            .raw("</p>\n");
    }
    if !page.details.is_empty() {
        pairs(m, &page.details);
    }
    m.end();
}

fn sql(m: &mut Markup, page: &RelationPage) {
    let Some(sql) = &page.sql else { return };
    m.section("sql", "SQL")
        .some("<p class=\"small soft\">", page.sql_note.as_ref(), "</p>\n")
        .raw("<details>\n<summary>Show the statement</summary>\n<p><button class=\"copy js-only\" type=\"button\" data-copy=\"sql-text\">Copy<span class=\"vh\"> SQL</span></button></p>\n<pre id=\"sql-text\" class=\"sql\">")
        .text(sql)
        .raw("</pre>\n</details>")
        .end();
}
