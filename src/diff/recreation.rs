//! Views that take `*`: what their SQL gives now, where that isn't what is listed of them.

use super::change::Asset;
use super::change_rule::ChangeRule;
use super::column_pairs::parent;
use super::relation_kinds::star_of_view;
use super::side_pair::Sides;
use crate::lines::{ChangeClass, RelationLine};
use crate::system::StarOfView;

pub(super) fn compare(
    sides: &Sides<'_>,
    old: &RelationLine,
    new: &RelationLine,
    asset: &mut Asset<'_>,
) {
    let given = &new.star_columns;
    let is_told = sides.both_tell("RelationLine.star_columns");
    if !is_told || given.is_empty() || *given == old.star_columns {
        return;
    }
    let columns = new.columns.iter();
    let listed: Vec<&str> = columns
        .filter(|column| column.missing.is_none() && parent(&column.name).is_none())
        .map(|column| column.name.as_str())
        .collect();
    let came: Vec<&str> = given
        .iter()
        .filter(|name| !listed.iter().any(|other| other.eq_ignore_ascii_case(name)))
        .map(String::as_str)
        .collect();
    let went: Vec<&str> = listed
        .iter()
        .filter(|name| !given.iter().any(|other| other.eq_ignore_ascii_case(name)))
        .copied()
        .collect();
    let mut message =
        "it takes *, and the columns that its SQL gives now aren't those that are listed of it"
            .to_owned();
    if !came.is_empty() {
        append!(message, "; not listed: {}", came.join(", "));
    }
    if !went.is_empty() {
        append!(message, "; listed and gone: {}", went.join(", "));
    }
    if came.is_empty() && went.is_empty() {
        message += "; their order is another";
    }
    let change = asset.changed(
        ChangeRule::MustBeRecreated,
        listed.join(", "),
        given.join(", "),
        message,
    );
    if !went.is_empty() {
        change.class(ChangeClass::Breaking);
    }
    match star_of_view(new) {
        StarOfView::Current => {
            change.note(match went.is_empty() {
                true => "queries get the columns of now; its listing is of its creation until it is created again",
                false => "queries that name what is gone fail; its listing is of its creation until it is created again",
            });
        }
        StarOfView::AsCreated => {
            change.note(match went.is_empty() {
                true => "queries get the columns of its creation until it is created again",
                false => "queries of it fail until it is created again: it names what is gone",
            });
        }
        // The number of columns is compared, and their types.
        StarOfView::Refused if given.len() != listed.len() => {
            change.class(ChangeClass::Breaking).note(
                "queries of it fail until it is created again: it has another number of columns",
            );
        }
        StarOfView::Refused => {
            change.note("queries get the columns of now under the names of its creation until it is created again");
        }
        StarOfView::Unknown => {
            change.note("it has to be created again");
        }
    }
}
