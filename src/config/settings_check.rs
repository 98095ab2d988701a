//! Settings that are well formed, yet make no sense. Any of it keeps the portal from being published.

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};
use ignore::gitignore::GitignoreBuilder;

use super::export_setting::{ExportSetting, duration};
use super::label_setting::Words;
use super::written_settings::Config;
use crate::diagnostic::{FileId, Finding, Rule, Text, text};
use crate::document::Located;
use crate::system::{Exporter, WarehouseDialect};

/// How often a portal is rebuilt where the settings don't say: nightly, and half a day's delay.
const REBUILD_EVERY: i64 = 36 * 3_600;

/// Looks at values; what is wrong is a finding.
pub(super) struct Checker<'a> {
    pub file: FileId,
    pub findings: &'a mut Vec<Finding>,
}

impl Checker<'_> {
    /// Patterns that leave out nothing, though they were written to.
    pub(super) fn exclude(&mut self, config: &Config) {
        for pattern in &config.exclude {
            let text = pattern.as_str();
            let path = text.trim_start_matches('!').trim();
            let wrong = if let Some(limit) = beyond_limit(text) {
                Some(limit)
            } else if matches!(path, "" | "/" | "." | "./") {
                Some("is empty and leaves out nothing".into())
            } else if text.starts_with('#') {
                Some("is a comment to a .gitignore and leaves out nothing".into())
            } else if text.starts_with(char::is_whitespace) {
                Some("begins with a blank and leaves out nothing that doesn't".into())
            } else if separates_with_backslash(text) {
                Some("has a `\\` where a `/` is meant, and leaves out nothing".into())
            } else if path.contains("//") || path.split('/').skip(1).any(|part| part == ".") {
                Some("has a part without a name, and leaves out nothing".into())
            } else if path.starts_with("~/") {
                Some("begins in a home folder and leaves out nothing of the mesh root".into())
            } else if opens_class(path) {
                Some("opens a `[` that is never closed, and leaves out nothing".into())
            } else if path.split('/').any(|part| part == "..") {
                Some("leads out of the mesh root and leaves out nothing".into())
            } else {
                let mut builder = GitignoreBuilder::new("");
                let built = builder.add_line(None, text).map(|_| ());
                built
                    .and_then(|()| builder.build().map(|_| ()))
                    .err()
                    .map(|error| text!("isn't a pattern: {error}", error = pattern_error(&error)))
            };
            if let Some(wrong) = wrong {
                self.findings.push(
                    Finding::new(
                        Rule::WrongType,
                        text!("`{text}` in `exclude` {wrong}", text, wrong),
                    )
                    .at(pattern.pos(self.file))
                    .help("write it as in a .gitignore, for example \"drafts/**\""),
                );
            }
        }
    }

    /// An id that no feed can have.
    pub(super) fn id(&mut self, config: &mut Config) {
        let Some(id) = &config.id else { return };
        let uuid = id.as_str().strip_prefix("urn:uuid:").unwrap_or_default();
        let groups: Vec<usize> = uuid.split('-').map(str::len).collect();
        let is_hex = |c: char| c == '-' || c.is_ascii_digit() || ('a'..='f').contains(&c);
        if groups != [8, 4, 4, 4, 12] || !uuid.chars().all(is_hex) {
            self.findings.push(
                Finding::new(
                    Rule::WrongType,
                    text!("`id` is `{id}`, which isn't a UUID", id = id.as_str()),
                )
                .at(id.pos(self.file))
                .help("write \"urn:uuid:\" and what `uuidgen` prints, in small letters; or leave it out, and the history keeps one"),
            );
            config.id = None;
        }
    }

    pub(super) fn base_url(&mut self, config: &mut Config) {
        if let Some(url) = &config.base_url
            && !self.is_web_address("base_url", url)
        {
            config.base_url = None;
        }
    }

    /// Whether an address is an absolute one; a finding where it isn't.
    pub(super) fn is_web_address(&mut self, key: &'static str, url: &Located<String>) -> bool {
        let rest = ["https://", "http://"]
            .iter()
            .find_map(|s| url.as_str().strip_prefix(s));
        let fine = rest.is_some_and(|r| {
            !r.is_empty()
                && !r.starts_with('/')
                && !r.contains(|c: char| {
                    c.is_whitespace() || c.is_control() || "<>\"'?#".contains(c)
                })
        });
        if !fine {
            self.findings.push(
                Finding::new(
                    Rule::WrongType,
                    text!(
                        "`{key}` is `{url}`, which isn't an absolute web address",
                        key,
                        url = url.as_str()
                    ),
                )
                .at(url.pos(self.file))
                .help("write for example \"https://data.example.com/\""),
            );
        }
        fine
    }

    pub(super) fn glob(&mut self, pattern: &Located<String>) -> Option<Glob> {
        if let Some(limit) = beyond_limit(pattern.as_str()) {
            self.findings.push(
                Finding::new(
                    Rule::TooLarge,
                    text!("`{pattern}` {limit}", pattern = pattern.as_str(), limit),
                )
                .at(pattern.pos(self.file))
                .help("write several shorter patterns"),
            );
            return None;
        }
        let built = GlobBuilder::new(pattern.as_str().trim_start_matches("./"))
            .literal_separator(true)
            .build();
        match built {
            Ok(glob) => Some(glob),
            Err(error) => {
                self.findings.push(
                    Finding::new(Rule::WrongType, no_glob(pattern.as_str(), &error))
                        .at(pattern.pos(self.file))
                        .help("write for example \"exports/bigquery/**\""),
                );
                None
            }
        }
    }

    /// The warehouse of an export, which has to be said of one format alone.
    pub(super) fn dialect(&mut self, export: &ExportSetting) -> Option<WarehouseDialect> {
        let is_asked = export.format.value.capabilities().needs_dialect;
        let dialect = export.dialect.as_ref();
        let (pos, message, help) = match (is_asked, dialect) {
            (true, None) => (
                export.format.pos(self.file),
                "this export doesn't say which warehouse it is of".into(),
                text!(
                    "add `dialect`: {words}",
                    words = one_of(&WarehouseDialect::ALL.map(WarehouseDialect::as_str))
                ),
            ),
            (false, Some(dialect)) => (
                dialect.pos(self.file),
                text!(
                    "`dialect` says nothing of an export of {format}",
                    format = export.format.value.as_str()
                ),
                text!(
                    "remove it; only {words} has one",
                    words = one_of(&with_dialect())
                ),
            ),
            _ => return dialect.map(|dialect| dialect.value),
        };
        let finding = Finding::new(Rule::WrongType, message).at(pos).help(help);
        self.findings.push(finding);
        None
    }

    pub(super) fn max_age(&mut self, text: Option<&Located<String>>) -> Option<i64> {
        let text = text?;
        let age = duration(text.as_str());
        if age.is_none() {
            self.findings.push(
                Finding::new(
                    Rule::WrongType,
                    text!(
                        "`max_age` is `{text}`, which isn't a duration",
                        text = text.as_str()
                    ),
                )
                .at(text.pos(self.file))
                .help("write for example \"36h\" or \"7d\""),
            );
        }
        age
    }

    /// Seconds after which the portal should have been rebuilt; none where that is switched off.
    pub(super) fn rebuild_every(&mut self, text: Option<&Located<String>>) -> Option<i64> {
        let Some(text) = text else {
            return Some(REBUILD_EVERY);
        };
        if text.as_str() == "off" {
            return None;
        }
        // A portal that is always too old would say nothing.
        let every = duration(text.as_str()).filter(|seconds| *seconds > 0);
        if every.is_none() {
            self.findings.push(
                Finding::new(
                    Rule::WrongType,
                    text!(
                        "`rebuild_every` is `{text}`, which isn't a duration",
                        text = text.as_str()
                    ),
                )
                .at(text.pos(self.file))
                .help("write for example \"36h\" or \"7d\", or \"off\" where the portal isn't rebuilt regularly"),
            );
        }
        every.or(Some(REBUILD_EVERY))
    }

    /// Datasets by `project.dataset`, globs allowed; nothing where none is listed.
    pub(super) fn datasets(
        &mut self,
        key: &'static str,
        datasets: &[Located<String>],
    ) -> Option<GlobSet> {
        if datasets.is_empty() {
            return None;
        }
        let mut set = GlobSetBuilder::new();
        for pattern in datasets {
            // A dataset without its project stands for that dataset of every project.
            let whole = Located {
                value: match pattern.as_str().contains('.') {
                    true => pattern.value.clone(),
                    false => format!("*.{}", pattern.value),
                },
                ..*pattern
            };
            if let Some(glob) = self.glob(&whole) {
                set.add(glob);
            }
        }
        match set.build() {
            Ok(set) => Some(set),
            Err(error) => {
                self.findings.push(
                    Finding::new(
                        Rule::WrongType,
                        text!(
                            "`{key}` can't be used: {error}",
                            key,
                            error = error.kind().to_string()
                        ),
                    )
                    .at(datasets.first().map(|d| d.pos(self.file)))
                    .help("write fewer and shorter patterns"),
                );
                None
            }
        }
    }

    /// Keys of labels, globs allowed.
    pub(super) fn labels(&mut self, words: &Located<Words>, default: &[&str]) -> GlobSet {
        let mut set = GlobSetBuilder::new();
        let mut wrong = Vec::new();
        for pattern in words.value.or(default) {
            if let Some(limit) = beyond_limit(pattern) {
                wrong.push(text!("`{pattern}` {limit}", pattern, limit));
                continue;
            }
            match Glob::new(pattern) {
                Ok(glob) => {
                    set.add(glob);
                }
                Err(error) => wrong.push(no_glob(pattern, &error)),
            }
        }
        let set = set.build().unwrap_or_else(|error| {
            wrong.push(text!(
                "these keys can't be used: {error}",
                error = error.kind().to_string()
            ));
            GlobSet::empty()
        });
        for message in wrong {
            self.findings.push(
                Finding::new(Rule::WrongType, message)
                    .at(words.pos(self.file))
                    .help("write the key of a label, for example \"owner*\""),
            );
        }
        set
    }
}

