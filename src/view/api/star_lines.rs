//! Lines of who takes all columns of a relation by `*`.

use super::choice::star_place;
use crate::catalog::{Relation, StarUse};
use crate::lines::{StarLine, StarUses};
use crate::view::Views;

/// What the SQL of a relation takes by `*`, by name.
pub(super) fn star_lines(views: &Views<'_>, relation: &Relation) -> Vec<StarLine> {
    let c = views.reader;
    let stars = c.stars_of(relation).iter();
    let mut stars: Vec<StarLine> = stars
        .map(|(of, place)| StarLine {
            relation: c.known_name(*of).to_owned(),
            place: star_place(*place),
        })
        .collect();
    stars.sort_unstable_by(|a, b| a.relation.cmp(&b.relation));
    stars
}

/// Statements that take all columns of a relation by `*`.
pub(super) fn star_uses(views: &Views<'_>, relation: &Relation) -> Option<StarUses> {
    let StarUse {
        output,
        header,
        set_operation,
        insert,
        unparsed: _,
        last_unparsed: _,
    } = *views.reader.star_use_of(relation.asset)?;
    let any = [output, header, set_operation, insert]
        .iter()
        .any(|n| *n > 0);
    any.then_some(StarUses {
        output,
        header,
        set_operation,
        insert,
    })
}
