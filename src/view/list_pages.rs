//! Paginated lists of assets.

use super::api::is_one_file;
use super::domain_tree::domain_tree;
pub(crate) use super::list_order::{PAGE, listed};
pub(super) use super::list_order::{listed_around, listed_on, place};
pub(crate) use super::list_spec::{ALL, ListSpec};
use super::model::{AssetRow, Badge, ListPage, PageKind, PageLink, Tone};
use super::{Views, badge, counted, status_badge};
use crate::catalog::{AssetIx, Kind, RelationKind};
use crate::markdown;

/// What a page of a list is about, for its trace.
#[must_use]
pub(crate) fn list_page_number(spec: &ListSpec, number: usize) -> (u8, u32) {
    let list = u8::try_from(place(spec)).unwrap_or(u8::MAX);
    (list, crate::catalog::small(number))
}

/// Number of pages of a list.
#[must_use]
pub(crate) fn page_count(total: usize) -> usize {
    total.div_ceil(PAGE).max(1)
}

/// Address of page `number`, from 1, of a list.
#[must_use]
pub(crate) fn list_address(spec: &ListSpec, number: usize) -> String {
    page_address(spec.folder, number)
}

/// Page `number`, from 1, of a list.
#[must_use]
pub(crate) fn list_page(views: &Views<'_>, spec: &ListSpec, number: usize) -> ListPage {
    let first = (number - 1) * PAGE;
    let (listed, total) = listed_on(views, spec, number);
    let rows: Vec<AssetRow> = listed.iter().map(|ix| asset_row(views, *ix)).collect();
    let pages = page_count(total);
    let address = |n: usize| page_address(spec.folder, n);
    ListPage {
        page: views.page_at(
            &address(number),
            PageKind::List,
            spec.nav,
            titled(spec.heading, number),
            spec.intro.to_owned(),
            Vec::new(),
        ),
        heading: spec.heading,
        intro: spec.intro,
        total,
        first: if rows.is_empty() { 0 } else { first + 1 },
        last: first + rows.len(),
        rows,
        tree: if spec.kind == Kind::Domain && number == 1 {
            domain_tree(views, 6)
        } else {
            Vec::new()
        },
        figure_label: spec.figure,
        has_dme: spec.has_dme,
        pages: page_links(spec.folder, number, pages),
        previous: (number > 1).then(|| address(number - 1)),
        next: (number < pages).then(|| address(number + 1)),
        api: spec.api.then(|| match is_one_file(views, spec) {
            true => format!("api/v1/{}.ndjson", spec.folder),
            false => crate::lines::FILES.to_owned(),
        }),
        empty: match spec.to_add {
            _ if views.is_part() => "There are none that you may see.".to_owned(),
            "" => "There are none yet.".to_owned(),
            to_add => format!("There are none yet. {to_add}"),
        },
    }
}

/// A row about an asset.
pub(super) fn asset_row(views: &Views<'_>, ix: AssetIx) -> AssetRow {
    let c = views.reader;
    let asset = c.asset(ix);
    let mut badges: Vec<Badge> = status_badge(asset.status).into_iter().collect();
    let mut dme = None;
    let mut figure = None;
    match asset.kind {
        Kind::View | Kind::Table => {
            if let Some(kind) = c.relation_kind(ix) {
                let unified = c.is_unified(ix);
                dme = c.owner_of(ix).map(|d| views.link(d));
                let columns = c.columns_at(ix);
                figure = (!columns.is_empty()).then(|| {
                    let top = columns.iter().filter(|k| k.depth == 0);
                    top.count().to_string()
                });
                let is_usual = match kind {
                    RelationKind::View => unified,
                    kind => kind == RelationKind::Table,
                };
                if c.is_listed(ix) {
                    badges.push(badge("ask for access", Tone::Info));
                }
                if !is_usual {
                    let label = super::relation_kind::kind_word(kind, unified);
                    badges.push(badge(label, Tone::Plain));
                }
            }
        }
        Kind::Product => {
            if let Some(p) = c.product(ix) {
                dme = p.environment.map(|d| views.link(d));
                figure = Some(p.outputs.len().to_string());
                badges.extend(p.criticality.map(|t| badge(t.words(), Tone::Plain)));
                badges.extend(p.master_data.then(|| badge("master data", Tone::Plain)));
            }
        }
        Kind::Dme => figure = c.environment(ix).map(|d| d.views.len().to_string()),
        Kind::Domain => figure = Some(views.domain(ix).environments.len().to_string()),
        Kind::Contract => {
            let contract = c.contract(ix);
            figure = Some(contract.tables.len().to_string());
            badges.push(badge(&contract.version, Tone::Plain));
        }
        Kind::Exposure | Kind::Model => {
            figure = Some(c.upstream(ix).len().to_string());
        }
        Kind::Job => figure = Some(c.job(ix).writes.len().to_string()),
        Kind::Team => figure = Some(views.team(ix).owns.len().to_string()),
        Kind::Term | Kind::Guide => {}
    }
    AssetRow {
        link: views.link(ix),
        summary: row_summary(views, ix),
        dme,
        badges,
        figure,
        seen: views.marks_of(ix),
    }
}

/// The description of a guide, or else the beginning of its text.
pub(super) fn guide_summary(views: &Views<'_>, ix: AssetIx, limit: usize) -> Option<String> {
    let c = views.reader;
    if c.description(ix).is_some() {
        return views.summary(ix, limit);
    }
    let text = &c.guide(ix).text;
    Some(markdown::summary(markdown::after_headings(text), limit)).filter(|s| !s.is_empty())
}

fn row_summary(views: &Views<'_>, ix: AssetIx) -> Option<String> {
    if views.reader.asset(ix).kind == Kind::Guide {
        return guide_summary(views, ix, 140);
    }
    views.summary(ix, 140)
}

/// A card for the front page: an asset with how much depends on it.
pub(super) fn row_with_reach(views: &Views<'_>, ix: AssetIx, reach: usize) -> AssetRow {
    AssetRow {
        figure: Some(counted(reach, "dependent")),
        ..asset_row(views, ix)
    }
}

/// Heading of a page of a list; all but the first have their number.
fn titled(heading: &str, number: usize) -> String {
    match number {
        0 | 1 => heading.to_owned(),
        _ => format!("{heading}, page {number}"),
    }
}

fn page_address(folder: &str, number: usize) -> String {
    if number == 1 {
        format!("{folder}/index.html")
    } else {
        format!("{folder}/page-{number}.html")
    }
}

/// First, last, and those around the current one.
fn page_links(folder: &str, current: usize, pages: usize) -> Vec<PageLink> {
    if pages < 2 {
        return Vec::new();
    }
    let mut out: Vec<PageLink> = Vec::new();
    let mut last = 0;
    for n in 1..=pages {
        if n != 1 && n != pages && n.abs_diff(current) > 2 {
            continue;
        }
        if n > last + 1 {
            out.push(PageLink {
                text: "…".into(),
                href: None,
                current: false,
            });
        }
        out.push(PageLink {
            text: n.to_string(),
            href: (n != current).then(|| page_address(folder, n)),
            current: n == current,
        });
        last = n;
    }
    out
}
