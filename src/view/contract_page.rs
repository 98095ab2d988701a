//! Data contracts: the card on an asset's page, and the contract's own page.

mod contract_names;
mod contract_sections;

use super::model::{ContractCard, ContractNote, EntityPage, Fact, Link, Nav, Tone};
use super::status_notice::status_notice;
use super::{Views, badge, counted, pair, pairs, safe_url, sla_rows, status_badge, support_rows};
use crate::catalog::{Contract, ContractTable, Kind};
use contract_names::named_links;
use contract_sections::contract_sections;

pub(super) fn contract_card(views: &Views<'_>, contract: &Contract, table: usize) -> ContractCard {
    let c = views.reader;
    let path = c.href(contract.asset);
    let prose = |text: &Option<String>| {
        text.as_deref()
            .map(|t| views.prose_of(contract.asset, t, path))
    };
    let mut quality = Vec::new();
    if let Some(table) = contract.tables.get(table) {
        quality.extend(table.quality.iter().map(|q| q.text.clone()));
        for column in &table.columns {
            quality.extend(
                column
                    .quality
                    .iter()
                    .map(|q| format!("{}: {}", column.path, q.text)),
            );
        }
    }
    ContractCard {
        name: c.title(contract.asset).to_owned(),
        id: contract.id.clone(),
        version: Some(contract.version.clone()),
        status: contract.status.clone(),
        standard: contract.standard.clone(),
        purpose: prose(&contract.purpose),
        limitations: prose(&contract.limitations),
        quality,
        versions: contract
            .versions
            .iter()
            .map(|v| version(views, *v))
            .collect(),
        notes: contract
            .tables
            .get(table)
            .map_or_else(Vec::new, |table| contract_notes(views, contract, table)),
        href: path.to_owned(),
        at: views
            .place(contract.asset, c.described_at(contract.asset))
            .unwrap_or_default(),
    }
}

/// A link to a contract by its version.
fn version(views: &Views<'_>, ix: crate::catalog::AssetIx) -> Link {
    let contract = views.reader.contract(ix);
    Link {
        text: contract.version.clone(),
        note: Some(contract.status.clone()),
        ..views.link(ix)
    }
}

/// What a contract says of a table beside its columns and quality, in short: business name,
/// tags, keys, what columns are made from, definitions.
fn contract_notes(
    views: &Views<'_>,
    contract: &Contract,
    table: &ContractTable,
) -> Vec<ContractNote> {
    let mut notes = Vec::new();
    let mut say = |label: &str, text: String, links: Vec<Link>, url: Option<String>| {
        notes.push(ContractNote {
            label: label.to_owned(),
            text,
            links,
            url,
        });
    };
    if let Some(name) = &table.business_name {
        say("business name", name.clone(), Vec::new(), None);
    }
    if !table.tags.is_empty() {
        say("tags", table.tags.join(", "), Vec::new(), None);
    }
    let keys = table
        .columns
        .iter()
        .flat_map(|k| &k.relationships)
        .chain(&table.relationships);
    for key in keys {
        let from: Vec<&str> = key.from.iter().map(|f| f.text.as_str()).collect();
        let links = named_links(views, contract, &key.to);
        say(&key.kind, format!("{} to", from.join(", ")), links, None);
    }
    for column in &table.columns {
        if !column.sources.is_empty() {
            let links = named_links(views, contract, &column.sources);
            say("made from", format!("{} from", column.path), links, None);
        }
    }
    for definition in &table.definitions {
        let url = safe_url(&definition.url);
        say(&definition.kind, definition.url.clone(), Vec::new(), url);
    }
    for column in &table.columns {
        for definition in &column.definitions {
            let label = format!("{} of {}", definition.kind, column.path);
            let url = safe_url(&definition.url);
            say(&label, definition.url.clone(), Vec::new(), url);
        }
    }
    notes
}

/// Page of a contract.
#[must_use]
pub(crate) fn contract_page(views: &Views<'_>, contract: &Contract) -> EntityPage {
    let c = views.reader;
    let ix = contract.asset;
    let asset = c.asset(ix);
    let title = c.title(ix).to_owned();
    let mut details = vec![
        pair("id", &contract.id),
        pair("version", &contract.version),
        pair("status", &contract.status),
        pair("standard", &contract.standard),
    ];
    for (name, value) in [
        ("domain", &contract.domain),
        ("data product", &contract.product),
        ("tenant", &contract.tenant),
        ("usage", &contract.usage),
        ("limitations", &contract.limitations),
        ("team", &contract.team),
    ] {
        details.extend(value.as_ref().map(|v| pair(name, v)));
    }
    details.extend(
        contract
            .servers
            .iter()
            .map(|s| pair(format!("server {}", s.name), &s.value)),
    );
    details.extend(pairs(&contract.properties));
    let mut badges: Vec<_> = status_badge(asset.status).into_iter().collect();
    badges.extend(contract.tags.iter().map(|t| badge(t, Tone::Plain)));
    let tables = contract.tables.iter().map(|t| match t.relation {
        Some(relation) => views.link(relation),
        None => Link::plain(&t.physical_name),
    });
    let facts = vec![Fact {
        label: "Tables".into(),
        values: tables.take(6).collect(),
        note: Some(counted(contract.tables.len(), "table")),
        note_link: None,
        empty: contract.tables.is_empty(),
    }];
    EntityPage {
        page: views.page(
            ix,
            Nav::Nothing,
            title.clone(),
            vec![super::list_spec::crumb(Kind::Contract)],
        ),
        heading: title,
        id: c.name(ix).to_owned(),
        kind_label: "data contract",
        badges,
        notices: status_notice(views, "contract", asset.status, None, None)
            .into_iter()
            .collect(),
        lead: views.description(ix, c.href(ix)),
        body: None,
        facts,
        checklist: Vec::new(),
        lists: Vec::new(),
        tree: Vec::new(),
        sla: sla_rows(&contract.sla, None),
        contracts: Vec::new(),
        support: support_rows(&contract.support),
        sections: contract_sections(views, contract),
        details,
        findings: views.finding_rows(ix),
        findings_more: 0,
        at: views.place(ix, c.described_at(ix)),
        seen: super::model::SeenByBuilds::default(),
    }
}
