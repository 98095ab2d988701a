//! Columns that the views of a move need and don't get, or get otherwise.

use std::collections::{BTreeMap, BTreeSet};

use sql::{Dialect, Retyped};

use super::asked_move::Move;
use super::derived_columns::{ColumnsToBe, used_columns};
use super::plan_rule::PlanRule;
use super::plan_state::State;
use super::remarks::{Remarks, few};
use super::replacement::Replacement;
use crate::catalog::{AssetIx, Relation};
use crate::lines::{ChangeClass, ColumnLine, RelationLine};
use crate::link::defaults;
use crate::system::PARTITION_COLUMNS;

pub(super) fn find(
    state: &State<'_>,
    one: &Move,
    replacements: &BTreeMap<AssetIx, &Replacement>,
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
    let dialect = state.catalog.relation(one.from).and_then(|r| r.dialect);
    let folds = dialect.is_some_and(Dialect::keeps_case);
    collations(old, new, folds, remarks);
}

/// The column of this name, whatever its case where `folds` says that statements don't mind.
fn column<'l>(line: &'l RelationLine, name: &str, folds: bool) -> Option<&'l ColumnLine> {
    let same = |column: &&ColumnLine| column.name == name;
    let alike = |column: &&ColumnLine| folds && column.name.eq_ignore_ascii_case(name);
    let found = line.columns.iter().find(same);
    found.or_else(|| line.columns.iter().find(alike))
}

fn lost_and_retyped(
    state: &State<'_>,
    (one, view): (&Move, AssetIx),
    (old, new): (&RelationLine, &RelationLine),
    replacements: &BTreeMap<AssetIx, &Replacement>,
    remarks: &mut Remarks,
) {
    let c = state.catalog;
    let Some(replacement) = replacements.get(&view) else {
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
    let folds = query.dialect.keeps_case();
    let text = replacement.before.query.as_str();
    let used = used_columns(
        &schema,
        one.from,
        (text, query.dialect, defaults(c, relation)),
    );
    let mut used: Vec<&ColumnLine> = used
        .iter()
        .filter_map(|name| column(old, name, folds))
        .collect();
    used.sort_by(|a, b| a.name.cmp(&b.name));
    let name = state.name(view);
    let mut lost: Vec<String> = used
        .iter()
        .filter(|of| column(new, &of.name, folds).is_none())
        .map(|of| of.name.clone())
        .filter(|of| !PARTITION_COLUMNS.contains(&of.as_str()))
        .collect();
    // Of a table whose columns no export lists, the view tells what it gave.
    if let Some(columns) = &replacement.columns {
        let listed = c.columns_of(relation).iter().filter(|of| of.depth == 0);
        let listed = listed.map(|of| c.str(of.path).to_owned());
        let same = |a: &str, b: &str| a == b || folds && a.eq_ignore_ascii_case(b);
        let is_gone = |name: &String| !columns.iter().any(|(path, _)| same(path, name));
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
    let mut said: BTreeSet<&str> = BTreeSet::new();
    for was in used {
        let Some(is) = column(new, &was.name, folds) else {
            continue;
        };
        let Some(class) = retyped(query.dialect, &was.data_type, &is.data_type) else {
            continue;
        };
        let message = format!(
            "{} is {} in {} and {} in {}",
            was.name, was.data_type, old.name, is.data_type, new.name
        );
        let about = vec![was.name.clone()];
        said.insert(&was.name);
        remarks
            .add(PlanRule::ColumnRetyped, name, message, about)
            .class = class;
    }
    own_types(
        state,
        (relation, replacement),
        &said,
        query.dialect,
        remarks,
    );
}

/// Columns that a view gets by `*`, or by the place at which its statement names them.
fn own_types(
    state: &State<'_>,
    (view, replacement): (&Relation, &Replacement),
    said: &BTreeSet<&str>,
    dialect: Dialect,
    remarks: &mut Remarks,
) {
    let c = state.catalog;
    let name = state.name(view.asset);
    let to_be: BTreeMap<&str, &str> = match &replacement.columns {
        Some(columns) => columns.iter().map(|(path, of)| (&**path, &**of)).collect(),
        None => return,
    };
    for column in c.columns_of(view) {
        let (path, was) = (c.str(column.path), c.str(column.data_type));
        let Some(is) = to_be.get(path).filter(|_| !said.contains(path)) else {
            continue;
        };
        let Some(class) = retyped(dialect, was, is) else {
            continue;
        };
        let message = format!("{path} of {name} is {was} and will be {is}");
        let about = vec![path.to_owned()];
        remarks
            .add(PlanRule::ColumnRetyped, name, message, about)
            .class = class;
    }
}

/// What another type means to consumers; nothing where it is the same.
fn retyped(dialect: Dialect, was: &str, is: &str) -> Option<ChangeClass> {
    Some(match sql::retyped(dialect, was, is) {
        Retyped::Same => return None,
        Retyped::Widened => ChangeClass::Safe,
        Retyped::Narrowed | Retyped::Coerced => ChangeClass::Risky,
        Retyped::Breaking => ChangeClass::Breaking,
        Retyped::Unknown => ChangeClass::Unknown,
    })
}

fn collations(old: &RelationLine, new: &RelationLine, folds: bool, remarks: &mut Remarks) {
    let of = |column: &ColumnLine| column.collation.clone().unwrap_or_default();
    let differ: Vec<String> = old
        .columns
        .iter()
        .filter(|was| column(new, &was.name, folds).is_some_and(|is| of(is) != of(was)))
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
