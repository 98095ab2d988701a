//! Sections of a view's or table's page that are more than a list.

use crate::html::writer::Writer;
use crate::view::model::{Dependent, Pointer, RelationPage, StubPart, Tone};
use crate::view::{UNSEEN, grouped};

/// Where a view points, what a table is reached through, and how the owner was determined.
pub(super) fn points(m: &mut Writer, page: &RelationPage<'_>) {
    m.raw("\n<section id=\"points\">\n");
    if page.is_view {
        pointers(m, page);
    } else if page.views.is_empty() {
        m.raw("<h2>Reached through</h2>\n");
        match (page.is_described, page.in_part) {
            (true, false) => m.empty("No unified view reads this table. Publish it: add a view over it in an entry-point dataset."),
            (_, true) => m.empty("No unified view that you may see reads it."),
            (false, false) => m.empty("No unified view reads it."),
        }
        .raw("\n");
    } else {
        m.raw("<h2>Reached through <span class=\"count\">")
            .number(page.views.len() + page.views_more)
            .raw("</span></h2>\n")
            .links(&page.views, page.views_more)
            .raw("\n");
    }
    m.raw("\n<h3>How the owner was determined</h3>\n<p>")
        .text(&page.owner_summary)
        .raw("</p>");
    if !page.owners_stated.is_empty() {
        let word = if page.owners_stated.len() == 1 {
            " source"
        } else {
            " sources"
        };
        m.raw("\n<details>\n<summary>")
            .number(page.owners_stated.len())
            .raw(word)
            .raw(" of ownership</summary>\n<table class=\"stack claims\">\n<thead><tr><th scope=\"col\">Source</th><th scope=\"col\">Names</th><th scope=\"col\">What it says</th><th scope=\"col\">Verdict</th></tr></thead>\n<tbody>");
        for stated_owner in &page.owners_stated {
            m.raw("\n<tr><th scope=\"row\">")
                .raw(stated_owner.source)
                .raw("</th><td>")
                .link(&stated_owner.dme)
                .raw("</td><td>")
                .text(&stated_owner.detail)
                .some(
                    " <small class=\"below\"><code class=\"at\">",
                    stated_owner.at.as_deref(),
                    "</code></small>",
                )
                .raw("</td><td>");
            match (stated_owner.decided, stated_owner.agrees) {
                (true, _) => m.tag(Tone::Ok.as_str(), "decided"),
                (false, true) => m.plain_tag("agrees"),
                (false, false) => m.tag(Tone::Warn.as_str(), "disagrees"),
            }
            .raw("</td></tr>");
        }
        m.raw("\n</tbody>\n</table>\n</details>");
    }
    m.end();
}

fn pointers(m: &mut Writer, page: &RelationPage<'_>) {
    m.raw("<h2>Where it points</h2>\n");
    if page.pointers.is_empty() && page.stub.is_none() {
        m.missing("No table was found behind this view", "Export the <code>VIEWS</code> of its dataset, or name its source under <code>declaredInputs</code> in the product's manifest.").raw("\n");
        return;
    }
    m.raw("<div class=\"points\">\n<div class=\"node here\"><small>")
        .raw(page.kind_label)
        .raw("</small><span class=\"mono\">")
        .name(&page.heading)
        .raw("</span></div>\n<ul>");
    for pointer in &page.pointers {
        way(m, pointer);
    }
    if let Some(stub) = &page.stub {
        way_out_of_sight(m, stub);
    }
    m.raw("\n</ul>\n</div>");
    if page.pointers_more > 0 {
        m.raw("\n<p class=\"small soft\">and ")
            .number(page.pointers_more)
            .raw(" more targets</p>");
    }
}

/// One way from the view to what it shows.
fn way(m: &mut Writer, pointer: &Pointer) {
    m.raw("\n<li><span class=\"to\">")
        .text(&pointer.by)
        .raw("</span><div class=\"node\"><small>")
        .text(&pointer.target_kind)
        .raw("</small>")
        .link(&pointer.target);
    if !pointer.through.is_empty() {
        m.raw("<small class=\"below\">through ")
            .comma_links(&pointer.through)
            .raw("</small>");
    }
    m.raw("</div>\n<span class=\"to\">held by</span>");
    match &pointer.dme {
        Some(dme) => {
            m.raw("<div class=\"node\"><small>DME</small>")
                .link(dme)
                .some(
                    "<small class=\"below\">",
                    pointer.domain.as_deref(),
                    "</small>",
                )
                .raw("</div>");
        }
        None => {
            m.raw("<div class=\"node none\"><small>DME</small><span>unknown</span></div>");
        }
    }
    m.raw("</li>");
}

