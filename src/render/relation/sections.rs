//! Sections of a view's or table's page that are more than a list.

use crate::render::markup::Markup;
use crate::view::model::{FindingRow, RelationPage};

/// Where a view points, what a table is reached through, and how the owner was determined.
pub(super) fn points(m: &mut Markup, page: &RelationPage) {
    m.raw("\n<section id=\"points\">\n");
    if page.is_view {
        pointers(m, page);
    } else if page.views.is_empty() {
        m.raw("<h2>Reached through</h2>\n").empty(if page.is_described {
            "No unified view reads this table. Publish it: add a view over it in an entry-point dataset."
        } else {
            "No unified view reads it."
        });
    } else {
        m.raw("<h2>Reached through <span class=\"count\">")
            .number(page.views.len() + page.views_more)
            .raw("</span></h2>\n")
            .links(&page.views, page.views_more);
    }
    m.raw("\n<h3>How the owner was determined</h3>\n<p>")
        .text(&page.owner_summary)
        .raw("</p>");
    if !page.claims.is_empty() {
        let word = if page.claims.len() == 1 {
            " source"
        } else {
            " sources"
        };
        m.raw("\n<details>\n<summary>")
            .number(page.claims.len())
            .raw(word)
            .raw(" of ownership</summary>\n<table class=\"stack claims\">\n<thead><tr><th scope=\"col\">Source</th><th scope=\"col\">Names</th><th scope=\"col\">What it says</th><th scope=\"col\">Verdict</th></tr></thead>\n<tbody>");
        for claim in &page.claims {
            m.raw("\n<tr><th scope=\"row\">")
                .raw(claim.source)
                .raw("</th><td>")
                .link(&claim.dme)
                .raw("</td><td>")
                .text(&claim.detail)
                .some(
                    " <small class=\"below\"><code class=\"at\">",
                    claim.at.as_ref(),
                    "</code></small>",
                )
                .raw("</td><td>")
                .raw(match (claim.decided, claim.agrees) {
                    (true, _) => "<span class=\"tag ok\">decided</span>",
                    (false, true) => "<span class=\"tag\">agrees</span>",
                    (false, false) => "<span class=\"tag warn\">disagrees</span>",
                })
                .raw("</td></tr>");
        }
        m.raw("\n</tbody>\n</table>\n</details>");
    }
    m.end();
}

