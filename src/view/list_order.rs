//! In which order lists of assets stand, and what stands where in one.

use super::Views;
use super::list_spec::{ALL, ListSpec};
use crate::catalog::{AssetIx, Kind};
use crate::facets::{Question, Set};

/// Rows on a page.
pub(crate) const PAGE: usize = 100;

/// Assets of a list, in its order.
#[must_use]
pub(crate) fn listed<'a>(views: &Views<'a>, spec: &ListSpec) -> &'a [AssetIx] {
    views.reader.note_set(Set::Everything);
    sorted(views, spec)
}

/// The same, of which it isn't noted that all is read.
fn sorted<'a>(views: &Views<'a>, spec: &ListSpec) -> &'a [AssetIx] {
    views.listed_once(place(spec), |views| in_order(views, spec))
}

/// What stands on a page of a list, and how many there are in all.
pub(super) fn listed_on<'a>(
    views: &Views<'a>,
    spec: &ListSpec,
    number: usize,
) -> (&'a [AssetIx], usize) {
    let question = format!("{}/{number}", place(spec));
    views.reader.note_answer(Question::ListPage, &question);
    let all = sorted(views, spec);
    let rest = all.get(number.saturating_sub(1).saturating_mul(PAGE)..);
    let rest = rest.unwrap_or_default();
    (rest.get(..PAGE).unwrap_or(rest), all.len())
}

/// Assets of a list around a place in it, so many at most, and how many there are in all. Who asks notes
/// what.
pub(super) fn listed_around<'a>(
    views: &Views<'a>,
    spec: &ListSpec,
    place: usize,
    most: usize,
) -> (&'a [AssetIx], usize) {
    let all = sorted(views, spec);
    let first = place.saturating_sub(most / 2);
    let rest = all.get(first.min(all.len().saturating_sub(most))..);
    let rest = rest.unwrap_or_default();
    (rest.get(..most).unwrap_or(rest), all.len())
}

/// Place of a list among all.
pub(super) fn place(spec: &ListSpec) -> usize {
    ALL.iter().position(|l| l.kind == spec.kind).unwrap_or(0)
}

fn in_order(views: &Views<'_>, spec: &ListSpec) -> Vec<AssetIx> {
    let c = views.reader;
    let mut all = c.sorted(spec.kind);
    match spec.kind {
        // Most used first, then by name.
        Kind::View => all.sort_by_key(|ix| {
            let used = c.usage_of(*ix).map_or(0, |u| u.queries);
            (
                !c.relation(*ix).is_some_and(|r| r.unified),
                std::cmp::Reverse(used),
            )
        }),
        Kind::Table => all.sort_by_key(|ix| {
            !c.relation(*ix)
                .is_some_and(crate::catalog::Relation::is_described)
        }),
        Kind::Guide => all.sort_by_cached_key(|ix| guide_key(views, *ix)),
        Kind::Product | Kind::Dme | Kind::Team | Kind::Term => {
            all.sort_by_key(|ix| c.title(*ix).to_lowercase());
        }
        Kind::Domain | Kind::Exposure | Kind::Job | Kind::Model | Kind::Contract => {}
    }
    all
}

/// What sorts guides: folder, then their own order, then title.
fn guide_key(views: &Views<'_>, ix: AssetIx) -> (String, i64, String) {
    let c = views.reader;
    let folder = c.name(ix).rsplit_once('/').map_or("", |(folder, _)| folder);
    let order = c.guide(ix).order;
    (
        folder.to_owned(),
        order.unwrap_or(i64::MAX),
        c.title(ix).to_lowercase(),
    )
}