/// The way to all that the reader may not see: one, however much that is.
fn way_out_of_sight(m: &mut Writer, stub: &StubPart<'_>) {
    m.raw("\n<li><span class=\"to\">view SQL</span><div class=\"node none\">");
    if stub.names.is_empty() {
        m.raw("<span>").raw(UNSEEN).raw("</span>");
    } else {
        m.raw("<small>not for you to see</small>");
        for name in &stub.names {
            m.raw("<span class=\"mono\">").name(name).raw("</span>");
        }
    }
    if !stub.through.is_empty() {
        m.raw("<small class=\"below\">through ")
            .comma_links(&stub.through)
            .raw("</small>");
    }
    m.raw("</div></li>");
}

pub(super) fn columns(m: &mut Writer, page: &RelationPage<'_>) {
    let columns = &page.columns;
    if columns.count == 0 {
        m.section("columns", "Columns")
            .missing("No columns known", "Export <code>COLUMNS</code> and <code>COLUMN_FIELD_PATHS</code> of its dataset, or list them in the contract's schema.")
            .raw("\n")
            .end();
        return;
    }
    m.raw("\n<section id=\"columns\">\n<h2>Columns <span class=\"count\">")
        .number(columns.count)
        .raw("</span></h2>\n<div class=\"tools\">")
        .filter_box("column-rows", "Filter columns");
    if let Some(percent) = columns.described_percent {
        m.raw("<span class=\"soft small\">")
            .number(percent)
            .raw(" % described</span>");
    }
    m.raw(match columns.with_sources {
        true => "</div>\n<table class=\"stack columns sourced\" id=\"column-rows\">\n<thead><tr><th scope=\"col\">Column</th><th scope=\"col\">Type</th><th scope=\"col\">Description</th><th scope=\"col\">From</th></tr></thead>\n<tbody>",
        false => "</div>\n<table class=\"stack columns\" id=\"column-rows\">\n<thead><tr><th scope=\"col\">Column</th><th scope=\"col\">Type</th><th scope=\"col\">Description</th></tr></thead>\n<tbody>",
    })
    .column_rows(&columns.rows, columns.with_sources)
    .raw("</tbody>\n</table>");
    if columns.nested_more > 0 {
        m.raw("\n<p class=\"small soft\">and ")
            .number(columns.nested_more)
            .raw(" more nested fields</p>");
    }
    m.end();
}

pub(super) fn lineage(m: &mut Writer, page: &RelationPage<'_>) {
    let Some(lineage) = &page.lineage else { return };
    m.section("lineage", "Lineage")
        .raw("<div class=\"scroll\" role=\"region\" aria-label=\"Lineage picture\" tabindex=\"0\">\n")
        .picture(&lineage.picture)
        .raw("\n</div>\n<p class=\"small soft of-picture\">")
        .number(lineage.upstream_all)
        .raw(" upstream and ")
        .number(lineage.downstream_all)
        .raw(match page.in_part {
            true => " downstream that you may see, however many steps away. <a href=\"",
            false => " downstream in all, however many steps away. <a href=\"",
        })
        .address(&lineage.explorer)
        .raw("\">Open in the explorer</a></p>\n<details class=\"neighbours\">\n<summary>Direct neighbours as lists</summary>\n<div class=\"grid2\">");
    for (heading, links, more) in [
        ("Reads from", &lineage.upstream, lineage.upstream_more),
        ("Read by", &lineage.downstream, lineage.downstream_more),
    ] {
        m.raw("\n<div><h3>").raw(heading).raw("</h3>\n");
        if links.is_empty() {
            m.empty(match page.in_part {
                true => "Nothing that you may see.",
                false => "Nothing known.",
            });
        } else {
            m.links(links, more);
        }
        m.raw("\n</div>");
    }
    m.raw("\n</div>\n</details>").end();
}

/// What breaks if it moves.
pub(super) fn impact(m: &mut Writer, page: &RelationPage<'_>) {
    let Some(impact) = &page.impact else { return };
    m.section("impact", "What depends on it").raw("<p>");
    // All of it, what of it consumers see, and whose it is.
    for (i, (n, of)) in impact.counts.iter().enumerate() {
        m.raw(match (i, *of) {
            (0, _) => "<b>",
            (1, Dependent::Product | Dependent::Dme) => ", read or published by <b>",
            (1, _) => ", among them <b>",
            (_, Dependent::Product) => "; read or published by <b>",
            (_, Dependent::Dme) => " of <b>",
            _ => ", <b>",
        })
        .text(&grouped(*n))
        .raw("</b> ")
        .raw(of.as_str())
        .raw(if *n == 1 { "" } else { "s" });
        if i == 0 {
            m.raw(match page.in_part {
                true => " downstream that you may see, however many steps away",
                false => " downstream, however many steps away",
            });
        }
    }
    m.raw(".")
        .some(" <span class=\"soft\">", impact.note.as_deref(), "</span>")
        .raw("</p>\n");
    if !impact.nearest.is_empty() {
        m.raw("<details>\n<summary>The nearest by name</summary>\n")
            .links(&impact.nearest, impact.more)
            .raw("\n</details>");
    }
    m.end();
}

