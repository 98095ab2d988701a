//! What reads a relation.

use crate::catalog::{AssetIx, Kind, Relation, day};
use crate::lines::{ReaderKind, ReaderLine};
use crate::view::Views;

/// Readers that are named of a relation.
const MOST: usize = 50;

/// What statements name a relation, and what reads it.
#[derive(Default)]
pub(super) struct Readers {
    /// Day of the last statement that names it.
    pub(super) last: Option<String>,
    /// The first of them: what is known by a manifest or a tool, then service accounts.
    pub(super) named: Vec<ReaderLine>,
    /// Number of the others.
    pub(super) more: usize,
}

/// Jobs, products, models and exposures that read a relation, by kind and id, and service accounts
/// whose statements name it, those with the most statements first.
pub(super) fn readers(views: &Views<'_>, relation: &Relation) -> Readers {
    let c = views.reader;
    let asset = |kind: ReaderKind, ix: AssetIx| ReaderLine {
        kind,
        id: c.id(ix),
        last: None,
        queries: None,
    };
    let jobs = c
        .health_of(relation.asset)
        .map_or(&[][..], |health| &health.readers);
    let mut named: Vec<ReaderLine> = jobs
        .iter()
        .map(|job| ReaderLine {
            last: c.runs_of(*job).last_success.and_then(day),
            ..asset(ReaderKind::Job, *job)
        })
        .collect();
    let consumers = c.downstream(relation.asset).iter();
    named.extend(consumers.filter_map(|ix| {
        let kind = match c.asset(*ix).kind {
            Kind::Product => ReaderKind::Product,
            Kind::Model => ReaderKind::Model,
            Kind::Exposure => ReaderKind::Exposure,
            _ => return None,
        };
        Some(asset(kind, *ix))
    }));
    named.sort_unstable_by(|a, b| (a.kind as u8, &a.id).cmp(&(b.kind as u8, &b.id)));
    named.dedup_by(|a, b| (a.kind, &a.id) == (b.kind, &b.id));
    let statements = c.named_by(relation.asset);
    let services = statements.map_or(&[][..], |of| &of.services);
    let all = named.len() + services.len();
    named.truncate(MOST);
    let rest = MOST - named.len();
    named.extend(services.iter().take(rest).map(|of| ReaderLine {
        kind: ReaderKind::ServiceAccount,
        id: of.account.clone(),
        last: of.last.and_then(|days| day(i64::from(days) * 86_400)),
        queries: Some(of.queries),
    }));
    Readers {
        last: statements.and_then(|of| of.last).and_then(day),
        more: all - named.len(),
        named,
    }
}
