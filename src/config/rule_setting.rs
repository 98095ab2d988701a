//! `[rules]`: how loud each rule is, from which number on it speaks, and in which DMEs.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use globset::{Glob, GlobMatcher};
use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;

use crate::diagnostic::{Rule, Severity};
use crate::document::Located;

/// A severity alone, or a table that says more.
#[derive(Debug, Clone, JsonSchema)]
#[serde(untagged)]
#[schemars(untagged)]
pub(crate) enum SeverityOr<T> {
    /// A severity.
    Severity(Severity),
    /// A table.
    Table(T),
}

/// `[rules.ID]`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
// Decoding passes over unknown keys: the schema names each of them where it stands.
#[schemars(deny_unknown_fields)]
pub(crate) struct RuleTable {
    /// `off`, `info`, `warning`, `error`; the rule's own where missing.
    pub severity: Option<Severity>,
    /// The number above which it speaks, where the rule has one.
    pub limit: Option<Located<u64>>,
    /// The DMEs that it is for, globs allowed; all where missing.
    #[serde(default)]
    pub only: Vec<Located<String>>,
    /// What holds in a DME, globs allowed: its id comes before a glob, a longer glob before a shorter.
    #[serde(default)]
    pub dmes: BTreeMap<String, Located<SeverityOr<EnvironmentTable>>>,
}

/// What a rule is in a DME.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
// Decoding passes over unknown keys: the schema names each of them where it stands.
#[schemars(deny_unknown_fields)]
pub(crate) struct EnvironmentTable {
    /// `off`, `info`, `warning`, `error`.
    pub severity: Option<Severity>,
    /// The number above which it speaks, where the rule has one.
    pub limit: Option<Located<u64>>,
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for SeverityOr<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct V<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> serde::de::Visitor<'de> for V<T> {
            type Value = SeverityOr<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a severity or a table")
            }
            fn visit_str<E: serde::de::Error>(self, word: &str) -> Result<Self::Value, E> {
                Severity::parse(word)
                    .map(SeverityOr::Severity)
                    .ok_or_else(|| E::custom("not a severity"))
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                map: A,
            ) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(SeverityOr::Table)
            }
        }
        deserializer.deserialize_any(V(PhantomData))
    }
}

/// The rules of a mesh, ready to be asked.
#[derive(Debug, Clone, Default)]
pub(crate) struct RuleSettings {
    of: FxHashMap<String, OneRule>,
    /// Where DMEs are named, by rule.
    patterns: Vec<DmePattern>,
}

/// A pattern of DMEs in the settings of a rule.
#[derive(Debug, Clone)]
pub(crate) struct DmePattern {
    /// Id of the rule.
    pub rule: String,
    /// As written.
    pub written: Located<String>,
    matcher: GlobMatcher,
}

impl DmePattern {
    /// Whether it stands for the DME of this id.
    #[must_use]
    pub(crate) fn is_match(&self, dme: &str) -> bool {
        self.matcher.is_match(dme)
    }
}

/// What the settings say of a rule.
#[derive(Debug, Clone, Default)]
struct OneRule {
    severity: Option<Severity>,
    limit: Option<u64>,
    only: Vec<GlobMatcher>,
    /// The first that matches holds.
    environments: Vec<(GlobMatcher, Option<Severity>, Option<u64>)>,
}

impl RuleSettings {
    /// Of what is written; `glob` makes a matcher of a pattern, or says what is wrong with it.
    pub(super) fn new(
        written: &BTreeMap<String, Located<SeverityOr<RuleTable>>>,
        mut glob: impl FnMut(&Located<String>) -> Option<Glob>,
    ) -> Self {
        let mut of = FxHashMap::default();
        let mut patterns = Vec::new();
        for (id, setting) in written {
            let mut matcher = |pattern: &Located<String>| {
                let matcher = glob(pattern)?.compile_matcher();
                patterns.push(DmePattern {
                    rule: id.clone(),
                    written: pattern.clone(),
                    matcher: matcher.clone(),
                });
                Some(matcher)
            };
            let one = match &setting.value {
                SeverityOr::Severity(severity) => OneRule {
                    severity: Some(*severity),
                    ..OneRule::default()
                },
                SeverityOr::Table(table) => {
                    let mut environments: Vec<_> = table
                        .dmes
                        .iter()
                        .filter_map(|(pattern, said)| {
                            let at = Located {
                                value: pattern.clone(),
                                line: said.line,
                                column: said.column,
                            };
                            let (severity, limit) = match &said.value {
                                SeverityOr::Severity(severity) => (Some(*severity), None),
                                SeverityOr::Table(own) => {
                                    (own.severity, own.limit.as_ref().map(|l| l.value))
                                }
                            };
                            Some((matcher(&at)?, severity, limit))
                        })
                        .collect();
                    environments.sort_by_key(|(matcher, ..)| {
                        let pattern = matcher.glob().glob();
                        let is_glob = pattern.contains(['*', '?', '[', '{']);
                        (is_glob, std::cmp::Reverse(pattern.len()))
                    });
                    OneRule {
                        severity: table.severity,
                        limit: table.limit.as_ref().map(|l| l.value),
                        only: table.only.iter().filter_map(&mut matcher).collect(),
                        environments,
                    }
                }
            };
            of.insert(id.clone(), one);
        }
        Self { of, patterns }
    }

    /// Every pattern of DMEs that the settings hold, rule by rule.
    #[must_use]
    pub(crate) fn patterns(&self) -> &[DmePattern] {
        &self.patterns
    }

    /// Drops them, for who may not know which DMEs there are; rules stay as loud as they are.
    pub(crate) fn forget_patterns(&mut self) {
        self.patterns.clear();
    }

    /// The severity that the settings give the rule `id` (`tool/rule` of another tool) in the DME
    /// `dme`; none where they say nothing.
    #[must_use]
    pub(crate) fn severity(&self, id: &str, dme: Option<&str>) -> Option<Severity> {
        let one = self.of.get(id)?;
        if !one.only.is_empty() && !dme.is_some_and(|dme| one.only.iter().any(|g| g.is_match(dme)))
        {
            return Some(Severity::Off);
        }
        let own = dme.and_then(|dme| one.in_environment(dme)?.0);
        own.or(one.severity)
    }

    /// The number above which a rule speaks in the DME `dme`; none where the rule has none.
    #[must_use]
    pub(crate) fn limit(&self, rule: Rule, dme: Option<&str>) -> Option<u64> {
        let info = rule.info();
        let usual = info.limit?;
        let one = self.of.get(info.id);
        let own = one.and_then(|one| {
            let own = dme.and_then(|dme| one.in_environment(dme)?.1);
            own.or(one.limit)
        });
        Some(own.unwrap_or(usual))
    }
}

impl OneRule {
    fn in_environment(&self, dme: &str) -> Option<(Option<Severity>, Option<u64>)> {
        let found = self
            .environments
            .iter()
            .find(|(glob, ..)| glob.is_match(dme));
        found.map(|(_, severity, limit)| (*severity, *limit))
    }
}
