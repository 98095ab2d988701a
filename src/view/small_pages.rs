//! Pages of teams, glossary terms and exposures; search, 404, moved.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use super::dme_page::asset_list;
use super::dme_sections::on_call_text;
use super::guide_pages::long_description;
use super::list_pages::listed;
use super::list_spec::crumb;
use super::model::{
    EntityPage, Fact, Link, MovedPage, Nav, PageKind, SearchPage, Section, SeenByBuilds, Tone,
};
use super::status_notice::status_notice;
use super::unseen::counted_held;
use super::{Views, badge, cell, opt_cell, pair, pairs, safe_url, status_badge, support_rows};
use crate::catalog::{AssetIx, Exposure, Glossary, Kind, Team};
use crate::system::is_address;

pub(super) fn entity(
    views: &Views<'_>,
    ix: AssetIx,
    nav: Nav,
    kind_label: &'static str,
) -> EntityPage {
    let c = views.reader;
    let asset = c.asset(ix);
    let path = c.href(ix);
    let title = c.title(ix).to_owned();
    EntityPage {
        page: views.page(ix, nav, title.clone(), vec![crumb(asset.kind)]),
        heading: title,
        id: c.name(ix).to_owned(),
        kind_label,
        badges: status_badge(asset.status).into_iter().collect(),
        notices: status_notice(views, kind_label, asset.status, None, None)
            .into_iter()
            .collect(),
        lead: views.description(ix, path),
        body: long_description(views, ix, path),
        facts: Vec::new(),
        checklist: Vec::new(),
        lists: Vec::new(),
        tree: Vec::new(),
        sla: Vec::new(),
        contracts: Vec::new(),
        support: Vec::new(),
        sections: Vec::new(),
        details: Vec::new(),
        findings: views.finding_rows(ix),
        findings_more: 0,
        at: views.place(ix, c.described_at(ix)),
        seen: SeenByBuilds::default(),
    }
}

/// Page of a team.
#[must_use]
pub(crate) fn team_page(views: &Views<'_>, team: &Team) -> EntityPage {
    let c = views.reader;
    let mut page = entity(views, team.asset, Nav::Teams, "team");
    let of = |kind| {
        let all: Vec<AssetIx> = team
            .owns
            .iter()
            .copied()
            .filter(|a| c.asset(*a).kind == kind)
            .collect();
        all
    };
    page.badges
        .extend(team.tags.iter().map(|t| badge(t, Tone::Plain)));
    page.facts = vec![Fact {
        label: "Owns".into(),
        values: vec![Link::plain(counted_held(views, of(Kind::Dme).len(), "DME"))],
        note: Some(counted_held(views, of(Kind::Product).len(), "product")),
        note_link: None,
        empty: team.owns.is_empty(),
    }];
    if let Some(parent) = team.parent {
        page.facts.push(Fact {
            label: "Part of".into(),
            values: vec![views.link(parent)],
            note: None,
            note_link: None,
            empty: false,
        });
    }
    page.facts.extend(team.on_call.as_ref().map(|on_call| Fact {
        label: "On call".into(),
        values: vec![Link::plain(on_call_text(on_call))],
        note: None,
        note_link: None,
        empty: false,
    }));
    page.lists = vec![
        asset_list(
            views,
            "Data Mesh Environments",
            "dmes",
            &of(Kind::Dme),
            "It owns no DME.",
        ),
        asset_list(
            views,
            "Data products",
            "products",
            &of(Kind::Product),
            "It owns no data product.",
        ),
    ];
    let domains = of(Kind::Domain);
    if !domains.is_empty() {
        page.lists
            .push(asset_list(views, "Domains", "domains", &domains, ""));
    }
    if !team.children.is_empty() {
        page.lists.push(asset_list(
            views,
            "Teams in it",
            "teams",
            &team.children,
            "",
        ));
    }
    if !team.members.is_empty() {
        page.sections.push(Section {
            title: "Members",
            id: "members",
            head: vec!["Member", "Role"],
            rows: team
                .members
                .iter()
                .map(|m| {
                    let shown = m.name.as_ref().unwrap_or(&m.username);
                    vec![cell(shown), opt_cell(&m.role)]
                })
                .collect(),
        });
    }
    page.support = support_rows(&team.support);
    // E-mail addresses among the other names serve matching, not reading.
    let words: Vec<&str> = team
        .also_known_as
        .iter()
        .map(String::as_str)
        .filter(|w| !is_address(w))
        .collect();
    if !words.is_empty() {
        page.details.push(pair("also known as", words.join(", ")));
    }
    page
}

