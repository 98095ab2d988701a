//! What a rule is.

/// How loud a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Not reported.
    Off,
    /// Good to know.
    Info,
    /// Should be mended.
    Warning,
    /// Must be mended.
    Error,
}

impl Severity {
    /// The word used in settings and output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// What people are told that it is: [`Severity::as_str`], but for `info`.
    #[must_use]
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Info => "remark",
            other => other.as_str(),
        }
    }

    /// The opposite of [`Severity::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Off, Self::Info, Self::Warning, Self::Error]
            .into_iter()
            .find(|s| s.as_str() == word)
    }
}

/// Which gate a finding keeps shut. A change is judged by what its authors can mend, not by what
/// happens to the data meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gate {
    /// Who writes manifests, settings, prose, SQL, schemas and grants can mend it.
    Authored,
    /// It happens by itself, or by the clock: an incident, a late load, an old export.
    Operational,
}

impl Gate {
    /// The word used in rule files and output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Authored => "authored",
            Self::Operational => "operational",
        }
    }

    /// The opposite of [`Gate::as_str`].
    pub(super) fn parse(word: &str) -> Option<Self> {
        [Self::Authored, Self::Operational]
            .into_iter()
            .find(|gate| gate.as_str() == word)
    }
}

/// What a rule belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// What files say can't be used as it stands.
    Reading,
    /// Names, references and SQL don't come together.
    Linking,
    /// Sources contradict each other.
    Drift,
    /// What a product needs before it is released.
    Release,
    /// What a DME needs.
    Readiness,
    /// Deprecation, end of life, replacement.
    Lifecycle,
    /// How views and tables are built.
    Shape,
    /// Matters of taste.
    Taste,
    /// The gate itself: suppressions, settings of rules, former builds, other tools.
    Gate,
}

impl Group {
    const ALL: [Self; 9] = [
        Self::Reading,
        Self::Linking,
        Self::Drift,
        Self::Release,
        Self::Readiness,
        Self::Lifecycle,
        Self::Shape,
        Self::Taste,
        Self::Gate,
    ];

    /// The word used in rule files and output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reading => "reading",
            Self::Linking => "linking",
            Self::Drift => "drift",
            Self::Release => "release",
            Self::Readiness => "readiness",
            Self::Lifecycle => "lifecycle",
            Self::Shape => "shape",
            Self::Taste => "taste",
            Self::Gate => "gate",
        }
    }

    /// The opposite of [`Group::as_str`].
    pub(super) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.as_str() == word)
    }
}

/// What a rule is: its file `rules/<id>.md`. Texts are Markdown.
#[derive(Debug, Clone)]
pub struct RuleInfo {
    /// Stable id, used in settings and output.
    pub id: &'static str,
    /// Severity unless the settings say otherwise.
    pub severity: Severity,
    /// Which gate its findings keep shut.
    pub gate: Gate,
    /// What it belongs to.
    pub group: Group,
    /// The number above which it speaks, where it has one; the settings may say another.
    pub limit: Option<u64>,
    /// What the finding means, in a sentence without marks.
    pub summary: &'static str,
    /// The summary, and more where there is more to say.
    pub what: &'static str,
    /// Why it matters to who uses the data, or owns it.
    pub why: &'static str,
    /// How to mend it.
    pub mend: &'static str,
    /// A mesh root with a finding of this rule.
    pub fails: Example,
    /// One like it without.
    pub passes: Example,
}

/// A mesh root that shows a rule.
#[derive(Debug, Clone, Default)]
pub struct Example {
    /// Where the finding stands: `path`, or `path:line`.
    pub place: Option<&'static str>,
    /// Its files.
    pub files: Vec<ExampleFile>,
}

/// A file of an example.
#[derive(Debug, Clone, Copy)]
pub struct ExampleFile {
    /// In which language its text is shown.
    pub language: &'static str,
    /// Its path within the mesh root.
    pub path: &'static str,
    /// How its bytes come from the text.
    pub form: Form,
    /// The text, as it stands in the rule's file.
    pub text: &'static str,
}

impl ExampleFile {
    /// Its path, and what its text is where it isn't the file's own.
    #[must_use]
    pub fn caption(&self) -> String {
        let path = self.path;
        match self.form {
            Form::Text => path.to_owned(),
            Form::Link => format!("{path}, a symbolic link to"),
            Form::Hex => format!("{path}, whose bytes are"),
            Form::Repeat(times) => {
                format!("{path}, in which a line with {{n}} stands {times} times, for n from 1 on")
            }
        }
    }
}

/// How the bytes of an example's file come from its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// They are the text.
    Text,
    /// There is a symbolic link, and the text is its target.
    Link,
    /// The text says them in hexadecimal digits.
    Hex,
    /// Each line that holds `{n}` stands so many times, with a number from 1 on in its place.
    Repeat(u32),
}
