//! Whose is it, and how do we know?

use super::model::{Fact, Link, OwnerRow, SupportRow};
use super::{Views, counted, support_rows};
use crate::catalog::{
    AssetIx, FirstContact, FirstContactReason, OwnershipDecision, OwnershipSource, Relation,
};

/// What the DME that is asked first has before the others.
fn before_others(first_contact: &FirstContact) -> String {
    let holds = match first_contact.holds {
        0 => "owns what lies upstream".to_owned(),
        n => format!("holds {n} of {}", counted(first_contact.of, "target")),
    };
    match first_contact.by {
        FirstContactReason::Targets => holds,
        FirstContactReason::Steps => format!("{holds}, as others do, and in the fewest steps"),
        FirstContactReason::Name => format!("{holds}, as others do, and is the first by name"),
    }
}

/// `DME Finance`; a title that says what it is already stands alone.
fn called(title: &str) -> String {
    match title.split_whitespace().any(|word| word == "DME") {
        true => title.to_owned(),
        false => format!("DME {title}"),
    }
}

/// How the owner was decided, in a sentence.
pub(super) fn owner_summary(views: &Views<'_>, relation: &Relation) -> String {
    let c = views.reader;
    let held = if relation.is_view() {
        "the tables that it reaches lie"
    } else {
        "it lies"
    };
    let at = |candidate: &crate::catalog::OwnerCandidate| {
        let at = views.place(relation.asset, candidate.pos);
        at.map_or(String::new(), |at| format!(" ({at})"))
    };
    match c.decision(relation) {
        OwnershipDecision::Owned(candidate) => {
            let dme = c.title(candidate.dme);
            let why = match candidate.source {
                OwnershipSource::Infrastructure => format!("{held} in its infrastructure{}", at(&candidate)),
                OwnershipSource::OutputPort => {
                    let product = candidate.by.map_or("a product", |p| c.title(p));
                    let what = if relation.is_view() { "an output port" } else { "a table" };
                    format!("its product {product} lists it as {what}{}", at(&candidate))
                }
                OwnershipSource::Label => format!("a label of the warehouse says so{}", at(&candidate)),
                OwnershipSource::Dbt => format!("dbt says so{}", at(&candidate)),
                OwnershipSource::Tool => format!("another tool says so{}", at(&candidate)),
                OwnershipSource::Upstream => {
                    let by = candidate.by.map_or("the nearest asset upstream".into(), |b| views.short_name(b));
                    format!("it owns {by}, the nearest asset upstream that has an owner")
                }
            };
            format!("It belongs to {}, because {why}.", called(dme))
        }
        OwnershipDecision::Several => format!(
            "It reaches tables of {} and no product of theirs declares it, so no one DME answers for it.{}",
            counted(c.dmes_of(relation).len(), "DME"),
            ask_first(views, relation)
        ),
        OwnershipDecision::Tie => format!(
            "Several DMEs claim its infrastructure equally.{}",
            ask_first(views, relation)
        ),
        OwnershipDecision::Unowned if views.is_part() => {
            "Nothing that you may see says which DME owns it.".into()
        }
        OwnershipDecision::Unowned => "No source says which DME owns it. Add its dataset to the servers of a DME, or list it as an output port of a product.".into(),
    }
}

/// Whom to ask all the same, as a further sentence.
fn ask_first(views: &Views<'_>, relation: &Relation) -> String {
    let c = views.reader;
    match c.first_contact(relation.asset) {
        Some(first_contact) if views.is_part() => {
            format!(" Ask {} first.", called(c.title(first_contact.dme)))
        }
        Some(first_contact) => format!(
            " Ask {} first: it {}.",
            called(c.title(first_contact.dme)),
            before_others(first_contact)
        ),
        None => String::new(),
    }
}

