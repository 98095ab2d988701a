//! The whole build in one readable function: read, link, judge, check, then index, render, write.

mod audiences;
mod authored_files;
mod build_error;
mod clock;
mod credentials;
mod dead_links;
mod export_batches;
mod former_history;
pub(crate) mod in_memory;
mod previous_findings;
mod quoted_lines;
mod settings;
mod side_by_side;
mod theme;

use std::collections::BTreeMap;
use std::path::Path;

use rustc_hash::FxHashSet;

use crate::catalog::{AssetIx, Catalog};
use crate::config::Settings;
use crate::diagnostic::{Finding, Rule, Severity};
use crate::gate::SetAside;
use crate::history::{self, History, States};
use crate::insight::{self, Insight, Score, insight};
use crate::link::{Facts, ReplacedView, link, resolve_id};
use crate::manifest::{self, Manifests};
use crate::mesh::Mesh;
use crate::output::{FormerSite, Publication};
use crate::render::{self, LinkSink, Sink, Template, Theme, render};
use crate::rules;
use crate::search;
use crate::source::SourceTree;
use crate::view::{self, LostLinks, Views};

pub(crate) use crate::output::Durability;
pub(crate) use audiences::seen_by;
pub(crate) use authored_files::{Pruned, prune, without_lines, write_baselines};
pub use build_error::{AudienceError, BuildError, EpochError, SettingsError};
pub(crate) use former_history::is_there;
pub(crate) use previous_findings::{PreviousError, previous_findings};

/// A site, published.
#[derive(Debug, Clone, Copy)]
pub struct Built {
    /// Number of files.
    pub files: usize,
}

