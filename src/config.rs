//! `vitrina.toml`: the settings of a mesh root.

mod check;
mod export;
mod labels;
mod publish;

use std::collections::BTreeMap;
use std::path::Path;

use globset::{Glob, GlobSet};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::diagnostic::{FileId, Finding, Pos, Rule, Severity};
use crate::document::{Lines, Located, Strictness, Validator, decode, toml};

pub use export::{Export, ExportFormat, ExportSetting, WarehouseDialect, duration};
pub use labels::{LabelSettings, Words};
pub use publish::{PublishSettings, Published};

/// Name of the file, at the top of the mesh root.
pub const FILE: &str = "vitrina.toml";

/// All settings, with defaults where the file is silent.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Title of the portal.
    pub title: Option<String>,
    /// Absolute address at which the portal is published; feeds and the sitemap need it.
    pub base_url: Option<Located<String>>,
    /// Language of the authored text: `en`, `es` or `pt`.
    #[serde(default)]
    pub language: Language,
    /// How often the portal is rebuilt, for example `36h` or `7d`; `off` where nobody promises that.
    /// A portal that is older says so to its readers. `36h` where missing.
    pub rebuild_every: Option<Located<String>>,
    /// Files to leave out, as in a `.gitignore`.
    #[serde(default)]
    pub exclude: Vec<Located<String>>,
    /// Which views are the entry points.
    #[serde(default)]
    pub entry_points: EntryPoints,
    /// Second names: a project, or `project.dataset`, to its true name.
    #[serde(default)]
    pub aliases: BTreeMap<String, Located<String>>,
    /// Files that other systems wrote; `exports/bigquery/**`, `exports/dbt/**` and so on, one folder a
    /// format, where the list is empty.
    #[serde(default)]
    pub exports: Vec<ExportSetting>,
    /// Named sets of readers.
    #[serde(default)]
    pub audiences: Vec<AudienceSetting>,
    /// Warehouse labels that carry meaning.
    #[serde(default)]
    pub labels: LabelSettings,
    /// What is published only where it is listed here: texts of failures, literals, `meta`, tags of
    /// models, owners who may be persons.
    #[serde(default)]
    pub publish: PublishSettings,
    /// Severity of rules: `off`, `info`, `warning`, `error`.
    #[serde(default)]
    pub rules: BTreeMap<String, Located<Severity>>,
    /// Looks.
    #[serde(default)]
    pub theme: Theme,
}

/// Language of a portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Spanish.
    Es,
    /// Portuguese.
    Pt,
}

impl Language {
    /// Language tag.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Es => "es",
            Self::Pt => "pt",
        }
    }
}

/// `[entry_points]`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EntryPoints {
    /// `project.dataset`, or a dataset alone; globs allowed. Every view is a unified view where
    /// the list is empty.
    #[serde(default)]
    pub datasets: Vec<Located<String>>,
}

/// `[[audiences]]`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AudienceSetting {
    /// Unique among audiences.
    pub id: Located<String>,
    /// Display name; the id where missing.
    pub label: Option<String>,
    /// Who that is, as OBJECT_PRIVILEGES names them.
    #[serde(default)]
    pub grantees: Vec<String>,
}

/// `[theme]`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Theme {
    /// Accent colour, `#rrggbb`.
    pub accent: Option<Located<String>>,
}

impl<'de> Deserialize<'de> for Severity {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        Self::parse(&word).ok_or_else(|| serde::de::Error::custom("not a severity"))
    }
}

impl JsonSchema for Severity {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Severity".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "enum": ["off", "info", "warning", "error"] })
    }
}

/// The settings, ready to use.
#[derive(Debug, Clone)]
pub struct Settings {
    /// As written.
    pub config: Config,
    /// Entry-point datasets; every view where `None`.
    pub entry_points: Option<GlobSet>,
    /// A matcher for each of `config.exports`, with its place; the usual folders where there is none.
    pub exports: Vec<Export>,
    /// The file of the settings.
    pub file: FileId,
    /// Seconds after which the portal should have been rebuilt; none where that is switched off.
    pub rebuild_every: Option<i64>,
    /// Keys of labels that name an owner.
    pub owner_labels: GlobSet,
    /// Keys of labels that name a DME.
    pub dme_labels: GlobSet,
    /// What is published because `[publish]` lists it.
    pub published: Published,
}

