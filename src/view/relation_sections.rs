//! Parts of a relation's page: facts, pointers, access, contracts, service levels.

use super::contract_page::contract_card;
use super::model::{AudienceRow, ContractCard, Fact, Link, Notice, Pointer, SlaRow, Tone};
use super::ownership_section::owner_fact;
use super::relation_kind::kind_word;
use super::usage_section::used_fact;
use super::verdict_text::is_said;
use super::{Views, counted, safe_url, sla_rows};
use crate::catalog::{AssetIx, Lacking, OwnershipDecision, Relation, Sla, Status};
use crate::insight::Cause;
use crate::system::{ProvenanceKind, SqlOrigin, is_known_group};

/// Pointers shown on a page.
const MAX_POINTERS: usize = 25;

pub(super) fn relation_facts(
    views: &Views<'_>,
    relation: &Relation,
    contracts: &[ContractCard],
) -> Vec<Fact> {
    let c = views.reader;
    let downstream = views.reader.impact_of(relation.asset).assets as usize;
    let mut facts = vec![owner_fact(views, relation)];
    if relation.unified {
        facts.push(audience_fact(views, relation));
    }
    facts.extend(used_fact(views, relation));
    if let Some(product) = relation.product {
        let version = c.product(product).and_then(|p| p.version.as_ref());
        facts.push(Fact {
            label: "Data product".into(),
            values: vec![views.link(product)],
            note: version.map(|v| format!("version {v}")),
            note_link: None,
            empty: false,
        });
    }
    if relation.unified || !contracts.is_empty() {
        let empty = contracts.is_empty();
        let values = views
            .reader
            .contracts_of(relation)
            .iter()
            .map(|(ix, _)| views.link(*ix))
            .chain(empty.then(|| Link::plain("none")));
        facts.push(Fact {
            label: "Contract".into(),
            values: values.collect(),
            note: contracts
                .first()
                .map(|k| match &k.version {
                    Some(v) => format!("{v}, {}", k.status),
                    None => k.status.clone(),
                })
                .or(Some(match views.is_part() {
                    true => "that you may see".into(),
                    false => "add an ODCS document to promise its schema".into(),
                })),
            note_link: None,
            empty,
        });
    }
    if downstream > 0 || relation.is_view() {
        facts.push(Fact {
            label: "Feeds".into(),
            values: vec![Link::plain(match (downstream, views.is_part()) {
                (0, true) => "nothing".to_owned(),
                _ => counted(downstream, "asset"),
            })],
            note: Some(feeds_note(views, relation)),
            note_link: None,
            empty: downstream == 0,
        });
    }
    facts
}

/// That nobody answers for a view, and that an active view reads what is retired or deprecated.
pub(super) fn trust_notices(views: &Views<'_>, relation: &Relation) -> Vec<Notice> {
    let c = views.reader;
    let mut notices = Vec::new();
    if relation.unified && matches!(c.decision(relation), OwnershipDecision::Unowned) {
        notices.push(Notice {
            tone: Tone::Warn,
            title: "No owner".into(),
            text: match views.is_part() {
                true => "Nothing that you may see names a DME that answers for it.".into(),
                false => "No source names a DME that answers for it.".into(),
            },
            link: None,
        });
    }
    if !relation.is_view() || c.asset(relation.asset).status != Status::Active {
        return notices;
    }
    let of = |status| {
        let targets = c.targets_of(relation);
        targets.iter().find(|t| c.asset(**t).status == status)
    };
    let retired = of(Status::Retired).filter(|_| !is_said(views, relation, Cause::Retired));
    let ageing = retired
        .map(|t| (Tone::Bad, "Retired source", t))
        .or_else(|| of(Status::Deprecated).map(|t| (Tone::Warn, "Deprecated source", t)));
    notices.extend(ageing.map(|(tone, title, target)| Notice {
        tone,
        title: title.into(),
        text: "The view is active, but reads".into(),
        link: Some(views.link(*target)),
    }));
    notices
}

