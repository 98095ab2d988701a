//! Page of a data product.

use rustc_hash::FxHashSet;

use super::contract_page::contract_card;
use super::dme_page::{asset_list, findings_within, without_owner};
use super::dme_sections::on_call_text;
use super::guide_pages::long_description;
use super::list_spec::crumb;
use super::model::{Badge, Cell, EntityPage, Fact, Link, Nav, Pair, Section, Tone};
use super::release_section;
use super::status_notice::status_notice;
use super::unseen::counted_held;
use super::{
    Views, badge, cell, counted, lifecycle_pairs, opt_cell, pair, pairs, section, sla_rows,
    status_badge, support_rows,
};
use crate::catalog::{AssetIx, Kind, Product};

fn product_details(product: &Product) -> Vec<Pair> {
    let mut details = Vec::new();
    details.extend(product.version.as_ref().map(|v| pair("version", v)));
    details.push(pair("format", &product.standard));
    details.extend(product.domain_text.as_ref().map(|d| pair("domain", d)));
    details.extend(lifecycle_pairs(&product.lifecycle));
    details.extend(pairs(&product.properties));
    details
}

/// Page of a data product.
#[must_use]
pub(crate) fn product_page(views: &Views<'_>, product: &Product) -> EntityPage {
    let c = views.reader;
    let ix = product.asset;
    let asset = c.asset(ix);
    let path = c.href(ix);
    let title = c.title(ix).to_owned();
    let crumbs = product
        .environment
        .map_or_else(|| vec![crumb(Kind::Product)], |d| views.dme_crumbs(d));
    let outputs: Vec<AssetIx> = product
        .outputs
        .iter()
        .flat_map(|p| p.relations.iter().copied())
        .collect();
    let inputs: Vec<AssetIx> = product
        .inputs
        .iter()
        .flat_map(|p| p.relations.iter().copied())
        .collect();
    let support = if product.support.is_empty() {
        product
            .environment
            .map_or(&[][..], |dme| c.dme_support(dme))
    } else {
        &product.support
    };
    let (findings, findings_more) = findings_within(
        views,
        std::iter::once(ix)
            .chain(outputs.iter().copied())
            .chain(product.tables.iter().copied()),
    );
    let replaced = product
        .lifecycle
        .replaced_by
        .as_ref()
        .map(|(id, _)| format!("product:{id}"));
    EntityPage {
        page: views.page(ix, Nav::Products, title.clone(), crumbs),
        heading: title,
        id: c.name(ix).to_owned(),
        kind_label: "data product",
        badges: product_badges(views, product),
        notices: status_notice(
            views,
            "product",
            asset.status,
            replaced.as_deref(),
            product.lifecycle.end_of_life.as_deref(),
        )
        .into_iter()
        .collect(),
        lead: views.description(ix, path),
        body: long_description(views, ix, path),
        facts: product_facts(views, product),
        checklist: Vec::new(),
        lists: [
            asset_list(
                views,
                "Output ports",
                "outputs",
                &outputs,
                "No output port: add `outputPorts` with the full names of its unified views.",
            ),
            asset_list(
                views,
                "Productive tables",
                "tables",
                &product.tables,
                "No productive table listed: add `tables`.",
            ),
            asset_list(
                views,
                "Input ports",
                "inputs",
                &inputs,
                "It declares no input port.",
            ),
        ]
        .into_iter()
        .map(|list| without_owner(views, list, product.environment))
        .collect(),
        tree: Vec::new(),
        sla: sla_rows(&product.sla, None),
        contracts: product_contracts(views, product)
            .into_iter()
            .map(|k| contract_card(views, c.contract(k), usize::MAX))
            .collect(),
        support: support_rows(support),
        sections: product_sections(views, product),
        details: product_details(product),
        findings,
        findings_more,
        at: views.place(ix, c.described_at(ix)),
        seen: super::model::SeenByBuilds::default(),
    }
}

fn product_badges(views: &Views<'_>, product: &Product) -> Vec<Badge> {
    let status = views.reader.asset(product.asset).status;
    let mut badges: Vec<Badge> = status_badge(status).into_iter().collect();
    badges.extend(product.criticality.map(|t| badge(t.words(), Tone::Plain)));
    badges.extend(
        product
            .master_data
            .then(|| badge("master data", Tone::Plain)),
    );
    badges.extend(product.tags.iter().map(|t| badge(t, Tone::Plain)));
    badges
}

/// Contracts of its output ports and of its tables, each once.
fn product_contracts(views: &Views<'_>, product: &Product) -> Vec<AssetIx> {
    let c = views.reader;
    let of_ports = product.outputs.iter().filter_map(|p| p.contract);
    let tables = product.tables.iter().filter_map(|t| c.relation(*t));
    let of_tables = tables.flat_map(|r| c.contracts_of(r).iter().map(|(k, _)| *k));
    let mut seen = FxHashSet::default();
    let all = of_ports.chain(of_tables);
    all.filter(|k| seen.insert(*k)).collect()
}

