//! Markdown to safe HTML.

use pulldown_cmark::{Alignment, CowStr, Event, HeadingLevel, LinkType, Parser, Tag, TagEnd, html};

use super::anchors::{ANCHOR, FOOTNOTE};
use super::bounds::{laid_out, levels, without_long_rows};
use super::extensions::options;
use super::plain::{escape_into, is_plain, paragraphs};
use super::safe_html::Prose;
use super::sanitize;
use super::targets::{Resolve, Targets};
use super::writer::{Close, Heading, OpenHeading, Writer};

/// Safe HTML of a text that stands among others on a page: its headings have no anchors, and only
/// its wiki links lead to other pages.
#[must_use]
pub(crate) fn to_html(text: &str, wiki: Resolve<'_>) -> Prose {
    to_html_telling(text, wiki, &|_| {})
}

/// [`to_html`], which tells each address that has no file or heading to lead to; of such links the
/// text alone is left.
#[must_use]
pub(crate) fn to_html_telling(text: &str, wiki: Resolve<'_>, lost: &dyn Fn(&str)) -> Prose {
    if is_plain(text) {
        return Prose::sanitized(paragraphs(text));
    }
    let targets = Targets {
        wiki,
        page: &|address| {
            lost(address);
            None
        },
        image: &|_| None,
    };
    render(text, &targets, false).0
}

/// Safe HTML of a whole document, without its title heading, and its headings. A page has one.
#[must_use]
pub(crate) fn document(text: &str, targets: &Targets<'_>) -> (Prose, Vec<Heading>) {
    render(text, targets, true)
}

fn render(text: &str, targets: &Targets<'_>, whole: bool) -> (Prose, Vec<Heading>) {
    let (text, rest) = laid_out(text);
    let (bounded, _) = without_long_rows(text);
    let mut writer = Writer::new(text, targets, whole);
    for event in Parser::new_ext(&bounded, options()) {
        writer.event(event);
    }
    let mut out = String::with_capacity(text.len() * 3 / 2);
    html::push_html(&mut out, writer.events.into_iter());
    if writer.has_sides {
        out = with_sides(&out);
    }
    let mut safe = match writer.has_html {
        true => sanitize::mixed(&out, writer.ours),
        false => sanitize::pure(&out),
    };
    if !rest.is_empty() {
        safe.push_str("<pre>");
        escape_into(rest, &mut safe);
        safe.push_str("</pre>\n");
    }
    (Prose::sanitized(safe), writer.headings)
}

/// Columns of tables keep their alignment as an attribute, since pages allow no style in elements.
fn with_sides(html: &str) -> String {
    let mut out = html.to_owned();
    for side in ["left", "center", "right"] {
        let style = format!(" style=\"text-align: {side}\">");
        out = out.replace(&style, &format!(" align=\"{side}\">"));
    }
    out
}

