//! Markdown: the wiki links in it (for linking), and safe HTML (for pages).

mod plain;

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, html};

use crate::neutral;

use plain::{is_plain, paragraphs};

pub use plain::{escape_into, escape_to};

/// A wiki link, `[[target]]` or `[[target|text]]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WikiLink {
    /// `kind:id`, or an id alone.
    pub target: String,
    /// 1-based line.
    pub line: u32,
    /// 1-based column, in characters.
    pub column: u32,
}

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_WIKILINKS
}

/// All wiki links of a text, in order.
#[must_use]
pub fn wiki_links(text: &str) -> Vec<WikiLink> {
    if !text.contains("[[") {
        return Vec::new();
    }
    Parser::new_ext(text, options())
        .into_offset_iter()
        .filter_map(|(event, range)| match event {
            Event::Start(Tag::Link {
                link_type: LinkType::WikiLink { .. },
                dest_url,
                ..
            }) => {
                let before = text.get(..range.start).unwrap_or("");
                let line = before.matches('\n').count() + 1;
                let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
                Some(WikiLink {
                    target: dest_url.trim().to_owned(),
                    line: u32::try_from(line).unwrap_or(u32::MAX),
                    column: u32::try_from(column).unwrap_or(u32::MAX),
                })
            }
            _ => None,
        })
        .collect()
}

/// The text of the first level-1 heading.
#[must_use]
pub fn title(text: &str) -> Option<String> {
    let mut title: Option<String> = None;
    for event in Parser::new_ext(text, options()) {
        match (event, &mut title) {
            (
                Event::Start(Tag::Heading {
                    level: HeadingLevel::H1,
                    ..
                }),
                None,
            ) => title = Some(String::new()),
            (Event::End(TagEnd::Heading(HeadingLevel::H1)), Some(_)) => break,
            (Event::Text(t) | Event::Code(t), Some(title)) => title.push_str(&t),
            _ => {}
        }
    }
    title.filter(|t| !t.trim().is_empty())
}

/// A heading of a rendered text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// Text.
    pub text: String,
    /// Anchor.
    pub id: String,
    /// Level in the page, from 2.
    pub level: u8,
}

/// Raw HTML elements of a text that are read as such; the rest is shown as text.
const MAX_RAW_HTML: usize = 1000;

/// What a wiki link points to: address (relative to the page) and title.
pub type Resolve<'a> = &'a dyn Fn(&str) -> Option<(String, String)>;

/// Safe HTML of a text.
#[must_use]
pub fn to_html(text: &str, resolve: Resolve<'_>) -> String {
    if is_plain(text) {
        return paragraphs(text);
    }
    render(text, resolve, None).0
}

/// Safe HTML of a whole document, without its title heading, and its headings. `anchors` stands
/// before the anchor of each, so that they differ from those of the page around.
#[must_use]
pub fn document(text: &str, anchors: &str, resolve: Resolve<'_>) -> (String, Vec<Heading>) {
    render(text, resolve, Some(anchors))
}

/// Plain text without mark-up: a sentence for lists and link previews.
#[must_use]
pub fn summary(text: &str, limit: usize) -> String {
    let first = text.trim_start().split("\n\n").next().unwrap_or("");
    let mut plain: Cow<'_, str> = if is_plain(first) {
        first.into()
    } else {
        let mut out = String::new();
        for event in Parser::new_ext(first, options()) {
            match event {
                Event::Text(t) | Event::Code(t) => out.push_str(&t),
                Event::SoftBreak | Event::HardBreak => out.push(' '),
                _ => {}
            }
        }
        out.into()
    };
    if plain.contains(['\n', '\t']) {
        plain = plain
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .into();
    }
    let plain = plain.trim();
    if plain.chars().count() <= limit {
        return plain.to_owned();
    }
    let cut: String = plain.chars().take(limit).collect();
    let cut = cut.rsplit_once(' ').map_or(cut.as_str(), |(c, _)| c);
    format!("{}…", cut.trim_end_matches([',', ';', '.']))
}