fn audience_fact(views: &Views<'_>, relation: &Relation) -> Fact {
    let (names, persons) = views.reader.audiences_of(relation);
    let label = |name: &str| {
        views
            .reader
            .audiences()
            .iter()
            .find(|a| a.id == name)
            .map_or(name.to_owned(), |a| a.label.clone())
    };
    // Grantees that no audience stands for say little to a reader; the section on access names them.
    let (raw, known): (Vec<&str>, Vec<&str>) = names.iter().partition(|n| n.contains(':'));
    let (names, groups) = if known.is_empty() {
        (raw, 0)
    } else {
        (known, raw.len())
    };
    let mut values: Vec<Link> = names
        .iter()
        .take(4)
        .map(|n| Link::plain(label(n)))
        .collect();
    if names.len() > 4 {
        values.push(Link::plain(format!("{} more", names.len() - 4)));
    }
    if groups > 0 {
        values.push(Link::plain(counted(groups, "group")));
    }
    let empty = values.is_empty();
    if empty {
        values.push(Link::plain("not known"));
    }
    let (_, approver) = access(views, relation);
    let note = match (approver, persons) {
        (Some(who), _) => Some(format!("approved by {who}")),
        (None, 0) if empty => Some("no audience declared, no grant exported".into()),
        (None, 0) => None,
        (None, n) => Some(format!("and {}", counted(n, "single grant"))),
    };
    Fact {
        label: "Who may use it".into(),
        values,
        note,
        note_link: None,
        empty,
    }
}

fn feeds_note(views: &Views<'_>, relation: &Relation) -> String {
    let impact = views.reader.impact_of(relation.asset);
    let parts: Vec<String> = [
        (impact.views, "view"),
        (impact.products, "product"),
        (impact.models, "model"),
        (impact.exposures, "exposure"),
    ]
    .into_iter()
    .filter(|(n, _)| *n > 0)
    .map(|(n, word)| counted(n as usize, word))
    .collect();
    match (parts.is_empty(), impact.assets) {
        (true, 0) if views.is_part() => "that you may see reads it".into(),
        (true, 0) => "nothing known reads it".into(),
        (true, _) => "none of them a unified view".into(),
        _ => parts.join(" · "),
    }
}

/// The ways from a view to its tables.
pub(super) fn pointers(views: &Views<'_>, relation: &Relation) -> (Vec<Pointer>, usize) {
    let c = views.reader;
    if !relation.is_view() {
        return (Vec::new(), 0);
    }
    let targets = c.targets_of(relation);
    let shown = targets
        .iter()
        .take(MAX_POINTERS)
        .map(|target| {
            let through = c.path_to(relation.asset, *target);
            let first = through.first().unwrap_or(target);
            let mut by: Vec<&str> = c
                .provenances(*first, relation.asset)
                .filter(|p| !matches!(p.how, ProvenanceKind::InputPort | ProvenanceKind::Copy))
                .map(|p| p.how.words())
                .collect();
            by.dedup();
            let kind = c.relation_kind(*target);
            let dme = c.owner_of(*target);
            Pointer {
                through: through.iter().map(|t| views.link(*t)).collect(),
                target: Link {
                    text: kind.map_or_else(String::new, |_| c.name(*target).to_owned()),
                    ..views.link(*target)
                },
                target_kind: kind
                    .map_or("", |kind| kind_word(kind, c.is_unified(*target)))
                    .to_owned(),
                dme: dme.map(|d| views.link(d)),
                domain: dme
                    .and_then(|d| c.home_domain(d))
                    .map(|d| c.domain_path(d).to_owned()),
                by: by.join(", "),
            }
        })
        .collect();
    (shown, targets.len().saturating_sub(MAX_POINTERS))
}

/// Who may use a relation; persons are counted, not named.
pub(super) fn audience_rows(views: &Views<'_>, relation: &Relation) -> (Vec<AudienceRow>, usize) {
    let c = views.reader;
    let mut rows: Vec<(String, AudienceRow)> = Vec::new();
    let mut persons = 0;
    let label = |id: &str| {
        c.audiences()
            .iter()
            .find(|a| a.id == id)
            .map_or(id.to_owned(), |a| a.label.clone())
    };
    // The portal of an audience says who may use it, and by which groups that is nobody else's business.
    let whole = !c.is_of_audience();
    let mut add = |id: &str, grantee: Option<&str>, role: Option<String>, by: String| {
        let (name, grantee) = (label(id), grantee.filter(|_| whole).map(str::to_owned));
        // What is declared and granted alike is one row with both sources.
        let same = rows.iter_mut().find(|(_, r): &&mut (String, AudienceRow)| {
            r.name == name && (r.role == role || r.role.is_none() || role.is_none())
        });
        match same {
            Some((_, row)) => {
                row.by = format!("{}; {by}", row.by);
                row.grantee = row.grantee.take().or(grantee);
                row.role = row.role.take().or(role);
            }
            None => rows.push((
                id.to_owned(),
                AudienceRow {
                    name,
                    grantee,
                    role,
                    by,
                },
            )),
        }
    };
    if let Some(port) = c.port_of(relation) {
        let by = match whole {
            true => format!(
                "declared at {}",
                c.at(relation.product.unwrap_or(relation.asset), port.pos.0)
            ),
            false => "declared at its output port".to_owned(),
        };
        for (name, grantee, role) in &port.audiences {
            let known = c
                .audiences()
                .iter()
                .find(|a| a.id == *name || a.label == *name);
            let id = known.map_or(name, |audience| &audience.id);
            let grantee = grantee.as_deref().filter(|g| is_known_group(g));
            add(id, grantee, role.clone(), by.clone());
        }
    }
    for grant in c.grants_of(relation) {
        let grantee = c.str(grant.grantee);
        if grant.person {
            persons += 1;
            continue;
        }
        let name = c.audience_name(grantee);
        let by = match (grant.inherited, relation.is_view()) {
            (true, _) => "granted on the dataset",
            (false, true) => "granted on the view",
            (false, false) => "granted on the table",
        };
        let role = Some(c.str(grant.privilege).to_owned());
        add(
            name,
            (name != grantee).then_some(grantee),
            role,
            by.to_owned(),
        );
    }
    let rows = rows.into_iter().map(|(id, mut row)| {
        match c.lacking(relation, &id) {
            Some(Lacking::Declaration) => row.by.push_str("; not declared at its output port"),
            Some(Lacking::Grant) => row.by.push_str("; not granted"),
            None => {}
        }
        row
    });
    (rows.collect(), persons)
}