impl<'t> Writer<'t, '_> {
    fn event(&mut self, event: Event<'t>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(end) => self.end(end),
            Event::Text(text) => {
                self.words(&text);
                if self.silent_from.is_none() {
                    self.events.push(Event::Text(text));
                }
            }
            Event::Code(text) => {
                self.words(&text);
                if self.silent_from.is_none() {
                    self.events.push(Event::Code(text));
                }
            }
            _ if self.silent_from.is_some() => {}
            Event::Html(html) => {
                let event = self.html(html, Event::Html);
                self.events.push(event);
            }
            Event::InlineHtml(html) => {
                let event = self.html(html, Event::InlineHtml);
                self.events.push(event);
            }
            Event::FootnoteReference(label) => {
                let number = self.note(&label);
                if !self.whole {
                    self.events.push(Event::Text(format!("[{number}]").into()));
                    return;
                }
                let id = format!("{FOOTNOTE}{number}");
                self.keep_address(&format!("#{id}"));
                self.events.push(Event::FootnoteReference(id.into()));
            }
            // Who can't see whether it is ticked is told.
            Event::TaskListMarker(done) => self.events.push(Event::InlineHtml(match done {
                true => "<input checked=\"\" disabled=\"\" type=\"checkbox\" aria-label=\"done\">"
                    .into(),
                false => "<input disabled=\"\" type=\"checkbox\" aria-label=\"to do\">".into(),
            })),
            other => self.events.push(other),
        }
    }

    /// Words of a heading.
    fn words(&mut self, text: &str) {
        if let Some(heading) = &mut self.heading {
            heading.written.push_str(text);
            if self.silent_from.is_none() {
                heading.shown.push_str(text);
            }
        }
    }

    fn html(&mut self, html: CowStr<'t>, read: fn(CowStr<'t>) -> Event<'t>) -> Event<'t> {
        if !self.html.allows(&html) {
            return Event::Text(html);
        }
        self.has_html = true;
        let without = sanitize::without_images(&html);
        read(without.map_or(html, CowStr::from))
    }

    fn start(&mut self, tag: Tag<'t>) {
        let laid_out = self.nesting.begin(levels(&tag));
        if self.silent_from.is_some() {
            self.open.push(Close::Nothing);
            return;
        }
        if !laid_out {
            if !matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough) {
                self.events.push(Event::SoftBreak);
            }
            self.open.push(Close::Nothing);
            return;
        }
        let close = match tag {
            Tag::Heading {
                level: HeadingLevel::H1,
                ..
            } if !self.titled => {
                self.titled = true;
                self.silent_from = Some(self.open.len());
                Close::Nothing
            }
            Tag::Heading { level, .. } => self.start_heading(level),
            Tag::Link {
                link_type: LinkType::WikiLink { has_pothole },
                dest_url,
                ..
            } => self.wiki_link(has_pothole, &dest_url),
            Tag::Link {
                link_type,
                dest_url,
                title,
                ..
            } => self.link(link_type, dest_url, title),
            Tag::Image {
                dest_url, title, ..
            } => self.image(dest_url, title),
            Tag::FootnoteDefinition(label) => self.footnote(&label),
            tag => {
                if let Tag::Table(sides) = &tag {
                    self.has_sides |= sides.iter().any(|side| *side != Alignment::None);
                }
                self.events.push(Event::Start(tag));
                Close::Same
            }
        };
        self.open.push(close);
    }

    fn end(&mut self, end: TagEnd) {
        self.nesting.end();
        let close = self.open.pop().unwrap_or(Close::Nothing);
        if self.silent_from == Some(self.open.len()) {
            self.silent_from = None;
        }
        match close {
            Close::Nothing => {}
            Close::Same => self.events.push(Event::End(end)),
            Close::Emphasis => self.events.push(Event::End(TagEnd::Emphasis)),
            Close::Link => {
                self.links = self.links.saturating_sub(1);
                self.events.push(Event::End(TagEnd::Link));
            }
            Close::Heading => self.end_heading(),
        }
    }

    fn start_heading(&mut self, level: HeadingLevel) -> Close {
        let level = page_level(level, self.whole);
        self.heading = Some(OpenHeading {
            at: self.events.len(),
            shown: String::new(),
            written: String::new(),
            level,
        });
        self.events.push(Event::Start(Tag::Heading {
            level: heading_level(level),
            id: None,
            classes: Vec::new(),
            attrs: Vec::new(),
        }));
        Close::Heading
    }

    fn end_heading(&mut self) {
        let Some(heading) = self.heading.take() else {
            return;
        };
        let level = heading_level(heading.level);
        self.events.push(Event::End(TagEnd::Heading(level)));
        if !self.whole {
            return;
        }
        let id = format!("{ANCHOR}{}", self.anchors.of(&heading.written));
        if let Some(Event::Start(Tag::Heading { id: slot, .. })) = self.events.get_mut(heading.at) {
            *slot = Some(CowStr::from(id.clone()));
        }
        self.keep_id(&id);
        self.headings.push(Heading {
            text: heading.shown,
            id,
            level: heading.level,
        });
    }
}

fn page_level(level: HeadingLevel, whole: bool) -> u8 {
    let level = level as u8;
    // The page has its own h1.
    (if whole { level.max(2) } else { level + 1 }).min(6)
}

fn heading_level(level: u8) -> HeadingLevel {
    HeadingLevel::try_from(usize::from(level)).unwrap_or(HeadingLevel::H6)
}