/// Page of a glossary term.
#[must_use]
pub(crate) fn term_page(views: &Views<'_>, term: &Glossary) -> EntityPage {
    let mut page = entity(views, term.asset, Nav::Glossary, "glossary term");
    page.badges
        .extend(term.tags.iter().map(|t| badge(t, Tone::Plain)));
    if let Some(domain) = term.domain {
        page.facts.push(Fact {
            label: "Domain".into(),
            values: vec![views.link(domain)],
            note: None,
            note_link: None,
            empty: false,
        });
    }
    if let Some(team) = term.team {
        page.facts.push(Fact {
            label: "Defined by".into(),
            values: vec![views.link(team)],
            note: None,
            note_link: None,
            empty: false,
        });
    }
    page.lists = vec![asset_list(
        views,
        "Where it is used",
        "assets",
        &term.assets,
        "No asset is linked to this term: add `assets`.",
    )];
    if !term.related.is_empty() {
        page.lists.push(asset_list(
            views,
            "Related terms",
            "related",
            &term.related,
            "",
        ));
    }
    if !term.synonyms.is_empty() {
        page.details
            .push(pair("synonyms", term.synonyms.join(", ")));
    }
    page.details.extend(pairs(&term.properties));
    page
}

/// Page of an exposure.
#[must_use]
pub(crate) fn exposure_page(views: &Views<'_>, exposure: &Exposure) -> EntityPage {
    let c = views.reader;
    let mut page = entity(views, exposure.asset, Nav::Nothing, "exposure");
    // As exported: dbt has these five, and others may come.
    page.kind_label = match exposure.kind.as_str() {
        "dashboard" => "dashboard",
        "notebook" => "notebook",
        "application" => "application",
        "ml" => "ML model",
        "analysis" => "analysis",
        _ => "exposure",
    };
    page.facts = vec![Fact {
        label: "Owner".into(),
        values: vec![Link::plain(
            exposure.owner.as_deref().unwrap_or("not known"),
        )],
        note: exposure.maturity.as_ref().map(|m| format!("maturity {m}")),
        note_link: None,
        empty: exposure.owner.is_none(),
    }];
    page.lists = vec![asset_list(
        views,
        "What it reads",
        "upstream",
        c.upstream(exposure.asset),
        "It names nothing that it reads.",
    )];
    if let Some(url) = &exposure.url {
        page.details.push(super::model::Pair {
            url: safe_url(url),
            ..pair("address", url)
        });
    }
    page
}

/// The search page.
#[must_use]
pub(crate) fn search_page(views: &Views<'_>) -> SearchPage {
    SearchPage {
        page: views.page_at(
            "search/index.html",
            PageKind::Search,
            Nav::Nothing,
            "Search".into(),
            "Search views, tables, products, DMEs, teams and terms by name.".into(),
            Vec::new(),
        ),
        lists: browsable(views),
    }
}

/// The page for addresses that lead nowhere.
#[must_use]
pub(crate) fn not_found_page(views: &Views<'_>) -> SearchPage {
    let mut page = views.page_at(
        "404.html",
        PageKind::NotFound,
        Nav::Nothing,
        "Page not found".into(),
        "There is no page at this address.".into(),
        Vec::new(),
    );
    // Search engines must not take it for a page of its own.
    page.canonical = views.absolute("");
    SearchPage {
        page,
        lists: browsable(views),
    }
}

fn browsable(views: &Views<'_>) -> Vec<Link> {
    super::list_spec::ALL
        .iter()
        .map(|spec| Link {
            note: Some(super::grouped(listed(views, spec).len())),
            ..spec.link()
        })
        .collect()
}

/// Pages at the former addresses of tables that moved.
#[must_use]
pub(crate) fn moved_pages(views: &Views<'_>) -> Vec<MovedPage> {
    let c = views.reader;
    let mut former: FxHashMap<String, (String, &str, AssetIx)> = FxHashMap::default();
    let mut order = Vec::new();
    for relation in c.relations() {
        for previous in &relation.previous {
            let (project, dataset, table) = crate::link::split(&previous.name);
            if c.find_relation(&previous.name).is_some() {
                continue; // something else stands there now
            }
            let address = crate::link::relation_address([project, dataset, table], false);
            let path = crate::link::fitted(address);
            // Two that moved away from one place, or from places that are one where case is
            // folded: the first one's page stays.
            if let Entry::Vacant(place) = former.entry(path.to_ascii_lowercase()) {
                order.push(place.key().clone());
                place.insert((path, previous.name.as_str(), relation.asset));
            }
        }
    }
    if former.is_empty() {
        return Vec::new();
    }
    // A page stands there where case is folded.
    let mut folded = String::new();
    for asset in c.assets() {
        folded.clear();
        folded.push_str(c.str(asset.href));
        folded.make_ascii_lowercase();
        former.remove(&folded);
    }
    let left = order.iter().filter_map(|folded| former.remove(folded));
    left.map(|(path, name, asset)| MovedPage {
        page: views.page_at(
            &path,
            PageKind::Moved,
            Nav::Nothing,
            format!("{name} moved"),
            format!("It is {} now.", c.name(asset)),
            Vec::new(),
        ),
        target: views.link(asset),
    })
    .collect()
}
