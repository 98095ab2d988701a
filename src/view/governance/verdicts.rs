//! How many unified views can be used now, by DME. What is usable is told apart from what merely has
//! nothing known to be wrong.

use rustc_hash::FxHashMap;

use crate::catalog::{AssetIx, Kind, State};
use crate::view::Views;
use crate::view::model::SheetColumn;

use super::table::{Table, Value, numbers, words};

const VERDICTS: [SheetColumn; 7] = [
    words("dme", "DME"),
    numbers("views", "Unified views"),
    numbers("broken", "Broken"),
    numbers("with_care", "With care"),
    numbers("usable", "Usable"),
    numbers("no_promise", "No promise"),
    numbers("unknown", "Unknown"),
];

/// In the order of the columns.
const STATES: [State; 5] = [
    State::Broken,
    State::WithCare,
    State::Usable,
    State::NoPromise,
    State::Unknown,
];

impl Views<'_> {
    /// Unified views by verdict.
    pub(super) fn verdict_table(&self) -> Table {
        let c = self.catalog;
        let mut all = [0usize; STATES.len()];
        let mut by_dme: FxHashMap<AssetIx, [usize; STATES.len()]> = FxHashMap::default();
        for relation in c.relations.iter().filter(|r| r.unified) {
            let state = c
                .verdict_of(relation.asset)
                .map_or(State::Unknown, |v| v.state);
            let Some(i) = STATES.iter().position(|s| *s == state) else {
                continue;
            };
            all[i] += 1;
            if let Some(dme) = c.owner(relation) {
                by_dme.entry(dme).or_default()[i] += 1;
            }
        }
        let row = |first: Value, counts: &[usize; STATES.len()]| {
            let mut row = vec![first, Value::count(counts.iter().sum())];
            row.extend(counts.iter().map(|n| Value::count(*n)));
            row
        };
        let mut rows = Vec::new();
        if all.iter().any(|n| *n > 0) {
            rows.push(row(Value::Word("the whole mesh", None), &all));
        }
        for dme in c.sorted(Kind::Dme) {
            if let Some(counts) = by_dme.get(&dme) {
                rows.push(row(Value::Asset(dme), counts));
            }
        }
        Table::new(
            "verdicts",
            "Unified views by verdict",
            &VERDICTS,
            "No unified view yet.",
        )
        .note("Usable is what has something to judge by and is as it should be; where nothing is promised and nothing watches, that is said instead.")
        .rows(rows)
    }
}
