//! `vitrina.toml`: the settings of a mesh root.

mod access_check;
mod access_setting;
mod check_theme;
mod column_type_setting;
mod diff_check;
mod diff_setting;
mod export_setting;
mod label_setting;
mod personal_setting;
mod publish_check;
mod publish_setting;
mod rule_check;
mod rule_setting;
mod settings_check;
mod suppression_check;
mod suppression_setting;
mod type_family;
mod written_settings;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use globset::{Glob, GlobMatcher, GlobSet};

use crate::diagnostic::{FileId, Finding, Pos, Rule, Severity, Subject, text};
use crate::diff::{ChangeRules, UseWindow};
use crate::document::{Lines, Located, Strictness, Validator, decode, toml};
use crate::system::Exporter;

pub(crate) use access_setting::Access;
pub(crate) use column_type_setting::ColumnTypes;
pub(crate) use export_setting::{Export, duration};
pub(crate) use personal_setting::Personal;
pub(crate) use publish_setting::Published;
pub(crate) use rule_setting::RuleSettings;
pub(crate) use settings_check::no_glob;
pub(crate) use suppression_setting::SettingSuppression;
pub(crate) use type_family::TypeFamily;
pub(crate) use written_settings::Config;

/// Name of the file, at the top of the mesh root.
pub(crate) const FILE: &str = "vitrina.toml";

/// The settings, ready to use.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// As written.
    pub config: Config,
    /// Entry-point datasets; every view where `None`.
    pub entry_points: Option<GlobSet>,
    /// A matcher for each of `config.exports`, with its place; the usual folders where there is none, and
    /// that of findings where none is of these.
    pub exports: Vec<Export>,
    /// The file of the settings.
    pub file: FileId,
    /// Seconds after which the portal should have been rebuilt; none where that is switched off.
    pub rebuild_every: Option<i64>,
    /// Keys of labels that name an owner.
    pub owner_labels: GlobSet,
    /// Keys of labels that name a DME.
    pub dme_labels: GlobSet,
    /// Keys of labels that say that something is hidden.
    pub hidden_labels: GlobSet,
    /// What portals of audiences show.
    pub access: Access,
    /// How loud rules are, and from which numbers on they speak.
    pub rules: RuleSettings,
    /// From which statements `vitrina diff` takes it that nobody uses something; none where use lowers
    /// nothing.
    pub use_window: Option<UseWindow>,
    /// How much changes matter at least.
    pub changes: ChangeRules,
    /// Which files hold entries that accept changes; one of a usual name where nothing is said.
    pub accepted: Option<GlobMatcher>,
    /// Findings about entries of the settings that may stay for a while, in the order written.
    pub suppressions: Vec<SettingSuppression>,
    /// What is published because `[publish]` lists it.
    pub published: Published,
    /// What counts as personal data, and for whom it is.
    pub personal: Personal,
    /// What names of columns say of their types.
    pub column_types: ColumnTypes,
    /// Made of all that is written, wherever it stands: all else here follows from that.
    pub values: [u8; 16],
}

