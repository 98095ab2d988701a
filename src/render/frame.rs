//! What a template puts around content that is written by hand: rendered once for all pages that
//! differ only in a few places, then filled in page by page.

use crate::markdown::escape_into;
use crate::view::model::Page;

/// A place that differs from page to page. Each is marked by a private-use character, which no
/// template contains and which the template engine prints as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slot {
    Title,
    Summary,
    Canonical,
    JsonLd,
    Crumbs,
    Toc,
    Main,
}

const SLOTS: [(char, Slot); 7] = [
    ('\u{f0001}', Slot::Title),
    ('\u{f0002}', Slot::Summary),
    ('\u{f0003}', Slot::Canonical),
    ('\u{f0004}', Slot::JsonLd),
    ('\u{f0005}', Slot::Crumbs),
    ('\u{f0006}', Slot::Toc),
    ('\u{f0007}', Slot::Main),
];

/// A rendered template with places to fill in.
#[derive(Debug)]
pub(super) struct Frame {
    /// Text, and what comes after it.
    pieces: Vec<(String, Option<Slot>)>,
}

/// What goes into a frame.
pub(super) struct Content<'a> {
    pub page: &'a Page,
    pub json_ld: &'a str,
    pub crumbs_html: String,
    pub toc_html: String,
    pub main_html: String,
}

/// The mark of a slot, to be given to the template in place of its value.
fn mark(slot: Slot) -> String {
    SLOTS
        .iter()
        .find(|(_, s)| *s == slot)
        .map_or(String::new(), |(c, _)| c.to_string())
}

/// What the template gets: marks for all that differs.
#[derive(serde::Serialize)]
pub(super) struct Marks {
    pub page: Page,
    json_ld: String,
    crumbs_html: String,
    toc_html: String,
    main_html: String,
}

impl Marks {
    /// Marks for a page like this one: the same kind, navigation, depth, and with or without an
    /// absolute address.
    pub(super) fn like(page: &Page) -> Self {
        Self {
            page: Page {
                title: mark(Slot::Title),
                summary: mark(Slot::Summary),
                kind: page.kind,
                nav: page.nav,
                path: page.path.clone(),
                canonical: page.canonical.as_ref().map(|_| mark(Slot::Canonical)),
                crumbs: Vec::new(),
            },
            json_ld: mark(Slot::JsonLd),
            crumbs_html: mark(Slot::Crumbs),
            toc_html: mark(Slot::Toc),
            main_html: mark(Slot::Main),
        }
    }
}

impl Frame {
    /// Takes a rendered template apart at its marks.
    pub(super) fn new(rendered: &str) -> Self {
        let mut pieces = Vec::new();
        let mut rest = rendered;
        while let Some((at, c)) = rest
            .char_indices()
            .find(|(_, c)| SLOTS.iter().any(|(m, _)| m == c))
        {
            let slot = SLOTS.iter().find(|(m, _)| *m == c).map(|(_, s)| *s);
            pieces.push((rest[..at].to_owned(), slot));
            rest = &rest[at + c.len_utf8()..];
        }
        pieces.push((rest.to_owned(), None));
        Self { pieces }
    }

    /// The page.
    pub(super) fn fill(&self, content: &Content<'_>) -> String {
        let size = content.main_html.len() + content.toc_html.len() + content.json_ld.len();
        let mut out = String::with_capacity(size + (4 << 10));
        for (text, slot) in &self.pieces {
            out.push_str(text);
            match slot {
                None => {}
                Some(Slot::Title) => escape_into(&content.page.title, &mut out),
                Some(Slot::Summary) => escape_into(&content.page.summary, &mut out),
                Some(Slot::Canonical) => {
                    escape_into(content.page.canonical.as_deref().unwrap_or(""), &mut out);
                }
                Some(Slot::JsonLd) => out.push_str(content.json_ld),
                Some(Slot::Crumbs) => out.push_str(&content.crumbs_html),
                Some(Slot::Toc) => out.push_str(&content.toc_html),
                Some(Slot::Main) => out.push_str(&content.main_html),
            }
        }
        out
    }
}