/// Told of each stage as it begins.
pub type Stage<'a> = &'a (dyn Fn(&'static str) + Sync);

/// Builds the mesh at `root` into the folder `out`. The site takes the place of the former one as a
/// whole; `stage` is told of each stage as it begins.
///
/// # Errors
/// Where the root can't be opened, the settings are at fault or the site can't be written. Findings
/// about anything but the settings are no errors: whatever could be read is published.
pub fn build(
    root: &Path,
    out: &Path,
    durability: Durability,
    stage: Stage<'_>,
) -> Result<(Mesh, Built), BuildError> {
    build_after(root, out, None, None, durability, stage)
}

/// As [`build`] does; what changed is told against the history that stands at `previous`, a record or
/// a site, or else against that of the site in `out`; with `audience`, what that may see.
pub(crate) fn build_after(
    root: &Path,
    out: &Path,
    previous: Option<&Path>,
    audience: Option<&str>,
    durability: Durability,
    stage: Stage<'_>,
) -> Result<(Mesh, Built), BuildError> {
    let mut mesh = seen_by(load(root, Some(out), stage)?, audience)?;
    let site = Publication::begin(out, root, durability)?;
    let former = site.former();
    stage("history");
    let (past, damaged) = former_history::read(&former, previous, &mesh);
    add(&mut mesh, damaged);
    let dead = write(&mesh, &site, &former, past, stage).map_err(|error| {
        theme_failed(&mesh, &error).unwrap_or_else(|| site.failed(error).into())
    })?;
    add(&mut mesh, dead);
    stage("publish");
    let files = site.publish()?;
    Ok((mesh, Built { files }))
}

/// Reads, links, judges and checks the mesh at `root`; the folder `skip` in it is passed over, and
/// `stage` is told of each stage as it begins.
///
/// # Errors
/// Where the root can't be opened or the settings are at fault.
pub fn load(root: &Path, skip: Option<&Path>, stage: Stage<'_>) -> Result<Mesh, BuildError> {
    load_replacing(root, skip, Vec::new(), stage)
}

/// As [`load`] does, with other views in the place of those of the same names.
pub(crate) fn load_replacing(
    root: &Path,
    skip: Option<&Path>,
    replaced: Vec<ReplacedView>,
    stage: Stage<'_>,
) -> Result<Mesh, BuildError> {
    let now = clock::now()?;
    let mut findings = Vec::new();
    let mut input = read(root, skip, stage, &mut findings)?;
    input.facts.replaced = replaced;
    stage("link");
    let catalog = link(
        &input.settings,
        &input.manifests,
        input.facts,
        now.map(jiff::Timestamp::as_second),
        input.tree.paths().to_vec(),
        &mut findings,
    );
    stage("insight");
    let insight = insight(&catalog);
    stage("check");
    let set_aside = check(
        &catalog,
        &insight,
        &input.settings,
        &input.tree,
        &mut findings,
    );
    quoted_lines::authored(&input.settings, &input.tree, &mut findings);
    credentials::taken_out(&mut findings);
    let scores = scores(&catalog, &insight, &findings);
    Ok(Mesh {
        settings: input.settings,
        catalog,
        insight,
        scores,
        findings,
        set_aside,
        templates: input.templates,
        is_empty: input.is_empty,
    })
}

/// The severity of each rule, as the settings of the mesh at `root` have it; nothing else is read.
///
/// # Errors
/// Where the root can't be opened or the settings are at fault.
pub(crate) fn severities(root: &Path) -> Result<BTreeMap<Rule, Severity>, BuildError> {
    let settings = settings::read(root)?;
    let severity = |rule: &Rule| (*rule, settings.severity(*rule));
    Ok(Rule::ALL.iter().map(severity).collect())
}

/// What the files of a mesh root say.
struct Input {
    settings: Settings,
    tree: SourceTree,
    manifests: Manifests,
    facts: Facts,
    templates: Vec<Template>,
    is_empty: bool,
}

// A stage stays a function of its own, so that profilers, and `scripts/instructions`, find it.
#[inline(never)]
fn read(
    root: &Path,
    skip: Option<&Path>,
    stage: Stage<'_>,
    findings: &mut Vec<Finding>,
) -> Result<Input, BuildError> {
    stage("read manifests");
    let (settings, tree) = settings::open(root, skip, findings)?;
    let templates = theme::read(&settings, &tree)?;
    let manifests = manifest::read_all(&tree, &|path| settings.is_export(path), findings);
    stage("read exports");
    let facts = export_batches::read(&settings, &manifests, &tree, findings);
    export_batches::outside(&settings, &tree, findings);
    let is_empty = manifests.is_empty() && facts.is_empty();
    if is_empty {
        findings.push(empty_root(&settings));
    }
    Ok(Input {
        settings,
        tree,
        manifests,
        facts,
        templates,
        is_empty,
    })
}

#[inline(never)]
fn check(
    catalog: &Catalog,
    insight: &Insight,
    settings: &Settings,
    tree: &SourceTree,
    findings: &mut Vec<Finding>,
) -> SetAside {
    rules::check(catalog, insight, settings, findings);
    let baselines = authored_files::baselines(tree, findings);
    let set_aside = SetAside::mark(catalog, settings, baselines, findings);
    sort(findings, catalog);
    set_aside
}

/// Scores of all DMEs. They come after the findings, which tell where sources contradict each other.
fn scores(catalog: &Catalog, insight: &Insight, findings: &[Finding]) -> Vec<Score> {
    let contradicted: FxHashSet<AssetIx> = findings
        .iter()
        .filter(|f| f.severity >= Severity::Warning && f.rule.is_contradiction())
        .filter_map(|f| resolve_id(catalog, f.asset()?))
        .collect();
    insight::scores(catalog, insight, |ix| contradicted.contains(&ix))
}

/// Makes the pages of a mesh that was loaded, keeps none of them, and adds what is found in them to its
/// findings: links that lead nowhere.
///
/// # Errors
/// Where a template fails.
pub(crate) fn look_at_pages(mesh: &mut Mesh) -> Result<(), BuildError> {
    let lost = LostLinks::default();
    let base_url = mesh.settings.base_url();
    let links = LinkSink::new(None, base_url.as_deref(), addresses(&mesh.catalog));
    let rendered = with_pages(mesh, None, &lost, |views, theme, _| {
        render(views, theme, &links)
    });
    rendered.map_err(|error| {
        theme_failed(mesh, &error).unwrap_or_else(|| theme::no_page(&error, &mesh.catalog.files))
    })?;
    links.add_file(history::FILE);
    let dead = dead_links::findings(&mesh.catalog, lost, links);
    add(mesh, dead);
    Ok(())
}

/// Adds what is found once the others have been judged.
pub(crate) fn add(mesh: &mut Mesh, found: impl IntoIterator<Item = Finding>) {
    let mut found: Vec<Finding> = found.into_iter().collect();
    if found.is_empty() {
        return;
    }
    mesh.set_aside
        .mark_late(&mesh.catalog, &mesh.settings, &mut found);
    mesh.findings.append(&mut found);
    sort(&mut mesh.findings, &mesh.catalog);
}

/// What is wrong with the mesh's own templates, where that is why.
fn theme_failed(mesh: &Mesh, error: &std::io::Error) -> Option<BuildError> {
    let (settings, paths) = (&mesh.settings, &mesh.catalog.files);
    theme::failed(error, settings, paths, &mesh.templates)
}

/// Addresses of the pages of assets.
fn addresses(catalog: &Catalog) -> impl Iterator<Item = &str> {
    catalog.assets.iter().map(|asset| catalog.str(asset.href))
}

/// Prepares what pages are made of, and hands it on; descriptions note in `lost` what leads nowhere.
fn with_pages(
    mesh: &Mesh,
    past: Option<History>,
    lost: &LostLinks,
    then: impl FnOnce(&Views<'_>, &Theme, (&History, States)) -> std::io::Result<()>,
) -> std::io::Result<()> {
    let mut views = Views::new(mesh.reader(), &mesh.settings);
    let mut history = history::next(past, view::observation(&views)?);
    let states = history.take_states();
    views.tell(&history);
    views.lost = Some(lost);
    let views = views;
    let accent = mesh.settings.config.theme.accent.as_ref();
    let templates = mesh.templates.clone();
    let theme = Theme::new(accent.map(|a| a.as_str()), templates, |css, js, theme| {
        view::site(&views, css, js, theme)
    })?;
    then(&views, &theme, (&history, states))
}

/// Index and pages into a sink; the two share nothing, so they run side by side. Gives what is found
/// in the pages.
fn write(
    mesh: &Mesh,
    site: &Publication,
    former: &FormerSite<'_>,
    past: Option<History>,
    stage: Stage<'_>,
) -> std::io::Result<Vec<Finding>> {
    let lost = LostLinks::default();
    let base_url = mesh.settings.base_url();
    let links = LinkSink::new(Some(site), base_url.as_deref(), addresses(&mesh.catalog));
    with_pages(mesh, past, &lost, |views, theme, history| {
        put_record(site, views, history)?;
        write_pages(mesh, site, &links, former, (views, theme), stage)
    })?;
    links.add_file(history::FILE);
    Ok(dead_links::findings(&mesh.catalog, lost, links))
}

/// Writes the history, before the pages, which do without the states: they needn't be held any longer.
fn put_record(
    site: &Publication,
    views: &Views<'_>,
    (history, states): (&History, States),
) -> std::io::Result<()> {
    let of_feeds = view::published_feeds(views);
    site.put(history::FILE, &history.bytes(&states, &of_feeds)?)
}

fn write_pages(
    mesh: &Mesh,
    site: &Publication,
    links: &LinkSink<'_>,
    former: &FormerSite<'_>,
    (views, theme): (&Views<'_>, &Theme),
    stage: Stage<'_>,
) -> std::io::Result<()> {
    let (index, pages) = rayon::join(
        || {
            stage("index");
            search::index(&mesh.catalog, &mesh.insight, site)
        },
        || {
            stage("render");
            render(views, theme, links)
        },
    );
    index.and(pages)?;
    let gone = site.gone(former);
    render::former(views, theme, site, &gone, |path, each| {
        former.lines(path, each);
    })
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
    findings.sort_by_cached_key(|f| {
        (
            f.path(&catalog.files).map(str::to_owned),
            f.pos().map(|p| (p.line, p.column)),
            f.rule_id(),
            f.message.to_string(),
        )
    });
    findings.dedup();
    // They stay until the build ends.
    findings.shrink_to_fit();
}