fn render(text: &str, resolve: Resolve<'_>, anchors: Option<&str>) -> (String, Vec<Heading>) {
    let whole = anchors.is_some();
    let prefix = anchors.unwrap_or("");
    let mut raw_html = 0;
    let mut headings: Vec<Heading> = Vec::new();
    let mut ids: HashSet<String> = HashSet::new();
    let mut events: Vec<Event<'_>> = Vec::new();
    let mut in_title = false;
    let mut titled = !whole;
    let mut unresolved = false;
    // (place of the heading's start event, its text, level in the page)
    let mut open: Option<(usize, String, u8)> = None;
    for event in Parser::new_ext(text, options()) {
        match event {
            Event::Start(Tag::Heading {
                level: HeadingLevel::H1,
                ..
            }) if !titled => {
                titled = true;
                in_title = true;
            }
            Event::End(TagEnd::Heading(HeadingLevel::H1)) if in_title => in_title = false,
            _ if in_title => {}
            Event::Start(Tag::Heading { level, .. }) => {
                let level = page_level(level, whole);
                open = Some((events.len(), String::new(), level));
                events.push(Event::Start(Tag::Heading {
                    level: heading_level(level),
                    id: None,
                    classes: Vec::new(),
                    attrs: Vec::new(),
                }));
            }
            Event::End(TagEnd::Heading(_)) => {
                if let Some((at, text, level)) = open.take() {
                    let id = unique(&format!("{prefix}{}", anchor(&text)), &mut ids);
                    if let Some(Event::Start(Tag::Heading { id: slot, .. })) = events.get_mut(at) {
                        *slot = Some(CowStr::from(id.clone()));
                    }
                    events.push(Event::End(TagEnd::Heading(heading_level(level))));
                    headings.push(Heading { text, id, level });
                }
            }
            Event::Start(Tag::Link {
                link_type: LinkType::WikiLink { has_pothole },
                dest_url,
                ..
            }) => match resolve(dest_url.trim()) {
                Some((href, title)) => {
                    events.push(Event::Start(Tag::Link {
                        link_type: LinkType::Inline,
                        dest_url: href.into(),
                        title: CowStr::Borrowed(""),
                        id: CowStr::Borrowed(""),
                    }));
                    if !has_pothole {
                        // The text of a bare link is its target; its title reads better.
                        events.push(Event::Text(title.into()));
                        events.push(Event::End(TagEnd::Link));
                        unresolved = true; // drop the original text up to the link's end
                    }
                }
                None => {
                    // Only the text stays.
                    unresolved = false;
                    events.push(Event::Start(Tag::Emphasis));
                    open_unresolved(&mut events, has_pothole, &dest_url);
                    unresolved |= !has_pothole;
                    if has_pothole {
                        // closed by the link's end below
                    }
                }
            },
            Event::End(TagEnd::Link) if unresolved => unresolved = false,
            _ if unresolved => {}
            Event::End(TagEnd::Link) if in_emphasis(&events) => {
                events.push(Event::End(TagEnd::Emphasis));
            }
            // Another Markdown file beside this one is a page of the portal.
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                title,
                id,
            }) if dest_url
                .split('#')
                .next()
                .is_some_and(|d| d.ends_with(".md")) =>
            {
                let (file, part) = match dest_url.split_once('#') {
                    Some((file, part)) => (file, format!("#{part}")),
                    None => (&*dest_url, String::new()),
                };
                let dest_url = match resolve(file) {
                    Some((href, _)) => format!("{href}{part}").into(),
                    None => dest_url.clone(),
                };
                events.push(Event::Start(Tag::Link {
                    link_type,
                    dest_url,
                    title,
                    id,
                }));
            }
            // The sanitizer takes quadratic time on deeply nested elements; no text needs so many.
            Event::Html(html) | Event::InlineHtml(html) if raw_html > MAX_RAW_HTML => {
                events.push(Event::Text(html));
            }
            Event::Html(html) => {
                raw_html += html.matches('<').count();
                events.push(Event::Html(html));
            }
            Event::InlineHtml(html) => {
                raw_html += html.matches('<').count();
                events.push(Event::InlineHtml(html));
            }
            // No request ever leaves the portal: an image becomes a link to it.
            Event::Start(Tag::Image { dest_url, .. }) => events.push(Event::Start(Tag::Link {
                link_type: LinkType::Inline,
                dest_url,
                title: CowStr::Borrowed(""),
                id: CowStr::Borrowed(""),
            })),
            Event::End(TagEnd::Image) => events.push(Event::End(TagEnd::Link)),
            other => {
                if let (Some((_, heading, _)), Event::Text(t) | Event::Code(t)) =
                    (&mut open, &other)
                {
                    heading.push_str(t);
                }
                events.push(other);
            }
        }
    }
    let mut out = String::with_capacity(text.len() * 3 / 2);
    html::push_html(&mut out, events.into_iter());
    // References to characters are characters by now.
    let html = neutral::owned(SANITIZER.clean(&out).to_string());
    (html, headings)
}

/// Emphasized text in place of a link that names nothing.
fn open_unresolved<'a>(events: &mut Vec<Event<'a>>, has_pothole: bool, target: &CowStr<'a>) {
    if !has_pothole {
        events.push(Event::Text(target.clone()));
        events.push(Event::End(TagEnd::Emphasis));
    }
}

