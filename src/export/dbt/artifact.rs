//! The outer shape of an artifact: what it is, and its entries, each still unread.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::json_file::{Held, not_to_its_end};
use super::schema::{Kind, schema};
use crate::diagnostic::{Finding, Pos, Rule, text};
use crate::export::fact::FactSink;
use crate::export::json_values::{Scalar, explain, object};
use crate::export::repeated_keys::{Text, keep_last};

#[derive(Default)]
struct Metadata<'a> {
    dbt_schema_version: Scalar<'a>,
    adapter_type: Scalar<'a>,
    project_name: Scalar<'a>,
    generated_at: Scalar<'a>,
}

/// An entry: its key and its value, unread.
pub(super) type Entry<'a> = (Cow<'a, str>, &'a RawValue);

/// The sections that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    Nodes,
    Sources,
    Exposures,
    Groups,
    Metrics,
    SemanticModels,
    SavedQueries,
    Functions,
    UnitTests,
    /// What is switched off: only its ids are of use.
    Disabled,
}

const SECTIONS: [(&str, Section); 10] = [
    ("nodes", Section::Nodes),
    ("sources", Section::Sources),
    ("exposures", Section::Exposures),
    ("groups", Section::Groups),
    ("metrics", Section::Metrics),
    ("semantic_models", Section::SemanticModels),
    ("saved_queries", Section::SavedQueries),
    ("functions", Section::Functions),
    ("unit_tests", Section::UnitTests),
    ("disabled", Section::Disabled),
];

/// An artifact that is read.
#[derive(Default)]
pub(super) struct Artifact<'a> {
    metadata: Metadata<'a>,
    sections: [Vec<Entry<'a>>; SECTIONS.len()],
    results: Vec<&'a RawValue>,
    /// The command that wrote it.
    which: Scalar<'a>,
    /// Whether it was read to its end.
    complete: bool,
}

impl<'a> Artifact<'a> {
    /// Reads the outer shape. Where the text ends too early or isn't JSON, that is a finding, and
    /// the entries before the place are kept. Nothing where the file is no artifact that is read.
    pub(super) fn read(held: &'a Held, sink: &mut dyn FactSink) -> Option<Self> {
        let mut artifact = Self::default();
        let mut json = serde_json::Deserializer::from_str(&held.text);
        let outcome = json
            .deserialize_map(Top(&mut artifact))
            .and_then(|()| json.end());
        artifact.complete = outcome.is_ok() && !held.cut_off;
        artifact.sections.iter_mut().for_each(keep_last);
        if let Err(error) = outcome
            && !held.cut_off
        {
            let wrong = explain(&held.text, &error);
            sink.problem(
                Finding::new(Rule::ExportFile, not_to_its_end(&held.path, &wrong.message))
                    .at(held.place(wrong.offset))
                    .help("write the artifact with dbt again; what comes before is used"),
            );
            artifact.metadata.dbt_schema_version.get()?;
        }
        let finding = |message: crate::diagnostic::Text, help: &'static str| {
            Finding::new(Rule::ExportFile, message)
                .at(Pos::start(held.file))
                .help(help)
        };
        let version = artifact.metadata.dbt_schema_version.get();
        let Some(schema) = version.and_then(schema) else {
            sink.problem(finding(
                text!(
                    "`{path}` isn't an artifact of dbt: it has no `metadata.dbt_schema_version`",
                    path = held.path
                ),
                "let the path of the export match manifest.json, catalog.json, run_results.json and sources.json only",
            ));
            return None;
        };
        let known = match schema.kind {
            Kind::Manifest => {
                let number = schema.version.strip_prefix('v');
                let number = number.and_then(|n| n.parse::<u8>().ok());
                number.is_some_and(|n| matches!(n, 2..=12 | 20))
            }
            Kind::Catalog => schema.version == "v1",
            Kind::RunResults => ["v2", "v3", "v4", "v5", "v6"].contains(&schema.version),
            Kind::Sources => ["v2", "v3"].contains(&schema.version),
            Kind::Ignored => return None,
        };
        if !known {
            let (what, range) = match schema.kind {
                Kind::Catalog => ("catalog", "v1 is"),
                Kind::RunResults => ("run results file", "v2 to v6 are"),
                Kind::Sources => ("sources file", "v2 and v3 are"),
                _ => ("manifest", "v2 to v12 are"),
            };
            sink.problem(finding(
                text!(
                    "`{path}` is a {what} of version {version}, and {range} known; it was read as far as it is understood",
                    path = held.path,
                    what,
                    version = schema.version,
                    range
                ),
                "write it with dbt 0.20 or newer",
            ));
        }
        Some(artifact)
    }

    /// What it is.
    pub(super) fn kind(&self) -> Kind {
        self.metadata
            .dbt_schema_version
            .get()
            .and_then(schema)
            .map_or(Kind::Ignored, |s| s.kind)
    }

    /// The warehouse, as dbt names its adapter.
    pub(super) fn adapter(&self) -> &str {
        self.metadata.adapter_type.get().unwrap_or_default()
    }

    /// The project, where it says so.
    pub(super) fn project(&self) -> Option<&str> {
        self.metadata.project_name.get()
    }

    /// When it was written, as it says.
    pub(super) fn generated_at(&self) -> Option<&str> {
        self.metadata.generated_at.get()
    }

    /// The command that wrote it: `build`, `test`, `generate` …
    pub(super) fn which(&self) -> Option<&str> {
        self.which.get()
    }

    /// Whether it was read to its end.
    pub(super) const fn is_complete(&self) -> bool {
        self.complete
    }

    /// The results, in the order of the file.
    pub(super) fn results(&self) -> &[&'a RawValue] {
        &self.results
    }

    /// The entries of a section, in the order of the file.
    pub(super) fn section(&self, section: Section) -> &[Entry<'a>] {
        &self.sections[section as usize]
    }
}

