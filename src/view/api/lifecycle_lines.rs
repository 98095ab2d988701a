//! Days in the life of assets.

use crate::catalog::{AssetIx, Lifecycle, Relation};
use crate::lines::LifecycleLine;
use crate::view::Views;
use crate::view::cause_text::replacement;

/// What is stated of the life of a relation, field by field what is nearest to it.
pub(super) fn relation_lifecycle(views: &Views<'_>, relation: &Relation) -> Option<LifecycleLine> {
    let c = views.reader;
    let replaced_by = replacement(views, relation.asset);
    let mut line = LifecycleLine {
        replaced_by: replaced_by.map(|by| by.map_or_else(|name| name, |ix| c.id(ix))),
        ..LifecycleLine::default()
    };
    for of in c.lifecycles_of(relation) {
        fill(&mut line, of);
    }
    stated(line)
}

/// What is stated of the life of an asset that isn't a relation.
pub(super) fn asset_lifecycle(
    views: &Views<'_>,
    ix: AssetIx,
    lifecycle: &Lifecycle,
) -> Option<LifecycleLine> {
    let c = views.reader;
    let replaced_by = lifecycle.replaced_by.as_ref().map(|(name, _)| {
        let id = format!("{}:{name}", c.asset(ix).kind.as_str());
        match c.resolve(&id) {
            Some(by) => c.id(by),
            None => name.clone(),
        }
    });
    let mut line = LifecycleLine {
        replaced_by,
        ..LifecycleLine::default()
    };
    fill(&mut line, lifecycle);
    stated(line)
}

/// Takes the days that nothing nearer states.
fn fill(line: &mut LifecycleLine, of: &Lifecycle) {
    for (field, day) in [
        (&mut line.valid_from, &of.valid_from),
        (&mut line.valid_to, &of.valid_to),
        (&mut line.deprecation_date, &of.deprecation_date),
        (&mut line.end_of_life, &of.end_of_life),
    ] {
        if field.is_none() {
            field.clone_from(day);
        }
    }
}

fn stated(line: LifecycleLine) -> Option<LifecycleLine> {
    (line != LifecycleLine::default()).then_some(line)
}