fn pointers(m: &mut Markup, page: &RelationPage) {
    m.raw("<h2>Where it points</h2>\n");
    if page.pointers.is_empty() {
        m.empty("No table was found behind this view. Export the <code>VIEWS</code> of its dataset, or name its source under <code>declaredInputs</code> in the product's manifest.");
        return;
    }
    m.raw("<div class=\"points\">\n<div class=\"node here\"><small>")
        .raw(page.kind_label)
        .raw("</small><span class=\"mono\">")
        .name(&page.heading)
        .raw("</span></div>\n<ul>");
    for pointer in &page.pointers {
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
                        pointer.domain.as_ref(),
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
    m.raw("\n</ul>\n</div>");
    if page.pointers_more > 0 {
        m.raw("\n<p class=\"small soft\">and ")
            .number(page.pointers_more)
            .raw(" more targets</p>");
    }
}

pub(super) fn lineage(m: &mut Markup, page: &RelationPage) {
    let Some(lineage) = &page.lineage else { return };
    m.section("lineage", "Lineage")
        .raw("<div class=\"scroll\" role=\"region\" aria-label=\"Lineage picture\" tabindex=\"0\">\n")
        .raw(&lineage.picture_html)
        .raw("\n</div>\n<p class=\"small soft of-picture\">")
        .number(lineage.upstream_all)
        .raw(" upstream and ")
        .number(lineage.downstream_all)
        .raw(" downstream in all, however many steps away. <a href=\"")
        .address(&lineage.explorer)
        .raw("\">Open in the explorer</a></p>\n<details class=\"neighbours\">\n<summary>Direct neighbours as lists</summary>\n<div class=\"grid2\">");
    for (heading, links, more) in [
        ("Reads from", &lineage.upstream, lineage.upstream_more),
        ("Read by", &lineage.downstream, lineage.downstream_more),
    ] {
        m.raw("\n<div><h3>").raw(heading).raw("</h3>\n");
        if links.is_empty() {
            m.empty("Nothing known.");
        } else {
            m.links(links, more);
        }
        m.raw("</div>");
    }
    m.raw("\n</div>\n</details>").end();
}

/// What breaks if it moves.
pub(super) fn impact(m: &mut Markup, page: &RelationPage) {
    let Some(impact) = &page.impact else { return };
    m.section("impact", "What depends on it").raw("<p>");
    // All of it, what of it consumers see, and whose it is.
    for (i, (n, word)) in impact.counts.iter().enumerate() {
        m.raw(match (i, *word) {
            (0, _) => "<b>",
            (1, "data product" | "DME") => ", read or published by <b>",
            (1, _) => ", among them <b>",
            (_, "data product") => "; read or published by <b>",
            (_, "DME") => " of <b>",
            _ => ", <b>",
        })
        .text(&crate::view::grouped(*n))
        .raw("</b> ")
        .raw(word)
        .raw(if *n == 1 { "" } else { "s" });
        if i == 0 {
            m.raw(" downstream, however many steps away");
        }
    }
    m.raw(".")
        .some(" <span class=\"soft\">", impact.note.as_ref(), "</span>")
        .raw("</p>\n");
    if !impact.nearest.is_empty() {
        m.raw("<details>\n<summary>The nearest by name</summary>\n")
            .links(&impact.nearest, impact.more)
            .raw("</details>");
    }
    m.end();
}

pub(super) fn sla(m: &mut Markup, page: &RelationPage) {
    m.section("sla", "Service levels");
    if page.sla.is_empty() {
        m.empty("No SLA declared. Add <code>slaProperties</code> to the product's manifest or to its contract.")
            .end();
        return;
    }
    m.raw("<table class=\"stack\">\n<thead><tr><th scope=\"col\">Property</th><th scope=\"col\">Value</th><th scope=\"col\">About</th><th scope=\"col\">Said by</th></tr></thead>\n<tbody>");
    for row in &page.sla {
        m.raw("\n<tr><th scope=\"row\">")
            .text(&row.property)
            .raw("</th><td><b>")
            .text(&row.value)
            .raw("</b>")
            .some(" <small class=\"below\">", row.note.as_ref(), "</small>")
            .raw("</td><td>");
        match &row.element {
            Some(element) => {
                m.raw("<code>").text(element).raw("</code>");
            }
            None => {
                m.raw("<span class=\"soft\">all of it</span>");
            }
        }
        m.raw("</td><td>");
        if let Some(source) = &row.source {
            // Product and contract often have one name.
            m.link(source).raw(if source.kind == "contract" {
                " <small>contract</small>"
            } else {
                " <small>product</small>"
            });
        }
        m.raw("</td></tr>");
    }
    m.raw("\n</tbody>\n</table>").end();
}

pub(super) fn contracts(m: &mut Markup, page: &RelationPage) {
    m.section("contract", "Contract");
    if page.contracts.is_empty() {
        m.empty("No data contract. Add an ODCS document (<code>kind: DataContract</code>) whose schema names this asset.");
    }
    for contract in &page.contracts {
        m.raw("<article class=\"contract\">\n<h3><a href=\"")
            .address(&contract.href)
            .raw("\">")
            .text(&contract.name)
            .raw("</a>")
            .some(
                " <span class=\"mono\">",
                contract.version.as_ref(),
                "</span>",
            )
            .raw(" <span class=\"tag\">")
            .text(&contract.status)
            .raw("</span></h3>");
        if let Some(html) = &contract.purpose_html {
            m.raw("\n<div class=\"prose\">").raw(html).raw("</div>");
        }
        if let Some(html) = &contract.limitations_html {
            m.raw("\n<h4>Limits of use</h4>\n<div class=\"prose\">")
                .raw(html)
                .raw("</div>");
        }
        if !contract.quality.is_empty() {
            m.raw("\n<h4>Quality rules</h4>\n<ul>");
            for rule in &contract.quality {
                m.raw("\n<li>").text(rule).raw("</li>");
            }
            m.raw("\n</ul>");
        }
        super::contract::more(m, contract);
        m.raw("\n<p class=\"small soft\"><code>")
            .text(&contract.id)
            .raw("</code> · ")
            .text(&contract.standard)
            .raw(" · <code class=\"at\">")
            .text(&contract.at)
            .raw("</code></p>\n</article>");
    }
    m.end();
}

pub(super) fn access(m: &mut Markup, page: &RelationPage) {
    m.section("access", "Access");
    if page.access_url.is_some() || page.access_approver.is_some() {
        m.raw("<p>")
            .some(
                "<a class=\"button\" href=\"",
                page.access_url.as_ref(),
                "\">Request access</a>",
            )
            .some(
                " <span class=\"soft\">approved by ",
                page.access_approver.as_ref(),
                "</span>",
            )
            .raw("</p>\n");
    }
    if page.audiences.is_empty() {
        m.empty("No audience known. Export <code>OBJECT_PRIVILEGES</code>, or name <code>audiences</code> at its output port.");
    } else {
        m.raw("<table class=\"stack grants\">\n<thead><tr><th scope=\"col\">Audience</th><th scope=\"col\">Grantee</th><th scope=\"col\">Role</th><th scope=\"col\">Known from</th></tr></thead>\n<tbody>");
        for row in &page.audiences {
            m.raw("\n<tr><th scope=\"row\">")
                .text(&row.name)
                .raw("</th><td>")
                .some("<code>", row.grantee.as_ref(), "</code>")
                .raw("</td><td>")
                .some("", row.role.as_ref(), "")
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
    if page.access_url.is_none() {
        m.empty("How to request access is not declared. Add <code>roles</code> with a <code>requestUrl</code> to the DME's manifest.");
    }
    m.end();
}

pub(super) fn support(m: &mut Markup, page: &RelationPage) {
    m.section("support", "Support");
    if page.support.is_empty() {
        m.empty(
            "No support channel. Add <code>support</code> to the product's or the DME's manifest.",
        );
    } else {
        m.raw("<ul class=\"links\">");
        for row in &page.support {
            m.raw("\n<li>");
            match &row.url {
                Some(url) => {
                    m.raw("<a href=\"")
                        .text(url)
                        .raw("\">")
                        .text(&row.channel)
                        .raw("</a>");
                }
                None => {
                    m.text(&row.channel);
                }
            }
            m.some(" <small>", row.note.as_ref(), "</small>")
                .raw("</li>");
        }
        m.raw("\n</ul>");
    }
    m.end();
}

pub(super) fn findings(m: &mut Markup, page: &RelationPage) {
    if page.findings.is_empty() {
        return;
    }
    m.raw("\n<section id=\"findings\">\n<h2>Findings <span class=\"count\">")
        .number(page.findings.len())
        .raw("</span></h2>\n<ul class=\"findings\">");
    for finding in &page.findings {
        one_finding(m, finding);
    }
    m.raw("\n</ul>").end();
}

fn one_finding(m: &mut Markup, finding: &FindingRow) {
    m.raw("\n<li><span class=\"tag ")
        .raw(finding.severity)
        .raw("\">")
        .raw(if finding.severity == "info" {
            "remark"
        } else {
            finding.severity
        })
        .raw("</span><div>")
        .sentence(&finding.message);
    if let Some(help) = &finding.help {
        m.raw("<small class=\"below\">")
            .sentence(help)
            .raw("</small>");
    }
    m.raw("\n<small class=\"below\"><code>")
        .raw(finding.rule)
        .raw("</code>")
        .some(" · <code class=\"at\">", finding.at.as_ref(), "</code>");
    if let Some(asset) = &finding.asset {
        m.raw(" · ").link(asset);
    }
    m.raw("</small></div></li>");
}
