//! A view's or table's page, in the order of a consumer's questions. Nearly all of a portal's pages
//! are like it, so it is drawn here; a theme's own template draws it from the same model.

use super::components::Title;
use super::writer::{Html, Writer};
use crate::view::model::RelationPage;
use crate::view::root;

mod sample;
mod sections;
mod trust;

/// What draws a part of the page; nothing where the page has none such.
type Draw = fn(&mut Writer, &RelationPage<'_>);

/// Parts of the page below its head, by the id of their section.
const SECTIONS: [(&str, Draw); 15] = [
    ("points", sections::points),
    ("columns", sections::columns),
    ("query", sample::queries),
    ("lineage", sections::lineage),
    ("impact", sections::impact),
    ("trust", trust::evidence),
    ("usage", trust::usage),
    ("sla", sections::sla),
    ("contract", sections::contracts),
    ("access", sections::access),
    ("support", sections::support),
    ("history", sections::history),
    ("details", sections::details),
    ("sql", sections::sql),
    ("findings", sections::findings),
];

/// The content of the page.
#[must_use]
pub fn main(page: &RelationPage<'_>) -> Html {
    let mut m = writer(page, 12 << 10);
    head(&mut m, page);
    for (_, draw) in SECTIONS {
        draw(&mut m, page);
    }
    m.finish()
}

/// The parts of the content one by one, `head` first, for a theme that orders them otherwise.
pub fn parts(page: &RelationPage<'_>) -> impl Iterator<Item = (&'static str, Html)> {
    let head: (&str, Draw) = ("head", head);
    std::iter::once(head).chain(SECTIONS).map(|(id, draw)| {
        let mut m = writer(page, 0);
        draw(&mut m, page);
        (id, m.finish())
    })
}

/// The way down to the page.
#[must_use]
pub fn crumbs(page: &RelationPage<'_>) -> Html {
    let mut m = writer(page, 512);
    m.breadcrumbs(&page.page.crumbs);
    m.finish()
}

/// The table of contents: the sections that the page has.
#[must_use]
pub fn toc(page: &RelationPage<'_>) -> Html {
    let mut m = writer(page, 1 << 10);
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

fn writer(page: &RelationPage<'_>, capacity: usize) -> Writer {
    Writer::new(&root(&page.page.path), capacity).breaking_names()
}

fn head(m: &mut Writer, page: &RelationPage<'_>) {
    m.raw("<div class=\"head\">\n").title(&Title {
        heading: &page.heading,
        mono: true,
        kind: page.kind_label,
        badges: &page.badges,
        copy: page.full_name,
        also: page.friendly_name,
    });
    match &page.lead {
        Some(lead) => {
            m.raw("<div class=\"lead prose\">")
                .prose(lead)
                .raw("</div>");
        }
        None if !page.is_described => {}
        None => {
            m.empty(match page.is_view {
                true => "No description. Add <code>description</code> to its output port in the product's manifest, or to the view in the warehouse.",
                false => "No description. Add <code>description</code> to its output port in the product's manifest, or to the table in the warehouse.",
            })
            .raw("\n");
        }
    }
    trust::verdict(m, page);
    m.notices(&page.notices).facts(&page.facts).raw("\n</div>");
}
