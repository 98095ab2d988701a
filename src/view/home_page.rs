//! The front page.

use std::collections::BTreeMap;

use super::change_text::{asset_link, seen_on, sentence};
use super::changes_page::{CHANGES, FEED, Fold, folds, owner};
use super::domain_tree::domain_tree;
use super::guide_pages::guides;
use super::list_pages::{asset_row, row_with_reach};
use super::model::{
    Change, ChangeRow, Figure, Growth, GrowthBar, HomePage, Link, Nav, Page, PageKind, ToAdd,
};
use super::moment_text::calendar_day;
use super::unseen::how_many_open;
use super::{Views, grouped, list_spec};
use crate::catalog::{AssetIx, Kind, Relation, Status};
use crate::diagnostic::Severity;

const TOP_VIEWS: usize = 8;
const TOP_DMES: usize = 12;
const RECENT: usize = 8;

/// The front page.
#[must_use]
pub(crate) fn home_page(views: &Views<'_>) -> HomePage {
    let c = views.reader;
    let title = views.settings.title().to_owned();
    let of_tables = match hides_tables(views) {
        true => String::new(),
        false => format!(" of {} productive tables", grouped(views.tables())),
    };
    let summary = format!(
        "{} unified views{of_tables}{}: where the data is, whose it is, and where it comes from.",
        grouped(views.unified()),
        how_many_open(views),
    );
    let mut dmes = c.sorted(Kind::Dme);
    let in_use = |ix: &AssetIx| c.asset(*ix).status != Status::Retired;
    dmes.retain(in_use);
    dmes.sort_by_key(|ix| std::cmp::Reverse(c.environment(*ix).map_or(0, |d| d.views.len())));
    HomePage {
        page: Page {
            feed: Some(FEED.to_owned()),
            ..views.page_at(
                "index.html",
                PageKind::Home,
                Nav::Nothing,
                title,
                summary,
                Vec::new(),
            )
        },
        figures: figures(views),
        top_heading: if !c.knows_use() {
            "Most depended-on views"
        } else {
            "Most used views"
        },
        top_views: top_views(views),
        tree: domain_tree(views, 2),
        dmes: dmes
            .iter()
            .take(TOP_DMES)
            .map(|d| asset_row(views, *d))
            .collect(),
        dmes_more: dmes.len().saturating_sub(TOP_DMES),
        recent: recent(views),
        guides: guides(views)
            .iter()
            .take(8)
            .map(|g| views.link(*g))
            .collect(),
        growth: growth(views),
        errors: views.findings_at(Severity::Error),
        warnings: views.findings_at(Severity::Warning),
        to_add: ToAdd {
            views: list_spec::to_add(Kind::View),
            domains: list_spec::to_add(Kind::Domain),
            dmes: list_spec::to_add(Kind::Dme),
            guides: list_spec::to_add(Kind::Guide),
        },
    }
}

/// Whether the reader may see no table: that is usual, and no number to show.
pub(super) fn hides_tables(views: &Views<'_>) -> bool {
    views.is_part() && views.tables() == 0
}

fn figures(views: &Views<'_>) -> Vec<Figure> {
    let figure = |n: usize, label, href| Figure {
        value: grouped(n),
        label,
        href,
    };
    let mut figures = vec![
        figure(views.unified(), "unified views", "views/index.html"),
        figure(views.tables(), "tables", "tables/index.html"),
        figure(
            views.reader.count(Kind::Product),
            "data products",
            "products/index.html",
        ),
        figure(views.reader.count(Kind::Dme), "DMEs", "dmes/index.html"),
        figure(
            views.reader.count(Kind::Domain),
            "domains",
            "domains/index.html",
        ),
    ];
    if hides_tables(views) {
        figures.remove(1);
    }
    figures
}

