//! What one side alone can tell: it isn't compared, and that is said once.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use super::blind_spots::lacks_sql;
use super::change::{Asset, Change};
use super::change_rule::ChangeRule;
use super::column_pairs::lists_any;
use super::folding::names;
use super::listing::dataset;
use super::relation_kinds::is_view;
use super::relation_pairs::{Pair, Pairs};
use super::row_policies;
use super::side::Side;
use super::side_pair::{Sides, Told, Which, tells};
use crate::lines::RelationLine;

/// Fields of lines that are compared and that not all versions write, each with what it tells.
const FIELDS: [(&str, &str); 7] = [
    ("DatasetLine.listed", "how far datasets are listed"),
    (
        "RelationLine.columns_complete",
        "whether all columns are listed",
    ),
    (
        "RelationLine.lifecycle",
        "days in the life of tables and views",
    ),
    ("RelationLine.stars", "who takes all columns by *"),
    ("RelationLine.partitioned_by", "how tables are partitioned"),
    ("ColumnLine.collation", "how texts are compared"),
    ("ColumnLine.nullability", "whether columns may be NULL"),
];

/// Of how many projects it is said of each by itself.
const PROJECTS: usize = 3;

pub(super) fn compare(sides: &Sides<'_>, pairs: &Pairs<'_>) -> Vec<Change> {
    let mut out = Vec::new();
    for (field, what) in FIELDS {
        match (sides.old.tells(field), sides.new.tells(field)) {
            (true, false) => say(&mut out, Which::New, "mesh", "mesh", what, ""),
            (false, true) => say(&mut out, Which::Old, "mesh", "mesh", what, ""),
            _ => {}
        }
    }
    if let Some(which) = row_policies::silent(sides, pairs) {
        say(&mut out, which, "mesh", "mesh", "row access policies", "");
    }
    let gaps = gaps(sides, pairs);
    for ((which, told), datasets) in &gaps {
        let columns = gaps.get(&(*which, Told::Columns));
        let is_new = |of: &&&str| {
            // One export tells both.
            *told != Told::Nullability || !columns.is_some_and(|known| known.contains(**of))
        };
        let datasets: Vec<&str> = datasets.iter().filter(is_new).copied().collect();
        let side = match which {
            Which::Old => sides.old,
            Which::New => sides.new,
        };
        let what = Told::ALL.iter().find(|(of, _)| of == told);
        let what = what.map_or("", |(_, what)| *what);
        gap(&mut out, side, (*which, *told), what, &datasets);
    }
    out
}

/// Datasets of which one side doesn't tell what the other one does, by that side and what it is, as far as
/// it shows in a table or view.
type Gaps<'a> = BTreeMap<(Which, Told), BTreeSet<&'a str>>;

fn gaps<'p>(sides: &Sides<'p>, pairs: &'p Pairs<'_>) -> Gaps<'p> {
    let mut gaps = Gaps::new();
    for Pair { old, new, .. } in &pairs.common {
        for (told, _) in Told::ALL {
            let Some(which) = sides.silent(old, new, told) else {
                continue;
            };
            let (silent, other) = match which {
                Which::Old => (old, new),
                Which::New => (new, old),
            };
            if shows(other, silent, told) {
                let of = dataset(&silent.name);
                gaps.entry((which, told)).or_default().insert(of);
            }
        }
    }
    // What is listed for the first time needn't be new, and what isn't any more needn't be gone.
    for of in sides.old.datasets.iter().flat_map(BTreeMap::keys) {
        let listed = |side| tells(side, of, Told::Listing);
        let which = match (listed(sides.old), listed(sides.new)) {
            (Some(true), Some(false)) => Which::New,
            (Some(false), Some(true)) => Which::Old,
            _ => continue,
        };
        let alone = match which {
            Which::New => &pairs.gone,
            Which::Old => &pairs.fresh,
        };
        if !alone.iter().any(|one| dataset(&one.name) == of) {
            continue;
        }
        let listing = gaps.entry((which, Told::Listing)).or_default();
        listing.insert(of);
    }
    gaps
}

/// Whether a line shows what that of the other side can't tell.
fn shows(line: &RelationLine, other: &RelationLine, told: Told) -> bool {
    let mut columns = line.columns.iter();
    match told {
        Told::Listing => false,
        // Where others are listed, each that isn't is said.
        Told::Columns => line.columns_complete && lists_any(line) && !lists_any(other),
        // Of a column that isn't listed that is said.
        Told::Nullability => {
            let others: FxHashSet<&str> = other.columns.iter().map(|of| of.name.as_str()).collect();
            columns.clone().all(|of| others.contains(of.name.as_str()))
                && columns.any(|column| column.nullability.is_some())
        }
        Told::Grants => !line.grants.is_empty() || line.person_grants > 0,
        // A view's are those of the columns that its SQL takes.
        Told::Policies => {
            !lacks_sql(other, line) && columns.any(|column| !column.policy_tags.is_empty())
        }
        Told::Options => {
            line.labels != other.labels || line.requires_filter != other.requires_filter
        }
        // A table has none.
        Told::Statements => is_view(other.kind) && line.references_by.is_some(),
    }
}

/// Says it of the mesh where none of its datasets tells it, of a project where none of its own does, or else
/// of each dataset.
fn gap(
    out: &mut Vec<Change>,
    side: &Side,
    (which, told): (Which, Told),
    what: &str,
    datasets: &[&str],
) {
    let all = || side.datasets.iter().flat_map(BTreeMap::keys);
    let is_told = |of: &String| tells(side, of, told) == Some(true);
    if datasets.is_empty() {
        return;
    }
    if !all().any(is_told) {
        return say(out, which, "mesh", "mesh", what, "");
    }
    let of_project = |name: &str| all().any(|of| project(of) == name && is_told(of));
    let projects: BTreeSet<&str> = datasets.iter().map(|of| project(of)).collect();
    let (by_dataset, silent): (Vec<&str>, Vec<&str>) =
        projects.into_iter().partition(|name| of_project(name));
    if silent.len() > PROJECTS {
        let of = format!(" in {}", names(silent.iter().copied()));
        say(out, which, "mesh", "mesh", what, &of);
    } else {
        for name in silent {
            let (key, of) = (format!("project:{name}"), format!(" in {name}"));
            say(out, which, &key, name, what, &of);
        }
    }
    for name in datasets {
        if by_dataset.contains(&project(name)) {
            let (key, of) = (format!("dataset:{name}"), format!(" in {name}"));
            say(out, which, &key, name, what, &of);
        }
    }
}

/// What a dataset is in; itself where that isn't said.
fn project(dataset: &str) -> &str {
    dataset
        .rsplit_once('.')
        .map_or(dataset, |(project, _)| project)
}

fn say(out: &mut Vec<Change>, which: Which, key: &str, name: &str, what: &str, of: &str) {
    let mut asset = Asset {
        key,
        name,
        owner_before: None,
        owner_after: None,
        product: None,
        changes: Vec::new(),
    };
    let side = which.name();
    let message = format!("{side} doesn't tell {what}{of}: what changed in that isn't known");
    let (old, new) = match which {
        Which::Old => ("", what),
        Which::New => (what, ""),
    };
    asset.changed(ChangeRule::NotCompared, old, new, message);
    out.append(&mut asset.changes);
}
