//! One walk over a text for all that linking needs of it.

use pulldown_cmark::{Event, HeadingLevel, LinkType, Parser, Tag, TagEnd};

use super::anchors::Anchors;
use super::bounds::{Bound, Html, Nesting, laid_out, levels, without_long_rows};
use super::extensions::options;
use super::link_address::Address;

/// What a text says and points to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Survey {
    /// The text of the first level-1 heading.
    pub title: Option<String>,
    /// What it points to in the mesh, in order; addresses on the web are left out.
    pub references: Vec<Reference>,
    /// The anchors of its other headings, without [`super::ANCHOR`].
    pub anchors: Vec<String>,
    /// What it has more of than is laid out, with line and column of the first place.
    pub beyond: Vec<(Bound, u32, u32)>,
}

/// A link or an image, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reference {
    /// How it is written.
    pub kind: ReferenceKind,
    /// What it names.
    pub target: String,
    /// 1-based line.
    pub line: u32,
    /// 1-based column, in characters.
    pub column: u32,
}

/// How a link or an image is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReferenceKind {
    /// `[[target]]` or `[[target|text]]`: `kind:id`, or an id alone.
    Wiki,
    /// `[text](address)`, or by a reference.
    Link,
    /// `![text](address)`.
    Image,
    /// `<a href="address">` with an address that isn't on the web.
    HtmlLink,
    /// `<img src="address">`.
    HtmlImage,
}

/// Surveys a text; headings count as [`super::document`] shows them.
#[must_use]
pub(crate) fn survey(text: &str) -> Survey {
    let mut out = Survey::default();
    let (text, rest) = laid_out(text);
    let (bounded, long_row) = without_long_rows(text);
    let mut places = Places::of(text);
    if let Some(at) = long_row {
        let (line, column) = places.at(at);
        out.beyond.push((Bound::Markers, line, column));
        places = Places::of(text);
    }
    let mut nesting = Nesting::default();
    let mut html = Html::in_text(text);
    let mut anchors = Anchors::default();
    let mut titled = false;
    // The heading at hand: whether it is the title, and its text.
    let mut heading: Option<(bool, String)> = None;
    for (event, range) in Parser::new_ext(&bounded, options()).into_offset_iter() {
        match event {
            Event::Start(tag) => {
                let laid_out = nesting.begin(levels(&tag));
                if !laid_out {
                    out.note(Bound::Nesting, &mut places, range.start);
                }
                match tag {
                    Tag::Heading { level, .. } if laid_out => {
                        let is_title = level == HeadingLevel::H1 && !titled;
                        titled |= is_title;
                        heading = Some((is_title, String::new()));
                    }
                    Tag::Link {
                        link_type,
                        dest_url,
                        ..
                    } => {
                        if let Some(kind) = link_kind(link_type, &dest_url) {
                            out.refer(kind, &dest_url, &mut places, range.start);
                        }
                    }
                    Tag::Image { dest_url, .. } if Address::of(&dest_url) != Address::External => {
                        out.refer(ReferenceKind::Image, &dest_url, &mut places, range.start);
                    }
                    _ => {}
                }
            }
            Event::End(end) => {
                nesting.end();
                if matches!(end, TagEnd::Heading(_)) {
                    match heading.take() {
                        Some((true, text)) => {
                            out.title = Some(text).filter(|t| !t.trim().is_empty());
                        }
                        Some((false, text)) => out.anchors.push(anchors.of(&text)),
                        None => {}
                    }
                }
            }
            Event::Text(words) | Event::Code(words) => {
                if let Some((_, text)) = &mut heading {
                    text.push_str(&words);
                }
            }
            Event::Html(piece) | Event::InlineHtml(piece) => {
                if html.allows(&piece) {
                    out.html(&piece, &mut places, range.start);
                } else {
                    out.note(Bound::Html, &mut places, range.start);
                }
            }
            _ => {}
        }
    }
    if !rest.is_empty() {
        out.note(Bound::Length, &mut places, text.len());
    }
    out
}

fn link_kind(kind: LinkType, address: &str) -> Option<ReferenceKind> {
    match kind {
        LinkType::WikiLink { .. } => Some(ReferenceKind::Wiki),
        LinkType::Email => None,
        _ => (Address::of(address) != Address::External).then_some(ReferenceKind::Link),
    }
}

impl Survey {
    /// Each bound once.
    fn note(&mut self, bound: Bound, places: &mut Places<'_>, at: usize) {
        if !self.beyond.iter().any(|(b, _, _)| *b == bound) {
            let (line, column) = places.at(at);
            self.beyond.push((bound, line, column));
        }
    }

    fn refer(&mut self, kind: ReferenceKind, target: &str, places: &mut Places<'_>, at: usize) {
        let (line, column) = places.at(at);
        self.references.push(Reference {
            kind,
            target: target.trim().to_owned(),
            line,
            column,
        });
    }

    /// Links and images in HTML.
    fn html(&mut self, piece: &str, places: &mut Places<'_>, start: usize) {
        for (at, _) in piece.match_indices('<') {
            let tag = &piece[at + 1..];
            let tag = &tag[..tag.find('>').unwrap_or(tag.len())];
            let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next();
            let (kind, attribute) = match name {
                Some(n) if n.eq_ignore_ascii_case("img") => (ReferenceKind::HtmlImage, "src"),
                Some(n) if n.eq_ignore_ascii_case("a") => (ReferenceKind::HtmlLink, "href"),
                _ => continue,
            };
            let Some(value) = value_of(tag, attribute) else {
                continue;
            };
            if kind == ReferenceKind::HtmlImage || Address::of(value) != Address::External {
                self.refer(kind, value, places, start + at);
            }
        }
    }
}

/// The value of an attribute of a tag.
fn value_of<'t>(tag: &'t str, attribute: &str) -> Option<&'t str> {
    let lower = tag.to_ascii_lowercase();
    let at = lower.find(&format!(" {attribute}"))? + 1 + attribute.len();
    let value = tag[at..].trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
    match quote {
        Some(quote) => value[1..].split(quote).next(),
        None => value.split_whitespace().next(),
    }
}

/// Lines and columns of places that are asked for in order.
struct Places<'t> {
    text: &'t str,
    at: usize,
    line: u32,
    column: u32,
}

impl<'t> Places<'t> {
    fn of(text: &'t str) -> Self {
        Self {
            text,
            at: 0,
            line: 1,
            column: 1,
        }
    }

    /// 1-based line and column of a byte.
    fn at(&mut self, byte: usize) -> (u32, u32) {
        if byte < self.at {
            *self = Self::of(self.text);
        }
        for c in self.text.get(self.at..byte).unwrap_or("").chars() {
            if c == '\n' {
                self.line = self.line.saturating_add(1);
                self.column = 1;
            } else {
                self.column = self.column.saturating_add(1);
            }
        }
        self.at = byte;
        (self.line, self.column)
    }
}
