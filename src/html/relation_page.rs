//! A view's or table's page, in the order of a consumer's questions. Nearly all of a portal's pages
//! are like it, so it is drawn here; a theme's own template draws it from the same model.

use super::components::Title;
use super::writer::{Html, Writer};
use crate::view::model::RelationPage;
use crate::view::root;

mod access_markup;
mod sample_markup;
mod section_markup;
mod trust_markup;

/// A part of the page.
struct Section {
    /// Id of the element.
    id: &'static str,
    /// In the table of contents.
    name: &'static str,
    /// Whether the page has it. Nobody in this mesh could add what is missing about what it only reads.
    is_there: fn(&RelationPage<'_>) -> bool,
    draw: fn(&mut Writer, &RelationPage<'_>),
}

/// Parts of the page below its head.
const SECTIONS: [Section; 15] = [
    Section {
        id: "points",
        name: "Reached through",
        is_there: |_| true,
        draw: section_markup::points,
    },
    Section {
        id: "columns",
        name: "Columns",
        is_there: |_| true,
        draw: section_markup::columns,
    },
    Section {
        id: "query",
        name: "Sample query",
        is_there: |p| !p.sample_queries.is_empty(),
        draw: sample_markup::queries,
    },
    Section {
        id: "lineage",
        name: "Lineage",
        is_there: |p| p.lineage.is_some(),
        draw: section_markup::lineage,
    },
    Section {
        id: "impact",
        name: "Impact",
        is_there: |p| p.impact.is_some(),
        draw: section_markup::impact,
    },
    Section {
        id: "trust",
        name: "Freshness and incidents",
        is_there: |p| p.trust.is_some(),
        draw: trust_markup::evidence,
    },
    Section {
        id: "usage",
        name: "Use",
        is_there: |p| p.usage.is_some(),
        draw: trust_markup::usage,
    },
    Section {
        id: "sla",
        name: "Service levels",
        is_there: |p| p.is_described,
        draw: section_markup::sla,
    },
    Section {
        id: "contract",
        name: "Contract",
        is_there: |p| p.is_described,
        draw: section_markup::contracts,
    },
    Section {
        id: "access",
        name: "Access",
        is_there: |p| p.is_described,
        draw: section_markup::access,
    },
    Section {
        id: "support",
        name: "Support",
        is_there: |p| p.is_described,
        draw: section_markup::support,
    },
    Section {
        id: "history",
        name: "History",
        is_there: |p| !p.history.is_empty(),
        draw: section_markup::history,
    },
    Section {
        id: "details",
        name: "Details",
        is_there: |p| !p.details.is_empty() || !p.terms.is_empty(),
        draw: section_markup::details,
    },
    Section {
        id: "sql",
        name: "SQL",
        is_there: |p| p.sql.is_some(),
        draw: section_markup::sql,
    },
    Section {
        id: "findings",
        name: "Findings",
        is_there: |p| !p.findings.is_empty(),
        draw: section_markup::findings,
    },
];

/// Parts of the page of a view that the reader may not query yet.
const LISTED: [Section; 2] = [
    Section {
        id: "access",
        name: "How to get access",
        is_there: |_| true,
        draw: access_markup::how_to_ask,
    },
    Section {
        id: "support",
        name: "Support",
        is_there: |p| !p.support.is_empty(),
        draw: section_markup::support,
    },
];

fn sections<'p>(page: &'p RelationPage<'_>) -> impl Iterator<Item = &'static Section> + 'p {
    let sections: &'static [Section] = match page.listed {
        Some(_) => &LISTED,
        None => &SECTIONS,
    };
    sections.iter().filter(|section| (section.is_there)(page))
}

/// The content of the page.
#[must_use]
pub(crate) fn main(page: &RelationPage<'_>) -> Html {
    let mut m = writer(page, 20 << 10);
    head(&mut m, page);
    for section in sections(page) {
        (section.draw)(&mut m, page);
    }
    m.finish()
}

/// The parts of the content one by one, `head` first, for a theme that orders them otherwise.
pub(crate) fn parts(page: &RelationPage<'_>) -> impl Iterator<Item = (&'static str, Html)> {
    let drawn = |draw: fn(&mut Writer, &RelationPage<'_>)| {
        let mut m = writer(page, 0);
        draw(&mut m, page);
        m.finish()
    };
    let rest = SECTIONS.iter().map(move |section| {
        match sections(page).find(|there| there.id == section.id) {
            Some(there) => (there.id, drawn(there.draw)),
            None => (section.id, writer(page, 0).finish()),
        }
    });
    std::iter::once(("head", drawn(head))).chain(rest)
}

/// The way down to the page.
#[must_use]
pub(crate) fn crumbs(page: &RelationPage<'_>) -> Html {
    let mut m = writer(page, 512);
    m.breadcrumbs(&page.page.crumbs);
    m.finish()
}

/// The table of contents: the sections that the page has.
#[must_use]
pub(crate) fn toc(page: &RelationPage<'_>) -> Html {
    let mut m = writer(page, 1 << 10);
    m.raw("<nav class=\"toc\" aria-label=\"On this page\">\n<a href=\"#main\">")
        .name(&page.heading)
        .raw("</a>");
    for section in sections(page) {
        m.raw("\n<a href=\"#")
            .raw(section.id)
            .raw("\">")
            .raw(match (section.id, page.is_view) {
                ("points", true) => "Where it points",
                _ => section.name,
            });
        m.raw("</a>");
    }
    m.raw("\n</nav>");
    m.finish()
}

fn writer(page: &RelationPage<'_>, capacity: usize) -> Writer {
    Writer::new(&root(&page.page.path), capacity)
        .breaking_names()
        .in_part(page.in_part)
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
        // Readers of a listed page look for how to ask.
        None if !page.is_described || page.listed.is_some() => {}
        None => {
            m.missing("No description", match page.is_view {
                true => "Add <code>description</code> to its output port in the product's manifest, or to the view in the warehouse.",
                false => "Add <code>description</code> to its output port in the product's manifest, or to the table in the warehouse.",
            })
            .raw("\n");
        }
    }
    if let Some(listed) = &page.listed {
        access_markup::notice(m, listed);
    }
    trust_markup::verdict(m, page);
    m.notices(&page.notices).facts(&page.facts);
    let seen = &page.seen;
    if !seen.first.is_empty() || !seen.changed.is_empty() {
        m.raw("\n<p class=\"seen\" data-new=\"")
            .text(&seen.first)
            .raw("\" data-changed=\"")
            .text(&seen.changed)
            .raw("\" hidden></p>");
    }
    m.raw("\n</div>");
}
