//! What a template puts around content that is written by hand: rendered once for all pages that
//! differ only in a few places, then filled in page by page.

use crate::html::{Html, JsonLd};
use crate::markdown::escape_into;
use crate::view::model::Page;

/// A place that differs from page to page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slot {
    Title,
    Summary,
    Canonical,
    Feed,
    JsonLd,
    Crumbs,
    Toc,
    Main,
}

const SLOTS: [Slot; 8] = [
    Slot::Title,
    Slot::Summary,
    Slot::Canonical,
    Slot::Feed,
    Slot::JsonLd,
    Slot::Crumbs,
    Slot::Toc,
    Slot::Main,
];

/// A character for each slot, which the template engine prints as it is and which stands nowhere
/// else in the frame.
#[derive(Debug, Clone, Copy)]
pub(super) struct Alphabet([char; SLOTS.len()]);

impl Alphabet {
    /// Private-use characters that a rendered template doesn't hold: the settings may hold any.
    pub(super) fn outside(rendered: &str) -> Self {
        let mut free = ('\u{f0000}'..='\u{ffffd}').filter(|c| !rendered.contains(*c));
        // A template that holds 65,000 different ones is none of ours.
        Self(SLOTS.map(|_| free.next().unwrap_or('\u{ffffd}')))
    }

    /// What stands for a slot.
    fn mark(self, slot: Slot) -> String {
        let at = SLOTS.iter().position(|s| *s == slot);
        at.and_then(|at| self.0.get(at))
            .copied()
            .into_iter()
            .collect()
    }

    /// What a character stands for.
    fn slot(self, c: char) -> Option<Slot> {
        let at = self.0.iter().position(|mark| *mark == c)?;
        SLOTS.get(at).copied()
    }
}

/// A rendered template with places to fill in.
#[derive(Debug)]
pub(super) struct Frame {
    /// Text, and what comes after it.
    pieces: Vec<(String, Option<Slot>)>,
}

/// What goes into a frame.
pub(super) struct Content<'a> {
    pub page: &'a Page,
    pub json_ld: &'a JsonLd,
    pub crumbs: &'a Html,
    pub toc: &'a Html,
    pub main: &'a Html,
}

/// What the template gets: marks for all that differs.
#[derive(serde::Serialize)]
pub(super) struct Marks {
    pub page: Page,
    json_ld: String,
    crumbs: String,
    toc: String,
    main: String,
}

impl Marks {
    /// Marks for a page like this one: the same kind, navigation, depth, and with or without an
    /// absolute address and a feed.
    pub(super) fn like(page: &Page, alphabet: Alphabet) -> Self {
        let mark = |slot| alphabet.mark(slot);
        Self {
            page: Page {
                title: mark(Slot::Title),
                summary: mark(Slot::Summary),
                kind: page.kind,
                nav: page.nav,
                path: page.path.clone(),
                canonical: page.canonical.as_ref().map(|_| mark(Slot::Canonical)),
                feed: page.feed.as_ref().map(|_| mark(Slot::Feed)),
                crumbs: Vec::new(),
            },
            json_ld: mark(Slot::JsonLd),
            crumbs: mark(Slot::Crumbs),
            toc: mark(Slot::Toc),
            main: mark(Slot::Main),
        }
    }
}

impl Frame {
    /// Takes a rendered template apart at its marks.
    pub(super) fn new(rendered: &str, alphabet: Alphabet) -> Self {
        let mut pieces = Vec::new();
        let mut rest = rendered;
        while let Some((at, c, slot)) = rest
            .char_indices()
            .find_map(|(at, c)| alphabet.slot(c).map(|slot| (at, c, slot)))
        {
            pieces.push((rest[..at].to_owned(), Some(slot)));
            rest = &rest[at + c.len_utf8()..];
        }
        pieces.push((rest.to_owned(), None));
        Self { pieces }
    }

    /// The page.
    pub(super) fn fill(&self, content: &Content<'_>) -> String {
        let parts = [content.main, content.toc, content.crumbs];
        let size: usize = parts.iter().map(|html| html.as_str().len()).sum();
        let fixed: usize = self.pieces.iter().map(|(text, _)| text.len()).sum();
        let texts = 2 * (content.page.title.len() + content.page.summary.len());
        let mut out =
            String::with_capacity(size + fixed + texts + content.json_ld.as_str().len() + 256);
        for (text, slot) in &self.pieces {
            out.push_str(text);
            match slot {
                None => {}
                Some(Slot::Title) => escape_into(&content.page.title, &mut out),
                Some(Slot::Summary) => escape_into(&content.page.summary, &mut out),
                Some(Slot::Canonical) => {
                    escape_into(content.page.canonical.as_deref().unwrap_or(""), &mut out);
                }
                Some(Slot::Feed) => {
                    escape_into(content.page.feed.as_deref().unwrap_or(""), &mut out);
                }
                Some(Slot::JsonLd) => out.push_str(content.json_ld.as_str()),
                Some(Slot::Crumbs) => out.push_str(content.crumbs.as_str()),
                Some(Slot::Toc) => out.push_str(content.toc.as_str()),
                Some(Slot::Main) => out.push_str(content.main.as_str()),
            }
        }
        out
    }
}
