//! What stands at the head of a relation's page beside the verdict, which says what is wrong first.

use super::Views;
use super::cause_text::replacement;
use super::model::{Notice, Tone};
use super::relation_sections::trust_notices;
use super::status_notice::status_notice;
use super::verdict_text::{is_said, tells_own_end};
use crate::catalog::{ListingDoubt, Relation, RelationKind, Status, moment};
use crate::insight::Cause;

/// Bars across the head of the page. What the verdict says isn't said twice.
pub(super) fn relation_notices(views: &Views<'_>, relation: &Relation) -> Vec<Notice> {
    let c = views.reader;
    let ix = relation.asset;
    let asset = c.asset(ix);
    let mut notices = Vec::new();
    let port = c.port_of(relation);
    let product = relation.product.and_then(|p| c.product(p));
    let replaced = replacement(views, ix).map(|r| match r {
        Ok(of) => c.id(of),
        Err(name) => name,
    });
    let end = port
        .and_then(|p| p.lifecycle.end_of_life.as_deref())
        .or(product.and_then(|p| p.lifecycle.end_of_life.as_deref()));
    // Its end is the verdict already.
    if !tells_own_end(views, relation) {
        notices.extend(status_notice(
            views,
            if relation.is_view() { "view" } else { "table" },
            asset.status,
            replaced.as_deref(),
            end.filter(|_| asset.status == Status::Deprecated),
        ));
    }
    if let Some(previous) = relation.previous.first() {
        let from = previous
            .environment
            .map_or(String::new(), |d| format!(" of DME {}", c.title(d)));
        let until = previous
            .until
            .as_ref()
            .map_or(String::new(), |u| format!(" until {u}"));
        notices.push(Notice {
            tone: Tone::Info,
            title: "Moved".into(),
            text: format!(
                "It was {}{from}{until}. Queries of the unified views did not change.",
                previous.name
            ),
            link: None,
        });
    }
    match relation.kind {
        RelationKind::External if c.doubt_of(ix).is_some() => {
            notices.extend(c.doubt_of(ix).map(doubt));
        }
        RelationKind::External => notices.push(Notice {
            tone: Tone::Info,
            title: "External".into(),
            text: "No export describes it; it is known because something here reads it.".into(),
            link: None,
        }),
        RelationKind::Missing if !is_said(views, relation, Cause::Missing) => notices.push(Notice {
            tone: Tone::Bad,
            title: "Missing".into(),
            text: "Its dataset is in the exports, but it is not: it was dropped, renamed or never made.".into(),
            link: None,
        }),
        RelationKind::Missing
        | RelationKind::Table
        | RelationKind::View
        | RelationKind::MaterializedView
        | RelationKind::ExternalTable
        | RelationKind::Clone
        | RelationKind::Snapshot => {}
    }
    if relation.is_view()
        && !is_said(views, relation, Cause::Missing)
        && c.targets_of(relation)
            .iter()
            .any(|t| c.relation_kind(*t) == Some(RelationKind::Missing))
    {
        notices.push(Notice {
            tone: Tone::Bad,
            title: "Broken pointer".into(),
            text: "It reads a table that isn't in the warehouse, so queries of it fail.".into(),
            link: None,
        });
    }
    notices.extend(trust_notices(views, relation));
    notices
}

/// Why something that its dataset's listing lacks isn't called missing.
fn doubt(doubt: &ListingDoubt) -> Notice {
    let text = match doubt {
        ListingDoubt::Partial { absent, named } => format!(
            "The export's listing of its dataset lacks {absent} of the {named} tables that are read, so it seems partial, and whether this one is there isn't known."
        ),
        ListingDoubt::Seen { at, by } => format!(
            "The export doesn't list it, yet {by} that needs it succeeded {}: the export seems partial.",
            moment(*at)
        ),
    };
    Notice {
        tone: Tone::Info,
        title: "Not listed".into(),
        text,
        link: None,
    }
}