impl Settings {
    /// Reads the settings from the text of `vitrina.toml`; the defaults where there is none.
    /// Whatever is wrong is a finding, all of it in one run. Settings with a finding are no base
    /// for a portal: the caller must not publish one.
    #[must_use]
    pub fn read(text: Option<&str>, file: FileId, findings: &mut Vec<Finding>) -> Self {
        let from = findings.len();
        let (mut config, broken) = match text {
            Some(text) => read(text, file, findings),
            None => (Config::default(), Vec::new()),
        };
        let mut check = check::Checker { file, findings };
        check.exclude(&config);
        check.rules(&config);
        check.audiences(&config);
        check.base_url(&mut config);
        check.accent(&mut config);
        let usual = [
            (ExportFormat::Bigquery, "exports/bigquery/**"),
            (ExportFormat::Dbt, "exports/dbt/**"),
            (ExportFormat::Openlineage, "exports/openlineage/**"),
            (ExportFormat::MonteCarlo, "exports/monte-carlo/**"),
            (ExportFormat::Airflow, "exports/airflow/**"),
            (ExportFormat::Mlflow, "exports/mlflow/**"),
            (ExportFormat::Backstage, "exports/backstage/**"),
        ];
        let usual = usual
            .into_iter()
            .filter(|_| config.exports.is_empty())
            .filter_map(|(format, glob)| {
                Some(Export {
                    format,
                    dialect: None,
                    // Constants of ours, all of them globs.
                    glob: Glob::new(glob).ok()?.compile_matcher(),
                    pos: None,
                    max_age: None,
                    columns: BTreeMap::new(),
                    table_key: None,
                })
            });
        let exports = config
            .exports
            .iter()
            .filter_map(|e| {
                let glob = check.glob(&e.path)?;
                Some(Export {
                    format: e.format.value,
                    dialect: check.dialect(e),
                    glob: glob.compile_matcher(),
                    pos: Some(e.format.pos(file)),
                    max_age: check.max_age(e.max_age.as_ref()),
                    columns: e.columns.clone(),
                    table_key: e.table_key.clone(),
                })
            })
            .chain(usual)
            .collect();
        let published = check.publish(&config.publish);
        let entry_points = check.entry_points(&config.entry_points.datasets);
        let rebuild_every = check.rebuild_every(config.rebuild_every.as_ref());
        let owner_labels = check.labels(&config.labels.owner, "owner*");
        let dme_labels = check.labels(&config.labels.dme, "dme");
        if !broken.is_empty() {
            // What only follows from a line that can't be read is passed over.
            let rest = findings.split_off(from);
            findings.extend(rest.into_iter().filter(|f| {
                let line = f.pos.map_or(0, |p| p.line);
                f.rule == Rule::TomlSyntax
                    || (f.rule != Rule::MissingField && !broken.contains(&line))
            }));
        }
        Self {
            config,
            entry_points,
            exports,
            file,
            rebuild_every,
            owner_labels,
            dme_labels,
            published,
        }
    }

    /// Title of the portal.
    #[must_use]
    pub fn title(&self) -> &str {
        self.config.title.as_deref().unwrap_or("Data catalog")
    }

    /// Absolute address of the portal, ending in `/`.
    #[must_use]
    pub fn base_url(&self) -> Option<String> {
        let url = self.config.base_url.as_ref()?.as_str();
        Some(format!("{}/", url.trim_end_matches('/')))
    }

    /// Whether `project.dataset` is an entry point.
    #[must_use]
    pub fn is_entry_point(&self, project: &str, dataset: &str) -> bool {
        self.entry_points
            .as_ref()
            .is_none_or(|set| set.is_match(Path::new(&format!("{project}.{dataset}"))))
    }

    /// Whether a file belongs to an export.
    #[must_use]
    pub fn is_export(&self, path: &str) -> bool {
        self.exports.iter().any(|e| e.glob.is_match(path))
    }

    /// Severity of a rule.
    #[must_use]
    pub fn severity(&self, rule: Rule) -> Severity {
        let info = rule.info();
        self.config
            .rules
            .get(info.id)
            .map_or(info.severity, |s| s.value)
    }

    /// Applies the severities of `[rules]`; what is off is dropped.
    pub fn weigh(&self, findings: &mut Vec<Finding>) {
        findings.retain_mut(|f| {
            f.severity = self.severity(f.rule);
            f.severity != Severity::Off
        });
    }
}

/// The settings as they are written, and the lines that can't be read; what is wrong is a finding.
fn read(text: &str, file: FileId, findings: &mut Vec<Finding>) -> (Config, Vec<u32>) {
    let lines = Lines::new(text);
    let from = findings.len();
    let mut node = toml::document(&lines, file, findings);
    let broken: Vec<u32> = findings[from..]
        .iter()
        .filter_map(|f| f.pos.map(|p| p.line))
        .collect();
    let schema = schemars::schema_for!(Config).to_value();
    Validator {
        root: &schema,
        source: &lines,
        file,
        strictness: Strictness::Settings,
        findings,
    }
    .document(&mut node, FILE);
    let config = decode::<Config>(&node).unwrap_or_else(|error| {
        findings.push(
            Finding::new(Rule::WrongType, format!("{FILE} can't be used: {error}"))
                .at(Pos::start(file))
                .help("compare it with the settings that the README lists"),
        );
        Config::default()
    });
    (config, broken)
}