/// Where to ask for access, and who approves: the owner DME's role for reading.
pub(super) fn access(views: &Views<'_>, relation: &Relation) -> (Option<String>, Option<String>) {
    let roles = views
        .reader
        .owner(relation)
        .map_or(&[][..], |dme| views.reader.dme_roles(dme));
    let role = roles
        .iter()
        .find(|r| r.access.as_deref() == Some("read"))
        .or(roles.first());
    (
        role.and_then(|r| r.request_url.as_deref())
            .and_then(safe_url),
        role.and_then(|r| r.approvers.clone()),
    )
}

pub(super) fn relation_contracts(views: &Views<'_>, relation: &Relation) -> Vec<ContractCard> {
    views
        .reader
        .contracts_of(relation)
        .iter()
        .map(|(ix, table)| {
            let contract = views.reader.contract(*ix);
            contract_card(views, contract, *table as usize)
        })
        .collect()
}

/// Levels that the product and the contracts promise: for this table, or for all of it.
pub(super) fn relation_sla(views: &Views<'_>, relation: &Relation) -> Vec<SlaRow> {
    let all = levels_of(views, relation).into_iter();
    all.flat_map(|(by, levels)| sla_rows(levels, Some(&views.link(by))))
        .collect()
}

/// Those levels, by the product or contract that promises them.
pub(super) fn levels_of<'v>(
    views: &'v Views<'_>,
    relation: &Relation,
) -> Vec<(AssetIx, Vec<&'v Sla>)> {
    let c = views.reader;
    let table = c.str(relation.table);
    let mut all = Vec::new();
    if let Some(product) = relation.product.and_then(|p| c.product(p)) {
        let port = c.port_of(relation).map(|p| p.name.as_str());
        let here = |element: &str| {
            let head = element.split('.').next().unwrap_or("");
            let own = head == table || element == table || Some(head) == port;
            own || relation.is_view() && !product.outputs.iter().any(|p| p.name == head)
        };
        let levels = product.sla.iter();
        let levels = levels.filter(|s| s.element.as_deref().is_none_or(here));
        all.push((product.asset, levels.collect()));
    }
    for (ix, _) in c.contracts_of(relation) {
        all.push((*ix, c.contract(*ix).sla.iter().collect()));
    }
    all
}

/// What is to be said of the SQL on the page.
pub(super) fn sql_note(views: &Views<'_>, relation: &Relation) -> Option<String> {
    let query = relation.query.as_ref()?;
    if query.is_display_only() {
        return Some(match (query.origin, views.reader.sql_problem(relation)) {
            (SqlOrigin::Compiled, Some(problem)) => format!(
                "Compiled by dbt. The parser stopped at line {}, column {} ({}), so that where its columns come from isn't known.",
                problem.line, problem.column, problem.message
            ),
            (SqlOrigin::Compiled, None) => "compiled by dbt".into(),
            (SqlOrigin::Run | SqlOrigin::Definition, _) => "as an OpenLineage run told it".into(),
        });
    }
    let legacy = query.dialect.is_legacy();
    match views.reader.sql_problem(relation) {
        Some(problem) => Some(format!(
            "The parser stopped at line {}, column {} ({}); the references were found by a tolerant scan and are marked inferred.",
            problem.line, problem.column, problem.message
        )),
        None if legacy => Some("legacy SQL".into()),
        None => None,
    }
}