/// Who answers for a relation, or whom to ask.
pub(super) fn owner_fact(views: &Views<'_>, relation: &Relation) -> Fact {
    let first_contact = views.reader.first_contact(relation.asset);
    let several = matches!(
        views.reader.decision(relation),
        OwnershipDecision::Several | OwnershipDecision::Tie
    );
    let (values, note) = match (views.reader.owner(relation), first_contact) {
        (Some(dme), _) => (
            vec![views.link(dme)],
            owner_note(views, dme, relation.product),
        ),
        (None, Some(first_contact)) => {
            let first = Link {
                // Why would tell of tables that the reader may not see.
                note: Some(match views.is_part() {
                    true => "asked first".to_owned(),
                    false => format!("asked first: {}", before_others(first_contact)),
                }),
                ..views.link(first_contact.dme)
            };
            let others = views
                .reader
                .dmes_of(relation)
                .iter()
                .filter(|d| **d != first_contact.dme);
            let values = std::iter::once(first)
                .chain(others.map(|d| views.link(*d)))
                .collect();
            let mut note = match views.reader.decision(relation) {
                OwnershipDecision::Tie => "no single owner: they claim its tables equally",
                _ => "no single owner: no product of theirs declares this view",
            }
            .to_owned();
            if let Some(whom) = owner_note(views, first_contact.dme, None) {
                note = format!("{note}; ask {whom}");
            }
            (values, Some(note))
        }
        (None, None) if several => (
            views
                .reader
                .dmes_of(relation)
                .iter()
                .map(|d| views.link(*d))
                .collect(),
            Some("no single owner".into()),
        ),
        (None, None) => (
            vec![Link::plain(match views.is_part() {
                true => "none",
                false => "nobody yet",
            })],
            Some(match views.is_part() {
                true => "that you may see".into(),
                false => "no source names an owner".into(),
            }),
        ),
    };
    Fact {
        label: "Owner DME".into(),
        empty: views.reader.owner(relation).is_none() && !several,
        values,
        note,
        note_link: None,
    }
}

/// Where to ask: the product's channels, or else those of the DME that owns it or is asked first.
pub(super) fn relation_support(views: &Views<'_>, relation: &Relation) -> Vec<SupportRow> {
    let c = views.reader;
    let channels = |dme: AssetIx| support_rows(c.dme_support(dme));
    let product = relation.product.and_then(|p| c.product(p));
    if let Some(product) = product.filter(|p| !p.support.is_empty()) {
        return support_rows(&product.support);
    }
    match (c.owner(relation), c.first_contact(relation.asset)) {
        (Some(dme), _) => channels(dme),
        (None, Some(first_contact)) => {
            let mut rows = channels(first_contact.dme);
            for row in &mut rows {
                let whose = format!("{}, asked first", called(c.title(first_contact.dme)));
                row.note = Some(match &row.note {
                    Some(note) => format!("{whose}; {note}"),
                    None => whose,
                });
            }
            rows
        }
        (None, None) => Vec::new(),
    }
}

pub(super) fn owner_rows(views: &Views<'_>, relation: &Relation) -> Vec<OwnerRow> {
    let c = views.reader;
    let owner = c.owner(relation);
    let decided = match c.decision(relation) {
        OwnershipDecision::Owned(candidate) => Some(candidate),
        _ => None,
    };
    c.owner_candidates_of(relation)
        .iter()
        .map(|candidate| OwnerRow {
            source: match candidate.source {
                OwnershipSource::Infrastructure => "infrastructure",
                OwnershipSource::OutputPort if relation.is_view() => "output port",
                OwnershipSource::OutputPort => "product's table",
                OwnershipSource::Label => "label",
                OwnershipSource::Dbt => "dbt",
                OwnershipSource::Tool => "tool",
                OwnershipSource::Upstream => "upstream",
            },
            dme: views.link(candidate.dme),
            detail: match (candidate.source, candidate.by) {
                (OwnershipSource::Infrastructure, Some(by)) => {
                    format!("holds {}", views.short_name(by))
                }
                (OwnershipSource::Infrastructure, None) => "holds its dataset".into(),
                (OwnershipSource::OutputPort, Some(by)) => format!("product {}", c.title(by)),
                (_, Some(by)) => views.short_name(by),
                (OwnershipSource::Dbt, None) => "group or meta".into(),
                (OwnershipSource::Tool, None) => {
                    "owner in an OpenLineage run or a Backstage catalog".into()
                }
                (_, None) => "label of the warehouse".into(),
            },
            at: views.place(relation.asset, candidate.pos),
            agrees: owner == Some(candidate.dme),
            decided: decided.is_some_and(|d| d == *candidate && d.pos == candidate.pos),
        })
        .collect()
}

/// Link to an asset's page from a fact, with its team as a remark.
pub(super) fn owner_note(
    views: &Views<'_>,
    dme: AssetIx,
    product: Option<AssetIx>,
) -> Option<String> {
    let c = views.reader;
    let product = product.and_then(|p| c.product(p));
    let team = product.and_then(|p| p.team).or(c.dme_team(dme));
    let support = product
        .filter(|p| !p.support.is_empty())
        .map_or(c.dme_support(dme), |p| &p.support);
    let parts: Vec<String> = [
        team.map(|t| format!("team {}", c.title(t))),
        support.first().map(|s| s.channel.clone()),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

#[cfg(test)]
mod tests {
    use super::called;

    #[test]
    fn a_dme_is_called_one_once() {
        assert_eq!(called("Finance"), "DME Finance");
        assert_eq!(called("VPN DME"), "VPN DME");
        assert_eq!(called("DMEs of old"), "DME DMEs of old");
    }
}