impl Settings {
    /// Reads the settings from the text of `vitrina.toml`; the defaults where there is none.
    /// Whatever is wrong is a finding, all of it in one run. Settings with a finding are no base
    /// for a portal: the caller must not publish one.
    #[must_use]
    pub(crate) fn read(text: Option<&str>, file: FileId, findings: &mut Vec<Finding>) -> Self {
        let from = findings.len();
        let Written {
            mut config,
            broken,
            values,
        } = text.map_or_else(Written::default, |text| read(text, file, findings));
        let mut check = settings_check::Checker { file, findings };
        check.exclude(&config);
        let rules = check.rules(&config);
        check.frameworks(&config);
        check.audiences(&mut config);
        let access = check.access(&config);
        let use_window = check.use_window(&config.diff);
        let changes = check.changes(&config);
        let accepted = config.diff.accepted.as_ref();
        let accepted = accepted.and_then(|pattern| check.glob(pattern));
        check.id(&mut config);
        check.base_url(&mut config);
        check.accent(&mut config);
        check.templates(&mut config);
        let usual = Exporter::ALL
            .into_iter()
            .filter(|format| {
                // Reports of other tools need no entry, whatever entries there are for others.
                let is_own = config.exports.is_empty() && !format.capabilities().needs_dialect;
                let is_told = || config.exports.iter().any(|e| e.format.value == *format);
                is_own || format.needs_no_entry() && !is_told()
            })
            .filter_map(|format| {
                Some(Export {
                    format,
                    dialect: None,
                    // Constants of ours, all of them globs.
                    glob: Glob::new(&format.usual_path()).ok()?.compile_matcher(),
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
        let suppressions = check.suppressions(&config);
        let published = check.publish(&config.publish);
        let personal = Personal::new(&config.personal);
        let column_types = check.column_types(&config.column_types);
        let entry_points = check.datasets("datasets", &config.entry_points.datasets);
        let rebuild_every = check.rebuild_every(config.rebuild_every.as_ref());
        let owner_labels = check.labels(&config.labels.owner, &["owner*"]);
        let dme_labels = check.labels(&config.labels.dme, &["dme"]);
        let hidden_labels = check.labels(&config.labels.hidden, &access_setting::HIDDEN_LABELS);
        if !broken.is_empty() {
            // What only follows from a line that can't be read is passed over.
            let rest = findings.split_off(from);
            findings.extend(rest.into_iter().filter(|f| {
                let line = f.pos().map_or(0, |p| p.line);
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
            hidden_labels,
            access,
            rules,
            use_window,
            changes,
            accepted: accepted.map(|glob| glob.compile_matcher()),
            suppressions,
            published,
            personal,
            column_types,
            values,
        }
    }

    /// Title of the portal.
    #[must_use]
    pub(crate) fn title(&self) -> &str {
        self.config.title.as_deref().unwrap_or("Data catalog")
    }

    /// What the mesh is known by for longer than a title and an address, where that is said.
    #[must_use]
    pub(crate) fn mesh_id(&self) -> Option<&str> {
        self.config.id.as_ref().map(|id| id.as_str())
    }

    /// Absolute address of the portal, ending in `/`.
    #[must_use]
    pub(crate) fn base_url(&self) -> Option<String> {
        self.config.base_url.as_ref().map(portal)
    }

    /// Whether a label says that what bears it is hidden from who may not query it.
    #[must_use]
    pub(crate) fn hides(&self, key: &str, value: &str) -> bool {
        self.hidden_labels.is_match(key) && access_setting::says_hidden(key, value)
    }

    /// Whether `project.dataset` is an entry point.
    #[must_use]
    pub(crate) fn is_entry_point(&self, project: &str, dataset: &str) -> bool {
        self.entry_points
            .as_ref()
            .is_none_or(|set| set.is_match(Path::new(&format!("{project}.{dataset}"))))
    }

    /// Whether a file belongs to an export.
    #[must_use]
    pub(crate) fn is_export(&self, path: &str) -> bool {
        self.exports.iter().any(|e| e.glob.is_match(path))
    }

    /// Severity of a rule, where no DME says another.
    #[must_use]
    pub(crate) fn severity(&self, rule: Rule) -> Severity {
        let info = rule.info();
        self.rules.severity(info.id, None).unwrap_or(info.severity)
    }

    /// Applies the severities of `[rules]`, each in the DME that answers for the finding; what is off
    /// is dropped.
    pub(crate) fn weigh(&self, findings: &mut Vec<Finding>) {
        findings.retain_mut(|finding| {
            let dme = finding.environment().map(Subject::name);
            let said = self.rules.severity(&finding.rule_id(), dme).or_else(|| {
                let is_foreign = finding.foreign.is_some();
                is_foreign
                    .then(|| self.rules.severity(finding.rule.info().id, dme))
                    .flatten()
            });
            if let Some(severity) = said {
                finding.severity = severity;
            }
            finding.severity != Severity::Off
        });
    }
}

/// Absolute address of a portal, ending in `/`.
fn portal(url: &Located<String>) -> String {
    format!("{}/", url.as_str().trim_end_matches('/'))
}

/// What stands in the file of the settings.
#[derive(Default)]
struct Written {
    config: Config,
    /// Lines that can't be read.
    broken: Vec<u32>,
    /// Made of keys and values.
    values: [u8; 16],
}

/// What the file is checked against: many may be read in one run.
static SCHEMA: LazyLock<serde_json::Value> =
    LazyLock::new(|| schemars::schema_for!(Config).to_value());

/// The settings as they are written; what is wrong is a finding.
fn read(text: &str, file: FileId, findings: &mut Vec<Finding>) -> Written {
    let lines = Lines::new(text);
    let from = findings.len();
    let mut node = toml::document(&lines, file, findings);
    let broken: Vec<u32> = findings[from..]
        .iter()
        .filter_map(|f| f.pos().map(|p| p.line))
        .collect();
    let values = node.fingerprint();
    Validator {
        root: &SCHEMA,
        source: &lines,
        file,
        strictness: Strictness::Settings,
        findings,
    }
    .document(&mut node, FILE);
    let config = decode::<Config>(&node).unwrap_or_else(|error| {
        findings.push(
            Finding::new(
                Rule::WrongType,
                text!(
                    "{file} can't be used: {error}",
                    file = FILE,
                    error = error.to_string()
                ),
            )
            .at(Pos::start(file))
            .help("compare it with the examples in the README and in docs/gate.md"),
        );
        Config::default()
    });
    Written {
        config,
        broken,
        values,
    }
}

#[cfg(test)]
mod tests {
    use super::Settings;
    use crate::diagnostic::FileId;

    #[test]
    fn values_are_the_same_wherever_they_stand() {
        let values = |text: &str| {
            let mut findings = Vec::new();
            let read = Settings::read(Some(text), FileId::SETTINGS, &mut findings);
            assert!(findings.is_empty(), "{findings:?}");
            read.values
        };
        let settings = "title = \"A\"\n[theme]\naccent = \"#123456\"\n";
        let moved =
            "# Of the mesh.\n\ntitle   = \"A\" # Its name.\n\n[theme]\naccent = '#123456'\n";
        assert_eq!(values(settings), values(moved));
        for other in [
            "title = \"B\"\n[theme]\naccent = \"#123456\"\n",
            "title = \"A\"\n[theme]\naccent = \"#123457\"\n",
            "title = \"A\"\n",
            "",
        ] {
            assert_ne!(values(settings), values(other), "{other}");
        }
    }
}