/// The formats of exports that don't say by themselves which warehouse they are of.
fn with_dialect() -> Vec<&'static str> {
    let all = Exporter::ALL.into_iter();
    all.filter(|exporter| exporter.capabilities().needs_dialect)
        .map(Exporter::as_str)
        .collect()
}

/// Says that a pattern is none.
pub(crate) fn no_glob(pattern: &str, error: &globset::Error) -> Text {
    let error = error.kind().to_string();
    text!("`{pattern}` isn't a glob: {error}", pattern, error)
}

/// Words of which one may be written: `"a", "b" or "c"`.
fn one_of(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}

/// Most bytes of a pattern.
const MAX_PATTERN: usize = 1_000;
/// Most `{` of a pattern: each within another takes stack.
const MAX_BRACES: usize = 50;

/// What is too much about a pattern.
fn beyond_limit(pattern: &str) -> Option<Text> {
    if pattern.len() > MAX_PATTERN {
        Some(text!(
            "is longer than {limit} bytes, the limit of a pattern",
            limit = MAX_PATTERN
        ))
    } else if pattern.bytes().filter(|b| *b == b'{').count() > MAX_BRACES {
        Some(text!(
            "has more than {limit} `{{`, the limit of a pattern",
            limit = MAX_BRACES
        ))
    } else {
        None
    }
}

/// Whether a `\` stands where it can't be an escape that is needed: before a letter, a number, a dot
/// or the end, or before a `*`, as in `drafts\**`. Whoever means the character writes `[*]`.
fn separates_with_backslash(pattern: &str) -> bool {
    pattern.split('\\').skip(1).any(|rest| {
        rest.chars()
            .next()
            .is_none_or(|c| c.is_alphanumeric() || matches!(c, '*' | '.' | '_'))
    })
}

/// Whether a `[` is never closed: such a pattern stands for its own characters alone.
fn opens_class(pattern: &str) -> bool {
    let last = pattern.rfind('[');
    last.is_some_and(|at| !pattern[..at].ends_with('\\') && !pattern[at..].contains(']'))
}

/// What is wrong with a pattern, which the message names already.
fn pattern_error(error: &ignore::Error) -> String {
    match error {
        ignore::Error::Glob { err, .. } => err.clone(),
        ignore::Error::WithLineNumber { err, .. }
        | ignore::Error::WithPath { err, .. }
        | ignore::Error::WithDepth { err, .. } => pattern_error(err),
        other => other.to_string(),
    }
}
