//! The whole build in one readable function: read, link, check, then index, render, write.

use std::path::Path;

use crate::catalog::Catalog;
use crate::config::{self, ExportFormat, FILE, Settings};
use crate::diagnostic::{FileId, Finding, Pos, Rule, nearest};
use crate::export::{airflow, backstage, bigquery, dbt, mlflow, monte_carlo, openlineage};
use crate::link::{Aliases, Export, Facts, link};
use crate::manifest::{self, Manifests};
use crate::output::{OutputError, Publication};
use crate::render::{Sink, Theme, render};
use crate::rules;
use crate::search;
use crate::source::{RootError, SourceTree};
use crate::view::Views;

/// A mesh, read and linked.
pub struct Mesh {
    /// Its settings.
    pub settings: Settings,
    /// The catalog.
    pub catalog: Catalog,
    /// Everything that there is to say, weighed and sorted.
    pub findings: Vec<Finding>,
}

/// A site, published.
#[derive(Debug, Clone, Copy)]
pub struct Built {
    /// Number of files.
    pub files: usize,
}

/// Told of each stage as it begins.
pub type Stage<'a> = &'a (dyn Fn(&'static str) + Sync);

/// Builds the mesh at `root` into the folder `out`.
///
/// # Errors
/// Where the root can't be opened or the site can't be written. Findings are no errors: whatever
/// could be read is published.
pub fn build(root: &Path, out: &Path, stage: Stage<'_>) -> Result<(Mesh, Built), BuildError> {
    let mesh = load(root, Some(out), stage)?;
    if mesh.settings.unsafe_to_publish {
        return Err(unsafe_settings(&mesh));
    }
    let site = Publication::begin(out, root)?;
    write(&mesh, &site, stage).map_err(|e| site.failed(&e))?;
    stage("publish");
    let files = site.publish()?;
    Ok((mesh, Built { files }))
}

/// A portal without its `exclude` could show what it must not.
fn unsafe_settings(mesh: &Mesh) -> BuildError {
    let finding = mesh.findings.iter().find(|f| {
        let file = f.pos.map_or("", |p| mesh.catalog.path(p.file));
        file == FILE && matches!(f.rule, Rule::YamlSyntax | Rule::WrongType)
    });
    let (message, help) = match finding {
        Some(f) => {
            let (line, column) = f.pos.map_or((1, 1), |p| (p.line, p.column));
            (
                format!("{FILE}:{line}:{column}: {}", f.message),
                f.help.clone().unwrap_or_default(),
            )
        }
        None => (format!("{FILE} can't be understood"), String::new()),
    };
    BuildError {
        message: format!(
            "nothing was published, since what to leave out can't be understood: {message}"
        ),
        help,
    }
}

/// Reads, links and checks the mesh at `root`; the folder `skip` in it is passed over.
///
/// # Errors
/// Where the root can't be opened.
pub fn load(root: &Path, skip: Option<&Path>, stage: Stage<'_>) -> Result<Mesh, BuildError> {
    let mut findings = Vec::new();
    let input = read(root, skip, stage, &mut findings)?;
    stage("link");
    let mut catalog = link(
        &input.settings,
        &input.manifests,
        input.facts,
        clock(),
        input.tree.paths().to_vec(),
        &mut findings,
    );
    stage("check");
    check(&catalog, &input.settings, &mut findings);
    // The day that pages speak of is the one that ages are counted from.
    if let Some(now) = clock().and_then(|now| jiff::Timestamp::from_second(now).ok()) {
        catalog.as_of = Some(now.strftime("%Y-%m-%d").to_string());
    }
    Ok(Mesh {
        settings: input.settings,
        catalog,
        findings,
    })
}

/// What the files of a mesh root say.
struct Input {
    settings: Settings,
    tree: SourceTree,
    manifests: Manifests,
    facts: Facts,
}

// A stage stays a function of its own, so that profilers, and `scripts/instructions`, find it.
#[inline(never)]
fn read(
    root: &Path,
    skip: Option<&Path>,
    stage: Stage<'_>,
    findings: &mut Vec<Finding>,
) -> Result<Input, RootError> {
    stage("read manifests");
    let (settings, tree) = open(root, skip, findings)?;
    let manifests = manifest::read_all(&tree, &|path| settings.is_export(path), findings);
    stage("read exports");
    let facts = read_exports(&settings, &manifests, &tree, findings);
    if manifests.is_empty() && facts.is_empty() {
        findings.push(empty_root(&settings));
    }
    Ok(Input {
        settings,
        tree,
        manifests,
        facts,
    })
}

#[inline(never)]
fn check(catalog: &Catalog, settings: &Settings, findings: &mut Vec<Finding>) {
    rules::check(catalog, settings, findings);
    settings.weigh(findings);
    sort(findings, catalog);
}

/// Index and pages into a sink; the two share nothing, so they run side by side.
fn write(mesh: &Mesh, sink: &dyn Sink, stage: Stage<'_>) -> std::io::Result<()> {
    let views = Views::new(&mesh.catalog, &mesh.settings, &mesh.findings);
    let accent = mesh.settings.config.theme.accent.as_ref();
    let theme = Theme::new(accent.map(|a| a.as_str()), |css, js, theme| {
        views.site(css, js, theme)
    })?;
    let (index, pages) = rayon::join(
        || {
            stage("index");
            search::index(&mesh.catalog, sink)
        },
        || {
            stage("render");
            render(&views, &theme, sink)
        },
    );
    index.and(pages)
}

/// Why there is no site.
#[derive(Debug)]
pub struct BuildError {
    /// The sentence for the user.
    pub message: String,
    /// How to mend it.
    pub help: String,
}

impl From<RootError> for BuildError {
    fn from(error: RootError) -> Self {
        Self {
            message: error.message,
            help: error.help,
        }
    }
}

impl From<OutputError> for BuildError {
    fn from(error: OutputError) -> Self {
        Self {
            message: error.message,
            help: error.help,
        }
    }
}

/// Settings first, since they say what to leave out of the walk.
fn open(
    root: &Path,
    skip: Option<&Path>,
    findings: &mut Vec<Finding>,
) -> Result<(Settings, SourceTree), RootError> {
    let mut settings = Settings::read(None, FileId(0), &mut Vec::new());
    let mut tree = SourceTree::walk(root, &[], skip, &mut Vec::new())?;
    let file = tree
        .iter()
        .find(|(_, path)| *path == FILE)
        .map(|(id, _)| id);
    let mut own = Vec::new();
    if let Some(file) = file {
        match tree.text(file) {
            Ok(text) => settings = Settings::read(Some(&text), file, &mut own),
            Err(finding) => own.push(*finding),
        }
    }
    let before = file;
    tree = SourceTree::walk(root, &settings.config.exclude, skip, findings)?;
    let after = tree
        .iter()
        .find(|(_, path)| *path == FILE)
        .map(|(id, _)| id);
    // What was left out moved the numbers of files.
    if let (Some(before), Some(after)) = (before, after)
        && before != after
    {
        let text = tree.text(after).unwrap_or_default();
        own.clear();
        settings = Settings::read(Some(&text), after, &mut own);
    }
    findings.append(&mut own);
    Ok((settings, tree))
}

fn read_exports(
    settings: &Settings,
    manifests: &Manifests,
    tree: &SourceTree,
    findings: &mut Vec<Finding>,
) -> Facts {
    let mut aliases = Aliases::default();
    for (from, to) in &settings.config.aliases {
        if !aliases.add(from, to.as_str()) {
            let pos = to.pos(settings.file);
            findings.push(bad_alias(from, to.as_str(), pos));
        }
    }
    for document in &manifests.environments {
        for alias in &document.body.aliases {
            if !aliases.add(alias.from.as_str(), &alias.to) {
                let pos = alias.from.pos(document.pos.file);
                findings.push(bad_alias(alias.from.as_str(), &alias.to, pos));
            }
        }
    }
    let mut facts = Facts::new(aliases).allowing(&settings.published);
    for export in &settings.exports {
        let glob = &export.glob;
        let files: Vec<FileId> = tree
            .iter()
            .filter(|(_, path)| glob.is_match(path))
            .map(|(id, _)| id)
            .collect();
        if let (true, Some(pos)) = (files.is_empty(), export.pos) {
            findings.push(
                Finding::new(
                    Rule::ExportUnmatched,
                    format!("no file matches `{}`", glob.glob()),
                )
                .at(pos)
                .help("correct the path, or remove the entry"),
            );
        }
        if files.is_empty() {
            continue;
        }
        unknown_columns(export, findings);
        facts.begin(Export {
            format: export.format.as_str(),
            path: glob.glob().to_string(),
            files: files.len(),
            max_age: export.max_age,
            pos: export.pos,
        });
        match export.format {
            ExportFormat::Bigquery => {
                for file in files {
                    bigquery::read(tree, file, &mut facts);
                }
            }
            ExportFormat::Dbt => dbt::read(tree, &files, &mut facts),
            ExportFormat::Openlineage => openlineage::read(tree, &files, &mut facts),
            ExportFormat::MonteCarlo => {
                monte_carlo::read(tree, &files, &export.columns, &mut facts);
            }
            ExportFormat::Airflow => airflow::read(tree, &files, &mut facts),
            ExportFormat::Mlflow => {
                mlflow::read(tree, &files, export.table_key.as_deref(), &mut facts);
            }
            ExportFormat::Backstage => backstage::read(tree, &files, &mut facts),
        }
        facts.end();
    }
    facts
}

/// `[exports.columns]` names fields of ours; only Monte Carlo's CSV files have any.
fn unknown_columns(export: &config::Export, findings: &mut Vec<Finding>) {
    let known: &[&str] = match export.format {
        ExportFormat::MonteCarlo => monte_carlo::FIELDS,
        _ => &[],
    };
    for key in export
        .columns
        .keys()
        .filter(|k| !known.contains(&k.as_str()))
    {
        let help = match nearest(key, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if known.is_empty() => "remove it: only `monte-carlo` takes it".to_owned(),
            None => format!("known fields: {}", known.join(", ")),
        };
        findings.push(
            Finding::new(
                Rule::UnknownKey,
                format!("`columns` names the field `{key}`, which isn't read"),
            )
            .at(export.pos)
            .help(help),
        );
    }
}

fn bad_alias(from: &str, to: &str, pos: Pos) -> Finding {
    Finding::new(
        Rule::WrongType,
        format!("alias `{from}` and its true name `{to}` must both be projects, or both be datasets"),
    )
    .at(pos)
    .help("write \"alias-project\" = \"true-project\", or \"alias-project.dataset\" = \"true-project.dataset\"")
}

fn empty_root(settings: &Settings) -> Finding {
    let help = if settings.config.exports.is_empty() {
        "add manifests (*.yaml) and an [[exports]] entry to vitrina.toml; `vitrina schema` prints the kinds"
    } else {
        "add manifests (*.yaml), or correct the paths under [[exports]] in vitrina.toml"
    };
    Finding::new(
        Rule::EmptyRoot,
        "the mesh root holds no manifest, and no export describes a table",
    )
    .help(help)
}

/// By file and place, so that a reader can go through them one after the other.
fn sort(findings: &mut Vec<Finding>, catalog: &Catalog) {
    let path = |f: &Finding| {
        f.pos
            .map(|p| catalog.path(p.file).to_owned())
            .or_else(|| f.path.clone())
    };
    findings.sort_by_cached_key(|f| {
        (
            path(f),
            f.pos.map(|p| (p.line, p.column)),
            f.rule.info().id,
            f.message.clone(),
        )
    });
    findings.dedup();
}

/// `SOURCE_DATE_EPOCH`, where it is set; else the newest moment of the input serves, and never the
/// machine's clock.
fn clock() -> Option<i64> {
    std::env::var("SOURCE_DATE_EPOCH").ok()?.parse().ok()
}
