//! Columns that the views of a move need and don't get, or get otherwise.

use std::collections::BTreeMap;

use sql::Retyped;

use super::asked_move::Move;
use super::derived_columns::{ColumnsToBe, used_columns};
use super::plan_rule::PlanRule;
use super::plan_state::State;
use super::remarks::{Remarks, few};
use super::replacement::Replacement;
use crate::lines::{ChangeClass, ColumnLine, RelationLine};
use crate::link::defaults;
use crate::system::PARTITION_COLUMNS;

pub(super) fn find(
    state: &State<'_>,
    one: &Move,
    replacements: &[Replacement],
    remarks: &mut Remarks,
) {
    let (Some(old), Some(new)) = (state.line(one.from), state.line(one.to)) else {
        return;
    };
    // Of what no warehouse lists nothing is lost for certain.
    if new.columns.is_empty() || !new.columns_complete {
        return;
    }
    for view in &one.views {
        lost_and_retyped(state, (one, *view), (old, new), replacements, remarks);
    }
    collations(old, new, remarks);
}

fn column<'l>(line: &'l RelationLine, name: &str) -> Option<&'l ColumnLine> {
    line.columns.iter().find(|column| column.name == name)
}

fn lost_and_retyped(
    state: &State<'_>,
    (one, view): (&Move, crate::catalog::AssetIx),
    (old, new): (&RelationLine, &RelationLine),
    replacements: &[Replacement],
    remarks: &mut Remarks,
) {
    let c = state.catalog;
    let Some(replacement) = replacements.iter().find(|of| of.view == view) else {
        return;
    };
    let Some(relation) = c.relation(view) else {
        return;
    };
    let Some(query) = &relation.query else { return };
    let schema = ColumnsToBe {
        catalog: c,
        changed: BTreeMap::new(),
        found: BTreeMap::from_iter(c.references_of(relation).iter().map(|r| {
            let name = c.str(r.name).to_owned();
            (name, r.asset)
        })),
    };
    let text = replacement.before.query.as_str();
    let used = used_columns(
        &schema,
        one.from,
        (text, query.dialect, defaults(c, relation)),
    );
    let mut used: Vec<&ColumnLine> = used.iter().filter_map(|name| column(old, name)).collect();
    used.sort_by(|a, b| a.name.cmp(&b.name));
    let name = state.name(view);
    let mut lost: Vec<String> = used
        .iter()
        .filter(|of| column(new, &of.name).is_none())
        .map(|of| of.name.clone())
        .filter(|of| !PARTITION_COLUMNS.contains(&of.as_str()))
        .collect();
    // Of a table whose columns no export lists, the view tells what it gave.
    if let Some(columns) = &replacement.columns {
        let listed = c.columns_of(relation).iter().filter(|of| of.depth == 0);
        let listed = listed.map(|of| c.str(of.path).to_owned());
        let is_gone = |name: &String| !columns.iter().any(|(path, _)| path == name);
        lost.extend(listed.filter(is_gone));
        lost.sort();
        lost.dedup();
    }
    if !lost.is_empty() {
        let message = format!(
            "{} lacks what {name} takes of {}: {}",
            new.name,
            old.name,
            few(&lost)
        );
        remarks.add(PlanRule::ColumnLost, name, message, lost);
    }
    for was in used {
        let Some(is) = column(new, &was.name) else {
            continue;
        };
        let class = match sql::retyped(query.dialect, &was.data_type, &is.data_type) {
            Retyped::Same => continue,
            Retyped::Widened => ChangeClass::Safe,
            Retyped::Narrowed | Retyped::Coerced => ChangeClass::Risky,
            Retyped::Breaking => ChangeClass::Breaking,
            Retyped::Unknown => ChangeClass::Unknown,
        };
        let message = format!(
            "{} is {} in {} and {} in {}",
            was.name, was.data_type, old.name, is.data_type, new.name
        );
        let about = vec![was.name.clone()];
        remarks
            .add(PlanRule::ColumnRetyped, name, message, about)
            .class = class;
    }
}

fn collations(old: &RelationLine, new: &RelationLine, remarks: &mut Remarks) {
    let of = |column: &ColumnLine| column.collation.clone().unwrap_or_default();
    let differ: Vec<String> = old
        .columns
        .iter()
        .filter(|was| column(new, &was.name).is_some_and(|is| of(is) != of(was)))
        .map(|was| was.name.clone())
        .collect();
    if !differ.is_empty() {
        let message = format!(
            "{} compares texts otherwise than {}: {}",
            new.name,
            old.name,
            few(&differ)
        );
        remarks.add(PlanRule::CollationDiffers, &new.name, message, differ);
    }
}