fn product_facts(views: &Views<'_>, product: &Product) -> Vec<Fact> {
    let c = views.reader;
    let team = product
        .team
        .or_else(|| product.environment.and_then(|dme| c.dme_team(dme)));
    let mut facts = vec![
        Fact {
            label: "DME".into(),
            values: vec![
                product
                    .environment
                    .map_or_else(|| Link::plain("not known"), |d| views.link(d)),
            ],
            note: product.domain.map(|d| c.domain_path(d).to_owned()),
            note_link: None,
            empty: product.environment.is_none(),
        },
        Fact {
            label: "Team".into(),
            values: vec![team.map_or_else(|| Link::plain("none"), |t| views.link(t))],
            note: product.support.first().map(|s| s.channel.clone()),
            note_link: None,
            empty: team.is_none(),
        },
        Fact {
            label: "Publishes".into(),
            values: vec![Link::plain(counted_held(
                views,
                product.outputs.len(),
                "output port",
            ))],
            note: (!views.is_part() || !product.tables.is_empty())
                .then(|| counted(product.tables.len(), "productive table")),
            note_link: None,
            empty: product.outputs.is_empty(),
        },
    ];
    facts.extend(on_call(views, product, team));
    if let Some(release) = product.releases.first() {
        facts.push(Fact {
            label: "Released".into(),
            values: vec![Link::plain(&release.version)],
            note: release.date.clone(),
            note_link: None,
            empty: false,
        });
    }
    facts
}

/// Who is called: as the product says, its team or a team above that, or its DME.
fn on_call(views: &Views<'_>, product: &Product, team: Option<AssetIx>) -> Option<Fact> {
    let c = views.reader;
    let mut above = team.map(|t| c.team(t));
    let mut of_team = None;
    // The bound only guards against a circle, which linking cuts.
    for _ in 0..64 {
        let Some(team) = above else { break };
        of_team = team.on_call.as_ref();
        if of_team.is_some() {
            break;
        }
        above = team.parent.map(|t| c.team(t));
    }
    let of_dme = || {
        let dme = c.environment(product.environment?)?;
        dme.incidents.as_ref()?.on_call.as_ref()
    };
    let own = product.on_call.as_ref().map(|o| (o, None));
    let of_team = of_team.map(|o| (o, Some("of its team")));
    let found = own
        .or(of_team)
        .or_else(|| Some((of_dme()?, Some("of its DME"))));
    found.map(|(on_call, note)| Fact {
        label: "On call".into(),
        values: vec![Link::plain(on_call_text(on_call))],
        note: note.map(str::to_owned),
        note_link: None,
        empty: false,
    })
}

/// A contract by its title, or by its id where no document of the mesh has it.
fn contract_cell(views: &Views<'_>, contract: Option<AssetIx>, id: Option<&String>) -> Cell {
    match contract {
        Some(k) => Cell {
            text: views.reader.title(k).to_owned(),
            href: Some(views.reader.href(k).to_owned()),
            small: {
                let contract = views.reader.contract(k);
                let several = !contract.versions.is_empty();
                several.then(|| format!("version {}", contract.version))
            },
            ..Cell::default()
        },
        None => Cell {
            text: id.cloned().unwrap_or_default(),
            mono: true,
            ..Cell::default()
        },
    }
}

fn product_sections(views: &Views<'_>, product: &Product) -> Vec<Section> {
    let c = views.reader;
    let mut sections = Vec::new();
    let ports: Vec<Vec<Cell>> = product
        .outputs
        .iter()
        .map(|p| {
            let target = p.relations.first();
            let audiences: Vec<&str> = p.audiences.iter().map(|(name, ..)| name.as_str()).collect();
            vec![
                Cell {
                    text: p.name.clone(),
                    href: target.map(|t| c.href(*t).to_owned()),
                    mono: true,
                    ..Cell::default()
                },
                opt_cell(&p.version),
                opt_cell(&p.kind),
                cell(audiences.join(", ")),
                contract_cell(views, p.contract, p.contract_id.as_ref()),
            ]
        })
        .collect();
    let mut add = |title, id, head, rows| section(&mut sections, title, id, head, rows);
    add(
        "Port details",
        "ports",
        vec!["Output port", "Version", "Type", "Audiences", "Contract"],
        ports,
    );
    add(
        "Input contracts",
        "input-ports",
        vec!["Input port", "Version", "Contract"],
        product
            .inputs
            .iter()
            .filter(|p| p.version.is_some() || p.contract.is_some())
            .map(|p| {
                vec![
                    Cell {
                        text: p.name.clone(),
                        href: p.relations.first().map(|r| c.href(*r).to_owned()),
                        mono: true,
                        ..Cell::default()
                    },
                    opt_cell(&p.version),
                    contract_cell(views, p.contract, p.contract_id.as_ref()),
                ]
            })
            .collect(),
    );
    add(
        "Release checks",
        "checks",
        release_section::HEAD.to_vec(),
        release_section::rows(views, product),
    );
    add(
        "Releases",
        "releases",
        vec!["Version", "Date", "What changed"],
        product
            .releases
            .iter()
            .map(|r| vec![cell(&r.version), opt_cell(&r.date), opt_cell(&r.notes)])
            .collect(),
    );
    sections
}
