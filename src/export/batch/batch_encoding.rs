//! How the entries of a batch are written.

use serde::{Deserialize, Serialize};

use crate::diagnostic::{self, Excerpt, Finding, Pos, Rule, Text};
use crate::export::fact::{Fact, Name};
use crate::system::Spelling;

/// Line and column in the file at hand.
pub(super) type Place = (u32, u32);

/// What a reader tells, but for columns (see `column_encoding`).
#[derive(Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(super) enum Entry<'a> {
    /// What follows stands in this file.
    File(&'a str),
    /// One that is about no relation, or about several.
    Fact(Place, Fact<'a>),
    /// A project and a dataset, which get the next number of this batch.
    Dataset(&'a str, &'a str),
    /// One about a relation: the number of its dataset, and its table; its name is empty.
    Named(Place, u32, &'a str, Fact<'a>),
    /// One about the relation that the last such fact of this batch is about; its name is empty.
    Same(Place, Fact<'a>),
    Problem(Box<Problem>),
    /// A project and a dataset whose tables are all listed.
    Listed(&'a str, &'a str),
    Spelled(Place, Name<'a>, Spelling),
}

/// A finding of a reader, which is about no asset yet and as loud as its rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Problem {
    rule: String,
    message: Text,
    place: Option<Place>,
    path: Option<String>,
    /// The line, and the bytes of it that are wrong.
    excerpt: Option<(String, usize, usize)>,
    help: Option<Text>,
}

impl Problem {
    /// Of a finding, the place of which is one in the file at hand.
    pub(super) fn new(finding: Finding, place: Option<Place>) -> Self {
        Self {
            rule: finding.rule.info().id.to_owned(),
            message: finding.message,
            place,
            path: match finding.place {
                Some(diagnostic::Place::At(path)) => Some(path),
                _ => None,
            },
            excerpt: finding
                .excerpt
                .map(|shown| (shown.line, shown.range.start, shown.range.end)),
            help: finding.help,
        }
    }

    /// The finding; nothing where its rule is no more, or its excerpt is none.
    pub(super) fn finding(self, at: impl FnOnce(Place) -> Pos) -> Option<Finding> {
        let rule = Rule::parse(&self.rule)?;
        if let Some((line, start, end)) = &self.excerpt {
            line.get(*start..*end)?;
        }
        let excerpt = self.excerpt.map(|(line, start, end)| Excerpt {
            line,
            range: start..end,
        });
        let place = self.place.map(|place| diagnostic::Place::In(at(place)));
        Some(Finding {
            place: place.or_else(|| self.path.map(diagnostic::Place::At)),
            excerpt,
            help: self.help,
            ..Finding::new(rule, self.message)
        })
    }
}
