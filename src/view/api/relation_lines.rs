//! Lines of tables and views.

use super::choice::{lifecycle_status, ownership_basis, relation_kind, verdict_state};
use super::column_lines::column_lines_of;
use super::lifecycle_lines::relation_lifecycle;
use super::reader_lines::readers;
use super::service_level_lines::{contract_versions, freshness, grants, service_levels};
use super::star_lines::{star_lines, star_uses};
use super::{impact_line, owned};
use crate::catalog::{AssetIx, OwnershipDecision, Relation, Sym, TableProperties, day, rfc3339};
use crate::lines::{
    AccessLevel, KeyLine, Owner, OwnershipBasis, ReferenceMethod, RelationLine, UsageLine,
    VerdictLine,
};
use crate::view::Views;
use crate::view::cause_text::cause;
use crate::view::verdict_text::UNSEEN_CAUSE;

/// A view or table as a program reads it.
#[must_use]
pub(crate) fn relation_line(views: &Views<'_>, relation: &Relation) -> RelationLine {
    let c = views.reader;
    let asset = c.asset(relation.asset);
    let names = |all: &[AssetIx]| owned(all.iter().map(|ix| c.known_name(*ix)));
    let references = c.references_of(relation).iter();
    let mut references = owned(references.map(|r| c.str(r.name)));
    references.dedup();
    let labels = c.labels_of(relation);
    let labels = labels.map(|l| (c.str(l.key).to_owned(), c.str(l.value).to_owned()));
    let (grants, person_grants) = grants(views, relation);
    let first_contact = c.first_contact(relation.asset);
    let readers = readers(views, relation);
    let columns = c.columns_of(relation).iter();
    let partitioning = columns.clone().filter(|k| k.partitioning);
    let mut clustering: Vec<_> = columns.filter(|k| k.clustering > 0).collect();
    clustering.sort_by_key(|k| k.clustering);
    let properties = relation.properties.as_deref();
    let text = |sym: Option<Sym>| sym.map(|sym| c.str(sym).to_owned());
    RelationLine {
        id: c.id(relation.asset),
        key: c.key(relation.asset).to_string(),
        name: c.name(relation.asset).to_owned(),
        url: c.href(relation.asset).to_owned(),
        title: c.title(relation.asset).to_owned(),
        kind: relation_kind(relation),
        renamed_from: c.former_names(relation.asset).to_vec(),
        unified: relation.unified,
        system: relation
            .dialect
            .map(|_| relation.system.as_str().to_owned()),
        dialect: relation.dialect.map(|d| d.as_str().to_owned()),
        described: relation.is_described(),
        level: match c.is_listed(relation.asset) {
            true => AccessLevel::Listed,
            false => AccessLevel::Open,
        },
        stub: c.stub_of(relation.asset).is_some(),
        status: lifecycle_status(asset.status),
        lifecycle: relation_lifecycle(views, relation),
        description: c.description(relation.asset).map(str::to_owned),
        references,
        references_by: references_by(views, relation),
        targets: names(c.targets_of(relation)),
        dmes: names(c.dmes_of(relation)),
        owner: owner_line(views, relation),
        ask: first_contact.map(|first_contact| c.known_name(first_contact.dme).to_owned()),
        product: relation.product.map(|p| c.known_name(p).to_owned()),
        contracts: owned(
            c.contracts_of(relation)
                .iter()
                .map(|(k, _)| c.known_name(*k)),
        ),
        contract_versions: contract_versions(views, relation),
        service_levels: service_levels(views, relation),
        freshness: freshness(views, relation),
        audiences: owned(c.audiences_of(relation).0),
        grants,
        person_grants,
        tags: owned(relation.tags.iter().map(|t| c.str(*t))),
        labels: labels.collect(),
        dbt: relation.dbt.as_ref().map(|d| c.str(d.unique_id).to_owned()),
        replaced_by: relation.replaced_by.clone(),
        verdict: verdict_line(views, relation),
        usage: usage_line(views, relation),
        last_named: readers.last,
        readers: readers.named,
        readers_more: readers.more,
        impact: impact_line(&views.reader.impact_of(relation.asset)),
        partitioned_by: owned(partitioning.map(|k| c.str(k.path))),
        requires_filter: relation.partition_filter,
        clustering: owned(clustering.into_iter().map(|k| c.str(k.path))),
        partition_expiration: properties
            .and_then(|p| p.partitioning)
            .and_then(|partitioning| partitioning.expiration),
        expires: text(properties.and_then(|p| p.expires)),
        collation: text(properties.and_then(|p| p.collation)),
        row_policies: properties.map_or(0, |p| p.row_policies.len()),
        policy_columns: properties.map_or_else(Vec::new, |p| policy_columns(views, p)),
        keys: properties.map_or_else(Vec::new, |p| keys(views, p)),
        columns_complete: relation.columns_complete,
        columns: column_lines_of(views, relation),
        stars: star_lines(views, relation),
        star_columns: owned(c.star_columns_of(relation).iter().map(|name| c.str(*name))),
        star_uses: star_uses(views, relation),
        unparsed: c.star_use_of(relation.asset).map_or(0, |of| of.unparsed),
        last_unparsed: c
            .star_use_of(relation.asset)
            .and_then(|of| of.last_unparsed)
            .and_then(day),
    }
}

