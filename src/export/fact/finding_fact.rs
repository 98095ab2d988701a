//! What another tool found.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Severity;

/// A finding of another tool. Its texts are as the tool wrote them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(crate) struct FindingFact<'a> {
    /// Name of the tool; of letters, digits, `.`, `-` and `_`.
    pub tool: Cow<'a, str>,
    /// Its word for the rule; of those, `:` and `/`.
    pub rule: Cow<'a, str>,
    /// An address, `https://` or `http://`, that explains the rule.
    pub address: Option<Cow<'a, str>>,
    /// How loud.
    pub severity: Severity,
    /// What is wrong.
    pub message: Cow<'a, str>,
    /// How to mend it.
    pub help: Option<Cow<'a, str>>,
    /// Names of what it is about, the surest first: `kind:id`, a key, a full name.
    pub assets: Vec<Cow<'a, str>>,
    /// Which of several of the rule about the asset it is.
    pub detail: Option<Cow<'a, str>>,
    /// The file that it is about.
    pub file: Option<FoundIn<'a>>,
    /// Why the tool lets it be, and until which day; the day may be empty.
    pub set_aside: Option<(Cow<'a, str>, Cow<'a, str>)>,
}

/// A place that another tool names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(crate) struct FoundIn<'a> {
    /// A path or an address of a file, with `/` and without escapes.
    #[serde(borrow)]
    pub path: Cow<'a, str>,
    /// 1-based line.
    pub line: Option<u32>,
    /// 1-based column.
    pub column: Option<u32>,
}
