//! Page of a view or table, in the order of a consumer's questions.

use super::changes_page::history_pairs;
use super::column_rows::columns;
use super::impact_section::impact_part;
use super::lineage::lineage;
use super::listed_page::listed_page;
use super::model::{Badge, Dataset, Nav, PageKind, Pair, RelationPage, Tone};
use super::ownership_section::{owner_rows, owner_summary, relation_support};
pub(super) use super::relation_kind::kind_label;
use super::relation_notices::relation_notices;
use super::relation_sections::{
    access, audience_rows, pointers, relation_contracts, relation_facts, relation_sla, sql_note,
};
use super::trust_section::trust;
use super::unseen::stub_part;
use super::usage_section::usage_part;
use super::verdict_text::verdict_bar;
use super::{Views, badge, grouped, pair, status_badge};
use crate::catalog::{Kind, PreviousName, Relation};

/// Views listed on the page of a table.
const MAX_VIEWS: usize = 100;
/// Longest statement shown, in bytes.
const MAX_SQL: usize = 100_000;

/// Page of a view or table.
#[must_use]
pub(crate) fn relation_page<'a>(views: &Views<'a>, relation: &'a Relation) -> RelationPage<'a> {
    let c = views.reader;
    let ix = relation.asset;
    if c.is_listed(ix) {
        return listed_page(views, relation);
    }
    let asset = c.asset(ix);
    let path = c.href(ix);
    let heading = views.short_name(ix);
    let kind_label = kind_label(relation);
    let mut crumbs = views
        .reader
        .owner(relation)
        .map_or_else(Vec::new, |d| views.dme_crumbs(d));
    crumbs.extend(relation.product.map(|p| views.link(p)));
    let nav = match relation.unified {
        true => Nav::Views,
        false => Nav::Tables,
    };
    let (columns, names) = columns(views, relation);
    let unified = if relation.is_view() {
        Vec::new()
    } else {
        c.unified_views_below(ix)
    };
    let lineage = lineage(views, ix);
    let contracts = relation_contracts(views, relation);
    let sla = relation_sla(views, relation);
    let (audiences, individual_grants) = audience_rows(views, relation);
    let (access_url, access_approver) = access(views, relation);
    let (pointers, pointers_more) = pointers(views, relation);
    let facts = relation_facts(views, relation, &contracts);
    let mut page = views.page(ix, nav, heading.clone(), crumbs);
    // A view that turned out to be external is shown as a table.
    page.kind = PageKind::Asset(match relation.is_view() {
        true => Kind::View,
        false => Kind::Table,
    });
    if c.description(ix).is_none() {
        page.summary = relation_sentence(views, relation, kind_label);
    }
    RelationPage {
        heading,
        full_name: c.name(ix),
        friendly_name: asset.title.map(|t| c.str(t)),
        kind_label,
        is_view: relation.is_view(),
        is_described: relation.is_described(),
        badges: relation_badges(views, relation),
        lead: views.description(ix, path),
        notices: relation_notices(views, relation),
        facts,
        pointers,
        pointers_more,
        stub: stub_part(views, relation),
        owner_summary: owner_summary(views, relation),
        owners_stated: owner_rows(views, relation),
        views: unified
            .iter()
            .take(MAX_VIEWS)
            .map(|v| views.link(*v))
            .collect(),
        views_more: unified.len().saturating_sub(MAX_VIEWS),
        columns,
        verdict: verdict_bar(views, relation),
        trust: trust(views, relation),
        impact: impact_part(views, relation),
        usage: usage_part(views, relation),
        sample_queries: views.sample_queries(relation),
        lineage,
        sla,
        contracts,
        audiences,
        individual_grants,
        access_url,
        access_approver,
        support: relation_support(views, relation),
        history: relation_history(views, relation),
        in_part: views.is_part(),
        listed: None,
        seen: views.marks_of(ix),
        terms: relation.terms.iter().map(|t| views.link(*t)).collect(),
        details: relation_details(views, relation),
        sql: relation
            .query
            .as_ref()
            .map(|q| shown_sql(c.str(q.text).trim())),
        sql_note: sql_note(views, relation),
        findings: views.finding_rows(ix),
        dataset: Dataset {
            creator: c.owner(relation).map(|dme| c.title(dme)),
            columns: names,
        },
        page,
    }
}