fn policy_columns(views: &Views<'_>, properties: &TableProperties) -> Vec<String> {
    let policies = properties.row_policies.iter();
    let columns = policies.flat_map(|policy| &policy.columns);
    let mut names = owned(columns.map(|name| views.reader.str(*name)));
    names.sort_unstable();
    names.dedup();
    names
}

fn keys(views: &Views<'_>, properties: &TableProperties) -> Vec<KeyLine> {
    let c = views.reader;
    let keys = properties.keys.iter().map(|key| KeyLine {
        name: c.str(key.name).to_owned(),
        primary: key.primary,
        enforced: key.enforced,
        columns: owned(key.columns.iter().map(|name| c.str(*name))),
    });
    keys.collect()
}

/// How the references of a view are known.
fn references_by(views: &Views<'_>, relation: &Relation) -> Option<ReferenceMethod> {
    let query = relation.query.as_ref()?;
    if query.is_display_only() || !relation.is_view() {
        return None;
    }
    Some(match views.reader.sql_problem(relation) {
        None => ReferenceMethod::Parsed,
        Some(_) => ReferenceMethod::Inferred,
    })
}

fn verdict_line(views: &Views<'_>, relation: &Relation) -> Option<VerdictLine> {
    let verdict = views.reader.verdict_of(relation.asset)?;
    if views.reader.is_listed(relation.asset) {
        return None;
    }
    let wrong = verdict.wrong.as_ref();
    Some(VerdictLine {
        state: verdict_state(verdict.state),
        cause: match wrong {
            Some(wrong) => cause(views, wrong).plain(),
            None if verdict.unseen => UNSEEN_CAUSE.to_owned(),
            None => String::new(),
        },
        at: wrong.map(|w| views.reader.id(w.at)),
        steps: wrong.map(|w| w.steps),
        outdated: verdict.outdated,
    })
}

fn usage_line(views: &Views<'_>, relation: &Relation) -> Option<UsageLine> {
    let usage = views.reader.usage_of(relation.asset)?;
    Some(UsageLine {
        queries: usage.queries,
        users: usage.users.len(),
        service_accounts: usage.service_accounts,
        last: usage.last.and_then(rfc3339),
    })
}

fn owner_line(views: &Views<'_>, relation: &Relation) -> Option<Owner> {
    let c = views.reader;
    let shared = |decided_by| Owner {
        dme: None,
        decided_by,
        at: None,
        team: None,
    };
    match c.decision(relation) {
        OwnershipDecision::Unowned => None,
        OwnershipDecision::Several => Some(shared(OwnershipBasis::Several)),
        OwnershipDecision::Tie => Some(shared(OwnershipBasis::Tie)),
        OwnershipDecision::Owned(candidate) => {
            let product = relation
                .product
                .and_then(|p| c.product(p))
                .and_then(|p| p.team);
            let team = product.or(c.dme_team(candidate.dme));
            Some(Owner {
                dme: Some(c.known_name(candidate.dme).to_owned()),
                decided_by: ownership_basis(candidate.source),
                at: views.place(relation.asset, candidate.pos),
                team: team.map(|t| c.known_name(t).to_owned()),
            })
        }
    }
}
