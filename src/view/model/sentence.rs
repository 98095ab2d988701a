//! A sentence in parts, so that each is escaped as what it is.

use serde::Serialize;

use super::{Link, LinkKind};

/// A part of a sentence.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Part {
    /// Words.
    Text(String),
    /// A technical name.
    Name(String),
    /// A link to an asset, or a moment whose age the script tells.
    Link(Link),
    /// Words, and an address outside that was checked.
    Outside(String, String),
}

/// A sentence, or several.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Sentence {
    /// In order.
    pub parts: Vec<Part>,
}

impl Sentence {
    /// Nothing yet.
    #[must_use]
    pub(crate) fn new() -> Self {
        Self::default()
    }

    fn part(mut self, part: Part) -> Self {
        self.parts.push(part);
        self
    }

    /// And these words.
    #[must_use]
    pub(crate) fn text(self, text: impl Into<String>) -> Self {
        self.part(Part::Text(text.into()))
    }

    /// And this name.
    #[must_use]
    pub(crate) fn name(self, name: impl Into<String>) -> Self {
        self.part(Part::Name(name.into()))
    }

    /// And this link.
    #[must_use]
    pub(crate) fn link(self, link: Link) -> Self {
        self.part(Part::Link(link))
    }

    /// And these words, which lead outside where the address is known.
    #[must_use]
    pub(crate) fn outside(self, text: impl Into<String>, url: Option<String>) -> Self {
        match url {
            Some(url) => self.part(Part::Outside(text.into(), url)),
            None => self.text(text),
        }
    }

    /// The same, where the first mention of this name leads to what it names.
    #[must_use]
    pub(crate) fn leading(mut self, name: &str, link: Link) -> Self {
        for part in &mut self.parts {
            if matches!(&*part, Part::Name(own) if own == name) {
                *part = Part::Link(link);
                break;
            }
        }
        self
    }

    /// And what another says.
    #[must_use]
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.parts.extend(other.parts);
        self
    }

    /// Whether it says nothing.
    #[must_use]
    pub(crate) fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Without markup; names stand in backticks.
    #[must_use]
    pub(crate) fn plain(&self) -> String {
        self.written("`")
    }

    /// Without markup, and names as they are.
    #[must_use]
    pub(crate) fn bare(&self) -> String {
        self.written("")
    }

    fn written(&self, quote: &str) -> String {
        let mut out = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) | Part::Outside(text, _) => out += text,
                Part::Link(link) if link.kind == LinkKind::Moment => out += &link.text,
                Part::Link(Link { text, .. }) | Part::Name(text) => {
                    out += quote;
                    out += text;
                    out += quote;
                }
            }
        }
        out
    }
}