/// Unified views that are used most; where no use is known, those with the most direct
/// dependents.
fn top_views(views: &Views<'_>) -> Vec<super::model::AssetRow> {
    let c = views.reader;
    // What can be queried first.
    let mut unified: Vec<(bool, u32, usize, AssetIx)> = c
        .relations()
        .iter()
        .filter(|r| r.unified && c.is_in_use(r.asset))
        .map(|r| {
            let used = c.usage_of(r.asset).map_or(0, |u| u.queries);
            let reach = c.downstream(r.asset).len();
            (!c.is_listed(r.asset), used, reach, r.asset)
        })
        .collect();
    unified.sort_by(|a, b| (b.0, b.1, b.2, c.name(a.3)).cmp(&(a.0, a.1, a.2, c.name(b.3))));
    unified
        .into_iter()
        .take(TOP_VIEWS)
        .map(|(open, used, n, ix)| match used {
            _ if !open => asset_row(views, ix),
            0 => row_with_reach(views, ix, n),
            used => super::model::AssetRow {
                figure: Some(super::counted(used as usize, "query")),
                ..asset_row(views, ix)
            },
        })
        .collect()
}

/// Releases, deprecations, moves, new DMEs; newest first.
#[must_use]
fn changes(views: &Views<'_>) -> Vec<ChangeRow> {
    let c = views.reader;
    let mut changes = Vec::new();
    let mut add = |date: &Option<String>, what: Change, link: Link, text: Option<String>| {
        let Some(date) = date.as_deref().and_then(calendar_day) else {
            return;
        };
        changes.push(ChangeRow {
            date: date.to_owned(),
            what,
            tone: what.tone(),
            link,
            text,
        });
    };
    for product in c.products() {
        for release in &product.releases {
            let text = match &release.notes {
                Some(notes) => format!("{}: {notes}", release.version),
                None => release.version.clone(),
            };
            add(
                &release.date,
                Change::Released,
                views.link(product.asset),
                Some(text),
            );
        }
        add(
            &product.lifecycle.deprecation_date,
            Change::Deprecated,
            views.link(product.asset),
            None,
        );
        for port in &product.outputs {
            if let Some(view) = port.relations.first() {
                add(
                    &port.lifecycle.deprecation_date,
                    Change::Deprecated,
                    views.link(*view),
                    None,
                );
            }
        }
    }
    for dme in c.environments() {
        add(
            &dme.created,
            Change::New,
            views.link(dme.asset),
            Some("DME set up".into()),
        );
    }
    for relation in c.relations() {
        for previous in &relation.previous {
            add(
                &previous.until,
                Change::Moved,
                views.link(relation.asset),
                Some(format!("it was {}", previous.name)),
            );
        }
    }
    changes.sort_by(|a, b| (&b.date, &a.link.text, a.what).cmp(&(&a.date, &b.link.text, b.what)));
    changes
}

/// What builds saw lately; without that, what manifests date of what has happened.
fn recent(views: &Views<'_>) -> Vec<ChangeRow> {
    let seen = folds(views.reader.recent_changes());
    if !seen.is_empty() {
        return seen
            .iter()
            .take(RECENT)
            .filter_map(|of| seen_change(views, of))
            .collect();
    }
    let mut changes = changes(views);
    // What lies in the future is announced elsewhere.
    if let Some(today) = views.reader.as_of() {
        changes.retain(|c| c.date.as_str() <= today);
    }
    changes.truncate(RECENT);
    changes
}

/// What one owner's assets changed in one build: a single change as it is, several by their number.
fn seen_change(views: &Views<'_>, of: &Fold<'_>) -> Option<ChangeRow> {
    let first = of.first()?;
    let single = of.entries.len() == 1;
    let what = match first.rule.as_str() {
        _ if first.is_arrival() => Change::New,
        _ if first.is_departure() => Change::Gone,
        "deprecated" => Change::Deprecated,
        "released" => Change::Released,
        "renamed" | "pointer-moved-within" | "pointer-moved-across" => Change::Moved,
        _ => Change::Changed,
    };
    let what = match single || of.entries.iter().all(|entry| entry.rule == first.rule) {
        true => what,
        false => Change::Changed,
    };
    Some(ChangeRow {
        date: seen_on(first.at).unwrap_or_default(),
        what,
        tone: what.tone(),
        link: match single {
            true => asset_link(views, first),
            false => Link::to(of.summary(), format!("{CHANGES}#{}", of.category.as_str())),
        },
        text: match (single, owner(views, first)) {
            (true, _) => Some(sentence(first)),
            (false, owner) => owner.map(|owner| owner.text),
        },
    })
}

