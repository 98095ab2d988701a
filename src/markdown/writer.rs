//! What is known of a text while it is written as HTML.

use pulldown_cmark::{CowStr, Event, LinkType, Tag};
use rustc_hash::{FxHashMap, FxHashSet};

use super::anchors::Anchors;
use super::bounds::{Html, Nesting};
use super::sanitize::Ours;
use super::targets::Targets;

/// A heading of a rendered text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Heading {
    /// Text.
    pub text: String,
    /// Anchor.
    pub id: String,
    /// Level in the page, from 2.
    pub level: u8,
}

/// What the end of an element becomes.
pub(super) enum Close {
    Same,
    Nothing,
    Link,
    Emphasis,
    Heading,
}

/// A heading that isn't closed yet.
pub(super) struct OpenHeading {
    /// Place of its start among the events.
    pub(super) at: usize,
    /// As readers see it.
    pub(super) shown: String,
    /// As it is written: what its anchor is made of.
    pub(super) written: String,
    pub(super) level: u8,
}

pub(super) struct Writer<'t, 'a> {
    pub(super) targets: &'a Targets<'a>,
    /// A document of its own, not a text among others.
    pub(super) whole: bool,
    pub(super) events: Vec<Event<'t>>,
    pub(super) open: Vec<Close>,
    pub(super) nesting: Nesting,
    pub(super) html: Html,
    pub(super) has_html: bool,
    may_have_html: bool,
    /// Number of open elements at which something began that isn't shown.
    pub(super) silent_from: Option<usize>,
    /// Whether a table has columns with an alignment.
    pub(super) has_sides: bool,
    pub(super) titled: bool,
    /// Open links.
    pub(super) links: usize,
    pub(super) heading: Option<OpenHeading>,
    pub(super) headings: Vec<Heading>,
    pub(super) anchors: Anchors,
    /// Numbers of footnotes by their labels.
    notes: FxHashMap<String, usize>,
    /// Footnotes whose text was met.
    pub(super) noted: FxHashSet<usize>,
    pub(super) ours: Ours,
}

impl<'t, 'a> Writer<'t, 'a> {
    /// Of a text within bounds, before its first event.
    pub(super) fn new(text: &str, targets: &'a Targets<'a>, whole: bool) -> Self {
        Self {
            targets,
            whole,
            events: Vec::new(),
            open: Vec::new(),
            nesting: Nesting::default(),
            html: Html::in_text(text),
            has_html: false,
            may_have_html: text.contains('<'),
            silent_from: None,
            has_sides: false,
            titled: !whole,
            links: 0,
            heading: None,
            headings: Vec::new(),
            anchors: Anchors::default(),
            notes: FxHashMap::default(),
            noted: FxHashSet::default(),
            ours: Ours::default(),
        }
    }

    /// The number of a footnote.
    pub(super) fn note(&mut self, label: &str) -> usize {
        let next = self.notes.len() + 1;
        *self.notes.entry(label.to_owned()).or_insert(next)
    }

    pub(super) fn start_link(&mut self, address: CowStr<'t>, title: CowStr<'t>) {
        self.keep_address(&address);
        self.links += 1;
        self.events.push(Event::Start(Tag::Link {
            link_type: LinkType::Inline,
            dest_url: address,
            title,
            id: CowStr::Borrowed(""),
        }));
    }

    pub(super) fn keep_address(&mut self, address: &str) {
        if self.may_have_html {
            self.ours.addresses.insert(address.to_owned());
        }
    }

    pub(super) fn keep_id(&mut self, id: &str) {
        if self.may_have_html {
            self.ours.ids.insert(id.to_owned());
        }
    }
}
