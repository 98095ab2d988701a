//! The settings, and the files that they leave in. Nothing is read, and so nothing is published,
//! unless the settings are understood as a whole: they say what must not be shown.

use std::path::Path;

use super::build_error::{BuildError, SettingsError};
use super::quoted_lines;
use crate::config::{self, FILE, Settings};
use crate::diagnostic::{FileId, Finding, Pos, Rule, Severity, nearest, text};
use crate::export::monte_carlo;
use crate::link::Aliases;
use crate::source::{self, SettingsFile, SourceTree};
use crate::system::Exporter;

/// Settings first, since they say what to leave out of the walk.
pub(super) fn open(
    root: &Path,
    skip: Option<&Path>,
    findings: &mut Vec<Finding>,
) -> Result<(Settings, SourceTree), BuildError> {
    let settings = read(root)?;
    let tree = walk(&settings, root, skip, findings)?;
    Ok((settings, tree))
}

/// The files that settings leave in.
pub(super) fn walk(
    settings: &Settings,
    root: &Path,
    skip: Option<&Path>,
    findings: &mut Vec<Finding>,
) -> Result<SourceTree, BuildError> {
    let exclude = settings.config.exclude.iter().map(|e| e.value.clone());
    let exclude: Vec<String> = exclude.collect();
    Ok(SourceTree::walk(root, &exclude, skip, findings)?)
}

/// The settings alone.
pub(super) fn read(root: &Path) -> Result<Settings, BuildError> {
    let file = FileId::SETTINGS;
    let mut own = Vec::new();
    let text = match source::settings(root)? {
        SettingsFile::Missing => None,
        SettingsFile::Text(text) => Some(text),
        SettingsFile::Faulty(finding) => {
            own.push(*finding);
            None
        }
    };
    let settings = Settings::read(text.as_deref(), file, &mut own);
    aliases(&settings, &mut own);
    for export in &settings.exports {
        unknown_columns(export, &mut own);
    }
    if !own.is_empty() {
        quoted_lines::of(text.as_deref().unwrap_or_default(), &mut own);
        return Err(faulty(own, FILE, vec![FILE.to_owned()]).into());
    }
    Ok(settings)
}

/// Why nothing is published: everything that is wrong with the settings or the templates that they
/// name (`what`). `paths` are those that findings stand in.
pub(super) fn faulty(
    mut findings: Vec<Finding>,
    what: &'static str,
    paths: Vec<String>,
) -> SettingsError {
    findings.sort_by_key(|f| f.pos().map(|p| (p.file, p.line, p.column)));
    findings.dedup();
    for finding in &mut findings {
        // Whatever its rule says elsewhere: here it ends the build.
        finding.severity = Severity::Error;
    }
    SettingsError::new(findings, what, paths)
}

fn aliases(settings: &Settings, findings: &mut Vec<Finding>) {
    let mut aliases = Aliases::default();
    for (from, to) in &settings.config.aliases {
        if !aliases.add(from, to.as_str()) {
            let pos = to.pos(settings.file);
            findings.push(bad_alias(from, to.as_str(), pos));
        }
    }
}

/// The finding for an alias whose two sides are of different forms.
pub(super) fn bad_alias(from: &str, to: &str, pos: Pos) -> Finding {
    Finding::new(
        Rule::WrongType,
        text!(
            "alias `{from}` and its true name `{to}` must both be projects, or both be datasets",
            from,
            to
        ),
    )
    .at(pos)
    .help("write \"alias-project\" = \"true-project\", or \"alias-project.dataset\" = \"true-project.dataset\"")
}

/// `[exports.columns]` names fields of ours; only Monte Carlo's CSV files have any.
fn unknown_columns(export: &config::Export, findings: &mut Vec<Finding>) {
    let known: &[&str] = match export.format {
        Exporter::MonteCarlo => monte_carlo::FIELDS,
        _ => &[],
    };
    for key in export
        .columns
        .keys()
        .filter(|k| !known.contains(&k.as_str()))
    {
        let help = match nearest(key, known.iter().copied()) {
            Some(near) => text!("did you mean `{near}`?", near),
            None if known.is_empty() => "remove it: only `monte-carlo` takes it".into(),
            None => text!("known fields: {fields}", fields = known.join(", ")),
        };
        findings.push(
            Finding::new(
                Rule::UnknownKey,
                text!("`columns` names the field `{key}`, which isn't read", key),
            )
            .at(export.pos)
            .help(help),
        );
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_file_that_is_read_is_the_one_that_is_told_of() {
        assert_eq!(crate::source::SETTINGS, crate::config::FILE);
    }
}