/// What builds saw of it, and where it was before.
fn relation_history(views: &Views<'_>, relation: &Relation) -> Vec<Pair> {
    let place = |p: &PreviousName| {
        let dme = p.environment.map_or(String::new(), |d| {
            format!(", in DME {}", views.reader.title(d))
        });
        let until = p
            .until
            .as_ref()
            .map_or("before".to_owned(), |u| format!("until {u}"));
        pair(until, format!("{}{dme}", p.name))
    };
    let mut history = history_pairs(views, relation.asset);
    history.extend(relation.previous.iter().map(place));
    history
}

fn relation_sentence(views: &Views<'_>, relation: &Relation, kind_label: &str) -> String {
    let name = views.short_name(relation.asset);
    match views.reader.owner(relation) {
        Some(dme) => format!("{name}: {kind_label} of DME {}", views.reader.title(dme)),
        None => format!("{name}: {kind_label}"),
    }
}

fn relation_badges(views: &Views<'_>, relation: &Relation) -> Vec<Badge> {
    let c = views.reader;
    let mut badges: Vec<Badge> = status_badge(c.asset(relation.asset).status)
        .into_iter()
        .collect();
    if let Some(product) = relation.product.and_then(|p| c.product(p)) {
        badges.extend(product.criticality.map(|t| badge(t.words(), Tone::Plain)));
        badges.extend(
            product
                .master_data
                .then(|| badge("master data", Tone::Plain)),
        );
    }
    badges.extend(
        relation
            .tags
            .iter()
            .take(8)
            .map(|t| badge(c.str(*t), Tone::Plain)),
    );
    badges
}

fn relation_details(views: &Views<'_>, relation: &Relation) -> Vec<Pair> {
    let c = views.reader;
    let mut details = Vec::new();
    details.extend(relation.created.map(|t| pair("created", day(c.str(t)))));
    details.extend(
        relation
            .modified
            .map(|t| pair("data changed", day(c.str(t)))),
    );
    details.extend(
        relation
            .rows
            .map(|n| pair("rows", grouped(usize::try_from(n).unwrap_or(usize::MAX)))),
    );
    details.extend(relation.bytes.map(|n| pair("size", size(n))));
    if let Some(dbt) = &relation.dbt {
        details.push(pair(
            format!("dbt {}", dbt.resource_type.as_str()),
            c.str(dbt.unique_id),
        ));
        let more = [
            ("dbt group", dbt.group),
            ("dbt group's owner", dbt.group_owner),
            ("dbt access", dbt.access),
            ("dbt version", dbt.version),
            ("dbt deprecation date", dbt.deprecation_date),
        ];
        details.extend(
            more.into_iter()
                .filter_map(|(k, v)| Some(pair(k, c.str(v?)))),
        );
        details.extend(
            dbt.contract_enforced
                .then(|| pair("dbt contract", "enforced")),
        );
    }
    details.extend(
        c.labels_of(relation)
            .map(|l| pair(format!("label {}", c.str(l.key)), c.str(l.value))),
    );
    details.extend(
        views
            .place(relation.asset, c.described_at(relation.asset))
            .map(|at| pair("described in", at)),
    );
    details
}

/// A statement, or the start of a very long one.
fn shown_sql(text: &str) -> String {
    if text.len() <= MAX_SQL {
        return text.to_owned();
    }
    let cut = text.floor_char_boundary(MAX_SQL);
    format!(
        "{}\n-- {} more bytes are not shown",
        &text[..cut],
        text.len() - cut
    )
}

/// The day of a time, or the time as written.
fn day(time: &str) -> &str {
    time.get(..10)
        .filter(|d| d.as_bytes().get(4) == Some(&b'-'))
        .unwrap_or(time)
}

fn size(bytes: u64) -> String {
    let units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];
    let mut whole = bytes;
    let mut rest = 0;
    let mut unit = 0;
    while whole >= 1000 && unit + 1 < units.len() {
        rest = whole % 1000;
        whole /= 1000;
        unit += 1;
    }
    if unit > 0 && whole < 100 {
        format!("{whole}.{} {}", rest / 100, units[unit])
    } else {
        format!("{whole} {}", units[unit])
    }
}
