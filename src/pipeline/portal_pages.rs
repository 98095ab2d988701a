//! A portal of a mesh that was loaded: history, then index and pages, into a folder or into nothing.

use std::path::Path;

use super::build_error::BuildError;
use super::former_history::{self, Past};
use super::judged_findings::add;
use super::kept_portal::{KeptPortal, SiteKey};
use super::told_stages::{Counted, CountedPages, Stage, Step};
use super::{dead_links, large_files, theme};
use crate::catalog::Catalog;
use crate::diagnostic::Finding;
use crate::history::{self, History, States};
use crate::mesh::Mesh;
use crate::output::{FormerSite, Portal};
use crate::render::{self, LinkSink, LookedAgain, Reuse, Sink, Theme, render};
use crate::search;
use crate::traces::Traces;
use crate::view::{self, LostLinks, PreparedViews};

/// Writes a portal beside the former one, and adds to the findings of the mesh what is found meanwhile.
/// `kept` has what the former build left of it, and of the `former` site. Gives what the pages read,
/// where that is kept.
pub(super) fn write_portal(
    mesh: &mut Mesh,
    portal: &Portal<'_>,
    previous: Option<&Path>,
    (kept, former): (KeptPortal<'_>, Option<SiteKey>),
    stage: Stage<'_>,
) -> Result<Option<Traces>, BuildError> {
    stage(Step::Begins("history"));
    let mut past = former_history::read(portal, previous, mesh)?;
    // Readers of a part aren't told of the operator's files.
    let is_whole = mesh.audience().is_none();
    if past.damaged.is_some() {
        // The next build finds a record that isn't.
        mesh.catalog.operations.clock.changes_always();
    }
    add(mesh, past.damaged.take_if(|_| is_whole));
    let Past {
        history,
        damaged,
        site,
    } = past;
    let again = Again {
        traces: former.and_then(|former| kept.traces(&former)),
        kept,
    };
    let written = write(mesh, portal, site.as_ref(), history, again, stage);
    let (dead, (traces, looked)) = written.map_err(|error| {
        theme_failed(mesh, &error).unwrap_or_else(|| portal.failed(error).into())
    })?;
    kept.looked_at(&looked)?;
    let large = large_files::findings(portal, &mesh.settings);
    add(mesh, dead.into_iter().chain(large).chain(damaged));
    Ok(traces)
}

/// What the former build left of a portal.
struct Again<'k> {
    kept: KeptPortal<'k>,
    /// What the pages of the former site read, where that is known.
    traces: Option<Traces>,
}

/// What the pages of this build read, where that is kept, and what came of looking again at those that
/// the former one left.
type Looked = (Option<Traces>, LookedAgain);

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
        let lines = render(views, theme, &links, None)?;
        render::put_line_files(&lines, &links)
    });
    rendered.map_err(|error| {
        theme_failed(mesh, &error).unwrap_or_else(|| theme::no_page(&error, &mesh.catalog.files))
    })?;
    links.add_file(history::FILE);
    let dead = dead_links::findings(&mesh.catalog, lost, links);
    add(mesh, dead);
    Ok(())
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
fn with_pages<T>(
    mesh: &Mesh,
    past: Option<History>,
    lost: &LostLinks,
    then: impl FnOnce(&PreparedViews<'_>, &Theme, (&History, States)) -> std::io::Result<T>,
) -> std::io::Result<T> {
    let mut views = PreparedViews::new(mesh.readable(), &mesh.settings);
    let mut history = history::next(past, view::observation(&views)?);
    let clock = &mesh.catalog.operations.clock;
    clock.changes_at(history.holds_until());
    if !mesh.templates.is_empty() {
        // They may print the moment of the build wherever they like.
        clock.changes_always();
    }
    let states = history.take_states();
    views.tell(&history);
    views.lost = Some(lost);
    let views = views;
    let accent = mesh.settings.config.theme.accent.as_ref();
    let templates = mesh.templates.clone();
    let theme = Theme::new(accent.map(|a| a.as_str()), templates, |css, js, theme| {
        view::site(&views.views(), css, js, theme)
    })?;
    then(&views, &theme, (&history, states))
}

/// Index and pages into a sink; the two share nothing, so they run side by side. Gives what is found
/// in the pages.
fn write(
    mesh: &Mesh,
    site: &Portal<'_>,
    former: Option<&FormerSite<'_>>,
    past: Option<History>,
    again: Again<'_>,
    stage: Stage<'_>,
) -> std::io::Result<(Vec<Finding>, Looked)> {
    let lost = LostLinks::default();
    let base_url = mesh.settings.base_url();
    let links = LinkSink::new(Some(site), base_url.as_deref(), addresses(&mesh.catalog));
    let looked = with_pages(mesh, past, &lost, |views, theme, history| {
        put_record(site, views, history)?;
        write_pages(mesh, site, &links, former, (views, theme), again, stage)
    })?;
    links.add_file(history::FILE);
    Ok((dead_links::findings(&mesh.catalog, lost, links), looked))
}

/// Writes the history, before the pages, which do without the states: they needn't be held any longer.
fn put_record(
    site: &Portal<'_>,
    views: &PreparedViews<'_>,
    (history, states): (&History, States),
) -> std::io::Result<()> {
    let of_feeds = view::published_feeds(&views.views());
    site.put(history::FILE, &history.bytes(&states, &of_feeds)?)
}

fn write_pages(
    mesh: &Mesh,
    site: &Portal<'_>,
    links: &LinkSink<'_>,
    former: Option<&FormerSite<'_>>,
    (views, theme): (&PreparedViews<'_>, &Theme),
    again: Again<'_>,
    stage: Stage<'_>,
) -> std::io::Result<Looked> {
    let Again { kept, traces } = again;
    let sample = kept.sample();
    let reuse = || {
        let reuse = Reuse::new(traces, views, theme, kept.program());
        reuse.noting_kept(sample.is_some())
    };
    let reuse = kept.is_there().then(reuse);
    let (index, pages) = rayon::join(
        || {
            stage(Step::Begins("index"));
            let indexed = search::index(&mesh.catalog, &mesh.insight, &kept, site);
            stage(Step::Ends("index"));
            indexed
        },
        || {
            stage(Step::Beside("render"));
            let pages = CountedPages {
                sink: links,
                count: Counted::new(stage, "render", mesh.catalog.assets.len()),
            };
            let rendered = render(views, theme, &pages, reuse.as_ref());
            stage(Step::Ends("render"));
            rendered
        },
    );
    let mut lines = index.and(pages)?;
    if let Some(former) = former {
        let gone = site.gone(former);
        let moved = render::former(&views.views(), theme, site, &gone, |path, each| {
            former.lines(path, each);
        })?;
        lines.extend(moved);
    }
    render::put_line_files(&lines, links)?;
    let mut looked = LookedAgain::default();
    if let Some((reuse, sample)) = reuse.as_ref().zip(sample) {
        stage(Step::Begins("verify"));
        looked = render::look_again(reuse, views, theme, sample, |path| site.read(path))?;
    }
    Ok((reuse.map(Reuse::finish), looked))
}
