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
        "it takes * and has to be created again: its listed columns are of its creation".to_owned();
    if !came.is_empty() {
        append!(message, "; since then came {}", came.join(", "));
    }
    if !went.is_empty() {
        append!(message, "; since then went {}", went.join(", "));
    }
    if came.is_empty() && went.is_empty() {
        message += "; since then their order changed";
    }
    let change = asset.changed(
        ChangeRule::MustBeRecreated,
        listed.join(", "),
        given.join(", "),
        message,
    );
    if !went.is_empty() {
        change
            .class(ChangeClass::Breaking)
            .note("queries that name what went fail");
    }
    match star_of_view(new) {
        StarOfView::Current => {
            change.note("queries get the columns of now, whatever is listed");
        }
        StarOfView::AsCreated => {
            change.note("queries get the columns of its creation");
        }
        StarOfView::Refused => {
            change
                .class(ChangeClass::Breaking)
                .note("queries of it fail until then, where the number of columns is another");
        }
        StarOfView::Unknown => {}
    }
}