pub(super) fn sla(m: &mut Writer, page: &RelationPage<'_>) {
    m.section("sla", "Service levels").sla(&page.sla, true);
    if page.sla.is_empty() {
        m.raw("\n");
    }
    m.end();
}

pub(super) fn contracts(m: &mut Writer, page: &RelationPage<'_>) {
    m.section("contract", "Contract");
    if page.contracts.is_empty() {
        m.no_contract().raw("\n");
    }
    for contract in &page.contracts {
        m.contract(contract);
    }
    m.end();
}

pub(super) fn access(m: &mut Writer, page: &RelationPage<'_>) {
    m.section("access", "Access");
    if page.access_url.is_some() || page.access_approver.is_some() {
        m.raw("<p>")
            .some(
                "<a class=\"button\" href=\"",
                page.access_url.as_deref(),
                "\">Request access</a>",
            )
            .some(
                " <span class=\"soft\">approved by ",
                page.access_approver.as_deref(),
                "</span>",
            )
            .raw("</p>\n");
    }
    if page.audiences.is_empty() {
        m.missing("No audience known", "Export <code>OBJECT_PRIVILEGES</code>, or name <code>audiences</code> at its output port.").raw("\n");
    } else {
        m.raw("<table class=\"stack grants\">\n<thead><tr><th scope=\"col\">Audience</th><th scope=\"col\">Grantee</th><th scope=\"col\">Role</th><th scope=\"col\">Known from</th></tr></thead>\n<tbody>");
        for row in &page.audiences {
            m.raw("\n<tr><th scope=\"row\">")
                .text(&row.name)
                .raw("</th><td>")
                .some("<code>", row.grantee.as_deref(), "</code>")
                .raw("</td><td>")
                .some("", row.role.as_deref(), "")
                .raw("</td><td>")
                .text(&row.by)
                .raw("</td></tr>");
        }
        m.raw("\n</tbody>\n</table>\n");
    }
    if page.individual_grants > 0 {
        m.raw("<p class=\"small soft\">")
            .number(page.individual_grants)
            .raw(if page.individual_grants == 1 {
                " person holds a grant of their own and is not named here.</p>\n"
            } else {
                " persons hold grants of their own and are not named here.</p>\n"
            });
    }
    if page.access_url.is_none() && page.in_part {
        m.empty("No way to request access that you may see.")
            .raw("\n");
    } else if page.access_url.is_none() {
        m.missing(
            "How to request access is not declared",
            "Add <code>roles</code> with a <code>requestUrl</code> to the DME's manifest.",
        )
        .raw("\n");
    }
    m.end();
}

pub(super) fn support(m: &mut Writer, page: &RelationPage<'_>) {
    m.section("support", "Support");
    if page.support.is_empty() {
        m.missing(
            "No support channel",
            "Add <code>support</code> to the product's or the DME's manifest.",
        )
        .raw("\n");
    } else {
        m.support(&page.support);
    }
    m.end();
}

pub(super) fn history(m: &mut Writer, page: &RelationPage<'_>) {
    m.section("history", "History").pairs(&page.history).end();
}

pub(super) fn details(m: &mut Writer, page: &RelationPage<'_>) {
    m.section("details", "Details");
    if !page.terms.is_empty() {
        m.raw("<p>Glossary: ")
            .comma_links(&page.terms)
            .raw("</p>\n");
    }
    if !page.details.is_empty() {
        m.pairs(&page.details);
    }
    m.end();
}

pub(super) fn sql(m: &mut Writer, page: &RelationPage<'_>) {
    let Some(sql) = &page.sql else { return };
    m.section("sql", "SQL")
        .some(
            "<p class=\"small soft\">",
            page.sql_note.as_deref(),
            "</p>\n",
        )
        .raw("<details>\n<summary>Show the statement</summary>\n<p>")
        .copy_button(("sql-text", 0), "SQL")
        .raw("</p>\n<pre id=\"sql-text\" class=\"sql\">")
        .text(sql)
        .raw("</pre>\n</details>")
        .end();
}

pub(super) fn findings(m: &mut Writer, page: &RelationPage<'_>) {
    m.raw("\n<section id=\"findings\">\n<h2>Findings <span class=\"count\">")
        .number(page.findings.len())
        .raw("</span></h2>\n")
        .findings(&page.findings, 0, "")
        .end();
}
