//! Governance: the whole mesh by the questions that its keepers ask, one page each. Every figure is
//! a row of a table, shown on the page as far as it fits and written out whole as CSV and JSON.

mod bypass_page;
mod coverage_page;
mod criticality_page;
mod drift_page;
mod figure_table;
mod figures_draft;
mod growth_page;
mod lifecycle_page;
mod links;
mod master_data_page;
mod overview;
mod score_text;
mod scorecard;
mod service_level_page;
mod verdict_page;

use std::io::{self, Write};

use crate::view::Views;
use crate::view::model::{FiguresPage, Link, Nav, PageKind, Tab};
use bypass_page::bypass_figures;
use coverage_page::coverage_figures;
use criticality_page::criticality_figures;
use drift_page::drift_figures;
use figure_table::{Table, sheet, write_csv, write_json};
use figures_draft::{Draft, told};
use growth_page::growth_figures;
use lifecycle_page::lifecycle_figures;
pub(super) use links::OVERVIEW;
use links::address;
use master_data_page::master_data_figures;
pub(crate) use overview::governance_pages;
pub(super) use score_text::{need_label, score_fact, score_section};
use scorecard::score_figures;
use service_level_page::service_figures;

/// A page of figures together with all rows of its tables.
pub(crate) struct Figures {
    /// The page.
    pub page: FiguresPage,
    tables: Vec<Table>,
}

/// A page to be made.
struct Topic {
    slug: &'static str,
    title: &'static str,
    intro: &'static str,
    make: fn(&Views<'_>) -> Draft,
}

/// The pages, in the order in which they are offered.
const TOPICS: [Topic; 9] = [
    Topic {
        slug: "coverage",
        title: "Coverage",
        intro: "Is every productive table behind a unified view, owned, described, under contract, with a service level and a monitor?",
        make: coverage_figures,
    },
    Topic {
        slug: "drift",
        title: "Drift",
        intro: "Where manifests and the warehouse contradict each other, by rule.",
        make: drift_figures,
    },
    Topic {
        slug: "bypass",
        title: "Bypass",
        intro: "Who reads productive tables directly, past the unified views.",
        make: bypass_figures,
    },
    Topic {
        slug: "criticality",
        title: "Criticality",
        intro: "How much depends on a product, computed beside what is declared.",
        make: criticality_figures,
    },
    Topic {
        slug: "master-data",
        title: "Master data",
        intro: "What the rest of the mesh refers to: declared, and candidates by how widely their keys are reused.",
        make: master_data_figures,
    },
    Topic {
        slug: "sla",
        title: "Service levels",
        intro: "How much of the last 90 days data was as fresh as promised, and what is broken now.",
        make: service_figures,
    },
    Topic {
        slug: "lifecycle",
        title: "Lifecycle",
        intro: "What is on its way in and out, and what is retired and used all the same.",
        make: lifecycle_figures,
    },
    Topic {
        slug: "growth",
        title: "Growth",
        intro: "DMEs set up, productive tables and unified views published, by month.",
        make: growth_figures,
    },
    Topic {
        slug: "scorecard",
        title: "Scorecard",
        intro: "A score for each DME, and for every point that it lacks the place that would raise it.",
        make: score_figures,
    },
];

/// Those that are told. Scores of a part would be of the little that a reader sees of a DME.
fn topics(views: &Views<'_>) -> impl Iterator<Item = &'static Topic> {
    let is_part = views.is_part();
    TOPICS
        .iter()
        .filter(move |topic| !is_part || topic.slug != "scorecard")
}

/// Writes all tables of a page as CSV and JSON; `create` opens a file of the site.
///
/// # Errors
/// As `create` and what it opens say.
pub(crate) fn write_figures(
    views: &Views<'_>,
    figures: &Figures,
    create: &dyn Fn(&str) -> io::Result<Box<dyn Write + Send>>,
) -> io::Result<()> {
    let slug = slug(&figures.page);
    for table in &figures.tables {
        for (n, rows) in figure_table::parts(table).enumerate() {
            let mut out = create(&figure_table::address(slug, table.id, n, "csv"))?;
            write_csv(views, (table, rows), &mut out)?;
            out.flush()?;
            let mut out = create(&figure_table::address(slug, table.id, n, "json"))?;
            write_json(views, (table, rows), &mut out)?;
            out.flush()?;
        }
    }
    Ok(())
}

fn figures_page(views: &Views<'_>, topic: &Topic) -> Figures {
    let draft = (topic.make)(views);
    let intro = draft.intro.unwrap_or(topic.intro);
    let sheets = draft
        .tables
        .iter()
        .map(|t| sheet(views, topic.slug, t))
        .collect();
    Figures {
        page: FiguresPage {
            page: views.page_at(
                &address(topic.slug),
                PageKind::Governance,
                Nav::Governance,
                topic.title.to_owned(),
                intro.to_owned(),
                vec![Link::to("Governance", OVERVIEW)],
            ),
            heading: topic.title,
            intro,
            key: draft.key,
            tabs: tabs(views, topic.slug),
            // Readers of a part can't export more.
            missing: match views.is_part() {
                true => Vec::new(),
                false => draft.missing,
            },
            shares: told(views, draft.shares),
            charts: draft.charts,
            drift: draft.drift,
            is_drift: draft.is_drift,
            no_drift: drift_page::no_drift(views),
            sheets,
        },
        tables: draft.tables,
    }
}

/// The opposite of [`address`].
fn slug(page: &FiguresPage) -> &str {
    let path = page.page.path.as_str();
    let name = path.strip_prefix("governance/").unwrap_or(path);
    name.strip_suffix(".html").unwrap_or(name)
}

/// All governance pages; `current` is empty on the overview.
fn tabs(views: &Views<'_>, current: &str) -> Vec<Tab> {
    let overview = Tab {
        link: Link::to("Overview", OVERVIEW),
        current: current.is_empty(),
    };
    std::iter::once(overview)
        .chain(topics(views).map(|t| Tab {
            link: Link::to(t.title, address(t.slug)),
            current: t.slug == current,
        }))
        .collect()
}
