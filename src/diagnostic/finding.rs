//! A finding: what a rule has to say, of which asset, and where.

use super::shown::shown;
use super::{Excerpt, LONGEST, LONGEST_HELP, Pos, Rule, Severity, Subject, Text};

/// What a rule has to say. What is compared first costs least.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    /// The rule that speaks.
    pub rule: Rule,
    /// How loud; the rule's own until the settings change it.
    pub severity: Severity,
    /// Where it stands in the input.
    pub place: Option<Place>,
    /// The assets that it is about.
    pub subjects: Vec<Subject>,
    /// One sentence: what is wrong.
    pub message: Text,
    /// The offending text.
    pub excerpt: Option<Excerpt>,
    /// How to mend it.
    pub help: Option<Text>,
}

/// Where a finding stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// In a file of the tree.
    In(Pos),
    /// At the path of a file that isn't part of the tree (the root itself, a symbolic link).
    At(String),
}

impl Finding {
    /// A finding of `rule` at its own severity.
    #[must_use]
    pub(crate) fn new(rule: Rule, message: impl Into<Text>) -> Self {
        Self {
            rule,
            severity: rule.info().severity,
            place: None,
            subjects: Vec::new(),
            message: message.into().within(LONGEST),
            excerpt: None,
            help: None,
        }
    }

    /// Says where.
    #[must_use]
    pub(crate) fn at(mut self, pos: impl Into<Option<Pos>>) -> Self {
        self.place = pos.into().map(Place::In);
        self
    }

    /// Names a path that isn't in the source tree.
    #[must_use]
    pub(crate) fn at_path(mut self, path: impl Into<String>) -> Self {
        self.place = Some(Place::At(path.into()));
        self
    }

    /// Says about which asset.
    #[must_use]
    pub(crate) fn about(mut self, asset: Subject) -> Self {
        self.subjects.push(Subject {
            id: shown(asset.id, LONGEST),
            key: shown(asset.key, LONGEST),
        });
        self
    }

    /// Shows the offending text.
    #[must_use]
    pub(crate) fn excerpt(mut self, excerpt: Option<Excerpt>) -> Self {
        self.excerpt = excerpt;
        self
    }

    /// Says how to mend it.
    #[must_use]
    pub(crate) fn help(mut self, help: impl Into<Text>) -> Self {
        self.help = Some(help.into().within(LONGEST_HELP));
        self
    }

    /// Id of the asset that it is about.
    #[must_use]
    pub(crate) fn asset(&self) -> Option<&str> {
        self.subjects.first().map(|subject| subject.id.as_str())
    }

    /// Its place in a file of the tree.
    #[must_use]
    pub(crate) const fn pos(&self) -> Option<Pos> {
        match self.place {
            Some(Place::In(pos)) => Some(pos),
            _ => None,
        }
    }

    /// The path of the file that it stands in, where `paths` are those of the tree.
    #[must_use]
    pub(crate) fn path<'a>(&'a self, paths: &'a [String]) -> Option<&'a str> {
        match self.place.as_ref()? {
            Place::In(pos) => paths.get(pos.file.0 as usize).map(String::as_str),
            Place::At(path) => Some(path),
        }
    }
}
