//! A finding: what a rule has to say, of which asset, and where.

use super::shown::shown;
use std::borrow::Cow;

use super::rule::Gate;
use super::{
    Excerpt, ForeignRule, FormerState, LONGEST, LONGEST_HELP, Pos, Rule, Severity, Standing,
    Subject, Suppressed, Text,
};

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
    /// Which of several findings of the rule about the asset it is: the id of a check, a column.
    pub detail: Option<Box<str>>,
    /// The other tool's rule, where another tool raised it.
    pub foreign: Option<Box<ForeignRule>>,
    /// Whose it is, and what has been said of it.
    pub standing: Option<Box<Standing>>,
}

/// What a finding is known by from build to build.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Identity<'a> {
    /// Id of its rule.
    pub rule: Cow<'static, str>,
    /// Key of its asset, `file:` and a path, or `mesh`.
    pub key: Cow<'a, str>,
    /// What tells it from others of the two; may be empty.
    pub detail: &'a str,
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
            detail: None,
            foreign: None,
            standing: None,
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
        // Nearly all are about one.
        self.subjects.reserve_exact(1);
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

    /// Says which of several of the rule about the asset it is.
    #[must_use]
    pub(crate) fn detail(mut self, detail: &str) -> Self {
        self.detail = Some(shown(detail.to_owned(), LONGEST).into());
        self
    }

    /// Id of the rule as people see it; `tool/rule` where another tool raised it.
    #[must_use]
    pub(crate) fn rule_id(&self) -> Cow<'static, str> {
        match &self.foreign {
            Some(foreign) => format!("{}/{}", foreign.tool, foreign.rule).into(),
            None => self.rule.info().id.into(),
        }
    }

    /// Which gate it keeps shut.
    #[must_use]
    pub(crate) fn gate(&self) -> Gate {
        self.rule.info().gate
    }

    /// What it is known by from build to build: its rule, its asset's key (or its file, or the mesh)
    /// and what tells it from others of the two. Line numbers and words may change.
    #[must_use]
    pub(crate) fn identity<'a>(&'a self, paths: &'a [String]) -> Identity<'a> {
        let key = match (self.subjects.first(), self.path(paths)) {
            (Some(subject), _) => Cow::from(&subject.key),
            (None, Some(path)) => format!("file:{path}").into(),
            (None, None) => "mesh".into(),
        };
        Identity {
            rule: self.rule_id(),
            key,
            detail: self.detail.as_deref().unwrap_or_default(),
        }
    }

    /// The entry that says to let it be.
    #[must_use]
    pub(crate) fn suppressed(&self) -> Option<&Suppressed> {
        self.standing.as_ref()?.suppressed.as_ref()
    }

    /// The baseline that lists it.
    #[must_use]
    pub(crate) fn baseline(&self) -> Option<&str> {
        self.standing.as_ref()?.baseline.as_deref()
    }

    /// Whether a former build had it.
    #[must_use]
    pub(crate) fn former_state(&self) -> Option<FormerState> {
        self.standing.as_ref()?.state
    }

    /// Whether it is let be: suppressed or in a baseline.
    #[must_use]
    pub(crate) fn is_set_aside(&self) -> bool {
        self.suppressed().is_some() || self.baseline().is_some()
    }

    /// What has been said of it, to be told more.
    pub(crate) fn standing_mut(&mut self) -> &mut Standing {
        self.standing.get_or_insert_default()
    }

    /// The DME that answers for it.
    #[must_use]
    pub(crate) fn environment(&self) -> Option<&Subject> {
        self.standing.as_ref()?.environment.as_deref()
    }

    /// The product that it keeps from being released.
    #[must_use]
    pub(crate) fn product(&self) -> Option<&Subject> {
        self.standing.as_ref()?.product.as_deref()
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
