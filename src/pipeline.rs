//! The whole build in one readable function: read, link, judge, check, then index, render, write.

mod audience_errors;
#[cfg(test)]
mod audience_tests;
mod audiences;
mod authored_files;
mod begun;
mod build_error;
mod built;
mod clock;
mod credentials;
mod dead_links;
mod export_batches;
mod former_history;
pub(crate) mod in_memory;
mod judged_findings;
mod kept;
mod kept_facts;
mod kept_pages_error;
mod kept_pieces;
mod kept_portal;
mod large_files;
mod later_moment;
mod open_file;
mod portal_pages;
mod portal_scan;
mod previous_findings;
mod quoted_lines;
#[cfg(test)]
mod record_in_parts_tests;
mod settings;
mod side_by_side;
mod theme;
mod told_stages;
#[cfg(test)]
mod whole_portal_tests;

use std::collections::BTreeMap;
use std::path::Path;

use crate::catalog::Catalog;
use crate::config::Settings;
use crate::diagnostic::{Finding, Rule, Severity};
use crate::gate::SetAside;
use crate::insight::{Insight, insight};
use crate::link::{Facts, Linked, ReplacedView, link};
use crate::manifest::{self, Manifests};
use crate::mesh::Mesh;
use crate::output::Publication;
use crate::render::Template;
use crate::rules;
use crate::scan::Hit;
use crate::source::SourceTree;

pub(crate) use crate::{output::Durability, render::Share};
pub(crate) use audience_errors::Whose;
pub use audience_errors::{AudienceError, LeakError, OtherAudienceError};
pub(crate) use audiences::{audience_of_line, folder_of, seen_by};
pub(crate) use authored_files::{Pruned, prune, without_lines, write_baselines};
pub(crate) use begun::{Asked, Begun, Ended, Made, begin};
pub use build_error::{BuildError, EpochError, SettingsError};
pub use built::Built;
pub(crate) use clock::has_stated_clock;
pub(crate) use former_history::{is_there, past_of_audience};
pub(crate) use judged_findings::add;
use judged_findings::{scores, sort};
pub(crate) use kept::CacheUse;
pub use kept_pages_error::KeptPagesError;
pub(crate) use later_moment::Since;
pub(crate) use portal_pages::look_at_pages;
use portal_pages::write_portal;
#[cfg(test)]
pub(crate) use portal_scan::written;
pub(crate) use previous_findings::{PreviousError, findings_of_file, previous_findings};
pub use told_stages::{Stage, Step};

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
/// a site, or a folder with a site for each audience, or else against that of the site in `out`. With `audience`, the portal holds what that may
/// see, and what is written is looked through for the rest before it is published.
pub(crate) fn build_after(
    root: &Path,
    out: &Path,
    previous: Option<&Path>,
    audience: Option<&str>,
    durability: Durability,
    stage: Stage<'_>,
) -> Result<(Mesh, Built), BuildError> {
    let begun = begin(root, Some(out), None, stage)?;
    let asked = Asked {
        out,
        previous,
        audience,
        durability,
    };
    let (mesh, built, _) = build_begun(begun, &asked, stage)?;
    Ok((mesh, built))
}

/// [`build_after`] for a run that has begun. Gives what is to be kept of it as well.
pub(crate) fn build_begun(
    begun: Begun,
    asked: &Asked<'_>,
    stage: Stage<'_>,
) -> Result<(Mesh, Built, Ended), BuildError> {
    let (whole, ended) = load_begun(begun, Vec::new(), stage)?;
    match build_loaded(whole, &ended, asked, stage) {
        Ok((mesh, built)) => Ok((mesh, built, ended)),
        Err(error) => Err(ended.failed(error)),
    }
}

fn build_loaded(
    whole: Mesh,
    ended: &Ended,
    asked: &Asked<'_>,
    stage: Stage<'_>,
) -> Result<(Mesh, Built), BuildError> {
    let (mut mesh, hidden) = audiences::to_publish(whole, asked.audience)?;
    let kept = ended.kept_portal(&mesh.settings);
    let site = Publication::begin(asked.out, ended.root(), asked.durability)?;
    let former = kept.site(asked.out);
    let left = || former.and_then(|former| kept.left(&former));
    let site = site.trusting(kept.is_there().then(left));
    let portal = site.portal();
    let previous = asked.past();
    let of = (kept, former);
    let traces = write_portal(&mut mesh, &portal, previous.as_deref(), of, stage)?;
    if let Some(hidden) = hidden {
        stage(Step::Begins("scan"));
        portal_scan::refuse(portal_scan::leaks(&portal, &hidden, stage)?)?;
    }
    stage(Step::Begins("publish"));
    let published = site.publish()?;
    if let Some(now) = kept.site(asked.out) {
        let traces = traces.iter();
        traces.for_each(|traces| kept.keep_traces(&now, traces));
        let left = published.left.iter();
        left.for_each(|left| kept.keep_left(&now, left));
    }
    Ok((mesh, published.into()))
}

/// Builds a portal for each audience of a mesh, each in a folder of `asked.out` that is named by the
/// audience. The mesh is read, linked and judged once; the portals take the places of the
/// former ones together, or none does. What changed is told against the record in the same folder of
/// `asked.previous`, or else of `asked.out`. `each` is shown what an audience sees, its folder and the number of
/// files, once they are written and before they are published.
///
/// # Errors
/// As a build of the whole has them, and where a folder or a record is of somebody else, or a portal
/// would hold what its readers must not see.
pub(crate) fn build_audiences(
    begun: Begun,
    asked: &Asked<'_>,
    stage: Stage<'_>,
    each: &mut dyn FnMut(&Mesh, &str, usize),
) -> Result<(Built, Ended), BuildError> {
    let (whole, ended) = load_begun(begun, Vec::new(), stage)?;
    match build_each(&whole, &ended, asked, stage, each) {
        Ok(built) => Ok((built, ended)),
        Err(error) => Err(ended.failed(error)),
    }
}