/// Productive tables by quarter, from when they were made.
fn growth(views: &Views<'_>) -> Option<Growth> {
    let c = views.reader;
    let tables = c.relations().iter();
    let tables = tables.filter(|r| !r.is_view() && r.is_described());
    let quarter_made = |relation: &Relation| {
        let time = relation.created.map(|t| c.str(t))?;
        let year: u32 = time.get(..4)?.parse().ok()?;
        let month: u32 = time.get(5..7)?.parse().ok()?;
        Some((year, month.saturating_sub(1) / 3))
    };
    // Where one isn't known, all of them say nothing.
    let quarters: Option<Vec<(u32, u32)>> = tables.map(quarter_made).collect();
    let mut made: BTreeMap<(u32, u32), usize> = BTreeMap::new();
    for quarter in quarters.unwrap_or_default() {
        *made.entry(quarter).or_default() += 1;
    }
    // What builds counted is what there was: tables that are gone since are in no export.
    let counted = counted_by_quarter(views);
    if made.len() < 3 && counted.len() < 3 {
        return None; // placeholders or a single load say nothing about growth
    }
    let quarters = || made.keys().chain(counted.keys()).copied();
    let (first, last) = (quarters().min()?, quarters().max()?);
    let (mut quarter, mut total, mut sums) = (first, 0, Vec::new());
    while quarter <= last && sums.len() < 200 {
        total += made.get(&quarter).copied().unwrap_or(0);
        let known = counted.range(..=quarter).next_back();
        sums.push((quarter, known.map_or(total, |(_, n)| *n)));
        quarter = if quarter.1 == 3 {
            (quarter.0 + 1, 0)
        } else {
            (quarter.0, quarter.1 + 1)
        };
    }
    let most = sums.iter().map(|(_, n)| *n).max()?;
    let end = sums.last().map_or(0, |(_, n)| *n);
    let (height, gap) = (90, 3);
    let count = u32::try_from(sums.len()).ok()?;
    let w = (600 / count).clamp(4, 40) - gap;
    let name = |(y, q): (u32, u32)| format!("{y} Q{}", q + 1);
    let bars = (0u32..)
        .zip(&sums)
        .map(|(i, (quarter, n))| {
            let h = u32::try_from(n * height as usize / most.max(1))
                .unwrap_or(height)
                .max(1);
            GrowthBar {
                x: i * (w + gap),
                y: height - h,
                w,
                h,
                title: format!("{}: {} tables", name(*quarter), grouped(*n)),
            }
        })
        .collect();
    let mut label = format!(
        "Tables in the mesh, by quarter: {} in {}",
        grouped(end),
        name(last)
    );
    if end < most {
        append!(label, ", at most {}", grouped(most));
    }
    Some(Growth {
        bars,
        width: count * (w + gap) - gap,
        height,
        from: name(first),
        to: name(last),
        label,
    })
}

/// Tables at the end of each quarter in which a build counted them.
fn counted_by_quarter(views: &Views<'_>) -> BTreeMap<(u32, u32), usize> {
    let months = views.reader.months().filter_map(|(month, counts)| {
        let (year, month) = month.split_once('-')?;
        let month: u32 = month.parse().ok()?;
        Some((
            (year.parse().ok()?, month.saturating_sub(1) / 3),
            counts.tables,
        ))
    });
    // The last month of a quarter counts.
    months.collect()
}
