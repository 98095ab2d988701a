//! What one side alone can tell: it isn't compared, and that is said once.

use super::change::{Asset, Change};
use super::change_rule::ChangeRule;
use super::side_pair::Sides;
use crate::lines::DatasetFact;

/// Fields of lines that are compared and that not all versions write, each with what it tells.
const FIELDS: [(&str, &str); 5] = [
    ("DatasetLine.listed", "how far datasets are listed"),
    (
        "RelationLine.columns_complete",
        "whether all columns are listed",
    ),
    (
        "RelationLine.lifecycle",
        "days in the life of tables and views",
    ),
    ("RelationLine.partitioned_by", "how tables are partitioned"),
    ("ColumnLine.nullability", "whether columns may be NULL"),
];

const FACTS: [(DatasetFact, &str); 4] = [
    (DatasetFact::Grants, "grants"),
    (DatasetFact::Policies, "policy tags"),
    (DatasetFact::Statements, "the SQL of views"),
    (DatasetFact::Nullability, "whether columns may be NULL"),
];

pub(super) fn compare(sides: &Sides<'_>) -> Vec<Change> {
    let mut mesh = Asset {
        key: "mesh",
        name: "mesh",
        owner_before: None,
        owner_after: None,
        product: None,
        changes: Vec::new(),
    };
    for (field, what) in FIELDS {
        match (sides.old.tells(field), sides.new.tells(field)) {
            (true, false) => say(&mut mesh, "NEW", what),
            (false, true) => say(&mut mesh, "OLD", what),
            _ => {}
        }
    }
    for (fact, what) in FACTS {
        let (before, after) = (sides.old.says_anywhere(fact), sides.new.says_anywhere(fact));
        match (before, after) {
            (Some(true), Some(false)) => say(&mut mesh, "NEW", what),
            (Some(false), Some(true)) => say(&mut mesh, "OLD", what),
            _ => {}
        }
    }
    mesh.changes
}

fn say(mesh: &mut Asset<'_>, side: &str, what: &str) {
    let message = format!("{side} doesn't tell {what}: what changed in that isn't known");
    let (old, new) = match side {
        "OLD" => ("", what),
        _ => (what, ""),
    };
    mesh.changed(ChangeRule::NotCompared, old, new, message);
}
