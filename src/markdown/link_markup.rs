//! Links, images and footnotes, as they are written into a page.

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::anchors::{ANCHOR, FOOTNOTE, anchor_named};
use super::link_address::{Address, encoded};
use super::writer::{Close, Writer};

impl<'t> Writer<'t, '_> {
    pub(super) fn wiki_link(&mut self, has_pothole: bool, target: &CowStr<'t>) -> Close {
        let (text, end) = match (self.targets.wiki)(target.trim()) {
            Some((href, title)) => {
                self.start_link(href.into(), CowStr::Borrowed(""));
                (CowStr::from(title), Close::Link)
            }
            // Only the text stays.
            None => {
                self.events.push(Event::Start(Tag::Emphasis));
                (target.clone(), Close::Emphasis)
            }
        };
        if has_pothole {
            return end;
        }
        // The text of a bare link is its target; its title reads better.
        if let Some(heading) = &mut self.heading {
            heading.shown.push_str(&text);
        }
        self.events.push(Event::Text(text));
        self.events.push(Event::End(match end {
            Close::Link => {
                self.links = self.links.saturating_sub(1);
                TagEnd::Link
            }
            _ => TagEnd::Emphasis,
        }));
        self.silent_from = Some(self.open.len());
        Close::Nothing
    }

    pub(super) fn link(&mut self, kind: LinkType, address: CowStr<'t>, title: CowStr<'t>) -> Close {
        if kind == LinkType::Email {
            self.links += 1;
            self.events.push(Event::Start(Tag::Link {
                link_type: kind,
                dest_url: address,
                title,
                id: CowStr::Borrowed(""),
            }));
            return Close::Link;
        }
        let part = |heading: &str| format!("#{ANCHOR}{}", encoded(&anchor_named(heading)));
        let target = match Address::of(&address) {
            Address::External => None,
            Address::Forbidden => return Close::Nothing,
            // Asked for as a page: a text among others has no headings to lead to.
            Address::Heading(_) if !self.whole => match (self.targets.page)(&address) {
                None => return Close::Nothing,
                Some(href) => Some(href),
            },
            Address::Heading("" | "top") => Some("#main".to_owned()),
            Address::Heading(heading) => Some(part(heading)),
            Address::File(path, heading) => match (self.targets.page)(path) {
                None => return Close::Nothing,
                Some(href) => Some(match heading {
                    Some(heading) => format!("{href}{}", part(heading)),
                    None => href,
                }),
            },
        };
        self.start_link(target.map_or(address, CowStr::from), title);
        Close::Link
    }

    pub(super) fn image(&mut self, address: CowStr<'t>, title: CowStr<'t>) -> Close {
        // No request ever leaves the portal: an image elsewhere becomes a link to it.
        if self.links == 0 && Address::of(&address) == Address::External {
            self.start_link(address, CowStr::Borrowed(""));
            return Close::Link;
        }
        let found = match Address::of(&address) {
            Address::File(path, _) => (self.targets.image)(path),
            _ => None,
        };
        let Some(src) = found else {
            return Close::Nothing; // its text stays
        };
        self.keep_address(&src);
        self.events.push(Event::Start(Tag::Image {
            link_type: LinkType::Inline,
            dest_url: src.into(),
            title,
            id: CowStr::Borrowed(""),
        }));
        Close::Same
    }

    pub(super) fn footnote(&mut self, label: &str) -> Close {
        let number = self.note(label);
        if !self.whole {
            self.events.push(Event::Text(format!("[{number}] ").into()));
            return Close::Nothing;
        }
        let mut id = format!("{FOOTNOTE}{number}");
        if !self.noted.insert(number) {
            // Of the same label: it can't be referred to.
            id = format!("{id}-{}", self.events.len());
        }
        self.keep_id(&id);
        self.events
            .push(Event::Start(Tag::FootnoteDefinition(id.into())));
        Close::Same
    }
}