fn build_each(
    whole: &Mesh,
    ended: &Ended,
    asked: &Asked<'_>,
    stage: Stage<'_>,
    each: &mut dyn FnMut(&Mesh, &str, usize),
) -> Result<Built, BuildError> {
    let Asked { out, previous, .. } = *asked;
    let folders = audiences::folders(whole)?;
    if let Some(path) = previous {
        former_history::refuse_one(path)?;
    }
    let site = Publication::begin(out, ended.root(), asked.durability)?.at_once();
    let kept = ended.kept_portal(&whole.settings);
    let former = kept.site(out);
    let left = || former.and_then(|former| kept.left(&former));
    let site = site.trusting(kept.is_there().then(left));
    former_history::refuse_others(&site.portal().former(), out, &Whose::Each)?;
    let (mut hits, mut named) = (Vec::new(), Vec::new());
    let mut all_traces = Vec::new();
    for (audience, folder) in folders {
        stage(Step::Begins("restrict"));
        let rest = audiences::part_and_rest(whole, audience);
        named.extend(rest.in_prose);
        if !named.is_empty() {
            // What the texts of the others name is told in the same run; nothing is published.
            continue;
        }
        let mut mesh = rest.part;
        let portal = site.portal_in(&folder);
        let previous = previous.map(|path| path.join(&folder));
        let of = (kept.within(&folder), former);
        let traces = write_portal(&mut mesh, &portal, previous.as_deref(), of, stage)?;
        all_traces.extend(traces.map(|traces| (folder.clone(), traces)));
        stage(Step::Begins("scan"));
        let found = portal_scan::leaks(&portal, &rest.hidden, stage)?;
        hits.extend(found.into_iter().map(|hit| Hit {
            file: format!("{folder}/{}", hit.file),
            ..hit
        }));
        each(&mesh, &folder, portal.written().len());
    }
    portal_scan::refuse_texts(whole, named)?;
    portal_scan::refuse(hits)?;
    stage(Step::Begins("publish"));
    let published = site.publish()?;
    if let Some(now) = kept.site(out) {
        for (folder, traces) in &all_traces {
            kept.within(folder).keep_traces(&now, traces);
        }
        let left = published.left.iter();
        left.for_each(|left| kept.keep_left(&now, left));
    }
    Ok(published.into())
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
    let begun = begin(root, skip, None, stage)?;
    Ok(load_begun(begun, replaced, stage)?.0)
}

/// As [`load`] does, with what former runs kept in `cache`, where there is one.
pub(crate) fn load_keeping(
    root: &Path,
    cache: Option<&CacheUse<'_>>,
    stage: Stage<'_>,
) -> Result<Mesh, BuildError> {
    let begun = begin(root, None, cache, stage)?;
    let (mesh, ended) = load_begun(begun, Vec::new(), stage)?;
    ended.keep_checked();
    Ok(mesh)
}

fn load_begun(
    begun: Begun,
    replaced: Vec<ReplacedView>,
    stage: Stage<'_>,
) -> Result<(Mesh, Ended), BuildError> {
    let (opened, ended) = begun.opened();
    let mut findings = opened.findings;
    let mut input = read(opened.settings, &ended, stage, &mut findings)?;
    input.facts.replaced = replaced;
    stage(Step::Begins("link"));
    let Linked { catalog, ledger } = link(
        &input.settings,
        &input.manifests,
        input.facts,
        ended.clock().clone(),
        ended.tree().paths().to_vec(),
        ended.saved_readings(),
        &mut findings,
    );
    stage(Step::Begins("insight"));
    let insight = insight(&catalog);
    stage(Step::Begins("check"));
    let set_aside = check(
        &catalog,
        &insight,
        &input.settings,
        ended.tree(),
        &mut findings,
    );
    quoted_lines::authored(&input.settings, ended.tree(), &mut findings);
    credentials::taken_out(&mut findings);
    let scores = scores(&catalog, &insight, &findings);
    let mesh = Mesh {
        settings: input.settings,
        catalog,
        insight,
        scores,
        findings,
        set_aside,
        ledger,
        templates: input.templates,
        is_empty: input.is_empty,
        replaced_names: 0,
    };
    Ok((mesh, ended))
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
    manifests: Manifests,
    facts: Facts,
    templates: Vec<Template>,
    is_empty: bool,
}

// A stage stays a function of its own, so that profilers, and `scripts/instructions`, find it.
#[inline(never)]
fn read(
    settings: Settings,
    ended: &Ended,
    stage: Stage<'_>,
    findings: &mut Vec<Finding>,
) -> Result<Input, BuildError> {
    let tree = ended.tree();
    let templates = theme::read(&settings, tree)?;
    let is_export = |path: &str| settings.is_export(path);
    let manifests = manifest::read_all(tree, &is_export, ended.saved_documents(), findings);
    stage(Step::Begins("read exports"));
    let facts = export_batches::read(&settings, &manifests, tree, ended.kept_facts(), findings);
    export_batches::outside(&settings, tree, findings);
    let is_empty = manifests.is_empty() && facts.is_empty();
    if is_empty {
        findings.push(empty_root(&settings));
    }
    Ok(Input {
        settings,
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