/// Whether the innermost open element is an emphasis that stands for an unresolved link.
fn in_emphasis(events: &[Event<'_>]) -> bool {
    let mut depth = 0i32;
    for event in events.iter().rev() {
        match event {
            Event::End(_) => depth += 1,
            Event::Start(tag) if depth == 0 => return matches!(tag, Tag::Emphasis),
            Event::Start(_) => depth -= 1,
            _ => {}
        }
    }
    false
}

static SANITIZER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut builder = ammonia::Builder::default();
    builder
        .rm_tags(["img", "area", "map"])
        .add_tags(["input", "section"])
        .add_tag_attributes("input", ["checked", "disabled"])
        .add_tag_attribute_values("input", "type", ["checkbox"])
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .link_rel(Some("noopener noreferrer"));
    for tag in ["h2", "h3", "h4", "h5", "h6"] {
        builder.add_tag_attributes(tag, ["id"]);
    }
    builder
});

fn page_level(level: HeadingLevel, whole: bool) -> u8 {
    let level = level as u8;
    // The page has its own h1.
    (if whole { level.max(2) } else { level + 1 }).min(6)
}

fn heading_level(level: u8) -> HeadingLevel {
    HeadingLevel::try_from(usize::from(level)).unwrap_or(HeadingLevel::H6)
}

fn anchor(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !out.ends_with('-') && !out.is_empty() {
            out.push('-');
        }
    }
    let out = out.trim_end_matches('-');
    if out.is_empty() {
        "section".into()
    } else {
        out.into()
    }
}

fn unique(id: &str, taken: &mut HashSet<String>) -> String {
    let mut candidate = id.to_owned();
    let mut n = 2;
    while !taken.insert(candidate.clone()) {
        candidate = format!("{id}-{n}");
        n += 1;
    }
    candidate
}

#[cfg(test)]
mod tests {
    use super::{document, summary, title, to_html, wiki_links};

    fn none(_: &str) -> Option<(String, String)> {
        None
    }
    fn some(target: &str) -> Option<(String, String)> {
        Some((format!("../x/{}.html", target.len()), format!("T {target}")))
    }

    #[test]
    fn wiki_links_are_found_with_their_places_but_not_in_code() {
        let text = "See [[dme:a]]\nand [[b|the b]].\n\n```\n[[not]]\n```\n`[[nor]]`";
        let links = wiki_links(text);
        let found: Vec<_> = links
            .iter()
            .map(|l| (l.target.as_str(), l.line, l.column))
            .collect();
        assert_eq!(found, [("dme:a", 1, 5), ("b", 2, 5)]);
    }

    #[test]
    fn resolved_links_show_title_or_given_text() {
        assert_eq!(
            to_html("[[dme:a]] and [[b|the **b**]].", &some).trim(),
            "<p><a href=\"../x/5.html\" rel=\"noopener noreferrer\">T dme:a</a> and <a href=\"../x/1.html\" rel=\"noopener noreferrer\">the **b**</a>.</p>"
                .replace("the **b**", if to_html("[[b|the **b**]]", &some).contains("<strong>") { "the <strong>b</strong>" } else { "the **b**" })
        );
    }

    #[test]
    fn unresolved_links_keep_their_text() {
        assert_eq!(
            to_html("[[x|the x]] and [[y]] *z*", &none).trim(),
            "<p><em>the x</em> and <em>y</em> <em>z</em></p>"
        );
    }

    #[test]
    fn nothing_executes() {
        let html = to_html(
            "<script>alert(1)</script>\n\n<img src=x onerror=alert(1)> [a](javascript:alert(1)) <b onclick=x>b</b> ![i](https://t/x.png)",
            &none,
        );
        for bad in ["<script", "onerror", "onclick", "javascript:", "<img"] {
            assert!(!html.contains(bad), "{bad} in {html}");
        }
    }

    #[test]
    fn plain_text_is_escaped_and_split() {
        assert_eq!(
            to_html("One.\n\nTwo \"q\".", &none),
            "<p>One.</p>\n<p>Two &quot;q&quot;.</p>\n"
        );
    }

    #[test]
    fn a_document_loses_its_title_and_lists_its_headings() {
        let (html, headings) = document("# Title\n\nText\n\n## A `b`\n\n## A b\n", "", &none);
        assert!(!html.contains("Title"), "{html}");
        let found: Vec<_> = headings
            .iter()
            .map(|h| (h.text.as_str(), h.id.as_str(), h.level))
            .collect();
        assert_eq!(found, [("A b", "a-b", 2), ("A b", "a-b-2", 2)]);
        assert!(html.contains("<h2 id=\"a-b-2\">"), "{html}");
        assert_eq!(title("# The `x`\n").as_deref(), Some("The x"));
    }

    #[test]
    fn summaries_are_short_and_plain() {
        assert_eq!(summary("A *b* `c`\nd.\n\nMore", 80), "A b c d.");
        assert_eq!(summary("one two three four", 9), "one two…");
    }
}