struct Top<'s, 'a>(&'s mut Artifact<'a>);

impl<'de> Visitor<'de> for Top<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<Text<'de>>()? {
            let section = SECTIONS.iter().find(|(name, _)| *name == key.0);
            if let Some((_, section)) = section {
                let entries = &mut self.0.sections[*section as usize];
                entries.clear();
                map.next_value_seed(Entries(entries))?;
            } else if key.0 == "metadata" {
                self.0.metadata = Metadata::default();
                let metadata = &mut self.0.metadata;
                map.next_value_seed(Named([
                    ("dbt_schema_version", &mut metadata.dbt_schema_version),
                    ("adapter_type", &mut metadata.adapter_type),
                    ("project_name", &mut metadata.project_name),
                    ("generated_at", &mut metadata.generated_at),
                ]))?;
            } else if key.0 == "results" {
                self.0.results.clear();
                map.next_value_seed(Items(&mut self.0.results))?;
            } else if key.0 == "args" {
                self.0.which = Scalar::default();
                map.next_value_seed(Named([("which", &mut self.0.which)]))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

/// Takes scalars of an object by their names; a key that stands twice counts as it stands last.
struct Named<'s, 'a, const N: usize>([(&'static str, &'s mut Scalar<'a>); N]);

impl<'de, const N: usize> DeserializeSeed<'de> for Named<'_, 'de, N> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, const N: usize> Visitor<'de> for Named<'_, 'de, N> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<Text<'de>>()? {
            match self.0.iter_mut().find(|(name, _)| *name == key.0) {
                Some((_, slot)) => **slot = map.next_value()?,
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// A node in a list, as versions of dbt before 1.0 wrote some sections.
#[derive(Default, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"), default)]
struct Identified<'a> {
    unique_id: Scalar<'a>,
}

/// Collects the entries of a section as they come, so that those before an error are kept.
struct Entries<'s, 'a>(&'s mut Vec<Entry<'a>>);

impl<'de> DeserializeSeed<'de> for Entries<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Entries<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<Text<'de>>()? {
            self.0.push((key.0, map.next_value()?));
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while let Some(value) = seq.next_element::<&'de RawValue>()? {
            let node = object::<Identified<'de>>(value.get()).ok();
            let id = node.and_then(|node| node.unique_id.0);
            // Whoever reads the entry says what is wrong with it.
            let key = id.unwrap_or_else(|| Cow::Owned(format!("[{}]", self.0.len())));
            self.0.push((key, value));
        }
        Ok(())
    }
}

/// Collects the values of a list as they come, so that those before an error are kept.
struct Items<'s, 'a>(&'s mut Vec<&'a RawValue>);

impl<'de> DeserializeSeed<'de> for Items<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Items<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while let Some(value) = seq.next_element()? {
            self.0.push(value);
        }
        Ok(())
    }
}
